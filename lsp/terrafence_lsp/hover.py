"""Hover: the page of a finding's rule, what a suppression silences, what an attribute is worth."""

from collections.abc import Iterable

from lsprotocol import types

from terrafence.derive import page
from terrafence.finding import Finding
from terrafence.record import NamedTuple
from terrafence.registry import find
from terrafence.suppress import Suppression, suppressions
from terrafence.tags.effective import Tag, Tags
from terrafence.text import Span
from terrafence_lsp import diagnostics
from terrafence_lsp.cursor import Cursor, Worth, cursor
from terrafence_lsp.documents import Document
from terrafence_lsp.places import Places
from terrafence_lsp.positions import to_offset, to_range
from terrafence_lsp.session import Module, Session

_MOST = 5


class _Said(NamedTuple):
    """Text and the bytes of the present document that it is about; None where the text is an older one's."""

    text: str
    span: Span | None


class Look(NamedTuple):
    """A place that a person points at, before any value is asked for."""

    document: Document
    here: Cursor | None
    places: Places
    said: tuple[_Said, ...]

    def answer(self, found: list[Worth], tags: list[tuple[str, Tags]]) -> types.Hover | None:
        """What there is to say, with the values that the attribute there has, or the tags of the resource;
        None when it is nothing."""
        parts = [*self.said, *_attribute(self, found), *_tags(self, tags)]
        if not parts:
            return None
        client = self.places.client
        spans = [part.span for part in parts if part.span is not None]
        narrowest = min(spans, key=lambda span: span.end - span.start, default=None)
        return types.Hover(
            contents=types.MarkupContent(
                types.MarkupKind.Markdown if client.markdown else types.MarkupKind.PlainText,
                "\n\n---\n\n".join(part.text for part in parts),
            ),
            range=narrowest and to_range(self.document.lines, narrowest, client.encoding),
        )


def look(session: Session, module: Module, document: Document, position: types.Position) -> Look:
    """What is at a position."""
    offset = to_offset(document.lines, position, session.client.encoding)
    here = cursor(module, document, offset)
    said = [*_findings(session, module, document, offset), *(_suppression(here) if here else ())]
    outcome = module.outcome if here is None else here.outcome
    return Look(document, here, Places(session, outcome), tuple(said))


def _findings(session: Session, module: Module, document: Document, offset: int) -> Iterable[_Said]:
    """One page for each rule, however many of its findings cover the place."""
    pages: dict[str, _Said] = {}
    for finding in diagnostics.shown(session, module, document.path):
        covers = finding.span.start <= offset <= finding.span.end
        if covers and not diagnostics.is_syntax_error(finding):
            pages.setdefault(finding.rule.id, _Said(page(finding.rule), finding.span))
    return pages.values()


def _suppression(here: Cursor) -> Iterable[_Said]:
    for suppression in suppressions(here.file):
        if suppression.span.start <= here.offset <= suppression.span.end:
            silenced = [
                finding
                for finding in here.outcome.report.findings
                if finding.suppressed is not None
                and (finding.suppressed.path, finding.suppressed.span) == (here.file.path, suppression.span)
            ]
            yield _Said(_described(suppression, silenced), suppression.span)


def _described(suppression: Suppression, silenced: list[Finding]) -> str:
    lines: list[str] = []
    for name in suppression.names:
        rules = find(name)
        lines += [f"Silences `{rule.id}`: {rule.summary}." for rule in rules]
        lines += [] if rules else [f"`{name}` is no rule that is known here."]
    lines += [f"Why: {suppression.reason}"] if suppression.reason else ["It gives no reason."]
    lines += [f"Until {suppression.until}."] if suppression.until else []
    lines.append(f"It silences {_count(len(silenced), 'finding')} now.")
    return "\n\n".join(lines)


def _attribute(look: Look, found: list[Worth]) -> Iterable[_Said]:
    here = look.here
    if here is None or here.attribute is None or not found:
        return
    span = here.attribute.span if here.file.source == look.document.text else None
    shown = [_valued(item, here.attribute.name, look.places) for item in found[:_MOST]]
    more = [f"and {_count(len(found) - _MOST, 'other value')}"] if len(found) > _MOST else []
    yield _Said("\n\n".join([*shown, *more]), span)


def _tags(look: Look, found: list[tuple[str, Tags]]) -> Iterable[_Said]:
    """A table of tags for each instance that has others than those before it."""
    tables: dict[str, list[str]] = {}
    for address, tags in found:
        tables.setdefault(_table(tags, look.places), []).append(address)
    for table, addresses in list(tables.items())[:_MOST]:
        yield _Said(f"**Tags** of {_listed(tuple(addresses))}\n\n{table}", None)


def _table(tags: Tags, places: Places) -> str:
    rows = [_row(tag, places) for _, tag in sorted(tags.entries.items())]
    lines = ["| key | value | given by | where |", "|---|---|---|---|", *rows] if rows else []
    lines += ["", f"There may be more: {tags.open}."] if tags.open else []
    return "\n".join(lines) or "It has none."


def _row(tag: Tag, places: Places) -> str:
    cells = (_cell(tag.key), _cell(_tag_text(tag)), tag.giver.value, places.link(tag.file.path, tag.span))
    return f"| {' | '.join(cells)} |"


def _tag_text(tag: Tag) -> str:
    if tag.text is not None:
        return "(sensitive value)" if tag.value.sensitive else tag.text
    return "(not known)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _valued(item: Worth, name: str, places: Places) -> str:
    text = f"```terraform\n{name} = {item.text}\n```" if item.known else f"`{name}` is not known: {item.text}"
    lines = [text]
    if item.origin is not None:
        origin = item.origin
        lines.append(f"from {origin.steps[-1].label}, {places.link(origin.file.path, origin.span)}")
    lines.append(f"in {_listed(item.addresses)}")
    return "\n\n".join(lines)


def _listed(addresses: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{address}`" for address in addresses[:_MOST])
    more = len(addresses) - _MOST
    return f"{shown} and {more} more" if more > 0 else shown


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number or 'no'} {noun}s"
