"""Hover on a finding: its message and the page of its rule."""

from lsprotocol import types

from terrafence.derive import page
from terrafence.finding import Finding
from terrafence_lsp import diagnostics
from terrafence_lsp.documents import Document
from terrafence_lsp.places import Places
from terrafence_lsp.positions import to_offset
from terrafence_lsp.session import Module, Session


def at(session: Session, module: Module, document: Document, position: types.Position) -> types.Hover | None:
    """The pages of the rules whose findings cover a position; None where there is none."""
    offset = to_offset(document.lines, position, session.client.encoding)
    covering = [
        finding
        for finding in diagnostics.shown(session, module, document.path)
        if finding.span.start <= offset <= finding.span.end and not diagnostics.is_syntax_error(finding)
    ]
    if not covering:
        return None
    kind = types.MarkupKind.Markdown if session.client.markdown else types.MarkupKind.PlainText
    narrowest = min(covering, key=lambda finding: finding.span.end - finding.span.start)
    return types.Hover(
        contents=types.MarkupContent(kind, "\n\n---\n\n".join(_pages(covering))),
        range=Places(session, module.outcome).range(narrowest.path, narrowest.span),
    )


def _pages(findings: list[Finding]) -> list[str]:
    """One page for each rule, however many of its findings cover the place."""
    return list({finding.rule.id: page(finding.rule) for finding in findings}.values())
