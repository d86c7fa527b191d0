"""Code actions: mend a finding, silence it, mend everything safe in the file."""

from collections.abc import Iterable
from typing import NamedTuple

from lsprotocol import types

from terrafence.declare import Safety
from terrafence.finding import FileEdit, Finding
from terrafence.suppress import ignore_edit
from terrafence_lsp import diagnostics
from terrafence_lsp.documents import Document
from terrafence_lsp.places import Places, smallest_edit
from terrafence_lsp.positions import to_span
from terrafence_lsp.session import Module, Session

FIX_ALL = "source.fixAll.terrafence"
FIX_ALL_TITLE = "Fix everything safe in this file (terrafence)"
REASON = "TODO: say why this is acceptable here"


class Ask(NamedTuple):
    """What an unresolved code action is about; it travels through the client as `data`."""

    action: str
    uri: str
    rule: str = ""
    fingerprint: str = ""
    start: int = 0


class Request(NamedTuple):
    """A request for code actions with all that answering it needs."""

    session: Session
    document: Document
    module: Module
    places: Places
    context: types.CodeActionContext


def for_findings(request: Request, place: types.Range) -> list[types.CodeAction]:
    """Quick fixes for the findings that the range touches or the client names, then the comments that
    silence them."""
    if not _asks_for(request.context, types.CodeActionKind.QuickFix):
        return []
    found = [(finding, diagnostics.of_finding(finding, request.places)) for finding in _near(request, place)]
    fixes = [_fix(request, finding, diagnostic) for finding, diagnostic in found]
    ignores = [_ignore(request, finding, diagnostic) for finding, diagnostic in found]
    return [action for action in (*fixes, *ignores) if action is not None]


def asks_for_fix_all(context: types.CodeActionContext, session: Session) -> bool:
    """Whether fix-all is wanted: by its own kind, or, when a person opens the menu or the setting says
    so, by a kind above it. Saving with `source.fixAll`, which people configure for other tools, must not
    change infrastructure."""
    only = context.only or ()
    if FIX_ALL in only:
        return True
    generic = any(FIX_ALL.startswith(f"{asked}.") for asked in only)
    invoked = context.trigger_kind is types.CodeActionTriggerKind.Invoked
    return generic and (session.settings.fix_all or invoked)


def can_fix_all(session: Session, module: Module, document: Document) -> bool:
    """Whether any finding of the document has a safe fix."""
    return any(_safe(finding) for finding in diagnostics.shown(session, module, document.path))


def fix_all_edit(changed: Iterable[tuple[str, bytes]], places: Places) -> types.WorkspaceEdit:
    """One edit for each file that fixing changes."""
    edits: list[FileEdit] = []
    for path, text in changed:
        edit = smallest_edit(places.source(path) or b"", text)
        edits += [FileEdit(path, edit)] if edit is not None else []
    return places.workspace_edit(edits)


def fix_all_action() -> types.CodeAction:
    """The fix-all action without its edit."""
    return types.CodeAction(title=FIX_ALL_TITLE, kind=FIX_ALL)


def edit_of(ask: Ask, finding: Finding, module: Module, places: Places) -> types.WorkspaceEdit | None:
    """The edit of an action on one finding; None when there is none to make."""
    edits = _fix_edits(finding) if ask.action == "fix" else _ignore_edits(finding, module)
    return places.workspace_edit(edits) if edits else None


def find(ask: Ask, session: Session, module: Module, document: Document) -> Finding | None:
    """The finding that an action is about, wherever in the document it has moved."""
    found = [
        finding
        for finding in diagnostics.shown(session, module, document.path)
        if (finding.rule.id, finding.fingerprint) == (ask.rule, ask.fingerprint)
    ]
    return min(found, key=lambda finding: abs(finding.span.start - ask.start), default=None)


def read_ask(data: object) -> Ask | None:
    """What `data` says, or None when it is not ours."""
    match data:
        case [str() as action, str() as uri, str() as rule, str() as fingerprint, int() as start]:
            return Ask(action, uri, rule, fingerprint, start)
        case _:
            return None


def _fix(request: Request, finding: Finding, diagnostic: types.Diagnostic) -> types.CodeAction | None:
    if finding.fix is None or not _fix_edits(finding):
        return None
    action = types.CodeAction(
        title=finding.fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=True if request.session.client.preferred and _safe(finding) else None,
    )
    return _completed(action, "fix", request, finding)


def _ignore(request: Request, finding: Finding, diagnostic: types.Diagnostic) -> types.CodeAction | None:
    if not _ignore_edits(finding, request.module):
        return None
    action = types.CodeAction(
        title=f"Ignore {finding.rule.id} here with a reason",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
    )
    return _completed(action, "ignore", request, finding)


def _completed(action: types.CodeAction, name: str, request: Request, finding: Finding) -> types.CodeAction:
    ask = Ask(name, request.document.uri, finding.rule.id, finding.fingerprint, finding.span.start)
    if request.session.client.resolves:
        action.data = list(ask)
    else:
        action.edit = edit_of(ask, finding, request.module, request.places)
    return action


def _fix_edits(finding: Finding) -> tuple[FileEdit, ...]:
    fix = finding.fix
    return () if fix is None or fix.safety is Safety.DISPLAY else fix.edits


def _ignore_edits(finding: Finding, module: Module) -> tuple[FileEdit, ...]:
    file = module.outcome.report.files.get(finding.path)
    if file is None or diagnostics.is_syntax_error(finding):
        return ()
    return tuple(FileEdit(file.path, edit) for edit in ignore_edit(file, finding, REASON))


def _safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety is Safety.SAFE and bool(finding.fix.edits)


def _near(request: Request, place: types.Range) -> list[Finding]:
    document, client = request.document, request.session.client
    span = to_span(document.lines, place, client.encoding)
    named = {
        (diagnostic.code, diagnostic.range.start.line, diagnostic.range.start.character)
        for diagnostic in request.context.diagnostics
        if diagnostic.source == diagnostics.SOURCE
    }

    def wanted(finding: Finding) -> bool:
        start = request.places.range(finding.path, finding.span).start
        touches = finding.span.start <= span.end and span.start <= finding.span.end
        return touches or (finding.rule.id, start.line, start.character) in named

    return [f for f in diagnostics.shown(request.session, request.module, document.path) if wanted(f)]


def _asks_for(context: types.CodeActionContext, kind: str) -> bool:
    """Whether actions of a kind are wanted: a kind stands for all below it, no kinds for all."""
    if context.only is None:
        return True
    return any(asked in ("", kind) or kind.startswith(f"{asked}.") for asked in context.only)
