"""Byte spans of the core as ranges of the protocol, and back."""

from lsprotocol import types

from terrafence.text import Encoding, LineIndex, Position, Span


def to_range(lines: LineIndex, span: Span, encoding: Encoding) -> types.Range:
    """A byte span as a protocol range in units of the encoding."""
    return types.Range(
        start=types.Position(*lines.position(span.start, encoding)),
        end=types.Position(*lines.position(span.end, encoding)),
    )


def to_span(lines: LineIndex, place: types.Range, encoding: Encoding) -> Span:
    """A protocol range as a byte span. What lies past a line or the text is clamped; a range whose ends
    are swapped is turned round."""
    start = to_offset(lines, place.start, encoding)
    end = to_offset(lines, place.end, encoding)
    return Span(min(start, end), max(start, end))


def to_offset(lines: LineIndex, position: types.Position, encoding: Encoding) -> int:
    """A protocol position as a byte offset."""
    return lines.offset(Position(position.line, position.character), encoding)
