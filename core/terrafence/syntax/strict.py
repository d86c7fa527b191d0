"""What Terraform refuses in a tree that tree-sitter-hcl calls clean. Its grammar takes a newline for any
white space; in Terraform's, items of a body or an object end with one, and expressions outside brackets
cannot hold one."""

import itertools
import re
from typing import NoReturn, final

from tree_sitter import Node

from terrafence.record import NamedTuple
from terrafence.syntax.lower import children_of
from terrafence.syntax.views import Problem
from terrafence.text import Span

MAX_DEPTH = 240
"""How deep a concrete tree may nest; a list in a list is three nodes, an operation in an operation two."""

MAX_STEPS = 100
"""How many attributes and indices a traversal may have."""

_STEPS = frozenset(("get_attr", "index", "splat"))
_SHORT = 100
_CODE_COMMENT = re.compile(rb"/\*.*?\*/|(?:#|//)[^\n]*", re.DOTALL)
_SPLATS = re.compile(rb"\.\*[^\n]*\.\*")
_INDICES = re.compile(rb"\.\d+\.\d")
_STRAY = re.compile(rb"[\f\v]|\r(?!\n)")
_BRACKETED = frozenset(
    ("tuple", "for_expr", "new_index", "function_arguments", "template_interpolation", "template_directive")
)


class Refusal(NamedTuple):
    """What Terraform would not accept. `readable` when it is plain all the same what is meant."""

    problem: Problem
    readable: bool = False


class Refused(Exception):
    """The first thing in a tree that Terraform would not accept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def has_stray_character(source: bytes) -> bool:
    """Whether a source may hold what `stray_character` looks for."""
    return any(it in source for it in (b"\f", b"\v")) or (b"\r" in source and bool(_STRAY.search(source)))


def stray_character(source: bytes, span: Span) -> Problem | None:
    """A form feed, vertical tab or lone carriage return in code, which the grammar takes for white
    space. To be asked of a source whose strings and comments are masked."""
    found = _STRAY.search(source, *span)
    if found is None:
        return None
    name = {b"\f": "form feed", b"\v": "vertical tab"}.get(found[0], "carriage return without a line feed")
    return Problem(Span(*found.span()), f"a {name} is not allowed here")


def _has_rare(source: bytes) -> bool:
    """Whether a source may hold what is looked for in every expression."""
    return (
        any(it in source for it in (b"0x", b"0X"))
        or has_stray_character(source)
        or (b".*" in source and _SPLATS.search(source) is not None)
        or any(not source[at.start() - 1 : at.start()].isdigit() for at in _INDICES.finditer(source))
    )


@final
class Check:
    """Checks trees over one source; raises Refused."""

    __slots__ = ("_source", "_thorough", "_unclosed")

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._unclosed: Problem | None = None
        self._thorough = _has_rare(source)

    def refusal(self, items: list[Node]) -> Refusal | None:
        """What Terraform would not accept among the items of a tree: what leaves it open how they are meant
        before what does not."""
        self._unclosed = None
        try:
            self.body(items)
        except Refused as refused:
            return Refusal(refused.problem)
        return None if self._unclosed is None else Refusal(self._unclosed, readable=True)

    def body(self, items: list[Node], depth: int = 0) -> None:
        """The items of a body: one a line, no attribute twice."""
        names: set[bytes] = set()
        end: int | None = None
        for item in items:
            if item.type == "comment":
                continue
            if end is not None and not self._breaks(end, item.start_byte):
                self._refuse(item.children[0], "expected a new line before this")
            end = item.end_byte
            if item.type == "block":
                self._block(item, depth + 2)
            else:
                self._attribute(item, names, depth + 1)

    def _attribute(self, item: Node, names: set[bytes], depth: int) -> None:
        name, equals, value = children_of(item)
        text = self._source[name.start_byte : name.end_byte]
        if self._breaks(name.end_byte, equals.start_byte):
            self._refuse(name, f"expected `=` or a block after `{text.decode('utf-8', 'replace')}`")
        if self._breaks(equals.end_byte, value.start_byte):
            self._refuse(equals, "expected a value after `=`")
        if text in names:
            self._refuse(name, f"`{text.decode('utf-8', 'replace')}` is set twice")
        if b":" in text:
            self._refuse(name, "a name cannot hold `::`")
        names.add(text)
        self._expression(value, True, depth)

    def _block(self, item: Node, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._refuse(item.children[0], "nested too deeply")
        nodes = children_of(item)
        kind = nodes[0]
        end = kind.end_byte
        for node in nodes[1:]:
            if self._breaks(end, node.start_byte):
                self._refuse(kind, f"expected `=` or `{{` after `{self._text(kind)}`")
            end = node.end_byte
            if node.type == "block_start":
                break
            self._one_line(node.start_byte, end)
            if self._source.find(b"{", node.start_byte, end) >= 0:
                self._label(node)
        inside = nodes[-2]
        if inside.type != "body":
            return
        self._block_inside(end, inside, nodes[-1])
        self.body(inside.children, depth)

    def _label(self, node: Node) -> None:
        if re.search(r"(?<!\$)\$\{|(?<!%)%\{", self._text(node)):
            self._refuse(node, "a label cannot hold an interpolation")

    def _block_inside(self, start: int, inside: Node, close: Node) -> None:
        """A block is either opened up, or holds one attribute at most."""
        items = children_of(inside)
        if self._breaks(start, items[0].start_byte):
            if not self._breaks(items[-1].end_byte, close.start_byte):
                at = Span(close.start_byte, close.end_byte)
                self._unclosed = self._unclosed or Problem(at, "expected a new line before `}`")
            return
        if len(items) > 1 or items[0].type == "block":
            self._refuse(items[-1].children[0], "a block on one line holds one attribute at most")
        if self._breaks(items[0].end_byte, close.start_byte):
            self._refuse(items[0].children[0], "expected a new line after `{`, or `}` on this line")

    # ------------------------------------------------------------ expressions

    def _expression(self, node: Node, lines_count: bool, depth: int) -> None:
        """`lines_count`: whether a newline here would end the expression."""
        start, end = node.start_byte, node.end_byte
        if (
            end - start > _SHORT
            or self._thorough
            or self._source.find(b"{", start, end) >= 0
            or self._source.find(b"\n", start, end) >= 0
        ):
            self._node(node, lines_count, depth)

    def _node(self, node: Node, lines_count: bool, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._refuse(node, "nested too deeply")
        kind = node.type
        nodes = children_of(node)
        match kind:
            case "object":
                self._object(nodes)
                lines_count = True
            case "string_lit" | "quoted_template":
                self._quoted(nodes)
            case "heredoc_template":
                self._heredoc(nodes)
            case "template_interpolation" if not any(child.type == "expression" for child in nodes):
                self._refuse(node, "expected an expression inside `${ }`")
            case _:
                if lines_count and kind not in _BRACKETED:
                    self._unbroken(nodes)
                if self._thorough:
                    self._rare(node, nodes)
        if len(nodes) > MAX_STEPS and sum(child.type in _STEPS for child in nodes) > MAX_STEPS:
            self._refuse(node, "too many attributes and indices in a row")
        lines_count = lines_count and kind not in _BRACKETED
        brackets = 0
        for child in nodes:
            if not child.is_named:
                brackets += {"(": 1, ")": -1}.get(child.type, 0)
            elif child.child_count:
                within = lines_count and not brackets
                if child.type == "expression":
                    self._expression(child, within, depth + 1)
                else:
                    self._node(child, within, depth + 1)

    def _unbroken(self, nodes: list[Node]) -> None:
        """No newline between the parts of an expression, save within its parentheses."""
        brackets = 0
        for before, after in itertools.pairwise(nodes):
            brackets += {"(": 1, ")": -1}.get(before.type, 0)
            if not brackets and self._breaks(before.end_byte, after.start_byte):
                self._refuse(before, "this expression goes on in the next line: put it in parentheses")

    def _object(self, nodes: list[Node]) -> None:
        for before, after in itertools.pairwise(nodes):
            broken = self._breaks(before.end_byte, after.start_byte)
            if before.type == after.type and not broken:
                self._refuse(after, "expected a comma or a new line before this entry")
            if after.type == "," and broken:
                self._refuse(after, "a comma must follow its entry on the same line")

    def _quoted(self, nodes: list[Node]) -> None:
        for before, after in itertools.pairwise(nodes):
            if before.type == "template_literal":
                self._one_line(before.start_byte, before.end_byte)
            self._one_line(before.end_byte, after.start_byte)

    def _one_line(self, start: int, end: int) -> None:
        at = self._source.find(b"\n", start, end)
        if at >= 0:
            raise Refused(Problem(Span(at, at + 1), 'expected `"`: a string cannot span lines'))

    def _heredoc(self, nodes: list[Node]) -> None:
        marker = nodes[1]
        alone = self._source.startswith((b"\n", b"\r\n"), marker.end_byte)
        if nodes[0].end_byte != marker.start_byte or not alone:
            self._refuse(marker, "a heredoc marker stands alone: nothing before or after it")

    def _rare(self, node: Node, nodes: list[Node]) -> None:
        if nodes[0].type == "numeric_lit" and "x" in self._text(node).lower():
            self._refuse(node, "numbers are written in decimal")
        for before, after in itertools.pairwise(nodes):
            if _is_legacy(before) and _is_legacy(after):
                self._refuse(after, "write indices in brackets: `[0][1]`")
            if _is_attribute_splat(before) and _is_attribute_splat(after) and b"[" not in self._bytes(before):
                self._refuse(after, "`.*` after `.*` is not allowed: use `[*]`")

    # ------------------------------------------------------------ helpers

    def _breaks(self, start: int, end: int) -> bool:
        """Whether a newline that counts stands between two tokens: one inside `/* */` does not."""
        if self._source.find(b"\n", start, end) < 0:
            return False
        gap = self._source[start:end]
        return b"/*" not in gap or b"\n" in _CODE_COMMENT.sub(b"", gap)

    def _bytes(self, node: Node) -> bytes:
        return self._source[node.start_byte : node.end_byte]

    def _text(self, node: Node) -> str:
        return self._bytes(node).decode("utf-8", "replace")

    def _refuse(self, node: Node, message: str) -> NoReturn:
        raise Refused(Problem(Span(node.start_byte, node.end_byte), message))


def _is_legacy(node: Node) -> bool:
    return node.type == "index" and node.children[0].type == "legacy_index"


def _is_attribute_splat(node: Node) -> bool:
    return node.type == "splat" and node.children[0].type == "attr_splat"
