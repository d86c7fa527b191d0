"""SARIF as code scanning takes it."""

import gzip
import json
import random
from typing import Any

import pytest
from fake_reports import HOME, file, finding, outcome, report, rule, span_of
from runs import material

from terrafence.declare import Level, Rule, Severity
from terrafence.finding import Error, Finding, NotRead, Place, Suppressed
from terrafence.text import Span
from terrafence_hooks.outcome import Outcome, State
from terrafence_hooks.report import sarif
from terrafence_hooks.report.linehash import line_hashes

LOREM = "Lorem ipsum dolor sit amet.\n" * 10
GREETING = "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1"


# The inputs and hashes of the action's own tests (github/codeql-action, src/fingerprints.test.ts).
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", "c129715d7a2bc9a3:1"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            "8b7cf3e952e7aeb2:1 b1ae1287ec4718d9:1 bff680108adb0fcc:1 c6805c5e1288b612:1 "
            "b86d3392aea1be30:1 e6ceba753e1a442:1",
        ),
        (
            " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            f"{GREETING} c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1",
        ),
        (
            " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
            f"{GREETING} c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1",
        ),
        (
            LOREM,
            "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
            "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
            "c129715d7a2bc9a3:1",
        ),
    ],
)
def test_line_hashes(text: str, hashes: str) -> None:
    expected = dict(enumerate(hashes.split()))
    assert line_hashes(text.encode(), set(expected)) == expected


def _run(made: Outcome, unsafe: bool = False) -> Any:
    log = json.loads(sarif.render(material(made, HOME, unsafe)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_nothing_found() -> None:
    run = _run(outcome(report()))
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_a_region_counts_columns_in_utf16_units() -> None:
    wide = span_of('"ä🔒"'.encode())
    (result,) = _run(outcome(report([finding(span=Span(wide.end, wide.end + 2))])))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 8, "startColumn": 18, "endLine": 8, "endColumn": 20}


def test_a_suppressed_finding_is_marked_and_offers_nothing() -> None:
    silenced = finding(suppressed=Suppressed(f"{HOME}/storage.tf", Span(0, 8), "on purpose"))
    (result,) = _run(outcome(report([silenced])))["results"]
    assert result["suppressions"][0]["kind"] == "inSource"
    assert result["suppressions"][0]["justification"] == "on purpose"
    assert "fixes" not in result
    hidden = material(outcome(report([silenced])), HOME)._replace(hide_suppressed=True)
    assert json.loads(sarif.render(hidden))["runs"][0]["results"] == []


def test_what_was_there_before_is_marked() -> None:
    made = outcome(report([finding()]))
    assert "baselineState" not in _run(made)["results"][0]
    before = made._replace(judged=(made.judged[0]._replace(state=State.UNCHANGED),))
    assert _run(before)["results"][0]["baselineState"] == "unchanged"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (f"{HOME}/a b/ä%#?.tf", {"uri": "a%20b/%C3%A4%25%23%3F.tf", "uriBaseId": "%SRCROOT%"}),
        (f"{HOME}/\udcff\n.tf", {"uri": "%FF%0A.tf", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/main.tf", {"uri": "file:///elsewhere/main.tf"}),
        (f"{HOME}sitory/main.tf", {"uri": f"file://{HOME}sitory/main.tf"}),
    ],
)
def test_paths(path: str, uri: dict[str, str]) -> None:
    (result,) = _run(outcome(report([finding(path=path)], files=[file(path)])))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == uri


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("`tags` is `[]` (empty)", "`tags` is `[]` (empty)"),
        ("[see](http://evil)", "\\[see\\](http://evil)"),
        ("\x1b[31mred\x00\u202e", "\\x1b[31mred\\x00\\u202e"),
    ],
)
def test_a_message_is_plain_text(message: str, text: str) -> None:
    (result,) = _run(outcome(report([finding(message=message)])))["results"]
    assert result["message"] == {"text": text}


def test_what_was_not_done_is_told() -> None:
    made = report(errors=[Error(f"{HOME}/x.tf", "no")], not_read=[NotRead(f"{HOME}/m", "run terraform init")])
    (invocation,) = _run(outcome(made))["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = [(note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]]
    assert notes == [("error", "no"), ("note", "not read: run terraform init")]


def test_a_rule_is_described_within_the_limits() -> None:
    long = rule()._replace(
        summary="s" * 2000,
        why="w" * 2000,
        aliases=tuple(f"A{number}" for number in range(30)),
        controls=("CIS 1.1",),
    )
    (described,) = _run(outcome(report([finding(long)])))["tool"]["driver"]["rules"]
    assert len(described["shortDescription"]["text"]) == len(described["fullDescription"]["text"]) == 1024
    assert len(described["properties"]["tags"]) == 20
    assert described["help"]["markdown"].startswith("# aws-s3-acl-public")
    assert described["defaultConfiguration"] == {"level": "error"}


@pytest.mark.parametrize(
    ("severity", "lowest", "highest"),
    [
        (Severity.CRITICAL, 9.1, 10.0),
        (Severity.HIGH, 7.0, 8.9),
        (Severity.MEDIUM, 4.0, 6.9),
        (Severity.LOW, 0.1, 3.9),
    ],
)
def test_the_score_falls_into_the_band_of_the_severity(
    severity: Severity, lowest: float, highest: float
) -> None:
    run = _run(outcome(report([finding(rule()._replace(severity=severity))])))
    score = float(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"])
    assert lowest <= score <= highest


def test_related_places_are_limited() -> None:
    place = Place(f"{HOME}/storage.tf", Span(0, 8), "called here")
    (result,) = _run(outcome(report([finding()._replace(related=(place,) * 1200)])))["results"]
    assert len(result["relatedLocations"]) == 1000


def test_thirty_thousand_findings_stay_within_the_limits(capsys: pytest.CaptureFixture[str]) -> None:
    rules = [
        rule(f"aws-s3-{severity.value}", Level.WARN)._replace(severity=severity) for severity in Severity
    ]
    made = outcome(report([_numbered(rules[number % 4], number) for number in range(30_000)]))
    run = _run(made)
    results = run["results"]
    assert len(results) == 25_000
    kept = [sum(one["ruleId"].endswith(severity.value) for one in results) for severity in Severity]
    assert kept == [2_500, 7_500, 7_500, 7_500]
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in results]
    starts = [(region["startLine"], region["startColumn"]) for region in regions]
    assert starts == sorted(starts)
    said = "5000 of 30000 findings, the least severe, are left out"
    assert said in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert said in capsys.readouterr().err


def test_what_does_not_fit_in_ten_megabytes_is_left_out_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", 50_000)
    noise = random.Random(8)
    findings = [
        finding(
            rule("aws-s3-x")._replace(severity=noise.choice(list(Severity))),
            message=noise.randbytes(200).hex(),
        )._replace(address=f"aws_s3_bucket.b{number}")
        for number in range(500)
    ]
    text = sarif.render(material(outcome(report(findings)), HOME))
    results = json.loads(text)["runs"][0]["results"]
    assert len(gzip.compress(text.encode())) <= 50_000
    assert 100 < len(results) < 500
    severities = {one["properties"]["severity"] for one in results}
    assert "critical" in severities
    assert "low" not in severities
    assert "are left out" in capsys.readouterr().err


def _numbered(declared: Rule, number: int) -> Finding:
    span = Span(number % 60, number % 60 + 1)
    return finding(declared, span=span)._replace(address=f"aws_s3_bucket.b{number}", fix=None)
