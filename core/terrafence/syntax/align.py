"""Aligning what an edit touches as `terraform fmt` would: the `=` of consecutive lines under each other,
and the comments behind consecutive lines.

fmt works on lines of tokens. A heredoc belongs to the line that opens it; a line whose first `=` is
followed by a bracket that stays open has no `=` to align; a comment alone on its line ends a run.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from terrafence.record import NamedTuple
from terrafence.syntax.regions import Kind, mask
from terrafence.syntax.views import SourceFile
from terrafence.text import Edit, Span, apply_edits

Edits: TypeAlias = tuple[Edit, ...]

_EQUALS = re.compile(rb"(?<![=!<>])=(?![=>])")


class _Line(NamedTuple):
    """A line as fmt sees it. `equals` and `comment` are the white space before the `=` and before the comment
    behind the code; `lead` and `rest` the columns before and between them, without that white space.
    `opens` when a bracket behind the `=` stays open."""

    span: Span
    equals: Span | None
    opens: bool
    comment: Span | None
    lead: int
    rest: int

    @property
    def ends_runs(self) -> bool:
        return (self.equals is None or self.opens) and self.comment is None


class _Gap(NamedTuple):
    """White space in a line, and the width that fmt would give it."""

    line: int
    span: Span
    width: int

    @property
    def crooked(self) -> bool:
        return self.span.end - self.span.start != self.width


def align(file: SourceFile, edits: Sequence[Edit]) -> Edits:
    """The edits, with those that align the lines around them anew. A run that was not aligned before
    keeps its lines as they are."""
    ordered = tuple(sorted(edits, key=lambda edit: edit.span))
    start, end = _window(file, ordered)
    source = file.source
    moved = tuple(_moved(edit, -start) for edit in ordered)
    aligned = _align(source[start:end], moved, (start > 0, end < len(source)))
    if aligned is None:
        return _align(source, ordered, (False, False)) or ordered
    return tuple(_moved(edit, start) for edit in aligned)


def _moved(edit: Edit, by: int) -> Edit:
    return Edit(Span(edit.span.start + by, edit.span.end + by), edit.text)


def _window(file: SourceFile, edits: Edits) -> Span:
    """From the top-level block before the edits to the first line of the one behind them: runs seldom reach
    further, and no string, heredoc or comment begins before it and ends in it. Looking through the whole
    file for every fix would make many fixes slow."""
    starts, source = file.starts, file.source
    first = bisect_right(starts, edits[0].span.start) - 2
    last = bisect_right(starts, edits[-1].span.end)
    while first >= 0 and source[_line_start(source, starts[first]) : starts[first]].strip():
        first -= 1
    start = _line_start(source, starts[first]) if first >= 0 else 0
    return Span(start, _line_end(source, starts[last]) + 1 if last < len(starts) else len(source))


# In an editor the same fixes are written again with every keystroke, nearly all where nothing changed.
@lru_cache(maxsize=8192)
def _align(source: bytes, ordered: Edits, cut: tuple[bool, bool]) -> Edits | None:
    """None when a run goes on beyond a side on which the text was cut out of a longer one."""
    placed = tuple(_placed(ordered))
    lines = _lines(apply_edits(source, ordered))
    written, region = _touched(lines, placed)
    if (cut[0] and region.start == 0) or (cut[1] and region.stop > len(lines) - 2):
        return None
    crooked = {gap.span for run in _runs(_lines(source)) for gap in run if gap.crooked}
    shifts: list[Edit] = []
    for run in _runs(lines):
        settled = all(gap.line in written or _before(ordered, placed, gap.span) not in crooked for gap in run)
        shifts += [
            Edit(gap.span, b" " * gap.width)
            for gap in run
            if gap.crooked and (gap.line in written or (settled and gap.line in region))
        ]
    return _merged(ordered, placed, shifts)


def _placed(edits: Sequence[Edit]) -> Iterator[Span]:
    """Where the text of each edit stands once all are made."""
    moved = 0
    for span, text in edits:
        yield Span(span.start + moved, span.start + moved + len(text))
        moved += len(text) - (span.end - span.start)


def _before(edits: Sequence[Edit], placed: Sequence[Span], span: Span) -> Span:
    """Where a span that no edit wrote was before."""
    moved = 0
    for edit, place in zip(edits, placed, strict=True):
        if place.start <= span.start:
            moved = edit.span.end - place.end
    return Span(span.start + moved, span.end + moved)


def _touched(lines: Sequence[_Line], placed: Sequence[Span]) -> tuple[set[int], range]:
    """The lines that hold written text, and all that may have to move because of it."""
    starts = [line.span.start for line in lines]
    rows = [range(bisect_right(starts, start) - 1, bisect_right(starts, end)) for start, end in placed]
    written = {row for span, run in zip(placed, rows, strict=True) for row in run if span.start < span.end}
    first = min((run.start for run in rows), default=0)
    last = max((run.stop for run in rows), default=0)
    while first > 0 and not lines[first - 1].ends_runs:
        first -= 1
    while last < len(lines) and not lines[last].ends_runs:
        last += 1
    return written, range(first, last)


def _merged(edits: Sequence[Edit], placed: Sequence[Span], shifts: Sequence[Edit]) -> Edits:
    """Shifts of the edited text as part of the edits of the source."""
    merged = list(edits)
    for shift in sorted(shifts, key=lambda edit: edit.span, reverse=True):
        for at, place in enumerate(placed):
            if place.start < place.end and place.contains(shift.span):
                start, end = shift.span.start - place.start, shift.span.end - place.start
                text = merged[at].text
                merged[at] = Edit(merged[at].span, text[:start] + shift.text + text[end:])
                break
        else:
            merged.append(Edit(_before(edits, placed, shift.span), shift.text))
    return tuple(sorted(merged, key=lambda edit: edit.span))


# ---------------------------------------------------------------- what fmt does


def _runs(lines: Sequence[_Line]) -> Iterator[list[_Gap]]:
    """The runs of lines that fmt aligns with each other."""
    widths = {row: 1 for row, line in enumerate(lines) if line.opens}
    yield from ([_Gap(row, span, 1)] for row in widths if (span := lines[row].equals))
    for rows in _consecutive(lines, lambda line: line.equals is not None and not line.opens):
        columns = max(lines[row].lead for row in rows)
        widths.update((row, columns - lines[row].lead + 1) for row in rows)
        yield [_Gap(row, span, widths[row]) for row in rows if (span := lines[row].equals)]
    for rows in _consecutive(lines, lambda line: line.comment is not None):
        ends = {row: lines[row].lead + widths.get(row, 0) + lines[row].rest for row in rows}
        columns = max(ends.values())
        yield [_Gap(row, span, columns - ends[row] + 1) for row in rows if (span := lines[row].comment)]


def _consecutive(lines: Sequence[_Line], wanted: Callable[[_Line], bool]) -> Iterator[list[int]]:
    rows: list[int] = []
    for row, line in enumerate(lines):
        if wanted(line):
            rows.append(row)
        elif rows:
            yield rows
            rows = []
    if rows:
        yield rows


def _lines(source: bytes) -> list[_Line]:
    masked = mask(source)
    starts = [0, *(found.end() for found in re.finditer(rb"\n", source))]
    comments: dict[int, int] = {}
    joined: set[int] = set()
    for kind, (start, end) in masked.regions:
        row, last = bisect_right(starts, start), bisect_right(starts, end)
        joined.update(starts[row:last])
        if kind is Kind.COMMENT and not source[end : _line_end(source, end)].strip():
            comments[starts[row - 1]] = start
    starts = [start for start in starts if start not in joined]
    return [
        _line(source, masked.text, Span(start, end), comments.get(start))
        for start, end in pairwise([*starts, len(source)])
    ]


def _line(source: bytes, masked: bytes, span: Span, comment: int | None) -> _Line:
    start = span.start
    code = masked[start : span.end if comment is None else comment].rstrip()
    end = start + len(code)
    found = _EQUALS.search(code)
    lead = code[: found.start()].rstrip() if found else b""
    behind = Span(end, comment) if comment is not None and code.strip() else None
    if not found or not lead.strip():
        return _Line(span, None, False, behind, _columns(source[start:end]), 0)
    gap = Span(start + len(lead), start + found.start())
    widths = _columns(source[start : gap.start]), _columns(source[gap.end : end])
    return _Line(span, gap, _net_brackets(code[found.start() :]) != 0, behind, *widths)


def _net_brackets(code: bytes) -> int:
    return sum(map(code.count, (b"{", b"[", b"("))) - sum(map(code.count, (b"}", b"]", b")")))


def _columns(text: bytes) -> int:
    """The width of a text in characters as people count them."""
    if text.isascii():
        return len(text)
    import unicodedata

    decoded = text.decode("utf-8", "replace").removeprefix("\ufeff")
    return sum(1 for char in decoded if unicodedata.category(char) not in ("Mn", "Me", "Cf"))


def _line_start(source: bytes, at: int) -> int:
    return source.rfind(b"\n", 0, at) + 1


def _line_end(source: bytes, at: int) -> int:
    end = source.find(b"\n", at)
    return len(source) if end < 0 else end
