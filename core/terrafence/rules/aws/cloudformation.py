"""AWS CloudFormation."""

from terrafence.declare import (
    Any,
    Level,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudformation_stack"
_GUIDE = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
_EXAMPLE = """resource "aws_cloudformation_stack" "network" {
  name         = "network"
  template_url = "https://acme-templates.s3.amazonaws.com/network.yaml"
}
"""

NOTIFICATIONS_OFF = Rule(
    id="aws-cloudformation-notifications-off",
    summary="Nobody is told when the stack changes",
    why="A change by an intruder, or a rollback, goes unnoticed until something breaks.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudformation_stack",),
    check=Require("notification_arns", Presence.PRESENT, set=(Pick("aws_sns_topic", "arn", "."),)),
    safety=Safety.UNSAFE,
    fix_effect="sends a message for every event of the stack",
    example=_EXAMPLE,
    aliases=("CKV_AWS_124", "datadog:aws/stack_notifications_disabled"),
    controls=("AWS-Security-Hub:CloudFormation.1",),
    references=(f"{_GUIDE}cfn-console-create-stack.html", _DOCS),
)

POLICY_MISSING = Rule(
    id="aws-cloudformation-stack-policy-missing",
    summary="An update may replace or delete every resource of the stack",
    why="A wrong or hostile template takes databases and keys along; a stack policy refuses that.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudformation_stack",),
    check=Any((Require("policy_body", Presence.PRESENT), Require("policy_url", Presence.PRESENT))),
    no_fix="only its author knows which resources must stay",
    example=_EXAMPLE,
    aliases=("datadog:aws/no_stack_policy",),
    references=(f"{_GUIDE}protect-stack-resources.html", _DOCS),
)
