"""A root that the settings evaluate several times, and resources that nobody declares."""

import pytest
from trees import BASE, Memory

from terrafence.config import Config, Override
from terrafence.evaluate.workspace import Environment, Inputs
from terrafence.finding import Finding
from terrafence.lint import lint

BUCKET = """variable "acl" {
  default = "private"
}
resource "aws_s3_bucket_acl" "site" {
  bucket = "site"
  acl    = terraform.workspace == "sandbox" ? "public-read" : var.acl
}
"""
VOLUME = """resource "aws_ebs_volume" "data" {
  availability_zone = "a"
  size              = 1
}
"""
RULE = "aws-s3-acl-public-read"


def found(files: dict[str, str], config: Config) -> list[Finding]:
    return list(lint(Memory({".git/HEAD": "", **files}), [BASE], config).findings)


def with_environments(*environments: Environment) -> Config:
    return Config(path=f"{BASE}/terrafence.toml", select=(RULE,), inputs=Inputs(environments=environments))


@pytest.mark.parametrize(
    ("environments", "shown_by"),
    [
        ((), None),
        ((Environment(BASE, "prod"),), None),
        ((Environment(BASE, "prod"), Environment(BASE, "box", workspace="sandbox")), ("box",)),
        ((Environment(f"{BASE}/other", "box", workspace="sandbox"),), None),
        ((Environment(BASE, "a", "sandbox"), Environment(BASE, "b", "sandbox")), ("a", "b")),
    ],
)
def test_workspaces(environments: tuple[Environment, ...], shown_by: tuple[str, ...] | None) -> None:
    findings = found({"main.tf": BUCKET}, with_environments(*environments))
    assert [finding.environments for finding in findings] == ([] if shown_by is None else [shown_by])


def test_each_environment_has_its_own_values() -> None:
    given = {"main.tf": BUCKET, "prod.tfvars": "", "open.tfvars": 'acl = "public-read"\n'}
    (finding,) = found(
        given,
        with_environments(
            Environment(BASE, "prod", var_files=(f"{BASE}/prod.tfvars",)),
            Environment(BASE, "open", var_files=(f"{BASE}/open.tfvars",)),
        ),
    )
    assert finding.environments == ("open",)


def test_a_module_that_is_called_can_be_named_as_a_root() -> None:
    files = {"live/main.tf": 'module "m" {\n  source = "../m"\n}\n', "m/main.tf": BUCKET}
    (finding,) = found(files, with_environments(Environment(f"{BASE}/m", "alone", "sandbox")))
    assert finding.environments == ("alone",)


@pytest.mark.parametrize(
    ("assumed", "count"),
    [
        ((), 1),
        ((("aws_ebs_encryption_by_default", '{"enabled": true}'),), 0),
        ((("aws_ebs_encryption_by_default", '{"enabled": false}'),), 1),
        ((("aws_ebs_encryption_by_default", "{}"),), 0),
        ((("aws_other", '{"enabled": true}'),), 1),
    ],
)
def test_what_is_assumed_satisfies_a_rule_and_is_not_judged(
    assumed: tuple[tuple[str, str], ...], count: int
) -> None:
    config = Config(select=("aws-ec2-volume-unencrypted",), inputs=Inputs(assumed=assumed))
    assert len(found({"main.tf": VOLUME}, config)) == count


@pytest.mark.parametrize(
    ("override", "outcome"),
    [
        (Override(("box/",), (RULE,), {}, {}), [("block", "high")]),
        (Override(("live/",), (RULE,), {}, {}), []),
        (Override(("*.tf",), ("high",), {}, {}), []),
        (Override(("live/",), ("aws-rds",), {"aws-s3": "note"}, {}), [("note", "high")]),
        (Override(("live/main.tf",), (), {}, {"aws-s3": "low"}), [("block", "low")]),
        (Override(("live/",), ("low",), {}, {"aws-s3": "low"}), []),
    ],
)
def test_overrides(override: Override, outcome: list[tuple[str, str]]) -> None:
    config = Config(path=f"{BASE}/terrafence.toml", select=(RULE,), overrides=(override,))
    open_bucket = BUCKET.replace('"private"', '"public-read"')
    findings = found({"live/main.tf": open_bucket}, config)
    assert [(item.rule.level.value, item.rule.severity.value) for item in findings] == outcome


@pytest.mark.parametrize(
    ("select", "severities", "count"),
    [(("high",), {}, 1), (("low",), {}, 0), (("low",), {RULE: "low"}, 1), (("HIGH",), {RULE: "low"}, 0)],
)
def test_rules_are_selected_by_severity(
    select: tuple[str, ...], severities: dict[str, str], count: int
) -> None:
    config = Config(select=select, severities=severities)
    findings = found({"main.tf": BUCKET.replace('"private"', '"public-read"')}, config)
    assert sum(finding.rule.id == RULE for finding in findings) == count
