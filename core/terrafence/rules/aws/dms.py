"""AWS Database Migration Service."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Attr,
    Disruption,
    Equals,
    Exists,
    Level,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Target,
    TypeIs,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_INSTANCE = f"{_PROVIDER}/dms_replication_instance"
_ENDPOINT = f"{_PROVIDER}/dms_endpoint"
_TASK = f"{_PROVIDER}/dms_replication_task"
_GUIDE = "https://docs.aws.amazon.com/dms/latest/userguide"
_TO_FILES = AllOf((TypeIs(("aws_dms_endpoint",)), Attr("engine_name", Equals("s3"))))
_WITHOUT_SSL_MODE = (
    "azuredb",
    "dynamodb",
    "elasticsearch",
    "kafka",
    "kinesis",
    "neptune",
    "opensearch",
    "redis",
    "redshift",
    "redshift-serverless",
    "s3",
)
"""Endpoints that have TLS anyway, or settings of their own for it."""
_SETTINGS = "replication_task_settings"

PUBLICLY_ACCESSIBLE = Rule(
    id="aws-dms-publicly-accessible",
    summary="The replication instance has a public address",
    why="The machine that can log in to both databases is then within reach of the whole internet.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_dms_replication_instance",),
    check=Require("publicly_accessible", Equals(False), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it, and cuts off databases outside the VPC",
    example="""resource "aws_dms_replication_instance" "move" {
  replication_instance_class = "dms.t3.medium"
  replication_instance_id    = "move"
  publicly_accessible        = true
}
""",
    aliases=(
        "CKV_AWS_89",
        "datadog:aws/amazon_dms_replication_instance_is_publicly_accessible",
    ),
    controls=("AWS-Security-Hub:DMS.1",),
    references=(
        f"{_GUIDE}/CHAP_ReplicationInstance.html",
        _INSTANCE,
    ),
)

MINOR_UPGRADES_OFF = Rule(
    id="aws-dms-minor-upgrades-off",
    summary="Fixes of the replication engine are not installed by themselves",
    why="Known flaws stay open until someone remembers to upgrade.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dms_replication_instance",),
    check=Require("auto_minor_version_upgrade", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets AWS restart it in its maintenance window",
    example="""resource "aws_dms_replication_instance" "move" {
  replication_instance_class = "dms.t3.medium"
  replication_instance_id    = "move"
  auto_minor_version_upgrade = false
}
""",
    aliases=("CKV_AWS_222",),
    controls=("AWS-Security-Hub:DMS.6",),
    references=(
        f"{_GUIDE}/CHAP_ReplicationInstance.html",
        _INSTANCE,
    ),
)

KEY_NOT_OWN = Rule(
    id="aws-dms-key-not-own",
    summary="What is migrated is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_dms_replication_instance",
        "aws_dms_endpoint",
        "aws_dms_s3_endpoint",
    ),
    check=All(
        (
            When(
                Not(_TO_FILES), Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "."))
            ),
            When(_TO_FILES, Require("s3_settings.server_side_encryption_kms_key_id", Presence.PRESENT)),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_dms_replication_instance" "move" {
  replication_instance_class = "dms.t3.medium"
  replication_instance_id    = "move"
  auto_minor_version_upgrade = true
}
""",
    aliases=(
        "CKV_AWS_212",
        "CKV_AWS_296",
        "CKV_AWS_298",
    ),
    references=(
        f"{_GUIDE}/CHAP_Security.html",
        _INSTANCE,
    ),
)

ENDPOINT_WITHOUT_TLS = Rule(
    id="aws-dms-endpoint-without-tls",
    summary="The connection to the database is not encrypted",
    why="Whole tables, and the password, cross the network in plain text.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_dms_endpoint",),
    check=When(
        Not(Attr("engine_name", OneOf(_WITHOUT_SSL_MODE))),
        Require("ssl_mode", NoneOf(("none",), instead="require"), absent="none"),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    # These take `require`, without a certificate, and in RDS they always offer TLS.
    unsafe_when=Not(
        AllOf(
            (
                Attr("engine_name", OneOf(("postgres", "aurora-postgresql"))),
                AnyOf(
                    (
                        Target("aws_db_instance", "server_name", Exists("engine")),
                        Target("aws_rds_cluster", "server_name", Exists("engine")),
                    )
                ),
            )
        )
    ),
    fix_effect="fails where the database offers no TLS, or wants a certificate too",
    example="""resource "aws_dms_endpoint" "orders" {
  endpoint_id   = "orders"
  endpoint_type = "source"
  engine_name   = "postgres"
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab"
  server_name   = aws_db_instance.orders.address
  ssl_mode      = "none"
}

resource "aws_db_instance" "orders" {
  engine         = "postgres"
  instance_class = "db.t4g.medium"
}
""",
    aliases=(
        "CKV2_AWS_49",
        "datadog:aws/dms_endpoint_no_ssl_configured",
    ),
    controls=("AWS-Security-Hub:DMS.9",),
    references=(
        f"{_GUIDE}/CHAP_Security.SSL.html",
        _ENDPOINT,
    ),
)

REDIS_WITHOUT_TLS = Rule(
    id="aws-dms-redis-without-tls",
    summary="The connection to Redis is not encrypted",
    why="Every record, and the password, crosses the network in plain text.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dms_endpoint",),
    check=When(
        Exists("redis_settings"),
        Require("redis_settings.ssl_security_protocol", Equals("ssl-encryption"), absent="ssl-encryption"),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=Not(
        Target(
            "aws_elasticache_replication_group",
            "redis_settings.server_name",
            Attr("transit_encryption_enabled", Equals(True)),
        )
    ),
    fix_effect="fails where Redis offers no TLS",
    example="""resource "aws_dms_endpoint" "sessions" {
  endpoint_id   = "sessions"
  endpoint_type = "target"
  engine_name   = "redis"
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab"

  redis_settings {
    auth_type             = "auth-token"
    port                  = 6379
    server_name           = aws_elasticache_replication_group.sessions.primary_endpoint_address
    ssl_security_protocol = "plaintext"
  }
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions of the shop"
  transit_encryption_enabled = true
}
""",
    controls=("AWS-Security-Hub:DMS.12",),
    references=(
        f"{_GUIDE}/CHAP_Target.Redis.html",
        _ENDPOINT,
    ),
)

TASK_LOG_OFF = Rule(
    id="aws-dms-task-log-off",
    summary="The migration writes no log",
    why="Which tables were read, which rows were lost and who stopped it cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dms_replication_task",),
    check=Require(f"{_SETTINGS}.Logging.EnableLogging", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_dms_replication_task" "orders" {
  migration_type           = "full-load"
  replication_instance_arn = "arn:aws:dms:eu-west-1:123456789012:rep:MOVE"
  replication_task_id      = "orders"
  source_endpoint_arn      = "arn:aws:dms:eu-west-1:123456789012:endpoint:OLD"
  table_mappings           = "{}"
  target_endpoint_arn      = "arn:aws:dms:eu-west-1:123456789012:endpoint:NEW"
  replication_task_settings = jsonencode({
    Logging = { EnableLogging = false }
  })
}
""",
    controls=("AWS-Security-Hub:DMS.7",),
    references=(
        f"{_GUIDE}/CHAP_Tasks.CustomizingTasks.TaskSettings.Logging.html",
        _TASK,
    ),
)

EVENTS_MUTED = Rule(
    id="aws-dms-events-muted",
    summary="The event subscription is switched off",
    why="Nobody hears of failed and deleted migrations that the subscription was made for.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_dms_event_subscription",),
    check=Require("enabled", Equals(True), absent=True),
    example="""resource "aws_dms_event_subscription" "move" {
  name             = "move"
  enabled          = false
  event_categories = ["failure"]
  sns_topic_arn    = "arn:aws:sns:eu-west-1:123456789012:operations"
  source_type      = "replication-task"
}
""",
    references=(
        f"{_GUIDE}/CHAP_Events.html",
        f"{_PROVIDER}/dms_event_subscription",
    ),
)

MAJOR_UPGRADES_ALLOWED = Rule(
    id="aws-dms-major-upgrades-allowed",
    summary="A new version number alone moves the replication instance to another major version",
    why="A slip, or a pull request that somebody waves through, stops running migrations; the flag is meant "
    "to be set for one upgrade.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dms_replication_instance",),
    check=Require("allow_major_version_upgrade", Equals(False), absent=False),
    example="""resource "aws_dms_replication_instance" "move" {
  replication_instance_class  = "dms.t3.medium"
  replication_instance_id     = "move"
  allow_major_version_upgrade = true
  auto_minor_version_upgrade  = true
  kms_key_arn                 = "arn:aws:kms:eu-west-1:123456789012:alias/move"
}
""",
    references=(
        f"{_GUIDE}/CHAP_ReplicationInstance.html",
        _INSTANCE,
    ),
)
