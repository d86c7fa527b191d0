"""AWS WAF: whether the firewall before a public service stops what it should."""

from terrafence.declare import (
    AllOf,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Equals,
    Exists,
    Level,
    Never,
    Not,
    Rule,
    Severity,
    Target,
    TypeIs,
)

_KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"
_ANONYMOUS = "AWSManagedRulesAnonymousIpList"
_ACL = "aws_wafv2_web_acl"
_GROUP = "rule.statement.managed_rule_group_statement.name"
_OPEN = AllOf(
    (
        Exists("rule"),
        Not(AllOf((Attr(_GROUP, Equals(_KNOWN_BAD_INPUTS)), Attr(_GROUP, Equals(_ANONYMOUS))))),
    )
)
_DISTRIBUTION = ("aws_cloudfront_distribution",)


def _before() -> Condition:
    """A web ACL of the configuration without these rules stands before the resource."""
    return AnyOf(
        (
            AllOf((TypeIs(_DISTRIBUTION), Target(_ACL, "web_acl_id", _OPEN))),
            AllOf(
                (
                    Not(TypeIs(_DISTRIBUTION)),
                    Companion(
                        "aws_wafv2_web_acl_association",
                        "resource_arn",
                        Target(_ACL, "web_acl_arn", _OPEN),
                    ),
                )
            ),
        )
    )


LOG4J_BEHIND = Rule(
    id="aws-waf-log4j-not-stopped-before",
    summary="The firewall before it lets Log4j attacks pass",
    why="One header makes an unpatched Java server behind it run an attacker's code (CVE-2021-44228). One "
    "set of managed rules knows the lookups, another the anonymous addresses that most of them come from.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=(
        *_DISTRIBUTION,
        "aws_lb",
        "aws_alb",
        "aws_api_gateway_stage",
        "aws_appsync_graphql_api",
    ),
    check=Never(_before(), f"its web ACL lacks `{_KNOWN_BAD_INPUTS}` or `{_ANONYMOUS}`"),
    no_fix="a set of rules that stops requests should first be seen to count the right ones",
    example="""resource "aws_appsync_graphql_api" "shop" {
  name                = "shop"
  authentication_type = "AWS_IAM"
}

resource "aws_wafv2_web_acl_association" "shop" {
  resource_arn = aws_appsync_graphql_api.shop.arn
  web_acl_arn  = aws_wafv2_web_acl.shop.arn
}

resource "aws_wafv2_web_acl" "shop" {
  name  = "shop"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "common"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "shop"
    sampled_requests_enabled   = true
  }
}
""",
    aliases=("CKV2_AWS_47", "CKV2_AWS_76", "CKV2_AWS_77", "CKV2_AWS_78"),
    references=(
        "https://aws.amazon.com/blogs/security/using-aws-security-services-to-protect-against-detect-and-"
        "respond-to-the-log4j-vulnerability/",
        "https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl_association",
    ),
)
