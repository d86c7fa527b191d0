"""Amazon S3: what bucket policies allow to everyone."""

from terrafence.declare import (
    All,
    AnyOf,
    Companion,
    Disruption,
    Equals,
    Exists,
    Expectation,
    InModule,
    Level,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    Target,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of
from terrafence.rules.aws.s3 import LOG_TARGETS

_PLACES = (
    ("aws_s3_bucket", "policy"),
    ("aws_s3_bucket_policy", "policy"),
    ("aws_s3_access_point", "policy"),
    ("aws_s3control_access_point_policy", "policy"),
)
_REFERENCES = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy",
)
_ANY_PRINCIPAL = ("CKV_AWS_70", "datadog:aws/s3_bucket_access_to_any_principal")


def _open(action: str) -> Expectation:
    """No statement lets everyone do what the regular expression matches."""
    shape = Statement(principals=("*",), like={"Action": rf"(?i)^(?:{action})"}, unless=(CALLER,))
    return resource_policies(shape, _PLACES, OWN_ACCOUNT)


_PART_OF = (
    ("aws_s3_bucket_policy", "bucket", "aws_s3_bucket"),
    ("aws_s3control_access_point_policy", "access_point_arn", "aws_s3_access_point"),
)
_SERVES = AnyOf(
    (
        InModule("aws_cloudfront_distribution", Exists("origin")),
        InModule("aws_s3_bucket", Exists("website")),
        InModule("aws_s3_bucket_website_configuration", Exists("bucket")),
        ReferredBy(LOG_TARGETS),
        Target("aws_s3_bucket", "bucket", ReferredBy(LOG_TARGETS)),
    )
)
"""Something else in the configuration may come in by the policy: readers of a website, a distribution, or a
service that delivers records. Its own account's identities come in by their own policies."""

EVERYTHING = Rule(
    id="aws-s3-policy-public-everything",
    summary="The bucket's policy lets everyone do everything with it",
    why="Anyone can read, replace and delete every object, and change the policy so that its owner cannot.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_PLACES),
    check=_open(r"\*|s3:\*$"),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=_PART_OF,
    unsafe_when=_SERVES,
    fix_effect="cuts off other accounts and anonymous clients",
    example="""resource "aws_s3_bucket_policy" "uploads" {
  bucket = "acme-uploads"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::acme-uploads/*"
    }]
  })
}
""",
    aliases=(
        *_ANY_PRINCIPAL,
        "datadog:aws/s3_bucket_with_all_permissions",
        "datadog:aws/s3_bucket_allows_delete_action_from_all_principals",
        "datadog:aws/s3_bucket_allows_get_action_from_all_principals",
        "datadog:aws/s3_bucket_allows_list_action_from_all_principals",
        "datadog:aws/s3_bucket_allows_put_action_from_all_principals",
    ),
    controls=("AWS-Security-Hub:S3.2", "AWS-Security-Hub:S3.3"),
    references=_REFERENCES,
)

WRITE = Rule(
    id="aws-s3-policy-public-write",
    summary="The bucket's policy lets everyone write to it",
    why="Anyone can replace or plant objects: altered downloads, ransom notes, or illegal files at the "
    "owner's cost.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_PLACES),
    check=_open(r"s3:(?!Delete|Get|List|Describe|Head|\*$)"),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=_PART_OF,
    unsafe_when=_SERVES,
    fix_effect="cuts off other accounts and anonymous clients",
    example="""resource "aws_s3_bucket_policy" "uploads" {
  bucket = "acme-uploads"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:PutObject"
      Resource  = "arn:aws:s3:::acme-uploads/*"
    }]
  })
}
""",
    aliases=(*_ANY_PRINCIPAL, "datadog:aws/s3_bucket_allows_put_action_from_all_principals"),
    controls=("AWS-Security-Hub:S3.3",),
    references=_REFERENCES,
)

DELETE = Rule(
    id="aws-s3-policy-public-delete",
    summary="The bucket's policy lets everyone delete from it",
    why="Anyone can destroy what is stored, without an account that could be found out.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_PLACES),
    check=_open(r"s3:Delete"),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=_PART_OF,
    unsafe_when=_SERVES,
    fix_effect="cuts off other accounts and anonymous clients",
    example="""resource "aws_s3_bucket_policy" "uploads" {
  bucket = "acme-uploads"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:DeleteObject"
      Resource  = "arn:aws:s3:::acme-uploads/*"
    }]
  })
}
""",
    aliases=(*_ANY_PRINCIPAL, "datadog:aws/s3_bucket_allows_delete_action_from_all_principals"),
    controls=("AWS-Security-Hub:S3.3",),
    references=_REFERENCES,
)

READ = Rule(
    id="aws-s3-policy-public-read",
    summary="The bucket's policy lets everyone read its objects",
    why="Anyone who has, or guesses, an object's name can download it without an account.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_PLACES),
    check=_open(r"s3:(?:Get|Head|Describe)"),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=_PART_OF,
    unsafe_when=_SERVES,
    fix_effect="cuts off other accounts and anonymous readers",
    example="""resource "aws_s3_bucket_policy" "invoices" {
  bucket = "acme-invoices"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::acme-invoices/*"
    }]
  })
}
""",
    aliases=(*_ANY_PRINCIPAL, "datadog:aws/s3_bucket_allows_get_action_from_all_principals"),
    controls=("AWS-Security-Hub:S3.2",),
    references=_REFERENCES,
)

LIST = Rule(
    id="aws-s3-policy-public-list",
    summary="The bucket's policy lets everyone list its objects",
    why="The names tell what is worth having, and how to ask for it.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_PLACES),
    check=_open(r"s3:List"),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=_PART_OF,
    unsafe_when=_SERVES,
    fix_effect="cuts off other accounts and anonymous readers",
    example="""resource "aws_s3_bucket_policy" "invoices" {
  bucket = "acme-invoices"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:ListBucket"
      Resource  = "arn:aws:s3:::acme-invoices"
    }]
  })
}
""",
    aliases=(*_ANY_PRINCIPAL, "datadog:aws/s3_bucket_allows_list_action_from_all_principals"),
    controls=("AWS-Security-Hub:S3.2",),
    references=_REFERENCES,
)

LOCKED_OUT = Rule(
    id="aws-s3-policy-locks-everyone-out",
    summary="The bucket's policy denies everything to everyone, its owner included",
    why="Nobody but the account's root user can then read the bucket or take the policy back, so that "
    "whoever slips it in holds the data to ransom.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket", "aws_s3_bucket_policy"),
    check=resource_policies(
        Statement("Deny", actions=("s3:*",), principals=("*",), unconditioned=True),
        (("aws_s3_bucket", "policy"), ("aws_s3_bucket_policy", "policy")),
        {"StringNotEquals": {"aws:PrincipalAccount": OWN_ACCOUNT["StringEquals"]["aws:PrincipalAccount"]}},
    ),
    safety=Safety.UNSAFE,
    fix_effect="lets this account in again",
    example="""resource "aws_s3_bucket_policy" "invoices" {
  bucket = "acme-invoices"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::acme-invoices"
    }]
  })
}
""",
    aliases=("CKV_AWS_93",),
    references=(
        "https://repost.aws/knowledge-center/s3-accidentally-denied-access",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy",
    ),
)

_BLOCK = "public_access_block_configuration"

ACCESS_POINT_OPEN = Rule(
    id="aws-s3-access-point-public-access-allowed",
    summary="The access point lets policies and ACLs open it to everyone",
    why="One later policy line gives the internet a second way into the bucket, past the bucket's own guard.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_access_point",),
    check=All(
        tuple(
            Require(f"{_BLOCK}.{name}", Equals(True), absent=True)
            for name in (
                "block_public_acls",
                "block_public_policy",
                "ignore_public_acls",
                "restrict_public_buckets",
            )
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    # A policy that opens it would be refused.
    unsafe_when=AnyOf((Exists("policy"), Companion("aws_s3control_access_point_policy", "access_point_arn"))),
    example="""resource "aws_s3_access_point" "reports" {
  bucket = "acme-reports"
  name   = "reports"

  public_access_block_configuration {
    block_public_acls       = true
    block_public_policy     = false
    ignore_public_acls      = true
    restrict_public_buckets = true
  }
}
""",
    aliases=("CKV_AWS_392",),
    controls=("AWS-Security-Hub:S3.19",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_access_point",
    ),
)
