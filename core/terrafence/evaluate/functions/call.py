"""Calling a built-in function: which one, with what arguments, and what Terraform does with unknown,
null and sensitive ones."""

from collections.abc import Sequence

from terrafence.evaluate.convert import convert
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.functions.table import find
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.values import Unknown, Value, any_sensitive, blended, marked, unknown


def call(name: str, args: Sequence[Value], scope: Scope) -> Value:
    """The result of a built-in function. Raises EvaluationError."""
    function = find(name)
    if function is None and name.startswith("provider::") and not name.startswith("provider::terraform::"):
        return unknown("a provider's own function")
    if function is None:
        raise EvaluationError(f'there is no function named "{name}"')
    scope.budget.spend(sum([arg.weight for arg in args]))
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
