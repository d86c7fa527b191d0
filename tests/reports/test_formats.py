"""What the formats for services say, and that nothing from a file is more than text in any of them."""

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from fake_reports import HOME, file, finding, outcome, report, rule, span_of
from runs import material

from terrafence.declare import All, Level, Presence, Require, Severity
from terrafence.finding import Applicability, Error, FileEdit, Finding, Fix, NotRead, Suppressed, Undecided
from terrafence.text import Edit, Span
from terrafence_hooks.options import FORMATS, Format
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.report.markup import cell, inline
from terrafence_hooks.report.render import writer

HOSTILE = "\x1b[31m]]></x><script>alert(1)</script>&\x00\u202e\ufffe\udcff\n::error::%0A|`a``b"


def written(name: Format, made: Outcome, **options: Any) -> str:
    told = material(made, HOME)
    look = told.look._replace(notes=options.pop("notes", False), undecided=options.pop("undecided", False))
    return writer(name)(told._replace(look=look, **options))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_that_drives_a_terminal_or_is_not_text_gets_through(name: Format) -> None:
    hostile = finding(message=HOSTILE, path=f"{HOME}/{HOSTILE}.tf".replace("\0", ""))._replace(
        address=HOSTILE
    )
    text = written(name, outcome(report([hostile], files=[file(hostile.path)])))
    text.encode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e\ufffe]", text)
    assert "\n::error::%0A" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_run_gives_the_same_text(name: Format) -> None:
    findings = [finding(rule(f"aws-s3-{word}")) for word in "cab"]
    assert written(name, outcome(report(findings))) == written(name, outcome(report(findings[::-1])))


# ---------------------------------------------------------------- jsonl


def test_a_line_for_each_record() -> None:
    made = report(
        [finding()],
        undecided=[Undecided("aws-x", "aws_y.z", f"{HOME}/storage.tf", "known after apply")],
        errors=[Error(f"{HOME}/x.tf", "no")],
        not_read=[NotRead(f"{HOME}/m", "run terraform init")],
    )
    lines = [json.loads(line) for line in written("jsonl", outcome(made), undecided=True).splitlines()]
    assert [line["type"] for line in lines] == ["finding", "error", "not_read", "undecided", "summary"]
    assert lines[0]["path"] == "storage.tf"
    assert lines[-1]["findings"] == 1


# ---------------------------------------------------------------- junit


def test_only_what_blocks_has_failed() -> None:
    silenced = finding(
        rule("aws-s3-b"), suppressed=Suppressed(f"{HOME}/storage.tf", Span(0, 8), "on purpose")
    )
    made = report(
        [finding(), silenced, finding(rule("aws-s3-c", Level.WARN))], errors=[Error(f"{HOME}/x.tf", "no")]
    )
    suites = ET.fromstring(written("junit", outcome(made)))
    cases = {case.get("classname"): [child.tag for child in case] for case in suites.iter("testcase")}
    assert cases == {
        "aws-s3-acl-public": ["failure"],
        "aws-s3-b": ["skipped"],
        "aws-s3-c": ["system-out"],
        "terrafence": ["error"],
    }
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("4", "1", "1")


def test_a_clean_run_is_a_case_that_passed() -> None:
    suites = ET.fromstring(written("junit", outcome(report())))
    assert [list(case) for case in suites.iter("testcase")] == [[]]


# ---------------------------------------------------------------- github


def test_annotations() -> None:
    findings = [
        finding(rule("aws-s3-low", Level.WARN)._replace(severity=Severity.LOW)),
        finding(rule("aws-s3-note", Level.NOTE)),
        finding(rule("aws-s3-high"), message="50% done,\r\nthen: this"),
        finding(rule("aws-s3-wide"), span=Span(0, span_of(b"acl").start)),
    ]
    lines = written("github", outcome(report(findings)), notes=True).splitlines()
    assert lines == [
        "::error file=storage.tf,line=1,endLine=4,title=aws-s3-wide (high)::"
        "The bucket is public: `acl` is `public-read`.",
        "::error file=storage.tf,line=4,endLine=4,col=3,endColumn=22,title=aws-s3-high (high)::"
        "50%25 done,\\r\\nthen: this",
        "::notice file=storage.tf,line=4,endLine=4,col=3,endColumn=22,title=aws-s3-note (high)::"
        "The bucket is public: `acl` is `public-read`.",
        "::warning file=storage.tf,line=4,endLine=4,col=3,endColumn=22,title=aws-s3-low (low)::"
        "The bucket is public: `acl` is `public-read`.",
    ]


def test_a_path_cannot_end_a_property() -> None:
    path = f"{HOME}/a,line=9::b%.tf"
    (line,) = written("github", outcome(report([finding(path=path)], files=[file(path)]))).splitlines()
    assert line.startswith("::error file=a%2Cline=9%3A%3Ab%25.tf,line=4,")


# ---------------------------------------------------------------- gitlab


def test_issues_that_are_alike_are_told_apart() -> None:
    first, second = finding(), finding(span=Span(0, 4))._replace(fingerprint=finding().fingerprint)
    issues = json.loads(written("gitlab", outcome(report([first, second]))))
    assert [issue["fingerprint"] for issue in issues] == [first.fingerprint, f"{first.fingerprint}-2"]
    assert issues[1]["location"] == {"path": "storage.tf", "lines": {"begin": 4, "end": 4}}
    assert issues[1]["severity"] == "critical"
    assert issues[1]["description"].startswith("aws-s3-acl-public: The bucket is public")


# ---------------------------------------------------------------- rdjson


def _suggestions(found: Finding, unsafe: bool = False) -> Any:
    made = json.loads(written("rdjson", outcome(report([found])), unsafe=unsafe))
    return made["diagnostics"][0].get("suggestions")


def test_the_edits_of_a_fix_are_one_suggestion() -> None:
    name, acl = span_of(b'"receipts"'), span_of(b"acl")
    edits = (
        FileEdit(f"{HOME}/storage.tf", Edit(acl, b"ACL")),
        FileEdit(f"{HOME}/storage.tf", Edit(Span(acl.end, acl.end), b"!")),
        FileEdit(f"{HOME}/storage.tf", Edit(name, b"x")),
    )
    found = finding()._replace(fix=Fix("Do it", Applicability.SAFE, edits))
    (suggestion,) = _suggestions(found)
    assert suggestion["range"] == {"start": {"line": 1, "column": 26}, "end": {"line": 4, "column": 6}}
    assert suggestion["text"] == 'x {\n  bucket = "receipts"\n\n  ACL!'


@pytest.mark.parametrize(
    ("safety", "unsafe", "offered"),
    [
        (Applicability.SAFE, False, True),
        (Applicability.UNSAFE, False, False),
        (Applicability.UNSAFE, True, True),
        (Applicability.DISPLAY, True, False),
        (None, True, False),
    ],
)
def test_what_fix_would_do_is_offered(safety: Applicability | None, unsafe: bool, offered: bool) -> None:
    assert (_suggestions(finding(safety=safety), unsafe) is not None) is offered


def test_half_a_fix_is_not_offered() -> None:
    edits = tuple(FileEdit(f"{HOME}/{name}.tf", Edit(Span(0, 1), b"x")) for name in ("storage", "other"))
    assert _suggestions(finding()._replace(fix=Fix("Do it", Applicability.SAFE, edits))) is None


def test_columns_are_bytes() -> None:
    wide = span_of('"ä🔒"'.encode())
    made = json.loads(written("rdjson", outcome(report([finding(span=wide)]))))
    place = made["diagnostics"][0]["location"]["range"]
    assert place == {"start": {"line": 8, "column": 13}, "end": {"line": 8, "column": 21}}


# ---------------------------------------------------------------- markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("`acl` is `public-read`.", "`acl` is `public-read`."),
        ("``a ` b`` <b>", "``a ` b`` &#60;b&#62;"),
        ("`a", "&#96;a"),
        ("`a`` @team", "&#96;a&#96;&#96; &#64;team"),
        ("[x](http://e) **b** www.e.com", "&#91;x&#93;(http&#58;//e) &#42;&#42;b&#42;&#42; www&#46;e.com"),
        ("snake_case _em_ :tada:", "snake_case &#95;em&#95; &#58;tada:"),
        ("a\n# b\x1b", "a&#92;n&#35; b&#92;x1b"),
    ],
)
def test_markdown_is_inert(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_a_bar_does_not_end_a_cell() -> None:
    assert cell("a | `b|c`") == "a &#124; `b\\|c`"


def test_the_summary_of_a_job() -> None:
    findings = [
        finding(rule(f"aws-s3-r{number:03}"), message="m|n")._replace(fix=None) for number in range(250)
    ]
    text = written("markdown", outcome(report(findings, errors=[Error(f"{HOME}/x.tf", "<b>")])))
    assert text.startswith(
        "## terrafence: not everything could be linted\n\n250 findings (250 block) in 1 file"
    )
    assert "- x.tf: &#60;b&#62;" in text
    assert text.count("| high, **blocks** |") == 200
    assert text.endswith("\n50 more, of the same severity or less, are not shown.\n")
    assert len(text.encode()) < 1024 * 1024


# ---------------------------------------------------------------- html


def test_a_secret_is_not_passed_on() -> None:
    secret = rule()._replace(check=All((Require("acl", Presence.NO_LITERAL),)))
    assert "receipts" in written("html", outcome(report([finding()])))
    text = written(
        "html", outcome(report([finding(secret, message="It is written out.")._replace(fix=None)]))
    )
    assert "(not shown: it may be a secret)" in text
    assert "public-read" not in text


def test_only_the_pages_own_script_may_run() -> None:
    text = written("html", outcome(report([finding()])))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "unsafe-inline" not in policy[1]
    assert "default-src 'none'" in policy[1]
    assert not re.search(r'(?:src|href)="', text)
