"""AWS Shield Advanced."""

from terrafence.declare import Level, Linked, Rule, Severity

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
    check=Linked("aws_shield_protection", "resource_arn"),
    no_fix="it needs a subscription of the organisation, for a year and thousands of dollars a month",
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
