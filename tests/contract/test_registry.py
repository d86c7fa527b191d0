"""What holds of all rules together, and how they are found."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from terrafence.declare import Disruption, Level, Rule, Safety, Severity
from terrafence.registry import all_rules, find, rules_for, select, unknown

ROOT = Path(__file__).resolve().parents[2]
RULES = [pytest.param(rule, id=rule.id) for rule in all_rules()]
ALIAS = re.compile(r"CKV2?_[A-Z]+_\d+|AVD-[A-Z]+-\d{4}|datadog:[a-z]+/[\w.-]+")

# These block whatever their severity: Terraform refuses the configuration, or the team has said so.
BLOCK_ANYWAY = {"aws-s3-logging-arguments-misplaced", "terraform-required-tag-missing", "expired-suppression"}


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("", []),
        ("aws-s3", []),
        ("CKV_AWS_0", []),
        ("aws-kms-rotation-off", ["aws-kms-rotation-off"]),
        ("AWS-KMS-Rotation-Off", ["aws-kms-rotation-off"]),
        ("ckv_aws_7", ["aws-kms-rotation-off"]),
        ("datadog:aws/cmk_rotation_disabled", ["aws-kms-rotation-impossible", "aws-kms-rotation-off"]),
        ("CKV_AWS_79", ["aws-autoscaling-imds-v1-enabled", "aws-ec2-imds-v1-enabled"]),
    ],
)
def test_find(word: str, ids: list[str]) -> None:
    assert [rule.id for rule in find(word)] == ids


@pytest.mark.parametrize(
    ("chosen", "ignored", "ids"),
    [
        (("aws-k",), (), []),
        (("nothing",), (), []),
        (("aws-kms-rotation-off",), ("CKV_AWS_7",), []),
        (("aws-kms-rotation-off",), (), ["aws-kms-rotation-off"]),
        (("CKV_AWS_7", "aws-lambda-tracing"), (), ["aws-kms-rotation-off", "aws-lambda-tracing-off"]),
        (("aws-eks-endpoint",), ("aws-eks-endpoint-open",), ["aws-eks-endpoint-public"]),
    ],
)
def test_select(chosen: tuple[str, ...], ignored: tuple[str, ...], ids: list[str]) -> None:
    assert [rule.id for rule in select(all_rules(), chosen, ignored)] == ids


def test_without_a_choice_all_are_selected() -> None:
    assert select(all_rules(), (), ()) == all_rules()


def test_unknown_words() -> None:
    assert unknown(("aws-s3", "CKV_AWS_7", "aws-s4", "syntax-error")) == ("aws-s4",)


@pytest.mark.parametrize(
    ("types", "rule_id", "there"),
    [
        (("aws_kms_key",), "aws-lambda-tracing-off", False),
        (("module",), "terraform-required-tag-missing", False),
        (("data.aws_iam_policy_document",), "terraform-required-tag-missing", False),
        ((), "terraform-required-tag-missing", False),
        (("aws_kms_key",), "aws-kms-rotation-off", True),
        (("acme_thing",), "terraform-required-tag-missing", True),
        (("data.aws_iam_policy_document",), "aws-iam-full-admin-policy", True),
        (("tfvars",), "terraform-secret-in-tfvars", True),
    ],
)
def test_rules_for(types: tuple[str, ...], rule_id: str, there: bool) -> None:
    assert (rule_id in {rule.id for rule in rules_for(types)}) is there


def test_a_run_imports_only_what_its_types_need() -> None:
    program = (
        "import sys; from terrafence.registry import rules_for; rules_for(('aws_kms_key',));"
        "print(*sorted(name for name in sys.modules if name.startswith('terrafence.rules.')))"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, check=True, cwd=ROOT / "core"
    )
    assert done.stdout.split() == [
        "terrafence.rules.aws",
        "terrafence.rules.aws.kms",
        "terrafence.rules.aws.policies",
        "terrafence.rules.index",
        "terrafence.rules.terraform",
        "terrafence.rules.terraform.resources",
    ]


def test_what_is_generated_is_current() -> None:
    done = subprocess.run(
        (sys.executable, ROOT / "tools" / "generate.py", "--check"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_ids_are_unique() -> None:
    ids = Counter(name for rule in all_rules() for name in (rule.id, *rule.formerly))
    assert [name for name, count in ids.items() if count > 1] == []


def test_most_do_not_block() -> None:
    levels = Counter(rule.level for rule in all_rules() if rule.resources)
    assert 0.1 <= levels[Level.BLOCK] / levels.total() <= 0.5


@pytest.mark.parametrize("rule", RULES)
def test_texts(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)+", rule.id)
    assert not rule.summary.endswith(".")
    assert rule.summary[0].isupper()
    assert len(rule.summary) <= 140
    assert rule.why.endswith(".")
    assert rule.example.endswith("\n")
    assert all(ALIAS.fullmatch(alias) for alias in rule.aliases)
    assert all(reference.startswith("https://") for reference in rule.references)
    assert rule.references or not rule.resources


@pytest.mark.parametrize("rule", RULES)
def test_what_blocks_is_bad(rule: Rule) -> None:
    bad = rule.severity in (Severity.HIGH, Severity.CRITICAL)
    assert bad or rule.level is not Level.BLOCK or rule.id in BLOCK_ANYWAY


@pytest.mark.parametrize("rule", RULES)
def test_what_an_unsafe_fix_does_is_said(rule: Rule) -> None:
    if rule.no_fix:
        assert not rule.fix_effect
    elif rule.disruption is not Disruption.IN_PLACE:
        assert rule.safety is not Safety.SAFE
    else:
        assert (rule.safety is not Safety.SAFE) == bool(rule.fix_effect)


@pytest.mark.parametrize("rule", RULES)
def test_what_can_be_new_is_a_resource(rule: Rule) -> None:
    """A rule about something else is not safe when new: a data source, say, is read by what is there."""
    blocks = {"module", "provider", "terraform", "variable", "tfvars"}
    if rule.safety is Safety.SAFE_WHEN_NEW:
        assert not [kind for kind in rule.resources if kind.startswith("data.") or kind in blocks]
