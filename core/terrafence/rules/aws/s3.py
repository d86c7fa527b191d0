"""Amazon S3: buckets, who may read them, and what is recorded of it."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Each,
    Equals,
    Exists,
    Expr,
    InModule,
    Lacks,
    Level,
    Linked,
    Matches,
    Moved,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Presence,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    TypeIs,
    When,
)

_BUCKET = {"bucket": Expr("{self}.id")}
_OF_BUCKET = ("aws_s3_bucket", "bucket")

_LOG_DELIVERY = AnyOf(
    (
        Attr("acl", Equals("log-delivery-write")),
        Companion(
            "aws_s3_bucket_acl",
            "bucket",
            AnyOf(
                (
                    Attr("acl", Equals("log-delivery-write")),
                    Attr("access_control_policy.grant.grantee.uri", Matches(r"/groups/s3/LogDelivery$")),
                )
            ),
        ),
        Companion(
            "aws_s3_bucket_policy", "bucket", Attr("policy", Matches(r'"logging\.s3\.amazonaws\.com"'))
        ),
    )
)
_ACCESS_LOGS = (
    ("aws_s3_bucket_logging", "target_bucket"),
    ("aws_s3_bucket", "logging.target_bucket"),
    ("aws_s3_bucket", "target_bucket"),
    ("aws_lb", "access_logs.bucket"),
    ("aws_lb", "connection_logs.bucket"),
    ("aws_alb", "access_logs.bucket"),
    ("aws_alb", "connection_logs.bucket"),
    ("aws_elb", "access_logs.bucket"),
)
TAKES_ACCESS_LOGS = AnyOf((ReferredBy(_ACCESS_LOGS), _LOG_DELIVERY))
"""The bucket is where S3 or a load balancer delivers access logs, which they only do to buckets that are not
encrypted with a KMS key."""

LOG_TARGETS = (
    *_ACCESS_LOGS,
    ("aws_cloudtrail", "s3_bucket_name"),
    ("aws_cloudfront_distribution", "logging_config.bucket"),
    ("aws_config_delivery_channel", "s3_bucket_name"),
    ("aws_flow_log", "log_destination"),
    ("aws_redshift_logging", "bucket_name"),
    ("aws_route53_resolver_query_log_config", "destination_arn"),
    ("aws_wafv2_web_acl_logging_configuration", "log_destination_configs"),
)
"""Where a bucket is named as the place that records are delivered to."""

_ACCOUNT_BLOCKS_PUBLIC_ACCESS = InModule(
    "aws_s3_account_public_access_block",
    AllOf(
        (
            Attr("block_public_acls", Equals(True)),
            Attr("block_public_policy", Equals(True)),
            Attr("ignore_public_acls", Equals(True)),
            Attr("restrict_public_buckets", Equals(True)),
        )
    ),
)

ACCESS_LOGGING_OFF = Rule(
    id="aws-s3-access-logging-off",
    summary="Nothing records who reads and writes the bucket's objects",
    why="Whoever gets hold of a key can copy or delete objects without leaving a trace, and nobody can tell "
    "afterwards what was taken.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket",),
    check=When(
        Not(
            AnyOf(
                (
                    ReferredBy(LOG_TARGETS),
                    _LOG_DELIVERY,
                    Exists("target_bucket"),
                )
            )
        ),
        Any(
            (
                Linked(
                    "aws_s3_bucket_logging",
                    "bucket",
                    companion={
                        **_BUCKET,
                        "target_bucket": Pick("aws_s3_bucket", "id", "log"),
                        "target_prefix": Expr('"${{self}.id}/"'),
                    },
                ),
                Require("logging.target_bucket", Presence.PRESENT),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a log record for every request",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
    aliases=("CKV_AWS_18", "AVD-AWS-0089", "datadog:aws/s3_bucket_logging_disabled"),
    controls=("AWS-Security-Hub:S3.9",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_logging",
    ),
)

LOGGING_ARGUMENTS_MISPLACED = Rule(
    id="aws-s3-logging-arguments-misplaced",
    summary="A bucket takes no `target_bucket` or `target_prefix` of its own; both belong in an "
    "`aws_s3_bucket_logging` resource that refers to it",
    why="Terraform refuses the bucket as it stands, so the access log that somebody meant to have does not "
    "exist and requests leave no trace.",
    severity=Severity.MEDIUM,
    level=Level.BLOCK,
    resources=("aws_s3_bucket",),
    check=Moved(("target_bucket", "target_prefix"), "aws_s3_bucket_logging", "bucket"),
    example="""resource "aws_s3_bucket" "invoices" {
  bucket        = "acme-invoices"
  target_bucket = "acme-logs"
}
""",
    references=(
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_logging",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade",
    ),
)

_ANYONE = r"/groups/global/AllUsers$"
_ANY_ACCOUNT = r"/groups/global/AuthenticatedUsers$"

ACL_PUBLIC_READ = Rule(
    id="aws-s3-acl-public-read",
    summary="The bucket's ACL lets the whole internet list it",
    why="Anyone can list and, object by object, download what is in it without an account; such buckets are "
    "found by scanners within hours.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket", "aws_s3_bucket_acl"),
    belongs_to=_OF_BUCKET,
    check=All(
        (
            Require("acl", NoneOf(("public-read", "website"), instead="private")),
            When(
                TypeIs(("aws_s3_bucket_acl",)),
                Each(
                    "access_control_policy.grant",
                    When(
                        Attr("permission", OneOf(("READ", "READ_ACP", "FULL_CONTROL"))),
                        Require("grantee.uri", Lacks(_ANYONE)),
                    ),
                ),
            ),
            When(
                TypeIs(("aws_s3_bucket",)),
                Each("grant", Require("uri", Lacks(_ANYONE))),
            ),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off anonymous readers",
    example="""resource "aws_s3_bucket_acl" "invoices" {
  bucket = "acme-invoices"
  acl    = "public-read"
}
""",
    aliases=("CKV_AWS_20", "AVD-AWS-0092", "datadog:aws/s3_bucket_acl_allows_read_or_write_to_all_users"),
    controls=("AWS-Security-Hub:S3.2",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_acl",
    ),
)

ACL_PUBLIC_WRITE = Rule(
    id="aws-s3-acl-public-write",
    summary="The bucket's ACL lets the whole internet write to it",
    why="Anyone can replace or plant objects: altered downloads, ransom notes, or illegal files at the "
    "owner's cost.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_s3_bucket", "aws_s3_bucket_acl"),
    belongs_to=_OF_BUCKET,
    check=All(
        (
            Require("acl", NoneOf(("public-read-write",), instead="private")),
            When(
                TypeIs(("aws_s3_bucket_acl",)),
                Each(
                    "access_control_policy.grant",
                    When(
                        Attr("permission", OneOf(("WRITE", "WRITE_ACP", "FULL_CONTROL"))),
                        Require("grantee.uri", Lacks(_ANYONE)),
                    ),
                ),
            ),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off anonymous readers and writers",
    example="""resource "aws_s3_bucket_acl" "uploads" {
  bucket = "acme-uploads"
  acl    = "public-read-write"
}
""",
    aliases=(
        "CKV_AWS_57",
        "CKV_AWS_20",
        "AVD-AWS-0092",
        "datadog:aws/s3_bucket_acl_allows_read_or_write_to_all_users",
    ),
    controls=("AWS-Security-Hub:S3.3",),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_acl",
    ),
)

ACL_AUTHENTICATED_READ = Rule(
    id="aws-s3-acl-authenticated-read",
    summary="The bucket's ACL lets every AWS account in the world read it",
    why="`authenticated-read` means anyone with any AWS account, not the people of this organisation; making "
    "such an account takes minutes.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket", "aws_s3_bucket_acl"),
    belongs_to=_OF_BUCKET,
    check=All(
        (
            Require("acl", NoneOf(("authenticated-read",), instead="private")),
            When(
                TypeIs(("aws_s3_bucket_acl",)),
                Each("access_control_policy.grant", Require("grantee.uri", Lacks(_ANY_ACCOUNT))),
            ),
            When(TypeIs(("aws_s3_bucket",)), Each("grant", Require("uri", Lacks(_ANY_ACCOUNT)))),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off readers from other accounts",
    example="""resource "aws_s3_bucket_acl" "reports" {
  bucket = "acme-reports"
  acl    = "authenticated-read"
}
""",
    aliases=(
        "CKV2_AWS_43",
        "CKV_AWS_20",
        "AVD-AWS-0092",
        "datadog:aws/s3_bucket_acl_allows_read_to_any_authenticated_user",
        "datadog:aws/s3_bucket_allows_access_to_all_authenticated_users",
    ),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_acl",
    ),
)

PUBLIC_ACCESS_BLOCK_MISSING = Rule(
    id="aws-s3-public-access-block-missing",
    summary="Nothing in the configuration keeps the bucket from being made public",
    why="One later ACL or policy line opens the bucket to the internet. AWS blocks that by default for "
    "buckets made since April 2023, but only a written block is kept that way by Terraform.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket",),
    check=When(
        Not(_ACCOUNT_BLOCKS_PUBLIC_ACCESS),
        Linked(
            "aws_s3_bucket_public_access_block",
            "bucket",
            companion={
                **_BUCKET,
                "block_public_acls": True,
                "block_public_policy": True,
                "ignore_public_acls": True,
                "restrict_public_buckets": True,
            },
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off anonymous readers, if there are any",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
    aliases=("CKV2_AWS_6", "AVD-AWS-0094"),
    controls=("CIS-AWS-3.0.0:2.1.4", "AWS-Security-Hub:S3.8"),
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        "https://aws.amazon.com/about-aws/whats-new/2022/12/amazon-s3-automatically-enable-block-public-access-disable-access-control-lists-buckets-april-2023/",
    ),
)

_PUBLIC_ACCESS_REFERENCES = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_public_access_block",
)
_PUBLIC_ACCESS_CONTROLS = ("CIS-AWS-3.0.0:2.1.4", "AWS-Security-Hub:S3.1", "AWS-Security-Hub:S3.8")

PUBLIC_ACLS_ACCEPTED = Rule(
    id="aws-s3-public-acls-accepted",
    summary="New public ACLs are accepted",
    why="Anyone who may write an ACL, and any upload that carries one, can open the bucket or an object to "
    "the internet.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"),
    belongs_to=_OF_BUCKET,
    check=Require("block_public_acls", Equals(True), absent=False),
    example="""resource "aws_s3_bucket_public_access_block" "invoices" {
  bucket                  = "acme-invoices"
  block_public_acls       = false
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
""",
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="refuses uploads that carry a public ACL",
    aliases=("CKV_AWS_53", "CKV2_AWS_6", "AVD-AWS-0086", "datadog:aws/s3_bucket_allows_public_acl"),
    controls=_PUBLIC_ACCESS_CONTROLS,
    references=_PUBLIC_ACCESS_REFERENCES,
)

PUBLIC_POLICY_ACCEPTED = Rule(
    id="aws-s3-public-policy-accepted",
    summary="A bucket policy that opens the bucket to everyone is accepted",
    why="One policy statement with a wildcard principal publishes every object at once.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"),
    belongs_to=_OF_BUCKET,
    check=Require("block_public_policy", Equals(True), absent=False),
    example="""resource "aws_s3_bucket_public_access_block" "invoices" {
  bucket                  = "acme-invoices"
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}
""",
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="refuses later changes of a public policy",
    aliases=("CKV_AWS_54", "CKV2_AWS_6", "AVD-AWS-0087", "datadog:aws/s3_bucket_with_public_policy"),
    controls=_PUBLIC_ACCESS_CONTROLS,
    references=_PUBLIC_ACCESS_REFERENCES,
)

PUBLIC_ACLS_HONOURED = Rule(
    id="aws-s3-public-acls-honoured",
    summary="Public ACLs that are already there keep working",
    why="Objects uploaded with a public ACL in the past stay readable by anyone who has the address.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"),
    belongs_to=_OF_BUCKET,
    check=Require("ignore_public_acls", Equals(True), absent=False),
    example="""resource "aws_s3_bucket_public_access_block" "invoices" {
  bucket                  = "acme-invoices"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = false
  restrict_public_buckets = true
}
""",
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off anonymous readers",
    aliases=("CKV_AWS_55", "AVD-AWS-0091", "datadog:aws/s3_bucket_without_ignore_public_acl"),
    controls=_PUBLIC_ACCESS_CONTROLS,
    references=_PUBLIC_ACCESS_REFERENCES,
)

PUBLIC_BUCKET_UNRESTRICTED = Rule(
    id="aws-s3-public-bucket-unrestricted",
    summary="A bucket with a public policy can be reached by anyone",
    why="If a public policy is or gets attached, strangers and other AWS accounts can use it; the "
    "restriction would leave only this account and AWS services.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"),
    belongs_to=_OF_BUCKET,
    check=Require("restrict_public_buckets", Equals(True), absent=False),
    example="""resource "aws_s3_bucket_public_access_block" "invoices" {
  bucket                  = "acme-invoices"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = false
}
""",
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off anonymous and cross-account readers of a public bucket",
    aliases=("CKV_AWS_56", "AVD-AWS-0093", "datadog:aws/s3_bucket_without_restriction_of_public_bucket"),
    controls=_PUBLIC_ACCESS_CONTROLS,
    references=_PUBLIC_ACCESS_REFERENCES,
)

_OPEN_ACL = NoneOf(("public-read", "public-read-write", "authenticated-read", "website"), instead="private")

TRAIL_BUCKET_PUBLIC = Rule(
    id="aws-cloudtrail-bucket-public",
    summary="The bucket with the trail's records is open to strangers",
    why="The records tell who works here, from where, with which roles and on what: a map for the next "
    "attack, and for hiding the last one.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket",),
    check=When(
        ReferredBy((("aws_cloudtrail", "s3_bucket_name"),)),
        All(
            (
                Require("acl", _OPEN_ACL),
                When(
                    Companion("aws_s3_bucket_acl", "bucket"),
                    Linked("aws_s3_bucket_acl", "bucket", Require("acl", _OPEN_ACL)),
                ),
            )
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off readers from elsewhere",
    example="""resource "aws_cloudtrail" "all" {
  name           = "all"
  s3_bucket_name = aws_s3_bucket.trail.id
}

resource "aws_s3_bucket" "trail" {
  bucket = "acme-trail"
  acl    = "public-read"
}
""",
    aliases=("AVD-AWS-0161", "datadog:aws/cloudtrail_log_files_s3_bucket_is_publicly_accessible"),
    references=(
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl",
    ),
)
