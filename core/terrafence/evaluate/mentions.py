"""Which references are written in a module."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from terrafence.evaluate.modules import Module
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
    ObjectCons,
    Parens,
    Splat,
    SplatItem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleCons,
    Unary,
    Variable,
)
from terrafence.syntax.views import Body

Words: TypeAlias = tuple[str | int, ...]
"""A reference by its names and keys: `var.a["b"][0]`."""

_ANY = "*"


def mentions_of(module: Module) -> list[Words]:
    """Every reference in the module, as often as it is written. An index that is not a literal is `*`."""
    if module.mentions is None:
        module.mentions = [words for file in module.files for words in mentions_in(file.body)]
    return module.mentions


def mentions_in(body: Body) -> list[Words]:
    """Every reference inside a block."""
    found: list[Words] = []
    for attribute in body.attributes.values():
        found += mentioned(attribute.expression)
    for block in body.blocks:
        found += mentions_in(block.body)
    return found


def read_by(mentions: Iterable[Words], wanted: Words) -> int:
    """How many references read what `wanted` names, a part of it, or something that it is part of."""
    return sum(all(map(_alike, words, wanted)) for words in mentions)


def _alike(word: str | int, wanted: str | int) -> bool:
    return word == wanted or _ANY in (word, wanted)


def mentioned(expression: Expression) -> Iterator[Words]:
    """Every reference inside an expression."""
    waiting = [expression]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Variable | GetAttr | Index) and (words := _words(at)):
            yield words
            waiting += _keys(at)
        else:
            waiting += parts_of(at)


def _words(expression: Expression) -> Words:
    match expression:
        case Variable():
            return (expression.name,)
        case GetAttr():
            words = _words(expression.target)
            return (*words, expression.name) if words else ()
        case Index():
            words = _words(expression.target)
            return (*words, _key(expression.key)) if words else ()
        case _:
            return ()


def _key(expression: Expression) -> str | int:
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return expression.value
    if isinstance(expression, Number) and expression.text.isdecimal():
        return int(expression.text)
    return _ANY


def _keys(expression: Expression) -> Iterator[Expression]:
    while isinstance(expression, GetAttr | Index):
        if isinstance(expression, Index):
            yield expression.key
        expression = expression.target


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one."""
    match expression:
        case Literal() | Number() | Variable() | SplatItem():
            return ()
        case Template():
            return expression.parts
        case TemplateIf() | Conditional():
            return _written(expression.condition, expression.then, expression.otherwise)
        case TemplateFor():
            return (expression.collection, expression.body)
        case TupleCons():
            return expression.items
        case ObjectCons():
            return tuple(part for item in expression.items for part in (item.key, item.value))
        case GetAttr():
            return (expression.target,)
        case Index():
            return (expression.target, expression.key)
        case Splat():
            return (expression.target, expression.each)
        case Call():
            return expression.args
        case Binary():
            return (expression.left, expression.right)
        case Unary():
            return (expression.operand,)
        case For():
            return _written(
                expression.collection, expression.result_key, expression.result, expression.condition
            )
        case Parens():
            return (expression.inner,)


def _written(*expressions: Expression | None) -> tuple[Expression, ...]:
    return tuple(expression for expression in expressions if expression is not None)
