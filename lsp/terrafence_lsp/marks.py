"""What is shown beside the text: a lens over each block that has findings, hints after values that come from
elsewhere, links from rule ids to their pages."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from terrafence.declare import Rule
from terrafence.derive import url
from terrafence.evaluate.render import console_text
from terrafence.evaluate.resource import Resource, Slot
from terrafence.evaluate.workspace import Workspace
from terrafence.finding import Finding
from terrafence.record import NamedTuple
from terrafence.registry import all_rules
from terrafence.suppress import suppressions
from terrafence.syntax.expressions import Literal, Number
from terrafence.syntax.views import Block, File
from terrafence.tags.effective import Giver, Tags, effective
from terrafence.text import Span
from terrafence_lsp import diagnostics
from terrafence_lsp.actions import has_edits, is_safe
from terrafence_lsp.cursor import instances, slots
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.places import Places
from terrafence_lsp.positions import to_range
from terrafence_lsp.session import Module, Session

_LONGEST = 40
_NAME = re.compile(rb"[A-Za-z][\w-]*(?::[\w/-]+)?")


class Hint(NamedTuple):
    """What a value comes to, at the byte after it, or what tags a resource gets from its provider, at the
    byte after its header."""

    offset: int
    text: str


def lenses(session: Session, module: Module, document: Document) -> list[types.CodeLens]:
    """One for each top-level block with findings: how many, and how many can be mended."""
    file = module.outcome.report.files.get(document.path or "")
    found = diagnostics.shown(session, module, document.path)
    if file is None:
        return []
    places = Places(session, module.outcome)
    return [
        types.CodeLens(places.range(file.path, block.header), types.Command(_counted(inside), ""))
        for block, inside in _inside(file.body.blocks, found)
    ]


def hints(workspace: Workspace, file: File, span: Span) -> list[Hint]:
    """The values in a part of a file that are not to be read where they stand: the same in all instances,
    known and short; and the tags that providers add."""
    found: list[Hint] = []
    for block in file.body.blocks:
        if block.span.start < span.end and span.start < block.span.end:
            resources = [item for item in instances(block, workspace) if item.mode in ("managed", "data")]
            found += _inherited(block, resources)
            for inner in _nested(block, ()) if resources else ():
                found += _hints(resources, inner)
    return sorted(hint for hint in found if span.start <= hint.offset <= span.end)


def links(document: Document, module: Module | None) -> list[tuple[Span, Rule]]:
    """The rule ids in a document's suppressions, or anywhere in a settings file, with their rules."""
    if document.role is Role.SETTINGS:
        return list(_named(document.text, Span(0, len(document.text))))
    file = None if module is None else module.outcome.report.files.get(document.path or "")
    if file is None or file.source != document.text:
        return []
    spans = dict.fromkeys(suppression.span for suppression in suppressions(file))
    return [link for span in spans for link in _named(file.source, span)]


def as_links(session: Session, document: Document, module: Module | None) -> list[types.DocumentLink]:
    """The links as the client gets them."""
    encoding = session.client.encoding
    return [
        types.DocumentLink(to_range(document.lines, span, encoding), target=url(rule), tooltip=rule.summary)
        for span, rule in links(document, module)
    ]


def as_hints(session: Session, document: Document, found: Iterable[Hint]) -> list[types.InlayHint]:
    """The hints as the client gets them."""
    encoding = session.client.encoding
    return [
        types.InlayHint(
            to_range(document.lines, Span(hint.offset, hint.offset), encoding).start,
            hint.text,
            padding_left=True,
        )
        for hint in found
    ]


def _inside(blocks: Sequence[Block], found: list[Finding]) -> Iterator[tuple[Block, list[Finding]]]:
    """The blocks that have findings, with these; both are in the order of the file."""
    starts = [finding.span.start for finding in found]
    for block in blocks:
        near = found[bisect_left(starts, block.span.start) : bisect_right(starts, block.span.end)]
        inside = [finding for finding in near if block.span.contains(finding.span)]
        if inside:
            yield block, inside


def _counted(found: list[Finding]) -> str:
    said = _count(len(found), "finding", "findings")
    safe = sum(is_safe(finding) for finding in found)
    unsafe = sum(has_edits(finding) for finding in found) - safe
    said += f", {_count(safe, 'safe fix', 'safe fixes')}" if safe else ""
    return said + (f", {_count(unsafe, 'unsafe fix', 'unsafe fixes')}" if unsafe else "")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _nested(block: Block, above: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """The block, and each that it holds, as the nested blocks on the way there (the first left out)."""
    yield above
    for inner in block.body.blocks:
        yield from _nested(inner, (*above, inner))


def _inherited(block: Block, resources: list[Resource]) -> Iterator[Hint]:
    """The tags that the provider adds to what a block makes, where they are the same for all of it."""
    texts = {_from_provider(tags) for item in resources if (tags := effective(item)) is not None}
    text = texts.pop() if len(texts) == 1 else ""
    if text:
        yield Hint(block.header.end, text)


def _from_provider(tags: Tags) -> str:
    given = [tag for _, tag in sorted(tags.entries.items()) if tag.giver is Giver.PROVIDER]
    return ", ".join(f"{tag.key} = {tag.text if tag.text is not None else '?'}" for tag in given)


def _hints(resources: list[Resource], inner: tuple[Block, ...]) -> Iterator[Hint]:
    block = inner[-1] if inner else resources[0].body.block
    for name, attribute in block.body.attributes.items():
        if isinstance(attribute.expression, Literal | Number):
            continue
        texts = {_text(slot) for resource in resources for slot in slots(resource, inner, name)}
        text = texts.pop() if len(texts) == 1 else ""
        if text:
            yield Hint(attribute.value_span.end, f"= {text}")


def _text(slot: Slot) -> str:
    """What the value comes to; empty when it is written right there, or not known, or long."""
    if slot.value.unknown is not None or slot.origin() is None:
        return ""
    text = console_text(slot.value)
    return text if len(text) <= _LONGEST and "\n" not in text else ""


def _named(source: bytes, span: Span) -> Iterator[tuple[Span, Rule]]:
    rules = {name.lower(): rule for rule in all_rules() for name in (*rule.aliases, *rule.formerly, rule.id)}
    for match in _NAME.finditer(source, span.start, span.end):
        rule = rules.get(match[0].decode().lower())
        if rule is not None:
            yield Span(*match.span()), rule
