"""`.tf.json` and `.tfvars.json` files as the same views as HCL, by Terraform's JSON configuration
syntax."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, final

from terrafence.syntax.expressions import (
    Expression,
    Literal,
    Node,
    Number,
    ObjectCons,
    ObjectItem,
    Parens,
    Template,
    TupleCons,
    Unary,
)
from terrafence.syntax.hcl import read_hcl
from terrafence.syntax.jsontext import (
    JsonArray,
    JsonNode,
    JsonNumber,
    JsonObject,
    JsonString,
    JsonWord,
    Refused,
    parse,
)
from terrafence.syntax.views import Attribute, Block, Body, Broken, Comment, File, Format
from terrafence.text import Span

_LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "dynamic": 1,
    "provisioner": 1,
    "backend": 1,
} | dict.fromkeys(("module", "variable", "output", "provider", "check"), 1)
_TOP = frozenset((*_LABELS, "locals", "terraform", "moved", "import", "removed"))
_REFERENCES = frozenset(
    ("provider", "providers", "depends_on", "ignore_changes", "replace_triggered_by", "configuration_aliases")
)


_ReadText: TypeAlias = Callable[[JsonString], Expression]


def read_json(path: str, source: bytes) -> File:
    """Reads JSON configuration. A text that is not JSON is one problem and declares nothing."""
    comments: list[Comment] = []
    file = File(path, source, Format.JSON, lambda: tuple(comments))
    whole = Span(0, len(source))
    if not source.strip():
        return file
    try:
        root = parse(source)
    except Refused as refused:
        file.problems, file.broken = (refused.problem,), (Broken(whole, ()),)
        return file
    views = _Views(file, comments)
    file.body = views.values(root) if path.endswith(".tfvars.json") else views.top(root)
    return file


@final
class _Views:
    __slots__ = ("_comments", "_file")

    def __init__(self, file: File, comments: list[Comment]) -> None:
        self._file = file
        self._comments = comments

    def top(self, root: JsonNode) -> Body:
        blocks: list[Block] = []
        for item in _objects(root):
            for name, value in self._properties(item):
                if name.text in _TOP:
                    blocks += self._blocks(name, value, ())
        return Body(root.span, {}, tuple(blocks))

    def values(self, root: JsonNode) -> Body:
        """Variable values: here a string is only text."""
        properties = [pair for item in _objects(root) for pair in self._properties(item)]
        attributes = {name.text: self._attribute(name, value, _text) for name, value in properties}
        return Body(root.span, attributes, ())

    def body(self, node: JsonNode, kind: str) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for item in _objects(node):
            for name, value in self._properties(item):
                if all(isinstance(inner, JsonObject) for inner in _flat(value)):
                    blocks += self._blocks(name, value, ())
                if name.text != "dynamic":
                    reference = name.text in _REFERENCES or (kind, name.text) == ("variable", "type")
                    read_text = _reference if reference else _template
                    attributes[name.text] = self._attribute(name, value, read_text)
        return Body(Span(node.span.start + 1, node.span.end - 1), attributes, tuple(blocks))

    def _blocks(self, name: JsonString, value: JsonNode, labels: tuple[JsonString, ...]) -> Iterator[Block]:
        for item in _objects(value):
            if len(labels) == _LABELS.get(name.text, 0):
                yield self._block(name, labels, item)
                continue
            for label, inner in self._properties(item):
                yield from self._blocks(name, inner, (*labels, label))

    def _block(self, name: JsonString, labels: tuple[JsonString, ...], value: JsonObject) -> Block:
        header = labels[-1] if labels else name
        spans = (name.span, header.span, value.span)
        texts = tuple(label.text for label in labels)
        return Block(self._file, name.text, texts, spans, self.body(value, name.text))

    def _attribute(self, name: JsonString, value: JsonNode, read_text: _ReadText) -> Attribute:
        return Attribute(self._file, name.text, name.span, value.span, lambda: _lowered(value, read_text))

    def _properties(self, item: JsonObject) -> Iterator[tuple[JsonString, JsonNode]]:
        for name, value in item.items:
            if name.text != "//":
                yield name, value
            elif isinstance(value, JsonString):
                self._comments.append(Comment(value.span, value.text.strip(), True))


def _objects(node: JsonNode) -> list[JsonObject]:
    return [item for item in _flat(node) if isinstance(item, JsonObject)]


def _flat(node: JsonNode) -> tuple[JsonNode, ...]:
    return node.items if isinstance(node, JsonArray) else (node,)


def _lowered(node: JsonNode, read_text: _ReadText) -> Expression:
    match node:
        case JsonWord():
            return Literal(node.span, node.value)
        case JsonNumber():
            if node.text.startswith("-"):
                return Unary(node.span, "-", Number(node.span, node.text[1:]))
            return Number(node.span, node.text)
        case JsonArray():
            return TupleCons(node.span, tuple(_lowered(item, read_text) for item in node.items))
        case JsonObject():
            items = [
                ObjectItem(Span(name.span.start, value.span.end), _key(name), _lowered(value, read_text))
                for name, value in node.items
                if name.text != "//"
            ]
            return ObjectCons(node.span, tuple(items))
        case JsonString():
            return read_text(node)


def _text(node: JsonString) -> Expression:
    return Literal(node.span, node.text)


def _key(name: JsonString) -> Expression:
    key = _template(name)
    return key if isinstance(key, Literal) else Parens(name.span, key)


def _template(node: JsonString) -> Expression:
    """A string is a template, as in a heredoc: no escapes but `$${` and `%%{`."""
    if "${" not in node.text and "%{" not in node.text:
        return Literal(node.span, node.text)
    mark = "END_OF_TEMPLATE"
    found = _foreign(f"x = <<{mark}\n{node.text}\n{mark}\n", node.span)
    if isinstance(found, Literal) and isinstance(found.value, str):
        return Literal(node.span, found.value.removesuffix("\n"))
    if not isinstance(found, Template):
        return Literal(node.span, node.text)
    parts, last = found.parts, found.parts[-1]
    if isinstance(last, Literal) and isinstance(last.value, str):
        rest = last.value.removesuffix("\n")
        parts = (*parts[:-1], Literal(node.span, rest)) if rest else parts[:-1]
    return Template(node.span, parts, False)


def _reference(node: JsonString) -> Expression:
    """A string that Terraform reads as an expression: an address, a type."""
    if node.text.startswith("${"):
        return _template(node)
    return _foreign(f"x = {node.text}\n", node.span) or Literal(node.span, node.text)


def _foreign(text: str, span: Span) -> Expression | None:
    """An expression in native syntax, all of it standing at a span of this file; None when it does not
    parse."""
    file = read_hcl("", text.encode())
    attribute = file.body.attributes.get("x")
    if file.problems or attribute is None:
        return None
    expression = attribute.expression
    _move(expression, span)
    return expression


def _move(node: Node, span: Span) -> None:
    node.span = span
    for name in type(node).__slots__:
        value: object = getattr(node, name)
        for inner in value if isinstance(value, tuple) else (value,):  # pyright: ignore[reportUnknownVariableType]
            if isinstance(inner, Node):
                _move(inner, span)
            elif isinstance(inner, Span):
                setattr(node, name, span)
