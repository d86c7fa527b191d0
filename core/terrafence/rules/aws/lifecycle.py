"""What AWS resources that others point at need before they are replaced."""

from terrafence.declare import Equals, Level, Require, Rule, Severity

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_LANGUAGE = "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"
_FIRST_MADE = Require("lifecycle.create_before_destroy", Equals(True), absent=False)

CERTIFICATE_GONE_FIRST = Rule(
    id="aws-acm-replaced-with-a-gap",
    summary="A new certificate is only made when the old one is gone",
    why="A load balancer or distribution that uses it keeps the old one from being deleted, so that the "
    "change fails half-way, or serves no TLS meanwhile.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_acm_certificate",),
    check=_FIRST_MADE,
    example="""resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}
""",
    aliases=("CKV_AWS_233",),
    references=(_LANGUAGE, f"{_DOCS}/acm_certificate"),
)

DEPLOYMENT_GONE_FIRST = Rule(
    id="aws-apigateway-deployment-replaced-with-a-gap",
    summary="A new deployment is only made when the old one is gone",
    why="A stage that points at it keeps the old one from being deleted, so that the change fails half-way.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_deployment",),
    check=_FIRST_MADE,
    example="""resource "aws_api_gateway_deployment" "orders" {
  rest_api_id = "a1b2c3"
}
""",
    aliases=("CKV_AWS_217",),
    references=(_LANGUAGE, f"{_DOCS}/api_gateway_deployment"),
)

API_GONE_FIRST = Rule(
    id="aws-apigateway-api-replaced-with-a-gap",
    summary="A new API is only made when the old one is gone",
    why="Where a change replaces the API, its callers find nothing until the new one stands.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_rest_api",),
    check=_FIRST_MADE,
    example="""resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}
""",
    aliases=("CKV_AWS_237",),
    references=(_LANGUAGE, f"{_DOCS}/api_gateway_rest_api"),
)
