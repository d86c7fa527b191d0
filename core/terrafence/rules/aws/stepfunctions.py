"""AWS Step Functions."""

from terrafence.declare import (
    Equals,
    Level,
    NoneOf,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sfn_state_machine"
_GUIDE = "https://docs.aws.amazon.com/step-functions/latest/dg/"
_EXAMPLE = """resource "aws_sfn_state_machine" "order" {
  name     = "order"
  role_arn = "arn:aws:iam::123456789012:role/order"

  definition = jsonencode({
    StartAt = "Done"
    States = {
      Done = { Type = "Succeed" }
    }
  })
}
"""

LOGS_OFF = Rule(
    id="aws-sfn-logs-off",
    summary="Nothing records what the workflow does",
    why="An execution that was started or changed by an intruder cannot be traced.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_sfn_state_machine",),
    check=Require(
        "logging_configuration.level",
        NoneOf(("OFF",), instead="ERROR"),
        absent="OFF",
        beside={"log_destination": Pick("aws_cloudwatch_log_group", "arn", ".")},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example=_EXAMPLE,
    controls=("AWS-Security-Hub:StepFunctions.1",),
    references=(f"{_GUIDE}cw-logs.html", _DOCS),
)

HISTORY_LEFT_OUT = Rule(
    id="aws-sfn-log-data-left-out",
    summary="The workflow's log leaves out what went in and came out",
    why="What an intruder fed in, and what they got, cannot be told afterwards.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sfn_state_machine",),
    check=Require("logging_configuration.include_execution_data", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs, and keeps the data there",
    example=_EXAMPLE,
    aliases=("CKV_AWS_285",),
    references=(f"{_GUIDE}cw-logs.html", _DOCS),
)

TRACING_OFF = Rule(
    id="aws-sfn-tracing-off",
    summary="Nobody sees how a request runs through the workflow",
    why="A step that is slow or fails under attack is hard to find.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sfn_state_machine",),
    check=Require("tracing_configuration.enabled", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills traces",
    example=_EXAMPLE,
    aliases=("CKV_AWS_284",),
    references=(f"{_GUIDE}concepts-xray-tracing.html", _DOCS),
)
