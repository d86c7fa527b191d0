"""What a single expression is worth, for people who ask."""

from terrafence.evaluate.budget import TOO_LARGE
from terrafence.evaluate.expressions import evaluate
from terrafence.evaluate.render import console_text
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import type_name
from terrafence.evaluate.values import Unknown, Value, string, unknown, walk
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Call, Expression
from terrafence.syntax.read import NotAnExpression, expression_of


class Answer(NamedTuple):
    """A value, and how `terraform console` prints it; or, with an unknown one, why Terraform would refuse the
    expression."""

    value: Value
    text: str = ""
    error: str | None = None

    @property
    def reason(self) -> str | None:
        """Why the value, or the first unknown part of it, is not known; None when all of it is."""
        reasons = (at.data.reason for at in walk(self.value) if isinstance(at.data, Unknown))
        return next(reasons, None)


def answer(text: str, scope: Scope) -> Answer:
    """The value of an expression that a person wrote; never raises."""
    try:
        return _answer(expression_of(text), scope)
    except (EvaluationError, NotAnExpression) as error:
        return Answer(unknown(str(error)), error=str(error))
    except RecursionError:
        return _shown(unknown(TOO_LARGE))


def _answer(expression: Expression, scope: Scope) -> Answer:
    """`type(...)` is a function of `terraform console` alone."""
    if isinstance(expression, Call) and expression.name == "type" and len(expression.args) == 1:
        name = type_name(evaluate(expression.args[0], scope).type)
        return Answer(string(name), name)
    return _shown(evaluate(expression, scope))


def _shown(value: Value) -> Answer:
    return Answer(value, console_text(value))
