"""Where what was said of a file stands in it after an edit."""

import os
from collections.abc import Iterable, Mapping
from typing import final

from terrafence.evaluate.names import Name, key_of_block
from terrafence.finding import FileEdit, Finding, Fix, Place
from terrafence.record import NamedTuple
from terrafence.syntax.views import Block, File
from terrafence.text import Edit, Span


class Shift(NamedTuple):
    """What ends at `first` or before stays; what starts at `last` or behind moves by so many bytes."""

    first: int
    last: int
    by: int

    def span(self, span: Span) -> Span | None:
        """Where the span is; None when it is, or was, in between."""
        if span.end <= self.first:
            return span
        return Span(span.start + self.by, span.end + self.by) if span.start >= self.last else None


def shift(before: File, after: File) -> Shift:
    """How the blocks moved that the two share at their start and end."""
    old, new = before.body.blocks, after.body.blocks
    by = len(after.source) - len(before.source)
    first = last = 0
    while first < min(len(old), len(new)) and _same(old[first], new[first], 0):
        first += 1
    while last < min(len(old), len(new)) - first and _same(old[-1 - last], new[-1 - last], by):
        last += 1
    end = old[-last].span.start if last else len(before.source) + 1
    return Shift(old[first - 1].span.end if first else -1, end, by)


def distances(edited: Iterable[tuple[File, File]]) -> dict[Name, int]:
    """How many bytes of an edited file are between a declaration in it and what was edited."""
    found: dict[Name, int] = {}
    for before, after in edited:
        moved = shift(before, after)
        first, last = moved.first, moved.last + moved.by
        for block in after.body.blocks:
            name = (os.path.dirname(after.path), key_of_block(block))
            found[name] = max(first - block.span.end, block.span.start - last, -1)
    return found


def _same(one: Block, other: Block, by: int) -> bool:
    """Whether the text is the same, so many bytes further on."""
    same = one.written is not None and one.written is other.written
    return same and one.span.start + by == other.span.start


@final
class Shifts:
    """The shifts of the files that were edited, by path."""

    __slots__ = ("_by_path",)

    def __init__(self, edited: Iterable[tuple[File, File]]) -> None:
        self._by_path: Mapping[str, Shift] = {after.path: shift(before, after) for before, after in edited}

    def move(self, places: Iterable[tuple[str, Span]]) -> bool:
        """Whether one of the places is in or behind what was edited."""
        for path, span in places:
            moved = self._by_path.get(path)
            if moved is not None and span.end > moved.first and (moved.by or span.start < moved.last):
                return True
        return False

    def finding(self, finding: Finding) -> Finding | None:
        """The finding with all its places; None when one is lost."""
        try:
            origin = finding.origin
            return finding._replace(
                span=self._span(finding.path, finding.span),
                origin=None if origin is None else self._place(origin),
                related=tuple(map(self._place, finding.related)),
                fix=None if finding.fix is None else self._fix(finding.fix),
                alternatives=tuple(map(self._fix, finding.alternatives)),
            )
        except _Lost:
            return None

    def places(self, places: Iterable[tuple[str, Span]]) -> tuple[tuple[str, Span], ...] | None:
        """The places, each with its path; None when one is lost."""
        try:
            return tuple((path, self._span(path, span)) for path, span in places)
        except _Lost:
            return None

    def _span(self, path: str, span: Span) -> Span:
        moved = self._by_path.get(path)
        if moved is None:
            return span
        found = moved.span(span)
        if found is None:
            raise _Lost
        return found

    def _place(self, place: Place) -> Place:
        return place._replace(span=self._span(place.path, place.span))

    def _fix(self, fix: Fix) -> Fix:
        return fix._replace(edits=tuple(map(self._edit, fix.edits)))

    def _edit(self, edit: FileEdit) -> FileEdit:
        path, (span, text) = edit
        return FileEdit(path, Edit(self._span(path, span), text))


class _Lost(Exception):
    """A place is in what was edited."""
