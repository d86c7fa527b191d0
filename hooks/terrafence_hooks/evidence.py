"""What an auditor asks for: of every rule, where it was asked, where it holds, and where it does not."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from terrafence.declare import Rule
from terrafence.finding import Evaluated, Finding, Suppressed
from terrafence.record import NamedTuple
from terrafence_hooks.outcome import Judged, Outcome, State


class Verdict(Enum):
    """What came of asking a rule about a resource."""

    PASSED = "passed"
    FAILED = "failed"
    EXCEPTED = "excepted"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """A rule on one resource of one root. `reason` is why it is not known; `finding` what is wrong."""

    evaluated: Evaluated
    verdict: Verdict
    reason: str = ""
    finding: Finding | None = None

    @property
    def exception(self) -> Suppressed | None:
        """What excepts it."""
        return None if self.finding is None else self.finding.suppressed


class Evidence(NamedTuple):
    """All answers of one rule, by root and address."""

    rule: Rule
    answers: tuple[Answer, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many were evaluated, and how many of them have each verdict."""
        verdicts = [answer.verdict for answer in self.answers]
        return {"evaluated": len(verdicts), **{one.value: verdicts.count(one) for one in Verdict}}


def evidence(rules: Sequence[Rule], outcome: Outcome) -> list[Evidence]:
    """The evidence for each rule, also for those that nothing was asked of."""
    answers: dict[str, list[Answer]] = {rule.id: [] for rule in rules}
    found = _by_subject(outcome.judged)
    reasons = {(item.rule_id, item.resource): item.reason for item in outcome.report.undecided}
    for item in outcome.report.evaluated:
        answer = _answer(item, found, reasons) if item.rule_id in answers else None
        if answer is not None:
            answers[item.rule_id].append(answer)
    return [Evidence(rule, tuple(sorted(answers[rule.id], key=_order))) for rule in rules]


def _by_subject(judged: Iterable[Judged]) -> dict[tuple[str, str, str], list[Judged]]:
    """Findings by rule, root and address without instance keys."""
    found: dict[tuple[str, str, str], list[Judged]] = {}
    for item in judged:
        for key in {(one.rule_id, one.root, one.address) for one in item.finding.identities}:
            found.setdefault(key, []).append(item)
    return found


def _answer(
    item: Evaluated,
    found: Mapping[tuple[str, str, str], Sequence[Judged]],
    reasons: Mapping[tuple[str, str], str],
) -> Answer | None:
    """None for what the settings do not ask: a fault in an excluded file, or of a rule that is off there."""
    if item.holds:
        return Answer(item, Verdict.PASSED)
    if item.holds is None:
        return Answer(item, Verdict.UNKNOWN, reasons.get((item.rule_id, item.address), ""))
    key = (item.rule_id, item.root, item.config_address)
    faults = [one for one in found.get(key, ()) if item.address in one.finding.instances]
    if not faults:
        return None
    left = [one for one in faults if not _is_excepted(one)]
    worst = (left or faults)[0]
    return Answer(item, Verdict.FAILED if left else Verdict.EXCEPTED, "", worst.finding)


def _is_excepted(item: Judged) -> bool:
    return item.finding.suppressed is not None or item.state is State.UNCHANGED


def _order(answer: Answer) -> tuple[str, str]:
    return answer.evaluated.root, answer.evaluated.address
