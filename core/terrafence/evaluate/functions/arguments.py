"""What a function's arguments hold. The call has converted and checked them, so these only name the
type."""

from collections.abc import Callable, Iterable, Sequence

from terrafence.evaluate.functions.spec import Body, Function, Param
from terrafence.evaluate.numbers import Amount
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import BOOL, DYNAMIC, STRING
from terrafence.evaluate.values import (
    Collection,
    ObjectType,
    TupleType,
    Type,
    Unknown,
    Value,
    boolean,
    collection,
    string,
    unknown,
)

ANY_LIST = Collection("list", DYNAMIC)
ANY_SET = Collection("set", DYNAMIC)
STRINGS = Collection("list", STRING)

_MAX_INT = (1 << 63) - 1


def text(value: Value) -> str:
    """The text of a known string."""
    assert isinstance(value.data, str)
    return value.data


def amount(value: Value) -> Amount:
    """A known number."""
    data = value.data
    assert data is not None
    assert not isinstance(data, str | tuple | dict | Unknown)
    return data


def whole(value: Value) -> int:
    """A known number that is whole and fits 64 bits. Raises EvaluationError."""
    number = amount(value)
    if number.denominator != 1:
        raise EvaluationError("value must be a whole number")
    if not -_MAX_INT - 1 <= number <= _MAX_INT:
        raise EvaluationError("value must be a whole number of 64 bits")
    return int(number)


def items(value: Value) -> tuple[Value, ...]:
    """The elements of a known list, set or tuple."""
    assert isinstance(value.data, tuple)
    return value.data


def attributes(value: Value) -> dict[str, Value]:
    """The elements of a known map or object."""
    assert isinstance(value.data, dict)
    return value.data


def kind_of(value: Value) -> str:
    """`list`, `set`, `map`, `tuple` or `object`; `string`, `number`, `bool` or `dynamic` for the rest."""
    if isinstance(value.type, Collection):
        return value.type.kind
    if isinstance(value.type, TupleType):
        return "tuple"
    return "object" if isinstance(value.type, ObjectType) else value.type.value


def sequence_items(value: Value, kinds: Sequence[str] = ("list", "set", "tuple")) -> tuple[Value, ...]:
    """The elements of a known sequence of one of these kinds. Raises EvaluationError for any other
    value."""
    if kind_of(value) not in kinds or not isinstance(value.data, tuple):
        raise EvaluationError(f"argument must be a {' or '.join(kinds)}")
    return value.data


def element_type(value: Value) -> Type:
    """The element type of a list, set or map."""
    return value.type.element if isinstance(value.type, Collection) else DYNAMIC


def strings(texts: Iterable[str]) -> Value:
    """A list of known strings."""
    return collection("list", STRING, tuple(map(string, texts)))


def on_text(made: Callable[[str], str]) -> Function:
    """A function from a string to a string."""

    def body(args: Sequence[Value], scope: Scope) -> Value:
        return string(made(text(args[0])))

    return Function(body, (Param(STRING),), STRING)


def on_two_texts(made: Callable[[str, str], str]) -> Function:
    """A function from two strings to a string."""

    def body(args: Sequence[Value], scope: Scope) -> Value:
        return string(made(text(args[0]), text(args[1])))

    return Function(body, (Param(STRING), Param(STRING)), STRING)


def compare_texts(holds: Callable[[str, str], bool]) -> Function:
    """A function from two strings to a bool."""

    def body(args: Sequence[Value], scope: Scope) -> Value:
        return boolean(holds(text(args[0]), text(args[1])))

    return Function(body, (Param(STRING), Param(STRING)), BOOL)


def never_known(reason: str, returns: Type, *params: Param, rest: Param | None = None) -> Function:
    """A function whose result depends on the moment, the machine or chance."""

    def body(args: Sequence[Value], scope: Scope) -> Value:
        return unknown(reason, type=returns)

    made: Body = body
    return Function(made, params, returns, rest)
