"""Amazon EventBridge."""

from terrafence.declare import (
    Level,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
_BUS = """resource "aws_cloudwatch_event_bus" "orders" {
  name = "orders"
}
"""

BUS_LOG_OFF = Rule(
    id="aws-events-bus-log-off",
    summary="Nothing records what becomes of the bus's events",
    why="Events that were dropped, or sent on to a target that does not belong there, leave no trace.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_cloudwatch_event_bus",),
    check=Require("log_config.level", OneOf(("ERROR", "INFO", "TRACE")), absent="OFF"),
    safety=Safety.UNSAFE,
    fix_effect="stores a record of every failing event",
    example=_BUS,
    references=(f"{_GUIDE}/eb-event-bus-logs.html", f"{_DOCS}/cloudwatch_event_bus"),
)

TARGET_FAILURES_LOST = Rule(
    id="aws-events-target-dead-letter-queue-missing",
    summary="Events that cannot be delivered are dropped",
    why="What was lost, to a fault or to somebody who made it fail, cannot be looked at or done again.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudwatch_event_target",),
    check=Require(
        "dead_letter_config.arn", Presence.PRESENT, set=Pick("aws_sqs_queue", "arn", "dead|dlq|failed")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the queue, which has to let the service send to it",
    example="""resource "aws_cloudwatch_event_target" "orders" {
  rule = "orders"
  arn  = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
}
""",
    references=(f"{_GUIDE}/eb-rule-dlq.html", f"{_DOCS}/cloudwatch_event_target"),
)

SCHEDULE_KEY_NOT_OWN = Rule(
    id="aws-scheduler-key-not-own",
    summary="What the schedule sends is encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_scheduler_schedule",),
    check=Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and the scheduler needs leave to use it",
    example="""resource "aws_scheduler_schedule" "report" {
  name                = "report"
  schedule_expression = "rate(1 days)"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:aws:lambda:eu-west-1:123456789012:function:report"
    role_arn = "arn:aws:iam::123456789012:role/report"
  }
}
""",
    aliases=("CKV_AWS_297",),
    references=(
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html",
        f"{_DOCS}/scheduler_schedule",
    ),
)
