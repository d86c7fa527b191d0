"""From paths to a report: the one entry point of every door."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from terrafence.acceptance import Acceptance
from terrafence.config import Config
from terrafence.evaluate.workspace import Workspace, load
from terrafence.files import Files
from terrafence.finding import Error, Finding, Identity, NotRead, Report
from terrafence.judgement import Judgement, judge_all
from terrafence.novelty import Novelty
from terrafence.rules.terrafence import SYNTAX_ERROR, UNUSED_SUPPRESSION
from terrafence.text import Span


def lint(files: Files, paths: Sequence[str], config: Config, novelty: Novelty | None = None) -> Report:
    """Everything that is wrong in what `paths` name. Raises UserError for a path that does not exist."""
    return judge(load(files, paths, config.inputs), config, novelty)


def judge(workspace: Workspace, config: Config, novelty: Novelty | None = None) -> Report:
    """The report on a workspace that is loaded. What `novelty` does not know to be new was there before."""
    return report(judge_all(workspace, config, novelty))


def report(judgement: Judgement, whole: bool = True) -> Report:
    """What there is to say of a workspace that is judged; only findings and errors when not the `whole`."""
    workspace, acceptance = judgement.workspace, acceptance_of(judgement)
    findings = [*_syntax_errors(workspace), *judgement.findings(acceptance)]
    if acceptance.any:
        from terrafence.notices import notices

        open_rules = {
            rule_id for record in judgement.records.values() for rule_id, _, _ in record.undecidable
        }
        found = notices(workspace, judgement.config, acceptance, open_rules)
        findings += (it for it in found if not (judgement.part and it.rule.id == UNUSED_SUPPRESSION.id))
    said = _report(workspace, findings)
    return _adjusted(_with_the_rest(said, judgement) if whole else said, judgement.config)


def report_of_part(judgement: Judgement, acceptance: Acceptance, paths: Collection[str]) -> Report:
    """What there is to say where a workspace is judged, and of the syntax of some files."""
    workspace = judgement.workspace
    errors = (finding for finding in _syntax_errors(workspace) if finding.path in paths)
    found = _with_subjects(_report(workspace, [*errors, *judgement.findings(acceptance)]), judgement)
    linted = {*paths, *(item.path for item in found.evaluated)} & workspace.selected
    not_read = tuple(NotRead(it.path, it.reason) for it in workspace.not_read if it.path in paths)
    found = found._replace(linted=tuple(sorted(linted)), not_read=not_read)
    return _adjusted(found, judgement.config)


def acceptance_of(judgement: Judgement) -> Acceptance:
    """What accepts faults in the files that were read."""
    config = judgement.config
    return Acceptance(judgement.workspace.files, config.suppressions, config.exceptions, _today())


def _adjusted(found: Report, config: Config) -> Report:
    if not config.exclude and not config.overrides:
        return found
    from terrafence.perpath import adjusted

    return adjusted(found, config)


def _report(workspace: Workspace, findings: Iterable[Finding]) -> Report:
    return Report(
        findings=tuple(sorted(findings, key=_order)),
        undecided=(),
        errors=tuple(_errors(workspace)),
        not_read=(),
        resources=0,
        linted=tuple(sorted(workspace.selected)),
        files=workspace.files,
    )


def _with_subjects(found: Report, judgement: Judgement) -> Report:
    records = judgement.records.values()
    return found._replace(
        undecided=tuple(sorted({it for record in records for it in record.undecided})),
        resources=len({address for record in records for address in record.addresses}),
        subjects=frozenset(it for record in records for it in record.subjects),
        undecidable=frozenset(it for record in records for it in record.undecidable),
        evaluated=tuple(it for record in records for it in record.evaluated),
    )


def _with_the_rest(found: Report, judgement: Judgement) -> Report:
    workspace = judgement.workspace
    return _with_subjects(found, judgement)._replace(
        not_read=tuple(NotRead(problem.path, problem.reason) for problem in workspace.not_read),
        moved=moved(workspace),
        uncalled=len(workspace.uncalled()),
    )


def moved(workspace: Workspace) -> Mapping[str, Mapping[str, str]]:
    """What the `moved` blocks of each root say, by old address."""
    return {workspace.name_of(root): root.moves for root in workspace.roots}


def _errors(workspace: Workspace) -> Iterable[Error]:
    for problem in workspace.unreadable:
        yield Error(problem.path, problem.reason)
    for path in workspace.empty:
        yield Error(path, "there is no Terraform in it")


def _syntax_errors(workspace: Workspace) -> Iterable[Finding]:
    for path in sorted(workspace.selected):
        file = workspace.files.get(path)
        for problem in file.problems if file is not None else ():
            identity = Identity(SYNTAX_ERROR.id, workspace.shown(path), "", "", problem.message)
            yield Finding(
                rule=SYNTAX_ERROR,
                message=problem.message,
                path=path,
                span=problem.span,
                address="",
                instances=(),
                origin=None,
                related=(),
                fix=None,
                fingerprint=identity.fingerprint,
                identities=(identity,),
            )


def _today() -> str:
    import time

    return time.strftime("%Y-%m-%d")


def _order(finding: Finding) -> tuple[str, Span, str, str, str]:
    return finding.path, finding.span, finding.rule.id, finding.address, finding.fingerprint
