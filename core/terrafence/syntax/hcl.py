"""HCL files: tree-sitter's concrete trees as views."""

from typing import TYPE_CHECKING, final

from tree_sitter import Node

from terrafence.syntax.dialect import bad_byte
from terrafence.syntax.lower import Lowering, children_of
from terrafence.syntax.strict import has_stray_character, stray_character
from terrafence.syntax.trees import Trees, items
from terrafence.syntax.views import Attribute, Block, Body, Broken, Comment, File, Format, Problem
from terrafence.text import Span

if TYPE_CHECKING:
    from terrafence.syntax.chunks import Masked


def read_hcl(path: str, source: bytes) -> File:
    """Reads HCL native syntax: whole where it is valid, else chunk by chunk."""
    file = File(path, source, Format.HCL, lambda: _comments(source))
    _Reader(file).read()
    return file


def _comments(source: bytes) -> tuple[Comment, ...]:
    # What only some files need is imported for them: a clean one without comments of interest starts faster.
    from terrafence.syntax.comments import find_comments

    return find_comments(source)


@final
class _Reader:
    __slots__ = ("_file", "_source", "_trees", "_views")

    def __init__(self, file: File) -> None:
        self._file = file
        self._source = file.source
        self._trees = Trees(file.source)
        self._views = _Views(file)

    def read(self) -> None:
        whole = Span(0, len(self._source))
        root = self._trees.parse()
        if root.has_error or self._trees.refusal(root) or has_stray_character(self._source):
            self._resynchronise(whole, root)
        else:
            self._file.body = self._views.body(items(root), whole)
        self._file.problems = tuple(sorted({*_encoding_problem(self._source), *self._file.problems}))

    def _resynchronise(self, whole: Span, root: Node) -> None:
        from terrafence.syntax.chunks import cut, mask, names

        masked = mask(self._source)
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        broken: list[Broken] = []
        problems: list[Problem] = []
        for chunk in cut(masked.text, self._file.path.endswith(".tfvars")):
            if not _starts_line(masked.text, chunk.start):
                at = Span(chunk.start, chunk.start + 1)
                problems.append(Problem(at, "expected a new line before this"))
            tree = self._trees.parse(chunk)
            if problem := self._problem(tree, masked, chunk):
                problems.append(problem)
                broken.append(Broken(chunk, names(self._source, masked.text, chunk)))
                continue
            body = self._views.body(items(tree), chunk)
            attributes.update(body.attributes)
            blocks += body.blocks
        if not problems and (problem := self._problem(root, masked, whole)):
            problems.append(problem)
        self._file.body = Body(whole, attributes, tuple(blocks))
        self._file.broken = tuple(broken)
        self._file.problems = tuple(problems)

    def _problem(self, root: Node, masked: "Masked", chunk: Span) -> Problem | None:
        if root.has_error:
            from terrafence.syntax.diagnose import diagnose

            return diagnose(self._source, masked, chunk, root)
        return stray_character(masked.text, chunk) or self._trees.refusal(root)


def _starts_line(masked: bytes, at: int) -> bool:
    return not masked[masked.rfind(b"\n", 0, at) + 1 : at].strip()


def _encoding_problem(source: bytes) -> tuple[Problem, ...]:
    at = bad_byte(source)
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

    def body(self, nodes: list[Node], span: Span) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for item in nodes:
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
