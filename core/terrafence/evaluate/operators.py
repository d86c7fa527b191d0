"""Operators on values, and what `.name` and `[key]` take out of one."""

from terrafence.evaluate.convert import convert, text_of
from terrafence.evaluate.equality import equal
from terrafence.evaluate.numbers import Amount, arithmetic, negated
from terrafence.evaluate.scope import EvaluationError, Part
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING, friendly
from terrafence.evaluate.values import (
    FALSE,
    TRUE,
    Collection,
    ObjectType,
    Primitive,
    TupleType,
    Type,
    Unknown,
    Value,
    any_sensitive,
    blended,
    marked,
    number,
    unknown,
)


def binary(op: str, left: Value, right: Value) -> Value:
    """`left op right`. Raises EvaluationError."""
    if op in ("==", "!="):
        return _equality(op, left, right)
    operand_type = BOOL if op in ("&&", "||") else NUMBER
    left = _operand(left, operand_type, "left ")
    right = _operand(right, operand_type, "right ")
    sensitive = left.sensitive or right.sensitive
    a, b = left.data, right.data
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return blended((left, right), NUMBER if op in ("+", "-", "*", "/", "%") else BOOL)
    if isinstance(a, bool) and isinstance(b, bool):
        return marked(_flag((a and b) if op == "&&" else (a or b)), sensitive)
    return marked(_numeric(op, _amount(left), _amount(right)), sensitive)


def unary(op: str, operand: Value) -> Value:
    """`-x` and `!x`. Raises EvaluationError."""
    operand = _operand(operand, BOOL if op == "!" else NUMBER, "")
    if isinstance(operand.data, Unknown):
        return operand
    result = _flag(operand.data is False) if op == "!" else number(negated(_amount(operand)))
    return marked(result, operand.sensitive)


def attribute(target: Value, name: str) -> Part:
    """`target.name`. Raises EvaluationError."""
    data = target.data
    if isinstance(data, dict):
        found = data.get(name)
        if found is None:
            raise EvaluationError(_no_attribute(target.type, name))
        return marked(found, target.sensitive)
    if data is None:
        raise EvaluationError("this value is null, so it does not have any attributes")
    if isinstance(data, Unknown):
        if data.parts is not None:
            return data.parts.part(name)
        return Value(_attribute_type(target.type, name), data, target.sensitive)
    raise EvaluationError(f"this value does not have any attributes: it is a {friendly(target.type)}")


def index(target: Value, key: Value) -> Part:
    """`target[key]`. Raises EvaluationError."""
    if target.data is None:
        raise EvaluationError("this value is null, so it does not have any indices")
    if key.data is None:
        raise EvaluationError("can't use a null value as an indexing key")
    if (
        isinstance(target.data, Unknown)
        and target.data.parts is not None
        and not isinstance(key.data, Unknown)
    ):
        return target.data.parts.part(text_of(key))
    kind = _index_type(target.type)
    if kind is None:
        raise EvaluationError("this value does not have any indices")
    key = _key(key, kind)
    if isinstance(target.data, Unknown) or isinstance(key.data, Unknown):
        return _unknown_element(target, key)
    # Terraform loses a key's mark when it looks into an object.
    marks = target.sensitive or (key.sensitive and not isinstance(target.type, ObjectType))
    return marked(_element(target, key), marks)


def _flag(flag: bool) -> Value:
    return TRUE if flag else FALSE


def _equality(op: str, left: Value, right: Value) -> Value:
    verdict = equal(left, right)
    if verdict is None:
        return blended((left, right), BOOL)
    return marked(_flag(verdict is (op == "==")), any_sensitive(left) or any_sensitive(right))


def _operand(value: Value, type: Primitive, side: str) -> Value:
    if value.type is not type:
        try:
            value = convert(value, type)
        except EvaluationError as error:
            raise EvaluationError(f"unsuitable value for {side}operand: {error}") from error
    if value.data is None:
        raise EvaluationError("argument must not be null")
    return value


def _amount(value: Value) -> Amount:
    data = value.data
    assert data is not None
    assert not isinstance(data, str | tuple | dict | Unknown)
    return data


def _numeric(op: str, left: Amount, right: Amount) -> Value:
    if op == "<":
        return _flag(left < right)
    if op == ">":
        return _flag(left > right)
    if op == "<=":
        return _flag(left <= right)
    if op == ">=":
        return _flag(left >= right)
    if op == "/" and left == right == 0:
        raise EvaluationError("can't divide zero by zero or infinity by infinity")
    result = arithmetic(op, left, right)
    return unknown("an infinite number", type=NUMBER) if result is None else number(result)


def _no_attribute(type: Type, name: str) -> str:
    if isinstance(type, ObjectType):
        return f'this object does not have an attribute named "{name}"'
    return f'this map does not have an element with the key "{name}"'


def _attribute_type(type: Type, name: str) -> Type:
    if type is DYNAMIC:
        return DYNAMIC
    if isinstance(type, Collection) and type.kind == "map":
        return type.element
    if isinstance(type, ObjectType) and name in type.attributes:
        return type.attributes[name]
    if isinstance(type, ObjectType):
        raise EvaluationError(_no_attribute(type, name))
    raise EvaluationError(f"this value does not have any attributes: it is a {friendly(type)}")


def _index_type(type: Type) -> Primitive | None:
    """The type of the keys; None when the type has no indices."""
    if isinstance(type, Collection):
        if type.kind == "set":
            raise EvaluationError("elements of a set have no index or key to select with")
        return STRING if type.kind == "map" else NUMBER
    if isinstance(type, TupleType):
        return NUMBER
    return STRING if isinstance(type, ObjectType) else DYNAMIC if type is DYNAMIC else None


def _key(key: Value, kind: Primitive) -> Value:
    try:
        return convert(key, kind)
    except EvaluationError as error:
        raise EvaluationError(f"the given key does not identify an element: {error}") from error


def _unknown_element(target: Value, key: Value) -> Value:
    type = target.type
    element: Type = type.element if isinstance(type, Collection) else DYNAMIC
    if isinstance(type, ObjectType) and isinstance(key.data, str):
        element = _attribute_type(type, key.data)
    if isinstance(type, TupleType) and isinstance(key.data, int) and 0 <= key.data < len(type.items):
        element = type.items[key.data]
    held = [at for at in (target, key) if isinstance(at.data, Unknown)]
    return marked(blended(held, element), target.sensitive or key.sensitive)


def _element(target: Value, key: Value) -> Value:
    data, at = target.data, key.data
    if isinstance(data, dict) and isinstance(at, str):
        found = data.get(at)
        if found is not None:
            return found
    if isinstance(data, tuple) and isinstance(at, int) and 0 <= at < len(data):
        return data[at]
    raise EvaluationError("the given key does not identify an element in this collection value")
