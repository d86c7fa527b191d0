"""AWS Certificate Manager."""

from terrafence.declare import (
    All,
    Disruption,
    Equals,
    Lacks,
    Level,
    NoneOf,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/acm_certificate"
_GUIDE = "https://docs.aws.amazon.com/acm/latest/userguide/"

UNLISTED = Rule(
    id="aws-acm-certificate-unlisted",
    summary="The certificate is kept out of the public logs",
    why="Browsers warn of such a certificate, and nobody notices one that somebody else has issued for "
    "the name.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_acm_certificate",),
    check=Require("options.certificate_transparency_logging_preference", Equals("ENABLED"), absent="ENABLED"),
    safety=Safety.UNSAFE,
    fix_effect="publishes the certificate's names for good",
    example="""resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"

  options {
    certificate_transparency_logging_preference = "DISABLED"
  }
}
""",
    aliases=("CKV_AWS_234",),
    references=(f"{_GUIDE}acm-bestpractices.html", _DOCS),
)

KEY_WEAK = Rule(
    id="aws-acm-key-weak",
    summary="The certificate's key is too short",
    why="RSA keys of 1024 bits can be broken by those with enough machines; what was recorded is then read.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_acm_certificate",),
    check=Require("key_algorithm", NoneOf(("RSA_1024",), instead="RSA_2048")),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
  key_algorithm     = "RSA_1024"
}
""",
    controls=("AWS-Security-Hub:ACM.2",),
    references=(f"{_GUIDE}acm-certificate-characteristics.html", _DOCS),
)

WILDCARD = Rule(
    id="aws-acm-wildcard",
    summary="The certificate is good for every name below the domain",
    why="A key that leaks from one service poses as all of them.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_acm_certificate",),
    check=All(
        (
            Require("domain_name", Lacks(r"\*")),
            Require("subject_alternative_names.*", Lacks(r"\*")),
        )
    ),
    disruption=Disruption.REPLACE,
    no_fix="only its author knows which names are meant",
    example="""resource "aws_acm_certificate" "all" {
  domain_name       = "*.example.com"
  validation_method = "DNS"
}
""",
    aliases=("CKV2_AWS_71",),
    references=(f"{_GUIDE}acm-certificate-characteristics.html", _DOCS),
)

EXPORTABLE = Rule(
    id="aws-acm-key-exportable",
    summary="The certificate's private key can be taken out of AWS",
    why="Whoever may export it can pose as the site from anywhere, unseen.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_acm_certificate",),
    check=Require("options.export", Equals("DISABLED"), absent="DISABLED"),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"

  options {
    export = "ENABLED"
  }
}
""",
    references=(f"{_GUIDE}acm-exportable-certificates.html", _DOCS),
)

_RESOURCES = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
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
    references=(_LANGUAGE, f"{_RESOURCES}/acm_certificate"),
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
    references=(_LANGUAGE, f"{_RESOURCES}/api_gateway_deployment"),
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
    references=(_LANGUAGE, f"{_RESOURCES}/api_gateway_rest_api"),
)
