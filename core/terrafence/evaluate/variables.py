"""The values of input variables: what is given for them, and how a declaration shapes it."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import final

from terrafence.evaluate.constraints import parse_type
from terrafence.evaluate.convert import convert
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.modules import Module
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.scopes import ConstantScope
from terrafence.evaluate.values import Primitive, Type, Value, string, unknown
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Literal
from terrafence.syntax.read import NotAnExpression, expression_of
from terrafence.syntax.views import Attribute, File


class Given(NamedTuple):
    """A value for a root variable: an attribute of a tfvars file, or text from the command line or
    environment."""

    attribute: Attribute | None
    text: str


@final
class RootVariables:
    """What is given for the variables of a root module. Later sources win: the environment,
    `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars(.json)` in order, the files and then the
    values of the command line."""

    __slots__ = ("_given", "_module")

    def __init__(
        self,
        module: Module,
        files: Sequence[File],
        environment: Mapping[str, str],
        given: Iterable[tuple[str, str]],
    ) -> None:
        self._module = module
        self._given = {name: Given(None, text) for name, text in environment.items()}
        for file in files:
            self._given |= {name: Given(attribute, "") for name, attribute in file.body.attributes.items()}
        self._given |= {name: Given(None, text) for name, text in given}

    def attribute(self, name: str) -> Attribute | None:
        """The line of a tfvars file that gives a variable its value; None when something else does."""
        given = self._given.get(name)
        return given.attribute if given else None

    def gives(self, name: str) -> bool:
        """Whether something else than its default gives the variable a value."""
        return name in self._given

    def value(self, name: str, scope: ConstantScope) -> Value | None:
        """The value given for a variable; None when none is."""
        given = self._given.get(name)
        if given is None:
            return None
        if given.attribute is not None:
            return value_of(given.attribute.expression, scope)
        if _takes_text(self._module, name):
            return string(given.text)
        try:
            return value_of(expression_of(given.text), scope)
        except NotAnExpression as error:
            return unknown(f'the value given for variable "{name}" does not parse: {error}')


def automatic(paths: Sequence[str]) -> list[str]:
    """The tfvars files that Terraform reads unasked, in order."""
    names = {os.path.basename(path): path for path in paths}
    first = [names[name] for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return first + [
        names[name] for name in sorted(names) if name.endswith((".auto.tfvars", ".auto.tfvars.json"))
    ]


def conform(module: Module, name: str, given: Value | None, scope: ConstantScope) -> Value:
    """The value of a declared variable: its default where nothing is given, converted to its type."""
    attributes = module.variables[name].body.attributes
    if given is None or (given.null and flag(attributes.get("nullable"), True) is False):
        default = attributes.get("default")
        given = value_of(default.expression, scope) if default else None
    if given is None:
        given = unknown(f'variable "{name}" has no value')
    try:
        constraint = _constraint(module, name)
        value = given if constraint is None else convert(given, constraint)
    except EvaluationError as error:
        return unknown(f'variable "{name}": {error}')
    sensitive = value.sensitive or flag(attributes.get("sensitive"), False)
    return value if sensitive is value.sensitive else Value(value.type, value.data, True)


def _constraint(module: Module, name: str) -> Type | None:
    attribute = module.variables[name].body.attributes.get("type")
    if attribute is not None and name not in module.constraints:
        module.constraints[name] = parse_type(attribute.expression)
    return module.constraints.get(name)


def flag(attribute: Attribute | None, absent: bool) -> bool:
    """A setting that is written as `true` or `false`."""
    value = attribute.expression if attribute else None
    return value.value is True if isinstance(value, Literal) else absent


def _takes_text(module: Module, name: str) -> bool:
    """Whether Terraform takes a value of the command line for the text itself."""
    try:
        constraint = _constraint(module, name) if name in module.variables else None
    except EvaluationError:
        constraint = None
    return constraint is None or isinstance(constraint, Primitive)
