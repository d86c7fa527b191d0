"""Type constraints: what they mean, and what `convert` makes of values and defaults. Each answer is that of
terraform 1.11.4 for a variable of the type with the default."""

import re

import pytest

from terrafence.evaluate.bare import BareScope
from terrafence.evaluate.constraints import parse_type
from terrafence.evaluate.convert import convert
from terrafence.evaluate.expressions import evaluate
from terrafence.evaluate.render import to_json
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.types import type_name
from terrafence.evaluate.values import unknown

from .conftest import parse

NESTED = (
    'object({a = string, b = optional(number, 3), f = optional(object({g = optional(string, "y")})), '
    'c = optional(object({d = optional(string, "x"), e = optional(list(string), ["q"])}), {})})'
)


def flat(name: str) -> str:
    """A type's name on one line."""
    return re.sub(r",?\s+(?=[\])}])|(?<=[(\[{])\s+", "", name)


@pytest.mark.parametrize(
    ("constraint", "given", "data", "type"),
    [
        ("string", "true", "true", "string"),
        ("number", '"5"', 5, "number"),
        ("bool", '"false"', False, "bool"),
        ("any", '[1, "a", {x = 1}]', [1, "a", {"x": 1}], "tuple([number, string, object({x: number})])"),
        ("list(string)", "[1, true]", ["1", "true"], "list(string)"),
        ("list(any)", '[{a = 1}, {a = "x"}]', [{"a": "1"}, {"a": "x"}], "list(object({a: string}))"),
        ("list", "[1]", [1], "list(number)"),
        ("map", "{a = 1}", {"a": 1}, "map(number)"),
        ("set(number)", '[3, "1", 3]', [1, 3], "set(number)"),
        (
            "map(any)",
            '{a = {x = 1}, b = {x = "s", y = 2}}',
            {"a": {"x": "1"}, "b": {"x": "s", "y": "2"}},
            "map(map(string))",
        ),
        ("tuple([string, number])", '[1, "2"]', ["1", 2], "tuple([string, number])"),
        ("object({a = string})", "{a = 1, b = 2}", {"a": "1"}, "object({a: string})"),
        ("object({a = string})", "tomap({a = 1, b = 2})", {"a": "1"}, "object({a: string})"),
        ('object({a = optional(number, "5")})', "{}", {"a": 5}, "object({a: number})"),
        ("object({a = optional(number)})", "{}", {"a": None}, "object({a: number})"),
        ("object({a = optional(number, 5)})", "{a = null}", {"a": 5}, "object({a: number})"),
        (
            'object({a = optional(object({b = string, c = optional(string, "C")}), {b = "bb"})})',
            "{}",
            {"a": {"b": "bb", "c": "C"}},
            "object({a: object({b: string, c: string})})",
        ),
        (
            'map(object({a = optional(string, "d")}))',
            '{x = {}, y = {a = null}, z = {a = "q"}, w = null}',
            {"w": None, "x": {"a": "d"}, "y": {"a": "d"}, "z": {"a": "q"}},
            "map(object({a: string}))",
        ),
        (
            'list(object({a = optional(any, "d")}))',
            "[{a = 1}, {}, {a = null}]",
            [{"a": "1"}, {"a": "d"}, {"a": "d"}],
            "list(object({a: string}))",
        ),
        (
            'set(object({a = string, b = optional(string, "B")}))',
            '[{a = "2"}, {a = "1"}]',
            [{"a": "1", "b": "B"}, {"a": "2", "b": "B"}],
            "set(object({a: string, b: string}))",
        ),
        (
            NESTED,
            "{a = 1}",
            {"a": "1", "b": 3, "c": {"d": "x", "e": ["q"]}, "f": None},
            "object({a: string, b: number, c: object({d: string, e: list(string)}), f: object({g: string})})",
        ),
        (
            NESTED,
            "null",
            None,
            "object({a: string, b: number, c: object({d: string, e: list(string)}), f: object({g: string})})",
        ),
        (
            'object({a = optional(string, "d")})',
            "tolist([{a = tostring(null)}])[0]",
            {"a": "d"},
            "object({a: string})",
        ),
        ('"string"', "5", "5", "string"),
        ('"list"', "[1]", [1], "list(number)"),
    ],
)
def test_conversion_to_a_constraint(constraint: str, given: str, data: object, type: str) -> None:
    value = convert(evaluate(parse(given), BareScope()), parse_type(parse(constraint)))
    assert to_json(value) == data
    assert " ".join(flat(type_name(value.type)).split()) == type


@pytest.mark.parametrize(
    "constraint",
    [
        "strin",
        "list(string, number)",
        "list()",
        "tuple(string)",
        "tuple(list(string))",
        "object(string)",
        "object({a = optional()})",
        "object({a = optional(string, 1, 2)})",
        'object({a = optional(number, "x")})',
        'object({a = optional(string, upper("x"))})',
        "object({a = optional(string, var.x)})",
        "object({(x) = string})",
        "optional(string)",
        "var.x",
        "1",
        "null",
        '["string"]',
        "map(nothing)",
    ],
)
def test_bad_constraints(constraint: str) -> None:
    with pytest.raises(EvaluationError):
        parse_type(parse(constraint))


@pytest.mark.parametrize(
    ("constraint", "given"),
    [
        ("string", "[]"),
        ("number", '"x"'),
        ("bool", "1"),
        ("list(number)", '["x"]'),
        ("list(string)", "{a = 1}"),
        ("list(any)", "[1, []]"),
        ("map(string)", '["a"]'),
        ("map(string)", "{a = []}"),
        ("object({a = string})", "{}"),
        ("object({a = string, b = string, c = number})", "{}"),
        ("object({a = string})", '"x"'),
        ("object({a = number})", '{a = "x"}'),
        ("tuple([string])", "[1, 2]"),
        ("tuple([string])", 'tolist(["a"])'),
        ("set(object({a = string}))", "[1]"),
    ],
)
def test_values_that_do_not_fit(constraint: str, given: str) -> None:
    with pytest.raises(EvaluationError):
        convert(evaluate(parse(given), BareScope()), parse_type(parse(constraint)))


@pytest.mark.parametrize("constraint", ["string", "list(string)", NESTED])
def test_an_unknown_stays_one_of_the_type(constraint: str) -> None:
    wanted = parse_type(parse(constraint))
    value = convert(unknown("later"), wanted)
    assert value.unknown
    assert value.unknown.reason == "later"
    assert value.type == wanted
