"""What fixing says."""

import pytest
from fake_reports import HOME, finding, outcome, report, rule

from terrafence.declare import Level
from terrafence.files import Disk, Overlay
from terrafence.finding import Applicability, Finding
from terrafence.fix import Fixed
from terrafence.text import Span
from terrafence_hooks.places import Places
from terrafence_hooks.report.fixes import diff, render
from terrafence_hooks.report.text import Look
from terrafence_hooks.terminal import Paint

LOOK = Look(Places({}, HOME), 80, Paint(False))


def shown(
    *left: Finding, applied: tuple[Finding, ...] = (), refused: tuple[tuple[Finding, str], ...] = ()
) -> str:
    made = outcome(report(left))
    changed = {finding.path: b"" for finding in applied}
    return render(made, Fixed(changed, applied, refused, made.report), LOOK)


def test_nothing_to_do() -> None:
    assert shown() == "No findings in 1 file with 1 resource\n"


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (finding(safety=Applicability.UNSAFE), "unsafe, see --unsafe-fixes: Set `acl` to `private`"),
        (finding(safety=Applicability.DISPLAY), "by hand: Set `acl` to `private`"),
        (
            finding(rule(no_fix="who reads it is your choice"), safety=None),
            "by hand: who reads it is your choice",
        ),
        (finding(safety=None, message="It is public."), "by hand: It is public."),
    ],
)
def test_what_is_left_and_why(left: Finding, why: str) -> None:
    assert f"Not fixed:\n  storage.tf:1:1: aws-s3-acl-public: {why}\n" in shown(
        left._replace(span=Span(0, 8))
    )


def test_what_a_guard_refused() -> None:
    text = shown(finding(), refused=((finding(), "the file would no longer parse"),))
    assert "aws-s3-acl-public: not applied, because the file would no longer parse" in text


def test_notes_are_not_listed() -> None:
    assert "Not fixed" not in shown(finding(rule(level=Level.NOTE), safety=None))


def test_what_was_done() -> None:
    assert shown(applied=(finding(),)) == (
        "Fixed 1 finding in 1 file:\n"
        "  storage.tf: aws_s3_bucket.receipts: aws-s3-acl-public: Set `acl` to `private`\n"
        "\n"
        "No findings in 1 file with 1 resource\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (b"a\nb\n", b"a\nc\n", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"),
        (b"a\r\n", b"b\r\n", "@@ -1 +1 @@\n-a\r\n+b\r\n"),
        (b"a", b"b", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"),
        (None, b"new\n", "@@ -0,0 +1 @@\n+new\n"),
    ],
)
def test_a_diff_that_patch_takes(before: bytes | None, after: bytes, expected: str) -> None:
    path = f"{HOME}/main.tf"
    files = Overlay(Disk(), {} if before is None else {path: before})
    assert diff(files, {path: after}, LOOK, escape=False) == f"--- main.tf\n+++ main.tf\n{expected}"


def test_a_diff_to_look_at_is_harmless() -> None:
    files = Overlay(Disk(), {f"{HOME}/main.tf": b"a\r\n"})
    text = diff(files, {f"{HOME}/main.tf": b"\x1b[2J\r\n"}, LOOK, escape=True)
    assert text.endswith("-a\n+\\x1b[2J\n")
