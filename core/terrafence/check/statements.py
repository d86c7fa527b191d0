"""Whether one statement of a policy has a shape, as AWS evaluates policies.

Sources: the IAM User Guide's reference of policy elements (wildcards, `NotAction`, `NotPrincipal`, condition
operators and what a missing key does to them).
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import final

from terrafence.check.verdict import FALSE, TRUE, Ruling, Truth, conjunction, disjunction, negate
from terrafence.declare import Guard, Statement
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.values import Unknown, Value, string
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression
from terrafence.syntax.views import SourceFile

_ANYONE = ("AWS", "*", "CanonicalUser")


@final
class Part:
    """One statement. `words` are its elements as the policy language names them. `expression` is where it
    is written, `owner` the resource whose `body` holds it when it is a block of its own."""

    __slots__ = ("_lists", "body", "expression", "file", "owner", "words")

    def __init__(
        self,
        words: dict[str, Value],
        file: SourceFile | None = None,
        expression: Expression | None = None,
        owner: Resource | None = None,
        body: EvaluatedBody | None = None,
    ) -> None:
        self.words = words
        self.file = file
        self.expression = expression
        self.owner = owner
        self.body = body
        self._lists: dict[str, _List] = {}

    def list(self, name: str) -> "_List":
        """The words of an element, ready to be compared many times."""
        if name not in self._lists:
            self._lists[name] = _listed(self.words.get(name))
        return self._lists[name]


class _List(NamedTuple):
    """Words in lower case, those with wildcards as patterns, and those that are not known."""

    plain: frozenset[str]
    wild: tuple[str, ...]
    unknown: tuple[Unknown, ...]


class _Word(NamedTuple):
    """A word of an element; a principal also has a kind (`AWS`, `Service`, `Federated`)."""

    value: Value
    kind: str = ""


def matches(shape: Statement, part: Part) -> Ruling:
    """Whether a statement has a shape."""
    return conjunction(_judged(shape, part))


def _judged(shape: Statement, part: Part) -> Iterator[Ruling]:
    words = part.words
    yield _is(shape.effect, words.get("Effect"))
    for name in shape.lacks:
        yield FALSE if words.get(name) is not None else TRUE
    if shape.principals:
        yield _principals(shape, words)
    if shape.actions:
        yield _covers(shape.actions, part.list("Action"), words.get("NotAction"))
    if shape.resources:
        yield _covers(shape.resources, part.list("Resource"), words.get("NotResource"))
    for name, pattern in shape.like.items():
        yield _like(pattern, words.get(name), name)
    if shape.condition is not None:
        yield _conditioned(shape.condition, words.get("Condition"))
    if shape.unconditioned:
        yield _unconditioned(words.get("Condition"))
    for guard in shape.unless:
        ruling = _guarded(guard, words.get("Condition"))
        yield Ruling(negate(ruling.truth), ruling.reason)


def denied(actions: tuple[str, ...], parts: tuple[Part, ...]) -> frozenset[str]:
    """Those of the actions that a statement denies to everyone, on everything, whatever the conditions: no
    other statement can allow them."""
    return frozenset(
        action
        for action in actions
        for part in parts
        if matches(Statement("Deny", (action,), ("*",), unconditioned=True), part) is TRUE
        and (part.words.get("Principal") is None or _covers(("*",), part.list("Principal"), None) is TRUE)
        and part.words.get("NotPrincipal") is None
    )


def _is(wanted: str, value: Value | None) -> Ruling:
    if value is None:
        return FALSE
    if value.unknown is not None:
        return Ruling(Truth.UNKNOWN, value.unknown.reason)
    return TRUE if value.data == wanted else FALSE


def _principals(shape: Statement, words: dict[str, Value]) -> Ruling:
    """An `Allow` for all but some is as good as one for all."""
    if words.get("NotPrincipal") is not None and shape.effect == "Allow" and "*" in shape.principals:
        return TRUE
    found = [word.value for word in _words(words.get("Principal")) if word.kind in _ANYONE]
    return disjunction(_covered(wanted, _anyone(word)) for word in found for wanted in shape.principals)


def _anyone(word: Value) -> Value:
    """A principal of any account may be anyone."""
    anywhere = isinstance(word.data, str) and re.match(r"arn:[^:]*:iam::\*", word.data)
    return string("*") if anywhere else word


def _covers(patterns: tuple[str, ...], words: _List, excepted: Value | None) -> Ruling:
    """Whether the words of a statement, wildcards and all, cover one of the patterns; or, when it names
    exceptions, whether none of them touches one."""
    if excepted is not None:
        spared = [_spared(pattern, _words(excepted)) for pattern in patterns]
        return disjunction(spared)
    lowered = [pattern.lower() for pattern in patterns]
    if not words.plain.isdisjoint(lowered):
        return TRUE
    if any(fnmatchcase(pattern, wild) for wild in words.wild for pattern in lowered):
        return TRUE
    return disjunction(_hidden(pattern, unknown) for unknown in words.unknown for pattern in lowered)


def _listed(value: Value | None) -> _List:
    found = [word.value for word in _words(value)]
    texts = [word.data.lower() for word in found if isinstance(word.data, str)]
    texts = ["*" if text in ("*:*", "**") else text for text in texts]
    wild = tuple(text.replace("[", "[[]") for text in texts if "*" in text or "?" in text)
    plain = frozenset(text for text in texts if "*" not in text and "?" not in text)
    return _List(plain, wild, tuple(word.unknown for word in found if word.unknown is not None))


def _hidden(pattern: str, unknown: Unknown) -> Ruling:
    return FALSE if pattern == "*" and _generated(unknown) else _open(unknown)


def _covered(pattern: str, word: Value) -> Ruling:
    return _covers((pattern,), _listed(word), None)


def _generated(unknown: Unknown) -> bool:
    """Whether a value holds what AWS makes up for a resource, which is never a wildcard."""
    return any(ref.path in ("arn", "id", "account_id") for ref in unknown.refs)


def _spared(pattern: str, exceptions: list[_Word]) -> Ruling:
    for word in exceptions:
        if word.value.unknown is not None:
            return _open(word.value.unknown)
    texts = [word.value.data for word in exceptions]
    touched = any(isinstance(text, str) and _meet(pattern.lower(), text.lower()) for text in texts)
    return FALSE if touched else TRUE


def _meet(one: str, other: str) -> bool:
    """Whether some text matches both of two patterns with `*` and `?`."""
    reached = {0}
    for char in one:
        here = _starred(reached, other) if char == "*" else _stepped(reached, other, char)
        if not here:
            return False
        reached = here
    return any(not other[at:].strip("*") for at in reached)


def _starred(reached: set[int], other: str) -> set[int]:
    return set(range(min(reached), len(other) + 1))


def _stepped(reached: set[int], other: str, char: str) -> set[int]:
    """The places in `other` after one more character."""
    after: set[int] = set()
    for at in reached:
        while at < len(other) and other[at] == "*":
            after.add(at)
            at += 1
        if at < len(other) and (char == "?" or other[at] in ("?", char)):
            after.add(at + 1)
    return after


def _like(pattern: str, value: Value | None, name: str) -> Ruling:
    """Whether the regular expression is found in one of the words."""
    return disjunction(_alike(pattern, word, name.endswith("Principal")) for word in _words(value))


def _alike(pattern: str, word: _Word, principal: bool) -> Ruling:
    prefix = f"{word.kind}:" if principal else ""
    if word.value.unknown is not None:
        return TRUE if prefix and re.search(pattern, prefix) else _open(word.value.unknown)
    return TRUE if re.search(pattern, f"{prefix}{word.value.data}") else FALSE


def _words(value: Value | None, kind: str = "AWS") -> list[_Word]:
    if value is None or value.data is None:
        return []
    if isinstance(value.data, tuple):
        return [word for item in value.data for word in _words(item, kind)]
    if isinstance(value.data, dict):
        return [word for name, inner in value.data.items() for word in _words(inner, name)]
    return [_Word(value, kind)]


def _conditioned(wanted: tuple[str, str, str], value: Value | None) -> Ruling:
    if value is not None and value.unknown is not None:
        return _open(value.unknown)
    operator, key, expected = (text.lower() for text in wanted)
    found = _lower(_lower(value).get(operator)).get(key)
    return disjunction(_equals(expected, word.value) for word in _words(found))


def _equals(expected: str, word: Value) -> Ruling:
    if word.unknown is not None:
        return _open(word.unknown)
    return TRUE if _text(word).lower() == expected else FALSE


def _lower(value: Value | None) -> dict[str, Value]:
    data = value.data if value is not None else None
    return {key.lower(): item for key, item in data.items()} if isinstance(data, dict) else {}


def _unconditioned(value: Value | None) -> Ruling:
    if value is None or value.data is None or value.data == {}:
        return TRUE
    return FALSE if value.unknown is None else _open(value.unknown)


def _guarded(guard: Guard, value: Value | None) -> Ruling:
    """Whether a condition of the statement demands something on one of the guard's keys."""
    if value is not None and value.unknown is not None:
        return _open(value.unknown)
    return disjunction(
        [
            _fixed(guard, found)
            for operator, pairs in _lower(value).items()
            if _demands(operator)
            for key, found in _lower(pairs).items()
            if any(fnmatchcase(key, wanted.lower()) for wanted in guard.keys)
        ]
    )


def _demands(operator: str) -> bool:
    """A negation, an `…IfExists`, `ForAllValues:` and `Null` also hold for who lacks the key."""
    return re.search(r"not|ifexists$|^forallvalues|^null$", operator) is None


def _fixed(guard: Guard, value: Value) -> Ruling:
    return conjunction([_closed(guard.open, word.value) for word in _words(value)] or [FALSE])


def _closed(pattern: str, word: Value) -> Ruling:
    if word.unknown is not None:
        return TRUE if _generated(word.unknown) else _open(word.unknown)
    return FALSE if re.search(pattern, _text(word)) else TRUE


def _text(value: Value) -> str:
    if isinstance(value.data, bool):
        return "true" if value.data else "false"
    return str(value.data)


def _open(unknown: Unknown) -> Ruling:
    return Ruling(Truth.UNKNOWN, unknown.reason)
