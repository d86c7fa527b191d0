"""Amazon CloudFront."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    AtLeast,
    Attr,
    Each,
    Equals,
    Excludes,
    Exists,
    Level,
    Linked,
    Matches,
    Never,
    NoneOf,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Some,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution"
_GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
_DISTRIBUTION = ("aws_cloudfront_distribution",)
_BEHAVIOURS = ("default_cache_behavior", "ordered_cache_behavior")

_PARTS = {
    "behavior": """
  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }
""",
    "origin": """
  origin {
    domain_name              = "site.s3.eu-west-1.amazonaws.com"
    origin_id                = "site"
    origin_access_control_id = "E123"
  }
""",
    "restrictions": """
  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = ["CH", "DE"]
    }
  }
""",
    "certificate": """
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
""",
}


def _example(top: str = "", **parts: str) -> str:
    """A distribution with some of its blocks written in another way."""
    body = "".join(parts.get(name, text) for name, text in _PARTS.items())
    head = f"{top}\n" if top else ""
    return f'resource "aws_cloudfront_distribution" "site" {{\n  enabled = true\n{head}{body}}}\n'


VIEWERS_PLAIN_HTTP = Rule(
    id="aws-cloudfront-viewers-plain-http",
    summary="The distribution answers over plain HTTP",
    why="Anyone on the way reads sessions and data, and can change what is sent.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=_DISTRIBUTION,
    check=All(
        tuple(
            Each(name, Require("viewer_protocol_policy", NoneOf(("allow-all",), "redirect-to-https")))
            for name in _BEHAVIOURS
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that do not follow redirects",
    example=_example(behavior=_PARTS["behavior"].replace('"redirect-to-https"', '"allow-all"')),
    aliases=("CKV_AWS_34", "AVD-AWS-0012", "datadog:aws/cloudfront_viewer_protocol_policy_allows_http"),
    controls=("AWS-Security-Hub:CloudFront.3",),
    references=(f"{_GUIDE}using-https-viewers-to-cloudfront.html", _DOCS),
)

_MODERN = "TLSv1.2_2021"
_OWN_CERTIFICATE = Pick("aws_acm_certificate", "arn", ".")
_WITH_CERTIFICATE = {"ssl_support_method": "sni-only", "minimum_protocol_version": _MODERN}

VIEWERS_WEAK_TLS = Rule(
    id="aws-cloudfront-viewers-weak-tls",
    summary="The distribution takes TLS versions older than 1.2",
    why="TLS 1.0 and 1.1 let an attacker on the way decrypt or change part of the traffic.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DISTRIBUTION,
    check=All(
        (
            Each(
                "viewer_certificate",
                When(
                    Not(Attr("cloudfront_default_certificate", Equals(True))),
                    Require(
                        "minimum_protocol_version",
                        Matches(r"^TLSv1\.([2-9]|[1-9]\d)"),
                        absent="TLSv1",
                        set=_MODERN,
                    ),
                ),
            ),
            When(
                Not(Exists("viewer_certificate")),
                Require(
                    "viewer_certificate.acm_certificate_arn",
                    Presence.PRESENT,
                    set=_OWN_CERTIFICATE,
                    beside=_WITH_CERTIFICATE,
                ),
            ),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    # A certificate needs the site's name in `aliases`, and has to be in us-east-1.
    unsafe_when=Not(Exists("viewer_certificate")),
    fix_effect="cuts off clients that speak nothing newer than TLS 1.1",
    example=_example(certificate=_PARTS["certificate"].replace(_MODERN, "TLSv1.1_2016")),
    aliases=(
        "CKV_AWS_174",
        "CKV2_AWS_54",
        "AVD-AWS-0013",
        "datadog:aws/cloudfront_without_minimum_protocol_tls_1.2",
        "datadog:aws/secure_ciphers_disabled",
    ),
    controls=("AWS-Security-Hub:CloudFront.15",),
    references=(f"{_GUIDE}secure-connections-supported-viewer-protocols-ciphers.html", _DOCS),
)

DEFAULT_CERTIFICATE = Rule(
    id="aws-cloudfront-default-certificate",
    summary="The distribution uses CloudFront's own certificate",
    why="With it CloudFront sets the oldest TLS version, 1.0, which lets an attacker on the way decrypt "
    "part of the traffic, and the site has no name of its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DISTRIBUTION,
    check=Each(
        "viewer_certificate",
        Require(
            "cloudfront_default_certificate",
            Equals(False),
            absent=False,
            beside={"acm_certificate_arn": _OWN_CERTIFICATE, **_WITH_CERTIFICATE},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="needs the site's name in `aliases`",
    example=_example(
        certificate="\n  viewer_certificate {\n    cloudfront_default_certificate = true\n  }\n"
    ),
    aliases=(
        "CKV2_AWS_42",
        "CKV_AWS_174",
        "CKV2_AWS_54",
        "AVD-AWS-0013",
        "datadog:aws/cloudfront_without_minimum_protocol_tls_1.2",
        "datadog:aws/vulnerable_default_ssl_certificate",
    ),
    controls=("AWS-Security-Hub:CloudFront.7",),
    references=(f"{_GUIDE}cnames-and-https-requirements.html", _DOCS),
)

ACCESS_LOGS_OFF = Rule(
    id="aws-cloudfront-access-logs-off",
    summary="Nothing records the requests to the distribution",
    why="An attack on the site cannot be traced afterwards: who asked for what, from where, and what they "
    "got.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DISTRIBUTION,
    check=Any(
        (
            Require(
                "logging_config.bucket",
                Presence.PRESENT,
                set=Pick("aws_s3_bucket", "bucket_domain_name", "log"),
            ),
            Linked(
                "aws_cloudwatch_log_delivery_source",
                "resource_arn",
                Linked("aws_cloudwatch_log_delivery", "delivery_source_name"),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a log record for every request",
    example=_example(),
    aliases=("CKV_AWS_86", "AVD-AWS-0010", "datadog:aws/cloudfront_logging_disabled"),
    controls=("AWS-Security-Hub:CloudFront.5",),
    references=(f"{_GUIDE}AccessLogs.html", _DOCS),
)

FIREWALL_MISSING = Rule(
    id="aws-cloudfront-firewall-missing",
    summary="No web application firewall stands before the distribution",
    why="Known attacks, floods and stolen logins reach the application unfiltered.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DISTRIBUTION,
    check=Require("web_acl_id", Presence.PRESENT, set=Pick("aws_wafv2_web_acl", "arn", ".")),
    safety=Safety.UNSAFE,
    fix_effect="filters its traffic and bills each request",
    example=_example(),
    aliases=(
        "CKV_AWS_68",
        "AVD-AWS-0011",
        "datadog:aws/cloudfront_without_waf",
    ),
    controls=("AWS-Security-Hub:CloudFront.6",),
    references=(f"{_GUIDE}distribution-web-awswaf.html", _DOCS),
)

ROOT_OBJECT_MISSING = Rule(
    id="aws-cloudfront-root-object-missing",
    summary="A request for the bare site is passed on to the origin",
    why="An origin that lists its contents, as a bucket may, shows every object it holds.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DISTRIBUTION,
    check=Require("default_root_object", Presence.PRESENT, set="index.html"),
    safety=Safety.UNSAFE,
    fix_effect="answers with that page, if there is one",
    example=_example(),
    aliases=("CKV_AWS_305",),
    controls=("AWS-Security-Hub:CloudFront.1",),
    references=(f"{_GUIDE}DefaultRootObject.html", _DOCS),
)

ORIGIN_PLAIN_HTTP = Rule(
    id="aws-cloudfront-origin-plain-http",
    summary="CloudFront may fetch from the origin over plain HTTP",
    why="The site looks encrypted to its visitors while anyone between CloudFront and the origin reads "
    "and changes it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DISTRIBUTION,
    check=Each(
        "origin",
        Require(
            "custom_origin_config.origin_protocol_policy",
            NoneOf(("http-only", "match-viewer"), instead="https-only"),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="fails when the origin does not speak TLS",
    example=_example(
        origin="""
  origin {
    domain_name = "site.example.com"
    origin_id   = "site"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
"""
    ),
    controls=("AWS-Security-Hub:CloudFront.9",),
    references=(f"{_GUIDE}using-https-cloudfront-to-custom-origin.html", _DOCS),
)

ORIGIN_WEAK_TLS = Rule(
    id="aws-cloudfront-origin-weak-tls",
    summary="CloudFront may fetch from the origin with outdated TLS",
    why="SSL 3 and TLS 1.0 and 1.1 let an attacker on the way decrypt or change part of the traffic.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DISTRIBUTION,
    check=Each(
        "origin",
        Require("custom_origin_config.origin_ssl_protocols", Excludes(("SSLv3", "TLSv1", "TLSv1.1"))),
    ),
    safety=Safety.UNSAFE,
    fix_effect="fails when the origin speaks nothing newer",
    example=_example(
        origin="""
  origin {
    domain_name = "site.example.com"
    origin_id   = "site"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.1", "TLSv1.2"]
    }
  }
"""
    ),
    aliases=("CKV2_AWS_54",),
    controls=("AWS-Security-Hub:CloudFront.10",),
    references=(f"{_GUIDE}secure-connections-supported-ciphers-cloudfront-to-origin.html", _DOCS),
)

BUCKET_REACHED_DIRECTLY = Rule(
    id="aws-cloudfront-bucket-open-beside",
    summary="CloudFront fetches from the bucket without an identity",
    why="The bucket then has to be open to everyone, so that its objects are also served around "
    "CloudFront, its firewall and its logs.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DISTRIBUTION,
    check=Each(
        "origin",
        When(
            Not(AnyOf((Exists("custom_origin_config"), Exists("vpc_origin_config")))),
            Any(
                (
                    Require(
                        "origin_access_control_id",
                        Presence.PRESENT,
                        set=Pick("aws_cloudfront_origin_access_control", "id", "."),
                    ),
                    Require("s3_origin_config.origin_access_identity", Presence.PRESENT),
                )
            ),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="fails until the bucket's policy lets CloudFront in",
    example=_example(
        origin=_PARTS["origin"]
        .replace('    origin_access_control_id = "E123"\n', "")
        .replace("             ", "")
    ),
    aliases=("CKV2_AWS_46",),
    controls=("AWS-Security-Hub:CloudFront.13",),
    references=(f"{_GUIDE}private-content-restricting-access-to-s3.html", _DOCS),
)

RESPONSE_HEADERS_MISSING = Rule(
    id="aws-cloudfront-response-headers-missing",
    summary="Answers carry no security headers of CloudFront",
    why="Unless the origin sends them, browsers allow framing, sniffing of types and plain HTTP on the "
    "next visit.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DISTRIBUTION,
    check=Require(
        "default_cache_behavior.response_headers_policy_id",
        Presence.PRESENT,
        set="67f7725c-6f97-4210-82d7-5512b31e9d03",
    ),
    safety=Safety.UNSAFE,
    fix_effect="adds AWS's set of security headers, which forbid framing",
    example=_example(
        behavior="""
  default_cache_behavior {
    target_origin_id       = "site"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
  }
"""
    ),
    aliases=("CKV2_AWS_32",),
    references=(f"{_GUIDE}using-managed-response-headers-policies.html", _DOCS),
)

GEO_UNRESTRICTED = Rule(
    id="aws-cloudfront-every-country",
    summary="The distribution serves every country",
    why="A site for a few countries takes attacks from all of them.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DISTRIBUTION,
    check=Require("restrictions.geo_restriction.restriction_type", NoneOf(("none",))),
    no_fix="only its author knows which countries are meant",
    example=_example(
        restrictions="""
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
"""
    ),
    aliases=("CKV_AWS_374",),
    references=(f"{_GUIDE}georestrictions.html", _DOCS),
)

_HSTS = "security_headers_config.strict_transport_security"

TRANSPORT_SECURITY_WEAK = Rule(
    id="aws-cloudfront-transport-security-weak",
    summary="Browsers may come back over plain HTTP",
    why="Without a long-lived Strict-Transport-Security header for all subdomains, an attacker on the way "
    "turns the next visit into plain HTTP and reads it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudfront_response_headers_policy",),
    check=All(
        (
            Require(
                f"{_HSTS}.access_control_max_age_sec",
                AtLeast(31536000),
                absent=0,
                beside={"include_subdomains": True, "override": True, "preload": True},
            ),
            When(
                Exists(_HSTS),
                All(
                    (
                        Require(f"{_HSTS}.include_subdomains", Equals(True), absent=False),
                        Require(f"{_HSTS}.override", Equals(True)),
                        Require(f"{_HSTS}.preload", Equals(True), absent=False),
                    )
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="binds browsers to HTTPS for a year",
    example="""resource "aws_cloudfront_response_headers_policy" "site" {
  name = "site"

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 600
      include_subdomains         = true
      override                   = true
      preload                    = true
    }
  }
}
""",
    aliases=("CKV_AWS_259",),
    references=(
        f"{_GUIDE}understanding-response-headers-policies.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_response_headers_policy",
    ),
)

FAILOVER_MISSING = Rule(
    id="aws-cloudfront-failover-missing",
    summary="There is no second origin for when the first one fails",
    why="Whoever floods or breaks the one origin takes the whole site with it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DISTRIBUTION,
    check=Never(
        Not(
            Some(
                "origin_group",
                AllOf((Attr("failover_criteria.status_codes", Presence.PRESENT), Exists("member"))),
            )
        ),
        "no `origin_group` has members and says when to change over",
    ),
    no_fix="which other origin has the same content is not in the files",
    example="""resource "aws_cloudfront_distribution" "shop" {
  enabled = true

  origin {
    domain_name = "shop.s3.eu-west-1.amazonaws.com"
    origin_id   = "shop"
  }
}
""",
    aliases=("CKV_AWS_310",),
    controls=("AWS-Security-Hub:CloudFront.4",),
    references=(f"{_GUIDE}high_availability_origin_failover.html", _DOCS),
)
