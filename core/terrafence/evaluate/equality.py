"""When two values are equal, and the order that Terraform keeps sets in."""

from collections.abc import Hashable, Iterable

from terrafence.evaluate.numbers import Amount
from terrafence.evaluate.types import BOOL, DYNAMIC
from terrafence.evaluate.values import (
    Collection,
    ObjectType,
    TupleType,
    Type,
    Unknown,
    Value,
    any_sensitive,
    collection,
    marked,
    parts,
    unmarked,
    wholly_known,
)


def equal(left: Value, right: Value) -> bool | None:
    """`==`, which converts nothing; None when an unknown part decides."""
    if isinstance(left.data, Unknown) or isinstance(right.data, Unknown):
        return None if _may_be_equal(left, right) else False
    if left.data is None or right.data is None:
        return left.data is right.data
    if not _same_type(left.type, right.type):
        return False
    if isinstance(left.data, dict) and isinstance(right.data, dict):
        return _equal_maps(left.data, right.data)
    if isinstance(left.data, tuple) and isinstance(right.data, tuple):
        if isinstance(left.type, Collection) and left.type.kind == "set":
            return _equal_sets(left, right)
        return _equal_sequences(left.data, right.data)
    return left.data == right.data


def identity(value: Value) -> Hashable:
    """Something that is equal for two wholly known values of one type exactly when they are; marks do
    not count."""
    data = value.data
    if isinstance(data, dict):
        return tuple((name, identity(data[name])) for name in sorted(data))
    if isinstance(data, tuple):
        return tuple(identity(item) for item in data)
    if isinstance(data, bool):
        return ("bool", data)
    return data


def make_set(element: Type, items: Iterable[Value]) -> Value:
    """A set: repeats are dropped, the rest is sorted; marks of elements become the set's."""
    held: dict[Hashable, Value] = {}
    sensitive = False
    for item in items:
        sensitive = sensitive or any_sensitive(item)
        held.setdefault(identity(item) if wholly_known(item) else id(item), unmarked(item))
    return marked(collection("set", element, tuple(sorted(held.values(), key=_order))), sensitive)


def _same_type(left: Type, right: Type) -> bool:
    """Equal types, where a part that is not known may be anything."""
    if left is DYNAMIC or right is DYNAMIC or left == right:
        return True
    if isinstance(left, Collection) and isinstance(right, Collection):
        return left.kind == right.kind and _same_type(left.element, right.element)
    if isinstance(left, TupleType) and isinstance(right, TupleType):
        return len(left.items) == len(right.items) and all(map(_same_type, left.items, right.items))
    if isinstance(left, ObjectType) and isinstance(right, ObjectType):
        return left.attributes.keys() == right.attributes.keys() and all(
            _same_type(left.attributes[name], right.attributes[name]) for name in left.attributes
        )
    return False


def _may_be_equal(left: Value, right: Value) -> bool:
    """Two that are not known may both be null, whatever their types."""
    both_unknown = isinstance(left.data, Unknown) and isinstance(right.data, Unknown)
    if both_unknown or left.data is None or right.data is None:
        return True
    return _same_type(left.type, right.type)


def _equal_maps(left: dict[str, Value], right: dict[str, Value]) -> bool | None:
    if left.keys() != right.keys():
        return False
    verdicts = [equal(left[name], right[name]) for name in left]
    return None if None in verdicts else all(verdicts)


def _equal_sequences(left: tuple[Value, ...], right: tuple[Value, ...]) -> bool | None:
    return len(left) == len(right) and _all(map(equal, left, right))


def _equal_sets(left: Value, right: Value) -> bool | None:
    if not (wholly_known(left) and wholly_known(right)):
        return None
    return {identity(item) for item in parts(left)} == {identity(item) for item in parts(right)}


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    """The first verdict that is not true: Terraform stops at an unknown pair although a later one may
    differ."""
    for verdict in verdicts:
        if verdict is not True:
            return verdict
    return True


def _order(value: Value) -> tuple[int, Amount, str]:
    """Known before unknown, null last; primitives by value, the rest by the text that cty hashes."""
    data = value.data
    if data is None:
        return (2, 0, "")
    if isinstance(data, Unknown):
        return (1, 0, "")
    if isinstance(data, str):
        return (0, 0, data)
    if isinstance(data, dict | tuple):
        return (0, 0, _text(value))
    return (0, data, "")


def _text(value: Value) -> str:
    data = value.data
    if data is None or isinstance(data, Unknown):
        return "~" if data is None else "?"
    if value.type is BOOL:
        return "T" if data else "F"
    if isinstance(data, str):
        return _quoted(data)
    if isinstance(data, dict) and isinstance(value.type, Collection):
        return "{" + "".join(f"{_quoted(name)}:{_text(data[name])};" for name in sorted(data)) + "}"
    if isinstance(data, dict | tuple):
        inner = "".join(_text(part) + ";" for part in parts(value))
        return f"[{inner}]" if isinstance(value.type, Collection) else f"<{inner}>"
    return f"{float(data):.10g}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
