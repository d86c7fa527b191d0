"""Hostile expressions end soon, in little memory, and say that they are too large."""

import resource
import sys
from collections.abc import Callable

import pytest

from terrafence.evaluate.budget import MAX_STEPS, TOO_LARGE, Budget
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.render import to_json
from terrafence.evaluate.scope import EvaluationError, Part
from terrafence.evaluate.values import Unknown, Value, walk
from terrafence.syntax.expressions import (
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Number,
    Parens,
    Splat,
    SplatItem,
    Template,
    TupleCons,
    Unary,
)
from terrafence.syntax.read import read
from terrafence.text import Span

from .conftest import FixtureScope, parse

SECONDS = 20
MEGABYTES = 150
RANGE = "range(1000)"
LONG = 'join("", [for n in range(1000) : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])'

BOMBS = {
    "nested join": f'join("", [for a in {RANGE} : join("", [for b in {RANGE} : join("", [for c in {RANGE} : "x"])])])',
    "nested for": f"[for a in {RANGE} : [for b in {RANGE} : [for c in {RANGE} : a + b + c]]]",
    "nested template": f'"%{{for a in {RANGE}}}%{{for b in {RANGE}}}%{{for c in {RANGE}}}x%{{endfor}}%{{endfor}}%{{endfor}}"',
    "product": f"setproduct({RANGE}, {RANGE}, {RANGE})",
    "format width": 'format("%999999999d", 1)',
    "format precision": 'format("%.999999f", 1)',
    "exponent": 'tonumber("1e999999999")',
    "negative exponent": 'tonumber("1e-999999999")',
    "digits": 'tonumber(join("", [for n in range(1000) : "12345678901234567890"]))',
    "indent": f'indent(999999999, replace({LONG}, "a", "\\n"))',
    "replace": f'replace({LONG}, "a", {LONG})',
    "replace by pattern": f'replace({LONG}, "/a/", {LONG})',
    "pattern": f'regexall("{"(a*)*" * 4000}", "a")',
    "deep JSON": f'jsondecode("{"[" * 100_000}")',
    "deep YAML in flow style": f'yamldecode("{"[" * 100_000}")',
    "deep YAML in block style": f'yamldecode("{"- " * 20_000}1")',
    "YAML aliases": 'yamldecode("'
    + "\\n".join(
        f"{name}: &{name} [{inner}]"
        for name, inner in zip(
            "abcdefghi", ["1"] + [",".join(["*" + n] * 9) for n in "abcdefgh"], strict=True
        )
    )
    + '")',
    "glob": f'fileset(".", "{"*" * 40}x")',
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_too_large(text: str) -> None:
    value = measured(lambda: value_of(parse(text), FixtureScope()))
    assert any(isinstance(part.data, Unknown) and part.data.reason == TOO_LARGE for part in walk(value))


NOT_BOMBS = {
    "range": ("range(1000000000)", "more than 1024 values were generated"),
    "power": ("pow(2, 100000)", "an infinite number"),
    "exploding pattern": (f'regex("(a*)*b", {LONG})', "pattern did not match any part of the given string"),
    "huge pattern": ('regex("((a{1000}){1000}){1000}", "a")', "invalid regular expression pattern"),
}


@pytest.mark.parametrize(("text", "reason"), NOT_BOMBS.values(), ids=NOT_BOMBS.keys())
def test_what_only_looks_like_one(text: str, reason: str) -> None:
    value = measured(lambda: value_of(parse(text), FixtureScope()))
    assert isinstance(value.data, Unknown)
    assert value.data.reason.startswith(reason)


def measured(body: Callable[[], Value]) -> Value:
    """Runs the body within the limits of time and memory."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    value = body()
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime < SECONDS
    assert after.ru_maxrss - before.ru_maxrss < MEGABYTES * 1024
    return value


CHAINS = {
    "string": ('"xxxxxxxxxxxxxxxx"', '"${@}${@}"'),
    "tuple": ("[1]", "[@, @]"),
    "list": ("tolist([1])", "tolist([@, @])"),
    "object": ("{a = 1}", "{a = @, b = @}"),
    "square": ("3", "@ * @"),
    "nested": ("1", "[@]"),
    "long": ("1", "@ + 1"),
    "concat": ("[1, 2]", "concat(@, @)"),
    "merge": ("{a = [1]}", "merge(@, {b = @})"),
    "replace": ('"aa"', 'replace(@, "/a/", "aa")'),
    "base64": ('"aa"', 'base64encode("${@}${@}")'),
    "JSON": ("[1]", "jsonencode([@, @])"),
}


class Chain:
    """A scope, and its namespace `local`: each local uses the one before and is kept once asked for."""

    def __init__(self, first: str, step: str, length: int) -> None:
        lines = [f"l{n} = {step.replace('@', f'local.l{n - 1}')}" for n in range(1, length)]
        body = read("m.tf", "\n".join([f"l0 = {first}", *lines, ""]).encode()).body
        self._expressions = {name: attribute.expression for name, attribute in body.attributes.items()}
        self._kept: dict[str, Value] = {}
        outer = FixtureScope()
        self.budget, self.files = outer.budget, outer.files
        self.workspace_root = self.module_directory = self.root_directory = outer.root_directory

    def root(self, name: str) -> Part:
        return self

    def part(self, name: str) -> Value:
        if name not in self._kept:
            self._kept[name] = value_of(self._expressions[name], self)
        return self._kept[name]

    def whole(self) -> Value:
        raise EvaluationError("local")


@pytest.mark.parametrize("upwards", [True, False], ids=["in order", "from the end"])
@pytest.mark.parametrize(("first", "step"), CHAINS.values(), ids=CHAINS.keys())
def test_chains_of_locals_stay_small(first: str, step: str, upwards: bool) -> None:
    length = 2000 if step in ("[@]", "@ + 1") else 60
    chain = Chain(first, step, length)
    for n in range(length) if upwards else [length - 1]:
        value = measured(lambda name=f"l{n}": chain.part(name))
        assert value.weight < 300_000
        assert value.depth <= 100
    assert "@" not in str(to_json(chain.part(f"l{length - 1}")))


def nested(make: Callable[[Expression], Expression], depth: int) -> Expression:
    """An expression inside an expression and so on."""
    expression: Expression = Number(SPAN, "1")
    for _ in range(depth):
        expression = make(expression)
    return expression


SPAN = Span(0, 0)
NESTS: dict[str, Callable[[Expression], Expression]] = {
    "parentheses": lambda inner: Parens(SPAN, inner),
    "tuples": lambda inner: TupleCons(SPAN, (inner,)),
    "signs": lambda inner: Unary(SPAN, "-", inner),
    "sums": lambda inner: Binary(SPAN, "+", inner, inner),
    "attributes": lambda inner: GetAttr(SPAN, inner, "a"),
    "indices": lambda inner: Index(SPAN, inner, Number(SPAN, "0")),
    "conditionals": lambda inner: Conditional(SPAN, Literal(SPAN, True), inner, inner),
    "calls": lambda inner: Call(SPAN, "tolist", SPAN, (inner,), False),
    "templates": lambda inner: Template(SPAN, (inner, inner), False),
    "loops": lambda inner: For(SPAN, (None, "x"), TupleCons(SPAN, (inner,)), None, inner, None, False),
    "splats": lambda inner: Splat(SPAN, inner, SplatItem(SPAN)),
}


@pytest.mark.parametrize("make", NESTS.values(), ids=NESTS.keys())
def test_ten_thousand_levels_end(make: Callable[[Expression], Expression]) -> None:
    value = measured(lambda: value_of(nested(make, 10_000), FixtureScope()))
    assert any(isinstance(part.data, Unknown) for part in walk(value))


def test_a_hundred_levels_are_nothing() -> None:
    value = value_of(nested(NESTS["parentheses"], 100), FixtureScope())
    assert to_json(value) == 1


def test_many_bombs_cost_little_more_than_one() -> None:
    scope = FixtureScope()
    bomb = parse(f"[for a in {RANGE} : [for b in {RANGE} : a]]")
    granted: list[int] = []
    for _ in range(100):
        assert value_of(bomb, scope).unknown is not None
        scope.budget.start()
        granted.append(scope.budget.steps)
    assert granted == sorted(granted, reverse=True)
    assert sum(granted) < 4 * MAX_STEPS
    assert to_json(value_of(parse("1 + 1"), scope)) == 2


def test_each_outermost_evaluation_has_its_own_steps() -> None:
    budget = Budget()
    scope = FixtureScope()
    scope.budget = budget
    expression = parse("[for a in range(1000) : [for b in range(100) : b]]")
    assert all(value_of(expression, scope).unknown is None for _ in range(3))


def test_python_has_room_for_the_depth() -> None:
    Budget()
    assert sys.getrecursionlimit() >= 3500
