"""HCL files: tree-sitter's concrete trees as views."""

from typing import final

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser, Range

from terrafence.syntax import dialect
from terrafence.syntax.chunks import Masked, cut, mask, names
from terrafence.syntax.comments import find_comments
from terrafence.syntax.diagnose import diagnose
from terrafence.syntax.lower import Lowering, children_of
from terrafence.syntax.strict import Check, Refused
from terrafence.syntax.views import Attribute, Block, Body, Broken, File, Format, Problem
from terrafence.text import Span


def read_hcl(path: str, source: bytes) -> File:
    """Reads HCL native syntax: whole where it is valid, else chunk by chunk."""
    file = File(path, source, Format.HCL, lambda: find_comments(source))
    _Reader(file).read()
    return file


@final
class _Reader:
    __slots__ = ("_check", "_file", "_parsed", "_parser", "_source", "_views")

    def __init__(self, file: File) -> None:
        self._file = file
        self._source = file.source
        self._parsed = dialect.same_length(file.source)
        self._parser = Parser(Language(tree_sitter_hcl.language()))
        self._check = Check(file.source)
        self._views = _Views(file)

    def read(self) -> None:
        root = self._parse()
        whole = Span(0, len(self._source))
        if not root.has_error and self._refusal(root) is None:
            self._file.body = self._views.body(_items(root), whole)
        else:
            self._resynchronise(whole)
        self._file.problems = (*_encoding_problem(self._source), *self._file.problems)

    def _resynchronise(self, whole: Span) -> None:
        masked = mask(self._source)
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        broken: list[Broken] = []
        problems: list[Problem] = []
        for chunk in cut(masked.text, self._file.path.endswith(".tfvars")):
            if not _starts_line(masked.text, chunk.start):
                problems.append(
                    Problem(Span(chunk.start, chunk.start + 1), "expected a new line before this")
                )
            root = self._parse(chunk)
            problem = self._problem(root, masked, chunk)
            if problem:
                problems.append(problem)
                broken.append(Broken(chunk, names(self._source, masked.text, chunk)))
                continue
            body = self._views.body(_items(root), chunk)
            attributes = {**body.attributes, **attributes}
            blocks += body.blocks
        self._file.body = Body(whole, attributes, tuple(blocks))
        self._file.broken = tuple(broken)
        self._file.problems = tuple(problems)

    def _problem(self, root: Node, masked: Masked, chunk: Span) -> Problem | None:
        return diagnose(self._source, masked, chunk, root) if root.has_error else self._refusal(root)

    def _refusal(self, root: Node) -> Problem | None:
        try:
            self._check.body(_items(root))
        except Refused as refused:
            return refused.problem
        return None

    def _parse(self, chunk: Span | None = None) -> Node:
        if chunk:
            self._parser.included_ranges = [Range((0, 0), (0, chunk.end - chunk.start), *chunk)]
        root = self._parser.parse(self._parsed).root_node
        if root.has_error and (second := dialect.second_try(self._parsed)) != self._parsed:
            again = self._parser.parse(second).root_node
            return root if again.has_error else again
        return root


def _items(root: Node) -> list[Node]:
    for child in root.children:
        if child.type == "body":
            return child.children
    return []


def _starts_line(masked: bytes, at: int) -> bool:
    return not masked[masked.rfind(b"\n", 0, at) + 1 : at].strip(b" \t\xef\xbb\xbf")


def _encoding_problem(source: bytes) -> tuple[Problem, ...]:
    at = dialect.bad_byte(source)
    if at is None:
        return ()
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return (Problem(Span(0, 2), "the file is UTF-16; Terraform reads UTF-8 only"),)
    return (Problem(Span(at, at + 1), f"the byte 0x{source[at]:02x} is not UTF-8"),)


@final
class _Views:
    """Makes the views of one file."""

    __slots__ = ("_file", "_lowering", "_source")

    def __init__(self, file: File) -> None:
        self._file = file
        self._source = file.source
        self._lowering = Lowering(file.source)

    def body(self, items: list[Node], span: Span) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for item in items:
            if item.type == "attribute":
                attribute = self._attribute(item)
                attributes[attribute.name] = attribute
            elif item.type == "block":
                blocks.append(self._block(item))
        return Body(span, attributes, tuple(blocks))

    def _attribute(self, item: Node) -> Attribute:
        name, _, value = children_of(item)
        lower = self._lowering.expression
        return Attribute(
            self._file,
            self._text(name),
            Span(*name.byte_range),
            Span(*value.byte_range),
            lambda: lower(value),
        )

    def _block(self, item: Node) -> Block:
        kind, *rest, end = children_of(item)
        body: list[Node] = []
        if rest[-1].type == "body":
            body = rest.pop().children
        *labels, start = rest
        spans = (
            Span(*kind.byte_range),
            Span(kind.start_byte, labels[-1].end_byte if labels else kind.end_byte),
            Span(*item.byte_range),
        )
        inside = self.body(body, Span(start.end_byte, end.start_byte))
        return Block(self._file, self._text(kind), tuple(map(self._label, labels)), spans, inside)

    def _label(self, node: Node) -> str:
        return self._lowering.label(node) if node.type == "string_lit" else self._text(node)

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")
