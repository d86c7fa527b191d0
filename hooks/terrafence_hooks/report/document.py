"""The JSON report: a contract with programs, versioned by its first key. Lines are 0-based, columns
UTF-16 units."""

import json
from typing import TYPE_CHECKING

from terrafence.finding import Error, Finding, Fix, NotRead, Place, Suppressed, Undecided
from terrafence.text import Encoding, Position, Span
from terrafence_hooks.outcome import Judged, Outcome, State
from terrafence_hooks.places import Places
from terrafence_hooks.report.counts import by_rule, fixable
from terrafence_hooks.report.material import Material

if TYPE_CHECKING:
    from terrafence.fix import Fixed

VERSION = 1


def render(material: Material) -> str:
    """The report as JSON text."""
    outcome, places = material.outcome, material.look.places
    report = outcome.report
    document: dict[str, object] = {
        "version": VERSION,
        "findings": [described(item, places) for item in material.judged],
        "errors": [error(item, places) for item in report.errors],
        "not_read": [not_read(item, places) for item in report.not_read],
        "summary": summary(outcome),
    }
    if outcome.gate is not None:
        document["gate"] = outcome.gate._asdict()
    if material.look.undecided:
        document["undecided"] = [undecided(item, places) for item in report.undecided]
    if material.statistics:
        document["statistics"] = [count._asdict() for count in by_rule(outcome.counted)]
    if material.fixed is not None:
        document |= _fixed(material.fixed, places)
    return json.dumps(document) + "\n"


def error(item: Error, places: Places) -> dict[str, object]:
    """Something that could not be done."""
    return {"path": places.shown(item.path), "message": item.message}


def not_read(item: NotRead, places: Places) -> dict[str, object]:
    """Something that was not looked into."""
    return {"path": places.shown(item.path), "reason": item.reason}


def undecided(item: Undecided, places: Places) -> dict[str, object]:
    """Something that could not be known."""
    return {**item._asdict(), "path": places.shown(item.path)}


def summary(outcome: Outcome) -> dict[str, int]:
    """The run in numbers."""
    report = outcome.report
    safe, unsafe = fixable(outcome.counted)
    return {
        "files": len(report.linted),
        "not_read": len(report.not_read),
        "resources": report.resources,
        "uncalled": report.uncalled,
        "findings": len(outcome.counted),
        "blocking": outcome.blocking,
        "suppressed": sum(item.finding.suppressed is not None for item in outcome.judged),
        "unchanged": sum(item.state is State.UNCHANGED for item in outcome.judged),
        "fixable": safe,
        "fixable_unsafe": unsafe,
        "undecided": len(report.undecided),
    }


def described(item: Judged, places: Places) -> dict[str, object]:
    """A finding in full."""
    finding = item.finding
    rule = finding.rule
    return {
        "rule_id": rule.id,
        "aliases": list(rule.aliases),
        "severity": rule.severity.value,
        "level": rule.level.value,
        "message": finding.message,
        "path": places.shown(finding.path),
        "range": _range(finding.path, finding.span, places),
        "resource": finding.address,
        "instances": list(finding.instances),
        "environments": list(finding.environments),
        "owner": finding.owner,
        "origin": None if finding.origin is None else _place(finding.origin, places),
        "related": [_place(place, places) for place in finding.related],
        "fix": None if finding.fix is None else _fix(finding.fix, places),
        "fingerprint": finding.fingerprint,
        "state": None if item.state is None else item.state.value,
        "unprotects": item.unprotects,
        "suppressed": finding.suppressed is not None,
        "suppression": None if finding.suppressed is None else _suppression(finding.suppressed, places),
    }


def _fix(fix: Fix, places: Places) -> dict[str, object]:
    edits = [
        {
            "path": places.shown(path),
            "range": _range(path, edit.span, places),
            "new_text": edit.text.decode("utf-8", "replace"),
        }
        for path, edit in fix.edits
    ]
    return {"title": fix.title, "applicability": fix.applicability.value, "edits": edits}


def _place(place: Place, places: Places) -> dict[str, object]:
    return {
        "path": places.shown(place.path),
        "range": _range(place.path, place.span, places),
        "message": place.message,
    }


def _suppression(suppressed: Suppressed, places: Places) -> dict[str, object]:
    return {
        "path": places.shown(suppressed.path),
        "range": _range(suppressed.path, suppressed.span, places),
        "reason": suppressed.reason,
    }


def _fixed(fixed: "Fixed", places: Places) -> dict[str, object]:
    return {
        "changed": [places.shown(path) for path in sorted(fixed.changed)],
        "fixed": [_brief(finding, places) for finding in fixed.applied],
        "refused": [_brief(finding, places) | {"reason": reason} for finding, reason in fixed.refused],
    }


def _brief(finding: Finding, places: Places) -> dict[str, object]:
    return {
        "rule_id": finding.rule.id,
        "path": places.shown(finding.path),
        "resource": finding.address,
        "title": "" if finding.fix is None else finding.fix.title,
    }


def _range(path: str, span: Span, places: Places) -> dict[str, object]:
    start = places.position(path, span.start, Encoding.UTF16)
    end = places.position(path, span.end, Encoding.UTF16)
    return {"start": _position(start), "end": _position(end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "character": position.character}
