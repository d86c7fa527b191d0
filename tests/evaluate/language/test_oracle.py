"""Every recorded answer of the real terraform. Re-record with record.py."""

import json
from collections.abc import Callable

import pytest

from terrafence.evaluate.functions.table import names
from terrafence.evaluate.render import console_text
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.types import holds_dynamic, type_name
from terrafence.evaluate.values import Value

from .conftest import FIXTURE, NotAnExpression

ORACLE = FIXTURE.parent
RECORDED = json.loads((ORACLE / "recorded.json").read_text(encoding="utf-8"))
CASES = [
    pytest.param(expression, answer, id=f"{topic}: {expression[:80]}")
    for topic, answers in RECORDED.items()
    for expression, answer in answers.items()
    if topic != "unknowable"
]
Evaluated = Callable[[str], Value]


@pytest.mark.parametrize(("expression", "answer"), CASES)
def test_agrees_with_terraform(evaluated: Evaluated, expression: str, answer: dict[str, str]) -> None:
    if "error" in answer:
        with pytest.raises((EvaluationError, NotAnExpression)):
            evaluated(expression)
        return
    value = evaluated(expression)
    assert console_text(value) == answer["value"]
    if not (value.unknown and (holds_dynamic(value.type) or "dynamic" in answer["type"])):
        assert type_name(value.type) == answer["type"]


@pytest.mark.parametrize("expression", RECORDED["unknowable"])
def test_never_guesses(evaluated: Evaluated, expression: str) -> None:
    assert evaluated(expression).unknown


def test_every_line_is_recorded() -> None:
    for topic in ORACLE.glob("*.txt"):
        lines = topic.read_text(encoding="utf-8").split("\n")
        asked = [line for line in lines if line and not line.startswith("# ")]
        assert asked == list(RECORDED[topic.stem]), f"run record.py {topic.stem}"


def test_every_function_is_asked_for() -> None:
    asked = "\n".join(expression for answers in RECORDED.values() for expression in answers)
    assert [name for name in sorted(names()) if f"{name}(" not in asked] == ["plantimestamp", "rsadecrypt"]
