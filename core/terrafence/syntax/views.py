"""A file as the rest of the core sees it, whether it was written as HCL or as JSON.

Views are lossless: every one knows its span, and nothing in a file is outside all of them but white space
and comments, which `SourceFile.comments` has. A view is never changed; an edited file is read again.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import final

from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression
from terrafence.text import LineIndex, Span


class Format(Enum):
    """How a file is written."""

    HCL = "hcl"
    JSON = "json"


class Problem(NamedTuple):
    """A syntax error: the narrowest span that shows it."""

    span: Span
    message: str


class Comment(NamedTuple):
    """A comment without its marker. `span` covers marker and text, not the line end. `alone` when no
    code precedes it on its line. In JSON, the value of a `"//"` property."""

    span: Span
    text: str
    alone: bool


class Broken(NamedTuple):
    """A chunk that does not parse. `names` are the block headers recognised in it, each (type, labels):
    the names are declared, with unknown contents."""

    span: Span
    names: tuple[tuple[str, tuple[str, ...]], ...]


@final
class SourceFile:
    """The text of a file, to which the views in it refer. `starts` are the byte offsets of the blocks at its
    top, once it is read."""

    __slots__ = ("_comments", "_find_comments", "_lines", "format", "path", "source", "starts")

    def __init__(
        self, path: str, source: bytes, form: Format, find_comments: Callable[[], tuple[Comment, ...]]
    ) -> None:
        self.path = path
        self.source = source
        self.format = form
        self.starts: tuple[int, ...] = ()
        self._find_comments = find_comments
        self._comments: tuple[Comment, ...] | None = None
        self._lines: LineIndex | None = None

    @property
    def lines(self) -> LineIndex:
        """Where its lines are; looked for when first asked for."""
        if self._lines is None:
            self._lines = LineIndex(self.source)
        return self._lines

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments, in order; found when first asked for."""
        if self._comments is None:
            self._comments = self._find_comments()
        return self._comments

    @property
    def known_comments(self) -> tuple[Comment, ...] | None:
        """The comments, if somebody has asked for them."""
        return self._comments

    def text(self, span: Span) -> str:
        """The source of a span; bytes that are not UTF-8 show as U+FFFD."""
        return self.source[span.start : span.end].decode("utf-8", "replace")


@final
class Attribute:
    """`name = expression`. The expression is lowered when first asked for."""

    __slots__ = ("_expression", "_lower", "file", "name", "name_span", "span", "value_span")

    def __init__(
        self, file: SourceFile, name: str, name_span: Span, value_span: Span, lower: Callable[[], Expression]
    ) -> None:
        self.file = file
        self.name = name
        self.name_span = name_span
        self.value_span = value_span
        self.span = Span(name_span.start, value_span.end)
        self._lower: Callable[[], Expression] | None = lower
        self._expression: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The value as written."""
        if self._expression is None:
            assert self._lower is not None
            self._expression = self._lower()
            self._lower = None
        return self._expression


@final
class Body:
    """What stands between the braces of a block, or in a whole file. `span` is the inside, without the
    braces.

    In JSON, a property is an attribute; `blocks_of` reads the same property as blocks when asked, because
    only the reader knows which of the two the provider means.
    """

    __slots__ = ("attributes", "blocks", "span")

    def __init__(self, span: Span, attributes: Mapping[str, Attribute], blocks: tuple["Block", ...]) -> None:
        self.span = span
        self.attributes = attributes
        self.blocks = blocks

    def blocks_of(self, kind: str) -> tuple["Block", ...]:
        """The nested blocks of one type, in order."""
        return tuple(block for block in self.blocks if block.type == kind)


class Reference(NamedTuple):
    """A reference by its names and keys (`var.a["b"][0]`; an index that is not a literal is `*`), written in
    the attribute, or the nested blocks of the type, `part` of a block."""

    part: str
    words: tuple[str | int, ...]


@final
class Written:
    """What a block at the top of a file says, wherever it stands: every version of a file in which its text
    is the same shares one. `at` makes the view that starts at a byte offset in a file. The rest is found when
    first asked for: `references` by `evaluate.mentions`, and by `reread`, whether a file that does not parse
    `splits` here."""

    __slots__ = ("at", "references", "splits")

    def __init__(self, at: "Callable[[SourceFile, int, Written], Block]") -> None:
        self.at = at
        self.references: tuple[Reference, ...] | None = None
        self.splits: bool | None = None


@final
class Block:
    """`type "label" { body }`. `spans` are those of the type, the header and the whole, `offset` bytes before
    where they are in the file. The inside is looked into when first asked for. `written` is there for blocks
    at the top of a file."""

    __slots__ = ("_body", "_look", "_offset", "_spans", "file", "labels", "span", "type", "written")

    def __init__(
        self,
        file: SourceFile,
        kind: str,
        labels: tuple[str, ...],
        spans: tuple[Span, Span, Span],
        look: "Callable[[Block], Body]",
        written: Written | None = None,
        offset: int = 0,
    ) -> None:
        self.file = file
        self.type = kind
        self.labels = labels
        self.written = written
        self._spans = spans
        self._offset = offset
        self.span = self._moved(spans[2])
        self._look: Callable[[Block], Body] | None = look
        self._body: Body | None = None

    @property
    def type_span(self) -> Span:
        """The type."""
        return self._moved(self._spans[0])

    @property
    def header(self) -> Span:
        """From the type to the last label."""
        return self._moved(self._spans[1])

    @property
    def source(self) -> bytes:
        """Its text, from the type to the closing brace."""
        return self.file.source[self.span.start : self.span.end]

    @property
    def body(self) -> Body:
        """What stands between its braces."""
        if self._body is None:
            assert self._look is not None
            self._body = self._look(self)
            self._look = None
        return self._body

    def _moved(self, span: Span) -> Span:
        return Span(span.start + self._offset, span.end + self._offset) if self._offset else span


@final
class File:
    """One file as it was read. `body` holds what could be read; each part that could not is in `broken`, with
    a `Problem`. Its views know its text and not the file, so that one that nobody needs any more is gone
    without a look through all memory."""

    __slots__ = (
        "body",
        "broken",
        "format",
        "path",
        "problems",
        "source",
        "source_file",
        "text",
    )

    def __init__(
        self,
        source_file: SourceFile,
        body: Body,
        broken: tuple[Broken, ...] = (),
        problems: tuple[Problem, ...] = (),
    ) -> None:
        source_file.starts = tuple([block.span.start for block in body.blocks])
        self.source_file = source_file
        self.path = source_file.path
        self.source = source_file.source
        self.format = source_file.format
        self.text = source_file.text
        self.body = body
        self.broken = broken
        self.problems = problems

    @property
    def lines(self) -> LineIndex:
        """Where its lines are."""
        return self.source_file.lines

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments, in order."""
        return self.source_file.comments
