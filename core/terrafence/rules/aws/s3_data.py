"""Amazon S3: how objects are kept and carried."""

from terrafence.declare import (
    All,
    Any,
    AnyOf,
    Companion,
    Each,
    Equals,
    Exists,
    Expr,
    Level,
    Linked,
    Not,
    OneOf,
    PolicyHas,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    TypeIs,
    When,
)
from terrafence.rules.aws.s3 import TAKES_ACCESS_LOGS

_BUCKET = {"bucket": Expr("{self}.id")}

VERSIONING_OFF = Rule(
    id="aws-s3-versioning-off",
    summary="Overwritten and deleted objects are gone for good",
    why="Someone with write access, or ransomware that has it, destroys data that no earlier version can "
    "bring back.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Linked(
                "aws_s3_bucket_versioning",
                "bucket",
                Require("versioning_configuration.status", Equals("Enabled")),
                companion={**_BUCKET, "versioning_configuration": {"status": "Enabled"}},
            ),
            Require("versioning.enabled", Equals(True), absent=False),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="keeps, and bills, every earlier version",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
    aliases=("CKV_AWS_21", "AVD-AWS-0090", "datadog:aws/s3_bucket_without_versioning"),
    controls=("AWS-Security-Hub:S3.14",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_versioning",
    ),
)

# The endpoints of websites speak plain HTTP only.
_WEBSITE = AnyOf((Exists("website"), Companion("aws_s3_bucket_website_configuration", "bucket")))

_DENY_PLAIN_HTTP = Statement(
    effect="Deny",
    actions=("s3:*",),
    principals=("*",),
    condition=("Bool", "aws:SecureTransport", "false"),
)

TLS_NOT_REQUIRED = Rule(
    id="aws-s3-tls-not-required",
    summary="The bucket also answers over plain HTTP, because no policy statement denies it",
    why="Anyone on the path can read and alter objects that a client asks for with `http://`.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Linked(
                "aws_s3_bucket_policy",
                "bucket",
                PolicyHas(
                    "policy",
                    _DENY_PLAIN_HTTP,
                    add={
                        "Sid": "DenyPlainHttp",
                        "Effect": "Deny",
                        "Principal": "*",
                        "Action": "s3:*",
                        "Resource": (Expr("{self}.arn"), Expr('"${{self}.arn}/*"')),
                        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    },
                ),
                companion={
                    **_BUCKET,
                    "policy": Expr(
                        """jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Sid       = "DenyPlainHttp"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [{self}.arn, "${{self}.arn}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }]
})"""
                    ),
                },
            ),
            PolicyHas("policy", _DENY_PLAIN_HTTP, add={}),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=_WEBSITE,
    fix_effect="cuts off clients that use plain HTTP",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
    aliases=("CKV_AWS_379", "datadog:aws/s3_bucket_policy_accepts_http_requests"),
    controls=("CIS-AWS-3.0.0:2.1.1", "AWS-Security-Hub:S3.5"),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy",
    ),
)

_BY_DEFAULT = "rule.apply_server_side_encryption_by_default.sse_algorithm"
_KMS = OneOf(("aws:kms", "aws:kms:dsse"))

KMS_ENCRYPTION_OFF = Rule(
    id="aws-s3-kms-encryption-off",
    summary="Objects are encrypted with a key that S3 owns and not with one from KMS",
    why="S3 decrypts for whoever may read the bucket; with a KMS key, reading also takes a permission that "
    "can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=When(
        Not(TAKES_ACCESS_LOGS),
        Any(
            (
                Linked(
                    "aws_s3_bucket_server_side_encryption_configuration",
                    "bucket",
                    Require(_BY_DEFAULT, _KMS, absent="AES256"),
                    companion={
                        **_BUCKET,
                        "rule": {
                            "bucket_key_enabled": True,
                            "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"},
                        },
                    },
                ),
                Require(f"server_side_encryption_configuration.{_BY_DEFAULT}", _KMS, absent="AES256"),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills KMS requests, and readers need leave to use the key",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
    aliases=("CKV_AWS_145", "AVD-AWS-0132"),
    controls=("AWS-Security-Hub:S3.17",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_server_side_encryption_configuration",
    ),
)

_KNOWN = Require("sse_algorithm", OneOf(("aws:kms", "AES256", "aws:kms:dsse", "aws:fsx")))
_STATED = "server_side_encryption_configuration"

ENCRYPTION_UNSTATED = Rule(
    id="aws-s3-encryption-unstated",
    summary="The bucket leaves its encryption to the default",
    why="S3 encrypts all that is new, with its own keys. What is written down stays when a default changes, "
    "shows in every plan when somebody turns it off, and is what an audit asks for.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Linked(
                "aws_s3_bucket_server_side_encryption_configuration",
                "bucket",
                Require(_BY_DEFAULT, Presence.PRESENT),
                companion={
                    "rule": {
                        "bucket_key_enabled": True,
                        "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"},
                    }
                },
            ),
            Require(f"{_STATED}.{_BY_DEFAULT}", Presence.PRESENT),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills requests to KMS, and cuts off readers of other accounts",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
    aliases=("AVD-AWS-0088",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
        "s3_bucket_server_side_encryption_configuration",
    ),
)

ENCRYPTION_UNKNOWN = Rule(
    id="aws-s3-encryption-unknown",
    summary="The bucket's encryption names an algorithm that S3 does not have",
    why="Terraform refuses it, and the bucket goes on with what it had, which may be another key than meant.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"),
    belongs_to=("aws_s3_bucket", "bucket"),
    check=All(
        (
            When(
                TypeIs(("aws_s3_bucket",)),
                Each(f"{_STATED}.rule.apply_server_side_encryption_by_default", _KNOWN),
            ),
            When(
                TypeIs(("aws_s3_bucket_server_side_encryption_configuration",)),
                Each("rule.apply_server_side_encryption_by_default", _KNOWN),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills KMS requests, and may not be the one that is meant",
    example="""resource "aws_s3_bucket_server_side_encryption_configuration" "invoices" {
  bucket = "acme-invoices"

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES-256"
    }
  }
}
""",
    aliases=("CKV_AWS_19",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
        "s3_bucket_server_side_encryption_configuration",
    ),
)
