"""AWS AppSync."""

from terrafence.declare import (
    Disruption,
    Each,
    Equals,
    Exists,
    Expr,
    Level,
    Linked,
    NoneOf,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/appsync/latest/devguide/"
_API = """resource "aws_appsync_graphql_api" "shop" {{
  name                = "shop"
  authentication_type = "{kind}"
{log}}}
"""
_LOG = """
  log_config {{
    cloudwatch_logs_role_arn = "arn:aws:iam::123456789012:role/logs"
    field_log_level          = "{}"
  }}
"""

LOGS_OFF = Rule(
    id="aws-appsync-logs-off",
    summary="Nothing records the requests to the API",
    why="An attack on the data behind it cannot be traced: who asked for what, and what they got.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_appsync_graphql_api",),
    check=When(
        Not(Exists("log_config")),
        Require(
            "log_config.cloudwatch_logs_role_arn",
            Presence.PRESENT,
            set=Pick("aws_iam_role", "arn", "log|appsync"),
            beside={"field_log_level": "ERROR"},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example=_API.format(kind="AWS_IAM", log=""),
    aliases=("CKV_AWS_193", "CKV_AWS_194"),
    controls=("AWS-Security-Hub:AppSync.2",),
    references=(f"{_GUIDE}monitoring.html", f"{_DOCS}appsync_graphql_api"),
)

FIELD_LOGS_OFF = Rule(
    id="aws-appsync-field-logs-off",
    summary="The API's logs leave out what went wrong with each field",
    why="Refused and failing parts of a request, which an attack is full of, do not show.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_appsync_graphql_api",),
    check=Each("log_config", Require("field_log_level", NoneOf(("NONE",), instead="ERROR"))),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example=_API.format(kind="AWS_IAM", log=_LOG.format("NONE")),
    aliases=("CKV_AWS_194",),
    controls=("AWS-Security-Hub:AppSync.2",),
    references=(f"{_GUIDE}monitoring.html", f"{_DOCS}appsync_graphql_api"),
)

API_KEY = Rule(
    id="aws-appsync-api-key",
    summary="The API tells its callers apart by a shared key",
    why="The key ends up in every client that is shipped: whoever reads it there may ask for everything, "
    "and nobody can say who did.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_appsync_graphql_api",),
    check=Require("authentication_type", NoneOf(("API_KEY",), instead="AWS_IAM")),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that only have the key",
    example=_API.format(kind="API_KEY", log=_LOG.format("ERROR")),
    controls=("AWS-Security-Hub:AppSync.5",),
    references=(f"{_GUIDE}security-authz.html", f"{_DOCS}appsync_graphql_api"),
)

FIREWALL_MISSING = Rule(
    id="aws-appsync-firewall-missing",
    summary="No web application firewall stands before the API",
    why="Known attacks, floods and stolen logins reach the data behind it unfiltered.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_appsync_graphql_api",),
    check=Linked(
        "aws_wafv2_web_acl_association",
        "resource_arn",
        companion={
            "resource_arn": Expr("{self}.arn"),
            "web_acl_arn": Pick("aws_wafv2_web_acl", "arn", "."),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="filters its traffic and bills each request",
    example=_API.format(kind="AWS_IAM", log=_LOG.format("ERROR")),
    aliases=("CKV2_AWS_33",),
    references=(f"{_GUIDE}WAF-Integration.html", f"{_DOCS}wafv2_web_acl_association"),
)

_CACHE = """resource "aws_appsync_api_cache" "shop" {{
  api_id                     = "shop"
  api_caching_behavior       = "FULL_REQUEST_CACHING"
  type                       = "LARGE"
  ttl                        = 900
  at_rest_encryption_enabled = {}
  transit_encryption_enabled = {}
}}
"""

CACHE_UNENCRYPTED = Rule(
    id="aws-appsync-cache-unencrypted",
    summary="The API's cache is not encrypted on disk",
    why="A stolen or discarded disk gives away what was answered to others.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_appsync_api_cache",),
    check=Require("at_rest_encryption_enabled", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example=_CACHE.format("false", "true"),
    aliases=("CKV_AWS_214",),
    controls=("AWS-Security-Hub:AppSync.1",),
    references=(f"{_GUIDE}enabling-caching.html", f"{_DOCS}appsync_api_cache"),
)

CACHE_PLAINTEXT = Rule(
    id="aws-appsync-cache-plaintext",
    summary="The API talks to its cache without encryption",
    why="Whoever gets into the network between them reads what is answered to others.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_appsync_api_cache",),
    check=Require("transit_encryption_enabled", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example=_CACHE.format("true", "false"),
    aliases=("CKV_AWS_215",),
    controls=("AWS-Security-Hub:AppSync.6",),
    references=(f"{_GUIDE}enabling-caching.html", f"{_DOCS}appsync_api_cache"),
)
