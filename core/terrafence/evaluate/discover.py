"""From the paths that people name to the Terraform files in them."""

import os
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, final

from terrafence.errors import UserError
from terrafence.files import Entry, Files, Unreadable
from terrafence.record import NamedTuple

if TYPE_CHECKING:
    from terrafence.evaluate.ignore import Ignore

MAX_DIRECTORIES = 20_000

_SKIPPED = frozenset({".git", ".terraform", ".terragrunt-cache", "node_modules"})

_NOT_READ = (
    ((".tftest.hcl", ".tftest.json", ".tofutest.hcl", ".tofutest.json"), "test files are not linted"),
    ((".tfmock.hcl", ".tfmock.json", ".tofumock.hcl"), "mock data of tests is not linted"),
    (("terragrunt.hcl", "terragrunt.hcl.json"), "Terragrunt files are not linted"),
    ((".tfstack.hcl", ".tfcomponent.hcl", ".tfdeploy.hcl"), "stack configurations are not linted"),
    ((".tfquery.hcl",), "query files are not linted"),
)


class Kind(Enum):
    """What a file is to Terraform."""

    CONFIGURATION = "configuration"
    VARIABLES = "variables"


class Problem(NamedTuple):
    """A path and what is the matter with it."""

    path: str
    reason: str


class Listing(NamedTuple):
    """What Terraform sees in one directory, as paths: `configuration` without the override files, which are
    merged into it in order. `directories` and `links` (to directories) are those worth a look."""

    configuration: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    not_read: tuple[Problem, ...] = ()
    unreadable: tuple[Problem, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Every Terraform file of the directory."""
        return self.configuration + self.overrides + self.variables


class Found(NamedTuple):
    """What the given paths name: `files` that were asked about, every directory that was `searched`, and
    the given paths that hold no Terraform."""

    files: frozenset[str]
    modules: tuple[str, ...]
    searched: tuple[str, ...]
    empty: tuple[str, ...]


@final
class Tree:
    """A repository: the nearest directory with a `.git` above a path, else the directory at hand.

    Its paths are canonical: a file that is reached through symbolic links goes by the name of its target.
    `cut` says which walks ended early.
    """

    __slots__ = ("_files", "_ignore", "_listings", "_real", "_wanted", "base", "cut")

    def __init__(self, files: Files, base: str) -> None:
        self.base = base
        self.cut: dict[Problem, None] = {}
        self._files = files
        self._real = files.real(base)
        self._listings: dict[str, Listing] = {}
        self._wanted: set[str] = set()
        self._ignore: Ignore | None = None

    def canonical(self, path: str) -> str:
        """The one name of a file or directory."""
        real = self._files.real(path)
        if real == self._real:
            return self.base
        inside = self._real.rstrip("/") + "/"
        return join(self.base, real.removeprefix(inside)) if real.startswith(inside) else real

    def holds(self, path: str) -> bool:
        """Whether a canonical path lies inside the repository."""
        return path == self.base or path.startswith(self.base.rstrip("/") + "/")

    def want(self, path: str) -> None:
        """Reads this file even if git ignores it: someone named it."""
        self._wanted.add(path)
        self._listings.pop(os.path.dirname(path), None)

    def listing(self, directory: str) -> Listing:
        """The Terraform files of a directory; empty, with the reason in `unreadable`, when it cannot be
        read."""
        if directory not in self._listings:
            self._listings[directory] = self._list(directory)
        return self._listings[directory]

    def walk(self, start: str) -> Iterator[str]:
        """The directories at and below `start`, without those that git ignores or that tools fill."""
        waiting, links = [start], list[str]()
        seen: set[str] = set()
        while waiting or links:
            if len(seen) == MAX_DIRECTORIES:
                self.cut[Problem(start, f"only its first {MAX_DIRECTORIES} directories were searched")] = None
                return
            directory = waiting.pop() if waiting else self.canonical(links.pop())
            if directory not in seen:
                seen.add(directory)
                yield directory
                listing = self.listing(directory)
                waiting += reversed(listing.directories)
                links += reversed(listing.links)

    def _list(self, directory: str) -> Listing:
        try:
            entries = self._files.entries(directory)
        except Unreadable as error:
            return Listing(unreadable=(Problem(directory, str(error)),))
        names = {entry.name for entry in entries if not entry.directory}
        files: dict[Kind, list[str]] = {Kind.CONFIGURATION: [], Kind.VARIABLES: []}
        not_read: list[Problem] = []
        for entry in entries:
            path, kind = join(directory, entry.name), kind_of(entry.name)
            reason = _why_not_read(entry, kind, names) or self._why_ignored(path, kind)
            if reason is not None:
                not_read.append(Problem(path, reason))
            elif kind is not None:
                files[kind].append(self.canonical(path) if entry.link else path)
        configuration = files[Kind.CONFIGURATION]
        directories, links = self._directories(directory, entries, not_read)
        return Listing(
            tuple(path for path in configuration if not _is_override(path)),
            tuple(path for path in configuration if _is_override(path)),
            tuple(files[Kind.VARIABLES]),
            directories,
            links,
            tuple(not_read),
        )

    def _directories(
        self, directory: str, entries: Sequence[Entry], not_read: list[Problem]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        directories: list[str] = []
        links: list[str] = []
        for entry in entries:
            path = join(directory, entry.name)
            if not entry.directory or entry.name in _SKIPPED or self._ignored(path, True):
                continue
            if not entry.link:
                directories.append(path)
            elif self.holds(self.canonical(path)):
                links.append(path)
            else:
                not_read.append(Problem(path, "is a symbolic link that leaves the repository"))
        return tuple(directories), tuple(links)

    def _why_ignored(self, path: str, kind: Kind | None) -> str | None:
        if kind is None or path in self._wanted or not self._ignored(path, False):
            return None
        # A directory that git ignores is read when someone names or calls it, and then all of it.
        return None if self._ignored(os.path.dirname(path), True) else "is ignored by .gitignore"

    def _ignored(self, path: str, directory: bool) -> bool:
        if self._ignore is None:
            from terrafence.evaluate.ignore import Ignore

            self._ignore = Ignore(self._files, self.base)
        return self._ignore.ignores(path, directory)


def join(directory: str, name: str) -> str:
    """The path of a name in a directory."""
    return f"{directory.rstrip('/')}/{name}"


def base_of(files: Files, directory: str) -> str:
    """The repository that a directory belongs to: the nearest with a `.git`, else the directory itself."""
    at = directory
    while files.kind(at.rstrip("/") + "/.git") == "missing":
        parent = os.path.dirname(at)
        if parent == at:
            return directory
        at = parent
    return at


def find(files: Files, trees: dict[str, Tree], paths: Sequence[str]) -> Found:
    """The Terraform files that the paths name. `trees` is filled with the repositories they are in, by
    base.

    Raises UserError for a path that does not exist.
    """
    found: set[str] = set()
    modules: dict[str, None] = {}
    searched: dict[str, None] = {}
    empty: list[str] = []
    for path in dict.fromkeys(os.path.normpath(path) for path in paths):
        kind = files.kind(path)
        if kind == "missing":
            raise UserError(f"no such file or directory: {path}")
        base = base_of(files, path if kind == "directory" else os.path.dirname(path))
        tree = trees.setdefault(base, Tree(files, base))
        if kind == "directory":
            directories = tuple(tree.walk(tree.canonical(path)))
            searched |= dict.fromkeys(directories)
            named = {at: tree.listing(at).files for at in directories if tree.listing(at).files}
        else:
            named = _one(tree, path)
        modules |= dict.fromkeys(named)
        found.update(file for inside in named.values() for file in inside)
        if not named:
            empty.append(path)
    return Found(frozenset(found), tuple(modules), tuple(searched), tuple(empty))


def find_module(files: Files, trees: dict[str, Tree], directory: str) -> Found:
    """The Terraform files of one directory, without those below it. `trees` is filled as by `find`.

    Raises UserError when there is no such directory.
    """
    kind = files.kind(directory)
    if kind != "directory":
        raise UserError(
            f"no such directory: {directory}" if kind == "missing" else f"not a directory: {directory}"
        )
    base = base_of(files, directory)
    tree = trees.setdefault(base, Tree(files, base))
    at = tree.canonical(directory)
    return Found(frozenset(tree.listing(at).files), (at,), (at,), ())


def _one(tree: Tree, path: str) -> dict[str, tuple[str, ...]]:
    directory, name = tree.canonical(os.path.dirname(path)), os.path.basename(path)
    if kind_of(name) is None:
        return {}
    tree.want(join(directory, name))
    target = tree.canonical(path)
    return {directory: (target,)} if target in tree.listing(directory).files else {}


def kind_of(name: str) -> Kind | None:
    """What Terraform takes a file of this name for; None when it does not read it."""
    if name.startswith("."):
        return None
    if name.endswith((".tf", ".tofu", ".tf.json", ".tofu.json")):
        return Kind.CONFIGURATION
    return Kind.VARIABLES if name.endswith((".tfvars", ".tfvars.json")) else None


def _is_override(path: str) -> bool:
    stem = os.path.basename(path).removesuffix(".json").rpartition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _why_not_read(entry: Entry, kind: Kind | None, names: set[str]) -> str | None:
    if kind is not None and entry.directory:
        return "is a directory"
    tofu = entry.name.removesuffix(".json").removesuffix(".tf") + ".tofu"
    tofu += ".json" if entry.name.endswith(".json") else ""
    if kind is Kind.CONFIGURATION and tofu != entry.name and tofu in names:
        return f"{tofu} takes its place"
    for suffixes, reason in _NOT_READ:
        if entry.name.endswith(suffixes) and not entry.directory:
            return reason
    return None
