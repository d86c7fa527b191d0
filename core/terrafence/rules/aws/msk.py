"""Amazon MSK."""

from terrafence.declare import (
    All,
    Any,
    Disruption,
    Equals,
    Level,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_CLUSTER = f"{_PROVIDER}/msk_cluster"
_GUIDE = "https://docs.aws.amazon.com/msk/latest/developerguide"
_TRANSIT = "encryption_info.encryption_in_transit"
_PUBLIC = "broker_node_group_info.connectivity_info.public_access.type"
_LOGS = "logging_info.broker_logs"

PLAIN_TEXT = Rule(
    id="aws-msk-plain-text",
    summary="Records travel in plain text",
    why="Anyone on the network path reads and alters what producers and consumers, or the brokers among each "
    "other, send.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_msk_cluster",),
    check=All(
        (
            Require(f"{_TRANSIT}.client_broker", Equals("TLS"), absent="TLS"),
            Require(f"{_TRANSIT}.in_cluster", Equals(True), absent=True),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients without TLS; between brokers it takes a new cluster",
    example="""resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  encryption_info {
    encryption_in_transit {
      client_broker = "TLS_PLAINTEXT"
    }
  }
}
""",
    aliases=(
        "CKV_AWS_81",
        "AVD-AWS-0073",
        "datadog:aws/msk_cluster_encryption_disabled",
    ),
    controls=("AWS-Security-Hub:MSK.1",),
    references=(
        f"{_GUIDE}/msk-encryption.html",
        _CLUSTER,
    ),
)

KEY_NOT_OWN = Rule(
    id="aws-msk-key-not-own",
    summary="The cluster is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_msk_cluster",),
    check=Require(
        "encryption_info.encryption_at_rest_kms_key_arn",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3
}
""",
    aliases=(
        "AVD-AWS-0179",
        "datadog:aws/msk_cluster_encryption_disabled",
    ),
    references=(
        f"{_GUIDE}/msk-encryption.html",
        _CLUSTER,
    ),
)

LOGS_OFF = Rule(
    id="aws-msk-logs-off",
    summary="The brokers deliver no log",
    why="Refused logins, errors and restarts leave no trace that anyone could look at later.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_msk_cluster",),
    check=Any(
        (
            Require(
                f"{_LOGS}.cloudwatch_logs.enabled",
                Equals(True),
                absent=False,
                beside={"log_group": Pick("aws_cloudwatch_log_group", "name", ".")},
            ),
            Require(f"{_LOGS}.s3.enabled", Equals(True), absent=False),
            Require(f"{_LOGS}.firehose.enabled", Equals(True), absent=False),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled = false
      }
    }
  }
}
""",
    aliases=(
        "CKV_AWS_80",
        "AVD-AWS-0074",
        "datadog:aws/msk_cluster_logging_disabled",
    ),
    references=(
        f"{_GUIDE}/msk-logging.html",
        _CLUSTER,
    ),
)

PUBLIC = Rule(
    id="aws-msk-public",
    summary="The brokers have public addresses",
    why="Anyone on the internet can try the login and any flaw of the brokers.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_msk_cluster",),
    check=Require(_PUBLIC, Equals("DISABLED"), absent="DISABLED"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  broker_node_group_info {
    client_subnets  = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210", "subnet-00112233445566778"]
    instance_type   = "kafka.m7g.large"
    security_groups = ["sg-0123456789abcdef0"]

    connectivity_info {
      public_access {
        type = "SERVICE_PROVIDED_EIPS"
      }
    }
  }
}
""",
    aliases=(
        "CKV_AWS_291",
        "datadog:aws/msk_broker_is_publicly_accessible",
    ),
    controls=("AWS-Security-Hub:MSK.4",),
    references=(
        f"{_GUIDE}/public-access.html",
        _CLUSTER,
    ),
)

ANYONE_CONNECTS = Rule(
    id="aws-msk-unauthenticated",
    summary="The cluster takes clients that do not say who they are",
    why="Any process on the network reads and writes every topic.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_msk_cluster",),
    check=Require("client_authentication.unauthenticated", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that do not log in",
    example="""resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  client_authentication {
    unauthenticated = true
  }
}
""",
    controls=("AWS-Security-Hub:MSK.6",),
    references=(
        f"{_GUIDE}/kafka_apis_iam.html",
        _CLUSTER,
    ),
)

_CONNECTOR = f"{_PROVIDER}/mskconnect_connector"
_WORKER_LOGS = "log_delivery.worker_log_delivery"

CONNECTOR_LOG_OFF = Rule(
    id="aws-msk-connector-log-off",
    summary="The connector delivers no log",
    why="Which records it dropped, and with whose credentials it logged in, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mskconnect_connector",),
    check=Any(
        (
            Require(
                f"{_WORKER_LOGS}.cloudwatch_logs.enabled",
                Equals(True),
                absent=False,
                beside={"log_group": Pick("aws_cloudwatch_log_group", "name", ".")},
            ),
            Require(f"{_WORKER_LOGS}.s3.enabled", Equals(True), absent=False),
            Require(f"{_WORKER_LOGS}.firehose.enabled", Equals(True), absent=False),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces it, and bills CloudWatch Logs",
    example="""resource "aws_mskconnect_connector" "orders" {
  name                       = "orders"
  kafkaconnect_version       = "2.7.1"
  service_execution_role_arn = "arn:aws:iam::123456789012:role/connect"

  kafka_cluster_encryption_in_transit {
    encryption_type = "TLS"
  }
}
""",
    controls=("AWS-Security-Hub:MSK.5",),
    references=(
        f"{_GUIDE}/msk-connect-logging.html",
        _CONNECTOR,
    ),
)

CONNECTOR_PLAIN_TEXT = Rule(
    id="aws-msk-connector-plain-text",
    summary="The connector talks to the cluster in plain text",
    why="Anyone on the network path reads and alters every record.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mskconnect_connector",),
    check=Require("kafka_cluster_encryption_in_transit.encryption_type", Equals("TLS"), absent="PLAINTEXT"),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_mskconnect_connector" "orders" {
  name                       = "orders"
  kafkaconnect_version       = "2.7.1"
  service_execution_role_arn = "arn:aws:iam::123456789012:role/connect"

  kafka_cluster_encryption_in_transit {
    encryption_type = "PLAINTEXT"
  }
}
""",
    controls=("AWS-Security-Hub:MSK.3",),
    references=(
        f"{_GUIDE}/msk-connect-security.html",
        _CONNECTOR,
    ),
)
