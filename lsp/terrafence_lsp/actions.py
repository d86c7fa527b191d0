"""Code actions: mend a finding, all of its rule, everything safe in the file; silence it; show its rule."""

from collections.abc import Iterable, Iterator
from enum import Enum

from lsprotocol import types

from terrafence import baseline
from terrafence.config import Config, baseline_path
from terrafence.declare import Rule, Safety
from terrafence.derive import best_safety, url
from terrafence.finding import Applicability, FileEdit, Finding, Fix
from terrafence.record import NamedTuple
from terrafence.suppress import ignore_edit, ignore_file_edit
from terrafence_lsp import diagnostics
from terrafence_lsp.documents import Document
from terrafence_lsp.places import Places, smallest_edit
from terrafence_lsp.positions import to_span
from terrafence_lsp.session import Module, Session

FIX_ALL = "source.fixAll.terrafence"
FIX_ALL_TITLE = "Fix everything safe in this file (terrafence)"
SHOW_RULE = "terrafence.showRule"
REASON = "TODO: say why this is acceptable here"


class Kind(Enum):
    """What a code action does; the values travel through the client."""

    FIX = "fix"
    FIX_RULE = "fix-rule"
    FIX_RULE_EVERYWHERE = "fix-rule-everywhere"
    FIX_ALL = "fix-all"
    IGNORE = "ignore"
    IGNORE_IN_BLOCK = "ignore-in-block"
    IGNORE_IN_FILE = "ignore-in-file"
    LET_BE = "let-be"


_MENDING = (Kind.FIX_RULE, Kind.FIX_RULE_EVERYWHERE, Kind.FIX_ALL)


class Ask(NamedTuple):
    """What an unresolved code action is about; it travels through the client as `data`. `choice` is which of
    the finding's fixes is meant."""

    kind: Kind
    uri: str
    rule: str = ""
    fingerprint: str = ""
    start: int = 0
    choice: int = 0

    @property
    def mends(self) -> bool:
        """Whether its edit is made by mending files until nothing is left to do."""
        return self.kind in _MENDING

    @property
    def data(self) -> list[str | int]:
        """What travels."""
        return [self.kind.value, self.uri, self.rule, self.fingerprint, self.start, self.choice]


class Request(NamedTuple):
    """A request for code actions with all that answering it needs."""

    session: Session
    document: Document
    module: Module
    places: Places
    context: types.CodeActionContext


def for_findings(request: Request, place: types.Range) -> list[types.CodeAction]:
    """Quick fixes for the findings that the range touches or the client names, then for all of their rules,
    then the comments that silence them and the pages of their rules. Those that mend whole files come
    without their edit."""
    if not _asks_for(request.context, types.CodeActionKind.QuickFix):
        return []
    found = [(finding, diagnostics.of_finding(finding, request.places)) for finding in _near(request, place)]
    makers = (
        _fix,
        _fix_rule,
        _fix_rule_everywhere,
        _ignore,
        _ignore_in_block,
        _ignore_in_file,
        _let_be,
        _show_rule,
    )
    made = (action for make in makers for each in found for action in make(request, *each))
    return list({action.title: action for action in made}.values())


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
    return any(is_safe(finding) for finding in diagnostics.shown(session, module, document.path))


def mended(changed: Iterable[tuple[str, bytes]], places: Places) -> types.WorkspaceEdit:
    """One edit for each file that mending changes."""
    edits: list[FileEdit] = []
    for path, text in changed:
        edit = smallest_edit(places.source(path) or b"", text)
        edits += [FileEdit(path, edit)] if edit is not None else []
    return places.workspace_edit(edits)


def fix_all_action(document: Document) -> types.CodeAction:
    """The fix-all action without its edit."""
    ask = Ask(Kind.FIX_ALL, document.uri)
    return types.CodeAction(title=FIX_ALL_TITLE, kind=FIX_ALL, data=ask.data)


def edit_of(ask: Ask, finding: Finding, module: Module, places: Places) -> types.WorkspaceEdit | None:
    """The edit of an action on one finding; None when there is none to make."""
    match ask.kind:
        case Kind.LET_BE:
            return _let_be_edit(finding, module, places)
        case Kind.FIX:
            edits = next((fix.edits for at, fix in enumerate(_fixes(finding)) if at == ask.choice), ())
        case Kind.IGNORE_IN_BLOCK:
            edits = _ignore_edits(finding, module, in_block=True)
        case Kind.IGNORE_IN_FILE:
            edits = _ignore_in_file_edits(finding, module)
        case _:
            edits = _ignore_edits(finding, module)
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
        case [str() as kind, str() as uri, str() as rule, str() as mark, int() as start, int() as choice]:
            known = next((item for item in Kind if item.value == kind), None)
            return None if known is None else Ask(known, uri, rule, mark, start, choice)
        case _:
            return None


def _fix(request: Request, finding: Finding, diagnostic: types.Diagnostic) -> Iterator[types.CodeAction]:
    for choice, fix in enumerate(_fixes(finding)):
        action = _action(request, Kind.FIX, finding, fix.title, diagnostic, choice)
        best = choice == 0 and is_safe(finding)
        action.is_preferred = True if best and request.session.client.preferred else None
        yield action


def _fix_rule(request: Request, finding: Finding, diagnostic: types.Diagnostic) -> Iterator[types.CodeAction]:
    shown = diagnostics.shown(request.session, request.module, request.document.path)
    alike = [other for other in shown if other.rule.id == finding.rule.id and _goes_with_rule(other)]
    if len(alike) > 1 and _goes_with_rule(finding):
        effect = "" if all(map(is_safe, alike)) else _effect(finding.rule)
        title = f"Fix all {len(alike)} findings of {finding.rule.id} in this file{effect}"
        yield _action(request, Kind.FIX_RULE, finding, title, diagnostic)


def _fix_rule_everywhere(
    request: Request, finding: Finding, diagnostic: types.Diagnostic
) -> Iterator[types.CodeAction]:
    if request.session.client.resolves and _goes_with_rule(finding):
        title = f"Fix all findings of {finding.rule.id} in the workspace{_effect(finding.rule)}"
        yield _action(request, Kind.FIX_RULE_EVERYWHERE, finding, title, diagnostic)


def _goes_with_rule(finding: Finding) -> bool:
    """Whether fixing all of its rule mends it: not when its fix is a choice, where others of the rule are
    safe."""
    return is_safe(finding) or (has_edits(finding) and best_safety(finding.rule) is not Safety.SAFE)


def _effect(rule: Rule) -> str:
    """What fixing all of a rule does when that is not safe, in brackets."""
    effect = rule.fix_effect or rule.disruption.value
    match best_safety(rule):
        case Safety.SAFE:
            return ""
        case Safety.SAFE_WHEN_NEW:
            return f" (each {effect} unless the resource is new)"
        case Safety.UNSAFE:
            return f" (each {effect})"


def _ignore(request: Request, finding: Finding, diagnostic: types.Diagnostic) -> Iterator[types.CodeAction]:
    if _ignore_edits(finding, request.module):
        title = f"Ignore {finding.rule.id} here with a reason"
        yield _action(request, Kind.IGNORE, finding, title, diagnostic)


def _ignore_in_block(
    request: Request, finding: Finding, diagnostic: types.Diagnostic
) -> Iterator[types.CodeAction]:
    edits = _ignore_edits(finding, request.module, in_block=True)
    if edits and edits != _ignore_edits(finding, request.module):
        title = f"Ignore {finding.rule.id} in this whole block with a reason"
        yield _action(request, Kind.IGNORE_IN_BLOCK, finding, title, diagnostic)


def _ignore_in_file(
    request: Request, finding: Finding, diagnostic: types.Diagnostic
) -> Iterator[types.CodeAction]:
    if _ignore_in_file_edits(finding, request.module):
        title = f"Ignore {finding.rule.id} in this whole file with a reason"
        yield _action(request, Kind.IGNORE_IN_FILE, finding, title, diagnostic)


def _let_be(request: Request, finding: Finding, diagnostic: types.Diagnostic) -> Iterator[types.CodeAction]:
    if _let_be_edit(finding, request.module, request.places) is not None:
        title = f"Let this finding of {finding.rule.id} be: add it to the baseline"
        yield _action(request, Kind.LET_BE, finding, title, diagnostic)


def _show_rule(
    request: Request, finding: Finding, diagnostic: types.Diagnostic
) -> Iterator[types.CodeAction]:
    if request.session.client.shows_documents:
        title = f"Show the page of {finding.rule.id}"
        command = types.Command(title, SHOW_RULE, arguments=[url(finding.rule)])
        kind = types.CodeActionKind.QuickFix
        yield types.CodeAction(title=title, kind=kind, diagnostics=[diagnostic], command=command)


def _action(
    request: Request, kind: Kind, finding: Finding, title: str, diagnostic: types.Diagnostic, choice: int = 0
) -> types.CodeAction:
    ask = Ask(kind, request.document.uri, finding.rule.id, finding.fingerprint, finding.span.start, choice)
    action = types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, diagnostics=[diagnostic])
    if request.session.client.resolves or ask.mends:
        action.data = ask.data
    else:
        action.edit = edit_of(ask, finding, request.module, request.places)
    return action


def _fixes(finding: Finding) -> list[Fix]:
    """The fixes that can be applied, the best first."""
    offered = [finding.fix, *finding.alternatives] if finding.fix is not None else []
    return [fix for fix in offered if fix.edits and fix.applicability is not Applicability.DISPLAY]


def _ignore_edits(finding: Finding, module: Module, in_block: bool = False) -> tuple[FileEdit, ...]:
    """The comment above the finding, or above the top-level block that it is in."""
    file = module.outcome.report.files.get(finding.path)
    if file is None or diagnostics.is_syntax_error(finding):
        return ()
    around = [block.header for block in file.body.blocks if block.span.contains(finding.span)]
    if in_block and around:
        finding = finding._replace(span=around[0])
    return tuple(FileEdit(file.path, edit) for edit in ignore_edit(file, finding, REASON))


def _ignore_in_file_edits(finding: Finding, module: Module) -> tuple[FileEdit, ...]:
    file = module.outcome.report.files.get(finding.path)
    if file is None or diagnostics.is_syntax_error(finding):
        return ()
    return tuple(FileEdit(file.path, edit) for edit in ignore_file_edit(file, finding.rule.id, REASON))


def _let_be_edit(finding: Finding, module: Module, places: Places) -> types.WorkspaceEdit | None:
    """The baseline with the finding, as `terrafence baseline` writes it; None where the client cannot make
    the file."""
    outcome = module.outcome
    path = baseline_path(outcome.files, outcome.config or Config(), module.directory)
    there = outcome.files.kind(path) != "missing"
    if diagnostics.is_syntax_error(finding) or not (there or places.client.creates_files):
        return None
    new = baseline.with_finding(baseline.load(outcome.files, path), finding)
    text = baseline.text_of(new).encode()
    return mended([(path, text)], places) if there else places.created(path, text)


def is_safe(finding: Finding) -> bool:
    """Whether it has a fix that may be applied unasked."""
    return (
        finding.fix is not None
        and finding.fix.applicability is Applicability.SAFE
        and bool(finding.fix.edits)
    )


def has_edits(finding: Finding) -> bool:
    """Whether it has a fix that can be applied at all."""
    return bool(_fixes(finding))


def _near(request: Request, place: types.Range) -> list[Finding]:
    document, client = request.document, request.session.client
    span = to_span(document.lines, place, client.encoding)
    named = {
        (diagnostic.code, diagnostic.range.start.line, diagnostic.range.start.character)
        for diagnostic in request.context.diagnostics
        if diagnostic.source == diagnostics.SOURCE
    }
    rules = {code for code, _, _ in named}

    def wanted(finding: Finding) -> bool:
        if finding.span.start <= span.end and span.start <= finding.span.end:
            return True
        if finding.rule.id not in rules:
            return False
        start = request.places.range(finding.path, finding.span).start
        return (finding.rule.id, start.line, start.character) in named

    return [f for f in diagnostics.shown(request.session, request.module, document.path) if wanted(f)]


def _asks_for(context: types.CodeActionContext, kind: str) -> bool:
    """Whether actions of a kind are wanted: a kind stands for all below it, no kinds for all."""
    if context.only is None:
        return True
    return any(asked in ("", kind) or kind.startswith(f"{asked}.") for asked in context.only)
