"""How a finding's level and severity show in an editor."""

import pytest
from lsprotocol.types import DiagnosticSeverity

from terrafence.declare import Equals, Level, Require, Rule, Severity
from terrafence_lsp.diagnostics import severity

ERROR, WARNING = DiagnosticSeverity.Error, DiagnosticSeverity.Warning
INFORMATION, HINT = DiagnosticSeverity.Information, DiagnosticSeverity.Hint


@pytest.mark.parametrize(
    ("fail_on", "level", "how_bad", "shown"),
    [
        ("block", Level.NOTE, Severity.CRITICAL, HINT),
        ("block", Level.WARN, Severity.LOW, INFORMATION),
        ("block", Level.WARN, Severity.MEDIUM, WARNING),
        ("block", Level.WARN, Severity.CRITICAL, WARNING),
        ("block", Level.BLOCK, Severity.LOW, ERROR),
        ("warn", Level.NOTE, Severity.HIGH, HINT),
        ("warn", Level.WARN, Severity.LOW, ERROR),
        ("note", Level.NOTE, Severity.LOW, ERROR),
    ],
)
def test_what_blocks_is_an_error(
    fail_on: str, level: Level, how_bad: Severity, shown: DiagnosticSeverity
) -> None:
    rule = Rule("x", "It is", "Why", how_bad, level, ("x",), Require("a", Equals(1)), "")
    assert severity(rule, fail_on) is shown
