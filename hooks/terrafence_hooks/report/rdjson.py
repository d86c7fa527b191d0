"""The Reviewdog Diagnostic Format, whose suggestions become one-click changes in a review.

A column is a count of UTF-8 bytes from 1 (https://github.com/reviewdog/reviewdog/tree/master/proto/rdf).
"""

import json
from collections.abc import Sequence

from terrafence.declare import Level
from terrafence.derive import url
from terrafence.finding import FileEdit, Finding
from terrafence.text import Edit, Encoding, Span, apply_edits
from terrafence_hooks.outcome import Judged
from terrafence_hooks.places import Places
from terrafence_hooks.report.markup import inline
from terrafence_hooks.report.material import Material, offered
from terrafence_hooks.terminal import visible


def render(material: Material) -> str:
    """One result with a diagnostic for each finding that is neither suppressed nor there before."""
    places = material.look.places
    diagnostics = [_diagnostic(item, material.unsafe, places) for item in material.outcome.counted]
    return json.dumps({"source": {"name": "terrafence"}, "diagnostics": diagnostics}) + "\n"


def _diagnostic(item: Judged, unsafe: bool, places: Places) -> dict[str, object]:
    finding = item.finding
    location = {
        "path": visible(places.shown(finding.path)),
        "range": _range(finding.path, finding.span, places),
    }
    diagnostic: dict[str, object] = {
        # It becomes a comment in Markdown.
        "message": inline(finding.message),
        "location": location,
        "severity": _severity(item),
        "code": {"value": finding.rule.id, "url": url(finding.rule)},
    }
    suggestion = _suggestion(finding, offered(finding, unsafe), places)
    return diagnostic | ({"suggestions": [suggestion]} if suggestion is not None else {})


def _severity(item: Judged) -> str:
    if item.blocks:
        return "ERROR"
    return "INFO" if item.finding.rule.level is Level.NOTE else "WARNING"


def _suggestion(finding: Finding, edits: Sequence[FileEdit], places: Places) -> dict[str, object] | None:
    """All edits of a fix as one change, since a reviewer accepts each by itself. There is none for a fix
    that also edits another file than the finding's."""
    file = places.file(finding.path)
    if not edits or file is None or any(path != finding.path for path, _ in edits):
        return None
    start = min(edit.span.start for _, edit in edits)
    end = max(edit.span.end for _, edit in edits)
    moved = [Edit(Span(one.span.start - start, one.span.end - start), one.text) for _, one in edits]
    text = apply_edits(file.source[start:end], moved)
    return {"range": _range(finding.path, Span(start, end), places), "text": text.decode("utf-8", "replace")}


def _range(path: str, span: Span, places: Places) -> dict[str, object]:
    return {"start": _position(path, span.start, places), "end": _position(path, span.end, places)}


def _position(path: str, offset: int, places: Places) -> dict[str, int]:
    line, character = places.position(path, offset, Encoding.UTF8)
    return {"line": line + 1, "column": character + 1}
