"""JSON text as nodes that know where they stand."""

from typing import NamedTuple, NoReturn, TypeAlias, final

from terrafence.syntax.views import Problem
from terrafence.text import Span

MAX_DEPTH = 200
_SPACE = b" \t\r\n"
_DELIMITERS = frozenset((b"", *(bytes((char,)) for char in b' \t\r\n,:[]{}"')))
_WORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}


class JsonString(NamedTuple):
    """A string; the span includes the quotes."""

    span: Span
    text: str


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
    """The text is not JSON."""

    def __init__(self, span: Span, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(span, message)


def parse(source: bytes) -> JsonNode:
    """The one value of a text. Raises Refused; depth is limited to MAX_DEPTH."""
    return _Scanner(source).whole()


@final
class _Scanner:
    __slots__ = ("_at", "_source")

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._at = 3 if source.startswith(b"\xef\xbb\xbf") else 0

    def whole(self) -> JsonNode:
        found = self._value(0)
        if self._peek():
            self._refuse("expected the end of the file")
        return found

    def _value(self, depth: int) -> JsonNode:
        if depth > MAX_DEPTH:
            self._refuse("nested too deeply")
        first = self._peek()
        if not first:
            self._refuse("expected a value before the end of the file")
        if first == b"{":
            return self._object(depth)
        if first == b"[":
            return self._array(depth)
        return self._string() if first == b'"' else self._bare()

    def _object(self, depth: int) -> JsonObject:
        start = self._take()
        items: list[tuple[JsonString, JsonNode]] = []
        while self._peek() != b"}":
            if items:
                self._expect(b",", "expected `,` or `}`")
            if self._peek() != b'"':
                self._refuse('expected a property name in `"`')
            name = self._string()
            self._expect(b":", "expected `:` after the property name")
            items.append((name, self._value(depth + 1)))
        self._take()
        return JsonObject(Span(start, self._at), tuple(items))

    def _array(self, depth: int) -> JsonArray:
        start = self._take()
        items: list[JsonNode] = []
        while self._peek() != b"]":
            if items:
                self._expect(b",", "expected `,` or `]`")
            items.append(self._value(depth + 1))
        self._take()
        return JsonArray(Span(start, self._at), tuple(items))

    def _string(self) -> JsonString:
        import json

        start = self._take()
        while (char := self._source[self._at : self._at + 1]) != b'"':
            if char in (b"", b"\n", b"\r"):
                raise Refused(Span(start, self._at), 'this string is not closed: expected `"`')
            self._at += 2 if char == b"\\" else 1
        self._at += 1
        span = Span(start, self._at)
        try:
            text = json.loads(self._source[start : self._at].decode("utf-8"))
        except UnicodeDecodeError as error:
            at = start + error.start
            raise Refused(Span(at, at + 1), "this byte is not UTF-8") from error
        except ValueError as error:
            raise Refused(span, "JSON does not allow what this string holds") from error
        return JsonString(span, str(text))

    def _bare(self) -> JsonNode:
        start = self._at
        while self._source[self._at : self._at + 1] not in _DELIMITERS:
            self._at += 1
        word, span = self._source[start : self._at], Span(start, self._at)
        if word in _WORDS:
            return JsonWord(span, _WORDS[word])
        if not _is_number(word):
            raise Refused(Span(start, max(self._at, start + 1)), "expected a value")
        return JsonNumber(span, word.decode("ascii"))

    def _peek(self) -> bytes:
        while self._source[self._at : self._at + 1] and self._source[self._at] in _SPACE:
            self._at += 1
        return self._source[self._at : self._at + 1]

    def _take(self) -> int:
        self._at += 1
        return self._at - 1

    def _expect(self, byte: bytes, message: str) -> None:
        if self._peek() != byte:
            self._refuse(message)
        self._take()

    def _refuse(self, message: str) -> NoReturn:
        raise Refused(Span(self._at, min(self._at + 1, len(self._source))), message)


def _is_number(word: bytes) -> bool:
    import re

    return re.fullmatch(rb"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", word) is not None
