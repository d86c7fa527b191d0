"""Tables of configurations: `# flagged` marks each line that the rule flags (alone, the next), `#
undecided` each resource about which it cannot know. A line `--- name` starts another file."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.lint import lint
from terrafence.record import NamedTuple
from terrafence.tags.policy import requiring

FLAGGED, UNDECIDED = "# flagged", "# undecided"


class Outcome(NamedTuple):
    """Lines as (file, 1-based line), sorted."""

    flagged: tuple[tuple[str, int], ...]
    undecided: tuple[str, ...]


def expected(files: dict[str, str]) -> Outcome:
    """What the marks say."""
    flagged: list[tuple[str, int]] = []
    undecided: list[str] = []
    for name, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if FLAGGED in line:
                flagged.append((name, number + (line.strip() == FLAGGED)))
            if UNDECIDED in line:
                undecided.append(_address(line))
    return Outcome(tuple(sorted(flagged)), tuple(sorted(undecided)))


def found(rule_id: str, files: dict[str, str], directory: Path) -> Outcome:
    """What the linter says of the files, written into a directory."""
    for name, text in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text)
    report = lint(Disk(), [str(directory)], Config(select=(rule_id,), tags=requiring("Owner", "Stage")))
    assert not report.errors
    assert {item.rule.id for item in report.findings} <= {rule_id, "syntax-error"}
    flagged = [
        (
            str(Path(item.path).relative_to(directory)),
            report.files[item.path].lines.line_of(item.span.start) + 1,
        )
        for item in report.findings
        if item.rule.id == rule_id
    ]
    return Outcome(tuple(sorted(flagged)), tuple(sorted(item.resource for item in report.undecided)))


def check(rule_id: str, text: str, directory: Path) -> None:
    """Asserts that a rule says of a text what its marks say."""
    files = split(text)
    assert found(rule_id, files, directory) == expected(files)


def cases(tables: Mapping[str, Sequence[tuple[str, str]]]) -> list[ParameterSet]:
    """The parameters `rule_id, text` of tables that are named by rule."""
    return [
        pytest.param(rule_id, text, id=f"{rule_id}: {name}")
        for rule_id, table in tables.items()
        for name, text in table
    ]


def split(text: str) -> dict[str, str]:
    """The files of a case."""
    files: dict[str, list[str]] = {}
    name = "main.tf"
    for line in text.strip("\n").splitlines():
        if line.startswith("--- "):
            name = line.removeprefix("--- ").strip()
        else:
            files.setdefault(name, []).append(line)
    return {name: "\n".join(lines) + "\n" for name, lines in files.items()}


def _address(line: str) -> str:
    words = line.split("#")[0].replace('"', "").replace("{", "").split()
    return ".".join(words[1:]) if words[0] == "resource" else ".".join(words)
