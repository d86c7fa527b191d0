"""Amazon RDS and Aurora: how databases are looked after, and who logs in."""

from terrafence.declare import (
    AllOf,
    AnyOf,
    AtLeast,
    Attr,
    Contains,
    Disruption,
    Equals,
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
    TypeIs,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_INSTANCE = f"{_PROVIDER}/db_instance"
_CLUSTER = f"{_PROVIDER}/rds_cluster"
_USER_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
_AURORA_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide"
_DELETION_WHY = (
    "One call with stolen keys, or a slip in a pipeline, removes the database and its automatic backups."
)

_SERVERLESS_V1 = Attr("engine_mode", Equals("serverless"))

INSTANCE_DELETION_UNPROTECTED = Rule(
    id="aws-rds-instance-deletion-unprotected",
    summary="The database can be deleted by a single call",
    why=_DELETION_WHY,
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_db_instance",),
    check=Require("deletion_protection", Equals(True), absent=False),
    example="""resource "aws_db_instance" "orders" {
  allocated_storage   = 20
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  deletion_protection = false
}
""",
    aliases=("CKV_AWS_293", "AVD-AWS-0177"),
    controls=("AWS-Security-Hub:RDS.8",),
    references=(f"{_USER_GUIDE}/USER_DeleteInstance.html", _INSTANCE),
)

CLUSTER_DELETION_UNPROTECTED = Rule(
    id="aws-rds-cluster-deletion-unprotected",
    summary="The database cluster can be deleted by a single call",
    why=_DELETION_WHY,
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_rds_cluster", "aws_rds_global_cluster"),
    check=Require("deletion_protection", Equals(True), absent=False),
    example="""resource "aws_rds_cluster" "orders" {
  engine              = "aurora-postgresql"
  master_username     = "orders"
  deletion_protection = false
}
""",
    aliases=("CKV_AWS_139", "AVD-AWS-0343"),
    controls=("AWS-Security-Hub:RDS.7",),
    references=(f"{_AURORA_GUIDE}/USER_DeleteCluster.html", _CLUSTER),
)

INSTANCE_SNAPSHOTS_UNTAGGED = Rule(
    id="aws-rds-instance-snapshots-untagged",
    summary="Snapshots of the database do not get its tags",
    why="Access rules and clean-up that go by tags miss the copies, which hold the same data.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance",),
    check=When(
        Not(Attr("engine", Matches(r"^aurora"))), Require("copy_tags_to_snapshot", Equals(True), absent=False)
    ),
    example="""resource "aws_db_instance" "orders" {
  allocated_storage     = 20
  engine                = "postgres"
  instance_class        = "db.t4g.micro"
  copy_tags_to_snapshot = false
}
""",
    aliases=("CKV2_AWS_60",),
    controls=("AWS-Security-Hub:RDS.17",),
    references=(f"{_USER_GUIDE}/USER_Tagging.html", _INSTANCE),
)

CLUSTER_SNAPSHOTS_UNTAGGED = Rule(
    id="aws-rds-cluster-snapshots-untagged",
    summary="Snapshots of the database cluster do not get its tags",
    why="Access rules and clean-up that go by tags miss the copies, which hold the same data.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_rds_cluster",),
    check=Require("copy_tags_to_snapshot", Equals(True), absent=False),
    example="""resource "aws_rds_cluster" "orders" {
  engine                = "aurora-postgresql"
  master_username       = "orders"
  copy_tags_to_snapshot = false
}
""",
    aliases=("CKV_AWS_313",),
    controls=("AWS-Security-Hub:RDS.16",),
    references=(f"{_AURORA_GUIDE}/USER_Tagging.html", _CLUSTER),
)

INSTANCE_IAM_LOGIN_OFF = Rule(
    id="aws-rds-instance-iam-login-off",
    summary="The database only takes passwords, no short-lived IAM tokens",
    why="A leaked password works until someone changes it; a token is good for fifteen minutes, and every "
    "one is issued to a known identity.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance",),
    check=When(
        AnyOf(
            (
                Attr("engine", OneOf(("mysql", "postgres"))),
                AllOf(
                    (
                        Attr("engine", Equals("mariadb")),
                        Attr("engine_version", Matches(r"^(10\.(6|11)|1[1-9])(\.|$)")),
                    )
                ),
            )
        ),
        Require("iam_database_authentication_enabled", Equals(True), absent=False),
    ),
    example="""resource "aws_db_instance" "orders" {
  allocated_storage                   = 20
  engine                              = "postgres"
  instance_class                      = "db.t4g.micro"
  iam_database_authentication_enabled = false
}
""",
    aliases=("CKV_AWS_161", "AVD-AWS-0176", "datadog:aws/iam_database_auth_not_enabled"),
    controls=("AWS-Security-Hub:RDS.10",),
    references=(f"{_USER_GUIDE}/UsingWithRDS.IAMDBAuth.html", _INSTANCE),
)

CLUSTER_IAM_LOGIN_OFF = Rule(
    id="aws-rds-cluster-iam-login-off",
    summary="The database cluster only takes passwords, no short-lived IAM tokens",
    why="A leaked password works until someone changes it; a token is good for fifteen minutes, and every "
    "one is issued to a known identity.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_rds_cluster",),
    check=When(
        Not(_SERVERLESS_V1),
        Require("iam_database_authentication_enabled", Equals(True), absent=False),
    ),
    example="""resource "aws_rds_cluster" "orders" {
  engine                              = "aurora-postgresql"
  master_username                     = "orders"
  iam_database_authentication_enabled = false
}
""",
    aliases=("CKV_AWS_162",),
    controls=("AWS-Security-Hub:RDS.12",),
    references=(f"{_AURORA_GUIDE}/UsingWithRDS.IAMDBAuth.html", _CLUSTER),
)

MINOR_UPGRADES_OFF = Rule(
    id="aws-rds-minor-upgrades-off",
    summary="Fixes of the database engine are not installed by themselves",
    why="Known flaws in the engine stay open until someone remembers to upgrade.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_instance", "aws_rds_cluster_instance"),
    check=Require("auto_minor_version_upgrade", Equals(True), absent=True),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets AWS restart it in its maintenance window",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage          = 20
  engine                     = "postgres"
  instance_class             = "db.t4g.micro"
  auto_minor_version_upgrade = false
}
""",
    aliases=("CKV_AWS_226", "datadog:aws/automatic_minor_upgrades_disabled"),
    controls=("CIS-AWS-3.0.0:2.3.2", "AWS-Security-Hub:RDS.13"),
    references=(f"{_USER_GUIDE}/USER_UpgradeDBInstance.Upgrading.html", _INSTANCE),
)

_KEY = Pick("aws_kms_key", "arn", "rds|db|data")

# Engines and classes: USER_PerfInsights.Overview.Engines.html
_HAS_INSIGHTS = Not(
    AnyOf(
        (
            AllOf((TypeIs(("aws_db_instance",)), Attr("engine", Matches(r"^db2")))),
            AllOf(
                (
                    Not(Attr("engine", Matches(r"postgres"))),
                    Attr("instance_class", Matches(r"^db\.(t2\.|t3\.(micro|small)$|t4g\.(micro|small)$)")),
                )
            ),
            AllOf((Attr("engine", Equals("aurora-mysql")), Attr("instance_class", Matches(r"^db\.t")))),
        )
    )
)

PERFORMANCE_INSIGHTS_OFF = Rule(
    id="aws-rds-performance-insights-off",
    summary="Nobody can see which statements load the database",
    why="A query that pulls whole tables, or a login that floods the database, goes unnoticed; a week of it "
    "is kept free of charge.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance", "aws_rds_cluster_instance"),
    check=When(
        _HAS_INSIGHTS,
        Require(
            "performance_insights_enabled",
            Equals(True),
            absent=False,
            beside={"performance_insights_kms_key_id": _KEY},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage            = 20
  engine                       = "postgres"
  instance_class               = "db.m7g.large"
  performance_insights_enabled = false
}
""",
    aliases=("CKV_AWS_353", "AVD-AWS-0133"),
    references=(
        f"{_USER_GUIDE}/USER_PerfInsights.Enabling.html",
        f"{_USER_GUIDE}/USER_PerfInsights.Overview.Engines.html",
        _INSTANCE,
    ),
)

PERFORMANCE_INSIGHTS_KEY_NOT_OWN = Rule(
    id="aws-rds-performance-insights-key-not-own",
    summary="What Performance Insights records is not encrypted with a key of your own",
    why="Recorded statements can hold personal data; who may read them then follows AWS's default key, which "
    "you can neither restrict nor withdraw.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance", "aws_rds_cluster_instance"),
    check=When(
        Attr("performance_insights_enabled", Equals(True)),
        Require("performance_insights_kms_key_id", Presence.PRESENT, set=_KEY),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage            = 20
  engine                       = "postgres"
  instance_class               = "db.m7g.large"
  performance_insights_enabled = true
}
""",
    aliases=("CKV_AWS_354", "AVD-AWS-0078"),
    references=(f"{_USER_GUIDE}/USER_PerfInsights.access-control.cmk-policy.html", _INSTANCE),
)

ENHANCED_MONITORING_OFF = Rule(
    id="aws-rds-enhanced-monitoring-off",
    summary="What runs on the database's host is not measured",
    why="A process that does not belong there, or a host close to collapse, shows only in the operating "
    "system's own figures.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance", "aws_rds_cluster_instance"),
    check=Require(
        "monitoring_interval",
        AtLeast(1),
        absent=0,
        set=60,
        beside={"monitoring_role_arn": Pick("aws_iam_role", "arn", "monitor")},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage   = 20
  engine              = "postgres"
  instance_class      = "db.m7g.large"
  monitoring_interval = 0
}
""",
    aliases=("CKV_AWS_118",),
    controls=("AWS-Security-Hub:RDS.6",),
    references=(f"{_USER_GUIDE}/USER_Monitoring.OS.Enabling.html", _INSTANCE),
)

STANDBY_MISSING = Rule(
    id="aws-rds-standby-missing",
    summary="The database has no standby in another availability zone",
    why="When its zone fails, so does everything that needs the database.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance",),
    check=Require("multi_az", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="doubles the price",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.m7g.large"
  multi_az          = false
}
""",
    aliases=("CKV_AWS_157",),
    controls=("AWS-Security-Hub:RDS.5",),
    references=(f"{_USER_GUIDE}/Concepts.MultiAZSingleStandby.html", _INSTANCE),
)

CLUSTER_BACKUPS_SHORT = Rule(
    id="aws-rds-cluster-backups-short",
    summary="Backups of the database cluster are kept for less than a week",
    why="Damage that nobody notices over a weekend can no longer be undone.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_rds_cluster",),
    check=Require("backup_retention_period", AtLeast(7), absent=1),
    safety=Safety.UNSAFE,
    fix_effect="bills backup storage",
    example="""resource "aws_rds_cluster" "orders" {
  engine                  = "aurora-postgresql"
  master_username         = "orders"
  backup_retention_period = 1
}
""",
    aliases=("datadog:aws/rds_cluster_with_backup_disabled",),
    references=(f"{_AURORA_GUIDE}/Aurora.Managing.Backups.html", _CLUSTER),
)

BACKUPS_GO_WITH_DATABASE = Rule(
    id="aws-rds-backups-go-with-database",
    summary="Deleting the database deletes its automatic backups too",
    why="Whoever deletes it, by mistake or on purpose, leaves nothing to restore from; kept, the backups run "
    "out by themselves after their retention period.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance", "aws_rds_cluster"),
    check=Require("delete_automated_backups", Equals(False), absent=True),
    example="""resource "aws_db_instance" "orders" {
  allocated_storage        = 20
  engine                   = "postgres"
  instance_class           = "db.m7g.large"
  delete_automated_backups = true
}
""",
    references=(f"{_USER_GUIDE}/USER_WorkingWithAutomatedBackups.Retaining.html", _INSTANCE),
)

CA_CERTIFICATE_EXPIRED = Rule(
    id="aws-rds-ca-certificate-expired",
    summary="The database's certificate comes from an authority that has expired",
    why="Clients that check the certificate cannot connect, and those that stop checking it can be talked "
    "into connecting to an impostor.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_instance", "aws_rds_cluster_instance"),
    check=Require("ca_cert_identifier", NoneOf(("rds-ca-2015", "rds-ca-2019"), instead="rds-ca-rsa2048-g1")),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="restarts some engines, and cuts off clients that do not trust the new authority",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage  = 20
  engine             = "postgres"
  instance_class     = "db.m7g.large"
  ca_cert_identifier = "rds-ca-2019"
}
""",
    aliases=("CKV_AWS_211", "datadog:aws/ca_certificate_identifier_is_outdated"),
    references=(f"{_USER_GUIDE}/UsingWithRDS.SSL-certificate-rotation.html", _INSTANCE),
)

AUDIT_LOG_NOT_EXPORTED = Rule(
    id="aws-rds-audit-log-not-exported",
    summary="The cluster exports logs, but not the one that says who did what",
    why="Failed logins and statements on sensitive tables stay on the database host, where whoever takes it "
    "over can remove them.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_rds_cluster",),
    check=When(
        AllOf(
            (
                Attr("engine", OneOf(("aurora", "aurora-mysql"))),
                Attr("enabled_cloudwatch_logs_exports", Presence.PRESENT),
            )
        ),
        Require("enabled_cloudwatch_logs_exports", Contains(("audit",))),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_rds_cluster" "orders" {
  engine                          = "aurora-mysql"
  master_username                 = "orders"
  enabled_cloudwatch_logs_exports = ["error"]
}
""",
    aliases=("CKV_AWS_325",),
    controls=("AWS-Security-Hub:RDS.34",),
    references=(f"{_AURORA_GUIDE}/AuroraMySQL.Auditing.html", _CLUSTER),
)

MAJOR_UPGRADES_ALLOWED = Rule(
    id="aws-rds-major-upgrades-allowed",
    summary="A new version number alone moves the database to another major version",
    why="A slip, or a pull request that somebody waves through, takes the database down and cannot be "
    "undone; the flag is meant to be set for one upgrade.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_db_instance",
        "aws_rds_cluster",
    ),
    check=Require("allow_major_version_upgrade", Equals(False), absent=False),
    example="""resource "aws_db_instance" "orders" {
  allocated_storage           = 20
  engine                      = "postgres"
  instance_class              = "db.m7g.large"
  allow_major_version_upgrade = true
}
""",
    references=(
        f"{_USER_GUIDE}/USER_UpgradeDBInstance.Upgrading.html",
        _INSTANCE,
    ),
)
