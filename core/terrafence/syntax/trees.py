"""tree-sitter's concrete trees of a source, and what in them Terraform would not accept."""

from typing import final

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser, Range

from terrafence.syntax import dialect
from terrafence.syntax.strict import Check, Refusal
from terrafence.syntax.views import Problem
from terrafence.text import Span


@final
class Trees:
    """Parses a source, or chunks of it. Offsets in a tree are offsets in the source."""

    __slots__ = ("_check", "_parsed", "_parser", "_second_try")

    def __init__(self, source: bytes) -> None:
        self._parsed = dialect.same_length(source)
        self._second_try: bytes | None = None
        self._parser = Parser(Language(tree_sitter_hcl.language()))
        self._check = Check(source)

    def parse(self, chunk: Span | None = None) -> Node:
        """The root of the tree of a chunk, or of all; `has_error` when it does not parse."""
        if chunk:
            self._parser.included_ranges = [Range((0, 0), (0, chunk.end - chunk.start), *chunk)]
        root = self._parser.parse(self._parsed).root_node
        if not root.has_error:
            return root
        if self._second_try is None:
            self._second_try = dialect.second_try(self._parsed)
        if self._second_try == self._parsed:
            return root
        again = self._parser.parse(self._second_try).root_node
        return root if again.has_error else again

    def refusal(self, root: Node) -> Refusal | None:
        """What Terraform would not accept in a tree without errors: also an object that is the whole file."""
        for child in root.children:
            if child.type == "object":
                at = Span(child.start_byte, child.start_byte + 1)
                return Refusal(Problem(at, "expected an argument or a block"))
        return self._check.refusal(items(root))


def items(root: Node) -> list[Node]:
    """The attributes and blocks (and comments) at the top of a tree."""
    for child in root.children:
        if child.type == "body":
            return child.children
    return []
