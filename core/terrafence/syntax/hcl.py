"""HCL files: tree-sitter's concrete trees as views."""

from collections.abc import Callable
from typing import TYPE_CHECKING, final

from tree_sitter import Node

from terrafence.syntax.dialect import bad_byte
from terrafence.syntax.lower import Lowering, children_of
from terrafence.syntax.strict import Refusal, has_stray_character, stray_character
from terrafence.syntax.trees import Trees, items
from terrafence.syntax.views import (
    Attribute,
    Block,
    Body,
    Broken,
    Comment,
    File,
    Format,
    Problem,
    SourceFile,
    Written,
)
from terrafence.text import Span

if TYPE_CHECKING:
    from terrafence.syntax.regions import Masked


def read_hcl(path: str, source: bytes) -> File:
    """Reads HCL native syntax: whole where it is valid, else chunk by chunk."""
    return _Reader(hcl_source(path, source)).read()


def hcl_source(
    path: str, source: bytes, comments: "Callable[[bytes], tuple[Comment, ...]] | None" = None
) -> SourceFile:
    """A file that nothing has been read of yet. `comments` finds its comments."""
    return SourceFile(path, source, Format.HCL, lambda: (comments or _comments)(source))


def read_block(path: str, source: bytes) -> Written | None:
    """What a text says that is one block; None for another. It keeps no tree, and is parsed again whenever
    somebody looks into it."""
    file = read_hcl(path, source)
    if file.problems or file.body.attributes or len(file.body.blocks) != 1:
        return None
    (read,) = file.body.blocks
    kind, labels, spans = read.type, read.labels, (read.type_span, read.header, read.span)

    def inside(block: Block) -> Body:
        views = _Views(block.file, source, block.span.start - spans[2].start)
        item = next(it for it in items(Trees(source).parse()) if it.type == "block")
        return views.header(item).body(views.inside)

    def at(file: SourceFile, start: int, written: Written) -> Block:
        return Block(file, kind, labels, spans, inside, written, start - spans[2].start)

    return Written(at)


def _comments(source: bytes) -> tuple[Comment, ...]:
    # What only some files need is imported for them: a clean one without comments of interest starts faster.
    from terrafence.syntax.comments import find_comments

    return find_comments(source)


@final
class _Reader:
    __slots__ = ("_file", "_source", "_trees", "_views")

    def __init__(self, file: SourceFile) -> None:
        self._file = file
        self._source = file.source
        self._trees = Trees(file.source)
        self._views = _Views(file, file.source)

    def read(self) -> File:
        whole = Span(0, len(self._source))
        root = self._trees.parse()
        odd = _encoding_problem(self._source)
        if root.has_error or self._trees.refusal(root) or has_stray_character(self._source):
            body, broken, problems = self._resynchronised(whole, root)
            return File(self._file, body, broken, tuple(sorted({*odd, *problems})))
        return File(self._file, self._views.top(items(root), whole), (), odd)

    def _resynchronised(self, whole: Span, root: Node) -> tuple[Body, tuple[Broken, ...], list[Problem]]:
        from terrafence.syntax.chunks import cut, names
        from terrafence.syntax.regions import mask

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
            if refusal := self._refusal(tree, masked, chunk):
                problems.append(refusal.problem)
                if not refusal.readable:
                    broken.append(Broken(chunk, names(self._source, masked.text, chunk)))
                    continue
            body = self._views.top(items(tree), chunk)
            attributes.update(body.attributes)
            blocks += body.blocks
        if not problems and (refusal := self._refusal(root, masked, whole)):
            problems.append(refusal.problem)
        return Body(whole, attributes, tuple(blocks)), tuple(broken), problems

    def _refusal(self, root: Node, masked: "Masked", chunk: Span) -> Refusal | None:
        if root.has_error:
            from terrafence.syntax.diagnose import diagnose

            return Refusal(diagnose(self._source, masked, chunk, root))
        stray = stray_character(masked.text, chunk)
        return self._trees.refusal(root) if stray is None else Refusal(stray)


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
    """Makes the views of a file from nodes over `source`, whose bytes stand `offset` further on in the
    file."""

    __slots__ = ("_file", "_lowering", "_offset", "_place", "_source")

    def __init__(self, file: SourceFile, source: bytes, offset: int = 0) -> None:
        self._file = file
        self._source = source
        self._offset = offset
        self._place = _placing(offset) if offset else Span
        self._lowering = Lowering(source, self._place)

    def top(self, nodes: list[Node], span: Span) -> Body:
        """What stands at the top of a file."""
        return self._body(nodes, span, self._top_block)

    def _body(self, nodes: list[Node], span: Span, block: Callable[[Node], Block]) -> Body:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for item in nodes:
            if item.type == "attribute":
                attribute = self._attribute(item)
                attributes[attribute.name] = attribute
            elif item.type == "block":
                blocks.append(block(item))
        return Body(span, attributes, tuple(blocks))

    def _attribute(self, item: Node) -> Attribute:
        name, _, value = children_of(item)
        lower = self._lowering.expression
        return Attribute(
            self._file, self._text(name), self._span(name), self._span(value), lambda: lower(value)
        )

    def _top_block(self, item: Node) -> Block:
        header = self.header(item)
        source, first = self._source, item.start_byte

        def inside(block: Block) -> Body:
            return header.body(_Views(block.file, source, block.span.start - first).inside)

        def at(file: SourceFile, start: int, written: Written) -> Block:
            return header.block(file, start - first, inside, written)

        return at(self._file, first + self._offset, Written(at))

    def _block(self, item: Node) -> Block:
        header = self.header(item)
        return header.block(self._file, self._offset, lambda _: header.body(self.inside))

    def header(self, item: Node) -> "_Header":
        """A block."""
        return _Header(item, self._text, self._label)

    def inside(self, nodes: list[Node], start: int, end: int) -> Body:
        """What stands between two bytes of the source, inside a block."""
        return self._body(nodes, self._place(start, end), self._block)

    def _label(self, node: Node) -> str:
        return self._lowering.label(node) if node.type == "string_lit" else self._text(node)

    def _span(self, node: Node) -> Span:
        return self._place(node.start_byte, node.end_byte)

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _placing(offset: int) -> Callable[[int, int], Span]:
    return lambda start, end: Span(start + offset, end + offset)


@final
class _Header:
    """The nodes of a block, and what its header says."""

    __slots__ = ("_inside", "_kind", "_labels", "_nodes", "_spans")

    def __init__(self, item: Node, text: Callable[[Node], str], label: Callable[[Node], str]) -> None:
        kind, *rest, end = children_of(item)
        self._nodes: list[Node] = rest.pop().children if rest[-1].type == "body" else []
        *labels, start = rest
        self._kind = text(kind)
        self._labels = tuple(map(label, labels))
        last = labels[-1].end_byte if labels else kind.end_byte
        self._spans = Span(*kind.byte_range), Span(kind.start_byte, last), Span(*item.byte_range)
        self._inside = start.end_byte, end.start_byte

    def block(
        self, file: SourceFile, offset: int, look: Callable[[Block], Body], written: Written | None = None
    ) -> Block:
        return Block(file, self._kind, self._labels, self._spans, look, written, offset)

    def body(self, inside: Callable[[list[Node], int, int], Body]) -> Body:
        return inside(self._nodes, *self._inside)
