"""Annotations on GitHub: workflow commands in the log of a job.

GitHub shows the first ten errors and warnings of a step, so the worst come first. It places a column only
where the annotation is on one line.
"""

from terrafence.declare import Level
from terrafence.text import Encoding
from terrafence_hooks.outcome import Judged
from terrafence_hooks.places import Places
from terrafence_hooks.report.material import Material, worst_first
from terrafence_hooks.report.text import shown
from terrafence_hooks.terminal import visible


def render(material: Material) -> str:
    """A command for each finding that is told to people, for each error, and for each setting that a change
    loosens."""
    places = Places(material.outcome.report.files, material.repository)
    lines = [
        f"::error file={_property(places.shown(path))},title=terrafence::{_data(message)}"
        for path, message in material.outcome.report.errors
    ]
    gate = material.outcome.gate
    lines += [f"::warning title=terrafence::{_data(text)}" for text in gate.excuses] if gate else []
    lines += [_annotation(item, places) for item in worst_first(shown(material.outcome, material.look))]
    return "".join(f"{line}\n" for line in lines)


def _annotation(item: Judged, places: Places) -> str:
    finding = item.finding
    start = places.position(finding.path, finding.span.start, Encoding.UTF16)
    end = places.position(finding.path, finding.span.end, Encoding.UTF16)
    where = f"file={_property(places.shown(finding.path))},line={start.line + 1},endLine={end.line + 1}"
    if start.line == end.line:
        where += f",col={start.character + 1},endColumn={end.character + 1}"
    title = _property(f"{finding.rule.id} ({finding.rule.severity.value})")
    return f"::{_command(item)} {where},title={title}::{_data(finding.message)}"


def _command(item: Judged) -> str:
    if item.blocks:
        return "error"
    return "notice" if item.finding.rule.level is Level.NOTE else "warning"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
