"""SARIF 2.1.0, as GitHub code scanning reads it, and within its limits."""

import gzip
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote

from terrafence import __version__
from terrafence.declare import Level, Rule, Severity
from terrafence.derive import page, url
from terrafence.finding import Finding, Place, Suppressed
from terrafence.text import Encoding, Span
from terrafence_hooks.outcome import Judged
from terrafence_hooks.output import say
from terrafence_hooks.report.linehash import line_hashes
from terrafence_hooks.report.material import Material, offered, worst_first
from terrafence_hooks.terminal import clip, visible

if TYPE_CHECKING:
    from terrafence.finding import FileEdit

# https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
"""Of the file, compressed."""
MOST_TEXT = 1024
MOST_TAGS = 20
MOST_RELATED = 1000

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/terrafence/terrafence"
_LEVELS = {Level.BLOCK: "error", Level.WARN: "warning", Level.NOTE: "note"}
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
"""`security-severity`: above 9 is critical, from 7 high, from 4 medium."""

Object: TypeAlias = dict[str, object]


def render(material: Material) -> str:
    """The log of one run. What does not fit is left out, the least severe first, and that is said in the
    log and on the standard error."""
    judged = material.judged
    kept = _worst(judged, MOST_RESULTS)
    text = _log(material, kept)
    while len(text) > MOST_BYTES and kept:
        size = len(gzip.compress(text.encode(), 6))
        if size <= MOST_BYTES:
            break
        kept = _worst(kept, min(len(kept) * MOST_BYTES * 9 // (size * 10), len(kept) - 1))
        text = _log(material, kept)
    if len(kept) < len(judged):
        say(f"sarif: {_left_out(len(judged), len(kept))}")
    return text


def _worst(judged: Sequence[Judged], count: int) -> Sequence[Judged]:
    """The worst of them, in the order of place that they came in."""
    if len(judged) <= count:
        return judged
    ranked = sorted(worst_first(judged), key=lambda item: item.finding.suppressed is not None)
    chosen = {id(item) for item in ranked[:count]}
    return [item for item in judged if id(item) in chosen]


def _left_out(all_of_them: int, kept: int) -> str:
    return (
        f"{all_of_them - kept} of {all_of_them} findings, the least severe, are left out: "
        f"code scanning takes {MOST_RESULTS} and {MOST_BYTES // 1_000_000} MB"
    )


def _log(material: Material, judged: Sequence[Judged]) -> str:
    rules = _rules(judged)
    at = {rule.id: index for index, rule in enumerate(rules)}
    hashes = _hashes(material, judged)
    places = _Artifacts(material)
    run: Object = {
        "tool": {"driver": _driver(rules)},
        "invocations": [_invocation(material, places, len(judged))],
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [_result(item, at[item.finding.rule.id], hashes, places) for item in judged],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


# ---------------------------------------------------------------- the tool


def _rules(judged: Iterable[Judged]) -> list[Rule]:
    """Each rule that found something once, as its worst finding has it."""
    order = list(Severity)
    rules: dict[str, Rule] = {}
    for item in judged:
        rule = item.finding.rule
        known = rules.get(rule.id, rule)
        rules[rule.id] = max(known, rule, key=lambda one: order.index(one.severity))
    return [rules[name] for name in sorted(rules)]


def _driver(rules: Iterable[Rule]) -> Object:
    return {
        "name": "terrafence",
        "informationUri": _HOME,
        "semanticVersion": __version__,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> Object:
    help_text = page(rule)
    return {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": clip(rule.summary, MOST_TEXT)},
        "fullDescription": {"text": clip(rule.why or rule.summary, MOST_TEXT)},
        "help": {"text": help_text, "markdown": help_text},
        "helpUri": url(rule),
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "tags": ["security", "terraform", *rule.aliases, *rule.controls][:MOST_TAGS],
            "precision": "high",
            "security-severity": _SCORES[rule.severity],
        },
    }


def _invocation(material: Material, places: "_Artifacts", kept: int) -> Object:
    report, gate = material.outcome.report, material.outcome.gate
    notes = [_notification("note", text) for text in gate.sentences] if gate else []
    notes += [_notification("error", message, places.location(path)) for path, message in report.errors]
    notes += [
        _notification("note", f"not read: {reason}", places.location(path))
        for path, reason in report.not_read
    ]
    if kept < len(material.judged):
        notes.append(_notification("warning", _left_out(len(material.judged), kept)))
    return {"executionSuccessful": not report.errors, "toolExecutionNotifications": notes}


def _notification(level: str, text: str, location: Object | None = None) -> Object:
    note: Object = {"level": level, "message": _message(text)}
    return note if location is None else note | {"locations": [{"physicalLocation": location}]}


# ---------------------------------------------------------------- the results


def _result(item: Judged, index: int, hashes: Mapping[tuple[str, int], str], places: "_Artifacts") -> Object:
    finding = item.finding
    related = [_related(number, place, places) for number, place in enumerate(finding.related[:MOST_RELATED])]
    result: Object = {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": _LEVELS[finding.rule.level],
        "message": _message(finding.message),
        "locations": [_location(finding, places)],
        "fingerprints": {"terrafence/v1": finding.fingerprint},
        "properties": {
            "severity": finding.rule.severity.value,
            "instances": [visible(address) for address in finding.instances],
            "owner": visible(finding.owner),
        },
    }
    if item.state is not None:
        result["baselineState"] = item.state.value
    line_hash = hashes.get((finding.path, places.line(finding.path, finding.span)))
    if line_hash is not None:
        result["partialFingerprints"] = {"primaryLocationLineHash": line_hash}
    if related:
        result["relatedLocations"] = related
    if finding.suppressed is not None:
        result["suppressions"] = [_suppression(finding.suppressed, places)]
    edits = offered(finding, places.material.unsafe)
    if edits and finding.fix is not None:
        result["fixes"] = [_fix(finding.fix.title, edits, places)]
    return result


def _message(text: str) -> Object:
    """Plain text, in which `[a](b)` would be a link (SARIF 3.11.6)."""
    shown = visible(text)
    return {"text": shown.replace("[", "\\[").replace("]", "\\]") if "](" in shown else shown}


def _location(finding: Finding, places: "_Artifacts") -> Object:
    location: Object = {"physicalLocation": places.location(finding.path, finding.span)}
    if finding.address:
        named = {"fullyQualifiedName": visible(finding.address), "kind": "resource"}
        location["logicalLocations"] = [named]
    return location


def _related(number: int, place: Place, places: "_Artifacts") -> Object:
    return {
        "id": number,
        "physicalLocation": places.location(place.path, place.span),
        "message": _message(place.message),
    }


def _suppression(suppressed: Suppressed, places: "_Artifacts") -> Object:
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": visible(suppressed.reason),
        "location": {"physicalLocation": places.location(suppressed.path, suppressed.span)},
    }


def _fix(title: str, edits: Sequence["FileEdit"], places: "_Artifacts") -> Object:
    by_file: dict[str, list[Object]] = {}
    for path, edit in edits:
        by_file.setdefault(path, []).append(
            {
                "deletedRegion": places.region(path, edit.span),
                "insertedContent": {"text": edit.text.decode("utf-8", "replace")},
            }
        )
    changes = [
        {"artifactLocation": places.artifact(path), "replacements": replacements}
        for path, replacements in by_file.items()
    ]
    return {"description": _message(title), "artifactChanges": changes}


def _hashes(material: Material, judged: Iterable[Judged]) -> dict[tuple[str, int], str]:
    """The line hash of every file and line (0-based) that something is at."""
    lines: dict[str, set[int]] = {}
    for item in judged:
        file = material.outcome.report.files.get(item.finding.path)
        if file is not None:
            lines.setdefault(file.path, set()).add(file.lines.line_of(item.finding.span.start))
    files = material.outcome.report.files
    return {
        (path, line): found
        for path, wanted in lines.items()
        for line, found in line_hashes(files[path].source, wanted).items()
    }


class _Artifacts:
    """Paths and spans as SARIF writes them."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self._root = os.path.realpath(material.repository).rstrip("/") + "/"
        self._known: dict[str, Object] = {}

    def location(self, path: str, span: Span | None = None) -> Object:
        location: Object = {"artifactLocation": self.artifact(path)}
        return location if span is None else location | {"region": self.region(path, span)}

    def artifact(self, path: str) -> Object:
        """From the repository's root, links resolved; a `file` URI for what is outside."""
        if path not in self._known:
            real = os.path.realpath(path).replace(os.sep, "/")
            inside = real.startswith(self._root)
            name = quote(os.fsencode(real.removeprefix(self._root) if inside else real))
            self._known[path] = (
                {"uri": name, "uriBaseId": "%SRCROOT%"} if inside else {"uri": f"file://{name}"}
            )
        return self._known[path]

    def line(self, path: str, span: Span) -> int:
        return self.material.look.places.position(path, span.start, Encoding.UTF16).line

    def region(self, path: str, span: Span) -> Object:
        start = self.material.look.places.position(path, span.start, Encoding.UTF16)
        end = self.material.look.places.position(path, span.end, Encoding.UTF16)
        return {
            "startLine": start.line + 1,
            "startColumn": start.character + 1,
            "endLine": end.line + 1,
            "endColumn": end.character + 1,
        }
