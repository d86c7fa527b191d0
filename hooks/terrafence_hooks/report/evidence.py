"""Evidence as JSON for programs and as Markdown for people."""

import json
from collections.abc import Iterator, Sequence

from terrafence import __version__
from terrafence.derive import url
from terrafence.finding import Report
from terrafence.record import NamedTuple
from terrafence_hooks.evidence import Answer, Evidence, Verdict
from terrafence_hooks.places import Places
from terrafence_hooks.report.markup import cell
from terrafence_hooks.report.text import count

VERSION = 1


class Basis(NamedTuple):
    """What the evidence was taken from: the controls asked for; the commit (empty outside of a repository)
    and whether files differ from it; a hash of the settings; the day, on which exceptions depend."""

    controls: tuple[str, ...]
    commit: str
    changed: bool
    settings: str
    date: str


def to_json(found: Sequence[Evidence], report: Report, basis: Basis, places: Places) -> str:
    """The evidence; its version is the first key."""
    document = {
        "version": VERSION,
        "terrafence": __version__,
        **basis._asdict(),
        "rules": [_rule(one, places) for one in found],
        "errors": [{"path": places.shown(path), "message": text} for path, text in report.errors],
        "not_read": [{"path": places.shown(path), "reason": text} for path, text in report.not_read],
    }
    return json.dumps(document) + "\n"


def _rule(one: Evidence, places: Places) -> dict[str, object]:
    rule = one.rule
    return {
        "rule_id": rule.id,
        "summary": rule.summary,
        "severity": rule.severity.value,
        "controls": list(rule.controls),
        **one.counts,
        "resources": [_answer(answer, places) for answer in one.answers],
    }


def _answer(answer: Answer, places: Places) -> dict[str, object]:
    exception = answer.exception
    return {
        "root": answer.evaluated.root,
        "resource": answer.evaluated.address,
        "path": places.shown(answer.evaluated.path),
        "verdict": answer.verdict.value,
        "reason": _reason(answer),
        "owner": exception.owner if exception is not None else "",
        "until": exception.until if exception is not None else "",
    }


def _reason(answer: Answer) -> str:
    """Why it is not passed."""
    if answer.finding is None:
        return answer.reason
    if answer.verdict is Verdict.EXCEPTED:
        return answer.exception.reason if answer.exception is not None else "accepted in the baseline"
    return answer.finding.message


# ---------------------------------------------------------------- Markdown


def to_markdown(found: Sequence[Evidence], report: Report, basis: Basis, places: Places) -> str:
    """A table of the counts, then every answer under its rule."""
    about = ", ".join(basis.controls) or "rules"
    lines = [f"# Evidence: {cell(about)}", "", *_basis(basis), *_incomplete(report, places), ""]
    lines += [
        "| rule | severity | evaluated | passed | failed | excepted | unknown |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    lines += [_row(one) for one in found]
    for one in found:
        if one.answers:
            lines += ["", *_section(one, places)]
    return "\n".join(lines) + "\n"


def _basis(basis: Basis) -> Iterator[str]:
    commit = f"`{basis.commit}`" if basis.commit else "no commit"
    yield f"- Commit: {commit}{' with changes that are not committed' if basis.changed else ''}"
    yield f"- terrafence {__version__}, settings `{basis.settings}`"
    yield f"- Date: {basis.date}"


def _incomplete(report: Report, places: Places) -> Iterator[str]:
    for path, text in report.errors:
        yield f"- **Could not be linted**: {cell(f'{places.shown(path)}: {text}')}"
    if report.not_read:
        yield f"- Not read, and not in here: {count(len(report.not_read), 'file or module')}"


def _row(one: Evidence) -> str:
    counts = " | ".join(map(str, one.counts.values()))
    return f"| [{one.rule.id}]({url(one.rule)}) | {one.rule.severity.value} | {counts} |"


def _section(one: Evidence, places: Places) -> Iterator[str]:
    controls = f" ({', '.join(one.rule.controls)})" if one.rule.controls else ""
    yield f"## {one.rule.id}{controls}"
    yield ""
    yield f"Fails when: {cell(one.rule.summary)}."
    yield ""
    yield "| verdict | resource | file | reason | owner | until |"
    yield "|---|---|---|---|---|---|"
    order = [Verdict.FAILED, Verdict.EXCEPTED, Verdict.UNKNOWN, Verdict.PASSED]
    for answer in sorted(one.answers, key=lambda answer: order.index(answer.verdict)):
        told = _answer(answer, places)
        words = (told[key] for key in ("verdict", "resource", "path", "reason", "owner", "until"))
        yield f"| {' | '.join(cell(str(word)) for word in words)} |"
