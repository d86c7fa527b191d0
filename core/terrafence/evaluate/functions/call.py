"""Calling a built-in function: which one, with what arguments, and what Terraform does with unknown,
null and sensitive ones."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from terrafence.evaluate.convert import convert
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import DYNAMIC
from terrafence.evaluate.values import Type, Unknown, Value, any_sensitive, blended, marked

Body: TypeAlias = Callable[[Sequence[Value], Scope], Value]


class Param(NamedTuple):
    """One parameter. An argument is converted to `type`; a null is refused and an unknown makes the
    result unknown, unless the body wants to see them; `marked` leaves it to the body what becomes of a
    sensitive one."""

    type: Type = DYNAMIC
    null: bool = False
    unknown: bool = False
    marked: bool = False


class Function(NamedTuple):
    """A built-in. `returns` is the type of an unknown result, `rest` the parameter that may be repeated."""

    body: Body
    params: tuple[Param, ...]
    returns: Type = DYNAMIC
    rest: Param | None = None


def call(name: str, args: Sequence[Value], scope: Scope) -> Value:
    """The result of a built-in function. Raises EvaluationError."""
    function = _find(name)
    if function is None:
        raise EvaluationError(f'there is no function named "{name}"')
    params = _params_for(name, function, len(args))
    converted = [_argument(name, param, arg) for param, arg in zip(params, args, strict=True)]
    pairs = list(zip(params, converted, strict=True))
    sensitive = any(not param.marked and any_sensitive(arg) for param, arg in pairs)
    if any(not param.unknown and isinstance(arg.data, Unknown) for param, arg in pairs):
        return marked(blended(converted, function.returns), sensitive)
    return marked(function.body(converted, scope), sensitive)


def _params_for(name: str, function: Function, count: int) -> Sequence[Param]:
    fixed = function.params
    if count < len(fixed):
        raise EvaluationError(f'not enough arguments for function "{name}": it expects {len(fixed)}')
    if count > len(fixed) and function.rest is None:
        raise EvaluationError(f'too many arguments for function "{name}": it expects {len(fixed)}')
    return fixed if function.rest is None else (*fixed, *[function.rest] * (count - len(fixed)))


def _argument(name: str, param: Param, arg: Value) -> Value:
    try:
        converted = convert(arg, param.type)
    except EvaluationError as error:
        raise EvaluationError(f'invalid argument for function "{name}": {error}') from error
    if converted.data is None and not param.null:
        raise EvaluationError(f'invalid argument for function "{name}": argument must not be null')
    return converted


def _conversion() -> Mapping[str, Function]:
    from terrafence.evaluate.functions.conversion import FUNCTIONS

    return FUNCTIONS


def _encoding() -> Mapping[str, Function]:
    from terrafence.evaluate.functions.encoding import FUNCTIONS

    return FUNCTIONS


_TOPICS: Mapping[str, Callable[[], Mapping[str, Function]]] = {
    **dict.fromkeys(("issensitive", "nonsensitive", "sensitive"), _conversion),
    **dict.fromkeys(("tobool", "tolist", "tomap", "tonumber", "toset", "tostring"), _conversion),
    **dict.fromkeys(("jsondecode", "jsonencode"), _encoding),
}


def _find(name: str) -> Function | None:
    topic = _TOPICS.get(name)
    return None if topic is None else topic()[name]
