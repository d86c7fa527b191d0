"""Functions on numbers."""

import math
from collections.abc import Callable, Mapping, Sequence

from terrafence.evaluate.functions.arguments import amount, text, whole
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.numbers import Amount, counted, narrow, negated, plain
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import NUMBER, STRING
from terrafence.evaluate.values import Value, number, unknown

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _on_amount(made: Callable[[Amount], Amount]) -> Function:
    def body(args: Sequence[Value], scope: Scope) -> Value:
        return number(made(amount(args[0])))

    return Function(body, (Param(NUMBER),), NUMBER)


def _abs(value: Amount) -> Amount:
    return negated(value) if value < 0 else value


def _signum(value: Amount) -> Amount:
    if value.denominator != 1:
        raise EvaluationError("value must be a whole number")
    return counted((value > 0) - (value < 0))


def _largest(args: Sequence[Value], scope: Scope) -> Value:
    return number(max(_amounts(args)))


def _smallest(args: Sequence[Value], scope: Scope) -> Value:
    return number(min(_amounts(args)))


def _amounts(args: Sequence[Value]) -> list[Amount]:
    if not args:
        raise EvaluationError("must pass at least one number")
    return [amount(arg) for arg in args]


def _log(args: Sequence[Value], scope: Scope) -> Value:
    return _from_floats(lambda of, base: _log_of(of) / _log_of(base), args)


def _log_of(value: float) -> float:
    return math.log(value) if value else -math.inf


def _pow(args: Sequence[Value], scope: Scope) -> Value:
    return _from_floats(_power, args)


def _power(base: float, exponent: float) -> float:
    return math.inf if base == 0 and exponent < 0 else math.pow(base, exponent)


def _from_floats(body: Callable[[float, float], float], args: Sequence[Value]) -> Value:
    """Terraform computes these with 64-bit floats."""
    from terrafence.evaluate.fractional import from_float

    try:
        result = body(float(amount(args[0])), float(amount(args[1])))
    except (OverflowError, ZeroDivisionError):
        result = math.inf
    except ValueError as error:
        raise EvaluationError("the result is not a number") from error
    if math.isinf(result):
        return unknown("an infinite number", type=NUMBER)
    return number(from_float(result))


def _parseint(args: Sequence[Value], scope: Scope) -> Value:
    if args[0].type is not STRING:
        raise EvaluationError("first argument must be a string")
    base = whole(args[1])
    if not 2 <= base <= 62:
        raise EvaluationError("base must be a whole number between 2 and 62 inclusive")
    digits = text(args[0])
    parsed = _parse_digits(digits, base)
    if parsed is None:
        raise EvaluationError(f'cannot parse "{digits}" as a base {plain(base)} integer')
    return number(narrow(parsed, max(64, parsed.bit_length())))


def _parse_digits(digits: str, base: int) -> int | None:
    unsigned = digits[1:] if digits[:1] in ("+", "-") else digits
    result = 0
    for digit in unsigned if base > 36 else unsigned.lower():
        value = _DIGITS.find(digit)
        if not 0 <= value < base:
            return None
        result = result * base + value
        if result.bit_length() > 4096:
            return None
    return None if not unsigned else -result if digits[0] == "-" else result


_NUMBER = Param(NUMBER)

FUNCTIONS: Mapping[str, Function] = {
    "abs": _on_amount(_abs),
    "ceil": _on_amount(math.ceil),
    "floor": _on_amount(math.floor),
    "log": Function(_log, (_NUMBER, _NUMBER), NUMBER),
    "max": Function(_largest, (), NUMBER, _NUMBER),
    "min": Function(_smallest, (), NUMBER, _NUMBER),
    "parseint": Function(_parseint, (Param(), _NUMBER), NUMBER),
    "pow": Function(_pow, (_NUMBER, _NUMBER), NUMBER),
    "signum": _on_amount(_signum),
}
