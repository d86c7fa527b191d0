"""AWS CloudFormation."""

from terrafence.declare import (
    Any,
    Equals,
    Expr,
    Level,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
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
    references=(f"{_GUIDE}cfn-console-create-stack.html", f"{_DOCS}cloudformation_stack"),
)

# What a policy does not allow, it denies.
_NOTHING_GOES = Expr(
    """jsonencode({
  Statement = [{
    Effect    = "Allow"
    Principal = "*"
    Action    = "Update:Modify"
    Resource  = "*"
  }]
})"""
)

POLICY_MISSING = Rule(
    id="aws-cloudformation-stack-policy-missing",
    summary="An update may replace or delete every resource of the stack",
    why="A wrong or hostile template takes databases and keys along; a stack policy refuses that.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudformation_stack",),
    check=Any(
        (
            Require("policy_body", Presence.PRESENT, set=_NOTHING_GOES),
            Require("policy_url", Presence.PRESENT),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="refuses updates that replace or delete a resource",
    example=_EXAMPLE,
    aliases=("datadog:aws/no_stack_policy",),
    references=(f"{_GUIDE}protect-stack-resources.html", f"{_DOCS}cloudformation_stack"),
)

STACKS_GO_WITH_INSTANCE = Rule(
    id="aws-cloudformation-stacks-not-retained",
    summary="Removing it from the configuration deletes the stacks in the accounts",
    why="A name that was changed, or a mistaken plan, takes down everything that the stack set has built, in "
    "every account at once.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudformation_stack_set_instance",),
    check=Require("retain_stack", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="leaves stacks behind that have to be deleted by hand",
    example="""resource "aws_cloudformation_stack_set_instance" "guard" {
  stack_set_name = "guard"
  account_id     = "123456789012"
}
""",
    aliases=("datadog:aws/stack_retention_disabled",),
    references=(
        f"{_GUIDE}stackinstances-delete.html",
        f"{_DOCS}cloudformation_stack_set_instance",
    ),
)

TEMPLATE_MISSING = Rule(
    id="aws-cloudformation-template-missing",
    summary="The stack has no template",
    why="CloudFormation refuses it, and what the stack should have protected is not there.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cloudformation_stack",),
    check=Any((Require("template_body", Presence.PRESENT), Require("template_url", Presence.PRESENT))),
    no_fix="what the stack is to hold is not in the files",
    example="""resource "aws_cloudformation_stack" "guard" {
  name              = "guard"
  notification_arns = ["arn:aws:sns:eu-west-1:123456789012:stacks"]
  policy_url        = "https://acme-stacks.s3.amazonaws.com/policy.json"
}
""",
    aliases=("datadog:aws/stack_without_template",),
    references=(
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html",
        f"{_DOCS}cloudformation_stack",
    ),
)
