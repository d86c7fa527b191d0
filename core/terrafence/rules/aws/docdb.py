"""Amazon DocumentDB."""

from terrafence.declare import (
    AnyOf,
    AtLeast,
    Attr,
    Companion,
    Contains,
    Disruption,
    Each,
    Equals,
    Exists,
    Level,
    NoneOf,
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
_CLUSTER = f"{_PROVIDER}/docdb_cluster"
_INSTANCE = f"{_PROVIDER}/docdb_cluster_instance"
_GROUP = f"{_PROVIDER}/docdb_cluster_parameter_group"
_GUIDE = "https://docs.aws.amazon.com/documentdb/latest/developerguide"

UNENCRYPTED = Rule(
    id="aws-docdb-cluster-unencrypted",
    summary="The document database's storage is not encrypted",
    why="A snapshot that is shared or copied by mistake, or a stolen disk, gives away every document.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_docdb_cluster",),
    check=When(
        AnyOf(
            (
                Exists("storage_encrypted"),
                Not(
                    AnyOf(
                        (
                            Exists("snapshot_identifier"),
                            Exists("global_cluster_identifier"),
                            Exists("restore_to_point_in_time"),
                        )
                    )
                ),
            )
        ),
        Require("storage_encrypted", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_docdb_cluster" "catalogue" {
  cluster_identifier = "catalogue"
  master_username    = "catalogue"
}
""",
    aliases=("CKV_AWS_74", "AVD-AWS-0021", "datadog:aws/docdb_cluster_not_encrypted"),
    controls=("AWS-Security-Hub:DocumentDB.1",),
    references=(f"{_GUIDE}/encryption-at-rest.html", _CLUSTER),
)

GLOBAL_CLUSTER_UNENCRYPTED = Rule(
    id="aws-docdb-global-cluster-unencrypted",
    summary="The global document database's storage is not encrypted",
    why="Every region's copy is as open as the first one: a shared snapshot or a stolen disk gives away "
    "every document.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_docdb_global_cluster",),
    check=When(
        Not(Exists("source_db_cluster_identifier")), Require("storage_encrypted", Equals(True), absent=False)
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_docdb_global_cluster" "catalogue" {
  global_cluster_identifier = "catalogue"
}
""",
    aliases=("CKV_AWS_292",),
    references=(f"{_GUIDE}/encryption-at-rest.html", f"{_PROVIDER}/docdb_global_cluster"),
)

KEY_NOT_OWN = Rule(
    id="aws-docdb-key-not-own",
    summary="The document database is not encrypted with a key of your own",
    why="Under AWS's default key you can neither withdraw access nor share a copy safely with another "
    "account.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_docdb_cluster",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_docdb_cluster" "catalogue" {
  cluster_identifier = "catalogue"
  master_username    = "catalogue"
  storage_encrypted  = true
}
""",
    aliases=(
        "CKV_AWS_182",
        "AVD-AWS-0022",
        "datadog:aws/docdb_cluster_without_kms",
        "datadog:aws/docdb_cluster_encrypted_with_aws_managed_key",
    ),
    references=(f"{_GUIDE}/encryption-at-rest.html", _CLUSTER),
)

LOGS_NOT_EXPORTED = Rule(
    id="aws-docdb-logs-not-exported",
    summary="The document database keeps its logs to itself",
    why="Logins, dropped collections and slow queries stay on the database host, where nothing can raise an "
    "alarm, and are soon gone.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_docdb_cluster",),
    check=Require("enabled_cloudwatch_logs_exports", Presence.PRESENT, set=("audit", "profiler")),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_docdb_cluster" "catalogue" {
  cluster_identifier = "catalogue"
  master_username    = "catalogue"
}
""",
    aliases=("CKV_AWS_85", "AVD-AWS-0020", "datadog:aws/docdb_logging_disabled"),
    controls=("AWS-Security-Hub:DocumentDB.4",),
    references=(f"{_GUIDE}/event-auditing.html", _CLUSTER),
)

AUDIT_LOG_NOT_EXPORTED = Rule(
    id="aws-docdb-audit-log-not-exported",
    summary="The document database exports logs, but not the one that says who did what",
    why="Logins and dropped collections stay on the database host, where nothing can raise an alarm.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_docdb_cluster",),
    check=When(
        Attr("enabled_cloudwatch_logs_exports", Presence.PRESENT),
        Require("enabled_cloudwatch_logs_exports", Contains(("audit",))),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_docdb_cluster" "catalogue" {
  cluster_identifier              = "catalogue"
  master_username                 = "catalogue"
  enabled_cloudwatch_logs_exports = ["profiler"]
}
""",
    aliases=("datadog:aws/docdb_logging_disabled",),
    controls=("AWS-Security-Hub:DocumentDB.4",),
    references=(f"{_GUIDE}/event-auditing.html", _CLUSTER),
)

AUDIT_LOG_NOT_WRITTEN = Rule(
    id="aws-docdb-audit-log-not-written",
    summary="The parameter group does not make the engine write an audit log",
    why="There is no record of who logged in and what was dropped; to export the log is not enough when "
    "nothing writes it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_docdb_cluster_parameter_group",),
    check=Setting(
        "parameter",
        {"name": "audit_logs"},
        Require("value", NoneOf(("disabled", "none"), instead="enabled")),
        {"value": "enabled"},
    ),
    safety=Safety.SAFE_WHEN_NEW,
    used_by=(("aws_docdb_cluster", "db_cluster_parameter_group_name"),),
    unsafe_when=Companion(
        "aws_docdb_cluster",
        "db_cluster_parameter_group_name",
        Attr("enabled_cloudwatch_logs_exports", Contains(("audit",))),
    ),
    fix_effect="writes a line for each event, which CloudWatch Logs bills",
    example="""resource "aws_docdb_cluster_parameter_group" "catalogue" {
  name   = "catalogue"
  family = "docdb5.0"

  parameter {
    name  = "audit_logs"
    value = "disabled"
  }
}
""",
    aliases=("CKV_AWS_104",),
    references=(f"{_GUIDE}/event-auditing.html", _GROUP),
)

TLS_OFF = Rule(
    id="aws-docdb-tls-off",
    summary="The parameter group lets clients connect without TLS",
    why="Anyone on the network path reads passwords and documents that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_docdb_cluster_parameter_group",),
    check=Each(
        "parameter",
        When(Attr("name", Equals("tls")), Require("value", NoneOf(("disabled",), instead="enabled"))),
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    used_by=(("aws_docdb_cluster", "db_cluster_parameter_group_name"),),
    fix_effect="takes a restart, and cuts off clients without TLS",
    example="""resource "aws_docdb_cluster_parameter_group" "catalogue" {
  name   = "catalogue"
  family = "docdb5.0"

  parameter {
    name  = "tls"
    value = "disabled"
  }
}
""",
    aliases=("CKV_AWS_90",),
    controls=("AWS-Security-Hub:DocumentDB.6",),
    references=(f"{_GUIDE}/security.encryption.ssl.html", _GROUP),
)

BACKUPS_SHORT = Rule(
    id="aws-docdb-backups-short",
    summary="Backups of the document database are kept for less than a week",
    why="Damage that nobody notices over a weekend can no longer be undone.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_docdb_cluster",),
    check=Require("backup_retention_period", AtLeast(7), absent=1),
    safety=Safety.UNSAFE,
    fix_effect="bills backup storage",
    example="""resource "aws_docdb_cluster" "catalogue" {
  cluster_identifier      = "catalogue"
  master_username         = "catalogue"
  backup_retention_period = 1
}
""",
    aliases=("CKV_AWS_360",),
    controls=("AWS-Security-Hub:DocumentDB.2",),
    references=(f"{_GUIDE}/backup_restore.html", _CLUSTER),
)

DELETION_UNPROTECTED = Rule(
    id="aws-docdb-deletion-unprotected",
    summary="The document database can be deleted by a single call",
    why="One call with stolen keys, or a slip in a pipeline, removes the documents and their automatic "
    "backups.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_docdb_cluster", "aws_docdb_global_cluster"),
    check=Require("deletion_protection", Equals(True), absent=False),
    example="""resource "aws_docdb_cluster" "catalogue" {
  cluster_identifier  = "catalogue"
  master_username     = "catalogue"
  deletion_protection = false
}
""",
    controls=("AWS-Security-Hub:DocumentDB.5",),
    references=(f"{_GUIDE}/db-cluster-delete.html", _CLUSTER),
)

SNAPSHOTS_UNTAGGED = Rule(
    id="aws-docdb-snapshots-untagged",
    summary="Snapshots of the document database do not get its tags",
    why="Access rules and clean-up that go by tags miss the copies, which hold the same data.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_docdb_cluster_instance",),
    check=Require("copy_tags_to_snapshot", Equals(True), absent=False),
    example="""resource "aws_docdb_cluster_instance" "catalogue" {
  cluster_identifier    = "catalogue"
  instance_class        = "db.r6g.large"
  copy_tags_to_snapshot = false
}
""",
    references=(f"{_GUIDE}/tagging.html", _INSTANCE),
)

PERFORMANCE_INSIGHTS_OFF = Rule(
    id="aws-docdb-performance-insights-off",
    summary="Nobody can see which queries load the document database",
    why="A query that pulls whole collections, or a login that floods the database, goes unnoticed; a week "
    "of it is kept free of charge.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_docdb_cluster_instance",),
    check=Require("enable_performance_insights", Equals(True), absent=False),
    example="""resource "aws_docdb_cluster_instance" "catalogue" {
  cluster_identifier          = "catalogue"
  instance_class              = "db.r6g.large"
  enable_performance_insights = false
}
""",
    references=(f"{_GUIDE}/performance-insights.html", _INSTANCE),
)

EVENTS_MUTED = Rule(
    id="aws-docdb-events-muted",
    summary="The event subscription is switched off",
    why="Nobody hears of failovers, deletions and changed settings that the subscription was made for.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_docdb_event_subscription",),
    check=Require("enabled", Equals(True), absent=True),
    example="""resource "aws_docdb_event_subscription" "catalogue" {
  name          = "catalogue"
  sns_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operations"
  enabled       = false
}
""",
    references=(f"{_GUIDE}/event-subscriptions.html", f"{_PROVIDER}/docdb_event_subscription"),
)
