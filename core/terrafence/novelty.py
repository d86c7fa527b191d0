"""Which resources are new. Nobody runs one yet, so a change of it replaces, restarts and cuts off nothing."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.errors import UserError
from terrafence.evaluate.discover import Kind, base_of, join, kind_of
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.workspace import Root
from terrafence.files import Disk, Files, Unreadable
from terrafence.finding import FileEdit
from terrafence.syntax.read import read
from terrafence.syntax.views import Block, File
from terrafence.text import Span

if TYPE_CHECKING:
    from terrafence.evaluate.ignore import Ignore
    from terrafence.git import GitTree

SOURCES = (
    "global_replication_group_id",
    "replicate_source_db",
    "replication_source_identifier",
    "restore_to_point_in_time",
    "snapshot_identifier",
    "source_db_cluster_identifier",
)
"""What a database or cache is made from: it is encrypted, and of a version, as that is."""

Name: TypeAlias = tuple[str, ...]
"""A block's type and labels."""


@final
class Declared:
    """What a tree declares; looked up when asked for, and remembered."""

    __slots__ = ("_inside", "_names", "_paths", "_tree")

    def __init__(self, tree: "GitTree") -> None:
        self._tree = tree
        self._inside: dict[str, frozenset[Name]] = {}
        self._names: dict[str, frozenset[Name]] = {}
        self._paths: tuple[str, ...] | None = None

    def inside(self, directory: str) -> frozenset[Name]:
        """The blocks of a directory. Raises Unreadable."""
        if directory not in self._inside:
            entries = self._tree.entries(directory)
            paths = [join(directory, entry.name) for entry in entries if _is_configuration(entry.name)]
            self._inside[directory] = frozenset(name for path in paths for name in self._of(path))
        return self._inside[directory]

    def gone(self, files: Files) -> list[str]:
        """Its files that `files` has no more."""
        if self._paths is None:
            self._paths = tuple(path for path in self._tree.paths if _is_configuration(path))
        return [path for path in self._paths if files.kind(path) == "missing"]

    def in_one(self, paths: Iterable[str], name: Name) -> bool:
        """Whether one of the files declares a block. Raises Unreadable."""
        label = name[-1].encode()
        return any(label in self._tree.read(path) and name in self._of(path) for path in paths)

    def _of(self, path: str) -> frozenset[Name]:
        if path not in self._names:
            file = read(path, self._tree.read(path))
            broken = [(kind, *labels) for part in file.broken for kind, labels in part.names]
            self._names[path] = frozenset([*map(_name, file.body.blocks), *broken])
        return self._names[path]


Earlier: TypeAlias = Callable[[str], Sequence[Declared] | None]
"""By directory (absolute, links resolved) what it is measured against; None where that is not known."""


def against(trees: "Iterable[GitTree]") -> Earlier:
    """Every directory measured against these trees: what one of them has is not new."""
    declared = tuple(map(Declared, trees))
    return lambda _: declared


@final
class Novelty:
    """Tells what is new in `files`. What an earlier tree declares in a file that `files` has no more is not:
    it may have gone elsewhere, with its file or directory."""

    __slots__ = ("_arrivals", "_at", "_earlier", "_files", "_gone", "_ignores", "_new")

    def __init__(self, files: Files, earlier: Earlier) -> None:
        self._files = files
        self._earlier = earlier
        self._arrivals: dict[Root, frozenset[str] | None] = {}
        self._at: dict[str, Sequence[Declared] | None] = {}
        self._gone: dict[Declared, list[str]] = {}
        self._ignores: dict[str, Ignore] = {}
        self._new: dict[tuple[str, Name], bool] = {}

    def has(self, resource: Resource, root: Root) -> bool:
        """Whether a resource is new: its block is, it takes nothing over, and no `moved` or `import` block
        leads to it."""
        block = resource.body.block
        if block.type != "resource" or _takes_over(block) or not self._is_new(block):
            return False
        if root not in self._arrivals:
            broken = root.broken("moved") or root.broken("import")
            self._arrivals[root] = None if broken else root.arrivals
        arrivals, address = self._arrivals[root], f"{resource.config_address}."
        return arrivals is not None and not any(address.startswith(f"{to}.") for to in arrivals)

    def anew(self) -> "Novelty":
        """The same, asked again."""
        return Novelty(self._files, self._earlier)

    def follows(self, before: "Novelty") -> bool:
        """Whether what `before` told still holds: what it was measured against is the same now."""
        self._at = {directory: self._earlier(directory) for directory in before._at}
        return self._at == before._at

    def takes(self, edits: Iterable[FileEdit], files: Mapping[str, File]) -> bool:
        """Whether edits change new blocks only, or add some."""
        changed = (block for item in edits for block in _changed(files[item.path], item.edit.span))
        return all(block is not None and self._is_new(block) for block in changed)

    def _is_new(self, block: Block) -> bool:
        key = (block.file.path, _name(block))
        if key not in self._new:
            directory = self._files.real(os.path.dirname(block.file.path))
            self._new[key] = not self._ignored(block.file.path) and self._is_declared_new(directory, key[1])
        return self._new[key]

    def _is_declared_new(self, directory: str, name: Name) -> bool:
        if directory not in self._at:
            self._at[directory] = self._earlier(directory)
        earlier = self._at[directory]
        try:
            return earlier is not None and not any(self._had(it, directory, name) for it in earlier)
        except Unreadable:
            return False

    def _had(self, earlier: Declared, directory: str, name: Name) -> bool:
        if name in earlier.inside(directory):
            return True
        if earlier not in self._gone:
            self._gone[earlier] = earlier.gone(self._files)
        return earlier.in_one(self._gone[earlier], name)

    def _ignored(self, path: str) -> bool:
        """Whether git leaves the file out, so that no commit says how old it is."""
        from terrafence.evaluate.ignore import Ignore

        base = base_of(self._files, os.path.dirname(path))
        if base not in self._ignores:
            self._ignores[base] = Ignore(self._files, base)
        return self._ignores[base].ignores(path, False)


@final
class Heads:
    """What is in the last commit of the repository that a directory is in. Commits that follow are noticed,
    so that it can be kept."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, _Head] = {}

    def __call__(self, directory: str) -> Sequence[Declared] | None:
        """As `Earlier`. Outside of a repository, and where git cannot be asked, nothing is known; before the
        first commit there was nothing."""
        top = base_of(Disk(), directory)
        if not os.path.exists(f"{top}/.git") or _is_elsewhere(top):
            return None
        if top not in self._known:
            self._known[top] = _Head(top)
        return self._known[top].declared()

    def close(self) -> None:
        """Ends what it started."""
        for head in self._known.values():
            head.repository.close()


@final
class _Head:
    __slots__ = ("_declared", "repository")

    def __init__(self, top: str) -> None:
        from terrafence.git import Repository

        self.repository = Repository(top)
        self._declared: dict[str, Declared] = {}

    def declared(self) -> Sequence[Declared] | None:
        """Of the last commit, and while a merge is going on of the one that it brings in."""
        try:
            trees = [tree for it in ("HEAD", "MERGE_HEAD") if (tree := self.repository.tree_of(it))]
            if not trees and not self.repository.unborn:
                return None
            self._declared = {tree: self._of(tree) for tree in trees}
        except (Unreadable, UserError):
            return None
        return tuple(self._declared.values())

    def _of(self, tree: str) -> Declared:
        return self._declared.get(tree) or Declared(self.repository.tree(tree))


def _is_elsewhere(top: str) -> bool:
    """Whether git was told, as in a hook, to look into another repository."""
    told = os.environ.get("GIT_DIR")
    return told is not None and os.path.realpath(told) != os.path.realpath(f"{top}/.git")


def _takes_over(block: Block) -> bool:
    """Whether what is there already decides what the resource can be."""
    return any(name in block.body.attributes or block.body.blocks_of(name) for name in SOURCES)


def _name(block: Block) -> Name:
    return (block.type, *block.labels)


def _is_configuration(path: str) -> bool:
    return kind_of(os.path.basename(path)) is Kind.CONFIGURATION and "/.terraform/" not in path


def _changed(file: File, span: Span) -> Sequence[Block | None]:
    """The blocks that an edit changes, none of them when it adds a block between others; None stands for
    everything else."""
    start, end = span
    touched = [it for it in file.body.blocks if start < it.span.end and it.span.start < max(end, start + 1)]
    if start == end:
        return [it for it in touched if it.span.start < start]
    return touched or [None]
