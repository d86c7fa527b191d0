"""Amazon S3: what buckets show to browsers, and what trails record of their objects."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Contains,
    Cure,
    Disruption,
    Each,
    Equals,
    Excludes,
    Exists,
    Expectation,
    InModule,
    Lacks,
    Level,
    Matches,
    Never,
    NoneOf,
    Not,
    OneOf,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Some,
    Target,
    TypeIs,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"

WEBSITE = Rule(
    id="aws-s3-website",
    summary="The bucket answers as a website, over plain HTTP",
    why="Its objects are there for everyone who may read them, without a login, and whoever is on the way "
    "can change them. CloudFront before a private bucket does neither.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket_website_configuration", "aws_s3_bucket"),
    check=All(
        (
            When(TypeIs(("aws_s3_bucket",)), Require("website", Presence.ABSENT)),
            When(
                TypeIs(("aws_s3_bucket_website_configuration",)),
                Never(
                    AnyOf((Exists("index_document"), Exists("redirect_all_requests_to"))),
                    "it is on",
                    Cure.REMOVE,
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="takes the site away",
    example="""resource "aws_s3_bucket_website_configuration" "site" {
  bucket = "acme-site"

  index_document {
    suffix = "index.html"
  }
}
""",
    aliases=("datadog:aws/s3_static_website_host_enabled",),
    references=(f"{_GUIDE}/WebsiteEndpoints.html", f"{_DOCS}/s3_bucket_website_configuration"),
)

CORS_WIDE = Rule(
    id="aws-s3-cors-wide",
    summary="Pages of every website, or with any header, may read or write the bucket's objects",
    why="A page that a victim visits can use the bucket with whatever the victim's browser may do there.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket_cors_configuration", "aws_s3_bucket"),
    check=Each(
        "cors_rule",
        All(
            (
                Require("allowed_origins", Excludes(("*",))),
                Require("allowed_headers", Excludes(("*",))),
            )
        ),
    ),
    no_fix="which sites use the bucket, and with which headers, is not in the files",
    example="""resource "aws_s3_bucket_cors_configuration" "uploads" {
  bucket = "acme-uploads"

  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["*"]
    allowed_headers = ["content-type"]
  }
}
""",
    aliases=("datadog:aws/s3_bucket_with_unsecured_cors_rule",),
    references=(f"{_GUIDE}/ManageCorsUsing.html", f"{_DOCS}/s3_bucket_cors_configuration"),
)

_BLOCKED = Companion(
    "aws_s3_bucket_public_access_block", "bucket", Attr("ignore_public_acls", Equals(True), absent=False)
)
_PUBLIC = ("public-read", "public-read-write", "authenticated-read")
_KEPT_PRIVATE = Require("acl", NoneOf(_PUBLIC, instead="private"))

PUBLIC_ACL_BLOCKED = Rule(
    id="aws-s3-acl-without-effect",
    summary="The ACL says public, and the bucket's public-access block takes it back",
    why="Whoever reads the one does not see the other: the day the block goes, for whatever reason, the "
    "bucket is open.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_s3_bucket_acl", "aws_s3_bucket"),
    check=All(
        (
            When(AllOf((TypeIs(("aws_s3_bucket",)), _BLOCKED)), _KEPT_PRIVATE),
            When(
                AllOf((TypeIs(("aws_s3_bucket_acl",)), Target("aws_s3_bucket", "bucket", _BLOCKED))),
                _KEPT_PRIVATE,
            ),
        )
    ),
    example="""resource "aws_s3_bucket_acl" "site" {
  bucket = aws_s3_bucket.site.id
  acl    = "public-read"
}

resource "aws_s3_bucket" "site" {
  bucket = "acme-site"
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket                  = aws_s3_bucket.site.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
""",
    aliases=("datadog:aws/s3_bucket_public_acl_overridden_by_public_access_block",),
    references=(f"{_GUIDE}/access-control-block-public-access.html", f"{_DOCS}/s3_bucket_acl"),
)

NAME_WITH_DOTS = Rule(
    id="aws-s3-name-unfit-for-tls",
    summary="The bucket's name has dots or capital letters in it",
    why="The certificate of S3 does not fit a name with dots, so that clients turn the check off or use "
    "plain HTTP.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Require("bucket", Lacks(r"[.A-Z_]")),
    disruption=Disruption.REPLACE,
    no_fix="another name is another bucket, to which the objects have to be moved",
    example="""resource "aws_s3_bucket" "invoices" {
  bucket = "invoices.acme.example"
}
""",
    aliases=("AVD-AWS-0320",),
    references=(f"{_GUIDE}/bucketnamingrules.html", f"{_DOCS}/s3_bucket"),
)

_NO_TRAIL = "which trail is to record them, at its cost for each request, is for the account's owner to say"
_RECORDED_NOWHERE = """resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
"""
_EVENTS_REFERENCES = (
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
    f"{_DOCS}/cloudtrail",
)
_EVERY_OBJECT = r"^arn:[^:]+:s3(:::)?$"


def _recorded(*kinds: str) -> Condition:
    """A trail of the configuration records requests of these kinds for the bucket's objects, or for those of
    every bucket."""
    advanced = Some("advanced_event_selector.field_selector", Attr("equals", Contains(("AWS::S3::Object",))))
    selected = AllOf(
        (
            Attr("read_write_type", OneOf(("All", *kinds)), absent="All"),
            Attr("data_resource.values.*", Matches(_EVERY_OBJECT)),
        )
    )
    return AnyOf(
        (
            InModule("aws_cloudtrail", AnyOf((advanced, Some("event_selector", selected)))),
            Companion(
                "aws_cloudtrail",
                "event_selector.data_resource.values",
                Attr("event_selector.read_write_type", OneOf(("All", *kinds)), absent="All"),
            ),
        )
    )


def _object_events_off(kind: str) -> Expectation:
    return Never(Not(_recorded(kind)), "no trail of the configuration has an event selector for them")


OBJECT_WRITES_UNRECORDED = Rule(
    id="aws-s3-object-writes-unrecorded",
    summary="No trail records who writes and deletes the bucket's objects",
    why="After a theft or a deletion nobody can tell which keys did it, and what they touched.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=_object_events_off("WriteOnly"),
    no_fix=_NO_TRAIL,
    example=_RECORDED_NOWHERE,
    aliases=("AVD-AWS-0171",),
    controls=("CIS-AWS-3.0.0:3.8", "AWS-Security-Hub:S3.22"),
    references=_EVENTS_REFERENCES,
)

OBJECT_READS_UNRECORDED = Rule(
    id="aws-s3-object-reads-unrecorded",
    summary="No trail records who reads the bucket's objects",
    why="After a theft nobody can tell what was taken, and by which keys.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=_object_events_off("ReadOnly"),
    no_fix=_NO_TRAIL,
    example=_RECORDED_NOWHERE,
    aliases=("AVD-AWS-0172",),
    controls=("CIS-AWS-3.0.0:3.9", "AWS-Security-Hub:S3.23"),
    references=_EVENTS_REFERENCES,
)
