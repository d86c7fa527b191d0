"""YAML as `yamldecode` reads it: the types of YAML 1.1 and 1.2 mixed, as Terraform's library has them."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, final

from yaml import CSafeLoader
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.convert import convert
from terrafence.evaluate.functions.arguments import text
from terrafence.evaluate.functions.encoding import decode_base64
from terrafence.evaluate.numbers import parse
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.types import BOOL, NUMBER, STRING
from terrafence.evaluate.values import FALSE, NULL, TRUE, Value, mapping, number, sequence, string

if TYPE_CHECKING:
    from terrafence.evaluate.budget import Budget

_MAX_FLOW_DEPTH = 1000
_TAG = "tag:yaml.org,2002:"
_TRUE = "y Y yes Yes YES true True TRUE on On ON"
_FALSE = "n N no No NO false False FALSE off Off OFF"
_WORDS: Mapping[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), NULL),
    **dict.fromkeys(_TRUE.split(), TRUE),
    **dict.fromkeys(_FALSE.split(), FALSE),
}
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_RADIX = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = (".nan", ".NaN", ".NAN")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2}))"
    r"|(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?))?"
)


def decode(source: str, budget: "Budget") -> Value:
    """The value of a YAML document: objects, tuples and primitives. Raises EvaluationError and TooLarge."""
    if _flow_depth(source) > _MAX_FLOW_DEPTH:
        raise TooLarge
    try:
        return _Reader(_events(source), budget).document()
    except YAMLError as error:
        raise EvaluationError(f"invalid YAML: {error}") from error


def _events(source: str) -> Iterator[Event]:
    parser = CSafeLoader(source)
    while (event := parser.get_event()) is not None:
        yield event


def _flow_depth(source: str) -> int:
    depth = deepest = 0
    for bracket in re.findall(r"[][{}]", source):
        depth += 1 if bracket in "[{" else -1 if depth else 0
        deepest = max(deepest, depth)
    return deepest


@final
class _Reader:
    """Composes events to values. An anchor's value may be used many times: its size counts each time."""

    __slots__ = ("_anchors", "_budget", "_events", "_open")

    def __init__(self, events: Iterator[Event], budget: "Budget") -> None:
        self._events = events
        self._budget = budget
        self._anchors: dict[str, Value] = {}
        self._open: set[str] = set()

    def document(self) -> Value:
        self._expect(StreamStartEvent)
        start = self._expect(DocumentStartEvent)
        if isinstance(start, DocumentStartEvent) and start.version not in (None, (1, 1)):
            raise EvaluationError("found incompatible YAML document")
        value = self._node(next(self._events))
        self._expect(DocumentEndEvent)
        self._expect(StreamEndEvent)
        return value

    def _expect(self, kind: type[Event]) -> Event:
        event = next(self._events)
        if not isinstance(event, kind):
            raise EvaluationError("there must be one YAML document")
        return event

    def _node(self, event: Event) -> Value:
        self._budget.elements(1)
        if isinstance(event, AliasEvent):
            return self._alias(event.anchor)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor is not None:
            self._open.add(anchor)
        value = self._content(event)
        if anchor is not None:
            self._open.discard(anchor)
            self._anchors[anchor] = value
        return value

    def _alias(self, anchor: str) -> Value:
        if anchor in self._open:
            raise EvaluationError(f'cannot refer to anchor "{anchor}" from inside its own definition')
        if anchor not in self._anchors:
            raise EvaluationError(f'reference to undefined anchor "{anchor}"')
        return self._anchors[anchor]

    def _content(self, event: Event) -> Value:
        if isinstance(event, ScalarEvent):
            return _scalar(event.value, event.tag, not event.style)
        if isinstance(event, SequenceStartEvent):
            _check_tag(event.tag, "seq")
            return sequence(self._items())
        if isinstance(event, MappingStartEvent):
            _check_tag(event.tag, "map")
            return mapping(self._attributes())
        raise EvaluationError("invalid YAML")

    def _items(self) -> Iterator[Value]:
        while not isinstance(event := next(self._events), SequenceEndEvent):
            yield self._node(event)

    def _attributes(self) -> dict[str, Value]:
        held: dict[str, Value] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            merges = isinstance(event, ScalarEvent) and event.value == "<<"
            key = self._node(event)
            value = self._node(next(self._events))
            if merges:
                held |= _merged(value)
            else:
                held[_key(key)] = value
        return held


def _merged(value: Value) -> dict[str, Value]:
    if isinstance(value.data, dict):
        return value.data
    raise EvaluationError("only a mapping can be merged into a mapping")


def _key(key: Value) -> str:
    if key.data is None:
        raise EvaluationError("mapping key cannot be null")
    return text(convert(key, STRING))


def _check_tag(tag: str | None, expected: str) -> None:
    if tag not in (None, _TAG + expected):
        raise EvaluationError(f'unsupported tag "{tag}"')


def _scalar(given: str, tag: str | None, plain: bool) -> Value:
    kind = tag.removeprefix(_TAG) if tag else ""
    if tag and (kind == tag or kind not in ("str", "int", "float", "bool", "null", "binary", "timestamp")):
        raise EvaluationError(f'unsupported tag "{tag}"')
    if kind == "binary":
        decode_base64(given)
    if not plain or kind in ("str", "binary"):
        return string(given)
    if kind == "null":
        return NULL
    value = _resolved(given)
    if kind and not _is_of(value, kind, given):
        raise EvaluationError(f'cannot parse "{given}" as {tag}')
    return value


def _is_of(value: Value, kind: str, given: str) -> bool:
    if kind == "timestamp":
        return _TIMESTAMP.fullmatch(given) is not None
    return value.type is (BOOL if kind == "bool" else NUMBER)


def _resolved(given: str) -> Value:
    """What a plain scalar means."""
    found = _WORDS.get(given)
    if found is not None:
        return found
    if _DECIMAL.fullmatch(given):
        amount = parse(given)
        assert amount is not None
        return number(amount)
    if _RADIX.fullmatch(given):
        return number(int(given, 0))
    if _INFINITE.fullmatch(given):
        raise TooLarge
    if given in _NOT_A_NUMBER:
        raise EvaluationError("floating point NaN is not supported")
    return string(_timestamp(given) or given)


def _timestamp(given: str) -> str | None:
    """A time as RFC 3339 has it; None for text that is no time."""
    found = _TIMESTAMP.fullmatch(given)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups()[:3])
    hour, minute, second = (
        int(part) for part in (found.groups()[3:6] if found[4] else found.groups("0")[7:])
    )
    from datetime import datetime

    try:
        return datetime(year, month, day, hour, minute, second).isoformat() + (found[7] or "Z")
    except ValueError:
        return None
