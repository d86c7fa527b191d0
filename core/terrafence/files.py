"""Where bytes come from. Everything in the core reads through a `Files`, so that a commit, a working tree
and an editor's unsaved buffers are judged by the same code.

Paths are absolute, normalised and use `/`.
"""

import os
import stat
from collections.abc import Mapping
from typing import Protocol, final

from terrafence.record import NamedTuple

MAX_FILE_BYTES = 16 * 1024 * 1024


SUMMARIES = os.path.join(os.path.dirname(__file__), "summaries")
"""The directory of the module summaries that come with the package."""


def is_installed(path: str) -> bool:
    """Whether `terraform init` put a file there, or it is a module summary: it is read, but nobody edits
    it."""
    return "/.terraform/" in path or is_summary(path)


def is_summary(path: str) -> bool:
    """Whether a path is that of a module summary: people never see it."""
    return path.startswith(SUMMARIES)


class Unreadable(Exception):
    """A file or directory that is there but cannot be read; the message is the reason without the path."""


class Entry(NamedTuple):
    """One name in a directory. `link` is set when the name is a symbolic link; the kind is then its
    target's."""

    name: str
    directory: bool
    link: bool


class Files(Protocol):
    """A readable tree of files."""

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises Unreadable (also when it does not exist)."""
        ...

    def entries(self, directory: str) -> list[Entry]:
        """What a directory holds, sorted by name; empty when there is no such directory. Raises
        Unreadable."""
        ...

    def kind(self, path: str) -> str:
        """`file`, `directory`, `other` or `missing`."""
        ...

    def real(self, path: str) -> str:
        """The path with symbolic links resolved: two names of one directory give the same answer."""
        ...


@final
class Disk:
    """The files of this machine."""

    def read(self, path: str) -> bytes:
        try:
            info = os.stat(path)
            if not stat.S_ISREG(info.st_mode):
                raise Unreadable("is a directory" if stat.S_ISDIR(info.st_mode) else "is not a regular file")
            if info.st_size > MAX_FILE_BYTES:
                raise Unreadable(f"is larger than {MAX_FILE_BYTES // 1024 // 1024} MiB")
            with open(path, "rb") as handle:
                return handle.read()
        except OSError as error:
            raise Unreadable(_reason(error)) from error

    def entries(self, directory: str) -> list[Entry]:
        try:
            with os.scandir(directory) as found:
                return sorted(Entry(item.name, _is_directory(item), item.is_symlink()) for item in found)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Unreadable(_reason(error)) from error

    def kind(self, path: str) -> str:
        try:
            mode = os.stat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
        except OSError:
            return "other"
        return "file" if stat.S_ISREG(mode) else "directory" if stat.S_ISDIR(mode) else "other"

    def real(self, path: str) -> str:
        return os.path.realpath(path)


@final
class Overlay:
    """Open editor buffers over another tree: a buffer hides the file of its path, and may exist without
    one."""

    __slots__ = ("_below", "_buffers")

    def __init__(self, below: Files, buffers: Mapping[str, bytes]) -> None:
        self._below = below
        self._buffers = buffers

    def read(self, path: str) -> bytes:
        buffered = self._buffers.get(path)
        return self._below.read(path) if buffered is None else buffered

    def entries(self, directory: str) -> list[Entry]:
        below = self._below.entries(directory)
        known = {entry.name for entry in below}
        prefix = directory.rstrip("/") + "/"
        names = {path.removeprefix(prefix) for path in self._buffers if path.startswith(prefix)}
        added = [Entry(name, False, False) for name in names if "/" not in name and name not in known]
        return sorted(below + added)

    def kind(self, path: str) -> str:
        return "file" if path in self._buffers else self._below.kind(path)

    def real(self, path: str) -> str:
        return path if path in self._buffers else self._below.real(path)


def _is_directory(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:
        return False


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
