"""Reading a file again after edits: only what stands between the blocks that did not change."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from terrafence.record import NamedTuple
from terrafence.syntax.chunks import splits
from terrafence.syntax.comments import find_comments, is_alone
from terrafence.syntax.hcl import hcl_source, read_block, read_hcl
from terrafence.syntax.read import read
from terrafence.syntax.regions import HEADER_WORDS, Kind, mask
from terrafence.syntax.views import Block, Body, Broken, Comment, File, Format, Problem, SourceFile, Written
from terrafence.text import Span

_OPEN = (Kind.OPEN_COMMENT, Kind.OPEN_HEREDOC)
_HEADER = re.compile(HEADER_WORDS + rb'[ \t]+["{]')
_CLOSED = re.compile(rb"^\}[ \t]*\r?\n", re.MULTILINE)

_MANY = 10
"""Blocks from the first to the last that changed, for which it is worth to look for some that did not."""

_NEAR = 4
"""How far behind one that changed is looked for one that did not."""


class _Run(NamedTuple):
    """Blocks that stay, each with what stands around it: from that at `first` to the one before `end`. They
    move by so many bytes."""

    first: int
    end: int
    by: int


class _Gap(NamedTuple):
    """What was read between runs, and where it starts."""

    file: File
    start: int


def rereading(known: Mapping[str, File]) -> Callable[[str, bytes], File]:
    """A `read` that takes from the known file of a path what is the same in it."""

    def read_again(path: str, source: bytes) -> File:
        file = known.get(path)
        if file is None:
            return read(path, source)
        return file if file.source == source else reread(file, source)

    return read_again


def reread(before: File, source: bytes) -> File:
    """The file with other bytes, as `read` reads it. Blocks whose text is the same share their `written`."""
    if before.format is not Format.HCL:
        return read(before.path, source)
    unsound = [span for span, *_ in (*before.problems, *before.broken)]
    unsound += [attribute.span for attribute in before.body.attributes.values()]
    unsound.sort()
    runs = [part for run in _same(before, source) for part in _sound(before.body.blocks, run, unsound)]
    again = _around(before, source, runs) if runs else None
    return again or _sharing(before.body.blocks, read(before.path, source))


def _same(before: File, source: bytes) -> Iterator[_Run]:
    """The runs of blocks whose text is the same, in order. Between edits that are far apart they are looked
    for near the first that changed."""
    old, blocks = before.source, before.body.blocks
    shift = len(source) - len(old)
    alike = _common(old, source)
    rest = len(old) - _common_end(old, source, min(len(old), len(source)) - alike)
    end = min(bisect_left(blocks, rest, key=_end) + 1, len(blocks))
    first, by = 0, 0
    while True:
        changed = min(bisect_right(blocks, alike, key=_start) - 1, end)
        if first < changed:
            yield _Run(first, changed, by)
        near = range(max(changed, first) + 1, min(changed + _NEAR, end)) if end - changed >= _MANY else ()
        found = (
            (at, place)
            for at in near
            if (place := source.find(blocks[at].source, alike + by, rest + shift)) >= 0
            and _starts_line(source, place)
        )
        first, place = next(found, (end, -1))
        if place < 0:
            break
        start = blocks[first].span.start
        by = place - start
        alike = start + _common(old[start:rest], source[place : rest + shift])
        first += 1
    if end < len(blocks):
        yield _Run(end, len(blocks), shift)


def _sound(blocks: Sequence[Block], run: _Run, unsound: Iterable[Span]) -> Iterator[_Run]:
    """The parts of a run that are not next to something that does not parse, or to an attribute."""
    first = run.first
    for span in unsound:
        until = bisect_left(blocks, span.start, key=_end) - 1
        if first < min(until, run.end):
            yield _Run(first, min(until, run.end), run.by)
        first = max(first, bisect_right(blocks, span.end, key=_start) + 1)
    if first < run.end:
        yield _Run(first, run.end, run.by)


def _start(block: Block) -> int:
    return block.span.start


def _end(block: Block) -> int:
    return block.span.end


def _common(one: bytes, other: bytes) -> int:
    """The length of the common start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: bytes, other: bytes, most: int) -> int:
    """The length of the common end, of at most so many bytes."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _around(before: File, source: bytes, runs: Sequence[_Run]) -> File | None:
    """The file, of which only what is between the runs is read; None when what is wrong there may bear on the
    rest."""
    old = before.body.blocks
    pieces: list[_Gap | _Run] = []
    start = known = 0
    for run in (*runs, None):
        until = len(source) if run is None else old[run.first].span.start + run.by
        gap = _sharing(
            old[known : None if run is None else run.first], read_hcl(before.path, source[start:until])
        )
        if gap.body.attributes:
            return None
        pieces.append(_Gap(gap, start))
        if run is not None:
            pieces.append(run)
            start, known = old[run.end - 1].span.end + run.by, run.end
    if not _apart(before, source, pieces):
        return None
    file = hcl_source(before.path, source, _comments(before, pieces))
    blocks: list[Block] = []
    broken: list[Broken] = []
    problems: list[Problem] = []
    for piece in pieces:
        if isinstance(piece, _Run):
            blocks += [_moved(block, file, piece.by) for block in old[piece.first : piece.end]]
        else:
            gap, start = piece
            blocks += [_moved(block, file, start) for block in gap.body.blocks]
            broken += [Broken(_by(span, start), names) for span, names in gap.broken]
            problems += [Problem(_by(span, start), message) for span, message in gap.problems]
    return File(file, Body(Span(0, len(source)), {}, tuple(blocks)), tuple(broken), tuple(problems))


def _apart(before: File, source: bytes, pieces: Sequence[_Gap | _Run]) -> bool:
    """Whether, if a gap does not parse, a file cut into chunks would be cut before and after it, and in no
    block that is read as a whole, and nothing that is opened in it could be closed behind it, as in another
    gap that does not parse."""
    faulty = [at for at, it in enumerate(pieces) if isinstance(it, _Gap) and it.file.problems]
    if len(faulty) != 1:
        return not faulty
    sound: list[Block] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, _Run):
            sound += before.body.blocks[piece.first : piece.end]
        elif at not in faulty:
            sound += piece.file.body.blocks
        elif not piece.file.broken or any(it.kind in _OPEN for it in mask(piece.file.source).regions):
            return False
        else:
            start, end = piece.start, piece.start + len(piece.file.source)
            if at and not _CLOSED.match(source, start - 1):
                return False
            if at + 1 < len(pieces) and not (_HEADER.match(source, end) and _starts_line(source, end)):
                return False
    return not any(map(_splits, sound))


def _sharing(old: Iterable[Block], file: File) -> File:
    """The file, of which every block holds on to its own text and no more of what was read: else a single one
    that stays would keep the tree of a whole file. One that says the same as one of the old shares what that
    was."""
    known: dict[bytes, list[Written]] = {}
    for block in old:
        if block.written is not None:
            known.setdefault(block.source, []).append(block.written)
    blocks: list[Block] = []
    for block in file.body.blocks:
        same = known.get(block.source)
        written = same.pop() if same else read_block(file.path, block.source)
        alone = block if written is None else written.at(file.source_file, block.span.start, written)
        blocks.append(alone if (alone.type, alone.labels) == (block.type, block.labels) else block)
    body = Body(file.body.span, file.body.attributes, tuple(blocks))
    return File(file.source_file, body, file.broken, file.problems)


def _comments(before: File, pieces: Sequence[_Gap | _Run]) -> Callable[[bytes], tuple[Comment, ...]]:
    """Finds the comments of the file that the pieces make. Those in runs are known if somebody asked for them
    before."""
    known, blocks = before.source_file.known_comments, before.body.blocks
    if known is None:
        return find_comments
    kept = {
        run: _inside(known, blocks[run.first], blocks[run.end - 1]) for run in pieces if isinstance(run, _Run)
    }

    def find(source: bytes) -> tuple[Comment, ...]:
        found: list[Comment] = []
        for piece in pieces:
            if isinstance(piece, _Run):
                found += [comment._replace(span=_by(comment.span, piece.by)) for comment in kept[piece]]
                continue
            for comment in piece.file.comments:
                at = _by(comment.span, piece.start)
                found.append(Comment(at, comment.text, is_alone(source, at, found)))
        return tuple(found)

    return find


def _inside(comments: Sequence[Comment], first: Block, last: Block) -> list[Comment]:
    return [comment for comment in comments if first.span.start <= comment.span.start < last.span.end]


def _moved(block: Block, file: SourceFile, by: int) -> Block:
    assert block.written is not None
    return block.written.at(file, block.span.start + by, block.written)


def _by(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _starts_line(source: bytes, at: int) -> bool:
    return at == 0 or source[at - 1 : at] == b"\n"


def _splits(block: Block) -> bool:
    written = block.written
    assert written is not None
    if written.splits is None:
        written.splits = splits(block.source)
    return written.splits
