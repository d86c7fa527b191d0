"""Findings as diagnostics."""

from lsprotocol import types

from terrafence.declare import Level, Rule, Severity
from terrafence.derive import url
from terrafence.finding import Finding
from terrafence.rating import LEVELS
from terrafence.rules.terrafence import SYNTAX_ERROR
from terrafence_lsp.analysis import Outcome
from terrafence_lsp.documents import Document
from terrafence_lsp.places import Places
from terrafence_lsp.session import Module, Session

SOURCE = "terrafence"
NOT_CHECKED = "not-checked"


def of_module(session: Session, module: Module) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of every linted document of a module, by URI."""
    places = Places(session, module.outcome)
    return {
        document.uri: _of_document(session, module, document, places) for document in session.linted(module)
    }


def elsewhere(session: Session, outcome: Outcome) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of the files of a result that are not open, by URI."""
    places = Places(session, outcome)
    found: dict[str, list[types.Diagnostic]] = {}
    for finding in outcome.findings:
        uri = places.uri(finding.path)
        if uri not in session.documents and visible(finding, session, outcome):
            found.setdefault(uri, []).append(of_finding(finding, places))
    return found


def shown(session: Session, module: Module, path: str | None) -> list[Finding]:
    """The findings of the module's last result that the client sees in a file."""
    outcome = module.outcome
    return [it for it in outcome.findings if it.path == path and visible(it, session, outcome)]


def visible(finding: Finding, session: Session, outcome: Outcome) -> bool:
    """Whether the client sees a finding at all."""
    settings = session.settings
    return (
        finding.suppressed is None
        and (finding.rule.level is not Level.NOTE or settings.notes or outcome.fail_on == "note")
        and (settings.syntax_errors or not is_syntax_error(finding))
    )


def of_finding(finding: Finding, places: Places) -> types.Diagnostic:
    """One finding as the client gets it."""
    return types.Diagnostic(
        range=places.range(finding.path, finding.span),
        message=finding.message,
        severity=severity(finding.rule, places.fail_on),
        code=finding.rule.id,
        code_description=types.CodeDescription(href=url(finding.rule)),
        source=SOURCE,
        related_information=_related(finding, places),
        data=_data(finding),
    )


def severity(rule: Rule, fail_on: str) -> types.DiagnosticSeverity:
    """What blocks under the settings is an error, a warning of low severity is information, a note is a
    hint."""
    if LEVELS.index(rule.level.value) <= LEVELS.index(fail_on):
        return types.DiagnosticSeverity.Error
    if rule.level is Level.NOTE:
        return types.DiagnosticSeverity.Hint
    low = rule.severity is Severity.LOW
    return types.DiagnosticSeverity.Information if low else types.DiagnosticSeverity.Warning


def not_checked(message: str, line: int = 0) -> types.Diagnostic:
    """Says at a line that the file could not be judged, and why."""
    place = types.Range(types.Position(line, 0), types.Position(line + 1, 0))
    kind = types.DiagnosticSeverity.Warning
    return types.Diagnostic(range=place, message=message, severity=kind, code=NOT_CHECKED, source=SOURCE)


def _of_document(
    session: Session, module: Module, document: Document, places: Places
) -> list[types.Diagnostic]:
    report = module.outcome.report
    failed = [error.message for error in report.errors if error.path == document.path]
    if module.outcome.problem and document.path not in report.linted:
        failed.append(module.outcome.problem)
    return [
        *(not_checked(f"Not checked: {message}") for message in failed),
        *(of_finding(finding, places) for finding in shown(session, module, document.path)),
    ]


def is_syntax_error(finding: Finding) -> bool:
    """Whether the finding says that the text does not parse."""
    return finding.rule.id == SYNTAX_ERROR.id


def _related(finding: Finding, places: Places) -> list[types.DiagnosticRelatedInformation] | None:
    if not places.client.related_information or not finding.related:
        return None
    return [
        types.DiagnosticRelatedInformation(places.location(place.path, place.span), place.message)
        for place in finding.related
    ]


def _data(finding: Finding) -> dict[str, object]:
    """What a client may show or sort by. The edits of a fix are for those who ask for code actions."""
    data: dict[str, object] = {"rule": finding.rule.id, "fingerprint": finding.fingerprint}
    fix = finding.fix
    if fix is not None:
        data["fix"] = {"title": fix.title, "applicability": fix.applicability.value}
    return data
