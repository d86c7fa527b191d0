"""Evidence: every rule answers for everything that it was asked about, and says who made an exception."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from process import terrafence
from runs import CORPUS, PAYMENTS, linted

from terrafence.registry import all_rules
from terrafence_hooks.evidence import Verdict, evidence

KEYS = """resource "aws_kms_key" "open" {
}

resource "aws_kms_key" "closed" {
  enable_key_rotation = true
}

resource "aws_kms_key" "unknown" {
  enable_key_rotation = var.rotated
}

# terrafence:ignore[aws-kms-rotation-off] owner @payments, imported | key until 2999-12-31
resource "aws_kms_key" "excepted" {
}

resource "aws_kms_key" "several" {
  count               = 3
  enable_key_rotation = count.index != 1
}

variable "rotated" {
  type = bool
}
"""
VERDICTS = {
    "aws_kms_key.open": "failed",
    "aws_kms_key.closed": "passed",
    "aws_kms_key.unknown": "unknown",
    "aws_kms_key.excepted": "excepted",
    "aws_kms_key.several[0]": "passed",
    "aws_kms_key.several[1]": "failed",
    "aws_kms_key.several[2]": "passed",
}


@pytest.mark.parametrize(
    "repository", [PAYMENTS, CORPUS / "terragoat", CORPUS / "terraform-aws-eks"], ids=lambda path: path.name
)
def test_what_was_evaluated_has_passed_or_failed_or_is_excepted_or_unknown(repository: Path) -> None:
    if not repository.is_dir():
        pytest.skip(f"no real repository at {repository}")
    outcome = linted([repository])
    asked = Counter(item.rule_id for item in outcome.report.evaluated)
    found = evidence(all_rules(), outcome)
    assert sum(one.counts["failed"] for one in found) > 0
    assert sum(one.counts["passed"] for one in found) > 0
    for one in found:
        counts = one.counts
        parts = (counts["passed"], counts["failed"], counts["excepted"], counts["unknown"])
        assert asked[one.rule.id] == counts["evaluated"] == sum(parts), one.rule.id
    failed = {
        (one.rule.id, answer.evaluated.address)
        for one in found
        for answer in one.answers
        if answer.verdict is Verdict.FAILED
    }
    told = {(item.finding.rule.id, address) for item in outcome.counted for address in item.finding.instances}
    assert failed == told


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(KEYS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _evidence(*arguments: str) -> Any:
    run = terrafence("report", "--format", "json", *arguments)
    assert (run.returncode, run.stderr) == (0, "")
    return json.loads(run.stdout)


@pytest.mark.e2e
def test_the_evidence_for_a_rule(keys: Path) -> None:
    (rule,) = _evidence("--rule", "aws-kms-rotation-off")["rules"]
    assert {answer["resource"]: answer["verdict"] for answer in rule["resources"]} == VERDICTS
    counts = Counter(VERDICTS.values())
    assert {name: rule[name] for name in counts} == counts
    assert rule["evaluated"] == 7
    (excepted,) = [answer for answer in rule["resources"] if answer["verdict"] == "excepted"]
    assert (excepted["owner"], excepted["until"]) == ("@payments", "2999-12-31")
    (unknown,) = [answer for answer in rule["resources"] if answer["verdict"] == "unknown"]
    assert "rotated" in unknown["reason"]


@pytest.mark.e2e
def test_it_says_what_it_is_about(keys: Path) -> None:
    assert _evidence("--rule", "CKV_AWS_7")["commit"] == ""
    subprocess.run(["git", "init", "-q"], check=True)
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "one"], check=True)
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    clean = _evidence("--rule", "CKV_AWS_7")
    assert (clean["commit"], clean["changed"]) == (head, False)
    (keys / "terrafence.toml").write_text("[variables]\nrotated = true\n")
    changed = _evidence("--rule", "CKV_AWS_7")
    assert (changed["commit"], changed["changed"]) == (head, True)
    assert changed["settings"] != clean["settings"]
    assert changed["rules"][0]["unknown"] == 0


@pytest.mark.e2e
def test_the_evidence_for_people(keys: Path) -> None:
    run = terrafence("report", "--rule", "aws-kms-rotation-off")
    assert run.returncode == 0
    assert "| medium | 7 | 3 | 2 | 1 | 1 |" in run.stdout
    assert (
        "| excepted | aws_kms_key.excepted | main.tf "
        "| owner &#64;payments, imported &#124; key until 2999-12-31 | &#64;payments | 2999-12-31 |"
        in run.stdout
    )
    lines = [line.split(" | ")[0] for line in run.stdout.splitlines() if " | main.tf | " in line]
    assert lines == ["| failed"] * 2 + ["| excepted", "| unknown"] + ["| passed"] * 3


@pytest.mark.e2e
def test_a_control_is_its_rules(keys: Path) -> None:
    one = next(
        rule for rule in all_rules() if any(name.startswith("CIS-AWS-3.0.0:") for name in rule.controls)
    )
    control = next(name for name in one.controls if name.startswith("CIS-AWS-3.0.0:"))
    exactly = {rule["rule_id"] for rule in _evidence("--control", control)["rules"]}
    assert exactly == {rule.id for rule in all_rules() if control in rule.controls}
    framework = {rule["rule_id"] for rule in _evidence("--control", "cis-aws-3.0.0")["rules"]}
    assert framework > exactly


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--control", "CIS-AWS-3.0.0:99.9"], 'terrafence: no rule is for the control "CIS-AWS-3.0.0:99.9"'),
        (
            ["--rule", "aws-kms-rotation-of"],
            'terrafence: there is no rule "aws-kms-rotation-of"; did you mean "aws-kms-rotation-off"?',
        ),
        (["nowhere"], "terrafence: no such file or directory: nowhere"),
    ],
)
def test_what_cannot_be_shown(keys: Path, arguments: list[str], said: str) -> None:
    run = terrafence("report", *arguments)
    assert run.returncode == 2
    assert run.stderr.startswith(said)
