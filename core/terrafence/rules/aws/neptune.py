"""Amazon Neptune."""

from terrafence.declare import (
    AnyOf,
    AtLeast,
    Attr,
    Companion,
    Contains,
    Disruption,
    Equals,
    Exists,
    Level,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Setting,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_CLUSTER = f"{_PROVIDER}/neptune_cluster"
_INSTANCE = f"{_PROVIDER}/neptune_cluster_instance"
_GUIDE = "https://docs.aws.amazon.com/neptune/latest/userguide"
_RESTORED = AnyOf((Exists("snapshot_identifier"), Exists("replication_source_identifier")))

UNENCRYPTED = Rule(
    id="aws-neptune-cluster-unencrypted",
    summary="The graph database's storage is not encrypted",
    why="A snapshot that is shared or copied by mistake, or a stolen disk, gives away the whole graph.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_neptune_cluster",),
    check=When(
        AnyOf((Exists("storage_encrypted"), Not(_RESTORED))),
        Require("storage_encrypted", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier = "social"
}
""",
    aliases=("CKV_AWS_44", "AVD-AWS-0076", "datadog:aws/neptune_database_cluster_encryption_disabled"),
    controls=("AWS-Security-Hub:Neptune.1",),
    references=(f"{_GUIDE}/encrypt.html", _CLUSTER),
)

KEY_NOT_OWN = Rule(
    id="aws-neptune-key-not-own",
    summary="The graph database is not encrypted with a key of your own",
    why="Under AWS's default key you can neither withdraw access nor share a copy safely with another "
    "account.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_neptune_cluster",),
    check=Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier = "social"
  storage_encrypted  = true
}
""",
    aliases=("CKV_AWS_347", "AVD-AWS-0128"),
    references=(f"{_GUIDE}/encrypt.html", _CLUSTER),
)

AUDIT_LOG_OFF = Rule(
    id="aws-neptune-audit-log-not-exported",
    summary="The graph database does not export its audit log",
    why="Who queried what stays on the database host, where nothing can raise an alarm, and is soon gone.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_neptune_cluster",),
    check=Require("enable_cloudwatch_logs_exports", Contains(("audit",)), set=("audit",)),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier             = "social"
  enable_cloudwatch_logs_exports = ["slowquery"]
}
""",
    aliases=("CKV_AWS_101", "AVD-AWS-0075", "datadog:aws/neptune_logging_disabled"),
    controls=("AWS-Security-Hub:Neptune.2",),
    references=(f"{_GUIDE}/cloudwatch-logs.html", _CLUSTER),
)

AUDIT_LOG_NOT_WRITTEN = Rule(
    id="aws-neptune-audit-log-not-written",
    summary="The parameter group does not make the engine write an audit log",
    why="There is no record of who queried what; to export the log is not enough when nothing writes it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_neptune_cluster_parameter_group",),
    check=Setting(
        "parameter",
        {"name": "neptune_enable_audit_log"},
        Require("value", Equals("1")),
        {"value": "1", "apply_method": "pending-reboot"},
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    used_by=(("aws_neptune_cluster", "neptune_cluster_parameter_group_name"),),
    unsafe_when=Companion(
        "aws_neptune_cluster",
        "neptune_cluster_parameter_group_name",
        Attr("enable_cloudwatch_logs_exports", Contains(("audit",))),
    ),
    example="""resource "aws_neptune_cluster_parameter_group" "social" {
  name   = "social"
  family = "neptune1.3"

  parameter {
    name  = "neptune_enable_audit_log"
    value = "0"
  }
}
""",
    references=(f"{_GUIDE}/auditing-enable.html", f"{_PROVIDER}/neptune_cluster_parameter_group"),
)

PUBLICLY_ACCESSIBLE = Rule(
    id="aws-neptune-publicly-accessible",
    summary="The graph database has a public address",
    why="Only its security groups then stand between the graph and the whole internet.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_neptune_cluster_instance",),
    check=Require("publicly_accessible", Equals(False), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it, and cuts off clients outside the VPC",
    example="""resource "aws_neptune_cluster_instance" "social" {
  cluster_identifier  = "social"
  instance_class      = "db.r6g.large"
  publicly_accessible = true
}
""",
    aliases=("CKV_AWS_102", "datadog:aws/neptune_cluster_instance_is_publicly_accessible"),
    references=(f"{_GUIDE}/security-vpc.html", _INSTANCE),
)

IAM_LOGIN_OFF = Rule(
    id="aws-neptune-iam-login-off",
    summary="The graph database answers every query that reaches it, without asking who sends it",
    why="Neptune has no passwords: unless IAM signs the requests, any process on the network reads and "
    "changes the whole graph.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_neptune_cluster",),
    check=Require("iam_database_authentication_enabled", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that do not sign their requests",
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier                  = "social"
  iam_database_authentication_enabled = false
}
""",
    aliases=("CKV_AWS_359", "datadog:aws/neptune_cluster_with_iam_database_authentication_disabled"),
    controls=("AWS-Security-Hub:Neptune.7",),
    references=(f"{_GUIDE}/iam-auth-enable.html", _CLUSTER),
)

DELETION_UNPROTECTED = Rule(
    id="aws-neptune-deletion-unprotected",
    summary="The graph database can be deleted by a single call",
    why="One call with stolen keys, or a slip in a pipeline, removes the graph and its automatic backups.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_neptune_cluster", "aws_neptune_global_cluster"),
    check=Require("deletion_protection", Equals(True), absent=False),
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier  = "social"
  deletion_protection = false
}
""",
    aliases=("CKV2_AWS_58",),
    controls=("AWS-Security-Hub:Neptune.4",),
    references=(f"{_GUIDE}/manage-console-instances-delete.html", _CLUSTER),
)

SNAPSHOTS_UNTAGGED = Rule(
    id="aws-neptune-snapshots-untagged",
    summary="Snapshots of the graph database do not get its tags",
    why="Access rules and clean-up that go by tags miss the copies, which hold the same data.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_neptune_cluster",),
    check=Require("copy_tags_to_snapshot", Equals(True), absent=False),
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier    = "social"
  copy_tags_to_snapshot = false
}
""",
    aliases=("CKV_AWS_362",),
    controls=("AWS-Security-Hub:Neptune.8",),
    references=(f"{_GUIDE}/tagging.html", _CLUSTER),
)

BACKUPS_SHORT = Rule(
    id="aws-neptune-backups-short",
    summary="Backups of the graph database are kept for less than a week",
    why="Damage that nobody notices over a weekend can no longer be undone.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_neptune_cluster",),
    check=Require("backup_retention_period", AtLeast(7), absent=1),
    safety=Safety.UNSAFE,
    fix_effect="bills backup storage",
    example="""resource "aws_neptune_cluster" "social" {
  cluster_identifier      = "social"
  backup_retention_period = 1
}
""",
    aliases=("CKV_AWS_361",),
    controls=("AWS-Security-Hub:Neptune.5",),
    references=(f"{_GUIDE}/backup-restore-overview-backups.html", _CLUSTER),
)

MINOR_UPGRADES_OFF = Rule(
    id="aws-neptune-minor-upgrades-off",
    summary="Fixes of the graph engine are not installed by themselves",
    why="Known flaws in the engine stay open until someone remembers to upgrade.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_neptune_cluster_instance",),
    check=Require("auto_minor_version_upgrade", Equals(True), absent=True),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets AWS restart it in its maintenance window",
    example="""resource "aws_neptune_cluster_instance" "social" {
  cluster_identifier         = "social"
  instance_class             = "db.r6g.large"
  auto_minor_version_upgrade = false
}
""",
    references=(f"{_GUIDE}/engine-updates.html", _INSTANCE),
)

EVENTS_MUTED = Rule(
    id="aws-neptune-events-muted",
    summary="The event subscription is switched off",
    why="Nobody hears of failovers, deletions and changed settings that the subscription was made for.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_neptune_event_subscription",),
    check=Require("enabled", Equals(True), absent=True),
    example="""resource "aws_neptune_event_subscription" "social" {
  name          = "social"
  sns_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operations"
  enabled       = false
}
""",
    references=(f"{_GUIDE}/events.html", f"{_PROVIDER}/neptune_event_subscription"),
)

GRAPH_DELETION_UNPROTECTED = Rule(
    id="aws-neptune-graph-deletion-unprotected",
    summary="The analytics graph can be deleted in one step",
    why="A mistaken plan or a stolen key destroys the graph; with the protection it takes a second, visible "
    "step.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_neptunegraph_graph",),
    check=Require("deletion_protection", Equals(True), absent=True),
    example="""resource "aws_neptunegraph_graph" "fraud" {
  graph_name          = "fraud"
  provisioned_memory  = 16
  deletion_protection = false
}
""",
    references=(
        "https://docs.aws.amazon.com/neptune-analytics/latest/userguide/deleting-graph.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/neptunegraph_graph",
    ),
)
