"""Files in memory, and what the linter and the fixer make of them."""

import posixpath
from collections.abc import Mapping

from terrafence.config import Config
from terrafence.files import Entry, Unreadable
from terrafence.finding import Finding, Report
from terrafence.fix import Fixed, fix
from terrafence.lint import lint
from terrafence.novelty import Novelty
from terrafence.tags.policy import EXAMPLE, TagSettings

ROOT = "/work"


class Tree:
    """A `Files` over a mapping of absolute paths to texts."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise Unreadable("no such file or directory")
        return self.files[path]

    def entries(self, directory: str) -> list[Entry]:
        prefix = directory.rstrip("/") + "/"
        below = [path.removeprefix(prefix) for path in self.files if path.startswith(prefix)]
        folders = {name.partition("/")[0] for name in below if "/" in name}
        names = {name for name in below if "/" not in name}
        return sorted(
            [Entry(name, True, False) for name in folders] + [Entry(name, False, False) for name in names]
        )

    def kind(self, path: str) -> str:
        if path in self.files:
            return "file"
        return "directory" if self.entries(path) else "missing"

    def real(self, path: str) -> str:
        return posixpath.normpath(path)


def tree(files: Mapping[str, str]) -> Tree:
    """A tree below `ROOT`."""
    return Tree({posixpath.join(ROOT, name): text.encode() for name, text in files.items()})


def _config(select: tuple[str, ...]) -> Config:
    """Tags are required only where a rule is tried alone: what a fix adds cannot know them."""
    return Config(select=select, tags=EXAMPLE if select else TagSettings())


def report(files: Mapping[str, str], *select: str, new: bool = False) -> Report:
    """The report on the whole tree, by the rules of these ids; by all when there are none. `new` is whether
    nothing was there before."""
    before = Novelty(tree({}), lambda _: ()) if new else None
    return lint(tree(files), [ROOT], _config(select), before)


def findings(files: Mapping[str, str], *select: str, new: bool = False) -> tuple[Finding, ...]:
    return report(files, *select, new=new).findings


def fixed(files: Mapping[str, str], *select: str) -> tuple[dict[str, str], Fixed]:
    """The files after all fixes that can be written, and how that went."""
    outcome = fix(tree(files), [ROOT], _config(select), unsafe=True)
    changed = {posixpath.relpath(path, ROOT): text.decode() for path, text in outcome.changed.items()}
    return {**files, **changed}, outcome
