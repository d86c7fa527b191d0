"""AWS CloudTrail."""

from terrafence.declare import (
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
