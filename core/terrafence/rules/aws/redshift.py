"""Amazon Redshift, provisioned and serverless."""

from terrafence.declare import (
    Any,
    AnyOf,
    AtLeast,
    Attr,
    Contains,
    Disruption,
    Each,
    Equals,
    Exists,
    Expr,
    InModule,
    Level,
    Linked,
    Matches,
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
_CLUSTER = f"{_PROVIDER}/redshift_cluster"
_GROUP = f"{_PROVIDER}/redshift_parameter_group"
_NAMESPACE = f"{_PROVIDER}/redshiftserverless_namespace"
_WORKGROUP = f"{_PROVIDER}/redshiftserverless_workgroup"
_VERSION_6 = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade"
_GUIDE = "https://docs.aws.amazon.com/redshift/latest/mgmt"

_SINCE_6 = InModule(
    "terraform",
    Attr("required_providers.aws.version", Matches(r"(^|,)\s*(=|>=|>|~>)?\s*v?([6-9]|[1-9]\d+)(\.|\s|,|$)")),
)
"""Some module of the configuration keeps the provider from being older than version 6."""

PUBLICLY_ACCESSIBLE = Rule(
    id="aws-redshift-publicly-accessible",
    summary="The data warehouse has a public address",
    why="Only its security groups then stand between the login prompt and the whole internet.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_redshift_cluster", "aws_redshiftserverless_workgroup"),
    check=Require("publicly_accessible", Equals(False), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier  = "reports"
  node_type           = "ra3.large"
  publicly_accessible = true
}
""",
    aliases=("CKV_AWS_87", "datadog:aws/redshift_publicly_accessible"),
    controls=("AWS-Security-Hub:Redshift.1",),
    references=(f"{_GUIDE}/managing-clusters-vpc.html", _VERSION_6, _CLUSTER),
)

UNENCRYPTED = Rule(
    id="aws-redshift-unencrypted",
    summary="The data warehouse is not encrypted",
    why="A snapshot that is shared or copied by mistake, or a stolen disk, gives away every table.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_redshift_cluster",),
    check=Require("encrypted", Equals(True), absent=True),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="makes it read-only while it moves its data",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
  encrypted          = false
}
""",
    aliases=("CKV_AWS_64", "AVD-AWS-0084", "datadog:aws/redshift_not_encrypted"),
    controls=("AWS-Security-Hub:Redshift.10",),
    references=(f"{_GUIDE}/working-with-db-encryption.html", _VERSION_6, _CLUSTER),
)

ENCRYPTION_UNSTATED = Rule(
    id="aws-redshift-encryption-unstated",
    summary="Whether the data warehouse is encrypted depends on the provider's version",
    why="Before version 6 the provider makes it without encryption, and nothing here asks for a later one: a "
    "snapshot that is shared by mistake, or a stolen disk, then gives away every table.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=When(Not(_SINCE_6), Require("encrypted", Presence.PRESENT, set=True)),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="makes one that is not encrypted read-only while it moves its data",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
}
""",
    aliases=("CKV_AWS_64", "datadog:aws/redshift_not_encrypted"),
    references=(f"{_GUIDE}/working-with-db-encryption.html", _VERSION_6, _CLUSTER),
)

PUBLIC_ADDRESS_UNSTATED = Rule(
    id="aws-redshift-public-address-unstated",
    summary="Whether the data warehouse has a public address depends on the provider's version",
    why="Before version 6 the provider gives it one, and nothing here asks for a later one: only security "
    "groups then stand between the login prompt and the whole internet.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=When(Not(_SINCE_6), Require("publicly_accessible", Presence.PRESENT, set=False)),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
}
""",
    references=(f"{_GUIDE}/managing-clusters-vpc.html", _VERSION_6, _CLUSTER),
)

KEY_NOT_OWN = Rule(
    id="aws-redshift-key-not-own",
    summary="The data warehouse is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor share a snapshot safely.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_redshift_cluster",
        "aws_redshift_snapshot_copy_grant",
        "aws_redshiftserverless_namespace",
    ),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, encrypts everything again, and replaces a grant",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
  encrypted          = true
}
""",
    aliases=("CKV_AWS_142", "CKV_AWS_281", "CKV_AWS_282", "AVD-AWS-0084"),
    references=(f"{_GUIDE}/working-with-db-encryption.html", _CLUSTER),
)

AUDIT_LOGS_OFF = Rule(
    id="aws-redshift-audit-logs-off",
    summary="Nothing records who logs in to the data warehouse and what they query",
    why="Stolen credentials can be used to copy whole tables without leaving a trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=Any(
        (
            Linked(
                "aws_redshift_logging",
                "cluster_identifier",
                companion={
                    "cluster_identifier": Expr("{self}.id"),
                    "log_destination_type": "cloudwatch",
                    "log_exports": ("connectionlog", "userlog", "useractivitylog"),
                },
            ),
            Require("logging.enable", Equals(True)),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
}
""",
    aliases=("CKV_AWS_71", "datadog:aws/redshift_cluster_logging_disabled"),
    controls=("AWS-Security-Hub:Redshift.4",),
    references=(f"{_GUIDE}/db-auditing.html", f"{_PROVIDER}/redshift_logging"),
)

QUERIES_NOT_LOGGED = Rule(
    id="aws-redshift-queries-not-logged",
    summary="The parameter group keeps queries out of the audit log",
    why="The log then says who connected, but not which tables they copied.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_parameter_group",),
    check=Setting(
        "parameter",
        {"name": "enable_user_activity_logging"},
        Require("value", Equals("true")),
        {"value": "true"},
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    used_by=(("aws_redshift_cluster", "cluster_parameter_group_name"),),
    # Where no cluster delivers its logs, they are not written.
    unsafe_when=AnyOf(
        (
            InModule("aws_redshift_cluster", Exists("logging.enable")),
            InModule("aws_redshift_logging", Exists("cluster_identifier")),
        )
    ),
    fix_effect="takes a restart, and bills more log storage",
    example="""resource "aws_redshift_parameter_group" "reports" {
  name   = "reports"
  family = "redshift-2.0"

  parameter {
    name  = "enable_user_activity_logging"
    value = "false"
  }
}
""",
    references=(f"{_GUIDE}/db-auditing.html", _GROUP),
)

TLS_NOT_REQUIRED = Rule(
    id="aws-redshift-tls-not-required",
    summary="The data warehouse also takes connections without TLS",
    why="Anyone on the network path reads passwords and rows that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_parameter_group",),
    check=When(
        AnyOf((Attr("family", Equals("redshift-1.0")), Attr("parameter.name", Equals("require_ssl")))),
        Setting("parameter", {"name": "require_ssl"}, Require("value", Equals("true")), {"value": "true"}),
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    used_by=(("aws_redshift_cluster", "cluster_parameter_group_name"),),
    fix_effect="takes a restart, and cuts off clients without TLS",
    example="""resource "aws_redshift_parameter_group" "reports" {
  name   = "reports"
  family = "redshift-2.0"

  parameter {
    name  = "require_ssl"
    value = "false"
  }
}
""",
    aliases=("CKV_AWS_105",),
    controls=("AWS-Security-Hub:Redshift.2",),
    references=(f"{_GUIDE}/connecting-ssl-support.html", _GROUP),
)

VPC_ROUTING_OFF = Rule(
    id="aws-redshift-vpc-routing-off",
    summary="The data warehouse loads and unloads data past the VPC",
    why="What `COPY` and `UNLOAD` move shows in no flow log, and neither endpoint policies nor firewalls can "
    "stop a table from leaving.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_cluster", "aws_redshiftserverless_workgroup"),
    check=Require("enhanced_vpc_routing", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="breaks loading from services that the VPC has no route to",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier   = "reports"
  node_type            = "ra3.large"
  enhanced_vpc_routing = false
}
""",
    aliases=("CKV_AWS_321",),
    controls=("AWS-Security-Hub:Redshift.7",),
    references=(f"{_GUIDE}/enhanced-vpc-routing.html", _CLUSTER),
)

VERSION_UPGRADES_OFF = Rule(
    id="aws-redshift-version-upgrades-off",
    summary="Fixes of the data warehouse's engine are not installed by themselves",
    why="Known flaws in the engine stay open until someone remembers to upgrade.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=Require("allow_version_upgrade", Equals(True), absent=True),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets AWS restart it in its maintenance window",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier    = "reports"
  node_type             = "ra3.large"
  allow_version_upgrade = false
}
""",
    aliases=("CKV_AWS_141",),
    controls=("AWS-Security-Hub:Redshift.6",),
    references=(f"{_GUIDE}/managing-cluster-considerations.html", _CLUSTER),
)

SNAPSHOTS_OFF = Rule(
    id="aws-redshift-snapshots-off",
    summary="The data warehouse takes no snapshots by itself",
    why="Deleted or corrupted data, by mistake or by an intruder, cannot be brought back.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=Require("automated_snapshot_retention_period", AtLeast(1), absent=1, set=1),
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier                  = "reports"
  node_type                           = "dc2.large"
  automated_snapshot_retention_period = 0
}
""",
    aliases=("CKV_AWS_343",),
    controls=("AWS-Security-Hub:Redshift.3",),
    references=(f"{_GUIDE}/working-with-snapshots.html", _CLUSTER),
)

SUBNET_GROUP_DEFAULT = Rule(
    id="aws-redshift-subnet-group-default",
    summary="The data warehouse runs in the default VPC",
    why="Its subnets are open to the internet unless somebody changed them, and everything else that nobody "
    "placed runs there too.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=Require(
        "cluster_subnet_group_name",
        Presence.PRESENT,
        set=Pick("aws_redshift_subnet_group", "name", ".", evident=True),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
}
""",
    aliases=("CKV_AWS_154", "AVD-AWS-0127", "datadog:aws/redshift_cluster_without_vpc"),
    references=(f"{_GUIDE}/managing-clusters-vpc.html", _CLUSTER),
)

SERVERLESS_LOGS_OFF = Rule(
    id="aws-redshift-serverless-logs-off",
    summary="Nothing records who logs in to the serverless data warehouse and what they query",
    why="Stolen credentials can be used to copy whole tables without leaving a trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshiftserverless_namespace",),
    check=Require(
        "log_exports",
        Contains(("connectionlog", "userlog")),
        set=("connectionlog", "userlog", "useractivitylog"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_redshiftserverless_namespace" "reports" {
  namespace_name = "reports"
  log_exports    = ["userlog"]
}
""",
    controls=("AWS-Security-Hub:RedshiftServerless.6",),
    references=(f"{_GUIDE}/serverless-audit-logging.html", _NAMESPACE),
)

SERVERLESS_TLS_NOT_REQUIRED = Rule(
    id="aws-redshift-serverless-tls-not-required",
    summary="The serverless data warehouse also takes connections without TLS",
    why="Anyone on the network path reads passwords and rows that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_redshiftserverless_workgroup",),
    check=Each(
        "config_parameter",
        When(Attr("parameter_key", Equals("require_ssl")), Require("parameter_value", Equals("true"))),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients without TLS",
    example="""resource "aws_redshiftserverless_workgroup" "reports" {
  namespace_name       = "reports"
  workgroup_name       = "reports"
  enhanced_vpc_routing = true

  config_parameter {
    parameter_key   = "require_ssl"
    parameter_value = "false"
  }
}
""",
    controls=("AWS-Security-Hub:RedshiftServerless.2",),
    references=(f"{_GUIDE}/serverless-security-data-protection.html", _WORKGROUP),
)

EVENTS_MUTED = Rule(
    id="aws-redshift-events-muted",
    summary="The event subscription is switched off",
    why="Nobody hears of failures, deletions and changed settings that the subscription was made for.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_redshift_event_subscription",),
    check=Require("enabled", Equals(True), absent=True),
    example="""resource "aws_redshift_event_subscription" "reports" {
  name          = "reports"
  sns_topic_arn = "arn:aws:sns:eu-west-1:123456789012:operations"
  enabled       = false
}
""",
    references=(
        f"{_GUIDE}/working-with-event-notifications.html",
        f"{_PROVIDER}/redshift_event_subscription",
    ),
)

DATABASE_NAME_DEFAULT = Rule(
    id="aws-redshift-database-name-default",
    summary="The data warehouse's database has the name that everyone tries first",
    why="Who guesses at logins needs the name of the database too.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_redshift_cluster",),
    check=Require("database_name", NoneOf(("dev",)), absent="dev", set=Expr('"{name}"')),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces it, and cuts off clients that are not told of the other name",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
  database_name      = "dev"
}
""",
    aliases=("CKV_AWS_320",),
    controls=("AWS-Security-Hub:Redshift.9",),
    references=("https://docs.aws.amazon.com/securityhub/latest/userguide/redshift-controls.html", _CLUSTER),
)

PORT_DEFAULT = Rule(
    id="aws-redshift-port-default",
    summary="The cluster answers at the port at which everybody looks",
    why="A worm that has come into the network tries the usual ports first; another one keeps it busy, and no"
    " more than that.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_redshift_cluster",),
    check=Require("port", NoneOf((5439,), instead=5440), absent=5439),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="restarts it, and cuts off clients that are not told of the other port",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier = "reports"
  node_type          = "ra3.large"
  port               = 5439
}
""",
    aliases=("datadog:aws/redshift_using_default_port",),
    references=(
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_cluster",
    ),
)

NAME_EVERYBODY_TRIES = Rule(
    id="aws-redshift-public-with-default-user",
    summary="The data warehouse is public, and its first user has a name that everybody tries",
    why="One half of the login is known to every scanner; only the password is left to guess.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_redshift_cluster",),
    check=When(
        Attr("publicly_accessible", Equals(True)),
        Any(
            (
                Require("publicly_accessible", Equals(False)),
                Require("master_username", NoneOf(("awsuser", "admin", "administrator", "root", "master"))),
            )
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_redshift_cluster" "reports" {
  cluster_identifier  = "reports"
  node_type           = "ra3.large"
  database_name       = "reports"
  master_username     = "awsuser"
  publicly_accessible = true
}
""",
    aliases=("CKV_AWS_391",),
    controls=("AWS-Security-Hub:Redshift.8",),
    references=(
        "https://docs.aws.amazon.com/redshift/latest/mgmt/managing-clusters-vpc.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/redshift_cluster",
    ),
)
