"""What fixing did, would do, and could not do, for people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from terrafence.declare import Level
from terrafence.files import Files
from terrafence.finding import Applicability, Finding
from terrafence_hooks.outcome import Judged, Outcome
from terrafence_hooks.report.counts import fix_kind
from terrafence_hooks.report.text import Look, count, summary
from terrafence_hooks.terminal import BOLD, CYAN, GREEN, RED, Paint, visible

if TYPE_CHECKING:
    from terrafence.fix import Fixed


def render(outcome: Outcome, fixed: "Fixed", look: Look) -> str:
    """What was fixed, what was not and why, and the summary of what remains."""
    lines = done(fixed, look)
    left = [item for item in outcome.counted if _listed(item, look)]
    if left and not look.quiet:
        refusals = {finding.fingerprint: reason for finding, reason in fixed.refused}
        lines += ["", look.paint(BOLD, "Not fixed:")]
        lines += [_left(item.finding, refusals, look) for item in left]
    if not look.quiet:
        lines += [*([""] if lines else []), summary(outcome, look)]
    return "".join(f"{line}\n" for line in lines)


def done(fixed: "Fixed", look: Look) -> list[str]:
    """A line for each finding that was fixed, under a heading; nothing when none was."""
    if not fixed.applied:
        return []
    return [
        look.paint(BOLD, f"Fixed {_amount(fixed)}:"),
        *(_applied(finding, look) for finding in fixed.applied),
    ]


def would_do(fixed: "Fixed") -> str:
    """A line about a diff."""
    return f"Would fix {_amount(fixed)}." if fixed.applied else "There is nothing to fix."


def diff(files: Files, changed: Mapping[str, bytes], look: Look, escape: bool) -> str:
    """A unified diff that `patch` takes. `escape` makes it safe to look at instead."""
    lines: list[str] = []
    for path in sorted(changed):
        before, after = _lines(_source(files, path), escape), _lines(changed[path], escape)
        name = visible(look.places.shown(path))
        lines += [_coloured(line, look.paint) for line in _unified(name, before, after)]
    return "".join(f"{line}\n" for line in lines)


def _amount(fixed: "Fixed") -> str:
    return f"{count(len(fixed.applied), 'finding')} in {count(len(fixed.changed), 'file')}"


def _listed(item: Judged, look: Look) -> bool:
    return item.blocks or look.notes or item.finding.rule.level is not Level.NOTE


def _applied(finding: Finding, look: Look) -> str:
    title = finding.fix.title if finding.fix is not None else ""
    where = visible(f"{look.places.shown(finding.path)}: {finding.address}".removesuffix(": "))
    return f"  {where}: {look.paint(CYAN, finding.rule.id)}: {visible(title)}"


def _left(finding: Finding, refusals: Mapping[str, str], look: Look) -> str:
    where = visible(look.places.at(finding.path, finding.span))
    reason = refusals.get(finding.fingerprint)
    why = f"not applied, because {reason}" if reason is not None else _why_not(finding)
    return f"  {where}: {look.paint(CYAN, finding.rule.id)}: {visible(why)}"


def _why_not(finding: Finding) -> str:
    title = finding.fix.title if finding.fix is not None else ""
    match fix_kind(finding):
        case Applicability.UNSAFE:
            return f"unsafe, see --unsafe-fixes: {title}"
        case Applicability.DISPLAY:
            return f"by hand: {title}"
        case Applicability.SAFE:
            return f"still there after many passes: {title}"
        case None:
            return f"by hand: {finding.rule.no_fix or finding.message}"


def _source(files: Files, path: str) -> bytes:
    return files.read(path) if files.kind(path) == "file" else b""


def _lines(source: bytes, escape: bool) -> list[str]:
    text = source.decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    ended = lines[-1] == ""
    if escape:
        lines = [visible(line.removesuffix("\r")) for line in lines]
    if ended:
        return lines[:-1]
    return [*lines[:-1], lines[-1] + "\n\\ No newline at end of file"]


def _unified(name: str, before: list[str], after: list[str]) -> list[str]:
    from difflib import unified_diff

    return list(unified_diff(before, after, name, name, lineterm=""))


def _coloured(line: str, paint: Paint) -> str:
    if line.startswith("+"):
        return paint(GREEN, line)
    if line.startswith("-"):
        return paint(RED, line)
    return paint(CYAN, line) if line.startswith("@@") else line
