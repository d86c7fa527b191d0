"""Amazon API Gateway: what a REST API does with calls before anything behind it sees them."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Attr,
    Companion,
    Equals,
    Exists,
    Level,
    Linked,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Surely,
    Target,
    TypeIs,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
_STAGE_CACHES = Target("aws_api_gateway_stage", "stage_name", Attr("cache_cluster_enabled", Equals(True)))
_NOT_PREFLIGHT = Not(Attr("http_method", Equals("OPTIONS")))
_METHOD = """resource "aws_api_gateway_method" "order" {
  rest_api_id   = "a1b2c3"
  resource_id   = "d4e5f6"
  http_method   = "POST"
  authorization = "AWS_IAM"
}
"""

METHOD_CACHE_OFF = Rule(
    id="aws-apigateway-method-cache-off",
    summary="Every call of the method goes to what stands behind it",
    why="Whoever sends the same request again and again keeps the backend busy, at the owner's cost.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_method_settings",),
    check=When(
        AnyOf((Exists("settings.caching_enabled"), _STAGE_CACHES)),
        Require(
            "settings.caching_enabled",
            Equals(True),
            absent=False,
            beside={"cache_data_encrypted": True},
            without=("cache_data_encrypted",),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the cache, and may give one caller the answer of another",
    example="""resource "aws_api_gateway_method_settings" "catalogue" {
  rest_api_id = "a1b2c3"
  stage_name  = "prod"
  method_path = "catalogue/GET"

  settings {
    metrics_enabled = true
    caching_enabled = false
  }
}
""",
    aliases=("CKV_AWS_225", "AVD-AWS-0190"),
    references=(f"{_GUIDE}/api-gateway-caching.html", f"{_DOCS}/api_gateway_method_settings"),
)

REQUEST_UNCHECKED = Rule(
    id="aws-apigateway-request-unchecked",
    summary="The API passes on requests without a look at their form",
    why="Missing parameters and bodies of any shape reach the code behind, where a flaw in reading them "
    "waits to be found.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_method",),
    check=When(
        _NOT_PREFLIGHT,
        Require(
            "request_validator_id",
            Presence.PRESENT,
            set=Pick("aws_api_gateway_request_validator", "id", "."),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="refuses requests that the validator does not accept",
    example=_METHOD,
    aliases=("CKV2_AWS_53",),
    references=(f"{_GUIDE}/api-gateway-method-request-validation.html", f"{_DOCS}/api_gateway_method"),
)

KEY_NOT_ASKED_FOR = Rule(
    id="aws-apigateway-api-key-not-asked-for",
    summary="Nobody counts the method's calls by client",
    why="Without a key, usage plans do not apply: one client can use up what all of them share. A key is "
    "for quotas, not for logins.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_method",),
    check=When(_NOT_PREFLIGHT, Require("api_key_required", Equals(True), absent=False)),
    safety=Safety.UNSAFE,
    fix_effect="cuts off callers without a key",
    example=_METHOD,
    aliases=("datadog:aws/api_gateway_method_does_not_contains_an_api_key",),
    references=(f"{_GUIDE}/api-gateway-setup-api-key-with-console.html", f"{_DOCS}/api_gateway_method"),
)

USAGE_PLAN_MISSING = Rule(
    id="aws-apigateway-usage-plan-missing",
    summary="Nothing limits how much one client may call the stage",
    why="One client, or whoever has its key, can use up the account's limit for all APIs.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_stage", "aws_api_gateway_deployment"),
    check=When(
        Not(AllOf((TypeIs(("aws_api_gateway_deployment",)), Attr("stage_name", Presence.ABSENT)))),
        Linked(
            "aws_api_gateway_usage_plan",
            "api_stages.stage",
        ),
    ),
    no_fix="how much a client may call is for the API's owner to say",
    example="""resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = "a1b2c3"
  deployment_id = "d4e5f6"
  stage_name    = "prod"
}
""",
    aliases=(
        "datadog:aws/api_gateway_stage_without_api_gateway_usage_plan_associated",
        "datadog:aws/api_gateway_deployment_without_api_gateway_usage_plan_associated",
    ),
    references=(f"{_GUIDE}/api-gateway-api-usage-plans.html", f"{_DOCS}/api_gateway_usage_plan"),
)

COMPRESSION_OFF = Rule(
    id="aws-apigateway-compression-off",
    summary="Answers of the API are never compressed",
    why="Large answers cost more time and traffic than they need, which makes them the means of choice to "
    "wear the service out. No answer is larger than 10 MB, so that a limit there is none.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_rest_api",),
    check=All(
        (
            Require("minimum_compression_size", AtLeast(0), absent=-1),
            Require("minimum_compression_size", AtMost(10485759), absent=0),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="compresses answers for clients that ask for it",
    example="""resource "aws_api_gateway_rest_api" "orders" {
  name                     = "orders"
  minimum_compression_size = -1
}
""",
    aliases=("datadog:aws/api_gateway_with_invalid_compression",),
    references=(
        f"{_GUIDE}/api-gateway-gzip-compression-decompression.html",
        f"{_DOCS}/api_gateway_rest_api",
    ),
)

AUTHORIZER_MISSING = Rule(
    id="aws-apigateway-authorizer-missing",
    summary="The API has no authorizer of its own",
    why="Unless every method asks for a signature or the policy limits who may call, everyone can.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_api_gateway_rest_api",),
    check=When(
        AllOf(
            (
                Not(Attr("body", Presence.PRESENT)),
                Not(
                    Surely(
                        Companion(
                            "aws_api_gateway_method",
                            "rest_api_id",
                            Attr("authorization", Equals("AWS_IAM")),
                        )
                    )
                ),
            )
        ),
        Linked("aws_api_gateway_authorizer", "rest_api_id"),
    ),
    no_fix="who vouches for the callers is for the API's owner to say",
    example="""resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}
""",
    aliases=("datadog:aws/api_gateway_without_configured_authorizer",),
    references=(
        f"{_GUIDE}/apigateway-control-access-to-api.html",
        f"{_DOCS}/api_gateway_authorizer",
    ),
)
