"""HCL files: tree-sitter's concrete tree as views."""

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from terrafence.syntax.lower import Lowering, children_of
from terrafence.syntax.views import Attribute, Block, Body, File, Format, Problem
from terrafence.text import Span


def read_hcl(path: str, source: bytes) -> File:
    """Reads HCL native syntax."""
    file = File(path, source, Format.HCL, lambda: ())
    root = Parser(Language(tree_sitter_hcl.language())).parse(source).root_node
    (body,) = [child for child in root.children if child.type == "body"] or [None]
    if root.has_error:
        file.problems = (Problem(Span(0, 0), "syntax error"),)
    file.body = Views(file).body(body, Span(0, len(source)))
    return file


class Views:
    """Makes the views of one file."""

    __slots__ = ("_file", "_lowering", "_source")

    def __init__(self, file: File) -> None:
        self._file = file
        self._source = file.source
        self._lowering = Lowering(file.source)

    def body(self, node: Node | None, span: Span) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for item in node.children if node else ():
            if item.has_error:
                continue
            if item.type == "attribute":
                attribute = self._attribute(item)
                attributes.setdefault(attribute.name, attribute)
            elif item.type == "block":
                blocks.append(self._block(item))
        return Body(span, attributes, tuple(blocks))

    def _attribute(self, item: Node) -> Attribute:
        name, _, value = children_of(item)
        lower = self._lowering.expression
        return Attribute(
            self._file,
            self._text(name),
            Span(name.start_byte, name.end_byte),
            Span(value.start_byte, value.end_byte),
            lambda: lower(value),
        )

    def _block(self, item: Node) -> Block:
        kind, *rest = children_of(item)
        labels: list[str] = []
        header_end = kind.end_byte
        inside = Span(0, 0)
        body: Node | None = None
        for child in rest:
            match child.type:
                case "identifier":
                    labels.append(self._text(child))
                    header_end = child.end_byte
                case "string_lit":
                    labels.append(self._lowering.label(child))
                    header_end = child.end_byte
                case "block_start":
                    inside = Span(child.end_byte, item.end_byte - 1)
                case "body":
                    body = child
                case _:
                    pass
        spans = (
            Span(kind.start_byte, kind.end_byte),
            Span(kind.start_byte, header_end),
            Span(item.start_byte, item.end_byte),
        )
        return Block(self._file, self._text(kind), tuple(labels), spans, self.body(body, inside))

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")
