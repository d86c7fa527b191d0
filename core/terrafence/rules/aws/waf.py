"""AWS WAF, both generations."""

from collections.abc import Mapping

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Content,
    Each,
    Equals,
    Exists,
    Expr,
    Level,
    Linked,
    Matches,
    Never,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Target,
    TypeIs,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/waf/latest/developerguide/"
_CLASSIC = ("aws_waf_web_acl", "aws_wafregional_web_acl")
_KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"


def _managed(name: str) -> str:
    return f"""
  rule {{
    name     = "managed"
    priority = 1

    override_action {{
      none {{}}
    }}

    statement {{
      managed_rule_group_statement {{
        name        = "{name}"
        vendor_name = "AWS"
      }}
    }}

    visibility_config {{
      cloudwatch_metrics_enabled = true
      metric_name                = "managed"
      sampled_requests_enabled   = true
    }}
  }}
"""


def _acl(rules: str, metrics: str = "true", samples: str = "true") -> str:
    return f"""resource "aws_wafv2_web_acl" "site" {{
  name  = "site"
  scope = "REGIONAL"

  default_action {{
    allow {{}}
  }}
{rules}
  visibility_config {{
    cloudwatch_metrics_enabled = {metrics}
    metric_name                = "site"
    sampled_requests_enabled   = {samples}
  }}
}}
"""


LOGS_OFF = Rule(
    id="aws-waf-logs-off",
    summary="Nothing records what the firewall let through and stopped",
    why="An attack on the application cannot be traced, and wrong rules cannot be found.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_wafv2_web_acl",),
    check=Linked(
        "aws_wafv2_web_acl_logging_configuration",
        "resource_arn",
        companion={
            "resource_arn": Expr("{self}.arn"),
            "log_destination_configs": (Pick("aws_s3_bucket", "arn", "log"),),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a log record for every request",
    example=_acl(_managed(_KNOWN_BAD_INPUTS)),
    aliases=("CKV2_AWS_31",),
    controls=("AWS-Security-Hub:WAF.11",),
    references=(f"{_GUIDE}logging.html", f"{_DOCS}wafv2_web_acl_logging_configuration"),
)

CLASSIC_LOGS_OFF = Rule(
    id="aws-waf-classic-logs-off",
    summary="Nothing records what the firewall let through and stopped",
    why="An attack on the application cannot be traced, and wrong rules cannot be found.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_CLASSIC,
    check=Require(
        "logging_configuration.log_destination",
        Presence.PRESENT,
        set=Pick("aws_kinesis_firehose_delivery_stream", "arn", "waf|log"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a log record for every request",
    example="""resource "aws_wafregional_web_acl" "site" {
  name        = "site"
  metric_name = "site"

  default_action {
    type = "ALLOW"
  }

  rule {
    priority = 1
    rule_id  = "0123"

    action {
      type = "BLOCK"
    }
  }
}
""",
    aliases=("CKV_AWS_176",),
    controls=("AWS-Security-Hub:WAF.1",),
    references=(f"{_GUIDE}classic-logging.html", f"{_DOCS}wafregional_web_acl"),
)

_COUNTING: Mapping[str, Content] = {
    "name": "common",
    "priority": 1,
    "override_action": {"count": {}},
    "statement": {
        "managed_rule_group_statement": {"name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS"}
    },
    "visibility_config": {
        "cloudwatch_metrics_enabled": True,
        "metric_name": "common",
        "sampled_requests_enabled": True,
    },
}

RULES_MISSING = Rule(
    id="aws-waf-rules-missing",
    summary="The firewall has no rules",
    why="It lets everything through, and everyone believes that it does not.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_wafv2_web_acl",),
    check=All(
        (
            Any(
                (
                    Require("rule", Presence.PRESENT, set=_COUNTING),
                    Require("rule_json", Presence.PRESENT),
                    Linked("aws_wafv2_web_acl_rule_group_association", "web_acl_arn"),
                )
            ),
            Each("rule", Never(Not(Exists("statement")), "a rule has no statement")),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills AWS's common rules, which only count at first",
    example=_acl(""),
    aliases=("CKV_AWS_175",),
    controls=("AWS-Security-Hub:WAF.10",),
    references=(f"{_GUIDE}web-acl-rules.html", f"{_DOCS}wafv2_web_acl"),
)

CLASSIC_RULES_MISSING = Rule(
    id="aws-waf-classic-rules-missing",
    summary="The firewall has no rules",
    why="It lets everything through, and everyone believes that it does not.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_CLASSIC,
    check=All(
        (
            When(TypeIs(("aws_waf_web_acl",)), Require("rules.rule_id", Presence.PRESENT)),
            When(TypeIs(("aws_wafregional_web_acl",)), Require("rule.rule_id", Presence.PRESENT)),
        )
    ),
    no_fix="what it should stop has to be written, better for the newer firewall",
    example="""resource "aws_waf_web_acl" "site" {
  name        = "site"
  metric_name = "site"

  default_action {
    type = "ALLOW"
  }
}
""",
    aliases=("CKV_AWS_175",),
    controls=("AWS-Security-Hub:WAF.4", "AWS-Security-Hub:WAF.8"),
    references=(f"{_GUIDE}classic-web-acl.html", f"{_DOCS}waf_web_acl"),
)

METRICS_OFF = Rule(
    id="aws-waf-metrics-off",
    summary="Nobody counts what the firewall stops",
    why="An attack raises no alarm. The counters are free.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_wafv2_web_acl", "aws_wafv2_rule_group"),
    check=All(
        (
            Require("visibility_config.cloudwatch_metrics_enabled", Equals(True)),
            Each("rule", Require("visibility_config.cloudwatch_metrics_enabled", Equals(True))),
        )
    ),
    example=_acl(_managed(_KNOWN_BAD_INPUTS), metrics="false"),
    controls=("AWS-Security-Hub:WAF.12",),
    references=(f"{_GUIDE}monitoring-cloudwatch.html", f"{_DOCS}wafv2_web_acl"),
)

SAMPLES_OFF = Rule(
    id="aws-waf-samples-off",
    summary="The firewall keeps no samples of the requests it saw",
    why="Nobody can look at what an attack is made of while it lasts. The samples are free.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_wafv2_web_acl", "aws_wafv2_rule_group"),
    check=All(
        (
            Require("visibility_config.sampled_requests_enabled", Equals(True)),
            Each("rule", Require("visibility_config.sampled_requests_enabled", Equals(True))),
        )
    ),
    example=_acl(_managed(_KNOWN_BAD_INPUTS), samples="false"),
    references=(f"{_GUIDE}web-acl-testing-view-sample.html", f"{_DOCS}wafv2_web_acl"),
)

LOG4J_OPEN = Rule(
    id="aws-waf-log4j-open",
    summary="The firewall does not stop Log4j lookups",
    why="One header makes an unpatched Java server behind it run an attacker's code (CVE-2021-44228).",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_wafv2_web_acl",),
    check=All(
        (
            Never(
                Not(
                    Attr("rule.statement.managed_rule_group_statement.name", Equals(_KNOWN_BAD_INPUTS)),
                ),
                f"no rule uses `{_KNOWN_BAD_INPUTS}`",
            ),
            Each(
                "rule",
                When(
                    Attr("statement.managed_rule_group_statement.name", Equals(_KNOWN_BAD_INPUTS)),
                    Never(
                        AnyOf(
                            (
                                Exists("override_action.count"),
                                Attr(
                                    "statement.managed_rule_group_statement.excluded_rule.name",
                                    Matches(r"^Log4JRCE"),
                                ),
                                Attr(
                                    "statement.managed_rule_group_statement.rule_action_override.name",
                                    Matches(r"^Log4JRCE"),
                                ),
                            )
                        ),
                        "its rule against Log4j only counts",
                    ),
                ),
            ),
        )
    ),
    no_fix="a set of rules that stops requests should first be seen to count the right ones",
    example=_acl(_managed("AWSManagedRulesCommonRuleSet")),
    aliases=("CKV_AWS_192",),
    references=(f"{_GUIDE}aws-managed-rule-groups-baseline.html", f"{_DOCS}wafv2_web_acl"),
)

_ACTED_UPON = Any((Require("action", Presence.PRESENT), Require("override_action", Presence.PRESENT)))
_HAS_GROUP = AnyOf(
    (
        Exists("statement.managed_rule_group_statement"),
        Exists("statement.rule_group_reference_statement"),
    )
)
_AS_THE_GROUP_SAYS = Require("override_action", Presence.PRESENT, set={"none": {}})

RULE_WITHOUT_ACTION = Rule(
    id="aws-waf-rule-without-action",
    summary="A rule of the firewall does not say what happens to what it finds",
    why="AWS refuses such a rule, and what it should have stopped passes.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=(
        "aws_wafv2_web_acl",
        "aws_wafv2_rule_group",
        "aws_waf_web_acl",
        "aws_wafregional_web_acl",
        "aws_waf_rule_group",
        "aws_wafregional_rule_group",
    ),
    check=All(
        (
            When(
                TypeIs(("aws_wafv2_web_acl",)),
                Each(
                    "rule",
                    All(
                        (
                            When(_HAS_GROUP, Any((_AS_THE_GROUP_SAYS, Require("action", Presence.PRESENT)))),
                            When(Not(_HAS_GROUP), _ACTED_UPON),
                        )
                    ),
                ),
            ),
            When(TypeIs(("aws_wafv2_rule_group",)), Each("rule", Require("action", Presence.PRESENT))),
            When(TypeIs(("aws_waf_web_acl",)), Each("rules", _ACTED_UPON)),
            When(TypeIs(("aws_wafregional_web_acl",)), Each("rule", _ACTED_UPON)),
            When(
                TypeIs(("aws_waf_rule_group", "aws_wafregional_rule_group")),
                Each("activated_rule", Require("action", Presence.PRESENT)),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="stops what the rule's group stops",
    example=_acl(
        _managed(_KNOWN_BAD_INPUTS).replace(
            """
    override_action {
      none {}
    }
""",
            "",
        )
    ),
    aliases=("CKV_AWS_342",),
    references=(f"{_GUIDE}waf-rule-action.html", f"{_DOCS}wafv2_web_acl"),
)

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
    """A web ACL of the configuration without these rules stands before the resource, or none where one can
    only be written there."""
    return AnyOf(
        (
            AllOf(
                (
                    TypeIs(_DISTRIBUTION),
                    AnyOf((Attr("web_acl_id", Presence.ABSENT), Target(_ACL, "web_acl_id", _OPEN))),
                )
            ),
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
    summary="Nothing before it stops Log4j attacks",
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
    check=Never(_before(), f"no web ACL with `{_KNOWN_BAD_INPUTS}` and `{_ANONYMOUS}` does"),
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
