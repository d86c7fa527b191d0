"""`templatefile` and `templatestring`: text that is a template of its own."""

import re
from collections.abc import Mapping, Sequence

from terrafence.evaluate.comprehensions import Names, concatenate
from terrafence.evaluate.convert import convert
from terrafence.evaluate.functions.arguments import attributes, text
from terrafence.evaluate.functions.encoding import as_text
from terrafence.evaluate.functions.filesystem import with_file
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import STRING
from terrafence.evaluate.values import Unknown, Value, blended
from terrafence.syntax.expressions import Expression, Literal, Template, TemplateFor, TemplateIf
from terrafence.syntax.read import read

# Nothing that a template strips, and nothing that a file is likely to hold.
_END = "\ufdd0"
_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")


def _templatefile(args: Sequence[Value], scope: Scope) -> Value:
    return with_file(args[0], scope, lambda data: _render(as_text(data), args[1], scope))


def _templatestring(args: Sequence[Value], scope: Scope) -> Value:
    rendered = _render(text(args[0]), args[1], scope)
    try:
        return convert(rendered, STRING)
    except EvaluationError as error:
        raise EvaluationError(f"invalid template result: {error}") from error


def _render(source: str, given: Value, scope: Scope) -> Value:
    if isinstance(given.data, Unknown):
        return blended([given])
    if not isinstance(given.data, dict):
        raise EvaluationError("invalid vars value: must be a map")
    for name in given.data:
        if not _IDENTIFIER.fullmatch(name):
            raise EvaluationError(f'invalid template variable name "{name}"')
    if _in_template(scope):
        raise EvaluationError("cannot recursively call a template function from inside another")
    rendered = _evaluated(_parts(source.removeprefix("\ufeff")), Names(scope, attributes(given), closed=True))
    if rendered.data is None:
        raise EvaluationError("the result of the template is null")
    return rendered


def _in_template(scope: Scope) -> bool:
    while isinstance(scope, Names):
        if scope.closed:
            return True
        scope = scope.outer
    return False


def _evaluated(parts: Sequence[Expression], scope: Scope) -> Value:
    from terrafence.evaluate.expressions import evaluate

    if len(parts) == 1 and not isinstance(parts[0], TemplateIf | TemplateFor):
        return evaluate(parts[0], scope)
    return concatenate(parts, scope, evaluate)


def _parts(source: str) -> Sequence[Expression]:
    """The parts of a template, read as the inside of a heredoc: Terraform's two grammars are one there.
    Raises EvaluationError for a malformed one."""
    word = "E"
    while word in source:
        word += "E"
    file = read("<template>", f"template = <<{word}\n{source}{_END}\n{word}\n".encode())
    attribute = file.body.attributes.get("template")
    if attribute is None or file.problems or file.broken:
        reason = file.problems[0].message if file.problems else "it does not parse"
        raise EvaluationError(f"invalid template: {reason}")
    expression = attribute.expression
    parts = expression.parts if isinstance(expression, Template) else (expression,)
    last = parts[-1]
    if not isinstance(last, Literal) or not isinstance(last.value, str):
        raise EvaluationError("invalid template: it does not parse")
    rest = last.value[: last.value.rindex(_END)]
    return (*parts[:-1], Literal(last.span, rest)) if rest or len(parts) == 1 else parts[:-1]


_STRING = Param(STRING)
_VARS = Param(unknown=True)

FUNCTIONS: Mapping[str, Function] = {
    "templatefile": Function(_templatefile, (_STRING, _VARS)),
    "templatestring": Function(_templatestring, (_STRING, _VARS), STRING),
}
