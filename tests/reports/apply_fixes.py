"""Makes the changes that a SARIF log or a reviewdog result proposes, knowing nothing but the two formats."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from terrafence.record import NamedTuple


class Change(NamedTuple):
    """Replace the bytes from `start` to `end` of a file."""

    path: str
    start: int
    end: int
    text: bytes


def apply_sarif(log: Mapping[str, Any], root: Path) -> int:
    """The first fix of each result, in order, unless it touches one before it. Returns how many."""
    fixes: list[list[Change]] = []
    for run in log["runs"]:
        assert run["columnKind"] == "utf16CodeUnits"
        ends = "|".join(re.escape(end) for end in run["newlineSequences"])
        for result in run["results"]:
            if "suppressions" not in result and result.get("fixes"):
                fixes.append(list(_sarif(result["fixes"][0], root, ends)))
    return _apply(fixes, root)


def _sarif(fix: Mapping[str, Any], root: Path, ends: str) -> Iterator[Change]:
    for change in fix["artifactChanges"]:
        artifact = change["artifactLocation"]
        assert artifact["uriBaseId"] == "%SRCROOT%"
        path = unquote(artifact["uri"])
        lines = re.split(f"({ends})", (root / path).read_bytes().decode())
        starts = [sum(len(part.encode()) for part in lines[:at]) for at in range(0, len(lines), 2)]
        for replacement in change["replacements"]:
            region = replacement["deletedRegion"]

            def offset(
                line: int, column: int, lines: Sequence[str] = lines, starts: Sequence[int] = starts
            ) -> int:
                before = lines[2 * (line - 1)].encode("utf-16-le")[: 2 * (column - 1)]
                return starts[line - 1] + len(before.decode("utf-16-le").encode())

            start = offset(region["startLine"], region["startColumn"])
            end = offset(region["endLine"], region["endColumn"])
            yield Change(path, start, end, replacement["insertedContent"]["text"].encode())


def apply_rdjson(result: Mapping[str, Any], root: Path) -> int:
    """The suggestions of each diagnostic, in order, unless they touch one before them. Returns how many."""
    return _apply([list(_rdjson(one, root)) for one in result["diagnostics"] if one.get("suggestions")], root)


def _rdjson(diagnostic: Mapping[str, Any], root: Path) -> Iterator[Change]:
    path = diagnostic["location"]["path"]
    lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", (root / path).read_bytes())
    starts = [sum(len(line) for line in lines[:at]) for at in range(len(lines))]
    for suggestion in diagnostic["suggestions"]:
        start, end = suggestion["range"]["start"], suggestion["range"]["end"]
        yield Change(
            path,
            starts[start["line"] - 1] + start["column"] - 1,
            starts[end["line"] - 1] + end["column"] - 1,
            suggestion["text"].encode(),
        )


def _apply(fixes: Sequence[Sequence[Change]], root: Path) -> int:
    taken: list[Change] = []
    done = 0
    for fix in fixes:
        if any(_touch(change, other) for change in fix for other in taken):
            continue
        taken += fix
        done += 1
    for path in {change.path for change in taken}:
        source = (root / path).read_bytes()
        # Of insertions at one place the first comes first.
        for change in sorted((one for one in taken if one.path == path), key=lambda one: one.start)[::-1]:
            source = source[: change.start] + change.text + source[change.end :]
        (root / path).write_bytes(source)
    return done


def _touch(one: Change, other: Change) -> bool:
    return one.path == other.path and one.start <= other.end and other.start <= one.end
