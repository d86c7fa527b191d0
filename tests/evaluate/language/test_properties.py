"""What holds for every expression: evaluation ends with a value or an EvaluationError, and an unknown never
becomes known wrongly."""

from collections.abc import Mapping
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrafence.evaluate.bare import BareScope
from terrafence.evaluate.convert import convert
from terrafence.evaluate.equality import equal
from terrafence.evaluate.expressions import evaluate, value_of
from terrafence.evaluate.functions.table import names
from terrafence.evaluate.render import console_text, to_json
from terrafence.evaluate.scope import EvaluationError, Part
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING
from terrafence.evaluate.values import Collection, Primitive, Unknown, Value, parts, unknown

from .conftest import NotAnExpression, parse

Variables: TypeAlias = Mapping[str, Value]

TEXTS = (
    "",
    "a",
    "true",
    "10",
    "é",
    "a,b",
    "10.0.0.0/8",
    "%s-%d",
    "(a)",
    "2020-01-02T03:04:05Z",
    "${x}",
    "[1]",
    "a: 1",
)
LITERALS = (
    *("null", "true", "false", "0", "1", "-1", "2.5", "[]", "{}", '["a", "b"]', "[1, 2]", "{a = 1}"),
    *('{a = "x", b = [1]}', '[{a = 1}, {a = "q"}]', "x", "y", "x", "y"),
    *(f'"{text.replace("${", "$${")}"' for text in TEXTS),
)
OPERATORS = ("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||")
KNOWN = (
    "1",
    '"a"',
    "true",
    "null",
    "[1, 2]",
    "{a = 1}",
    'tolist(["a"])',
    'toset(["a", "b"])',
    "tomap({a = 1})",
    "[]",
)
KINDS = (DYNAMIC, STRING, NUMBER, BOOL, *(Collection(kind, DYNAMIC) for kind in ("list", "set", "map")))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Expressions that have others inside."""
    function = st.sampled_from([*sorted(names()), "try", "can"])
    arguments = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(OPERATORS), inner),
        st.builds("({} ? {} : {})".format, inner, inner, inner),
        st.builds("{}({})".format, function, arguments),
        st.builds("{}({}...)".format, function, inner),
        st.builds("[{}]".format, arguments),
        st.builds("{{a = {}, b = {}}}".format, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}[*].a".format, inner),
        st.builds("({}).a".format, inner),
        st.builds("[for k, v in {} : {} if {}]".format, inner, st.sampled_from(("k", "v", "[k, v]")), inner),
        st.builds("{{for k, v in {} : {} => v...}}".format, inner, inner),
        st.builds('"p${{{}}}%{{if {}}}q%{{else}}${{{}}}%{{endif}}"'.format, inner, inner, inner),
        st.builds("(-{})".format, inner),
        st.builds("(!{})".format, inner),
    )


EXPRESSIONS = st.recursive(st.sampled_from(LITERALS), compound, max_leaves=8)
QUIET = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Variable:
    """A scope with a few variables and no files."""

    def __init__(self, variables: Variables) -> None:
        bare = BareScope()
        self.budget, self.files = bare.budget, bare.files
        self.workspace_root = self.module_directory = self.root_directory = ""
        self._variables = variables

    def root(self, name: str) -> Part:
        if name not in self._variables:
            raise EvaluationError(name)
        return self._variables[name]


def outcome(text: str, variables: Variables) -> Value | None:
    """The value; None for an error."""
    try:
        return evaluate(parse(text), Variable(variables))
    except EvaluationError:
        return None


def constant(text: str) -> Value:
    """The value of an expression without names."""
    return evaluate(parse(text), BareScope())


def contradicts(earlier: Value, later: Value) -> bool:
    """Whether something that was known has changed."""
    if isinstance(earlier.data, Unknown) or isinstance(later.data, Unknown):
        return False
    if isinstance(earlier.data, tuple | dict) and isinstance(later.data, tuple | dict):
        if isinstance(earlier.type, Collection) and earlier.type.kind == "set":
            return not all(
                any(equal(old, new) is not False for new in parts(later)) for old in parts(earlier)
            )
        pairs = list(zip(parts(earlier), parts(later), strict=False))
        return len(earlier.data) != len(later.data) or any(contradicts(old, new) for old, new in pairs)
    return equal(earlier, later) is False


@QUIET
@given(EXPRESSIONS, st.sampled_from(KNOWN), st.sampled_from(KINDS))
def test_ends_with_a_value_or_an_error(text: str, known: str, kind: Primitive | Collection) -> None:
    try:
        value = outcome(text, {"x": constant(known), "y": unknown("later", type=kind)})
    except NotAnExpression:
        return
    if value is not None:
        assert console_text(value)
        to_json(value)


@QUIET
@given(EXPRESSIONS, st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_what_is_known_early_stays(text: str, first: str, second: str) -> None:
    now = {"x": constant(first), "y": constant(second)}
    before = now | {"y": unknown("later", type=now["y"].type)}
    try:
        early, late = outcome(text, before), outcome(text, now)
    except NotAnExpression:
        return
    if early is None:
        assert late is None, "an error with an unknown is an error for good"
    elif late is not None:
        assert not contradicts(early, late)


@QUIET
@given(EXPRESSIONS, st.sampled_from(KNOWN))
def test_an_unknown_keeps_its_reason(text: str, known: str) -> None:
    variables = {"x": constant(known), "y": unknown("later")}
    try:
        value = value_of(parse(text), Variable(variables))
    except NotAnExpression:
        return
    if isinstance(value.data, Unknown):
        assert value.data.reason


@pytest.mark.parametrize("known", KNOWN)
def test_converting_to_its_own_type_changes_nothing(known: str) -> None:
    value = constant(known)
    assert console_text(convert(value, value.type)) == console_text(value)
