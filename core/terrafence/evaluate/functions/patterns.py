"""Regular expressions, with the syntax and the linear time of RE2."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.functions.arguments import text
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import DYNAMIC, STRING
from terrafence.evaluate.values import (
    Collection,
    ObjectType,
    TupleType,
    Type,
    Value,
    collection,
    mapping,
    null_of,
    sequence,
    string,
    unknown,
)

if TYPE_CHECKING:
    from terrafence.evaluate.budget import Budget

_MAX_PATTERN = 10_000
_REFERENCE = re.compile(r"\$(?:(\$)|(\w+)|\{(\w+)\})")


class _Match(Protocol):
    def span(self) -> tuple[int, int]: ...

    def groups(self) -> tuple[str | None, ...]: ...


class _Pattern(Protocol):
    @property
    def groups(self) -> int: ...

    @property
    def groupindex(self) -> Mapping[str, int]: ...

    def finditer(self, text: str) -> Iterator[_Match]: ...


def replace(pattern: str, given: str, new: str, budget: "Budget") -> Value:
    """`given` with each match replaced; `$1` and `${name}` in `new` stand for groups. Raises
    EvaluationError."""
    compiled = _compile(pattern)
    if isinstance(compiled, Value):
        return compiled
    made: list[str] = []
    at = size = 0
    for found in _matches(compiled, given):
        start, end = found.span()
        filled = _filled(new, given[start:end], found.groups(), compiled.groupindex)
        size += start - at + len(filled)
        budget.string(size)
        made += (given[at:start], filled)
        at = end
    return string("".join(made) + given[at:])


def _filled(template: str, whole: str, groups: Sequence[str | None], names: Mapping[str, int]) -> str:
    """Go's expansion: a name is as long as it can be, one that is no group is empty, `$$` is a dollar."""

    def fill(reference: re.Match[str]) -> str:
        name = reference[2] or reference[3]
        if name is None:
            return "$"
        at = int(name) if name.isascii() and name.isdigit() and len(name) < 5 else names.get(name, -1)
        if at == 0:
            return whole
        return (groups[at - 1] or "") if 0 < at <= len(groups) else ""

    return _REFERENCE.sub(fill, template)


def _regex(args: Sequence[Value], scope: Scope) -> Value:
    compiled = _compile(text(args[0]))
    if isinstance(compiled, Value):
        return compiled
    for found in compiled.finditer(text(args[1])):
        return _result(compiled, found, text(args[1]))
    raise EvaluationError("pattern did not match any part of the given string")


def _regexall(args: Sequence[Value], scope: Scope) -> Value:
    compiled = _compile(text(args[0]))
    if isinstance(compiled, Value):
        return compiled
    given = text(args[1])
    made: list[Value] = []
    for found in _matches(compiled, given):
        scope.budget.elements(1 + compiled.groups)
        made.append(_result(compiled, found, given))
    return collection("list", _result_type(compiled), tuple(made))


def _compile(pattern: str) -> _Pattern | Value:
    """Raises EvaluationError for a malformed one; unknown where the library is not installed."""
    if len(pattern) > _MAX_PATTERN:
        raise TooLarge
    try:
        import re2
    except ImportError:
        return unknown("there is no RE2 library for this platform")
    options = re2.Options()
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0]
        shown = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        raise EvaluationError(f"invalid regular expression pattern: {shown}") from error
    if "\\C" in pattern.replace("\\\\", ""):
        raise EvaluationError("invalid regular expression pattern: invalid escape sequence \\C")
    return compiled


def _matches(compiled: _Pattern, given: str) -> Iterator[_Match]:
    """All matches; an empty one right after another does not count."""
    before = -1
    for found in compiled.finditer(given):
        start, end = found.span()
        if end > start or start != before:
            yield found
        before = end


def _result(compiled: _Pattern, found: _Match, given: str) -> Value:
    start, end = found.span()
    if not compiled.groups:
        return string(given[start:end])
    groups = [null_of(STRING) if group is None else string(group) for group in found.groups()]
    if not compiled.groupindex:
        return sequence(groups)
    if len(compiled.groupindex) < compiled.groups:
        raise EvaluationError("a pattern cannot mix named and unnamed capture groups")
    return mapping({name: groups[at - 1] for name, at in compiled.groupindex.items()})


def _result_type(compiled: _Pattern) -> Type:
    if not compiled.groups:
        return STRING
    names = compiled.groupindex
    return ObjectType(dict.fromkeys(names, STRING)) if names else TupleType((STRING,) * compiled.groups)


FUNCTIONS: Mapping[str, Function] = {
    "regex": Function(_regex, (Param(STRING),) * 2),
    "regexall": Function(_regexall, (Param(STRING),) * 2, Collection("list", DYNAMIC)),
}
