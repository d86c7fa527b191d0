"""What a run came to, over all its settings files, and the exit code that follows."""

from collections.abc import Sequence
from enum import Enum
from typing import TYPE_CHECKING

from terrafence.config import Config
from terrafence.files import Files, Overlay
from terrafence.finding import Error, Finding, Report
from terrafence.rating import LEVELS
from terrafence.record import NamedTuple
from terrafence.syntax.views import File
from terrafence_hooks.batches import Batch

if TYPE_CHECKING:
    from terrafence.fix import Choice, Fixed
    from terrafence.novelty import Earlier, Novelty


class State(Enum):
    """What a finding is against a base (a revision, the baseline). The values are SARIF's baselineState."""

    NEW = "new"
    UNCHANGED = "unchanged"


class Judged(NamedTuple):
    """A finding, and whether it blocks under the settings that hold for its file. A suppressed one never
    does, nor one that was there before. `state` is None when there was nothing to compare with.
    `unprotects` is set when the change takes away what kept the fault out, which blocks whatever the
    level."""

    finding: Finding
    blocks: bool
    state: State | None = None
    unprotects: bool = False


class Gate(NamedTuple):
    """What findings were held against, in words; how many of those before are gone; what the change does to
    the settings that would have judged it otherwise; and whether only that was judged which it bears on."""

    about: str
    fixed: int = 0
    loosened: tuple[str, ...] = ()
    partial: bool = False

    @property
    def excuses(self) -> list[str]:
        """How the change loosens the settings, a sentence each."""
        return [f"The change loosens the settings: {what}" for what in self.loosened]

    @property
    def sentences(self) -> list[str]:
        """All of it, a sentence each."""
        findings = "finding" if self.fixed == 1 else "findings"
        mended = [f"The change mends {self.fixed} {findings}"] if self.fixed else []
        return [f"Judged: {self.about}", *self.excuses, *mended]


class Outcome(NamedTuple):
    """The findings in order of place, the rest of the report, and what it was held against."""

    judged: tuple[Judged, ...]
    report: Report
    gate: Gate | None = None

    @property
    def counted(self) -> list[Judged]:
        """Those that people are told about: neither suppressed nor there before."""
        return [
            item
            for item in self.judged
            if item.finding.suppressed is None and item.state is not State.UNCHANGED
        ]

    @property
    def blocking(self) -> int:
        """How many block."""
        return sum(item.blocks for item in self.judged)


def lint(files: Files, work: Sequence[Batch], earlier: "Earlier | None" = None) -> Outcome:
    """Lints every batch; what there was `earlier` says what is new. Raises UserError for a path that does not
    exist."""
    from terrafence.lint import lint as lint_batch

    novelty = _novelty(files, earlier)
    return combine([(it.config, lint_batch(files, it.paths, it.config, novelty)) for it in work])


def fix(
    files: Files,
    work: Sequence[Batch],
    unsafe: bool,
    choice: "Choice | None" = None,
    earlier: "Earlier | None" = None,
) -> "tuple[Outcome, Fixed]":
    """Fixes every batch, each on top of the one before; nothing is written. Raises UserError as `lint`
    does."""
    from terrafence.fix import Fixed, everything
    from terrafence.fix import fix as fix_batch

    novelty = _novelty(files, earlier)

    changed: dict[str, bytes] = {}
    parts: list[tuple[Config, Fixed]] = []
    for config, paths in work:
        on_top = Overlay(files, dict(changed))
        fixed = fix_batch(on_top, paths, config, unsafe, choice or everything, novelty)
        changed.update(fixed.changed)
        parts.append((config, fixed))
    outcome = combine([(config, fixed.report) for config, fixed in parts])
    applied = tuple(finding for _, fixed in parts for finding in fixed.applied)
    refused = tuple(item for _, fixed in parts for item in fixed.refused)
    return outcome, Fixed(changed, applied, refused, outcome.report)


def _novelty(files: Files, earlier: "Earlier | None") -> "Novelty | None":
    from terrafence.novelty import Novelty

    return None if earlier is None else Novelty(files, earlier)


def combine(parts: Sequence[tuple[Config, Report]]) -> Outcome:
    """One outcome for reports that were made with different settings."""
    judged: dict[object, Judged] = {}
    for config, report in parts:
        for finding in report.findings:
            judged.setdefault((*_key(finding), finding.message), Judged(finding, _blocks(finding, config)))
    ordered = sorted(judged.values(), key=lambda item: _key(item.finding))
    return Outcome(tuple(ordered), _merged([report for _, report in parts]))


def exit_code(outcome: Outcome, exit_zero: bool) -> int:
    """2 when something could not be done, else 1 when something blocks (unless that is to be ignored),
    else 0."""
    if outcome.report.errors:
        return 2
    return 1 if outcome.blocking and not exit_zero else 0


def requiring_modules(outcome: Outcome) -> Outcome:
    """The outcome with every module that is called and not installed as an error."""
    report = outcome.report
    absent = [Error(path, reason) for path, reason in report.not_read if "run terraform init" in reason]
    return outcome._replace(report=report._replace(errors=tuple(sorted({*report.errors, *absent}))))


def _key(finding: Finding) -> tuple[str, tuple[int, int], str, str]:
    return finding.path, finding.span, finding.rule.id, finding.address


def _blocks(finding: Finding, config: Config) -> bool:
    return finding.suppressed is None and (
        LEVELS.index(finding.rule.level.value) <= LEVELS.index(config.fail_on)
    )


def _merged(reports: Sequence[Report]) -> Report:
    if len(reports) == 1:
        return reports[0]
    files: dict[str, File] = {}
    for report in reports:
        files.update(report.files)
    return Report(
        findings=tuple(item for report in reports for item in report.findings),
        undecided=tuple(sorted({item for report in reports for item in report.undecided})),
        errors=tuple(sorted({item for report in reports for item in report.errors})),
        not_read=tuple(sorted({item for report in reports for item in report.not_read})),
        resources=sum(report.resources for report in reports),
        linted=tuple(sorted({path for report in reports for path in report.linted})),
        files=files,
        evaluated=tuple(item for report in reports for item in report.evaluated),
        uncalled=sum(report.uncalled for report in reports),
    )
