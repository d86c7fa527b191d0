"""JSON text as nodes that know where they stand."""

import re
from typing import NoReturn, TypeAlias, final

from terrafence.record import NamedTuple
from terrafence.syntax.views import Problem
from terrafence.text import Span

MAX_DEPTH = 100
_WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}
_SPACE = re.compile(rb"[ \t\r\n]*")
_STRING = re.compile(rb'"(?:[^"\\\x00-\x1f]|\\.)*+"?')
_BARE = re.compile(rb"[^\s,:{}\[\]\"]*")
_NUMBER = re.compile(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_ESCAPE = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.")


class JsonString(NamedTuple):
    """A string; the span includes the quotes. `escaped` when its text is not what stands between them."""

    span: Span
    text: str
    escaped: bool


class JsonNumber(NamedTuple):
    """A number as it is spelled."""

    span: Span
    text: str


class JsonWord(NamedTuple):
    """`true`, `false` or `null`."""

    span: Span
    value: bool | None


class JsonArray(NamedTuple):
    """An array."""

    span: Span
    items: "tuple[JsonNode, ...]"


class JsonObject(NamedTuple):
    """An object, its properties in order; a name may occur twice."""

    span: Span
    items: "tuple[tuple[JsonString, JsonNode], ...]"


JsonNode: TypeAlias = JsonString | JsonNumber | JsonWord | JsonArray | JsonObject


class Refused(Exception):
    """The text is not JSON. `partial` is what was read up to there, all that was open closed."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(span, message)
        self.partial: JsonNode | None = None


def parse(source: bytes) -> JsonNode:
    """The one value of a text. Raises Refused; depth is limited to MAX_DEPTH."""
    return _Scanner(source).whole()


def offsets(source: bytes, node: JsonString) -> list[int]:
    """For each byte of a string's text in UTF-8, and for its end, where it comes from in the source."""
    at, end = node.span.start + 1, node.span.end - 1
    found: list[int] = []
    for escape in _ESCAPE.finditer(source, at, end):
        found += range(at, escape.start())
        found += [escape.start()] * len(_decoded(b'"' + escape[0] + b'"').encode())
        at = escape.end()
    return [*found, *range(at, end + 1)]


@final
class _Scanner:
    __slots__ = ("_at", "_source")

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._at = 3 if source.startswith(b"\xef\xbb\xbf") else 0

    def whole(self) -> JsonNode:
        found = self._value(0)
        if self._peek():
            refused = Refused(self._here(), "expected the end of the file")
            refused.partial = found
            raise refused
        return found

    def _value(self, depth: int) -> JsonNode:
        if depth > MAX_DEPTH:
            self._refuse("nested too deeply")
        match self._peek():
            case b"{":
                return self._object(depth)
            case b"[":
                return self._array(depth)
            case b'"':
                return self._string()
            case b"":
                return self._refuse("expected a value before the end of the file")
            case _:
                return self._bare()

    def _object(self, depth: int) -> JsonObject:
        start = self._take()
        items: list[tuple[JsonString, JsonNode]] = []
        try:
            while self._peek() != b"}":
                if items:
                    self._expect(b",", "expected `,` or `}`")
                self._property(items, depth)
        except Refused as refused:
            refused.partial = JsonObject(Span(start, self._at), tuple(items))
            raise
        self._take()
        return JsonObject(Span(start, self._at), tuple(items))

    def _property(self, items: list[tuple[JsonString, JsonNode]], depth: int) -> None:
        if self._peek() != b'"':
            self._refuse('expected a property name in `"`')
        name = self._string()
        self._expect(b":", "expected `:` after the property name")
        try:
            items.append((name, self._value(depth + 1)))
        except Refused as refused:
            if refused.partial is not None:
                items.append((name, refused.partial))
            raise

    def _array(self, depth: int) -> JsonArray:
        start = self._take()
        items: list[JsonNode] = []
        try:
            while self._peek() != b"]":
                if items:
                    self._expect(b",", "expected `,` or `]`")
                items.append(self._value(depth + 1))
        except Refused as refused:
            last = () if refused.partial is None else (refused.partial,)
            refused.partial = JsonArray(Span(start, self._at), (*items, *last))
            raise
        self._take()
        return JsonArray(Span(start, self._at), tuple(items))

    def _string(self) -> JsonString:
        start = self._at
        found = _STRING.match(self._source, start)
        assert found is not None
        self._at = found.end()
        raw, span = found[0], Span(start, found.end())
        if len(raw) < 2 or not raw.endswith(b'"'):
            raise Refused(span, 'this string is not closed: expected `"`')
        try:
            return JsonString(span, _decoded(raw), b"\\" in raw)
        except UnicodeDecodeError as error:
            at = start + error.start
            raise Refused(Span(at, at + 1), f"the byte 0x{self._source[at]:02x} is not UTF-8") from error
        except ValueError as error:
            raise Refused(span, "JSON does not allow an escape in this string") from error

    def _bare(self) -> JsonNode:
        found = _BARE.match(self._source, self._at)
        assert found is not None
        word, span = found[0], Span(*found.span())
        if word not in _WORDS and not _NUMBER.fullmatch(word):
            raise Refused(span if word else self._here(), "expected a value")
        self._at = found.end()
        return JsonWord(span, _WORDS[word]) if word in _WORDS else JsonNumber(span, word.decode("ascii"))

    def _peek(self) -> bytes:
        found = _SPACE.match(self._source, self._at)
        assert found is not None
        self._at = found.end()
        return self._source[self._at : self._at + 1]

    def _take(self) -> int:
        self._at += 1
        return self._at - 1

    def _expect(self, byte: bytes, message: str) -> None:
        if self._peek() != byte:
            self._refuse(message)
        self._take()

    def _here(self) -> Span:
        end = min(self._at + 1, len(self._source))
        while end < len(self._source) and 0x80 <= self._source[end] < 0xC0:
            end += 1
        return Span(self._at, end)

    def _refuse(self, message: str) -> NoReturn:
        raise Refused(self._here(), message)


def _decoded(raw: bytes) -> str:
    """The text of a string with its quotes; half of a surrogate pair is U+FFFD. Raises ValueError."""
    decoded = raw.decode()
    if "\\" not in decoded:
        return decoded[1:-1]
    import json

    text = str(json.loads(decoded))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
