"""What stands at a place of a document, and what it is worth. Only the worker may ask for values."""

from collections.abc import Iterable, Iterator

from terrafence.evaluate.render import console_text
from terrafence.evaluate.resource import EvaluatedBody, Origin, Resource, Slot
from terrafence.evaluate.subjects import instances_below
from terrafence.evaluate.values import Unknown, Value
from terrafence.evaluate.workspace import Workspace
from terrafence.record import NamedTuple
from terrafence.syntax.views import Attribute, Block, Body, File
from terrafence.tags.effective import Tags, effective
from terrafence_lsp.analysis import Outcome
from terrafence_lsp.documents import Document
from terrafence_lsp.places import smallest_edit
from terrafence_lsp.session import Module


class Cursor(NamedTuple):
    """A place in a file as a result has read it. `blocks` are those around it, outermost first."""

    outcome: Outcome
    file: File
    offset: int
    blocks: tuple[Block, ...]
    attribute: Attribute | None

    @property
    def in_header(self) -> bool:
        """Whether it is in the header of the innermost block."""
        return bool(self.blocks) and self.blocks[-1].header.start <= self.offset <= self.blocks[-1].header.end


class Worth(NamedTuple):
    """A value that an attribute has in some instances: their addresses, the value as people write it (or
    why it is not known), and where it comes from when that is not right here."""

    addresses: tuple[str, ...]
    text: str
    known: bool
    origin: Origin | None


def cursor(module: Module, document: Document, offset: int) -> Cursor | None:
    """What stands at a byte offset of the present text. A part that does not parse is seen as it was when
    it last did."""
    path = document.path or ""
    file = module.outcome.report.files.get(path)
    if file is None:
        return None
    before = module.readable.get(path)
    if before is None or not any(part.span.start <= offset <= part.span.end for part in file.broken):
        return _at(module.outcome, file, offset)
    file = before.report.files[path]
    return _at(before, file, carried(file.source, document.text, offset))


def carried(old: bytes, new: bytes, offset: int) -> int:
    """The place in an old text of a place in the new one; inside what changed, the nearest."""
    edit = smallest_edit(old, new)
    if edit is None or offset < edit.span.start:
        return offset
    end = edit.span.start + len(edit.text)
    return edit.span.end + offset - end if offset >= end else min(offset, edit.span.end)


def worth(at: Cursor | None) -> list[Worth]:
    """The values of the attribute at a cursor over all instances, those that are alike together."""
    if at is None or at.attribute is None or at.outcome.workspace is None:
        return []
    found: dict[tuple[str, str], list[tuple[str, Worth]]] = {}
    for address, value, origin in _values(at, at.outcome.workspace):
        known = value.unknown is None
        text = console_text(value) if known else _why(value)
        steps = "" if origin is None else f"{origin.file.path}:{origin.span.start}"
        found.setdefault((text, steps), []).append((address, Worth((), text, known, origin)))
    return [
        group[0][1]._replace(addresses=tuple(dict.fromkeys(address for address, _ in group)))
        for group in found.values()
    ]


def tagged(at: Cursor | None) -> list[tuple[str, Tags]]:
    """The addresses and effective tags of what the block makes, at whose header the cursor is."""
    if at is None or not at.in_header or at.outcome.workspace is None:
        return []
    found = [(item.address, effective(item)) for item in instances(at.blocks[-1], at.outcome.workspace)]
    return [(address, tags) for address, tags in found if tags is not None]


def instances(block: Block, workspace: Workspace) -> Iterator[Resource]:
    """Everything in the expansion that a top-level block makes."""
    for root in workspace.roots:
        yield from (subject for subject in root.subjects if subject.body.block is block)


def slots(resource: Resource, blocks: Iterable[Block], name: str) -> Iterator[Slot]:
    """The attribute of a name in every evaluation of the innermost of these nested blocks."""
    bodies = [resource.body]
    for block in blocks:
        if block.type != "dynamic":
            bodies = [inner for body in bodies for inner in _evaluated(body, block)]
    for body in bodies:
        slot = body.attribute(name)
        if slot is not None:
            yield slot


def _at(outcome: Outcome, file: File, offset: int) -> Cursor:
    blocks: list[Block] = []
    body: Body | None = file.body
    while body is not None:
        inner = [block for block in body.blocks if block.span.start <= offset <= block.span.end]
        blocks += inner[:1]
        body = inner[0].body if inner else None
    here = (blocks[-1].body if blocks else file.body).attributes.values()
    attribute = next((item for item in here if item.span.start <= offset <= item.span.end), None)
    return Cursor(outcome, file, offset, tuple(blocks), attribute)


def _values(at: Cursor, workspace: Workspace) -> Iterator[tuple[str, Value, Origin | None]]:
    assert at.attribute is not None
    name = at.attribute.name
    if not at.blocks:
        yield from _of_file(at.file, name, workspace)
    elif at.blocks[0].type in ("locals", "output"):
        yield from _of_module(at, at.attribute, workspace)
    else:
        for resource in instances(at.blocks[0], workspace):
            for slot in slots(resource, at.blocks[1:], name):
                yield resource.address, slot.value, slot.origin()


def _of_file(file: File, name: str, workspace: Workspace) -> Iterator[tuple[str, Value, Origin | None]]:
    for root in workspace.roots:
        for subject in root.subjects:
            slot = subject.body.attribute(name) if subject.body.block.file is file.source_file else None
            if subject.mode == "tfvars" and slot is not None:
                yield f"var.{name}", slot.value, None


def _of_module(
    at: Cursor, attribute: Attribute, workspace: Workspace
) -> Iterator[tuple[str, Value, Origin | None]]:
    for instance in (inner for root in workspace.roots for inner in instances_below(root.instance)):
        if instance.module.locals.get(attribute.name) is attribute:
            yield instance.address(f"local.{attribute.name}"), instance.local(attribute.name), None
        name = at.blocks[0].labels[0] if at.blocks[0].labels else ""
        declared = instance.module.outputs.get(name)
        if attribute.name == "value" and declared is not None and declared.block is at.blocks[0]:
            yield instance.address(f"output.{name}"), instance.output(name), None


def _evaluated(body: EvaluatedBody, block: Block) -> list[EvaluatedBody]:
    """The evaluations of one nested block: for the content of a dynamic block, of every element."""
    return [inner for kind in body.block_types() for inner in body.blocks(kind) if inner.block is block]


def _why(value: Value) -> str:
    assert isinstance(value.data, Unknown)
    return value.data.reason
