"""The report for people: what is wrong, where, why, and what to do about it."""

from collections.abc import Sequence
from itertools import groupby

from terrafence.declare import Level, Severity
from terrafence.finding import Applicability, Finding, Place
from terrafence.record import NamedTuple
from terrafence_hooks.outcome import Judged, Outcome, State
from terrafence_hooks.places import Places
from terrafence_hooks.report.counts import RuleCount, by_rule, fix_kind, fixable
from terrafence_hooks.report.excerpt import enclosing, excerpt
from terrafence_hooks.terminal import BOLD, CYAN, DIM, GREEN, RED, YELLOW, Paint, clip, visible, wrap

EXCERPTS = 20
"""How many findings are shown at length; the rest take a line each."""

MENTIONED = 5
"""How many of a long list of lesser things are named."""


class Look(NamedTuple):
    """How the report is to look."""

    places: Places
    width: int
    paint: Paint
    notes: bool = False
    undecided: bool = False
    quiet: bool = False


def render(outcome: Outcome, look: Look, following: str = "") -> str:
    """The full report; `following` is the command to run next."""
    found = shown(outcome, look)
    lines = [] if look.quiet else _lesser(outcome, look)
    lines += _findings(found, look)
    if not look.quiet:
        if len(found) > EXCERPTS:
            lines += ["", *table(by_rule(found), look)]
        lines += [*([""] if lines else []), *about_gate(outcome, look), summary(outcome, look)]
        if following:
            lines.append(f"Next: {look.paint(BOLD, following)}")
    return "".join(f"{line}\n" for line in lines)


def concise(outcome: Outcome, look: Look) -> str:
    """A line for each finding: `main.tf:3:5: rule-id [level] message`."""
    lines = [line(item.finding, look) for item in shown(outcome, look)]
    if not look.quiet:
        lines += about_gate(outcome, look)
        lines.append(summary(outcome, look))
    return "".join(f"{line}\n" for line in lines)


def statistics(outcome: Outcome, look: Look) -> str:
    """The counts by rule alone."""
    lines = table(by_rule(shown(outcome, look)), look)
    if not look.quiet:
        lines.append(summary(outcome, look))
    return "".join(f"{line}\n" for line in lines)


def shown(outcome: Outcome, look: Look) -> list[Judged]:
    """What is told to people: notes only when they ask for them."""
    return [
        item
        for item in outcome.counted
        if item.blocks or look.notes or item.finding.rule.level is not Level.NOTE
    ]


# ---------------------------------------------------------------- findings


def _findings(shown: Sequence[Judged], look: Look) -> list[str]:
    lines: list[str] = []
    explained: set[str] = set()
    for path, group in groupby(shown[:EXCERPTS], key=lambda item: item.finding.path):
        items = list(group)
        total = sum(item.finding.path == path for item in shown)
        lines += ["", look.paint(BOLD, f"{visible(look.places.shown(path))}: {count(total, 'finding')}")]
        for item in items:
            lines += ["", *_full(item, look, item.finding.rule.id not in explained)]
            explained.add(item.finding.rule.id)
    rest = shown[EXCERPTS:]
    if rest:
        lines += ["", look.paint(BOLD, f"{len(rest)} more, a line each:"), ""]
        lines += [clip(line(item.finding, look), max(look.width, 100)) for item in rest]
    return lines[1:]


def _full(item: Judged, look: Look, with_reason: bool) -> list[str]:
    finding, paint = item.finding, look.paint
    rule = finding.rule
    word = "blocks" if item.blocks else rule.level.value
    if item.unprotects:
        word = "blocks: the change takes the protection away"
    head = f"{visible(look.places.at(finding.path, finding.span))} {paint(CYAN, rule.id)}"
    lines = [f"{head} {paint(_colour(rule.severity), f'{rule.severity.value}, {word}')}"]
    lines += [f"  {line}" for line in wrap(visible(finding.message), look.width - 2)]
    file = look.places.file(finding.path)
    if file is not None:
        lines += ["  " + line for line in excerpt(file, finding.span, look.width - 2, paint)]
    for label, text in _particulars(finding, look, with_reason):
        lines += _labelled(label, text, look)
    return lines


def _particulars(finding: Finding, look: Look, with_reason: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if finding.address:
        found.append(("in", _instances(finding)))
    for place in finding.related:
        if not _in_excerpt(place, finding, look):
            found.append(("see", f"{look.places.at(place.path, place.span)} {place.message}"))
    if with_reason and finding.rule.why:
        found.append(("why", finding.rule.why))
    if finding.fix is not None:
        found.append(("fix", f"{finding.fix.title} [{_applies(finding)}]"))
    elif finding.rule.no_fix:
        found.append(("fix", f"by hand: {finding.rule.no_fix}"))
    return found


def _instances(finding: Finding) -> str:
    count = len(finding.instances)
    others = ""
    if finding.address not in finding.instances and count:
        others = f" ({count} instances)"
    elif count > 1:
        others = f" and {count - 1} more {'instance' if count == 2 else 'instances'}"
    where = f" ({', '.join(finding.environments)})" if finding.environments else ""
    return f"{finding.address}{others}{where}"


def _in_excerpt(place: Place, finding: Finding, look: Look) -> bool:
    """Whether the place is the header that stands above the flagged line anyway."""
    file = look.places.file(finding.path)
    block = enclosing(file, finding.span.start) if file is not None and place.path == finding.path else None
    return block is not None and block.header == place.span


def _applies(finding: Finding) -> str:
    kind = fix_kind(finding)
    return kind.value if kind in (Applicability.SAFE, Applicability.UNSAFE) else "by hand"


def _labelled(label: str, text: str, look: Look) -> list[str]:
    first, *rest = wrap(visible(text), look.width - 7) or [""]
    return [f"  {look.paint(BOLD, f'{label}:'.ljust(4))} {first}", *(f"       {line}" for line in rest)]


def line(finding: Finding, look: Look) -> str:
    mark = {Applicability.SAFE: " [fix]", Applicability.UNSAFE: " [unsafe fix]"}.get(
        fix_kind(finding) or Applicability.DISPLAY, ""
    )
    place = visible(look.places.at(finding.path, finding.span))
    message = visible(finding.message).replace("\t", " ")
    return f"{place}: {finding.rule.id} [{finding.rule.level.value}]{mark} {message}"


def _colour(severity: Severity) -> str:
    return RED if severity in (Severity.HIGH, Severity.CRITICAL) else YELLOW


# ---------------------------------------------------------------- the rest


def table(counts: Sequence[RuleCount], look: Look) -> list[str]:
    """A line for each rule."""
    if not counts:
        return []
    width = max(len(row.rule_id) for row in counts)
    head = f"{'findings':>8} {'block':>5} {'safe fix':>8} {'unsafe':>6}  {'rule':<{width}}  severity"
    lines = [look.paint(DIM, head)]
    lines += [
        f"{row.findings:>8} {row.blocking:>5} {row.fixable:>8} {row.fixable_unsafe:>6}"
        f"  {row.rule_id:<{width}}  {row.severity}"
        for row in counts
    ]
    return lines


def about_gate(outcome: Outcome, look: Look) -> list[str]:
    """What was held against what, what the change mended, and how it loosens the settings."""
    if outcome.gate is None:
        return []
    lines = [visible(line) for line in outcome.gate.sentences]
    return [*lines[:-1], look.paint(GREEN, lines[-1])] if outcome.gate.fixed else lines


def summary(outcome: Outcome, look: Look) -> str:
    """`7 findings (3 block) in 4 files, 3 fixable with `terrafence fix`; 2 undecided`."""
    counted, report = outcome.counted, outcome.report
    safe, unsafe = fixable(counted)
    read = len(set(report.linted) - {path for path, _ in report.errors})
    text = f"No findings in {count(read, 'file')} with {count(report.resources, 'resource')}"
    if outcome.gate is not None and outcome.gate.partial:
        text += " that the change bears on"
    if counted:
        files = len({item.finding.path for item in counted})
        blocking = look.paint(RED, f"{outcome.blocking} block")
        text = f"{count(len(counted), 'finding')} ({blocking}) in {count(files, 'file')}"
    if safe:
        text += ", " + look.paint(GREEN, f"{safe} fixable with `terrafence fix`")
    if unsafe:
        text += f", {unsafe} {'more ' if safe else ''}with `--unsafe-fixes`"
    hidden = sum(item.finding.rule.level is Level.NOTE and not item.blocks for item in counted)
    notes = [
        (0 if look.notes else hidden, "of them notes (--show-notes)"),
        (sum(item.finding.suppressed is not None for item in outcome.judged), "suppressed"),
        (sum(item.state is State.UNCHANGED for item in outcome.judged), "there before"),
        (len(report.undecided), "undecided" if look.undecided else "undecided (--show-undecided)"),
        (report.uncalled, "without an instance"),
        (len(report.not_read), "not read"),
        (len(report.errors), "could not be linted"),
    ]
    return "; ".join([text, *(f"{number} {what}" for number, what in notes if number)])


def _lesser(outcome: Outcome, look: Look) -> list[str]:
    """What was not read and, if wanted, what was not decided."""
    report = outcome.report
    missing = [f"not read: {look.places.shown(path)}: {reason}" for path, reason in report.not_read]
    lines = missing[:MENTIONED]
    if len(missing) > MENTIONED:
        lines.append(f"not read: {len(missing) - MENTIONED} more (--format json names them)")
    if look.undecided:
        lines += [f"undecided: {item.rule_id} {item.resource}: {item.reason}" for item in report.undecided]
    return [clip(visible(line), max(look.width, 100)) for line in lines]


def count(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
