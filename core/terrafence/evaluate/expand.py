"""How many instances a block has: `count`, `for_each`, and the elements of `dynamic` blocks."""

from enum import Enum

from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.scope import Scope
from terrafence.evaluate.values import Collection, Unknown, Value, number, string, unknown
from terrafence.record import NamedTuple
from terrafence.syntax.views import Body

MAX_INSTANCES = 2_000
"""Instances of one block over all instances of the modules around it; above, one stands for all."""

SYMBOLIC_KEY = "?"
"""The key of the one instance that stands for an unknown number of them."""


class Repeats(Enum):
    """What makes a block repeat."""

    NOTHING = "nothing"
    COUNT = "count"
    FOR_EACH = "for_each"
    UNKNOWN = "unknown"


class Repetition(NamedTuple):
    """One instance's key, and what `count.index`, `each.key` and `each.value` are in it (None where
    Terraform has no such name)."""

    key: str | int | None = None
    count_index: Value | None = None
    each_key: Value | None = None
    each_value: Value | None = None

    @property
    def suffix(self) -> str:
        """The instance key as it ends an address: `[0]`, `["k"]`, or nothing."""
        if self.key is None:
            return ""
        return f"[{self.key}]" if isinstance(self.key, int) else f"[{quoted(self.key)}]"


class Expansion(NamedTuple):
    """The instances of a block; `unknown` says why their number is not known (then there is exactly
    one)."""

    repeats: Repeats
    repetitions: tuple[Repetition, ...]
    unknown: Unknown | None = None


SINGLE = Expansion(Repeats.NOTHING, (Repetition(),))


def expand(body: Body, scope: Scope, weight: int) -> Expansion:
    """The instances that `count` or `for_each` ask for, of a block whose module has `weight` instances."""
    count, for_each = body.attributes.get("count"), body.attributes.get("for_each")
    if count is not None:
        return _counted(value_of(count.expression, scope), weight)
    if for_each is not None:
        return _each(value_of(for_each.expression, scope), weight)
    return SINGLE


def elements(value: Value) -> list[tuple[Value, Value]] | Unknown:
    """Key and value of every element of a collection, in Terraform's order; keys and values of a set are
    its elements."""
    data = value.data
    if isinstance(data, Unknown):
        return data
    if isinstance(data, dict):
        return [(string(key), data[key]) for key in sorted(data)]
    if isinstance(data, tuple):
        if isinstance(value.type, Collection) and value.type.kind == "set":
            return [(element, element) for element in data]
        return [(number(at), element) for at, element in enumerate(data)]
    return Unknown("is null" if data is None else "is not a collection")


def quoted(text: str) -> str:
    """A string as it stands in an address."""
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("${", "$${"), ("%{", "%%{")):
        text = text.replace(char, escape)
    return f'"{text}"'


def _counted(value: Value, weight: int) -> Expansion:
    data = value.data
    if isinstance(data, str) and data.isdecimal():
        data = int(data)
    if isinstance(data, Unknown):
        return _symbolic_count(data)
    if isinstance(data, bool) or not isinstance(data, int) or data < 0:
        return _symbolic_count(Unknown("count is null" if data is None else "count is not a whole number"))
    if data * weight > MAX_INSTANCES:
        return _symbolic_count(Unknown("too large"))
    return Expansion(Repeats.COUNT, tuple(Repetition(at, count_index=number(at)) for at in range(data)))


def _each(value: Value, weight: int) -> Expansion:
    pairs = elements(value)
    if isinstance(pairs, Unknown):
        return _symbolic_each(pairs if value.unknown else Unknown(f"for_each {pairs.reason}"))
    if isinstance(value.data, tuple) and not (
        isinstance(value.type, Collection) and value.type.kind == "set"
    ):
        return _symbolic_each(Unknown("for_each is a list: it must be a map or a set of strings"))
    if len(pairs) * weight > MAX_INSTANCES:
        return _symbolic_each(Unknown("too large"))
    repetitions: list[Repetition] = []
    for key, element in pairs:
        if not isinstance(key.data, str):
            return _symbolic_each(key.unknown or Unknown("for_each is a set of something else than strings"))
        repetitions.append(Repetition(key.data, each_key=key, each_value=element))
    return Expansion(Repeats.FOR_EACH, tuple(repetitions))


def symbolic(expansion: Expansion) -> Repetition:
    """One instance that stands for all, of a block that repeats."""
    if expansion.repeats is Repeats.UNKNOWN:
        return expansion.repetitions[0]
    why = Unknown("differs between instances")
    every = _symbolic_count(why) if expansion.repeats is Repeats.COUNT else _symbolic_each(why)
    return every.repetitions[0]


def unknown_expansion(body: Body, why: Unknown) -> Expansion:
    """One symbolic instance, whatever `count` and `for_each` say."""
    return _symbolic_count(why) if "count" in body.attributes else _symbolic_each(why)


def _symbolic_count(why: Unknown) -> Expansion:
    repetition = Repetition(SYMBOLIC_KEY, count_index=unknown(why.reason, why.refs))
    return Expansion(Repeats.UNKNOWN, (repetition,), why)


def _symbolic_each(why: Unknown) -> Expansion:
    key, element = unknown(why.reason, why.refs), unknown(why.reason, why.refs)
    return Expansion(Repeats.UNKNOWN, (Repetition(SYMBOLIC_KEY, None, key, element),), why)
