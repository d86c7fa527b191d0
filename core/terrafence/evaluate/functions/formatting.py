"""`format` and `formatlist`: the verbs of Terraform, which are a part of Go's."""

import re
from collections.abc import Iterator, Mapping, Sequence

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.convert import convert, may_shrink
from terrafence.evaluate.functions.arguments import STRINGS, amount, items, text
from terrafence.evaluate.functions.decimals import exponential, fixed, general
from terrafence.evaluate.functions.graphemes import clusters, count
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.jsontext import encode, quoted
from terrafence.evaluate.numbers import Amount
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING
from terrafence.evaluate.values import (
    Collection,
    TupleType,
    Unknown,
    Value,
    blended,
    collection,
    string,
    wholly_known,
)
from terrafence.record import NamedTuple

_VERB = re.compile(r"%([-+# 0]*)([0-9]+)?(?:\.([0-9]*))?(?:\[([0-9]+)\])?(.)?", re.DOTALL)
_MAX_WIDTH = 1_000_000
_MAX_PRECISION = 300
_BASES = {"b": 2, "o": 8, "d": 10, "x": 16, "X": 16}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}


class Verb(NamedTuple):
    """One `%…`. `width` and `precision` are None where they are not given; `argument` counts from 0."""

    raw: str
    flags: str
    width: int | None
    precision: int | None
    argument: int
    mode: str


def _format(args: Sequence[Value], scope: Scope) -> Value:
    if not all(map(_settled, args)):
        return blended(args, STRING)
    pieces = list(_parsed(text(args[0])))
    _check_arguments(pieces, len(args) - 1)
    return string(_filled(pieces, args[1:], scope))


def _formatlist(args: Sequence[Value], scope: Scope) -> Value:
    if any(_may_be_list(arg) for arg in args[1:]):
        return blended(args, STRINGS)
    pieces = list(_parsed(text(args[0])))
    _check_arguments(pieces, len(args) - 1)
    lists = {at: items(arg) for at, arg in enumerate(args[1:]) if _is_list(arg)}
    lengths = {len(held) for held in lists.values()} or {1}
    if len(lengths) > 1:
        raise EvaluationError("all list arguments must have the same length")
    length = lengths.pop()
    scope.budget.elements(length)
    rows = (
        [lists[at][row] if at in lists else arg for at, arg in enumerate(args[1:])] for row in range(length)
    )
    return collection("list", STRING, tuple(_row(pieces, row, scope) for row in rows))


def _row(pieces: Sequence["Verb | str"], row: Sequence[Value], scope: Scope) -> Value:
    if not all(map(wholly_known, row)):
        return blended(row, STRING)
    return string(_filled(pieces, row, scope))


def _settled(value: Value) -> bool:
    """Whether Terraform formats the value now; a bare null has no type yet."""
    return wholly_known(value) and value.type is not DYNAMIC


def _is_list(value: Value) -> bool:
    kind = value.type.kind if isinstance(value.type, Collection) else ""
    return value.data is not None and (kind in ("list", "set") or isinstance(value.type, TupleType))


def _may_be_list(value: Value) -> bool:
    unknown_list = isinstance(value.data, Unknown) and _is_list(value)
    return value.type is DYNAMIC or unknown_list or may_shrink(value)


def _parsed(template: str) -> Iterator[Verb | str]:
    """Literal text and verbs in turn. Raises EvaluationError."""
    at = following = 0
    while (found := _VERB.search(template, at)) is not None:
        yield template[at : found.start()]
        at = found.end()
        flags, width, precision, index, mode = found.groups()
        if mode == "%":
            yield "%"
            continue
        if mode is None or mode not in "vtbdoxXeEfgGsq":
            raise EvaluationError(f'unrecognized format verb in "{found[0]}" at offset {found.start()}')
        following = int(index) if index else following + 1
        if following < 1:
            raise EvaluationError("the index of an argument starts at 1")
        yield Verb(
            raw=found[0],
            flags=flags,
            width=_bounded(width, _MAX_WIDTH),
            precision=_bounded(precision, _MAX_PRECISION),
            argument=following - 1,
            mode=mode,
        )
    yield template[at:]


def _bounded(digits: str | None, most: int) -> int | None:
    if digits is None:
        return None
    if len(digits) > 9 or int(digits or 0) > most:
        raise TooLarge
    return int(digits or 0)


def _check_arguments(pieces: Sequence[Verb | str], given: int) -> None:
    needed = max((piece.argument + 1 for piece in pieces if isinstance(piece, Verb)), default=0)
    if needed > given:
        raise EvaluationError(f"not enough arguments: need {needed} but have {given}")
    if needed < given:
        raise EvaluationError(f"too many arguments; only {needed} used by format string")


def _filled(pieces: Sequence[Verb | str], args: Sequence[Value], scope: Scope) -> str:
    made: list[str] = []
    size = 0
    for piece in pieces:
        shown = piece if isinstance(piece, str) else _shown(piece, args[piece.argument])
        size += len(shown)
        scope.budget.string(size)
        made.append(shown)
    return "".join(made)


def _shown(verb: Verb, arg: Value) -> str:
    if verb.mode == "v":
        return _padded(verb, _as_is(verb, arg))
    if arg.data is None:
        raise EvaluationError(f'unsupported value for "{verb.raw}": null value cannot be formatted')
    if verb.mode == "t":
        return encode(convert(arg, BOOL))
    if verb.mode in "sq":
        return _padded(verb, _text(verb, text(convert(arg, STRING))))
    number = amount(convert(arg, NUMBER))
    return _integer(verb, number) if verb.mode in _BASES else _float(verb, number)


def _as_is(verb: Verb, arg: Value) -> str:
    if "#" not in verb.flags and arg.data is not None:
        if isinstance(arg.data, str):
            return arg.data
        if arg.type is NUMBER:
            shown = amount(arg)
            return ("-" if shown < 0 else "") + general(abs(shown), None)
    return encode(arg)


def _padded(verb: Verb, shown: str) -> str:
    missing = (verb.width or 0) - count(shown)
    if missing <= 0:
        return shown
    padding = ("0" if "0" in verb.flags else " ") * missing
    return shown + padding if "-" in verb.flags else padding + shown


def _text(verb: Verb, given: str) -> str:
    cut = "".join(clusters(given)[: verb.precision]) if verb.precision else given
    return quoted(cut) if verb.mode == "q" else cut


def _sign(verb: Verb, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def _integer(verb: Verb, number: Amount) -> str:
    if number.denominator != 1:
        raise EvaluationError(f'unsupported value for "{verb.raw}": an integer is required')
    digits = format(abs(int(number)), verb.mode)
    sign = _sign(verb, number < 0) + (_PREFIXES.get(verb.mode, "") if "#" in verb.flags else "")
    if verb.precision == 0 and digits == "0":
        return ""
    digits = digits.rjust(verb.precision or 0, "0")
    width = verb.width or 0
    if "-" in verb.flags:
        return (sign + digits).ljust(width)
    if "0" in verb.flags and verb.precision is None:
        return sign + digits.rjust(width - len(sign), "0")
    return (sign + digits).rjust(width)


def _float(verb: Verb, number: Amount) -> str:
    sign = _sign(verb, number < 0)
    mode = verb.mode.lower()
    if mode == "g":
        digits = general(abs(number), verb.precision)
    else:
        shape = exponential if mode == "e" else fixed
        digits = shape(abs(number), 6 if verb.precision is None else verb.precision)
    if verb.mode.isupper():
        digits = digits.upper()
    width = verb.width or 0
    if "0" in verb.flags and "-" not in verb.flags:
        return sign + digits.rjust(width - len(sign), "0")
    return (sign + digits).ljust(width) if "-" in verb.flags else (sign + digits).rjust(width)


FUNCTIONS: Mapping[str, Function] = {
    "format": Function(_format, (Param(STRING),), STRING, Param(null=True, unknown=True)),
    "formatlist": Function(_formatlist, (Param(STRING),), STRINGS, Param(null=True, unknown=True)),
}
