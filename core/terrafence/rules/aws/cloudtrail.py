"""AWS CloudTrail."""

from terrafence.declare import (
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

_TRAIL = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail"

_STORE = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail_event_data_store"
)

LOGGING_OFF = Rule(
    id="aws-cloudtrail-logging-off",
    summary="The trail exists but records nothing",
    why="Calls to the account's API, an intruder's among them, leave no trace.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_cloudtrail",),
    check=Require("enable_logging", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = "acme-audit"
  enable_logging = false
}
""",
    aliases=("CKV_AWS_251", "datadog:aws/cloudtrail_logging_disabled"),
    controls=("CIS-AWS-3.0.0:3.1", "AWS-Security-Hub:CloudTrail.1"),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html",
        _TRAIL,
    ),
)

LOG_VALIDATION_OFF = Rule(
    id="aws-cloudtrail-log-validation-off",
    summary="Nobody can prove that the trail's log files are unaltered",
    why="An intruder with write access to the log bucket can take their own calls out of the record "
    "unnoticed.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloudtrail",),
    check=Require("enable_log_file_validation", Equals(True), absent=False),
    example="""resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = "acme-audit"
}
""",
    aliases=("CKV_AWS_36", "AVD-AWS-0016", "datadog:aws/cloudtrail_log_file_validation_disabled"),
    controls=("CIS-AWS-3.0.0:3.2", "AWS-Security-Hub:CloudTrail.4"),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html",
        _TRAIL,
    ),
)

SINGLE_REGION = Rule(
    id="aws-cloudtrail-single-region",
    summary="The trail records one region only",
    why="An intruder works in a region that nobody uses, where nothing is recorded.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloudtrail",),
    check=Require("is_multi_region_trail", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="stores the records of every region",
    example="""resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = "acme-audit"
}
""",
    aliases=("CKV_AWS_67", "AVD-AWS-0014", "datadog:aws/cloudtrail_multi_region_disabled"),
    controls=("CIS-AWS-3.0.0:3.1", "AWS-Security-Hub:CloudTrail.1"),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html",
        _TRAIL,
    ),
)

GLOBAL_EVENTS_OFF = Rule(
    id="aws-cloudtrail-global-events-off",
    summary="The trail leaves out the events of global services such as IAM",
    why="Who makes a user, a role or a key for later leaves no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloudtrail",),
    check=Require("include_global_service_events", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="stores the records of the global services",
    example="""resource "aws_cloudtrail" "audit" {
  name                          = "audit"
  s3_bucket_name                = "acme-audit"
  include_global_service_events = false
}
""",
    aliases=("datadog:aws/cloudtrail_multi_region_disabled",),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events",
        _TRAIL,
    ),
)

KMS_ENCRYPTION_OFF = Rule(
    id="aws-cloudtrail-kms-encryption-off",
    summary="The trail's log files are encrypted with a key that S3 owns and not with one from KMS",
    why="Whoever may read the log bucket reads the whole history of the account; with a KMS key that takes a "
    "second permission, which can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudtrail",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "trail|audit|log")),
    safety=Safety.UNSAFE,
    fix_effect="bills KMS requests, and the key's policy has to allow CloudTrail",
    example="""resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = "acme-audit"
}
""",
    aliases=("CKV_AWS_35", "AVD-AWS-0015", "datadog:aws/cloudtrail_log_files_not_encrypted_with_kms"),
    controls=("CIS-AWS-3.0.0:3.5", "AWS-Security-Hub:CloudTrail.2"),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html",
        _TRAIL,
    ),
)

NOT_IN_CLOUDWATCH = Rule(
    id="aws-cloudtrail-not-in-cloudwatch",
    summary="The trail's records do not reach CloudWatch Logs, where alarms could watch them",
    why="What an intruder does stands in files that somebody has to go and read; no alarm can go off on it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudtrail",),
    check=Require("cloud_watch_logs_group_arn", Presence.PRESENT),
    no_fix="it takes a log group and a role that may write to it",
    example="""resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = "acme-audit"
}
""",
    aliases=("CKV2_AWS_10", "AVD-AWS-0162", "datadog:aws/cloudtrail_not_integrated_with_cloudwatch"),
    controls=("AWS-Security-Hub:CloudTrail.5",),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html",
        _TRAIL,
    ),
)

TOPIC_MISSING = Rule(
    id="aws-cloudtrail-topic-missing",
    summary="Nobody is told when the trail delivers a log file",
    why="What reads the files has to go and look for them, and does not notice when they stop coming.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudtrail",),
    check=Require(
        "sns_topic_name", Presence.PRESENT, set=Pick("aws_sns_topic", "name", "trail|audit|security")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills a message for each file, and the topic's policy has to allow CloudTrail",
    example="""resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = "acme-audit"
}
""",
    aliases=("CKV_AWS_252", "datadog:aws/cloudtrail_sns_topic_name_undefined"),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html",
        _TRAIL,
    ),
)

EVENT_STORE_UNPROTECTED = Rule(
    id="aws-cloudtrail-event-store-unprotected",
    summary="One call deletes the event data store",
    why="An intruder, or a mistake, takes the whole record away.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloudtrail_event_data_store",),
    check=Require("termination_protection_enabled", Equals(True), absent=True),
    example="""resource "aws_cloudtrail_event_data_store" "audit" {
  name                           = "audit"
  termination_protection_enabled = false
}
""",
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-eds-termination-protection.html",
        _STORE,
    ),
)

EVENT_STORE_KEY_NOT_OWN = Rule(
    id="aws-cloudtrail-event-store-key-not-own",
    summary="The event data store is not encrypted with a key of your own",
    why="Whoever may query the store reads the whole history; a key of your own takes a second permission.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudtrail_event_data_store",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "trail|audit|log")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_cloudtrail_event_data_store" "audit" {
  name = "audit"
}
""",
    aliases=("CKV_AWS_294",),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html",
        _STORE,
    ),
)
