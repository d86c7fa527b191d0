"""The report for people."""

import pytest
from fake_reports import HOME, file, finding, outcome, report, rule, span_of

from terrafence.config import Config
from terrafence.declare import Level
from terrafence.finding import Applicability, Finding, NotRead, Place, Suppressed, Undecided
from terrafence.text import Span
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.places import Places
from terrafence_hooks.report.text import EXCERPTS, Look, concise, render, statistics
from terrafence_hooks.terminal import Paint


def look(
    made: Outcome, width: int = 80, notes: bool = False, undecided: bool = False, quiet: bool = False
) -> Look:
    return Look(Places(made.report.files, HOME), width, Paint(False), notes, undecided, quiet)


def text(*findings: Finding, width: int = 80) -> str:
    made = outcome(report(findings))
    return render(made, look(made, width))


def test_nothing_found() -> None:
    assert text() == "No findings in 1 file with 1 resource\n"


def test_a_suppressed_finding_is_only_counted() -> None:
    silenced = finding(suppressed=Suppressed(f"{HOME}/storage.tf", Span(0, 0), "public on purpose"))
    assert text(silenced) == "No findings in 1 file with 1 resource; 1 suppressed\n"


def test_a_note_is_only_counted() -> None:
    made = outcome(report([finding(rule(level=Level.NOTE), safety=None)]))
    assert render(made, look(made)) == "1 finding (0 block) in 1 file; 1 of them notes (--show-notes)\n"
    assert "storage.tf:4:3 aws-s3-acl-public" in render(made, look(made, notes=True))


def test_a_note_that_blocks_is_shown() -> None:
    made = outcome(report([finding(rule(level=Level.NOTE))]), Config(fail_on="note"))
    assert "high, blocks" in render(made, look(made))


def test_one_finding_in_full() -> None:
    place = Place(f"{HOME}/storage.tf", span_of(b'variable "name"'), 'variable "name"')
    header = Place(f"{HOME}/storage.tf", span_of(b'resource "aws_s3_bucket" "receipts"'), "in the excerpt")
    many = finding()._replace(
        related=(place, header), instances=("aws_s3_bucket.receipts", "module.a.aws_s3_bucket.receipts")
    )
    assert text(many) == (
        """storage.tf: 1 finding

storage.tf:4:3 aws-s3-acl-public high, blocks
  The bucket is public: `acl` is `public-read`.
  1 | resource "aws_s3_bucket" "receipts" {
    | ...
  4 |   acl = "public-read"
    |   ^^^^^^^^^^^^^^^^^^^
  in:  aws_s3_bucket.receipts and 1 more instance
  see: storage.tf:7:1 variable "name"
  why: Anyone can read what is in it.
  fix: Set `acl` to `private` [safe]

1 finding (1 block) in 1 file, 1 fixable with `terrafence fix`
"""
    )


@pytest.mark.parametrize(
    ("safety", "no_fix", "line"),
    [
        (None, "", None),
        (None, "only you know the network", "  fix: by hand: only you know the network"),
        (Applicability.DISPLAY, "", "  fix: Set `acl` to `private` [by hand]"),
        (Applicability.UNSAFE, "", "  fix: Set `acl` to `private` [unsafe]"),
    ],
)
def test_the_fix_says_how_it_is_applied(safety: Applicability | None, no_fix: str, line: str | None) -> None:
    shown = [row for row in text(finding(rule(no_fix=no_fix), safety=safety)).splitlines() if "fix:" in row]
    assert shown == ([] if line is None else [line])


def test_the_reason_is_given_once_for_each_rule() -> None:
    other = finding(rule("aws-s3-other"))
    assert text(finding(), finding(span=Span(0, 8)), other).count("why:") == 2


def test_a_narrow_terminal() -> None:
    wide = "x" * 60
    shown = text(finding(message=f"A message of many words, among them {wide} and others."), width=40)
    long = [line for line in shown.splitlines()[:-1] if len(line) > 40]
    assert long == ["storage.tf:4:3 aws-s3-acl-public high, blocks", f"  {wide}"]


def test_a_file_that_was_not_read() -> None:
    elsewhere = finding(path=f"{HOME}/gone.tf")
    assert "gone.tf:1:1 aws-s3-acl-public" in text(elsewhere)


def test_hostile_text_is_escaped() -> None:
    source = b'resource "a" "b" {\n  x = "\x1b[2J\xe2\x80\xae"\n}\n'
    tree = file(f"{HOME}/a\x1b[1m.tf", source)
    bad = finding(path=tree.path, span=span_of(b"x =", source), message="not \x07 nice")
    made = outcome(report([bad._replace(address="a.b\x1b")], files=[tree]))
    for shown in (render(made, look(made)), concise(made, look(made))):
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown


def many(count: int) -> list[Finding]:
    return [finding(rule(f"aws-rule-{at % 3}"), span=Span(at, at + 1)) for at in range(count)]


def test_many_findings_stay_readable() -> None:
    lines = text(*many(EXCERPTS + 5)).splitlines()
    assert sum(line.lstrip().startswith("|") and "^" in line for line in lines) == EXCERPTS
    start = lines.index("5 more, a line each:")
    assert len([line for line in lines[start:] if line.startswith("storage.tf:")]) == 5
    assert lines[-6].split() == ["findings", "block", "safe", "fix", "unsafe", "rule", "severity"]
    assert lines[-5].split() == ["9", "9", "9", "0", "aws-rule-0", "high"]


def test_the_next_command_is_named() -> None:
    made = outcome(report(many(1)))
    assert render(made, look(made), "terrafence fix --diff").endswith("\nNext: terrafence fix --diff\n")


def test_what_was_not_read_or_not_decided() -> None:
    missing = [NotRead(f"{HOME}/m{at}", "run terraform init") for at in range(7)]
    unsure = [Undecided("aws-x", "aws_y.z", f"{HOME}/storage.tf", "known after apply")]
    made = outcome(report([], unsure, not_read=missing))
    plain = render(made, look(made))
    assert plain.count("run terraform init") == 5
    assert "not read: 2 more" in plain
    assert "aws_y.z" not in plain
    assert plain.endswith("; 1 undecided (--show-undecided); 7 not read\n")
    assert "undecided: aws-x aws_y.z: known after apply" in render(made, look(made, undecided=True))


def test_concise() -> None:
    other = finding(message="Public.", safety=Applicability.UNSAFE, span=Span(0, 8))
    made = outcome(report([finding(message="Public."), other]))
    assert concise(made, look(made, quiet=True)) == (
        "storage.tf:1:1: aws-s3-acl-public [block] [unsafe fix] Public.\n"
        "storage.tf:4:3: aws-s3-acl-public [block] [fix] Public.\n"
    )


def test_statistics() -> None:
    made = outcome(report(many(4)))
    assert statistics(made, look(made, quiet=True)) == (
        "findings block safe fix unsafe  rule        severity\n"
        "       2     2        2      0  aws-rule-0  high\n"
        "       1     1        1      0  aws-rule-1  high\n"
        "       1     1        1      0  aws-rule-2  high\n"
    )


def test_columns_are_counted_in_characters() -> None:
    assert "storage.tf:8:18 " in text(finding(span=span_of(b"# wide")))
