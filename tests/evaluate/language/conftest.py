"""A scope with the names of the oracle's fixture, and a way to evaluate text in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from terrafence.evaluate.budget import Budget
from terrafence.evaluate.expressions import evaluate
from terrafence.evaluate.scope import EvaluationError, Part, Undeclared
from terrafence.evaluate.values import Value, unknown
from terrafence.files import Disk
from terrafence.syntax.expressions import Expression
from terrafence.syntax.read import read

FIXTURE = Path(__file__).parent / "oracle" / "fixture"


class NotAnExpression(Exception):
    """The text does not parse."""


def parse(text: str) -> Expression:
    """The expression that a text is."""
    file = read("test.tf", f"x = {text}\n".encode())
    if file.problems or file.broken or set(file.body.attributes) != {"x"}:
        raise NotAnExpression(text)
    return file.body.attributes["x"].expression


class Locals:
    """The namespace `local`."""

    def __init__(self, expressions: dict[str, Expression], scope: "FixtureScope") -> None:
        self._expressions = expressions
        self._scope = scope

    def part(self, name: str) -> Part:
        if name not in self._expressions:
            raise Undeclared(f'there is no local value "{name}"')
        return evaluate(self._expressions[name], self._scope)

    def whole(self) -> Value:
        raise EvaluationError('the "local" object cannot be accessed directly')


class Later:
    """`terraform_data.later` before it is applied."""

    def part(self, name: str) -> Part:
        return unknown("known after apply") if name in ("output", "id") else self

    def whole(self) -> Value:
        return unknown("known after apply")


class FixtureScope:
    """What the expressions of the oracle can see."""

    def __init__(self) -> None:
        self.budget = Budget()
        self.files = Disk()
        self.workspace_root = self.module_directory = self.root_directory = str(FIXTURE)
        source = (FIXTURE / "main.tf").read_bytes()
        expressions = {
            name: attribute.expression
            for block in read("main.tf", source).body.blocks_of("locals")
            for name, attribute in block.body.attributes.items()
        }
        self._roots: dict[str, Part] = {"local": Locals(expressions, self), "terraform_data": Later()}

    def root(self, name: str) -> Part:
        if name not in self._roots:
            raise Undeclared(f'reference to undeclared name "{name}"')
        return self._roots[name]


@pytest.fixture(scope="session")
def evaluated() -> Callable[[str], Value]:
    """Evaluates a text in the fixture's scope. Raises EvaluationError and NotAnExpression."""
    scope = FixtureScope()
    return lambda text: evaluate(parse(text), scope)
