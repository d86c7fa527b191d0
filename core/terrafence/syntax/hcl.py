"""HCL files: tree-sitter's concrete tree as views."""

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser, Range

from terrafence.syntax.chunks import Masked, cut, mask, names
from terrafence.syntax.comments import find_comments
from terrafence.syntax.diagnose import diagnose
from terrafence.syntax.dialect import bad_byte, same_length, second_try
from terrafence.syntax.lower import Lowering, children_of
from terrafence.syntax.strict import Check, Refused
from terrafence.syntax.views import Attribute, Block, Body, Broken, File, Format, Problem
from terrafence.text import Encoding, Span

_BOM = b"\xef\xbb\xbf"


def read_hcl(path: str, source: bytes) -> File:
    """Reads HCL native syntax. Where the whole does not parse it is cut into chunks, each read by
    itself."""
    file = File(path, source, Format.HCL, lambda: find_comments(source))
    text = same_length(source)
    if text.startswith(_BOM):
        text = b"   " + text[3:]
    whole = Span(0, len(source))
    root, problem = _parse(text, whole, file)
    if problem is None:
        file.body = Views(file).body(_body(root), whole)
    else:
        _read_chunks(file, text)
    _refuse_bad_bytes(file)
    return file


def _parse(text: bytes, span: Span, file: File) -> tuple[Node, Problem | None]:
    """The tree of a span of the text, and what Terraform would not accept in it (an empty message for an
    error in the tree)."""
    root = _tree(text, span, file)
    if root.has_error:
        again = second_try(text)
        if again != text:
            root = _tree(again, span, file)
    if root.has_error:
        return root, Problem(span, "")
    body = _body(root)
    try:
        Check(file.source).body(body.children if body is not None else [])
    except Refused as refused:
        return root, refused.problem
    return root, None


def _tree(text: bytes, span: Span, file: File) -> Node:
    parser = Parser(Language(tree_sitter_hcl.language()))
    if span != (0, len(text)):
        start, end = (file.lines.position(offset, Encoding.UTF8) for offset in span)
        parser.included_ranges = [Range(start, end, *span)]
    return parser.parse(text).root_node


def _body(root: Node) -> Node | None:
    return next((child for child in root.children if child.type == "body"), None)


def _read_chunks(file: File, text: bytes) -> None:
    masked = mask(file.source)
    views = Views(file)
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for chunk in cut(masked.text, file.path.endswith(".tfvars")):
        root, problem = _parse(text, chunk, file)
        if problem is not None:
            _break(
                file,
                masked,
                chunk,
                problem if problem.message else diagnose(file.source, masked, chunk, root),
            )
            continue
        body = views.body(_body(root), chunk)
        attributes.update(body.attributes)
        blocks += body.blocks
    file.body = Body(Span(0, len(file.source)), attributes, tuple(blocks))


def _break(file: File, masked: Masked, chunk: Span, problem: Problem) -> None:
    file.problems = (*file.problems, problem)
    file.broken = (*file.broken, Broken(chunk, names(file.source, masked.text, chunk)))


def _refuse_bad_bytes(file: File) -> None:
    at = bad_byte(file.source)
    if at is not None and not any(problem.span.start == at for problem in file.problems):
        file.problems = (*file.problems, Problem(Span(at, at + 1), "this byte is not UTF-8"))


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
