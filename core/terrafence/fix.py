"""Applying fixes to a fixed point, none of which may break a file or bring anything new."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from terrafence.config import Config
from terrafence.files import Files, Overlay
from terrafence.finding import Applicability, FileEdit, Finding, Report
from terrafence.lint import lint
from terrafence.novelty import Novelty
from terrafence.record import NamedTuple
from terrafence.syntax.read import read
from terrafence.syntax.views import File, Format
from terrafence.text import Edit, Span, apply_edits

_MAX_PASSES = 100


class Fixed(NamedTuple):
    """The outcome: `changed` is the new text of each changed file, not yet written; `refused` are fixes
    that a guard turned down, with the reason; `report` is what remains."""

    changed: Mapping[str, bytes]
    applied: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]
    report: Report


Choice: TypeAlias = Callable[[Report], Iterable[Finding]]
"""Which findings of a report may be mended."""


def everything(report: Report) -> Iterable[Finding]:
    """All of them."""
    return report.findings


def fix(
    files: Files,
    paths: Sequence[str],
    config: Config,
    unsafe: bool = False,
    choice: Choice = everything,
    novelty: Novelty | None = None,
) -> Fixed:
    """Applies the safe fixes, and with `unsafe` all that can be written, until there is nothing more to do.
    Raises UserError as `lint` does."""
    changed: dict[str, bytes] = {}
    overlay = Overlay(files, changed)
    report = lint(overlay, paths, config, novelty)
    applied: list[Finding] = []
    refused: dict[str, tuple[Finding, str]] = {}
    for _ in range(_MAX_PASSES):
        batch = _batch(choice(report), unsafe, refused)
        if not batch:
            break
        done, report = _apply(batch, report, _Run(files, changed, paths, config, novelty, refused))
        applied += done
    return Fixed(changed, tuple(applied), tuple(refused.values()), report)


class _Run(NamedTuple):
    files: Files
    changed: dict[str, bytes]
    paths: Sequence[str]
    config: Config
    novelty: Novelty | None
    refused: dict[str, tuple[Finding, str]]


def _batch(findings: Iterable[Finding], unsafe: bool, refused: Mapping[str, object]) -> list[Finding]:
    """Fixes whose edits do not touch each other; the others wait for the next pass."""
    chosen: list[Finding] = []
    taken: dict[str, list[Span]] = {}
    for finding in findings:
        if finding.suppressed or finding.fingerprint in refused or not _wanted(finding, unsafe):
            continue
        edits = _edits(finding)
        if any(_touches(item.edit.span, taken.get(item.path, [])) for item in edits):
            continue
        for item in edits:
            taken.setdefault(item.path, []).append(item.edit.span)
        chosen.append(finding)
    return chosen


def _wanted(finding: Finding, unsafe: bool) -> bool:
    fix = finding.fix
    if fix is None or not fix.edits:
        return False
    return fix.applicability is Applicability.SAFE or (unsafe and fix.applicability is Applicability.UNSAFE)


def _edits(finding: Finding) -> tuple[FileEdit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _touches(span: Span, others: list[Span]) -> bool:
    return any(span.start <= other.end and other.start <= span.end for other in others)


def _apply(batch: list[Finding], report: Report, run: _Run) -> tuple[list[Finding], Report]:
    """Applies a batch at once, and one by one when something about it is wrong."""
    after, wrong = _attempt(batch, report, run)
    if not wrong:
        return batch, after
    if len(batch) == 1:
        run.refused[batch[0].fingerprint] = (batch[0], wrong)
        return [], report
    half = len(batch) // 2
    done, report = _apply(batch[:half], report, run)
    rest = {finding.fingerprint for finding in batch[half:]}
    again = [finding for finding in report.findings if finding.fingerprint in rest]
    more, report = _apply(again, report, run) if again else ([], report)
    return done + more, report


def _attempt(batch: list[Finding], report: Report, run: _Run) -> tuple[Report, str]:
    """The report after the batch, with `changed` updated; or the reason why not, with nothing changed."""
    before = dict(run.changed)
    by_file: dict[str, list[Edit]] = {}
    for finding in batch:
        for item in _edits(finding):
            by_file.setdefault(item.path, []).append(item.edit)
    wrong = ""
    for path, edits in by_file.items():
        file = report.files[path]
        text = apply_edits(file.source, edits)
        wrong = wrong or guard(file, text)
        run.changed[path] = text
    after = report
    if not wrong:
        after = lint(Overlay(run.files, run.changed), run.paths, run.config, run.novelty)
        wrong = _worse(batch, report, after)
    if wrong:
        run.changed.clear()
        run.changed.update(before)
        return report, wrong
    return after, ""


def _worse(batch: list[Finding], before: Report, after: Report) -> str:
    was = Counter(finding.fingerprint for finding in before.findings)
    now = Counter(finding.fingerprint for finding in after.findings)
    for finding in batch:
        if now[finding.fingerprint] >= was[finding.fingerprint]:
            return "the finding would still be there"
    new = now - was
    for finding in after.findings:
        if new[finding.fingerprint] > 0:
            return f"it would bring a new finding: {finding.rule.id}"
    return ""


def guard(old: File, after: bytes) -> str:
    """Why a changed file may not be written, or an empty string. A second, independent parser must still
    read every top-level block that changed, unless it could not read that block before."""
    new = read(old.path, after)
    if len(new.problems) > len(old.problems):
        return "the file would no longer parse"
    if old.format is Format.JSON:
        return ""
    known = {(block.type, block.labels): block.source for block in old.body.blocks}
    for block in new.body.blocks:
        text, was = block.source, known.get((block.type, block.labels))
        if text != was and not _second_opinion(text) and (was is None or _second_opinion(was)):
            return f"a second parser cannot read the changed `{block.type}` block"
    return ""


def _second_opinion(block: bytes) -> bool:
    import hcl2

    try:
        hcl2.loads(block.decode("utf-8").replace("\r\n", "\n") + "\n")  # pyright: ignore[reportUnknownMemberType]
    except Exception:
        return False
    return True
