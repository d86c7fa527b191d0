"""Which paths `.gitignore` files leave out, as git reads them."""

import re
from fnmatch import translate
from typing import final

from terrafence.evaluate.discover import base_of
from terrafence.files import Files, Unreadable
from terrafence.record import NamedTuple


class Pattern(NamedTuple):
    """One line of a `.gitignore`. `segments` are matched name by name, None stands for `**`."""

    segments: tuple[re.Pattern[str] | None, ...]
    negated: bool
    directories_only: bool


@final
class Ignore:
    """The `.gitignore` files of a repository, read as they are needed."""

    __slots__ = ("_base", "_files", "_ignored", "_patterns")

    def __init__(self, files: Files, base: str) -> None:
        self._files = files
        self._base = base.rstrip("/") + "/"
        self._patterns: dict[str, tuple[Pattern, ...]] = {}
        self._ignored: dict[str, bool] = {}

    def ignores(self, path: str, directory: bool) -> bool:
        """Whether git would leave out this path, by itself or with a directory above it; False outside the
        repository."""
        if not path.startswith(self._base) or path == self._base:
            return False
        if not directory:
            return self._decide(path, False)
        if path not in self._ignored:
            self._ignored[path] = self._decide(path, True)
        return self._ignored[path]

    def _decide(self, path: str, directory: bool) -> bool:
        parent, _, _ = path.rpartition("/")
        if self.ignores(parent, True):
            return True
        parts = tuple(path.removeprefix(self._base).split("/"))
        for depth in range(len(parts) - 1, -1, -1):
            where = self._base + "/".join(parts[:depth])
            for pattern in reversed(self._patterns_of(where.rstrip("/"))):
                if (directory or not pattern.directories_only) and _matches(pattern.segments, parts[depth:]):
                    return not pattern.negated
        return False

    def _patterns_of(self, directory: str) -> tuple[Pattern, ...]:
        if directory not in self._patterns:
            self._patterns[directory] = tuple(_read(self._files, directory + "/.gitignore"))
        return self._patterns[directory]


def is_ignored(files: Files, path: str) -> bool:
    """Whether git leaves out a file."""
    return Ignore(files, base_of(files, path.rpartition("/")[0])).ignores(path, False)


def _read(files: Files, path: str) -> list[Pattern]:
    if files.kind(path) != "file":
        return []
    try:
        text = files.read(path).decode("utf-8", "replace")
    except Unreadable:
        return []
    return [pattern for line in text.splitlines() if (pattern := _parse(line)) is not None]


def _parse(line: str) -> Pattern | None:
    line = re.sub(r"(?<!\\) +$", "", line)
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    glob = line[1:] if negated else line
    directories_only = glob.endswith("/")
    glob = glob.rstrip("/")
    segments = [name for name in glob.split("/") if name]
    if not segments:
        return None
    if "/" not in glob:
        segments.insert(0, "**")
    if segments[-1] == "**":
        segments.append("*")
    return Pattern(tuple(_segment(name) for name in segments), negated, directories_only)


def _segment(name: str) -> re.Pattern[str] | None:
    """`fnmatch` bounds the work of a pattern with many stars; its classes differ from git's in two
    signs."""
    if name == "**":
        return None
    glob = re.sub(r"\\(.)", _unescaped, name.replace("[^", "[!"))
    return re.compile(translate(glob))


def _unescaped(escape: re.Match[str]) -> str:
    return f"[{escape[1]}]" if escape[1] in "*?[" else escape[1]


def _matches(segments: tuple[re.Pattern[str] | None, ...], parts: tuple[str, ...]) -> bool:
    reached = _with_skips({0}, segments)
    for part in parts:
        following = {at for at in reached if at < len(segments) and segments[at] is None}
        for at in reached:
            segment = segments[at] if at < len(segments) else None
            if segment is not None and segment.match(part):
                following.add(at + 1)
        reached = _with_skips(following, segments)
    return len(segments) in reached


def _with_skips(reached: set[int], segments: tuple[re.Pattern[str] | None, ...]) -> set[int]:
    skipped = {at + 1 for at in reached if at < len(segments) and segments[at] is None}
    return reached | skipped if skipped <= reached else _with_skips(reached | skipped, segments)
