"""Conversion between types, as Terraform does it for function arguments, variables and operands."""

from collections.abc import Iterable, Mapping, Sequence

from terrafence.evaluate.equality import make_set
from terrafence.evaluate.numbers import parse, plain
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.types import (
    DYNAMIC,
    NUMBER,
    STRING,
    convertible,
    friendly,
    holds_dynamic,
    holds_optional,
    unify,
)
from terrafence.evaluate.values import (
    FALSE,
    NULL,
    TRUE,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    Unknown,
    Value,
    blended,
    collection,
    mapping,
    marked,
    number,
    string,
    wholly_known,
)

_BOOLS: Mapping[str, Value] = {"true": TRUE, "1": TRUE, "false": FALSE, "0": FALSE}


def convert(value: Value, target: Type) -> Value:
    """The value as one of the target type, sensitive as before. Raises EvaluationError when Terraform
    has no such conversion."""
    source = value.type
    if target is DYNAMIC or (source is target and isinstance(source, Primitive)):
        return value
    if source == target and not holds_optional(target):
        return value
    data = value.data
    if data is None or isinstance(data, Unknown):
        return Value(_settled(source, target), data, value.sensitive)
    if isinstance(target, Primitive):
        return marked(_primitive(value, target), value.sensitive)
    if isinstance(target, Collection):
        return marked(_collection(value, target), value.sensitive)
    if isinstance(target, ObjectType):
        return marked(_object(value, target), value.sensitive)
    return marked(_tuple(value, target), value.sensitive)


def unify_values(values: Sequence[Value]) -> Sequence[Value]:
    """All of them converted to the one type that they have in common. Raises EvaluationError when there
    is none."""
    if not values:
        return values
    common = unify([value.type for value in values])
    if common is None:
        raise EvaluationError("all elements must have one type")
    return [convert(value, common) for value in values]


def text_of(value: Value) -> str:
    """A known, non-null primitive as a string. Raises EvaluationError for anything else."""
    data = value.data
    if isinstance(data, str):
        return data
    if data is True or data is False:
        return "true" if data else "false"
    if data is None or isinstance(data, tuple | dict | Unknown):
        raise EvaluationError("string required")
    return plain(data)


def _settled(source: Type, target: Type) -> Type:
    """The type that a value of `source` has once it is converted: what `target` leaves open is the
    source's."""
    if target is DYNAMIC:
        return source
    if source is not DYNAMIC and not convertible(source, target):
        raise EvaluationError(f"{friendly(target)} required")
    if isinstance(target, Collection):
        return Collection(target.kind, _settled_element(source, target.element))
    return _without_optional(target)


def _settled_element(source: Type, element: Type) -> Type:
    inner: Sequence[Type] = ()
    if isinstance(source, Collection):
        inner = (source.element,)
    elif isinstance(source, TupleType):
        inner = source.items
    elif isinstance(source, ObjectType):
        inner = tuple(source.attributes.values())
    if not inner or not holds_dynamic(element):
        return _without_optional(element)
    return unify([_settled(part, element) for part in inner]) or DYNAMIC


def _primitive(value: Value, target: Primitive) -> Value:
    data = value.data
    if isinstance(data, tuple | dict):
        raise EvaluationError(f"a {target.value} is required")
    if target is STRING:
        return string(text_of(value))
    if not isinstance(data, str):
        raise EvaluationError(f"a {target.value} is required")
    return _number(data) if target is NUMBER else _bool(data)


def _number(text: str) -> Value:
    amount = parse(text)
    if amount is None:
        raise EvaluationError("a number is required")
    return number(amount)


def _bool(text: str) -> Value:
    found = _BOOLS.get(text)
    if found is None:
        raise EvaluationError("a bool is required")
    return found


def _collection(value: Value, target: Collection) -> Value:
    if target.kind == "map":
        return _map(value, target)
    if not isinstance(value.data, tuple):
        raise EvaluationError(f"{friendly(target)} required")
    element, items = _elements(value.data, value.type, target.element, target.kind)
    if target.kind == "set":
        return make_set(element, items)
    if may_shrink(value):
        return blended([value], Collection("list", element))
    return collection("list", element, tuple(items))


def may_shrink(value: Value) -> bool:
    """Whether this is a set of which two elements may turn out to be one."""
    is_set = isinstance(value.type, Collection) and value.type.kind == "set"
    return is_set and isinstance(value.data, tuple) and len(value.data) > 1 and not wholly_known(value)


def _map(value: Value, target: Collection) -> Value:
    data = value.data
    if not isinstance(data, dict):
        raise EvaluationError("map required" if target.element is DYNAMIC else f"{friendly(target)} required")
    element, items = _elements(list(data.values()), value.type, target.element, "map")
    return collection("map", element, dict(zip(data, items, strict=True)))


def _elements(items: Sequence[Value], source: Type, element: Type, kind: str) -> tuple[Type, Iterable[Value]]:
    """The element type and the converted elements. `any` inside the element type is the same for all."""
    if not items:
        return _empty_element(source, element), items
    if element is DYNAMIC:
        common = unify([item.type for item in items])
        if common is None or (common is DYNAMIC and any(item.type is not DYNAMIC for item in items)):
            raise EvaluationError(f"cannot convert {friendly(source)} to {kind} of any single type")
        element = common
    converted = [convert(item, element) for item in items]
    if holds_dynamic(element):
        element = _agreed([item.type for item in converted])
        converted = [convert(item, element) for item in converted]
    return _without_optional(element), converted


def _empty_element(source: Type, element: Type) -> Type:
    if element is DYNAMIC and isinstance(source, Collection):
        return source.element
    return _without_optional(element)


def _agreed(types: Sequence[Type]) -> Type:
    common = unify(types)
    if common is None:
        raise EvaluationError("collection elements cannot be unified")
    return common


def _without_optional(type: Type) -> Type:
    """The type of values that meet the constraint."""
    if isinstance(type, Collection):
        return Collection(type.kind, _without_optional(type.element))
    if isinstance(type, TupleType):
        return TupleType(tuple(map(_without_optional, type.items)))
    if isinstance(type, ObjectType):
        if type.settled is None:
            parts = {name: _without_optional(part) for name, part in type.attributes.items()}
            type.settled = ObjectType(parts)
            type.settled.settled = type.settled
        return type.settled
    return type


def _object(value: Value, target: ObjectType) -> Value:
    data = value.data
    if not isinstance(data, dict):
        raise EvaluationError("object required")
    missing = [name for name in target.attributes if name not in data and name not in target.optional]
    if missing:
        raise EvaluationError(_missing(sorted(missing)))
    return mapping({name: _attribute(data.get(name), name, target) for name in target.attributes})


def _attribute(value: Value | None, name: str, target: ObjectType) -> Value:
    if value is None or value.data is None:
        value = target.optional.get(name, value) or NULL
    try:
        return convert(value, target.attributes[name])
    except EvaluationError as error:
        raise EvaluationError(f'attribute "{name}": {error}') from error


def _missing(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f'attribute "{names[0]}" is required'
    quoted = [f'"{name}"' for name in names]
    return f"attributes {', '.join(quoted[:-1])} and {quoted[-1]} are required"


def _tuple(value: Value, target: TupleType) -> Value:
    items = value.data
    if (
        not isinstance(value.type, TupleType)
        or not isinstance(items, tuple)
        or len(items) != len(target.items)
    ):
        raise EvaluationError("tuple required")
    held = tuple(convert(item, wanted) for item, wanted in zip(items, target.items, strict=True))
    return Value(TupleType(tuple(item.type for item in held)), held)
