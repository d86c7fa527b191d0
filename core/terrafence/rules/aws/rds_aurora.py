"""Amazon Aurora: ways back, and who watches; what AWS calls classic groups."""

from terrafence.declare import (
    AllOf,
    Attr,
    Disruption,
    Each,
    Equals,
    Lacks,
    Level,
    Matches,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest"
_CLASSIC_REFERENCES = (
    f"{_GUIDE}/UserGuide/Overview.RDSSecurityGroups.html",
    "https://registry.terraform.io/providers/hashicorp/aws/4.67.0/docs/resources/db_security_group",
)
_CLASSIC = """resource "aws_db_security_group" "orders" {{
  name = "orders"

  ingress {{
    cidr = "{}"
  }}
}}
"""

BACKTRACK_OFF = Rule(
    id="aws-rds-backtrack-off",
    summary="The database cluster cannot be turned back by a few minutes",
    why="After a mistaken or hostile change, only a restore from a backup is left, which takes hours.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_rds_cluster",),
    check=When(
        AllOf(
            (
                Attr("engine", OneOf(("aurora", "aurora-mysql"))),
                Not(Attr("engine_mode", OneOf(("serverless", "global")))),
            )
        ),
        Require("backtrack_window", NoneOf((0,), instead=86400), absent=0),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the stored changes, and only works on a cluster that was made with it",
    example="""resource "aws_rds_cluster" "orders" {
  cluster_identifier                  = "orders"
  engine                              = "aurora-mysql"
  storage_encrypted                   = true
  kms_key_id                          = "arn:aws:kms:eu-west-1:123456789012:key/1"
  iam_database_authentication_enabled = true
  backup_retention_period             = 7
}
""",
    aliases=("CKV_AWS_326",),
    controls=("AWS-Security-Hub:RDS.14",),
    references=(
        f"{_GUIDE}/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html",
        f"{_DOCS}/rds_cluster",
    ),
)

ACTIVITY_KEY_NOT_OWN = Rule(
    id="aws-rds-activity-stream-key-not-own",
    summary="The stream of what is done in the database has no key of your own",
    why="Every statement is in it. RDS takes only a key whose policy its owner can write, so that "
    "administrators of the database do not read what watches them.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_rds_cluster_activity_stream",),
    check=Require(
        "kms_key_id",
        Matches(r"^(?!(arn:[^:]*:kms:[^:]*:[^:]*:)?alias/aws/)."),
        set=Pick("aws_kms_key", "arn", "."),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_rds_cluster_activity_stream" "orders" {
  resource_arn = "arn:aws:rds:eu-west-1:123456789012:cluster:orders"
  mode         = "async"
  kms_key_id   = "alias/aws/rds"
}
""",
    aliases=("CKV_AWS_246",),
    references=(
        f"{_GUIDE}/AuroraUserGuide/DBActivityStreams.Prereqs.html",
        f"{_DOCS}/rds_cluster_activity_stream",
    ),
)

CLASSIC_GROUP_OPEN_TO_WORLD = Rule(
    id="aws-rds-classic-group-open-to-world",
    summary="The database's security group lets in the whole internet",
    why="Databases are scanned for all day and tried with leaked and default passwords.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_db_security_group",),
    check=Each("ingress", Require("cidr", Lacks(r"^(0\.0\.0\.0|::)/0$"))),
    no_fix="which addresses may reach the database is not in the files",
    example=_CLASSIC.format("0.0.0.0/0"),
    aliases=(
        "datadog:aws/db_security_group_with_public_scope",
        "datadog:aws/db_security_group_has_public_interface",
    ),
    references=_CLASSIC_REFERENCES,
)

CLASSIC_GROUP_WIDE = Rule(
    id="aws-rds-classic-group-wide",
    summary="The database's security group lets in hundreds of addresses",
    why="Each machine among them that is taken over reaches the database.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_security_group",),
    check=Each(
        "ingress",
        When(Not(Attr("cidr", Equals("0.0.0.0/0"))), Require("cidr", Lacks(r"\.\d+/(1?\d|2[0-4])$"))),
    ),
    no_fix="which addresses may reach the database is not in the files",
    example=_CLASSIC.format("10.0.0.0/16"),
    aliases=("datadog:aws/db_security_group_open_to_large_scope",),
    references=_CLASSIC_REFERENCES,
)
