"""Findings about acceptances: comments that silence nothing, do not say why, or have had their time."""

from collections.abc import Iterable, Set

from terrafence import registry
from terrafence.acceptance import Acceptance, days_after
from terrafence.config import Config
from terrafence.declare import Level, Rule
from terrafence.errors import did_you_mean
from terrafence.evaluate.workspace import Workspace
from terrafence.files import is_installed, is_summary
from terrafence.finding import Applicability, FileEdit, Finding, Fix, Identity
from terrafence.record import NamedTuple
from terrafence.rules.terrafence import EXPIRED_SUPPRESSION, SUPPRESSION_REASON_MISSING, UNUSED_SUPPRESSION
from terrafence.suppress import Suppression, removal
from terrafence.text import Span


class _Run(NamedTuple):
    workspace: Workspace
    config: Config
    acceptance: Acceptance
    undecided: Set[str]


def notices(
    workspace: Workspace, config: Config, acceptance: Acceptance, undecided: Set[str]
) -> list[Finding]:
    """The findings about the comments of selected files, and about exceptions that were used. `undecided` are
    the ids of rules that could not be decided somewhere, for which a comment may yet be needed."""
    run = _Run(workspace, config, acceptance, undecided)
    found: list[Finding] = []
    for path, comments in acceptance.comments():
        ours = path in workspace.selected and not is_installed(path) and not is_summary(path)
        if ours and not workspace.files[path].problems:
            found += [item for comment in comments if comment.own for item in _about(comment, run)]
    found += _expired_exemptions(acceptance)
    return [item for item in (_weighed(item, config) for item in found) if item is not None]


def _weighed(finding: Finding, config: Config) -> Finding | None:
    rule = registry.weighed(finding.rule, config.levels, config.severities)
    return finding._replace(rule=rule) if registry.select((rule,), config.select, config.ignore) else None


def _about(comment: Suppression, run: _Run) -> Iterable[Finding]:
    policy, today = run.acceptance.policy, run.acceptance.today
    name = run.workspace.shown(comment.file.path)
    if comment.until and comment.until < today:
        rule, message = _expired("comment", comment.until, today, policy.grace_days)
        yield _finding(rule, message, comment, name, _removed(comment, ""))
    elif policy.require_reason and not comment.why:
        message = "The comment does not say why: it silences nothing until it does."
        fix = Fix("Write why behind the bracket", Applicability.DISPLAY, ())
        yield _finding(SUPPRESSION_REASON_MISSING, message, comment, name, fix)
    else:
        for word in comment.names:
            why = _why_unused(word, comment, run)
            if why:
                yield _finding(UNUSED_SUPPRESSION, why, comment, name, _removed(comment, word))


def _expired(what: str, until: str, today: str, grace: int) -> tuple[Rule, str]:
    last = days_after(until, grace)
    if last < today:
        return EXPIRED_SUPPRESSION, f"The {what} expired on {until}: it silences nothing any more."
    message = f"The {what} expired on {until}: what it silences counts again after {last}."
    return EXPIRED_SUPPRESSION._replace(level=Level.WARN), message


def _why_unused(word: str, comment: Suppression, run: _Run) -> str:
    """Why a name silences nothing; empty when it does, may, or is about a rule that does not run."""
    if (comment.file.path, comment.span, word) in run.acceptance.used or word in ("*", "all"):
        return ""
    rules = registry.find(word)
    if not rules:
        ids = [rule.id for rule in registry.all_rules()]
        return f"There is no rule `{word}`{did_you_mean(word, ids)}: the comment silences nothing."
    if any(run.acceptance.policy.forbids(rule) for rule in rules):
        return f"The settings do not let comments silence `{word}`."
    running = registry.select(rules, run.config.select, run.config.ignore)
    if len(running) < len(rules) or any(rule.id in run.undecided for rule in rules):
        return ""
    return f"Nothing here is a finding of `{word}`: the comment silences nothing."


def _removed(comment: Suppression, word: str) -> Fix:
    whole = not word or len(comment.names) == 1
    title = "Remove the comment" if whole else f"Take `{word}` out of the comment"
    edit = removal(comment, "" if whole else word)
    return Fix(title, Applicability.UNSAFE, (FileEdit(comment.file.path, edit),))


def _finding(rule: Rule, message: str, comment: Suppression, name: str, fix: Fix) -> Finding:
    """Known again wherever in its directory the comment goes."""
    value = ",".join(comment.names) + comment.until
    identity = Identity(rule.id, name.rpartition("/")[0], "", "", value)
    return Finding(
        rule=rule,
        message=message,
        path=comment.file.path,
        span=comment.span,
        address="",
        instances=(),
        origin=None,
        related=(),
        fix=fix,
        fingerprint=identity.fingerprint,
        identities=(identity,),
    )


def _expired_exemptions(acceptance: Acceptance) -> Iterable[Finding]:
    for item in sorted(acceptance.used_exemptions):
        if item.until and item.until < acceptance.today:
            what = f"exception for `{item.address}`"
            rule, message = _expired(what, item.until, acceptance.today, acceptance.policy.grace_days)
            identity = Identity(rule.id, "", item.address, item.rule, item.until)
            yield Finding(
                rule=rule,
                message=message,
                path=item.path,
                span=Span(0, 0),
                address=item.address,
                instances=(),
                origin=None,
                related=(),
                fix=None,
                fingerprint=identity.fingerprint,
                identities=(identity,),
            )
