"""AWS Global Accelerator and Shield Advanced."""

from terrafence.declare import (
    Equals,
    Expr,
    Level,
    Linked,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
)

FLOW_LOGS_OFF = Rule(
    id="aws-globalaccelerator-flow-logs-off",
    summary="Nothing records the traffic through the accelerator",
    why="After a break-in nobody can tell who came in that way, or how much data left.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_globalaccelerator_accelerator",),
    check=Require(
        "attributes.flow_logs_enabled",
        Equals(True),
        absent=False,
        beside={
            "flow_logs_s3_bucket": Pick("aws_s3_bucket", "bucket", "log"),
            "flow_logs_s3_prefix": "accelerator/",
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_globalaccelerator_accelerator" "edge" {
  name = "edge"

  attributes {
    flow_logs_enabled = false
  }
}
""",
    aliases=("CKV_AWS_75", "datadog:aws/global_accelerator_flow_logs_disabled"),
    references=(
        "https://docs.aws.amazon.com/global-accelerator/latest/dg/monitoring-global-accelerator.flow-logs.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/globalaccelerator_accelerator",
    ),
)

PROTECTION_MISSING = Rule(
    id="aws-shield-protection-missing",
    summary="Shield Advanced does not protect it from floods of requests",
    why="Shield Standard stops the common floods. Against a large one made for this target, it takes the "
    "paid service, with its response team and its cover of the bill.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_eip",
        "aws_route53_zone",
        "aws_cloudfront_distribution",
        "aws_globalaccelerator_accelerator",
        "aws_lb",
        "aws_alb",
        "aws_elb",
    ),
    check=Linked(
        "aws_shield_protection",
        "resource_arn",
        companion={"name": Expr('"{name}"'), "resource_arn": Expr("{self}.arn")},
    ),
    safety=Safety.UNSAFE,
    fix_effect="needs a subscription of the organisation, for a year and thousands of dollars a month",
    example="""resource "aws_eip" "shop" {
  domain = "vpc"
}
""",
    aliases=("datadog:aws/shield_advanced_not_in_use",),
    references=(
        "https://docs.aws.amazon.com/waf/latest/developerguide/ddos-advanced-summary.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/shield_protection",
    ),
)
