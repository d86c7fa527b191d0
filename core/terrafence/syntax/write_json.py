"""Edits of JSON configuration in the file's own manner: its indentation, its line ends, its spaces.

Each function is the twin of the one of the same name in `write` and answers as that does. What stands
inside a string (`"${…}"`) is not edited, only replaced as a whole.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from terrafence.declare import Content, Expr, Pick
from terrafence.record import NamedTuple
from terrafence.syntax.align import Edits
from terrafence.syntax.expressions import Expression, ObjectCons, ObjectItem, TupleCons
from terrafence.syntax.jsontext import JsonArray, JsonNode, JsonObject, JsonString, Refused, parse
from terrafence.syntax.views import Attribute, Block, SourceFile
from terrafence.text import Edit, Span

_Container: TypeAlias = JsonObject | JsonArray


def set_value(file: SourceFile, span: Span, content: Content) -> Edits | None:
    """Another value at `span`."""
    text = _read(file)
    if text is None or text.at(span) is None:
        return None
    return (text.edit(span, text.value(content, text.broken_at(span.end))),)


def add_attribute(file: SourceFile, block: Block, name: str, content: Content) -> Edits | None:
    """A new property at the end of a block."""
    text = _read(file)
    body = text.body(block) if text else None
    if text is None or body is None or _property(body, name) is not None:
        return None
    return text.appended(body, ((name, content),))


def add_block(file: SourceFile, block: Block, kind: str, content: Mapping[str, Content]) -> Edits | None:
    """A new nested block: a property, or one more element of the array that is there."""
    text = _read(file)
    body = text.body(block) if text else None
    if text is None or body is None:
        return None
    match _property(body, kind):
        case None:
            return text.appended(body, ((kind, content),))
        case JsonArray() as blocks:
            return text.appended(blocks, (("", content),))
        case JsonObject() as only:
            written = text.value(content, text.broken_at(only.span.end))
            before = text.edit(Span(only.span.start, only.span.start), "[")
            return (before, text.edit(Span(only.span.end, only.span.end), f",{text.space}{written}]"))
        case _:
            return None


def remove(file: SourceFile, item: Attribute | Block) -> Edits | None:
    """A property or an element out, with its comma."""
    return _without(file, item.span)


def add_items(file: SourceFile, written: TupleCons, contents: Sequence[Content]) -> Edits | None:
    """New elements at the end of an array."""
    text = _read(file)
    array = text.at(written.span) if text else None
    if text is None or not isinstance(array, JsonArray):
        return None
    return text.appended(array, [("", content) for content in contents])


def remove_item(
    file: SourceFile, written: TupleCons | ObjectCons, item: Expression | ObjectItem
) -> Edits | None:
    """An element out of an array, or a property out of an object, with its comma."""
    return _without(file, item.span)


def add_entries(file: SourceFile, written: ObjectCons, entries: Mapping[str, Content]) -> Edits | None:
    """New properties at the end of an object."""
    text = _read(file)
    found = text.at(written.span) if text else None
    if text is None or not isinstance(found, JsonObject):
        return None
    if any(_property(found, name) is not None for name in entries):
        return None
    return text.appended(found, tuple(entries.items()))


def append_block(
    file: SourceFile, after: Block, kind: str, labels: Sequence[str], content: Mapping[str, Content]
) -> Edits | None:
    """A new top-level block, under its kind and its labels; what is missing of those is written too."""
    text = _read(file)
    container = _object(text.root, after.span) if text else None
    names = (kind, *labels)
    while text is not None and container is not None and names:
        there = _property(container, names[0])
        if there is None:
            for name in reversed(names[1:]):
                content = {name: content}
            return text.appended(container, ((names[0], content),))
        container, names = _object(there, after.span), names[1:]
    return None


# ---------------------------------------------------------------- where to write


class _Text(NamedTuple):
    """A file to edit. `unit` is one step of indentation, `space` what follows `:` and `,` on a line."""

    file: SourceFile
    root: JsonNode
    unit: str
    space: str

    def at(self, span: Span) -> JsonNode | None:
        """The value at exactly this span."""
        return next((node for node in _down_to(self.root, span) if node.span == span), None)

    def body(self, block: Block) -> JsonObject | None:
        """The object that a block's body is the inside of."""
        found = self.at(Span(block.body.span.start - 1, block.body.span.end + 1))
        return found if isinstance(found, JsonObject) else None

    def appended(self, container: _Container, items: Sequence[tuple[str, Content]]) -> Edits:
        """New elements at the end of an array, or properties at the end of an object."""
        spans = _items(container)
        if not spans:
            return (self._filled(container, items),)
        at, line = spans[-1].end, self.file.lines.line_of
        own_lines = line(container.span.start) < line(spans[-1].start) and line(at) < line(container.span.end)
        indent = self._indent(spans[-1].start) if own_lines else None
        between = f",{self.space}" if indent is None else f",\n{indent}"
        written = "".join(between + self._item(container, item, indent) for item in items)
        return (self.edit(Span(at, at), written),)

    def _filled(self, container: _Container, items: Sequence[tuple[str, Content]]) -> Edit:
        """The inside of an empty array or object, over several lines where the line ends with it."""
        outer = self.broken_at(container.span.end)
        indent = None if outer is None else outer + self.unit
        between = f",{self.space}" if indent is None else f",\n{indent}"
        inside = between.join(self._item(container, item, indent) for item in items)
        if indent is not None:
            inside = f"\n{indent}{inside}\n{outer}"
        return self.edit(Span(container.span.start + 1, container.span.end - 1), inside)

    def broken_at(self, end: int) -> str | None:
        """The indentation to go on with below a value that ends here; None when all has to stay on its
        line."""
        lines = self.file.lines
        line_end = lines.line_span(lines.line_of(end)).end
        alone = not self.file.source[end:line_end].strip(b" \t,")
        return self._indent(end) if alone and len(lines) > 1 else None

    def edit(self, span: Span, text: str) -> Edit:
        """An edit whose line ends are those of the file."""
        ends = "\r\n" if b"\r\n" in self.file.source else "\n"
        return Edit(span, text.replace("\n", ends).encode())

    def _indent(self, offset: int) -> str:
        lines = self.file.lines
        line = self.file.text(lines.line_span(lines.line_of(offset)))
        return line[: len(line) - len(line.lstrip(" \t"))].removeprefix("\ufeff")

    # ------------------------------------------------------------ content

    def value(self, content: Content, indent: str | None) -> str:
        """The text of a value; objects over several lines from `indent` on, or on one line."""
        if isinstance(content, Pick):
            raise TypeError("a Pick has to be resolved before it is written")
        if isinstance(content, Expr):
            return content.text if _is_json(content.text) else _quoted(f"${{{content.text}}}")
        if isinstance(content, str):
            return _quoted(content.replace("${", "$${").replace("%{", "%%{"))
        if isinstance(content, Mapping):
            inner = None if indent is None else indent + self.unit
            return self._joined("{}", [self._pair(item, inner) for item in content.items()], indent)
        if isinstance(content, tuple):
            nested = indent if any(isinstance(item, Mapping) for item in content) else None
            inner = None if nested is None else nested + self.unit
            return self._joined("[]", [self.value(item, inner) for item in content], nested)
        return json.dumps(content)

    def _item(self, container: _Container, item: tuple[str, Content], indent: str | None) -> str:
        return self._pair(item, indent) if isinstance(container, JsonObject) else self.value(item[1], indent)

    def _pair(self, item: tuple[str, Content], indent: str | None) -> str:
        return f"{_quoted(item[0])}:{self.space}{self.value(item[1], indent)}"

    def _joined(self, brackets: str, parts: Sequence[str], indent: str | None) -> str:
        if indent is None or not parts:
            return brackets[0] + f",{self.space}".join(parts) + brackets[1]
        inner = f"\n{indent}{self.unit}"
        return f"{brackets[0]}{inner}{f',{inner}'.join(parts)}\n{indent}{brackets[1]}"


def _read(file: SourceFile) -> _Text | None:
    try:
        root = parse(file.source)
    except Refused:
        return None
    text = _Text(file, root, "  ", " ")
    first = next(iter(_items(root)), root.span)
    compact = isinstance(root, JsonObject) and bool(root.items) and _is_compact(file, root.items[0])
    return text._replace(unit=_unit(file, first), space="" if compact else " ")


def _unit(file: SourceFile, first: Span) -> str:
    """What the first item of the file is indented by."""
    line = file.lines.line_span(file.lines.line_of(first.start))
    before = file.text(Span(line.start, first.start))
    return before if before and not before.strip(" \t") else "  "


def _is_compact(file: SourceFile, item: tuple[JsonString, JsonNode]) -> bool:
    name, value = item
    return not file.source[name.span.end : value.span.start].endswith((b" ", b"\t", b"\n"))


def _without(file: SourceFile, span: Span) -> Edits | None:
    """The item at a span out of its object or array, with one of the commas beside it."""
    text = _read(file)
    for container in _down_to(text.root, span) if text else ():
        spans = _items(container)
        if span not in spans:
            continue
        at = spans.index(span)
        if at + 1 < len(spans):
            return (Edit(Span(span.start, spans[at + 1].start), b""),)
        if at > 0:
            return (Edit(Span(spans[at - 1].end, span.end), b""),)
        return (Edit(Span(container.span.start + 1, container.span.end - 1), b""),)
    return None


def _down_to(root: JsonNode, span: Span) -> Iterator[JsonNode]:
    """The values around a span, from the outermost to the innermost."""
    node: JsonNode | None = root
    while node is not None:
        yield node
        node = next((inner for inner in _values(node) if inner.span.contains(span)), None)


def _values(node: JsonNode) -> Sequence[JsonNode]:
    if isinstance(node, JsonObject):
        return [value for _, value in node.items]
    return node.items if isinstance(node, JsonArray) else ()


def _items(node: JsonNode) -> list[Span]:
    if isinstance(node, JsonObject):
        return [Span(name.span.start, value.span.end) for name, value in node.items]
    return [item.span for item in node.items] if isinstance(node, JsonArray) else []


def _property(node: JsonObject, name: str) -> JsonNode | None:
    return next((value for key, value in node.items if key.text == name), None)


def _object(node: JsonNode, near: Span) -> JsonObject | None:
    """An object, or of an array of them the one around a span, else the last."""
    if isinstance(node, JsonObject):
        return node
    objects = [item for item in _values(node) if isinstance(item, JsonObject)]
    return next((item for item in objects if item.span.contains(near)), objects[-1] if objects else None)


def _is_json(text: str) -> bool:
    """Whether an expression says the same as JSON: what is moved from elsewhere in a JSON file does."""
    try:
        parse(text.encode())
    except Refused:
        return False
    return True


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
