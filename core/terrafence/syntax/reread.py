"""Reading a file again after an edit: only what stands between the blocks that did not change."""

import re
from collections.abc import Callable, Mapping

from terrafence.syntax.chunks import splits
from terrafence.syntax.comments import find_comments, is_alone
from terrafence.syntax.hcl import hcl_file, read_hcl
from terrafence.syntax.read import read
from terrafence.syntax.regions import HEADER_WORDS, Kind, mask
from terrafence.syntax.views import Block, Body, Broken, Comment, File, Format, Problem
from terrafence.text import Span

_OPEN = (Kind.OPEN_COMMENT, Kind.OPEN_HEREDOC)
_HEADER = re.compile(HEADER_WORDS + rb'[ \t]+["{]')
_CLOSED = re.compile(rb"^\}[ \t]*\r?\n", re.MULTILINE)


def rereading(known: Mapping[str, File]) -> Callable[[str, bytes], File]:
    """A `read` that takes from the known file of a path what is the same in it."""

    def read_again(path: str, source: bytes) -> File:
        file = known.get(path)
        if file is None:
            return read(path, source)
        return file if file.source == source else reread(file, source)

    return read_again


def reread(before: File, source: bytes) -> File:
    """The file with other bytes, as `read` reads it. Blocks whose text is the same, and what stands around
    them too, share their `written`."""
    if before.format is Format.HCL:
        changed = _changed(before, source)
        again = _between(before, source, changed) if changed is not None else None
        if again is not None:
            return again
    return read(before.path, source)


def _changed(before: File, source: bytes) -> tuple[int, int] | None:
    """How many blocks at the start stay, and how many at the end; None when none does."""
    old, blocks = before.source, before.body.blocks
    first = _common(old, source)
    last = _common_end(old, source, min(len(old), len(source)) - first)
    unsound = [span for span, *_ in (*before.problems, *before.broken)]
    unsound += [attribute.span for attribute in before.body.attributes.values()]
    first = min([first, *(span.start for span in unsound)])
    end = max([len(old) - last, *(span.end for span in unsound)])
    kept = 0
    while kept + 1 < len(blocks) and blocks[kept + 1].span.start <= first:
        kept += 1
    rest = 0
    while rest + 1 < len(blocks) - kept and blocks[len(blocks) - rest - 2].span.end >= end:
        rest += 1
    return (kept, rest) if kept or rest else None


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


def _between(before: File, source: bytes, stay: tuple[int, int]) -> File | None:
    """The file, of which only the blocks in the middle are read; None when what is wrong there may bear on
    the rest."""
    blocks = before.body.blocks
    first, last = blocks[: stay[0]], blocks[len(blocks) - stay[1] :]
    shift = len(source) - len(before.source)
    start = first[-1].span.end if first else 0
    end = last[0].span.start + shift if last else len(source)
    middle = read_hcl(before.path, source[start:end])
    if middle.problems and not _alone(middle, before.source, first, last):
        return None
    file = hcl_file(before.path, source, _comments(before, middle, Span(start, end), shift))
    body = [_moved(block, file, 0) for block in first]
    body += [_moved(block, file, start) for block in middle.body.blocks]
    body += [_moved(block, file, shift) for block in last]
    file.body = Body(Span(0, len(source)), {}, tuple(body))
    file.problems = tuple(Problem(_by(span, start), message) for span, message in middle.problems)
    file.broken = tuple(Broken(_by(span, start), names) for span, names in middle.broken)
    return None if middle.body.attributes else file


def _comments(before: File, middle: File, span: Span, shift: int) -> Callable[[bytes], tuple[Comment, ...]]:
    """Finds the comments of the file in which the middle stands at a span. Those around it are known if
    somebody asked for them before."""
    known = before.known_comments
    if known is None:
        return find_comments

    def find(source: bytes) -> tuple[Comment, ...]:
        found = [comment for comment in known if comment.span.end <= span.start]
        for comment in middle.comments:
            at = _by(comment.span, span.start)
            found.append(Comment(at, comment.text, is_alone(source, at, found)))
        rest = (comment for comment in known if comment.span.start >= span.end - shift)
        return *found, *(comment._replace(span=_by(comment.span, shift)) for comment in rest)

    return find


def _moved(block: Block, file: File, by: int) -> Block:
    assert block.written is not None
    return block.written.at(file, block.span.start + by, block.written)


def _by(span: Span, offset: int) -> Span:
    return Span(span.start + offset, span.end + offset)


def _alone(middle: File, source: bytes, first: tuple[Block, ...], last: tuple[Block, ...]) -> bool:
    """Whether a file cut into chunks would be cut before and after the middle, and nowhere in the blocks that
    stay, and nothing that is opened in the middle could be closed behind it."""
    if not middle.broken or any(region.kind in _OPEN for region in mask(middle.source).regions):
        return False
    if first and not _CLOSED.match(source, first[-1].span.end - 1):
        return False
    if last and not (_HEADER.match(source, last[0].span.start) and _starts_line(source, last[0].span.start)):
        return False
    return not any(_splits(block) for block in (*first, *last))


def _starts_line(source: bytes, at: int) -> bool:
    return at == 0 or source[at - 1 : at] == b"\n"


def _splits(block: Block) -> bool:
    written = block.written
    assert written is not None
    if written.splits is None:
        written.splits = splits(block.file.source[block.span.start : block.span.end])
    return written.splits
