"""What each format says of a change: people are told what is new, programs get everything and its state."""

import json
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from gate_samples import PUBLIC, VARIABLE, acl, bucket, guard
from repository import Git, Said

NO_GUARD = "aws-s3-public-access-block-missing"
SETTINGS = f'select = ["aws-s3-acl", "{NO_GUARD}"]\n[levels]\n{NO_GUARD} = "note"\n'
IGNORED = f"# terrafence:ignore[{PUBLIC}] a site\n" + acl("ignored")
LOOSENED = "The change loosens the settings: terrafence.toml: exclude gains x/"


@pytest.fixture
def changed(git: Git) -> Git:
    """One fault stays, one goes, one comes, a comment accepts another, and a bucket loses its guard."""
    before = acl("stays") + acl("goes") + bucket("open")
    git.commit({"main.tf": before, "guard.tf": guard("open"), "terrafence.toml": SETTINGS})
    git("rm", "-q", "guard.tf")
    after = acl("stays") + bucket("open") + acl("comes") + IGNORED
    git.stage({"main.tf": after, "terrafence.toml": f'exclude = ["x/"]\n{SETTINGS}'})
    return git


def said(git: Git, name: str, *arguments: str) -> Said:
    judged = git.terrafence("check", "--staged", "--format", name, *arguments)
    assert (judged.code, judged.err) == (1, "")
    return judged


SENTENCES = ["Judged: what is staged, against HEAD", LOOSENED, "The change mends 1 finding"]
STATES = {
    "aws_s3_bucket_acl.stays": "unchanged",
    "aws_s3_bucket.open": "new",
    "aws_s3_bucket_acl.comes": "new",
    "aws_s3_bucket_acl.ignored": "new",
}


def test_json_has_all_of_them(changed: Git) -> None:
    document = said(changed, "json").document
    assert {item["resource"]: item["state"] for item in document["findings"]} == STATES
    assert [item["resource"] for item in document["findings"] if item["unprotects"]] == ["aws_s3_bucket.open"]
    expected = {"findings": 2, "blocking": 2, "suppressed": 1, "unchanged": 1}
    assert {key: document["summary"][key] for key in expected} == expected
    assert (document["gate"]["fixed"], len(document["gate"]["loosened"])) == (1, 1)


def test_so_have_its_lines(changed: Git) -> None:
    lines = [json.loads(line) for line in said(changed, "jsonl").out.splitlines()]
    assert {line["resource"]: line["state"] for line in lines if line["type"] == "finding"} == STATES
    [gate] = [line for line in lines if line["type"] == "gate"]
    assert (gate["about"], gate["fixed"]) == ("what is staged, against HEAD", 1)


def results(text: str) -> dict[str, str | None]:
    [run] = json.loads(text)["runs"]
    named = [item["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for item in run["results"]]
    return {name: item.get("baselineState") for name, item in zip(named, run["results"], strict=True)}


def test_sarif_has_all_of_them(changed: Git) -> None:
    text = said(changed, "sarif").out
    assert results(text) == STATES
    [invocation] = json.loads(text)["runs"][0]["invocations"]
    notes = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert notes == SENTENCES


def test_sarif_tells_no_state_where_nothing_was_compared(changed: Git) -> None:
    text = changed.terrafence("check", "--format", "sarif").out
    assert results(text) == dict.fromkeys(STATES, None)
    changed.terrafence("baseline")
    changed.write({"more.tf": acl("more")})
    states = results(changed.terrafence("check", "--format", "sarif").out)
    let_be = dict.fromkeys(STATES, "unchanged")
    assert states == {**let_be, "aws_s3_bucket_acl.ignored": "new", "aws_s3_bucket_acl.more": "new"}


def test_annotations_are_of_what_is_new(changed: Git) -> None:
    lines = said(changed, "github").out.splitlines()
    assert lines[0] == f"::warning title=terrafence::{LOOSENED}"
    assert [line.split(",")[0:2] for line in lines[1:]] == [
        ["::error file=main.tf", "line=10"],
        ["::error file=main.tf", "line=5"],
    ]


def test_so_are_comments_of_reviewers(changed: Git) -> None:
    [*diagnostics] = json.loads(said(changed, "rdjson").out)["diagnostics"]
    assert [item["location"]["range"]["start"]["line"] for item in diagnostics] == [5, 10]


def test_code_quality_of_gitlab_is_complete_since_it_compares_by_itself(changed: Git) -> None:
    issues = json.loads(said(changed, "gitlab").out)
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [3, 5, 10]


def test_only_what_is_new_has_failed(changed: Git) -> None:
    suites = ET.fromstring(said(changed, "junit").out)
    cases = {str(case.get("name")).split()[1]: case[0].tag for case in suites.iter("testcase")}
    assert cases == {
        "aws_s3_bucket_acl.stays": "system-out",
        "aws_s3_bucket.open": "failure",
        "aws_s3_bucket_acl.comes": "failure",
        "aws_s3_bucket_acl.ignored": "skipped",
    }


@pytest.mark.parametrize("name", ["text", "concise", "markdown"])
def test_people_are_told_what_is_new_and_the_rest_in_a_line_each(changed: Git, name: str) -> None:
    text = unescape(said(changed, name).out)
    for sentence in [*SENTENCES, "2 findings (2 block)"]:
        assert sentence in text
    assert (":3:3" in text, ":5:1" in text, ":10:3" in text) == (False, True, True)


def test_the_page_has_all_of_them(changed: Git) -> None:
    page = said(changed, "html").out
    data: dict[str, Any] = json.loads(
        page.partition('id="data"')[2].partition(">")[2].partition("</script")[0]
    )
    assert {item["address"]: item["state"] for item in data["findings"]} == STATES
    assert data["gate"] == SENTENCES


def test_several_at_once_agree(changed: Git, tmp_path: Path) -> None:
    sarif, quality = tmp_path / "a.sarif", tmp_path / "q.json"
    outputs = ("--output", f"sarif={sarif}", "--output", f"gitlab={quality}")
    assert ":3:3" not in said(changed, "text", *outputs).out
    assert results(sarif.read_text()) == STATES
    assert len(json.loads(quality.read_text())) == 3


def test_a_change_that_mends_all_passes_in_every_format(git: Git) -> None:
    git.commit({"main.tf": acl("a"), "terrafence.toml": SETTINGS})
    git.stage({"main.tf": VARIABLE})
    for name in ("text", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html"):
        assert git.terrafence("check", "--staged", "--format", name).code == 0
