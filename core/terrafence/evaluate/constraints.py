"""Type constraints: what stands after `type =` in a variable."""

from collections.abc import Mapping

from terrafence.evaluate.bare import BareScope
from terrafence.evaluate.convert import convert
from terrafence.evaluate.expressions import evaluate
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING
from terrafence.evaluate.values import NULL, Collection, ObjectType, TupleType, Type, Value
from terrafence.syntax.expressions import (
    Call,
    Expression,
    Literal,
    ObjectCons,
    ObjectItem,
    Parens,
    TupleCons,
    Variable,
)

_WORDS: Mapping[str, Type] = {
    "string": STRING,
    "number": NUMBER,
    "bool": BOOL,
    "any": DYNAMIC,
    "list": Collection("list", DYNAMIC),
    "set": Collection("set", DYNAMIC),
    "map": Collection("map", DYNAMIC),
}
_MAX_DEPTH = 100


def parse_type(expression: Expression) -> Type:
    """The type that a constraint means; `convert` to it also fills in the defaults of `optional()`. The
    quoted words of Terraform 0.11 are understood. Raises EvaluationError."""
    return _type(expression, 0)


def _type(expression: Expression, depth: int) -> Type:
    if depth > _MAX_DEPTH:
        raise EvaluationError("the type constraint is too large")
    if isinstance(expression, Parens):
        return _type(expression.inner, depth + 1)
    if isinstance(expression, Call):
        return _constructed(expression, depth + 1)
    word = expression.name if isinstance(expression, Variable) else None
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        word = expression.value
    found = _WORDS.get(word or "")
    if found is None:
        raise EvaluationError("this is not a valid type constraint")
    return found


def _constructed(call: Call, depth: int) -> Type:
    if len(call.args) != 1:
        raise EvaluationError(f"the type constructor {call.name} requires one argument")
    argument = call.args[0]
    if call.name in ("list", "set", "map"):
        return Collection(call.name, _type(argument, depth))
    if call.name == "tuple" and isinstance(argument, TupleCons):
        return TupleType(tuple(_type(item, depth) for item in argument.items))
    if call.name == "object" and isinstance(argument, ObjectCons):
        return _object(argument.items, depth)
    raise EvaluationError(f"{call.name} is not a valid type constructor here")


def _object(items: tuple[ObjectItem, ...], depth: int) -> Type:
    attributes: dict[str, Type] = {}
    optional: dict[str, Value] = {}
    for item in items:
        name = _name(item.key)
        value = item.value
        if isinstance(value, Call) and value.name == "optional":
            attributes[name], optional[name] = _optional(value, depth)
        else:
            attributes[name] = _type(value, depth)
    return ObjectType(attributes, optional)


def _name(key: Expression) -> str:
    if isinstance(key, Literal) and isinstance(key.value, str):
        return key.value
    raise EvaluationError("object constructor map keys must be attribute names")


def _optional(call: Call, depth: int) -> tuple[Type, Value]:
    if len(call.args) not in (1, 2):
        raise EvaluationError("optional(...) requires a type and, if wanted, a default")
    type = _type(call.args[0], depth)
    if len(call.args) == 1:
        return type, NULL
    nothing = BareScope()
    nothing.budget.calls = False
    default = evaluate(call.args[1], nothing)
    convert(default, type)
    return type, default
