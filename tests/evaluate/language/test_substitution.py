"""In every recorded expression, one constant at a time becomes an unknown of the same type: what is known of
the result then must be what it was, and an error must have been one before."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from terrafence.evaluate.expressions import evaluate
from terrafence.evaluate.render import console_text
from terrafence.evaluate.scope import EvaluationError, Part
from terrafence.evaluate.values import Value, unknown
from terrafence.syntax.expressions import (
    Expression,
    Literal,
    Node,
    Number,
    ObjectCons,
    ObjectItem,
    TupleCons,
)

from .conftest import FIXTURE, FixtureScope, NotAnExpression, parse
from .test_properties import contradicts

RECORDED = json.loads((FIXTURE.parent / "recorded.json").read_text(encoding="utf-8"))
PREFIX = len("x = ")
UNTRIED = ("issensitive(", "templatestring(")
# Terraform goes through the elements of a set although two of them may turn out to be one.
SET_LOOPS = ("[*]", "for ", "reverse(")


class WithVariable:
    """The oracle's scope and one more name."""

    def __init__(self, outer: FixtureScope, value: Value) -> None:
        self.budget, self.files = outer.budget, outer.files
        self.workspace_root = self.module_directory = self.root_directory = outer.root_directory
        self._outer = outer
        self._value = value

    def root(self, name: str) -> Part:
        return self._value if name == "replaced" else self._outer.root(name)


def constants(node: Node) -> Iterator[Expression]:
    """The constants that may stand anywhere: arguments, elements and operands, not the keys of objects."""
    if isinstance(node, Literal | Number | TupleCons | ObjectCons):
        yield node
    if isinstance(node, ObjectItem):
        yield from constants(node.value)
        return
    for slot in type(node).__slots__:
        for child in children(getattr(node, slot)):
            yield from constants(child)


def children(held: Any) -> Sequence[Node]:
    """The nodes in one field of a node."""
    many = held if held.__class__ is tuple else (held,)
    return [child for child in many if isinstance(child, Node)]


def outcome(text: str, scope: FixtureScope | WithVariable) -> Value | None:
    try:
        return evaluate(parse(text), scope)
    except EvaluationError:
        return None


def variants(expression: str, scope: FixtureScope) -> Iterator[tuple[str, Value]]:
    """The expression with one constant replaced by a name, and that constant's value."""
    source = f"x = {expression}".encode()
    for node in constants(parse(expression)):
        start, end = node.span
        if end - start and source[start:end].strip() and "for" not in source[start:end].decode():
            text = (source[:start] + b"replaced" + source[end:]).decode().removeprefix("x = ")
            value = outcome(source[start:end].decode(), scope)
            if value is not None:
                yield text, value


@pytest.mark.parametrize("topic", [topic for topic in RECORDED if topic not in ("unknowable", "heredocs")])
def test_an_unknown_constant_contradicts_nothing(topic: str) -> None:
    scope = FixtureScope()
    tried = 0
    for expression in RECORDED[topic]:
        if expression.startswith(UNTRIED):
            continue
        try:
            pairs = list(variants(expression, scope))
            for text, value in pairs:
                if "toset(" in text and any(loop in text for loop in SET_LOOPS):
                    continue
                late = outcome(text, WithVariable(scope, value))
                early = outcome(text, WithVariable(scope, unknown("later", type=value.type)))
                tried += 1
                if early is None:
                    assert late is None, f"{text}: an error only while a part is unknown"
                elif late is not None:
                    shown = f"{text}: {console_text(early)} became {console_text(late)}"
                    assert not contradicts(early, late), shown
        except NotAnExpression:
            continue
    assert tried > len(RECORDED[topic]) // 4
