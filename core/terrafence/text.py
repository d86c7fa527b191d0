"""Offsets, positions and edits. Inside the core every offset is a byte offset into the file as it is on
disk."""

from bisect import bisect_right
from collections.abc import Iterable
from enum import Enum
from itertools import accumulate
from typing import final

from terrafence.record import NamedTuple


class Encoding(Enum):
    """The unit in which a protocol counts columns. Values are the names that LSP gives them."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


class Span(NamedTuple):
    """Half-open range of byte offsets."""

    start: int
    end: int

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


class Position(NamedTuple):
    """0-based line and column; the unit of the column is the encoding it was made with."""

    line: int
    character: int


class Edit(NamedTuple):
    """Replace the bytes of `span` by `text`."""

    span: Span
    text: bytes


@final
class LineIndex:
    """Converts between byte offsets and positions. LF, CRLF and CR end a line, and nothing else does
    (LSP 3.17)."""

    __slots__ = ("_plain", "_source", "_starts")

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._plain = source.isascii()
        self._starts = _line_starts(source)

    def __len__(self) -> int:
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """The 0-based line that the byte at `offset` is on."""
        return bisect_right(self._starts, offset) - 1

    def line_span(self, line: int) -> Span:
        """The bytes of a line without its line end; an empty span at the end of the text for a line past
        the last."""
        if line >= len(self._starts):
            return Span(len(self._source), len(self._source))
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self._source)
        while end > start and self._source[end - 1] in b"\r\n":
            end -= 1
        return Span(start, end)

    def position(self, offset: int, encoding: Encoding = Encoding.UTF16) -> Position:
        """The position of a byte offset; offsets past the end are the end."""
        offset = min(max(offset, 0), len(self._source))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        units = offset - start if self._plain else _units(self._source[start:offset], encoding)
        return Position(line, units)

    def offset(self, position: Position, encoding: Encoding = Encoding.UTF16) -> int:
        """The byte offset of a position; a column past the end of its line is the line's end, as LSP
        asks."""
        if position.line < 0:
            return 0
        start, end = self.line_span(position.line)
        if encoding is Encoding.UTF8:
            return min(start + position.character, end)
        return start + _bytes(self._source[start:end], position.character, encoding)


def apply_edits(source: bytes, edits: Iterable[Edit]) -> bytes:
    """The text with all edits made. Insertions at one offset keep their order.

    Raises ValueError when two edits overlap: the caller chooses which to leave out.
    """
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < at:
            raise ValueError(f"edits overlap at byte {edit.span.start}")
        pieces += (source[at : edit.span.start], edit.text)
        at = edit.span.end
    pieces.append(source[at:])
    return b"".join(pieces)


def _line_starts(source: bytes) -> list[int]:
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    return starts if source.endswith((b"\n", b"\r")) or not source else starts[:-1]


def _units(text: bytes, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8 or text.isascii():
        return len(text)
    decoded = text.decode("utf-8", "replace")
    if encoding is Encoding.UTF32:
        return len(decoded)
    return len(decoded) + sum(1 for char in decoded if ord(char) > 0xFFFF)


def _bytes(line: bytes, units: int, encoding: Encoding) -> int:
    if line.isascii():
        return min(units, len(line))
    taken = 0
    for at, char in enumerate(decoded := line.decode("utf-8", "replace")):
        if taken >= units:
            return len(decoded[:at].encode())
        taken += 2 if encoding is Encoding.UTF16 and ord(char) > 0xFFFF else 1
    return len(line)
