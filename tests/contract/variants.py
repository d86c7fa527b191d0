"""A rule's example, said in other ways."""

from collections.abc import Iterator

from declared import picks
from tree import findings

from terrafence.declare import Rule
from terrafence.finding import Finding
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression, Literal, Number, ObjectCons, TupleCons
from terrafence.syntax.read import read
from terrafence.syntax.views import Attribute, Block, Body, File
from terrafence.text import Edit, Span, apply_edits

NAME = "terrafence_contract"


class Example(NamedTuple):
    """A rule's example: `fault` is its one finding, `attribute` the attribute that it is at, if it is at
    one, and `blocks` the blocks around the fault, outermost first."""

    rule: Rule
    text: str
    file: File
    fault: Finding
    attribute: Attribute | None
    blocks: tuple[Block, ...]

    @property
    def name(self) -> str:
        return file_name(self.rule)

    @property
    def files(self) -> dict[str, str]:
        return {self.name: self.text}

    @property
    def is_resource(self) -> bool:
        return bool(self.blocks) and self.blocks[0].type in ("resource", "data")

    @property
    def takes_expressions(self) -> bool:
        kinds = [block.type for block in self.blocks]
        return bool(kinds) and kinds[0] in ("resource", "data", "provider") and "lifecycle" not in kinds

    def with_value(self, value: str) -> str:
        """The example with another value in the faulty attribute."""
        assert self.attribute is not None
        return self._edited(Edit(self.attribute.value_span, value.encode()))

    def value(self) -> str:
        """The faulty value as written."""
        assert self.attribute is not None
        return self.file.text(self.attribute.value_span)

    def without_attribute(self) -> str:
        assert self.attribute is not None
        lines = self.file.lines
        first = lines.line_of(self.attribute.span.start)
        last = lines.line_of(self.attribute.span.end - 1)
        end = min(lines.line_span(last).end + 1, len(self.file.source))
        return self._edited(Edit(Span(lines.line_span(first).start, end), b""))

    def inserted(self, line: str) -> str:
        """The example with a line put first into the faulty resource."""
        at = self.blocks[0].body.span.start
        return self._edited(Edit(Span(at, at), f"\n{line}".encode()))

    def as_dynamic(self) -> str | None:
        """The nested block with the fault written by a `dynamic` block; None when the fault is in none."""
        if len(self.blocks) < 2:
            return None
        block = self.blocks[1]
        body = self.file.text(block.body.span)
        text = f'dynamic "{block.type}" {{\nfor_each = [1]\ncontent {{{body}}}\n}}'
        return self._edited(Edit(block.span, text.encode()))

    def _edited(self, edit: Edit) -> str:
        return apply_edits(self.file.source, [edit]).decode()


def file_name(rule: Rule) -> str:
    """The file that the rule's example is the text of."""
    return "terraform.tfvars" if rule.resources == ("tfvars",) else "main.tf"


def example(rule: Rule) -> Example:
    """The example with its one fault."""
    name = file_name(rule)
    found = [finding for finding in findings({name: rule.example}, rule.id) if finding.rule.id == rule.id]
    assert len(found) == 1, f"the example is flagged {len(found)} times"
    file = read(f"/{name}", rule.example.encode())
    attribute, blocks = _around(file.body, found[0].span)
    return Example(rule, rule.example, file, found[0], attribute, blocks)


def neighbours(rule: Rule) -> str:
    """Resources that the rule's fix can refer to."""
    wanted = dict.fromkeys((pick.type, pick.hint.split("|")[0]) for pick in picks(rule))
    return "".join(f'\nresource "{kind}" "{hint.strip(".")}_{NAME}" {{\n}}\n' for kind, hint in wanted)


def is_constant(expression: Expression) -> bool:
    """Whether a variable's default may hold it."""
    match expression:
        case Literal() | Number():
            return True
        case TupleCons():
            return all(is_constant(item) for item in expression.items)
        case ObjectCons():
            return all(is_constant(item.value) for item in expression.items)
        case _:
            return False


def _around(body: Body, span: Span) -> tuple[Attribute | None, tuple[Block, ...]]:
    for attribute in body.attributes.values():
        if attribute.span.contains(span):
            return attribute, ()
    for block in body.blocks:
        if block.span.contains(span):
            attribute, inner = _around(block.body, span)
            return attribute, (block, *inner)
    return None, ()


def attributes(body: Body) -> Iterator[Attribute]:
    """Every attribute of a body and of the blocks in it."""
    yield from body.attributes.values()
    for block in body.blocks:
        yield from attributes(block.body)
