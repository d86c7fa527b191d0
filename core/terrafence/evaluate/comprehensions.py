"""`for` expressions, splats, and the directives of templates: whatever evaluates a part once for each
element.

`evaluate` is passed in, because it calls what is here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.evaluate.convert import convert, text_of, unify_values
from terrafence.evaluate.numbers import counted
from terrafence.evaluate.scope import EvaluationError, Part, Scope
from terrafence.evaluate.types import BOOL, DYNAMIC, STRING
from terrafence.evaluate.values import (
    Collection,
    Primitive,
    TupleType,
    Unknown,
    Value,
    any_sensitive,
    blended,
    collection,
    mapping,
    marked,
    number,
    sequence,
    string,
)
from terrafence.syntax.expressions import Expression, For, Splat, SplatItem, TemplateFor, TemplateIf

if TYPE_CHECKING:
    from terrafence.evaluate.budget import Budget
    from terrafence.files import Files

Evaluate: TypeAlias = Callable[[Expression, Scope], Value]

_SPLAT_ITEM = "*"


@final
class Names:
    """A scope with a few more names, those of a `for`; or, when it is `closed`, with no others, those
    given to a template."""

    __slots__ = ("_names", "budget", "closed", "outer")

    def __init__(self, outer: Scope, names: Mapping[str, Value], closed: bool = False) -> None:
        self.outer = outer
        self._names = names
        self.closed = closed
        self.budget: Budget = outer.budget

    def root(self, name: str) -> Part:
        found = self._names.get(name)
        if found is None and self.closed:
            raise EvaluationError(f'vars map does not contain key "{name}"')
        return self.outer.root(name) if found is None else found

    @property
    def workspace_root(self) -> str:
        return self.outer.workspace_root

    @property
    def module_directory(self) -> str:
        return self.outer.module_directory

    @property
    def root_directory(self) -> str:
        return self.outer.root_directory

    @property
    def files(self) -> "Files":
        return self.outer.files


def for_expression(node: For, scope: Scope, evaluate: Evaluate) -> Value:
    """The tuple or object that a `for` makes. Raises EvaluationError."""
    source = _iterable(evaluate(node.collection, scope))
    if isinstance(source.data, Unknown):
        return blended([source])
    return _Loop(node, evaluate).run(source, scope)


def splat(node: Splat, scope: Scope, evaluate: Evaluate) -> Value:
    """`target[*].rest`. Raises EvaluationError."""
    source = evaluate(node.target, scope)
    data = source.data
    spread = isinstance(source.type, TupleType) or (
        isinstance(source.type, Collection) and source.type.kind != "map"
    )
    if data is None:
        if spread:
            raise EvaluationError("splat expressions (with the * symbol) cannot be applied to null sequences")
        return marked(sequence(()), source.sensitive)
    if isinstance(data, Unknown) and (spread or data.parts is None):
        return blended([source])
    items = data if isinstance(data, tuple) else (source,)
    made = [evaluate(node.each, Names(scope, {_SPLAT_ITEM: item})) for item in items]
    if spread and isinstance(source.type, Collection):
        return marked(_list_of(made), source.sensitive)
    return marked(sequence(made), source.sensitive)


def splat_item(node: SplatItem, scope: Scope) -> Value:
    """The element that a splat is at."""
    part = scope.root(_SPLAT_ITEM)
    return part if isinstance(part, Value) else part.whole()


def template_if(node: TemplateIf, scope: Scope, evaluate: Evaluate) -> Value:
    """A `%{ if }` as a string. Raises EvaluationError."""
    condition = _flag(evaluate(node.condition, scope), "the condition value is null")
    if isinstance(condition.data, Unknown):
        return blended([condition], STRING)
    chosen = node.then if condition.data else node.otherwise
    text = string("") if chosen is None else concatenate(chosen.parts, scope, evaluate)
    return marked(text, condition.sensitive)


def template_for(node: TemplateFor, scope: Scope, evaluate: Evaluate) -> Value:
    """A `%{ for }` as a string. Raises EvaluationError."""
    source = _iterable(evaluate(node.collection, scope))
    if isinstance(source.data, Unknown):
        return blended([source], STRING)
    texts = [
        concatenate(node.body.parts, Names(scope, _bound(node.key, node.value, key, item)), evaluate)
        for key, item in _pairs(source)
    ]
    return marked(join(texts, scope.budget), source.sensitive)


def concatenate(pieces: Sequence[Expression], scope: Scope, evaluate: Evaluate) -> Value:
    """The string that a template's parts make together. Raises EvaluationError for one that is null or
    no primitive."""
    return join([_text(evaluate(piece, scope)) for piece in pieces], scope.budget)


def join(texts: Sequence[Value], budget: "Budget") -> Value:
    """Strings one after another. Raises TooLarge."""
    if any(isinstance(text.data, Unknown) for text in texts):
        return blended(texts, STRING)
    held = [text.data for text in texts if isinstance(text.data, str)]
    budget.string(sum(map(len, held)))
    return marked(string("".join(held)), any(text.sensitive for text in texts))


def _text(value: Value) -> Value:
    if value.type is STRING and value.data is not None:
        return value
    if value.data is None:
        raise EvaluationError(
            "the expression result is null: cannot include a null value in a string template"
        )
    if isinstance(value.data, Unknown):
        return Value(STRING, value.data, value.sensitive)
    try:
        return marked(string(text_of(value)), value.sensitive)
    except EvaluationError as error:
        raise EvaluationError(
            "cannot include the given value in a string template: string required"
        ) from error


def _list_of(items: Sequence[Value]) -> Value:
    held = tuple(unify_values(items))
    return collection("list", held[0].type if held else DYNAMIC, held)


def _iterable(value: Value) -> Value:
    if value.data is None:
        raise EvaluationError("a null value cannot be used as the collection in a 'for' expression")
    if value.type is not DYNAMIC and isinstance(value.type, Primitive):
        raise EvaluationError("a value of this type cannot be used as the collection in a 'for' expression")
    return value


def _pairs(source: Value) -> Iterable[tuple[Value, Value]]:
    """Keys and values, in Terraform's order. A set's elements are their own keys."""
    data = source.data
    if isinstance(data, dict):
        return [(string(name), data[name]) for name in sorted(data)]
    if not isinstance(data, tuple):
        return ()
    if isinstance(source.type, Collection) and source.type.kind == "set":
        return [(item, item) for item in data]
    return [(number(counted(at)), item) for at, item in enumerate(data)]


def _bound(key_name: str | None, value_name: str, key: Value, value: Value) -> dict[str, Value]:
    return {value_name: value} if key_name is None else {key_name: key, value_name: value}


def _flag(value: Value, when_null: str) -> Value:
    if value.data is None:
        raise EvaluationError(when_null)
    return convert(value, BOOL)


@final
class _Loop:
    """One run of a `for`: what it has gathered, and the operands that make its shape unknown or
    sensitive."""

    __slots__ = ("evaluate", "held", "items", "node", "sensitive", "undecided")

    def __init__(self, node: For, evaluate: Evaluate) -> None:
        self.node = node
        self.evaluate = evaluate
        self.items: list[Value] = []
        self.held: dict[str, list[Value]] = {}
        self.undecided: list[Value] = []
        self.sensitive = False

    def run(self, source: Value, scope: Scope) -> Value:
        for key, item in _pairs(source):
            scope.budget.elements(1)
            inner = Names(scope, _bound(self.node.key, self.node.value, key, item))
            if self._wanted(inner):
                self._add(inner)
        return marked(self._result(), self.sensitive or source.sensitive)

    def _wanted(self, scope: Scope) -> bool:
        if self.node.condition is None:
            return True
        verdict = _flag(
            self.evaluate(self.node.condition, scope), "the value of the 'if' clause must not be null"
        )
        self.sensitive = self.sensitive or verdict.sensitive
        if isinstance(verdict.data, Unknown):
            self.undecided.append(verdict)
        return verdict.data is True

    def _add(self, scope: Scope) -> None:
        if self.node.result_key is None:
            self.items.append(self.evaluate(self.node.result, scope))
            return
        key = self._key(self.evaluate(self.node.result_key, scope))
        value = self.evaluate(self.node.result, scope)
        if not isinstance(key.data, str):
            self.undecided += (key, value)
        elif key.data not in self.held:
            self.held[key.data] = [value]
        elif self.node.group:
            self.held[key.data].append(value)
        else:
            raise EvaluationError(
                f"two different items produced the key \"{key.data}\" in this 'for' expression"
            )

    def _key(self, key: Value) -> Value:
        if key.data is None:
            raise EvaluationError("key expression in 'for' expression must not produce a null value")
        self.sensitive = self.sensitive or any_sensitive(key)
        try:
            return convert(key, STRING)
        except EvaluationError as error:
            raise EvaluationError("the key expression produced an invalid result: string required") from error

    def _result(self) -> Value:
        if self.undecided:
            gathered = [value for values in self.held.values() for value in values]
            return blended([*self.undecided, *self.items, *gathered])
        if self.node.result_key is None:
            return sequence(self.items)
        if self.node.group:
            return mapping({key: sequence(values) for key, values in self.held.items()})
        return mapping({key: values[0] for key, values in self.held.items()})
