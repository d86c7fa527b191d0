"""`terrafence inventory` as people run it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from terrafence_hooks.cli import main

MAIN = """
provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = { Env = "live" }
  }
}
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
resource "aws_ebs_volume" "v" {
  encrypted = false
  tags      = { Team = "pay", Key = var.secret }
}
resource "aws_sqs_queue" "q" {
  for_each = { a = "=cmd()", b = "<script>alert(1)</script>" }
  name     = "q-${each.key}"
  tags     = { Team = "core", Note = each.value }
}
resource "aws_iam_role_policy" "p" {}
module "m" {
  source = "./m"
}
"""
CHILD = 'variable "unset" {}\nresource "aws_kms_key" "k" {\n  tags = { Team = var.unset }\n}\n'
PLANS = Path(__file__).parents[1] / "evaluate" / "plans"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(MAIN)
    (tmp_path / "m" / "main.tf").write_text(CHILD)
    instance = {
        "attributes": {"tags_all": {"Team": "old"}, "name": "old", "arn": "arn:aws:sqs:eu-west-1:1:old"}
    }
    queue = {
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": "old",
        "provider": "p",
        "instances": [instance],
    }
    known = {**queue, "type": "aws_ebs_volume", "name": "v", "instances": [{"attributes": {"id": "vol-1"}}]}
    (tmp_path / "state.json").write_text(json.dumps({"version": 4, "resources": [queue, known]}))
    arns = ("arn:aws:sqs:eu-west-1:1:old", "arn:aws:sqs:eu-west-1:1:q-a", "arn:aws:sqs:eu-west-1:1:hand")
    export: dict[str, Any] = {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": []} for arn in arns]}
    (tmp_path / "actual.json").write_text(json.dumps(export))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["inventory", "--isolated", *arguments]) == 0
    return capsys.readouterr().out


def resources(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    document = json.loads(say(capsys, "--format", "json", *arguments))
    assert document["version"] == 1
    assert document["summary"]["resources"] == len(document["resources"])
    return {item["address"]: item for item in document["resources"]}


def test_a_configuration(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = resources(capsys, ".")
    assert list(found) == [
        "aws_ebs_volume.v",
        "aws_iam_role_policy.p",
        'aws_sqs_queue.q["a"]',
        'aws_sqs_queue.q["b"]',
        "module.m.aws_kms_key.k",
    ]
    volume = found["aws_ebs_volume.v"]
    assert (volume["path"], volume["line"], volume["region"], volume["provider"]) == (
        "main.tf",
        12,
        "eu-west-1",
        "aws",
    )
    assert volume["tags"] == {
        "Env": {"value": "live", "source": "provider"},
        "Key": {"value": "(sensitive)", "source": "resource"},
        "Team": {"value": "pay", "source": "resource"},
    }
    assert (volume["owner"], volume["findings"] > 0) == ("pay", True)
    key = found["module.m.aws_kms_key.k"]
    assert (key["module"], key["tags"]["Team"]["value"], key["owner"]) == ("module.m", None, None)
    assert found["aws_iam_role_policy.p"]["taggable"] is False


def test_a_sensitive_tag_is_printed_when_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "hunter2" not in say(capsys, ".")
    assert "hunter2" in say(capsys, ".", "--show-sensitive")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--where", "Team=core"), {'aws_sqs_queue.q["a"]', 'aws_sqs_queue.q["b"]'}),
        (("--where", "Team=core", "--where", "Note=<*"), {'aws_sqs_queue.q["b"]'}),
        (("--where", "Env=*", "--missing", "Note"), {"aws_ebs_volume.v", "module.m.aws_kms_key.k"}),
        (("--missing", "Team"), set[str]()),
        (("state.json",), {"aws_ebs_volume.v", "aws_sqs_queue.old"}),
    ],
)
def test_choosing(
    arguments: tuple[str, ...], expected: set[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = () if "state.json" in arguments else (".",)
    assert resources(capsys, *paths, *arguments).keys() == expected


def test_groups(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    groups = json.loads(say(capsys, ".", "--group-by", "Team", "--format", "json"))["groups"]
    assert [(group["value"], group["resources"]) for group in groups] == [
        ("core", 2),
        ("(not known)", 1),
        ("pay", 1),
        (None, 1),
    ]
    assert "(without)" in say(capsys, ".", "--group-by", "Team")


def test_spreadsheets_get_no_formulas(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(say(capsys, ".", "--format", "csv"))))
    notes = {row["address"]: row["tag:Note"] for row in rows}
    assert notes['aws_sqs_queue.q["a"]'] == "'=cmd()"
    assert rows[0]["tag:Team"] == "pay"


def test_lines(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = say(capsys, ".", "--format", "jsonl").splitlines()
    assert [json.loads(line)["found"] for line in lines] == ["configuration"] * 5


def test_a_page_holds_no_markup_of_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = say(capsys, ".", "--format", "html")
    assert "<script>alert" not in page
    data = page.partition('id="data">')[2].partition("</script>")[0]
    assert "<script>alert(1)</script>" in [row["tags"].get("Note") for row in json.loads(data)]
    assert "http://" not in page
    assert "https://" not in page


def test_differences(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = say(capsys, ".", "state.json", "--compare", "--actual", "actual.json", "--format", "jsonl")
    found = [json.loads(line) for line in text.splitlines()]
    assert {(item["difference"], item["address"]) for item in found} == {
        ("forgotten", "aws_sqs_queue.old"),
        ("new", 'aws_sqs_queue.q["a"]'),
        ("new", 'aws_sqs_queue.q["b"]'),
        ("new", "aws_iam_role_policy.p"),
        ("new", "module.m.aws_kms_key.k"),
        ("unmanaged", "arn:aws:sqs:eu-west-1:1:hand"),
    }
    assert "forgotten: in a state" in say(capsys, ".", "state.json", "--compare")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("none.json",), "no such file or directory"),
        (("--actual", "none.json"), "no such file or directory"),
        ((".", "--compare"), "--compare needs a configuration and a state"),
        (("state.json", "--format", "parquet"), "name one with --output-file"),
        ((".", "--actual", "actual.json", "--format", "html"), "differences have no format html"),
        ((".", "--group-by", "Team", "--format", "csv"), "groups are shown as table or json"),
        (("m/main.tf", "actual.json"), "is neither a plan"),
    ],
)
def test_what_is_refused(
    arguments: tuple[str, ...], message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inventory", "--isolated", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("case", sorted(path.parent.name for path in PLANS.glob("*/plan.json")))
def test_every_resource_of_a_real_plan(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    changes = json.loads((PLANS / case / "plan.json").read_text())["resource_changes"]
    planned = {change["address"] for change in changes if change["mode"] == "managed"}
    assert planned
    assert resources(capsys, str(PLANS / case)).keys() == planned
