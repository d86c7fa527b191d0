"""Amazon CloudWatch: log groups and alarms."""

from terrafence.declare import (
    AtLeast,
    Attr,
    Equals,
    Level,
    NoneOf,
    Pick,
    PolicyForbids,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    When,
)

_LOG_GROUP = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_group"
)
_ALARM = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_metric_alarm"

LOG_GROUP_KEY_NOT_OWN = Rule(
    id="aws-cloudwatch-log-group-key-not-own",
    summary="The log group is encrypted with a key that CloudWatch owns and not with one of your own",
    why="Whoever may read the logs reads them; a key of your own takes a second permission, which can be "
    "watched and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudwatch_log_group",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "log|audit")),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use, and the key's policy has to allow CloudWatch Logs",
    example="""resource "aws_cloudwatch_log_group" "orders" {
  name = "orders"
}
""",
    aliases=("CKV_AWS_158", "AVD-AWS-0017", "datadog:aws/cloudwatch_log_group_not_encrypted"),
    references=(
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        _LOG_GROUP,
    ),
)

LOG_RETENTION_UNSPECIFIED = Rule(
    id="aws-cloudwatch-log-retention-unspecified",
    summary="Nobody has decided how long the log group keeps its records",
    why="What may hold personal data or secrets stays for ever, and waits there for an intruder.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudwatch_log_group",),
    check=Require("retention_in_days", Presence.PRESENT, set=365),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="deletes what is older than a year",
    example="""resource "aws_cloudwatch_log_group" "orders" {
  name = "orders"
}
""",
    aliases=("CKV_AWS_66", "CKV_AWS_338", "datadog:aws/cloudwatch_without_retention_period_specified"),
    references=(
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        _LOG_GROUP,
    ),
)

LOG_RETENTION_SHORT = Rule(
    id="aws-cloudwatch-log-retention-short",
    summary="The log group forgets its records within a year",
    why="Break-ins are often found after months; by then the traces are gone.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudwatch_log_group",),
    check=When(
        Attr("retention_in_days", NoneOf((0,)), absent=0),
        Require("retention_in_days", AtLeast(365), absent=365),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the storage of a year's records",
    example="""resource "aws_cloudwatch_log_group" "orders" {
  name              = "orders"
  retention_in_days = 30
}
""",
    aliases=("CKV_AWS_338",),
    controls=("AWS-Security-Hub:CloudWatch.16",),
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
        _LOG_GROUP,
    ),
)

ALARM_ACTIONS_OFF = Rule(
    id="aws-cloudwatch-alarm-actions-off",
    summary="The alarm goes off and tells nobody",
    why="Whoever relies on the alarm learns of an outage or an attack from somewhere else, later.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"),
    check=Require("actions_enabled", Equals(True), absent=True),
    example="""resource "aws_cloudwatch_metric_alarm" "logins" {
  alarm_name          = "failed-logins"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  actions_enabled     = false
  alarm_actions       = ["arn:aws:sns:eu-west-1:111122223333:security"]
}
""",
    aliases=("CKV_AWS_319",),
    controls=("AWS-Security-Hub:CloudWatch.17",),
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-17",
        _ALARM,
    ),
)

ALARM_WITHOUT_ACTION = Rule(
    id="aws-cloudwatch-alarm-without-action",
    summary="The alarm has nobody to tell",
    why="It changes colour in a console that nobody is looking at.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudwatch_metric_alarm",),
    check=Require(
        "alarm_actions", Presence.PRESENT, set=(Pick("aws_sns_topic", "arn", "alarm|alert|security"),)
    ),
    safety=Safety.UNSAFE,
    fix_effect="sends messages to that topic",
    example="""resource "aws_cloudwatch_metric_alarm" "logins" {
  alarm_name          = "failed-logins"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
}
""",
    controls=("AWS-Security-Hub:CloudWatch.15",),
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-15",
        _ALARM,
    ),
)

_DESTINATION = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
    "cloudwatch_log_destination_policy"
)

DESTINATION_ALLOWS_EVERYTHING = Rule(
    id="aws-cloudwatch-destination-policy-allows-everything",
    summary="The log destination lets another account do everything with it",
    why="To send records an account needs `logs:PutSubscriptionFilter` alone; with all actions it can change "
    "or delete the destination, and the records of everybody stop.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloudwatch_log_destination_policy",),
    check=PolicyForbids(
        "access_policy",
        Statement(actions=("logs:*",)),
        instead={"Action": "logs:PutSubscriptionFilter"},
    ),
    safety=Safety.UNSAFE,
    fix_effect="leaves the account nothing but to send records",
    example="""resource "aws_cloudwatch_log_destination_policy" "audit" {
  destination_name = "audit"

  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "123456789012" }
      Action    = "logs:*"
      Resource  = "arn:aws:logs:eu-west-1:210987654321:destination:audit"
    }]
  })
}
""",
    aliases=("datadog:aws/cloudwatch_logs_destination_with_vulnerable_policy",),
    references=(
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CreateDestination.html",
        _DESTINATION,
    ),
)

LOG_GROUP_DELETION_UNPROTECTED = Rule(
    id="aws-cloudwatch-log-group-deletion-unprotected",
    summary="The log group can be deleted in one step",
    why="Whoever covers their tracks deletes the records first; with the protection that takes a second call,"
    " which is on record itself.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudwatch_log_group",),
    check=Require("deletion_protection_enabled", Equals(True), absent=False),
    example="""resource "aws_cloudwatch_log_group" "audit" {
  name = "audit"
}
""",
    references=(
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        _LOG_GROUP,
    ),
)
