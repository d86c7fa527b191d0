"""JUnit XML: a suite for each file, a case for each finding. What blocks has failed; what is suppressed was
skipped; the rest has passed and says why it is there."""

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from terrafence_hooks.outcome import Judged
from terrafence_hooks.report.material import Material
from terrafence_hooks.terminal import visible


def render(material: Material) -> str:
    """Of a run without findings, one case that has passed: some readers take an empty report for a broken
    one."""
    suites = [
        _suite(material, path, list(group))
        for path, group in groupby(material.judged, key=lambda item: item.finding.path)
    ]
    errors = material.outcome.report.errors
    if errors:
        cases = [_case("terrafence", _path(material, path), "error", text) for path, text in errors]
        suites.append(_wrapped("terrafence", cases, len(cases), 0, len(cases), 0))
    if not suites:
        suites.append(_wrapped("terrafence", [_case("terrafence", "no findings")], 1, 0, 0, 0))
    counts = f'tests="{len(material.judged) + len(errors) or 1}" failures="{material.outcome.blocking}"'
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="terrafence" {counts} '
    return f'{head}errors="{len(errors)}">\n{"".join(suites)}</testsuites>\n'


def _suite(material: Material, path: str, judged: Sequence[Judged]) -> str:
    cases = [_finding(material, item) for item in judged]
    failures = sum(item.blocks for item in judged)
    skipped = sum(item.finding.suppressed is not None for item in judged)
    return _wrapped(_path(material, path), cases, len(cases), failures, 0, skipped)


def _wrapped(name: str, cases: Sequence[str], tests: int, failures: int, errors: int, skipped: int) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    return f"  <testsuite name={_quoted(name)} {counts}>\n{''.join(cases)}  </testsuite>\n"


def _finding(material: Material, item: Judged) -> str:
    finding = item.finding
    place = material.look.places.at(finding.path, finding.span)
    about = f"{finding.rule.id} {finding.address}".rstrip()
    said = f"{place}: {finding.message} [{finding.rule.severity.value}]"
    if finding.suppressed is not None:
        return _case(finding.rule.id, f"{about} at {place}", "skipped", f"{said} {finding.suppressed.reason}")
    return _case(finding.rule.id, f"{about} at {place}", "failure" if item.blocks else "system-out", said)


def _case(group: str, name: str, outcome: str = "", text: str = "") -> str:
    opening = f"    <testcase classname={_quoted(group)} name={_quoted(name)}"
    if not outcome:
        return f"{opening}/>\n"
    body = escape(visible(text))
    if outcome == "system-out":
        return f"{opening}><system-out>{body}</system-out></testcase>\n"
    return f"{opening}><{outcome} message={_quoted(text)}>{body}</{outcome}></testcase>\n"


def _path(material: Material, path: str) -> str:
    return material.look.places.shown(path)


def _quoted(text: str) -> str:
    return quoteattr(visible(text))
