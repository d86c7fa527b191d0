"""Byte spans and absolute paths as a person or a program outside sees them."""

import os
from collections.abc import Mapping
from typing import final

from terrafence.syntax.views import File
from terrafence.text import Encoding, LineIndex, Position, Span

_NOTHING = LineIndex(b"")


@final
class Places:
    """Where things are, from where the process stands."""

    __slots__ = ("_directory", "_files")

    def __init__(self, files: Mapping[str, File], directory: str) -> None:
        self._files = files
        self._directory = directory

    def file(self, path: str) -> File | None:
        """The syntax tree of a path; None for a file that was not read."""
        return self._files.get(path)

    def shown(self, path: str) -> str:
        """The path from here, or the absolute one when that is shorter."""
        inside = self._directory.rstrip("/") + "/"
        if path.startswith(inside):
            return path[len(inside) :]
        relative = os.path.relpath(path, self._directory).replace(os.sep, "/")
        return min(relative, path, key=len)

    def position(self, path: str, offset: int, encoding: Encoding) -> Position:
        """0-based; the very start for a file that was not read."""
        file = self._files.get(path)
        return (_NOTHING if file is None else file.lines).position(offset, encoding)

    def at(self, path: str, span: Span) -> str:
        """`main.tf:3:5`: 1-based, columns in characters, as editors and terminals take it."""
        line, character = self.position(path, span.start, Encoding.UTF32)
        return f"{self.shown(path)}:{line + 1}:{character + 1}"
