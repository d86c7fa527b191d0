"""What blocks, and how the reports of several settings files become one."""

import pytest
from fake_reports import HOME, finding, outcome, report, rule

from terrafence.config import Config
from terrafence.declare import Level
from terrafence.finding import Error, Suppressed
from terrafence.text import Span
from terrafence_hooks.outcome import combine, exit_code

SILENCED = Suppressed(f"{HOME}/storage.tf", Span(0, 0), "")


@pytest.mark.parametrize(
    ("level", "fail_on", "code"),
    [
        (Level.NOTE, "block", 0),
        (Level.WARN, "block", 0),
        (Level.BLOCK, "block", 1),
        (Level.NOTE, "warn", 0),
        (Level.WARN, "warn", 1),
        (Level.NOTE, "note", 1),
    ],
)
def test_the_line_between_0_and_1(level: Level, fail_on: str, code: int) -> None:
    made = outcome(report([finding(rule(level=level))]), Config(fail_on=fail_on))
    assert exit_code(made, exit_zero=False) == code
    assert exit_code(made, exit_zero=True) == 0


def test_a_suppressed_finding_does_not_block() -> None:
    assert exit_code(outcome(report([finding(suppressed=SILENCED)])), exit_zero=False) == 0


@pytest.mark.parametrize("exit_zero", [False, True])
def test_an_error_is_2_whatever_else_there_is(exit_zero: bool) -> None:
    made = outcome(report([finding()], errors=[Error("x.tf", "permission denied")]))
    assert exit_code(made, exit_zero) == 2


def test_settings_hold_for_their_own_files_only() -> None:
    warned = rule(level=Level.WARN)
    strict = report([finding(warned, path=f"{HOME}/b.tf")])
    lax = report([finding(warned, path=f"{HOME}/a.tf")])
    made = combine([(Config(fail_on="warn"), strict), (Config(), lax)])
    assert [(item.finding.path, item.blocks) for item in made.judged] == [
        (f"{HOME}/a.tf", False),
        (f"{HOME}/b.tf", True),
    ]


def test_a_finding_that_two_reports_share_is_told_once() -> None:
    made = combine([(Config(), report([finding()])), (Config(), report([finding()]))])
    assert len(made.judged) == 1


def test_two_findings_of_a_rule_at_one_place_are_two() -> None:
    found = [finding(), finding()._replace(message="Something else is wrong there.")]
    assert [item.finding for item in combine([(Config(), report(found))]).judged] == found


def test_reports_are_added_up() -> None:
    errors = [Error("x.tf", "gone")]
    made = combine([(Config(), report(errors=errors)), (Config(), report(errors=errors))])
    assert made.report.errors == tuple(errors)
    assert made.report.resources == 2
