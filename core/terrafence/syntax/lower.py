"""From a tree-sitter expression to the nodes of `expressions`. The tree must be free of errors; how deep it
may nest is limited before.

The grammar leaves white space, newlines and the text between the parts of a template out of its tree:
literal text is what stands between two parts.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, final

from tree_sitter import Node

from terrafence.syntax import templates
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
    ObjectItem,
    Parens,
    Splat,
    SplatItem,
    Template,
    TupleCons,
    Unary,
    Variable,
)
from terrafence.syntax.templates import Directive, Interpolation, Mark, Text
from terrafence.text import Span

Place: TypeAlias = Callable[[int, int], Span]
"""From byte offsets in the text that was parsed to the span that a node gets."""

_INTROS = {
    "template_if_intro": "if",
    "template_else_intro": "else",
    "template_if_end": "endif",
    "template_for_start": "for",
    "template_for_end": "endfor",
}


def children_of(node: Node) -> list[Node]:
    """The children that are not comments."""
    return [child for child in node.children if child.type != "comment"]


@final
class Lowering:
    """Lowers nodes of a tree over `source`."""

    __slots__ = ("_place", "_source")

    def __init__(self, source: bytes, place: Place = Span) -> None:
        self._source = source
        self._place = place

    def expression(self, node: Node) -> Expression:
        """What an `expression` node says."""
        return self._sequence(children_of(node))

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def _span(self, node: Node) -> Span:
        return self._place(node.start_byte, node.end_byte)

    def _sequence(self, nodes: Sequence[Node]) -> Expression:
        """A term, as the grammar inlines it into its parent: something, then traversal steps."""
        first = nodes[0]
        if first.type == "(":
            inner = self.expression(nodes[1])
            target: Expression = Parens(self._place(first.start_byte, nodes[2].end_byte), inner)
            rest = nodes[3:]
        else:
            target = self._term(first)
            rest = nodes[1:]
        return self._traverse(first.start_byte, target, list(_flat_steps(rest))) if rest else target

    def _term(self, node: Node) -> Expression:
        match node.type:
            case "literal_value":
                return self._literal(node.children[0])
            case "variable_expr":
                return Variable(self._span(node), self._text(node))
            case "template_expr":
                return self._template(node.children[0])
            case "collection_value":
                return self._collection(node.children[0])
            case "function_call":
                return self._call(node)
            case "for_expr":
                return self._for(node.children[0])
            case "conditional":
                return self._conditional(node)
            case "operation":
                return self._operation(node.children[0])
            case other:
                raise AssertionError(f"no lowering for {other}")

    def _literal(self, node: Node) -> Expression:
        match node.type:
            case "numeric_lit":
                return Number(self._span(node), self._text(node))
            case "string_lit":
                return self._template(node)
            case "bool_lit":
                return Literal(self._span(node), self._text(node) == "true")
            case _:
                return Literal(self._span(node), None)

    def _collection(self, node: Node) -> Expression:
        if node.type == "tuple":
            items = tuple(self.expression(child) for child in node.children if child.type == "expression")
            return TupleCons(self._span(node), items)
        return ObjectCons(
            self._span(node),
            tuple(self._item(child) for child in node.children if child.type == "object_elem"),
        )

    def _item(self, node: Node) -> ObjectItem:
        key_node, _, value = children_of(node)
        key = self.expression(key_node)
        if isinstance(key, Variable):
            key = Literal(key.span, key.name)
        elif isinstance(key, Literal) and not isinstance(key.value, str):
            key = Literal(key.span, self._text(key_node))
        return ObjectItem(self._span(node), key, self.expression(value))

    def _call(self, node: Node) -> Call:
        name, _, *rest = children_of(node)
        arguments = rest[0].children if rest[0].type == "function_arguments" else []
        return Call(
            self._span(node),
            "".join(self._text(name).split()),
            self._span(name),
            tuple(self.expression(child) for child in arguments if child.type == "expression"),
            any(child.type == "ellipsis" for child in arguments),
        )

    def _for(self, node: Node) -> For:
        _, intro, *rest = children_of(node)
        names, collection = self._for_intro(children_of(intro))
        results = [self.expression(child) for child in rest if child.type == "expression"]
        conditions = [child for child in rest if child.type == "for_cond"]
        return For(
            self._span(node),
            names,
            collection,
            results[0] if len(results) == 2 else None,
            results[-1],
            self.expression(children_of(conditions[0])[1]) if conditions else None,
            any(child.type == "ellipsis" for child in rest),
        )

    def _for_intro(self, nodes: Sequence[Node]) -> tuple[tuple[str | None, str], Expression]:
        names = [self._text(child) for child in nodes if child.type == "identifier"]
        (collection,) = [child for child in nodes if child.type == "expression"]
        return (names[0] if len(names) == 2 else None, names[-1]), self.expression(collection)

    def _conditional(self, node: Node) -> Conditional:
        condition, _, then, _, otherwise = children_of(node)
        return Conditional(
            self._span(node), self.expression(condition), self.expression(then), self.expression(otherwise)
        )

    def _operation(self, node: Node) -> Expression:
        nodes = children_of(node)
        if node.type == "unary_operation":
            return Unary(self._span(node), nodes[0].type, self._sequence(nodes[1:]))
        at = next(i for i, child in enumerate(nodes) if i and not child.is_named and child.type not in "()")
        left, right = self._sequence(nodes[:at]), self._sequence(nodes[at + 1 :])
        return Binary(self._span(node), nodes[at].type, left, right)

    # ------------------------------------------------------------ traversals

    def _traverse(self, start: int, target: Expression, steps: list[Node]) -> Expression:
        at = 0
        while at < len(steps):
            step = steps[at]
            at += 1
            if step.type == "[*]":
                each = self._traverse(step.start_byte, SplatItem(self._span(step)), steps[at:])
                return Splat(self._place(start, steps[-1].end_byte), target, each)
            if step.type == ".*":
                taken = _attribute_steps(steps, at)
                end = steps[taken - 1].end_byte
                each = self._traverse(step.start_byte, SplatItem(self._span(step)), steps[at:taken])
                target = Splat(self._place(start, end), target, each)
                at = taken
            else:
                target = self._step(self._place(start, step.end_byte), target, step)
        return target

    def _step(self, span: Span, target: Expression, step: Node) -> Expression:
        if step.type == "get_attr":
            return GetAttr(span, target, self._text(children_of(step)[-1]))
        if step.type == "new_index":
            return Index(span, target, self.expression(children_of(step)[1]))
        key = self._place(step.start_byte + 1, step.end_byte)
        text = self._source[step.start_byte + 1 : step.end_byte].decode().strip()
        return Index(span, target, Number(key, text))

    # ------------------------------------------------------------ templates

    def label(self, node: Node) -> str:
        """The text of a quoted block label."""
        text = self._source[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
        return templates.unescape_quoted(text)

    def _template(self, node: Node) -> Literal | Template:
        span = self._span(node)
        if node.type != "heredoc_template":
            pieces = list(self._pieces(node, node.start_byte + 1, node.end_byte - 1, self._quoted))
            return templates.nest(templates.strip(pieces), span, False)
        nodes = children_of(node)
        start = self._source.find(b"\n", nodes[1].end_byte) + 1
        end = self._source.rfind(b"\n", 0, nodes[-1].start_byte) + 1
        stripped = templates.strip(list(self._pieces(node, start, end, self._bare)))
        indented = self._text(nodes[0]) == "<<-"
        return templates.nest(templates.unindent(stripped) if indented else stripped, span, True)

    def bare(self, node: Node, end: int) -> Literal | Template:
        """The template inside a `heredoc_template` node up to the byte `end`: its form without quotes."""
        start = self._source.find(b"\n", node.children[1].end_byte) + 1
        pieces = list(self._pieces(node, start, end, self._bare))
        return templates.nest(templates.strip(pieces), self._place(start, end), False)

    def _pieces(
        self, node: Node, start: int, end: int, texts: Callable[[int, int], Iterator[Text]]
    ) -> Iterator[Text | Mark]:
        for part in _flat_parts(node):
            yield from texts(start, part.start_byte)
            yield self._mark(part)
            start = part.end_byte
        yield from texts(start, end)

    def _quoted(self, start: int, end: int) -> Iterator[Text]:
        if start < end:
            text = self._source[start:end].decode("utf-8", "replace")
            yield Text(self._place(start, end), templates.unescape_quoted(text))

    def _bare(self, start: int, end: int) -> Iterator[Text]:
        while start < end:
            stop = self._source.find(b"\n", start, end) + 1 or end
            text = self._source[start:stop].decode("utf-8", "replace")
            yield Text(self._place(start, stop), templates.unescape_bare(text))
            start = stop

    def _mark(self, node: Node) -> Mark:
        nodes = children_of(node)
        piece: Interpolation | Directive
        word = _INTROS.get(node.type)
        if word is None:
            (inner,) = [child for child in nodes if child.type == "expression"]
            piece = Interpolation(self._span(node), self.expression(inner))
        elif word == "for":
            names, collection = self._for_intro(nodes)
            piece = Directive(self._span(node), word, collection, names)
        else:
            condition = [self.expression(child) for child in nodes if child.type == "expression"]
            piece = Directive(self._span(node), word, condition[0] if condition else None)
        return Mark(piece, nodes[1].type == "strip_marker", nodes[-2].type == "strip_marker")


def _flat_steps(nodes: Sequence[Node]) -> Iterator[Node]:
    """Traversal steps in order, those that the grammar hangs under a splat included."""
    for node in nodes:
        if node.type in ("index", "splat", "attr_splat", "full_splat"):
            yield from _flat_steps(node.children)
        elif node.type != "comment":
            yield node


def _attribute_steps(steps: Sequence[Node], at: int) -> int:
    """Where the steps end that `.*` applies to every element: names and legacy indices."""
    while at < len(steps) and steps[at].type in ("get_attr", "legacy_index"):
        at += 1
    return at


def _flat_parts(node: Node) -> Iterator[Node]:
    """The interpolations and directive tags of a template in order, whatever they are nested in."""
    for child in node.children:
        if child.type == "template_interpolation" or child.type in _INTROS:
            yield child
        elif child.type in ("template_directive", "template_if", "template_for"):
            yield from _flat_parts(child)
