"""What to tell a person about a chunk that does not parse: something that is certainly wrong, and
narrowly."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from terrafence.record import NamedTuple
from terrafence.syntax.regions import Kind, Masked
from terrafence.syntax.views import Problem
from terrafence.text import Span

_CLOSER = {b"{": b"}", b"[": b"]", b"(": b")"}
_STRUCTURE = re.compile(
    rb'^[ \t]*+(?P<lone>[A-Za-z_][\w-]*+(?:[ \t]++(?:"x*+"|[A-Za-z_][\w-]*+))*+)[ \t]*+\r?$|[{}()\[\]]',
    re.MULTILINE,
)
_NO_VALUE = re.compile(rb"(?<![\w.\"-])[A-Za-z_\"][\w.\"-]*+[ \t]*+=[ \t]*+(?=\r?$|[}\]),])", re.MULTILINE)
_DANGLING = re.compile(rb"(&&|\|\||[=!<>]=|[-+*/%<>?.!])[ \t]*\r?$", re.MULTILINE)
_CLOSED = frozenset((Kind.STRING, Kind.COMMENT, Kind.HEREDOC))
_MISSING = {
    "block_end": "}",
    "object_end": "}",
    "tuple_end": "]",
    "quoted_template_end": '"',
    "template_interpolation_end": "}",
    "template_directive_end": "}",
}


def diagnose(source: bytes, masked: Masked, chunk: Span, root: Node) -> Problem:
    """The problem of a chunk whose tree `root` has an error."""
    for problem in _candidates(source, masked, chunk):
        return problem
    return _unexpected(source, chunk, root)


def _candidates(source: bytes, masked: Masked, chunk: Span) -> Iterator[Problem]:
    text = masked.text
    if (at := text.find(b"\0", chunk.start, chunk.end)) >= 0:
        yield Problem(Span(at, at + 1), "a NUL byte is not allowed here")
    yield from _never_closed(source, masked, chunk)
    for found in _NO_VALUE.finditer(text, chunk.start, chunk.end):
        yield Problem(Span(found.start(), found.end()), "expected a value after `=`")
    yield from _structure(source, text, chunk)
    for found in _DANGLING.finditer(text, chunk.start, chunk.end):
        yield Problem(Span(*found.span(1)), f"expected something after `{found[1].decode()}`")


def _never_closed(source: bytes, masked: Masked, chunk: Span) -> Iterator[Problem]:
    first = bisect_left(masked.regions, chunk.start, key=lambda region: region.span.start)
    for kind, span in islice(masked.regions, first, None):
        if span.start >= chunk.end:
            return
        if kind in _CLOSED:
            continue
        text = source[span.start : span.end].decode("utf-8", "replace")
        if kind is Kind.OPEN_HEREDOC:
            marker = text.lstrip("<-")
            yield Problem(span, f"this heredoc is not closed: expected `{marker}` on a line of its own")
        elif kind is Kind.OPEN_COMMENT:
            yield Problem(span, "this comment is not closed: expected `*/`")
        elif "${" in text:
            yield Problem(span, "this string, or an interpolation in it, is not closed")
        else:
            yield Problem(span, 'this string is not closed: expected `"`')


class _Bracket(NamedTuple):
    byte: bytes
    at: int
    indent: int


def _structure(source: bytes, text: bytes, chunk: Span) -> Iterator[Problem]:
    """Brackets that do not pair, and names that stand alone on a line. A bracket that closes left of the
    line that opened it closes something further out."""
    opened: list[_Bracket] = []
    for found in _STRUCTURE.finditer(text, chunk.start, chunk.end):
        if found["lone"]:
            if not opened or opened[-1].byte == b"{":
                yield _lone(source, found)
        elif found[0] in _CLOSER:
            opened.append(_Bracket(found[0], found.start(), _indent(text, found.start())))
        elif not opened:
            yield Problem(Span(*found.span()), f"`{found[0].decode()}` closes nothing")
        else:
            last = opened.pop()
            outdented = _is_first(text, found.start()) and _indent(text, found.start()) < last.indent
            if outdented or _CLOSER[last.byte] != found[0]:
                yield _unclosed(last)
    if opened:
        yield _unclosed(opened[-1])


def _lone(source: bytes, found: re.Match[bytes]) -> Problem:
    span = Span(*found.span("lone"))
    if b" " in found["lone"] or b"\t" in found["lone"]:
        return Problem(span, "expected `{` after this block header")
    name = source[span.start : span.end].decode("utf-8", "replace")
    return Problem(span, f"expected `=` or `{{` after `{name}`")


def _unclosed(bracket: _Bracket) -> Problem:
    opener, closer = bracket.byte.decode(), _CLOSER[bracket.byte].decode()
    return Problem(Span(bracket.at, bracket.at + 1), f"this `{opener}` is not closed: expected `{closer}`")


def _indent(text: bytes, at: int) -> int:
    start = text.rfind(b"\n", 0, at) + 1
    line = text[start : at + 1]
    return len(line) - len(line.lstrip(b" \t"))


def _is_first(text: bytes, at: int) -> bool:
    return not text[text.rfind(b"\n", 0, at) + 1 : at].strip()


def _unexpected(source: bytes, chunk: Span, root: Node) -> Problem:
    """The smallest place that the tree calls wrong, up to the end of its line."""
    wrong = min(_errors(root), key=lambda node: node.end_byte - node.start_byte, default=root)
    if wrong.is_missing:
        expected = _MISSING.get(wrong.type, wrong.type.replace("_", " "))
        return Problem(_before(source, chunk, wrong.start_byte), f"expected `{expected}` after this")
    start, end = max(wrong.start_byte, chunk.start), min(wrong.end_byte, chunk.end)
    line_end = source.find(b"\n", start, end)
    span = Span(start, line_end if line_end >= 0 else max(end, start))
    text = source[span.start : span.end].decode("utf-8", "replace").strip()
    return Problem(span, f"unexpected `{text[:40]}`" if text else "something is missing here")


def _before(source: bytes, chunk: Span, at: int) -> Span:
    end = chunk.start + len(source[chunk.start : at].rstrip())
    return Span(max(end - 1, chunk.start), end)


def _errors(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        waiting += [child for child in node.children if child.has_error or child.is_missing]
