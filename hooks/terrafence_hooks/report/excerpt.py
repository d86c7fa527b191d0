"""The lines of source that a finding is about, with a caret under the place."""

from bisect import bisect_right

from terrafence.syntax.views import Block, File
from terrafence.text import Span
from terrafence_hooks.terminal import DIM, RED, Paint, clip, columns, visible

TAB = 4


def excerpt(file: File, span: Span, width: int, paint: Paint) -> list[str]:
    """The header of the enclosing block, the line that `span` starts on, and carets; at most `width`
    columns."""
    line = file.lines.line_of(span.start)
    gutter = len(str(line + 1))
    room = width - gutter - 3
    lines: list[str] = []
    block = enclosing(file, span.start)
    above = line if block is None else file.lines.line_of(block.span.start)
    if above < line:
        lines.append(_numbered(above, gutter, clip(_shown(file, file.lines.line_span(above)), room), paint))
    if above < line - 1:
        lines.append(paint(DIM, f"{'':>{gutter}} | ..."))
    text, start, length = _window(*_marked(file, line, span), room)
    lines.append(_numbered(line, gutter, text, paint))
    lines.append(paint(DIM, f"{'':>{gutter}} | ") + " " * start + paint(RED, "^" * length))
    return lines


def enclosing(file: File, offset: int) -> Block | None:
    """The top-level block that a byte is in."""
    blocks = file.body.blocks
    at = bisect_right(blocks, offset, key=lambda block: block.span.start) - 1
    return blocks[at] if at >= 0 and offset < blocks[at].span.end else None


def _numbered(line: int, gutter: int, text: str, paint: Paint) -> str:
    return (paint(DIM, f"{line + 1:>{gutter}} | ") + text).rstrip()


def _shown(file: File, span: Span) -> str:
    return visible(file.text(span)).expandtabs(TAB)


def _marked(file: File, line: int, span: Span) -> tuple[str, int, int]:
    """A line as it is shown, and in columns of that where the mark starts and how long it is."""
    whole = file.lines.line_span(line)
    start = min(max(span.start, whole.start), whole.end)
    end = min(max(span.end, start), whole.end)
    before = columns(_shown(file, Span(whole.start, start)))
    upto = columns(_shown(file, Span(whole.start, end)))
    return _shown(file, whole), before, max(upto - before, 1)


def _window(text: str, start: int, length: int, room: int) -> tuple[str, int, int]:
    """The part of a line that fits, with the mark's start in it."""
    if columns(text) <= room:
        return text, start, length
    skipped = 0
    while start - skipped > room // 2 and text:
        skipped += columns(text[0])
        text = text[1:]
    if skipped:
        text, start = "..." + text, start - skipped + 3
    return clip(text, room), start, max(min(length, room - start), 1)
