"""Functions on strings."""

from collections.abc import Mapping, Sequence

from terrafence.evaluate.functions.arguments import (
    STRINGS,
    compare_texts,
    items,
    on_text,
    on_two_texts,
    strings,
    text,
    whole,
)
from terrafence.evaluate.functions.graphemes import clusters
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import NUMBER, STRING
from terrafence.evaluate.values import Value, blended, string, wholly_known

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go calls white space; str.strip() alone would take U+001C to U+001F too."""


def _upper(given: str) -> str:
    """Go maps each character to one; Python turns ß into SS."""
    return given.upper() if given.isascii() else "".join(_single(char, char.upper()) for char in given)


def _lower(given: str) -> str:
    return given.lower() if given.isascii() else "".join(char.lower()[0] for char in given)


def _single(char: str, mapped: str) -> str:
    return mapped if len(mapped) == 1 else char


def _title(given: str) -> str:
    made: list[str] = []
    before = " "
    for char in given:
        made.append(_single(char, char.title()) if _separates(before) else char)
        before = char
    return "".join(made)


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char in SPACE


def _chomp(given: str) -> str:
    return given.rstrip("\r\n")


def _reversed(given: str) -> str:
    return "".join(reversed(clusters(given)))


def _indent(args: Sequence[Value], scope: Scope) -> Value:
    spaces, given = whole(args[0]), text(args[1])
    if spaces < 0:
        raise EvaluationError("the number of spaces must not be negative")
    scope.budget.string(len(given) + given.count("\n") * spaces)
    return string(given.replace("\n", "\n" + " " * spaces))


def _join(args: Sequence[Value], scope: Scope) -> Value:
    if len(args) < 2:
        raise EvaluationError("at least two arguments are required")
    if not all(map(wholly_known, args)):
        return blended(args, STRING)
    held = [item for listed in args[1:] for item in items(listed)]
    if any(item.data is None for item in held):
        raise EvaluationError("a list element is null; cannot concatenate null values")
    separator = text(args[0])
    scope.budget.string(sum(len(text(item)) for item in held) + len(separator) * len(held))
    return string(separator.join(map(text, held)))


def _split(args: Sequence[Value], scope: Scope) -> Value:
    separator, given = text(args[0]), text(args[1])
    pieces = given.split(separator) if separator else list(given)
    scope.budget.elements(len(pieces))
    return strings(pieces)


def _substr(args: Sequence[Value], scope: Scope) -> Value:
    held = clusters(text(args[0]))
    offset, length = whole(args[1]), whole(args[2])
    if offset < 0:
        offset += len(held)
    offset = max(offset, 0)
    return string("".join(held[offset:] if length < 0 else held[offset : offset + length]))


def _replace(args: Sequence[Value], scope: Scope) -> Value:
    given, old, new = map(text, args)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        from terrafence.evaluate.functions.patterns import replace

        return replace(old[1:-1], given, new, scope.budget)
    found = given.count(old)
    scope.budget.string(len(given) + found * len(new))
    return string(given.replace(old, new))


_STRING = Param(STRING)

FUNCTIONS: Mapping[str, Function] = {
    "chomp": on_text(_chomp),
    "endswith": compare_texts(str.endswith),
    "indent": Function(_indent, (Param(NUMBER), _STRING), STRING),
    "join": Function(_join, (_STRING,), STRING, Param(STRINGS)),
    "lower": on_text(_lower),
    "replace": Function(_replace, (_STRING,) * 3, STRING),
    "split": Function(_split, (_STRING,) * 2, STRINGS),
    "startswith": compare_texts(str.startswith),
    "strcontains": compare_texts(str.__contains__),
    "strrev": on_text(_reversed),
    "substr": Function(_substr, (_STRING, Param(NUMBER), Param(NUMBER)), STRING),
    "title": on_text(_title),
    "trim": on_two_texts(str.strip),
    "trimprefix": on_two_texts(str.removeprefix),
    "trimspace": on_text(lambda given: given.strip(SPACE)),
    "trimsuffix": on_two_texts(str.removesuffix),
    "upper": on_text(_upper),
}
