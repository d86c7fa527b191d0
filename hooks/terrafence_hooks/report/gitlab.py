"""GitLab code quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""

import json

from terrafence.declare import Level, Severity
from terrafence.finding import Finding
from terrafence.text import Encoding
from terrafence_hooks.places import Places
from terrafence_hooks.report.material import Material
from terrafence_hooks.terminal import visible

_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
}


def render(material: Material) -> str:
    """An array of what is not suppressed, for which there is no word; GitLab itself tells what is new. It
    shows no rule, so that the description begins with it."""
    places = Places(material.outcome.report.files, material.repository)
    seen: dict[str, int] = {}
    issues: list[dict[str, object]] = []
    for item in material.unsuppressed:
        fingerprint = item.finding.fingerprint
        seen[fingerprint] = seen.get(fingerprint, 0) + 1
        issues.append(_issue(item.finding, seen[fingerprint], places))
    return json.dumps(issues) + "\n"


def _issue(finding: Finding, count: int, places: Places) -> dict[str, object]:
    """GitLab takes two issues of one fingerprint for one: the further ones are numbered."""
    start = places.position(finding.path, finding.span.start, Encoding.UTF16)
    end = places.position(finding.path, finding.span.end, Encoding.UTF16)
    return {
        "type": "issue",
        "check_name": finding.rule.id,
        "description": visible(f"{finding.rule.id}: {finding.message}"),
        "categories": ["Security"],
        "severity": "info" if finding.rule.level is Level.NOTE else _SEVERITIES[finding.rule.severity],
        "fingerprint": finding.fingerprint if count == 1 else f"{finding.fingerprint}-{count}",
        "location": {
            "path": visible(places.shown(finding.path)),
            "lines": {"begin": start.line + 1, "end": end.line + 1},
        },
    }
