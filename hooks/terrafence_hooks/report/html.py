"""One page that holds everything it needs: what was found, to filter and to sort, with excerpts.

Nothing of the findings is ever markup: they are JSON in a script element that is not executed, and the page's
own script puts them in as text. Its content security policy allows that script and style by their hashes, and
nothing from outside.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from terrafence import __version__
from terrafence.derive import url
from terrafence.finding import Finding
from terrafence.syntax.views import File
from terrafence_hooks.outcome import Judged
from terrafence_hooks.places import Places
from terrafence_hooks.report.counts import fix_kind
from terrafence_hooks.report.document import summary
from terrafence_hooks.report.excerpt import enclosing
from terrafence_hooks.report.material import Material, holds_secret, service
from terrafence_hooks.terminal import clip, visible

CONTEXT = 2
"""Lines of source above and below a finding."""
WIDEST = 240
"""Columns of a line of source."""

Record: TypeAlias = dict[str, object]


def render(material: Material) -> str:
    """The page; what is suppressed is in it, and hidden at first."""
    style, script = _asset("page.css"), _asset("page.js")
    replacements = {
        "POLICY": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        "STYLE": style,
        "SCRIPT": script,
        "DATA": _inert(_data(material)),
    }
    page = _asset("page.html")
    for name, text in replacements.items():
        page = page.replace(f"{{{{{name}}}}}", text, 1)
    return page


def _asset(name: str) -> str:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as handle:
        return handle.read()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _inert(data: Mapping[str, object]) -> str:
    """JSON that cannot end the script element or begin a comment in it."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e")


def _data(material: Material) -> Record:
    report, gate = material.outcome.report, material.outcome.gate
    places = Places(report.files, material.repository)
    rules = {item.finding.rule.id: item.finding.rule for item in material.judged}
    return {
        "version": __version__,
        "summary": summary(material.outcome),
        "gate": [visible(text) for text in gate.sentences] if gate else [],
        "errors": [[visible(places.shown(path)), visible(text)] for path, text in report.errors],
        "rules": {
            name: {"summary": rule.summary, "why": rule.why, "url": url(rule), "no_fix": rule.no_fix}
            for name, rule in sorted(rules.items())
        },
        "findings": [_finding(item, places) for item in material.judged],
    }


def _finding(item: Judged, places: Places) -> Record:
    finding = item.finding
    kind = fix_kind(finding)
    suppressed = finding.suppressed
    return {
        "rule": finding.rule.id,
        "severity": finding.rule.severity.value,
        "level": "block" if item.blocks else finding.rule.level.value,
        "service": service(finding),
        "owner": visible(finding.owner),
        "message": visible(finding.message),
        "place": visible(places.at(finding.path, finding.span)),
        "address": visible(finding.address),
        "instances": len(finding.instances),
        "fix": visible(finding.fix.title) if finding.fix is not None else "",
        "safety": kind.value if kind is not None else "",
        "state": item.state.value if item.state is not None else "",
        "suppressed": None if suppressed is None else visible(suppressed.reason),
        "excerpt": _excerpt(finding, places.file(finding.path)),
    }


def _excerpt(finding: Finding, file: File | None) -> Sequence[object] | None:
    """The line (1-based) that the finding is on, and the numbered lines around it."""
    if file is None:
        return None
    at = file.lines.line_of(finding.span.start)
    around = range(max(0, at - CONTEXT), min(len(file.lines), at + CONTEXT + 1))
    block = enclosing(file, finding.span.start)
    above = at if block is None else file.lines.line_of(block.span.start)
    if holds_secret(finding.rule):
        return [at + 1, [[at + 1, _line(file, at).partition("=")[0] + "(not shown: it may be a secret)"]]]
    numbers = [above, *around] if above < around[0] else list(around)
    return [at + 1, [[number + 1, _line(file, number)] for number in numbers]]


def _line(file: File, number: int) -> str:
    return clip(visible(file.text(file.lines.line_span(number))).expandtabs(4), WIDEST)
