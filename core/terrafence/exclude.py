"""The files that the settings leave out: still read where others need them, but nothing is said about
them."""

from typing import final

from terrafence.config import Config
from terrafence.evaluate.ignore import Ignore
from terrafence.files import Entry, Unreadable
from terrafence.finding import NotRead, Report


def excluding(report: Report, config: Config) -> Report:
    """The report without what is at, or about, an excluded file."""
    if config.path is None:
        return report
    directory, _, name = config.path.rpartition("/")
    ignore = Ignore(_Patterns(f"{directory}/.gitignore", "\n".join(config.exclude).encode()), directory)

    def kept(path: str) -> bool:
        return not ignore.ignores(path, False)

    left_out = [NotRead(path, f"is excluded in {name}") for path in report.linted if not kept(path)]
    return report._replace(
        findings=tuple(item for item in report.findings if kept(item.path)),
        undecided=tuple(item for item in report.undecided if kept(item.path)),
        errors=tuple(item for item in report.errors if kept(item.path)),
        not_read=tuple(sorted([*(item for item in report.not_read if kept(item.path)), *left_out])),
        linted=tuple(path for path in report.linted if kept(path)),
    )


@final
class _Patterns:
    """A tree with one file in it: what the settings exclude is written as a `.gitignore` is."""

    __slots__ = ("_path", "_text")

    def __init__(self, path: str, text: bytes) -> None:
        self._path = path
        self._text = text

    def read(self, path: str) -> bytes:
        if path != self._path:
            raise Unreadable("no such file or directory")
        return self._text

    def entries(self, directory: str) -> list[Entry]:
        return []

    def kind(self, path: str) -> str:
        return "file" if path == self._path else "missing"

    def real(self, path: str) -> str:
        return path
