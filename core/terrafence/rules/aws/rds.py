"""Amazon RDS and Aurora."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    AtLeast,
    Attr,
    Condition,
    Disruption,
    Each,
    Equals,
    Exists,
    Expectation,
    Lacks,
    Level,
    Matches,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_INSTANCE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance"
_CLUSTER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_cluster"

PUBLICLY_ACCESSIBLE = Rule(
    id="aws-rds-publicly-accessible",
    summary="The database has a public address",
    why="Only its security groups then stand between the login prompt and the whole internet.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_db_instance", "aws_rds_cluster_instance", "aws_rds_cluster"),
    check=Require("publicly_accessible", Equals(False), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage   = 20
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  publicly_accessible = true
}
""",
    aliases=("CKV_AWS_17", "AVD-AWS-0180", "datadog:aws/rds_db_instance_publicly_accessible"),
    controls=("CIS-AWS-3.0.0:2.3.3", "AWS-Security-Hub:RDS.2"),
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html",
        _INSTANCE,
    ),
)


def _unless_inherited(attribute: str, *sources: str) -> Condition:
    """Written, or made from nothing that it would inherit the attribute from."""
    return AnyOf((Exists(attribute), Not(AnyOf(tuple(Exists(source) for source in sources)))))


INSTANCE_UNENCRYPTED = Rule(
    id="aws-rds-instance-unencrypted",
    summary="The database's storage is not encrypted",
    why="A snapshot that is shared or copied by mistake, or a stolen disk, gives away every row.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_db_instance",),
    check=When(
        _unless_inherited(
            "storage_encrypted", "snapshot_identifier", "replicate_source_db", "restore_to_point_in_time"
        ),
        Require("storage_encrypted", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.t4g.micro"
}
""",
    aliases=(
        "CKV_AWS_16",
        "AVD-AWS-0080",
        "datadog:aws/db_instance_storage_not_encrypted",
        "datadog:aws/rds_storage_not_encrypted",
    ),
    controls=("CIS-AWS-3.0.0:2.3.1", "AWS-Security-Hub:RDS.3"),
    references=("https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html", _INSTANCE),
)

CLUSTER_UNENCRYPTED = Rule(
    id="aws-rds-cluster-unencrypted",
    summary="The database cluster's storage is not encrypted",
    why="A snapshot that is shared or copied by mistake, or a stolen disk, gives away every row.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_rds_cluster",),
    check=When(
        AllOf(
            (
                Not(Attr("engine_mode", Equals("serverless"))),
                _unless_inherited(
                    "storage_encrypted",
                    "snapshot_identifier",
                    "replication_source_identifier",
                    "global_cluster_identifier",
                    "restore_to_point_in_time",
                ),
            )
        ),
        Require("storage_encrypted", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_rds_cluster" "orders" {
  engine          = "aurora-postgresql"
  master_username = "orders"
}
""",
    aliases=(
        "CKV_AWS_96",
        "AVD-AWS-0079",
        "datadog:aws/rds_database_cluster_not_encrypted",
        "datadog:aws/rds_storage_not_encrypted",
        "datadog:aws/aurora_with_disabled_at_rest_encryption",
    ),
    controls=("CIS-AWS-3.0.0:2.3.1", "AWS-Security-Hub:RDS.27"),
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
        _CLUSTER,
    ),
)

BACKUPS_OFF = Rule(
    id="aws-rds-backups-off",
    summary="The database is never backed up",
    why="Deleted or corrupted data, by mistake or by an intruder, cannot be brought back.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_instance",),
    check=When(
        Not(AnyOf((Exists("replicate_source_db"), Attr("engine", Matches(r"^aurora"))))),
        Require("backup_retention_period", AtLeast(1), absent=0, set=7),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="interrupts I/O once and bills backup storage",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage       = 20
  engine                  = "postgres"
  instance_class          = "db.t4g.micro"
  backup_retention_period = 0
}
""",
    aliases=("CKV_AWS_133", "AVD-AWS-0077", "datadog:aws/rds_with_backup_disabled"),
    controls=("AWS-Security-Hub:RDS.11",),
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.Enabling.html",
        _INSTANCE,
    ),
)

_EXPORTS = "enabled_cloudwatch_logs_exports"
_INSTANCE_LOGS = (
    (r"^postgres", ("postgresql", "upgrade")),
    (r"^(mysql|mariadb)", ("error", "slowquery")),
    (r"^oracle", ("alert", "audit", "listener")),
    (r"^sqlserver", ("error",)),
    (r"^db2", ("diag.log", "notify.log")),
)
_CLUSTER_LOGS = (
    (r"^(aurora-postgresql|postgres)$", ("postgresql",)),
    (r"^(aurora|aurora-mysql)$", ("audit", "error", "slowquery")),
    (r"^mysql$", ("error", "slowquery")),
)


def _logs_exported(engines: tuple[tuple[str, tuple[str, ...]], ...]) -> Expectation:
    """Some log goes to CloudWatch; the fix names the logs that the engine has."""
    known = tuple(
        When(Attr("engine", Matches(engine)), Require(_EXPORTS, Presence.PRESENT, set=logs))
        for engine, logs in engines
    )
    return All(known)


_LOGS_WHY = (
    "Failed logins, errors and slow or strange queries stay on the database host, where an intruder who "
    "gets that far can remove them and nothing can raise an alarm."
)

INSTANCE_LOG_EXPORTS_OFF = Rule(
    id="aws-rds-instance-log-exports-off",
    summary="The database keeps its logs to itself",
    why=_LOGS_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_instance",),
    check=_logs_exported(_INSTANCE_LOGS),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.t4g.micro"
}
""",
    aliases=("CKV_AWS_129", "datadog:aws/rds_without_logging"),
    controls=("AWS-Security-Hub:RDS.9",),
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Procedural.UploadtoCloudWatch.html",
        _INSTANCE,
    ),
)

CLUSTER_LOG_EXPORTS_OFF = Rule(
    id="aws-rds-cluster-log-exports-off",
    summary="The database cluster keeps its logs to itself",
    why=_LOGS_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_rds_cluster",),
    check=_logs_exported(_CLUSTER_LOGS),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_rds_cluster" "orders" {
  engine          = "aurora-postgresql"
  master_username = "orders"
}
""",
    aliases=("CKV_AWS_324", "CKV_AWS_325"),
    controls=("AWS-Security-Hub:RDS.34",),
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Integrating.CloudWatch.html",
        _CLUSTER,
    ),
)

_RESOURCES = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDES = "https://docs.aws.amazon.com/AmazonRDS/latest"
_CLASSIC_REFERENCES = (
    f"{_GUIDES}/UserGuide/Overview.RDSSecurityGroups.html",
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
        f"{_GUIDES}/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html",
        f"{_RESOURCES}/rds_cluster",
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
        f"{_GUIDES}/AuroraUserGuide/DBActivityStreams.Prereqs.html",
        f"{_RESOURCES}/rds_cluster_activity_stream",
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
