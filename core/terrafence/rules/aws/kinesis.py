"""Amazon Kinesis: streams, Firehose, video."""

from terrafence.declare import (
    Attr,
    Disruption,
    Equals,
    Exists,
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
_STREAM = f"{_PROVIDER}/kinesis_stream"
_FIREHOSE = f"{_PROVIDER}/kinesis_firehose_delivery_stream"
_GUIDE = "https://docs.aws.amazon.com/streams/latest/dev"
_FIREHOSE_GUIDE = "https://docs.aws.amazon.com/firehose/latest/dev"
_FROM_STREAM = Exists("kinesis_source_configuration")
"""Firehose then keeps nothing itself: the stream's encryption counts."""

STREAM_UNENCRYPTED = Rule(
    id="aws-kinesis-stream-unencrypted",
    summary="The stream keeps its records unencrypted",
    why="For as long as they are kept, up to a year, whoever gets at the storage reads every record.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_kinesis_stream",),
    check=Require(
        "encryption_type",
        Matches(r"(?i)^KMS$"),
        absent="NONE",
        set="KMS",
        beside={"kms_key_id": "alias/aws/kinesis"},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the use of the key, and cuts off writers of other accounts",
    example="""resource "aws_kinesis_stream" "clicks" {
  name            = "clicks"
  shard_count     = 1
  encryption_type = "NONE"
}
""",
    aliases=(
        "CKV_AWS_43",
        "AVD-AWS-0064",
        "datadog:aws/kinesis_not_encrypted_with_kms",
    ),
    controls=("AWS-Security-Hub:Kinesis.1",),
    references=(
        f"{_GUIDE}/what-is-sse.html",
        _STREAM,
    ),
)

STREAM_KEY_NOT_OWN = Rule(
    id="aws-kinesis-stream-key-not-own",
    summary="The stream is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kinesis_stream",),
    check=When(
        Attr("encryption_type", Matches(r"(?i)^KMS$")),
        Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_kinesis_stream" "clicks" {
  name            = "clicks"
  shard_count     = 1
  encryption_type = "KMS"
}
""",
    aliases=("CKV_AWS_185",),
    references=(
        f"{_GUIDE}/what-is-sse.html",
        _STREAM,
    ),
)

CONSUMERS_DELETED = Rule(
    id="aws-kinesis-consumers-deleted-with-stream",
    summary="The stream can be deleted while consumers still read from it",
    why="A slip in a pipeline takes the records that nobody has read yet; without the flag, AWS refuses.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kinesis_stream",),
    check=Require("enforce_consumer_deletion", Equals(False), absent=False),
    example="""resource "aws_kinesis_stream" "clicks" {
  name                      = "clicks"
  shard_count               = 1
  encryption_type           = "KMS"
  enforce_consumer_deletion = true
  kms_key_id                = "alias/clicks"
}
""",
    references=(
        "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html",
        _STREAM,
    ),
)

FIREHOSE_UNENCRYPTED = Rule(
    id="aws-kinesis-firehose-unencrypted",
    summary="The delivery stream buffers its records unencrypted",
    why="Until they are delivered, records lie in plain in the service; encryption with a key that AWS owns "
    "is free.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_kinesis_firehose_delivery_stream",),
    check=When(
        Not(_FROM_STREAM),
        Require("server_side_encryption.enabled", Equals(True), absent=False),
    ),
    example="""resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "clicks"
  destination = "extended_s3"

  server_side_encryption {
    enabled = false
  }
}
""",
    aliases=(
        "CKV_AWS_240",
        "CKV_AWS_241",
        "datadog:aws/kinesis_sse_not_configured",
    ),
    controls=("AWS-Security-Hub:DataFirehose.1",),
    references=(
        f"{_FIREHOSE_GUIDE}/encryption.html",
        _FIREHOSE,
    ),
)

FIREHOSE_KEY_NOT_OWN = Rule(
    id="aws-kinesis-firehose-key-not-own",
    summary="The delivery stream is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kinesis_firehose_delivery_stream",),
    check=When(
        Not(_FROM_STREAM),
        Require(
            "server_side_encryption.key_arn",
            Presence.PRESENT,
            set=Pick("aws_kms_key", "arn", "."),
            beside={"enabled": True, "key_type": "CUSTOMER_MANAGED_CMK"},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "clicks"
  destination = "extended_s3"

  server_side_encryption {
    enabled = true
  }
}
""",
    aliases=("CKV_AWS_241",),
    references=(
        f"{_FIREHOSE_GUIDE}/encryption.html",
        _FIREHOSE,
    ),
)

VIDEO_KEY_NOT_OWN = Rule(
    id="aws-kinesis-video-key-not-own",
    summary="The video stream is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kinesis_video_stream",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_kinesis_video_stream" "door" {
  name = "door"
}
""",
    aliases=("CKV_AWS_177",),
    references=(
        "https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/how-kms.html",
        f"{_PROVIDER}/kinesis_video_stream",
    ),
)

FIREHOSE_LOG_OFF = Rule(
    id="aws-kinesis-firehose-log-off",
    summary="The delivery stream does not log what it fails to deliver",
    why="Records that never arrive, because someone changed a key or a bucket, go unnoticed.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_kinesis_firehose_delivery_stream",),
    check=When(
        Exists("extended_s3_configuration"),
        Require(
            "extended_s3_configuration.cloudwatch_logging_options.enabled",
            Equals(True),
            absent=False,
            beside={
                "log_group_name": Pick("aws_cloudwatch_log_group", "name", "."),
                "log_stream_name": "delivery",
            },
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "clicks"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn = "arn:aws:s3:::clicks"
    role_arn   = "arn:aws:iam::123456789012:role/firehose"

    cloudwatch_logging_options {
      enabled = false
    }
  }

  server_side_encryption {
    enabled  = true
    key_arn  = "arn:aws:kms:eu-west-1:123456789012:alias/clicks"
    key_type = "CUSTOMER_MANAGED_CMK"
  }
}
""",
    references=(
        f"{_FIREHOSE_GUIDE}/monitoring-with-cloudwatch-logs.html",
        _FIREHOSE,
    ),
)

ANALYTICS_LOG_OFF = Rule(
    id="aws-kinesis-analytics-log-off",
    summary="The Flink application writes no log",
    why="What it did with the records, and why it stopped, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_kinesisanalyticsv2_application",),
    check=Require(
        "cloudwatch_logging_options.log_stream_arn",
        Presence.PRESENT,
        set=Pick("aws_cloudwatch_log_stream", "arn", "."),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_kinesisanalyticsv2_application" "clicks" {
  name                   = "clicks"
  runtime_environment    = "FLINK-1_20"
  service_execution_role = "arn:aws:iam::123456789012:role/flink"
}
""",
    references=(
        "https://docs.aws.amazon.com/managed-flink/latest/java/logging.html",
        f"{_PROVIDER}/kinesisanalyticsv2_application",
    ),
)

ANALYTICS_FORCED_TO_STOP = Rule(
    id="aws-kinesis-analytics-forced-to-stop",
    summary="Terraform stops the Flink application without a snapshot",
    why="Each change throws away what the application had worked out; the flag is meant for one that hangs.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kinesisanalyticsv2_application",),
    check=Require("force_stop", Equals(False), absent=False),
    example="""resource "aws_kinesisanalyticsv2_application" "clicks" {
  name                   = "clicks"
  force_stop             = true
  runtime_environment    = "FLINK-1_20"
  service_execution_role = "arn:aws:iam::123456789012:role/flink"

  cloudwatch_logging_options {
    log_stream_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:clicks:log-stream:flink"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/managed-flink/latest/java/how-snapshots.html",
        f"{_PROVIDER}/kinesisanalyticsv2_application",
    ),
)
