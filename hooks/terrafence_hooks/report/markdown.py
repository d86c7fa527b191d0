"""Markdown, for the summary of a job and for comments."""

from collections.abc import Sequence

from terrafence.declare import Level
from terrafence.derive import url
from terrafence_hooks.outcome import Judged
from terrafence_hooks.places import Places
from terrafence_hooks.report.counts import RuleCount, by_rule, fix_kind
from terrafence_hooks.report.markup import cell, escaped
from terrafence_hooks.report.material import Material, worst_first
from terrafence_hooks.report.text import count, shown, summary

MOST_ROWS = 200
"""A job's summary may have 1 MiB, and nobody reads that far."""


def render(material: Material) -> str:
    """A headline, the rules that found something, and the findings, worst first."""
    outcome = material.outcome
    found = worst_first(shown(outcome, material.look))
    lines = [f"## terrafence: {_headline(material)}", "", escaped(summary(outcome, material.look)) + "."]
    if outcome.gate is not None:
        lines += ["", *(f"- {escaped(text)}" for text in outcome.gate.sentences)]
    if outcome.report.errors:
        lines += ["", "### Could not be linted", ""]
        lines += [f"- {cell(f'{_shown(material, path)}: {text}')}" for path, text in outcome.report.errors]
    if found:
        lines += ["", *_rules(by_rule(found), found), "", *_findings(material, found)]
    return "\n".join(lines) + "\n"


def _headline(material: Material) -> str:
    if material.outcome.report.errors:
        return "not everything could be linted"
    blocking = material.outcome.blocking
    return (
        f"{count(blocking, 'finding')} {'blocks' if blocking == 1 else 'block'}"
        if blocking
        else "nothing blocks"
    )


def _rules(counts: Sequence[RuleCount], found: Sequence[Judged]) -> list[str]:
    pages = {item.finding.rule.id: url(item.finding.rule) for item in found}
    lines = ["| rule | severity | findings | block | safe fix |", "|---|---|--:|--:|--:|"]
    return lines + [
        f"| [{row.rule_id}]({pages[row.rule_id]}) | {row.severity} | {row.findings} | {row.blocking} "
        f"| {row.fixable} |"
        for row in counts
    ]


def _findings(material: Material, found: Sequence[Judged]) -> list[str]:
    places = Places(material.outcome.report.files, material.repository)
    lines = ["| | where | what | fix |", "|---|---|---|---|"]
    lines += [_row(item, places) for item in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        lines += ["", f"{len(found) - MOST_ROWS} more, of the same severity or less, are not shown."]
    return lines


def _row(item: Judged, places: Places) -> str:
    finding = item.finding
    word = "**blocks**" if item.blocks else "note" if finding.rule.level is Level.NOTE else "warns"
    kind = fix_kind(finding)
    about = f"{finding.rule.id}: {finding.message}"
    cells = (
        f"{finding.rule.severity.value}, {word}",
        cell(places.at(finding.path, finding.span)),
        cell(about),
        kind.value if kind is not None else "by hand",
    )
    return f"| {' | '.join(cells)} |"


def _shown(material: Material, path: str) -> str:
    return material.look.places.shown(path)
