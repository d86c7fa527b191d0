"""`.tf.json` and `.tfvars.json` files as the same views as HCL, by Terraform's JSON configuration
syntax."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, final

from terrafence.syntax.expressions import (
    Expression,
    Literal,
    Number,
    ObjectCons,
    ObjectItem,
    Parens,
    TupleCons,
    Unary,
)
from terrafence.syntax.jsontext import (
    JsonArray,
    JsonNode,
    JsonNumber,
    JsonObject,
    JsonString,
    JsonWord,
    Refused,
    offsets,
    parse,
)
from terrafence.syntax.lower import Place
from terrafence.syntax.views import Attribute, Block, Body, Broken, Comment, File, Format, Problem, SourceFile
from terrafence.text import Span

_LABELS = {
    **dict.fromkeys(("resource", "data", "ephemeral"), 2),
    **dict.fromkeys(("module", "variable", "output", "provider", "check", "run"), 1),
    **dict.fromkeys(("mock_provider", "mock_resource", "mock_data"), 1),
    **dict.fromkeys(("dynamic", "provisioner", "backend", "provider_meta"), 1),
}
_TOP = frozenset(
    ("resource", "data", "ephemeral", "module", "variable", "output", "provider", "check")
).union(
    ("locals", "terraform", "moved", "import", "removed", "run", "variables", "mock_provider"),
    ("override_resource", "override_data", "override_module"),
)
_REFERENCES = frozenset(
    ("provider", "providers", "depends_on", "ignore_changes", "replace_triggered_by", "configuration_aliases")
)
_REFERENCES_OF = frozenset(
    (("variable", "type"), ("moved", "from"), ("moved", "to"), ("removed", "from"), ("import", "to"))
)

_Reading: TypeAlias = Callable[[JsonString], Expression]


def read_json(path: str, source: bytes) -> File:
    """Reads JSON configuration. Of a text that is not JSON, what stands before the error is broken, with
    its names; of one that is, a block with a template that does not parse."""
    comments: list[Comment] = []
    file = SourceFile(path, source, Format.JSON, lambda: tuple(sorted(comments)))
    views, whole = _Views(file, comments), Span(0, len(source))
    try:
        root = parse(source)
    except Refused as refused:
        blocks = views.top(refused.partial).blocks if refused.partial else ()
        read = tuple((block.type, block.labels) for block in blocks)
        names = (*read, *(name for broken in views.broken for name in broken.names))
        return File(file, Body(whole, {}, ()), (Broken(whole, names),), (refused.problem,))
    body = views.values(root) if path.endswith(".tfvars.json") else views.top(root)
    return File(file, body, tuple(views.broken), tuple(sorted(views.problems)))


@final
class _Views:
    __slots__ = ("_comments", "_file", "broken", "problems")

    def __init__(self, file: SourceFile, comments: list[Comment]) -> None:
        self._file = file
        self._comments = comments
        self.broken: list[Broken] = []
        self.problems: list[Problem] = []

    def top(self, root: JsonNode) -> Body:
        blocks: list[Block] = []
        for item in self._objects(root):
            for name, value in self._properties(item):
                if name.text in _TOP:
                    blocks += self._sound(name, value)
        return Body(_inside(root), {}, tuple(blocks))

    def values(self, root: JsonNode) -> Body:
        """Variable values: here a string is only text."""
        properties = [pair for item in self._objects(root) for pair in self._properties(item)]
        attributes = {name.text: self._attribute(name, value, _text) for name, value in properties}
        return Body(_inside(root), attributes, ())

    def _sound(self, name: JsonString, value: JsonNode) -> Iterator[Block]:
        """The top-level blocks of a property; one in which something is wrong is broken instead."""
        known = len(self.problems)
        for block in self._blocks(name, value, ()):
            if len(self.problems) == known:
                yield block
            else:
                self.broken.append(Broken(block.span, ((block.type, block.labels),)))
                known = len(self.problems)

    def _body(self, node: JsonObject, kind: str) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for name, value in self._properties(node):
            if all(isinstance(inner, JsonObject) for inner in _flat(value)):
                blocks += self._blocks(name, value, (), kind)
            if name.text != "dynamic":
                reading = self._reading(kind, name.text)
                if reading == self._template:
                    self._check(value)
                attributes[name.text] = self._attribute(name, value, reading)
        return Body(_inside(node), attributes, tuple(blocks))

    def _reading(self, kind: str, name: str) -> _Reading:
        if name in _REFERENCES or (kind, name) in _REFERENCES_OF:
            return self._reference
        return _text if (kind, name) == ("variable", "default") else self._template

    def _blocks(
        self, name: JsonString, value: JsonNode, labels: tuple[JsonString, ...], around: str = ""
    ) -> Iterator[Block]:
        """`around` is the type of the block that they stand in: what a test runs has no name of its own."""
        wanted = 0 if (around, name.text) == ("run", "module") else _LABELS.get(name.text, 0)
        for item in self._objects(value):
            if len(labels) == wanted:
                yield self._block(name, labels, item, value is item)
                continue
            for label, inner in self._properties(item):
                yield from self._blocks(name, inner, (*labels, label), around)

    def _block(
        self, name: JsonString, labels: tuple[JsonString, ...], value: JsonObject, only: bool
    ) -> Block:
        """`only`: it stands directly behind its header, not in an array."""
        header = labels[-1] if labels else name
        whole = Span(header.span.start, value.span.end) if only else value.span
        texts = tuple(label.text for label in labels)
        body = self._body(value, name.text)
        return Block(self._file, name.text, texts, (name.span, header.span, whole), lambda _: body)

    def _attribute(self, name: JsonString, value: JsonNode, reading: _Reading) -> Attribute:
        return Attribute(self._file, name.text, name.span, value.span, lambda: self._lowered(value, reading))

    def _objects(self, node: JsonNode) -> Iterator[JsonObject]:
        for item in _flat(node):
            if isinstance(item, JsonObject):
                yield item
            elif not isinstance(item, JsonWord) or item.value is not None:
                self.problems.append(Problem(item.span, "expected an object"))

    def _properties(self, item: JsonObject) -> Iterator[tuple[JsonString, JsonNode]]:
        for name, value in item.items:
            if name.text != "//":
                yield name, value
            elif isinstance(value, JsonString):
                self._comments.append(Comment(value.span, value.text.strip(), True))

    # ------------------------------------------------------------ expressions

    def _lowered(self, node: JsonNode, reading: _Reading) -> Expression:
        match node:
            case JsonWord():
                return Literal(node.span, node.value)
            case JsonNumber():
                if node.text.startswith("-"):
                    return Unary(node.span, "-", Number(node.span, node.text[1:]))
                return Number(node.span, node.text)
            case JsonArray():
                return TupleCons(node.span, tuple(self._lowered(item, reading) for item in node.items))
            case JsonObject():
                items = [
                    ObjectItem(
                        Span(name.span.start, value.span.end), self._key(name), self._lowered(value, reading)
                    )
                    for name, value in node.items
                ]
                return ObjectCons(node.span, tuple(items))
            case JsonString():
                return reading(node)

    def _key(self, name: JsonString) -> Expression:
        key = self._template(name)
        return key if isinstance(key, Literal) else Parens(name.span, key)

    def _template(self, node: JsonString) -> Expression:
        """A string is a template, as in a heredoc: no escapes but `$${` and `%%{`."""
        if not _is_template(node):
            return _text(node)
        from terrafence.syntax.fragments import read_template

        found = read_template(node.text.encode(), self._place(node))
        if isinstance(found, Problem):
            return _text(node)
        found.span = node.span
        return found

    def _reference(self, node: JsonString) -> Expression:
        """A string that Terraform reads as an expression: an address, a type."""
        if _is_template(node):
            return self._template(node)
        from terrafence.syntax.fragments import read_expression

        found = read_expression(node.text.encode(), self._place(node))
        return _text(node) if isinstance(found, Problem) else found

    def _check(self, node: JsonNode) -> None:
        """Notes the templates in a value that do not parse."""
        match node:
            case JsonArray():
                for item in node.items:
                    self._check(item)
            case JsonObject():
                for name, value in node.items:
                    self._check(name)
                    self._check(value)
            case JsonString() if _is_template(node):
                from terrafence.syntax.fragments import read_template

                found = read_template(node.text.encode())
                if isinstance(found, Problem):
                    self.problems.append(Problem(node.span, f"the template in this string: {found.message}"))
            case _:
                pass

    def _place(self, node: JsonString) -> Place:
        if not node.escaped:
            first = node.span.start + 1
            return lambda start, end: Span(first + start, first + end)
        known = offsets(self._file.source, node)
        return lambda start, end: Span(known[min(start, len(known) - 1)], known[min(end, len(known) - 1)])


def _flat(node: JsonNode) -> tuple[JsonNode, ...]:
    return node.items if isinstance(node, JsonArray) else (node,)


def _inside(node: JsonNode) -> Span:
    return Span(node.span.start + 1, node.span.end - 1)


def _text(node: JsonString) -> Expression:
    return Literal(node.span, node.text)


def _is_template(node: JsonString) -> bool:
    return "${" in node.text or "%{" in node.text
