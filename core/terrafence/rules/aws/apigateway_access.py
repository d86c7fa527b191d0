"""Amazon API Gateway: where an API answers, and how often it has to ask."""

from terrafence.declare import (
    All,
    AllOf,
    Attr,
    Contains,
    Equals,
    Excludes,
    Expectation,
    Level,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    TypeIs,
    When,
)
from terrafence.rules.aws.policies import OWN_ACCOUNT, resource_policies

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"

ENDPOINT_PUBLIC = Rule(
    id="aws-apigateway-endpoint-public",
    summary="The API can be reached from the whole internet",
    why="An API that only this network calls does not have to answer anybody else; whoever finds its address "
    "tries what it lets through.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_api_gateway_rest_api",),
    check=Require(
        "endpoint_configuration.types", Excludes(("EDGE", "REGIONAL"), instead=("PRIVATE", "PRIVATE"))
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off callers outside the network, which needs an endpoint and a policy",
    example="""resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
""",
    aliases=("datadog:aws/api_gateway_endpoint_config_is_not_private",),
    references=(
        f"{_GUIDE}/apigateway-private-apis.html",
        f"{_DOCS}/api_gateway_rest_api",
    ),
)


def _behind_own_name(kind: str, mapping: str) -> Expectation:
    """Once a domain leads to the API, only that one does."""
    named = AllOf((TypeIs((kind,)), ReferredBy(((mapping, "api_id"),))))
    return When(named, Require("disable_execute_api_endpoint", Equals(True), absent=False))


DEFAULT_ENDPOINT_ON = Rule(
    id="aws-apigateway-default-endpoint-on",
    summary="The API also answers at the address that AWS gave it",
    why="What stands in front of its own name, a firewall, client certificates, a version of TLS, is not in "
    "front of that address.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_rest_api", "aws_apigatewayv2_api"),
    check=All(
        (
            _behind_own_name("aws_api_gateway_rest_api", "aws_api_gateway_base_path_mapping"),
            _behind_own_name("aws_apigatewayv2_api", "aws_apigatewayv2_api_mapping"),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off callers that use the address of AWS",
    example="""resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_api_mapping" "shop" {
  api_id      = aws_apigatewayv2_api.shop.id
  domain_name = "api.example.com"
  stage       = "prod"
}
""",
    references=(
        f"{_GUIDE}/rest-api-disable-default-endpoint.html",
        f"{_DOCS}/apigatewayv2_api",
    ),
)

CORS_OPEN = Rule(
    id="aws-apigateway-cors-open",
    summary="Every website may call the API with the visitor's credentials",
    why="A page that somebody is lured to calls the API in their name, and reads what it answers.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_apigatewayv2_api",),
    check=When(
        Attr("cors_configuration.allow_origins", Contains(("*",))),
        Require("cors_configuration.allow_credentials", Equals(False), absent=False),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="ends calls with credentials from other websites",
    example="""resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"

  cors_configuration {
    allow_credentials = true
    allow_origins     = ["*"]
  }
}
""",
    references=(f"{_GUIDE}/http-api-cors.html", f"{_DOCS}/apigatewayv2_api"),
)

CACHE_OFF = Rule(
    id="aws-apigateway-cache-off",
    summary="Every call of the stage goes to what stands behind it",
    why="The same question, asked often enough, keeps the backend from answering anybody else.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_stage",),
    check=Require("cache_cluster_enabled", Equals(True), absent=False, beside={"cache_cluster_size": "0.5"}),
    safety=Safety.UNSAFE,
    fix_effect="bills a cache by the hour",
    example="""resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = "a1b2c3"
  deployment_id = "d4e5f6"
  stage_name    = "prod"
}
""",
    aliases=("CKV_AWS_120",),
    references=(f"{_GUIDE}/api-gateway-caching.html", f"{_DOCS}/api_gateway_stage"),
)

POLICY_OPEN = Rule(
    id="aws-apigateway-policy-open-to-world",
    summary="The API's policy lets everyone call, or change, every part of it",
    why="With wildcards for the caller and the action, methods that are added later are public from their "
    "first day.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy"),
    check=resource_policies(
        Statement(like={"Action": r"\*$"}, principals=("*",), unconditioned=True),
        (("aws_api_gateway_rest_api", "policy"), ("aws_api_gateway_rest_api_policy", "policy")),
        OWN_ACCOUNT,
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts, and callers without one",
    example="""resource "aws_api_gateway_rest_api_policy" "orders" {
  rest_api_id = "a1b2c3"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:*"
      Resource  = "execute-api:/*"
    }]
  })
}
""",
    aliases=("datadog:aws/rest_api_with_vulnerable_policy",),
    references=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_rest_api_policy",
    ),
)
