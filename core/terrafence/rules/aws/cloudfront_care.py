"""Amazon CloudFront: distributions that serve nothing."""

from terrafence.declare import (
    All,
    Equals,
    Level,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

SERVES_NOTHING = Rule(
    id="aws-cloudfront-serves-nothing",
    summary="The distribution is switched off, or fetches from nowhere",
    why="Visitors reach the origin directly, past the cache and the firewall, or not at all.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cloudfront_distribution",),
    check=All((Require("enabled", Equals(True)), Require("origin", Presence.PRESENT))),
    safety=Safety.UNSAFE,
    fix_effect="puts it on the internet",
    example="""resource "aws_cloudfront_distribution" "site" {
  enabled = false

  origin {
    domain_name              = "site.s3.eu-west-1.amazonaws.com"
    origin_id                = "site"
    origin_access_control_id = "E123"
  }

  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    response_headers_policy_id = "67f7725c-6f97-4210-82d7-5512b31e9d03"
  }

  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = ["CH", "DE"]
    }
  }

  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}
""",
    aliases=("CKV_AWS_216", "datadog:aws/cdn_configuration_is_missing"),
    references=(
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-specify.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution",
    ),
)
