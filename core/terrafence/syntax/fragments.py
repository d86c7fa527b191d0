"""Expressions and templates that stand by themselves: in a JSON string, on a command line."""

from tree_sitter import Node

from terrafence.syntax.expressions import Expression, Literal, Parens, Template
from terrafence.syntax.lower import Lowering, Place
from terrafence.syntax.trees import Trees, items
from terrafence.syntax.views import Problem
from terrafence.text import Span


def read_expression(text: bytes, place: Place = Span) -> Expression | Problem:
    """An expression in native syntax, newlines allowed anywhere. `place` turns a start and an end in
    `text` into the span that a node gets."""
    before = b"_ = ("
    source = before + text + b"\n)\n"
    whole = Span(0, len(text))
    value = _value(source, whole)
    if isinstance(value, Problem):
        return Problem(place(*value.span), value.message)
    found = Lowering(source, _shifted(place, len(before))).expression(value)
    if isinstance(found, Parens) and value.end_byte == len(source) - 1:
        return found.inner
    return Problem(place(*whole), "this is not one expression")


def read_template(text: bytes, place: Place = Span) -> Literal | Template | Problem:
    """A template without quotes, in which only `${`, `%{` and their doubled forms are special."""
    mark = b"END"
    while mark in text:
        mark += b"_"
    before = b"_ = <<" + mark + b"\n"
    source = before + text + b"\n" + mark + b"\n"
    value = _value(source, Span(0, len(text)))
    if isinstance(value, Problem):
        return Problem(place(*value.span), value.message)
    heredoc = value.children[0].children[0]
    return Lowering(source, _shifted(place, len(before))).bare(heredoc, len(before) + len(text))


def _value(source: bytes, whole: Span) -> Node | Problem:
    trees = Trees(source)
    root = trees.parse()
    if root.has_error:
        return Problem(whole, "this does not parse")
    refusal = trees.refusal(root)
    return Problem(whole, refusal.problem.message) if refusal else items(root)[0].children[2]


def _shifted(place: Place, before: int) -> Place:
    return lambda start, end: place(start - before, end - before)
