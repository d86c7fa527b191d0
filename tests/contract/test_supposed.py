"""Calls of modules that cannot be read: only what is written there, and by itself wrong, is told."""

import pytest
from tree import findings, fixed, report

from terrafence.finding import Applicability
from terrafence.rating import Level
from terrafence.supposed import kinds_of

NEPTUNE = "terraform-aws-modules/neptune/aws"
PUBLIC = "aws-neptune-publicly-accessible"
VARIABLE = 'variable "open" {\n  type = bool\n}\n'


def call(source: str, *arguments: str, name: str = "it") -> str:
    lines = "".join(f"  {line}\n" for line in (f'source = "{source}"', *arguments))
    return f'module "{name}" {{\n{lines}}}\n'


SILENT: dict[str, tuple[str, dict[str, str]]] = {
    "nothing written": (PUBLIC, {"a.tf": call(NEPTUNE)}),
    "absent, though its default is the fault": ("aws-neptune-cluster-unencrypted", {"a.tf": call(NEPTUNE)}),
    "null": (PUBLIC, {"a.tf": call(NEPTUNE, "publicly_accessible = null")}),
    "right": (PUBLIC, {"a.tf": call(NEPTUNE, "publicly_accessible = false")}),
    "not known": (PUBLIC, {"a.tf": VARIABLE + call(NEPTUNE, "publicly_accessible = var.open")}),
    "of the wrong type": (PUBLIC, {"a.tf": call(NEPTUNE, "publicly_accessible = [true]")}),
    "another name": (PUBLIC, {"a.tf": call(NEPTUNE, "public = true")}),
    "an argument of the call itself": (PUBLIC, {"a.tf": call(NEPTUNE, "count = 0")}),
    "a call of which there are none": (
        PUBLIC,
        {"a.tf": call(NEPTUNE, "count = 0", "publicly_accessible = true")},
    ),
    "a module of another thing": (PUBLIC, {"a.tf": call("acme/shop/aws", "publicly_accessible = true")}),
    "a module of another provider": (
        PUBLIC,
        {"a.tf": call("acme/neptune/google", "publicly_accessible = true")},
    ),
    "a local module": (
        PUBLIC,
        {"a.tf": call("./neptune", "publicly_accessible = true"), "neptune/a.tf": VARIABLE},
    ),
    "a local module that is not there": (PUBLIC, {"a.tf": call("./neptune", "publicly_accessible = true")}),
    "an installed module": (
        PUBLIC,
        {
            "a.tf": call(NEPTUNE, "publicly_accessible = true"),
            ".terraform/modules/modules.json": '{"Modules": [{"Key": "it", "Source": '
            f'"registry.terraform.io/{NEPTUNE}", "Version": "1.0.0", "Dir": ".terraform/modules/it"}}]}}',
            ".terraform/modules/it/a.tf": 'variable "publicly_accessible" {}\n',
        },
    ),
    "a summarised module": (
        "aws-s3-acl-public-read",
        {"a.tf": call("terraform-aws-modules/s3-bucket/aws", 'acl = "public-read"', "create_bucket = false")},
    ),
    "a value that is wrong only where something else is so": (
        "aws-rds-audit-log-not-exported",
        {"a.tf": call("acme/rds-cluster/aws", 'enabled_cloudwatch_logs_exports = ["error"]')},
    ),
    "what is right may be written inside": (
        "aws-s3-versioning-off",
        {"a.tf": call("acme/s3-bucket/aws", 'bucket = "acme"')},
    ),
    "what it belongs to may be inside": (
        "aws-vpc-flow-log-missing",
        {"a.tf": call("acme/vpc/aws", 'cidr_block = "10.0.0.0/16"')},
    ),
}


@pytest.mark.parametrize(("rule", "files"), SILENT.values(), ids=SILENT)
def test_nothing_is_said(rule: str, files: dict[str, str]) -> None:
    assert not findings(files, rule)
    assert not report(files, rule).undecided


@pytest.mark.parametrize(
    ("rule", "text", "written"),
    [
        (PUBLIC, call(NEPTUNE, "publicly_accessible = true"), "publicly_accessible = true"),
        (PUBLIC, call(NEPTUNE, 'publicly_accessible = "true"'), 'publicly_accessible = "true"'),
        (
            PUBLIC,
            "locals {\n  open = true\n}\n" + call(NEPTUNE, "publicly_accessible = local.open"),
            "true",
        ),
        (
            "aws-ec2-volume-unencrypted",
            call("git::https://example.com/acme/terraform-aws-ebs-volume.git?ref=v1", "encrypted = false"),
            "encrypted = false",
        ),
        (
            "aws-guardduty-off",
            call("terraform-aws-modules/guardduty/aws//modules/detector", "enable = false"),
            "enable = false",
        ),
        (
            "aws-batch-container-privileged",
            call(
                "git@github.com:acme/batch.git//job-definition",
                'container_properties = "{\\"privileged\\": true}"',
            ),
            'container_properties = "{\\"privileged\\": true}"',
        ),
        (
            "aws-s3-acl-public-read",
            call("acme/s3-bucket/aws", 'acl = "public-read"'),
            'acl = "public-read"',
        ),
        (
            PUBLIC,
            call(NEPTUNE, "count = 2", "publicly_accessible = true"),
            "publicly_accessible = true",
        ),
    ],
)
def test_it_is_told_at_the_argument(rule: str, text: str, written: str) -> None:
    (found,) = findings({"a.tf": text}, rule)
    assert text[found.span.start : found.span.end] == written
    assert found.address == "module.it"
    assert found.rule.level is not Level.BLOCK
    assert "cannot be read" in found.message


def test_an_argument_is_told_of_once() -> None:
    text = call("terraform-aws-modules/docdb/aws", "storage_encrypted = false")
    assert [found.rule.id for found in findings({"a.tf": text}) if "storage" in found.message] == [
        "aws-docdb-cluster-unencrypted"
    ]


def test_the_fix_changes_the_argument_and_nothing_else() -> None:
    text = call("acme/glue-data-catalog-encryption-settings/aws") + call(
        NEPTUNE, "publicly_accessible = true # why", name="graph"
    )
    (found,) = findings({"a.tf": text}, PUBLIC, new=True)
    assert found.fix is not None
    assert found.fix.applicability is Applicability.UNSAFE
    after, outcome = fixed({"a.tf": text}, PUBLIC)
    assert not outcome.report.findings
    assert after["a.tf"] == text.replace("true #", "false #")


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("acme/shop/aws", set[str]()),
        ("aliyun/slb/alicloud", set[str]()),
        ("terraform-google-modules/kms/google", set[str]()),
        ("acme/terraform-aws-modules/aws", set[str]()),
        ("terraform-aws-modules/cloudtrail/aws", {"aws_cloudtrail", "aws_cloudtrail_event_data_store"}),
        ("app.terraform.io/acme/ebs-volume/aws", {"aws_ebs_volume"}),
        ("github.com/acme/terraform-aws-ebs-volume", {"aws_ebs_volume"}),
        ("git::ssh://git@example.com/acme/infra.git//modules/ebs-volume?ref=main", {"aws_ebs_volume"}),
        ("s3::https://s3.amazonaws.com/acme/ebs-volume.zip", {"aws_ebs_volume"}),
        ("", set[str]()),
        ("////", set[str]()),
    ],
)
def test_what_a_source_names(source: str, kinds: set[str]) -> None:
    assert set(kinds_of(source)) == kinds
