"""Findings, counted."""

from collections.abc import Iterable

from terrafence.finding import Applicability, Finding
from terrafence.record import NamedTuple
from terrafence_hooks.outcome import Judged


class RuleCount(NamedTuple):
    """A rule's findings: how many, how many of them block, and how many have a safe or an unsafe fix."""

    rule_id: str
    severity: str
    findings: int
    blocking: int
    fixable: int
    fixable_unsafe: int


def fixable(judged: Iterable[Judged]) -> tuple[int, int]:
    """How many have a safe fix, and how many one that is unsafe."""
    kinds = [fix_kind(item.finding) for item in judged]
    return kinds.count(Applicability.SAFE), kinds.count(Applicability.UNSAFE)


def fix_kind(finding: Finding) -> Applicability | None:
    """How the finding can be fixed; a fix that could not be written out is for display."""
    if finding.fix is None:
        return None
    return finding.fix.applicability if finding.fix.edits else Applicability.DISPLAY


def by_rule(judged: Iterable[Judged]) -> list[RuleCount]:
    """The counts of every rule that found something, the most frequent first."""
    groups: dict[str, list[Judged]] = {}
    for item in judged:
        groups.setdefault(item.finding.rule.id, []).append(item)
    counts = [_count(rule, group) for rule, group in groups.items()]
    return sorted(counts, key=lambda count: (-count.findings, count.rule_id))


def _count(rule: str, group: list[Judged]) -> RuleCount:
    safe, unsafe = fixable(group)
    return RuleCount(
        rule_id=rule,
        severity=group[0].finding.rule.severity.value,
        findings=len(group),
        blocking=sum(item.blocks for item in group),
        fixable=safe,
        fixable_unsafe=unsafe,
    )
