"""What in a source is not code: strings, comments and heredocs. Works on broken text, where what is
opened and never closed ends with its line."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import Enum
from typing import final

from terrafence.record import NamedTuple
from terrafence.syntax.dialect import BYTE_ORDER_MARK
from terrafence.text import Span

HEADER_WORDS = (
    rb"(?:resource|data|ephemeral|variable|output|module|provider|terraform|locals|moved|import|removed|check|run"
    rb"|mock_provider|mock_resource|mock_data|override_resource|override_data|override_module|variables)"
)

_TOKEN = re.compile(
    rb'(?P<string>"(?:[^"\\$%\n]|\\[^\n]|\${2,}+\{?|%{2,}+\{?|[$%](?!\{))*+")'
    rb'|(?P<quote>")|(?P<comment>\#[^\n]*|//[^\n]*)|(?P<open>/\*)'
    rb"|<<-?(?P<marker>[A-Za-z_\x80-\xff][\w\x80-\xff-]*)\r?\n"
)
# Compiled when they are first needed, which for most files is never.
_IN_TEMPLATE = rb'\\.|\${2,}+\{?|%{2,}+\{?|[$%]\{|["\n]'
_IN_CODE = rb'["{}]|\#[^\n]*|//[^\n]*'
_LONE_WORD = rb"^[ \t]*([A-Za-z_\x80-\xff][\w\x80-\xff-]*)[ \t]*\r?$"
_HEADER_LINE = rb"^" + HEADER_WORDS + rb'[ \t]*["{]|^[ \t]+resource[ \t]+"'
_COMMENT_START = rb'^[^"\n]*/\*'
_MAX_NESTING = 20


class Kind(Enum):
    """What a region is; OPEN ones were never closed."""

    STRING = "string"
    COMMENT = "comment"
    HEREDOC = "heredoc"
    OPEN_STRING = "open string"
    OPEN_COMMENT = "open comment"
    OPEN_HEREDOC = "open heredoc"


class Region(NamedTuple):
    """A string with its quotes, a comment with its markers, or a heredoc from `<<` to its closing
    marker."""

    kind: Kind
    span: Span


def regions(source: bytes) -> Iterator[Region]:
    """The regions of a source, in order. Interpolations belong to their string."""
    return _Regions(source).scan()


class Masked(NamedTuple):
    """A source with the same length and lines in which only code is left: the inside of strings is `x`,
    comments are blank, a heredoc is an `xx` and blanks."""

    text: bytes
    regions: tuple[Region, ...]


def mask(source: bytes) -> Masked:
    """Masks a source."""
    at = 3 if source.startswith(BYTE_ORDER_MARK) else 0
    pieces = [b" " * at]
    found = tuple(regions(source))
    for region in found:
        start, end = region.span
        pieces += (source[at:start], _masked(region.kind, source[start:end]))
        at = end
    pieces.append(source[at:])
    return Masked(b"".join(pieces), found)


def _masked(kind: Kind, text: bytes) -> bytes:
    match kind:
        case Kind.STRING:
            return b'"' + _blank(text[1:-1], b"x") + b'"'
        case Kind.OPEN_STRING:
            return b'"' + b"x" * (len(text) - 1)
        case Kind.HEREDOC:
            return b"xx" + _blank(text[2:], b" ")
        case Kind.OPEN_HEREDOC:
            return text
        case Kind.COMMENT:
            return _blank(text, b" ")
        case Kind.OPEN_COMMENT:
            return text[:2] + b" " * (len(text) - 2)


def _blank(text: bytes, filler: bytes) -> bytes:
    return re.sub(rb"[^\n]", filler, text) if b"\n" in text else filler * len(text)


@final
class _Regions:
    __slots__ = ("_comments_close", "_lone_words", "_source")

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._lone_words: dict[bytes, list[int]] | None = None
        self._comments_close = True

    def scan(self) -> Iterator[Region]:
        at = 0
        while found := _TOKEN.search(self._source, at):
            region = self._region(found)
            yield region
            at = region.span.end if region.kind is not Kind.OPEN_HEREDOC else found.end()

    def _region(self, found: re.Match[bytes]) -> Region:
        start, end = found.span()
        match found.lastgroup:
            case "string":
                return Region(Kind.STRING, Span(start, end))
            case "comment":
                return Region(Kind.COMMENT, self._to_line_end(start))
            case "quote":
                closed = self._string_end(start)
                if closed is not None:
                    return Region(Kind.STRING, Span(start, closed))
                return Region(Kind.OPEN_STRING, self._to_line_end(start))
            case "open":
                closed = self._comment_end(end)
                if closed is not None:
                    return Region(Kind.COMMENT, Span(start, closed))
                return Region(Kind.OPEN_COMMENT, self._to_line_end(start))
            case _:
                closed = self._heredoc_end(found["marker"], end)
                if closed is not None:
                    return Region(Kind.HEREDOC, Span(start, closed))
                return Region(Kind.OPEN_HEREDOC, self._to_line_end(start))

    def _to_line_end(self, start: int) -> Span:
        end = self._source.find(b"\n", start)
        if end < 0:
            end = len(self._source)
        return Span(start, end - 1 if self._source[end - 1 : end] == b"\r" and end - 1 > start else end)

    def _string_end(self, start: int) -> int | None:
        """Where a string with interpolations ends; None when a line ends in its text, or the file does."""
        nesting = ['"']
        at = start + 1
        while len(nesting) <= _MAX_NESTING:
            pattern = re.compile(_IN_TEMPLATE if nesting[-1] == '"' else _IN_CODE)
            found = pattern.search(self._source, at)
            if found is None:
                return None
            at = found.end()
            match found[0]:
                case b"\n":
                    return None
                case b'"' if nesting[-1] == '"':
                    nesting.pop()
                case b'"':
                    nesting.append('"')
                case b"${" | b"%{" | b"{":
                    nesting.append("{")
                case b"}":
                    nesting.pop()
                case _:
                    pass
            if not nesting:
                return at
        return None

    def _comment_end(self, start: int) -> int | None:
        """The end of `/* */`; None when it is never closed, or when what closes it belongs to another
        comment after a block header: then somebody is just typing this one."""
        end = self._source.find(b"*/", start) if self._comments_close else -1
        if end < 0:
            self._comments_close = False
            return None
        header = re.compile(_HEADER_LINE, re.MULTILINE).search(self._source, start, end)
        opened = re.compile(_COMMENT_START, re.MULTILINE)
        if header and opened.search(self._source, header.end(), end):
            return None
        return end + 2

    def _heredoc_end(self, marker: bytes, start: int) -> int | None:
        """The end of the closing marker; None when there is none, or when another heredoc opens with
        this marker before."""
        if self._lone_words is None:
            self._lone_words = {}
            for found in re.finditer(_LONE_WORD, self._source, re.MULTILINE):
                self._lone_words.setdefault(found[1], []).append(found.end(1))
        ends = self._lone_words.get(marker, [])
        at = bisect_left(ends, start)
        if at == len(ends):
            return None
        reopened = re.compile(rb"<<-?" + re.escape(marker) + rb"\r?$", re.MULTILINE)
        return None if reopened.search(self._source, start, ends[at]) else ends[at]
