"""Amazon MQ."""

from terrafence.declare import (
    All,
    Attr,
    Disruption,
    Equals,
    Lacks,
    Level,
    Matches,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_BROKER = f"{_PROVIDER}/mq_broker"
_GUIDE = "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide"
_RABBIT = Attr("engine_type", Matches(r"(?i)^rabbitmq$"))

PUBLICLY_ACCESSIBLE = Rule(
    id="aws-mq-publicly-accessible",
    summary="The broker has a public address",
    why="Its login page and its message ports are open to the whole internet; with RabbitMQ not even a "
    "security group stands before them.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_mq_broker",),
    check=Require("publicly_accessible", Equals(False), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it, and cuts off clients outside the VPC",
    example="""resource "aws_mq_broker" "orders" {
  broker_name         = "orders"
  engine_type         = "ActiveMQ"
  engine_version      = "5.18"
  host_instance_type  = "mq.m5.large"
  publicly_accessible = true
}
""",
    aliases=(
        "CKV_AWS_69",
        "AVD-AWS-0072",
        "datadog:aws/mq_broker_is_publicly_accessible",
    ),
    references=(
        f"{_GUIDE}/using-amazon-mq-securely.html",
        _BROKER,
    ),
)

LOGS_OFF = Rule(
    id="aws-mq-logs-off",
    summary="The broker keeps its general log to itself",
    why="Errors, restarts and refused connections leave no trace that anyone could look at later.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mq_broker",),
    check=Require("logs.general", Equals(True), absent=False),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="restarts it, and bills CloudWatch Logs",
    example="""resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.m5.large"

  logs {
    audit   = true
    general = false
  }
}
""",
    aliases=(
        "CKV_AWS_48",
        "AVD-AWS-0071",
        "datadog:aws/mq_broker_logging_disabled",
    ),
    controls=("AWS-Security-Hub:MQ.2",),
    references=(
        f"{_GUIDE}/security-logging-monitoring.html",
        _BROKER,
    ),
)

AUDIT_LOG_OFF = Rule(
    id="aws-mq-audit-log-off",
    summary="The broker writes no audit log",
    why="Nobody can tell who created, purged or deleted a queue.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mq_broker",),
    check=When(Not(_RABBIT), Require("logs.audit", Equals(True), absent=False)),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="restarts it, and bills CloudWatch Logs",
    example="""resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.m5.large"

  logs {
    audit   = false
    general = true
  }
}
""",
    aliases=(
        "CKV_AWS_197",
        "AVD-AWS-0070",
        "datadog:aws/mq_broker_logging_disabled",
    ),
    controls=("AWS-Security-Hub:MQ.2",),
    references=(
        f"{_GUIDE}/security-logging-monitoring.html",
        _BROKER,
    ),
)

MINOR_UPGRADES_OFF = Rule(
    id="aws-mq-minor-upgrades-off",
    summary="Fixes of the broker are not installed by themselves",
    why="Known flaws stay open until someone remembers to upgrade.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mq_broker",),
    check=Require("auto_minor_version_upgrade", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets AWS restart it in its maintenance window",
    example="""resource "aws_mq_broker" "orders" {
  broker_name                = "orders"
  engine_type                = "ActiveMQ"
  engine_version             = "5.18"
  host_instance_type         = "mq.m5.large"
  auto_minor_version_upgrade = false
}
""",
    aliases=("CKV_AWS_207",),
    controls=("AWS-Security-Hub:MQ.3",),
    references=(
        f"{_GUIDE}/upgrading-brokers.html",
        _BROKER,
    ),
)

KEY_NOT_OWN = Rule(
    id="aws-mq-key-not-own",
    summary="The broker is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_mq_broker",),
    check=Require(
        "encryption_options.kms_key_id",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
        beside={"use_aws_owned_key": False},
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "ActiveMQ"
  engine_version     = "5.18"
  host_instance_type = "mq.m5.large"
}
""",
    aliases=(
        "CKV_AWS_209",
        "datadog:aws/amazon_mq_broker_encryption_disabled",
    ),
    references=(
        f"{_GUIDE}/data-protection.html",
        _BROKER,
    ),
)

ENGINE_OUTDATED = Rule(
    id="aws-mq-engine-outdated",
    summary="The broker runs a version that gets no more fixes",
    why="New flaws, such as the remote execution in older ActiveMQ, stay open for good.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=(
        "aws_mq_broker",
        "aws_mq_configuration",
    ),
    check=All(
        (
            When(
                Attr("engine_type", Matches(r"(?i)^activemq$")),
                Require("engine_version", Lacks(r"^5\.(\d|1[0-6])(\.|$)"), set="5.18"),
            ),
            When(_RABBIT, Require("engine_version", Lacks(r"^3\.(\d|10)(\.|$)"), set="3.13")),
        )
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    # Newer versions need it, and are all that new brokers can be made with.
    unsafe_when=Not(Attr("auto_minor_version_upgrade", Equals(True), absent=False)),
    fix_effect="restarts it, and clients may have to be adapted",
    example="""resource "aws_mq_broker" "orders" {
  broker_name                = "orders"
  engine_type                = "ActiveMQ"
  engine_version             = "5.15.9"
  host_instance_type         = "mq.m5.large"
  auto_minor_version_upgrade = true
}
""",
    aliases=("CKV_AWS_208",),
    references=(
        f"{_GUIDE}/activemq-version-management.html",
        _BROKER,
    ),
)
