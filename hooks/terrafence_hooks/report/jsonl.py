"""JSON, one object a line, each with its `type`: what the JSON report holds, for programs that stream."""

import json
from collections.abc import Iterator

from terrafence_hooks.report import document
from terrafence_hooks.report.material import Material


def render(material: Material) -> str:
    """Findings by place, then what could not be done, read or decided, what it was held against, and the
    summary last."""
    return "".join(json.dumps({"type": kind, **record}) + "\n" for kind, record in _records(material))


def _records(material: Material) -> Iterator[tuple[str, dict[str, object]]]:
    report, places = material.outcome.report, material.look.places
    for judged in material.judged:
        yield "finding", document.described(judged, places)
    for error in report.errors:
        yield "error", document.error(error, places)
    for missing in report.not_read:
        yield "not_read", document.not_read(missing, places)
    for unsure in report.undecided if material.look.undecided else ():
        yield "undecided", document.undecided(unsure, places)
    if material.outcome.gate is not None:
        yield "gate", material.outcome.gate._asdict()
    yield "summary", {"version": document.VERSION, **document.summary(material.outcome)}
