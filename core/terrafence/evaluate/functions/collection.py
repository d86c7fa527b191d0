"""Functions that ask something of a collection, or take a part of it."""

from collections.abc import Hashable, Mapping, Sequence

from terrafence.evaluate.convert import convert, may_shrink, unify_values
from terrafence.evaluate.equality import equal, identity
from terrafence.evaluate.functions.arguments import (
    ANY_LIST,
    STRINGS,
    amount,
    attributes,
    element_type,
    items,
    kind_of,
    sequence_items,
    text,
    whole,
)
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.numbers import arithmetic, counted
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING, unify
from terrafence.evaluate.values import (
    FALSE,
    TRUE,
    Collection,
    ObjectType,
    TupleType,
    Unknown,
    Value,
    blended,
    collection,
    marked,
    null_of,
    number,
    parts,
    sequence,
    string,
    unknown,
    wholly_known,
)


def _alltrue(args: Sequence[Value], scope: Scope) -> Value:
    for item in items(args[0]):
        if isinstance(item.data, Unknown):
            return blended(args, BOOL)
        if item.data is not True:
            return FALSE
    return TRUE


def _anytrue(args: Sequence[Value], scope: Scope) -> Value:
    held = items(args[0])
    if any(item.data is True for item in held):
        return TRUE
    return FALSE if wholly_known(args[0]) else blended(args, BOOL)


def _length(args: Sequence[Value], scope: Scope) -> Value:
    value = args[0]
    if isinstance(value.type, TupleType):
        return _count(len(value.type.items), value)
    if isinstance(value.type, ObjectType):
        return _count(len(value.type.attributes), value)
    if value.type not in (STRING, DYNAMIC) and not isinstance(value.type, Collection):
        raise EvaluationError("argument must be a string, a collection type, or a structural type")
    if isinstance(value.data, Unknown):
        return blended(args, NUMBER)
    if isinstance(value.data, str):
        from terrafence.evaluate.functions.graphemes import count

        return _count(count(value.data), value)
    assert isinstance(value.data, tuple | dict)
    if may_shrink(value):
        return blended(args, NUMBER)
    return _count(len(value.data), value)


def _count(length: int, value: Value) -> Value:
    return marked(number(counted(length)), value.sensitive)


def _coalesce(args: Sequence[Value], scope: Scope) -> Value:
    common = unify([arg.type for arg in args]) if args else DYNAMIC
    if common is None:
        raise EvaluationError("all arguments must have the same type")
    for arg in args:
        converted = convert(arg, common)
        if isinstance(converted.data, Unknown):
            return blended(args, common)
        if converted.data is not None and converted.data != "":
            return converted
    raise EvaluationError("no non-null, non-empty-string arguments")


def _coalescelist(args: Sequence[Value], scope: Scope) -> Value:
    if not args:
        raise EvaluationError("at least one argument is required")
    for arg in args:
        if isinstance(arg.data, Unknown):
            return blended(args)
        if kind_of(arg) not in ("list", "tuple"):
            raise EvaluationError("coalescelist arguments must be lists or tuples")
        if arg.data:
            return arg
    raise EvaluationError("no non-null arguments")


def _contains(args: Sequence[Value], scope: Scope) -> Value:
    verdicts = [equal(item, args[1]) for item in sequence_items(args[0])]
    if True in verdicts:
        return TRUE
    return blended(args, BOOL) if None in verdicts else FALSE


def _index(args: Sequence[Value], scope: Scope) -> Value:
    held = sequence_items(args[0], ("list", "tuple"))
    if not held:
        raise EvaluationError("cannot search an empty list")
    for at, item in enumerate(held):
        verdict = equal(item, args[1])
        if verdict is None:
            return blended(args, NUMBER)
        if verdict:
            return number(counted(at))
    raise EvaluationError("item not found")


def _element(args: Sequence[Value], scope: Scope) -> Value:
    at = whole(args[1])
    if isinstance(args[0].data, Unknown):
        return blended(args, element_type(args[0]))
    held = sequence_items(args[0], ("list", "tuple"))
    if not held:
        raise EvaluationError("cannot use element function with an empty list")
    if at < 0 and isinstance(args[0].type, TupleType) and at % len(held):
        raise EvaluationError("cannot use element function with a negative index")
    return marked(held[at % len(held)], args[0].sensitive)


def _lookup(args: Sequence[Value], scope: Scope) -> Value:
    if len(args) > 3:
        raise EvaluationError("lookup() takes two or three arguments")
    held, key = args[0], args[1]
    sensitive = held.sensitive or key.sensitive
    if isinstance(held.data, Unknown) or isinstance(key.data, Unknown):
        return blended(args[:2], element_type(held))
    if not isinstance(held.data, dict):
        raise EvaluationError("lookup() requires a map as the first argument")
    default = args[2] if len(args) == 3 else None
    if isinstance(held.type, Collection) and default is not None:
        default = convert(default, held.type.element)
    found = held.data.get(text(key), default)
    if found is None:
        raise EvaluationError(f"lookup failed to find key {text(key)}")
    return marked(found, sensitive)


def _keys(args: Sequence[Value], scope: Scope) -> Value:
    value = args[0]
    if isinstance(value.type, ObjectType):
        return marked(sequence(map(string, sorted(value.type.attributes))), value.sensitive)
    if kind_of(value) not in ("map", "dynamic"):
        raise EvaluationError("must have map or object type")
    if isinstance(value.data, Unknown):
        return blended(args, STRINGS)
    names = tuple(map(string, sorted(attributes(value))))
    return marked(collection("list", STRING, names), value.sensitive)


def _values(args: Sequence[Value], scope: Scope) -> Value:
    value = args[0]
    if not isinstance(value.data, dict):
        raise EvaluationError("must have map or object type")
    held = parts(value)
    if isinstance(value.type, Collection):
        return marked(collection("list", value.type.element, tuple(held)), value.sensitive)
    return marked(sequence(held), value.sensitive)


def _one(args: Sequence[Value], scope: Scope) -> Value:
    held = sequence_items(args[0])
    if may_shrink(args[0]):
        return blended(args, element_type(args[0]))
    if len(held) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    return held[0] if held else null_of(element_type(args[0]))


def _matchkeys(args: Sequence[Value], scope: Scope) -> Value:
    held = args[0]
    keys, search = unify_values(args[1:])
    if len(items(held)) != len(items(keys)):
        raise EvaluationError("length of keys and values should be equal")
    if not all(map(wholly_known, args)):
        return blended(args, held.type)
    wanted = {identity(item) for item in items(search)}
    chosen = [item for item, key in zip(items(held), items(keys), strict=True) if identity(key) in wanted]
    return collection("list", element_type(held), tuple(chosen))


def _slice(args: Sequence[Value], scope: Scope) -> Value:
    held = sequence_items(args[0], ("list", "tuple"))
    start, end = whole(args[1]), whole(args[2])
    if not 0 <= start <= end <= len(held):
        raise EvaluationError("start and end index must be within the list, and in that order")
    chosen = held[start:end]
    if isinstance(args[0].type, Collection):
        return marked(collection("list", args[0].type.element, chosen), args[0].sensitive)
    return marked(sequence(chosen), args[0].sensitive)


def _sum(args: Sequence[Value], scope: Scope) -> Value:
    held = sequence_items(args[0])
    if not held:
        raise EvaluationError("cannot sum an empty list")
    if not wholly_known(args[0]):
        return blended(args, NUMBER)
    total = None
    for item in held:
        converted = convert(item, NUMBER)
        if converted.data is None:
            raise EvaluationError("argument must be list, set, or tuple of number values")
        total = amount(converted) if total is None else arithmetic("+", total, amount(converted))
    return unknown("no sum", type=NUMBER) if total is None else number(total)


def _compact(args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return blended(args, STRINGS)
    return collection("list", STRING, tuple(item for item in items(args[0]) if item.data))


def _distinct(args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return blended(args, args[0].type)
    held: dict[Hashable, Value] = {}
    for item in items(args[0]):
        held.setdefault(identity(item), item)
    return collection("list", element_type(args[0]), tuple(held.values()))


def _sort(args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return collection("list", STRING, (blended(args, STRING),) * len(items(args[0])))
    if any(item.data is None for item in items(args[0])):
        raise EvaluationError("given list element is null; a null string cannot be sorted")
    return collection("list", STRING, tuple(sorted(items(args[0]), key=text)))


_ANY = Param()
_SEEN = Param(unknown=True, marked=True)
_LENIENT = Param(null=True, unknown=True)
_BOOLS = Param(Collection("list", BOOL))
_LIST = Param(ANY_LIST)

FUNCTIONS: Mapping[str, Function] = {
    "alltrue": Function(_alltrue, (_BOOLS,), BOOL),
    "anytrue": Function(_anytrue, (_BOOLS,), BOOL),
    "coalesce": Function(_coalesce, (), DYNAMIC, _LENIENT),
    "coalescelist": Function(_coalescelist, (), DYNAMIC, _LENIENT),
    "compact": Function(_compact, (Param(STRINGS),), STRINGS),
    "contains": Function(_contains, (_ANY, _ANY), BOOL),
    "distinct": Function(_distinct, (_LIST,)),
    "element": Function(_element, (_SEEN, Param(NUMBER))),
    "index": Function(_index, (_ANY, _ANY), NUMBER),
    "keys": Function(_keys, (_SEEN,)),
    "length": Function(_length, (_SEEN,), NUMBER),
    "lookup": Function(
        _lookup,
        (_SEEN, Param(STRING, unknown=True, marked=True)),
        DYNAMIC,
        Param(null=True, unknown=True, marked=True),
    ),
    "matchkeys": Function(_matchkeys, (_LIST,) * 3),
    "one": Function(_one, (_ANY,)),
    "slice": Function(_slice, (Param(marked=True), Param(NUMBER), Param(NUMBER))),
    "sort": Function(_sort, (Param(STRINGS),), STRINGS),
    "sum": Function(_sum, (_ANY,), NUMBER),
    "values": Function(_values, (Param(marked=True),)),
}
