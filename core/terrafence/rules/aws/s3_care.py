"""Amazon S3: how long objects are kept, and what happens around them."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Disruption,
    Each,
    Equals,
    Exists,
    Expr,
    InModule,
    Level,
    Linked,
    Matches,
    NoneOf,
    Not,
    OneOf,
    Pick,
    PolicySays,
    Presence,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    Some,
    Statement,
    Target,
    When,
)
from terrafence.rules.aws.s3 import LOG_TARGETS

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"
_BUCKET = {"bucket": Expr("{self}.id")}
_INVOICES = """resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
"""

LIFECYCLE_MISSING = Rule(
    id="aws-s3-lifecycle-missing",
    summary="Nothing ever leaves the bucket",
    why="Data that nobody needs any more can still be stolen and has still to be paid for, unfinished "
    "uploads among it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Linked(
                "aws_s3_bucket_lifecycle_configuration",
                "bucket",
                companion={
                    **_BUCKET,
                    "rule": {
                        "id": "unfinished-uploads",
                        "status": "Enabled",
                        "filter": {},
                        "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
                    },
                },
            ),
            Require("lifecycle_rule", Presence.PRESENT),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="deletes uploads that nobody has finished for a week",
    example=_INVOICES,
    aliases=("CKV2_AWS_61",),
    controls=("AWS-Security-Hub:S3.13",),
    references=(f"{_GUIDE}/object-lifecycle-mgmt.html", f"{_DOCS}/s3_bucket_lifecycle_configuration"),
)

_ABORT = "abort_incomplete_multipart_upload.days_after_initiation"
_ENABLED = Attr("status", Equals("Enabled"))
_FILTERED = AnyOf(
    (
        Attr("prefix", Presence.PRESENT),
        Attr("filter.prefix", Presence.PRESENT),
        Exists("filter.and"),
        Exists("filter.tag"),
        Exists("filter.object_size_greater_than"),
        Exists("filter.object_size_less_than"),
    )
)

UNFINISHED_UPLOADS_KEPT = Rule(
    id="aws-s3-unfinished-uploads-kept",
    summary="No rule of the bucket's lifecycle clears unfinished uploads away",
    why="Parts of uploads that broke off are in no listing, are paid for and keep data that everyone "
    "thinks is gone.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket_lifecycle_configuration",),
    check=When(
        Not(Some("rule", AllOf((_ENABLED, Attr(_ABORT, Presence.PRESENT), Not(_FILTERED))))),
        All(
            (
                Each("rule", When(_ENABLED, Require(_ABORT, Presence.PRESENT, set=7))),
                When(
                    Not(Some("rule", _ENABLED)),
                    Each("rule", Require("status", Equals("Enabled"))),
                ),
            )
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="deletes uploads that nobody has finished for a week",
    example="""resource "aws_s3_bucket_lifecycle_configuration" "invoices" {
  bucket = "acme-invoices"

  rule {
    id     = "old"
    status = "Enabled"

    expiration {
      days = 3650
    }
  }
}
""",
    aliases=("CKV_AWS_300",),
    references=(
        f"{_GUIDE}/mpu-abort-incomplete-mpu-lifecycle-config.html",
        f"{_DOCS}/s3_bucket_lifecycle_configuration",
    ),
)

NOTIFICATIONS_OFF = Rule(
    id="aws-s3-notifications-off",
    summary="Nothing is told when objects come, change or go",
    why="Neither a detection nor a workflow can react while an intruder empties or fills the bucket.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Linked("aws_s3_bucket_notification", "bucket", companion={**_BUCKET, "eventbridge": True}),
    example=_INVOICES,
    aliases=("CKV2_AWS_62",),
    controls=("AWS-Security-Hub:S3.11",),
    references=(f"{_GUIDE}/EventBridge.html", f"{_DOCS}/s3_bucket_notification"),
)

OBJECT_LOCK_OFF = Rule(
    id="aws-s3-object-lock-off",
    summary="Objects can be deleted and overwritten at any time",
    why="Ransomware with the right to write destroys all versions; a lock keeps them for a time that "
    "nobody can shorten.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Require("object_lock_enabled", Equals(True), absent=False),
            Require("object_lock_configuration.object_lock_enabled", Equals("Enabled")),
            Linked("aws_s3_bucket_object_lock_configuration", "bucket"),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces the bucket and keeps, and bills, every version",
    example=_INVOICES,
    aliases=("CKV_AWS_143",),
    controls=("AWS-Security-Hub:S3.15",),
    references=(f"{_GUIDE}/object-lock.html", f"{_DOCS}/s3_bucket_object_lock_configuration"),
)

REPLICATION_OFF = Rule(
    id="aws-s3-replication-off",
    summary="The bucket has no copy in another place",
    why="When the region, or somebody with rights in this account, takes the bucket away, the data is gone.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Linked(
                "aws_s3_bucket_replication_configuration",
                "bucket",
                Require("rule.status", OneOf(("Enabled",))),
                companion={
                    **_BUCKET,
                    "role": Pick("aws_iam_role", "arn", "replica"),
                    "rule": {
                        "status": "Enabled",
                        "destination": {"bucket": Pick("aws_s3_bucket", "arn", "replica|backup|copy")},
                    },
                },
            ),
            Require("replication_configuration.rules.status", Equals("Enabled")),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores, and bills, everything twice",
    example=_INVOICES,
    aliases=("CKV_AWS_144",),
    controls=("AWS-Security-Hub:S3.7",),
    references=(f"{_GUIDE}/replication.html", f"{_DOCS}/s3_bucket_replication_configuration"),
)

ACLS_IN_USE = Rule(
    id="aws-s3-acls-in-use",
    summary="Objects of the bucket can have ACLs of their own",
    why="Who may read what is then spread over as many ACLs as there are objects, and an upload can bring "
    "one that is public.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_s3_bucket_ownership_controls",),
    check=Require("rule.object_ownership", Equals("BucketOwnerEnforced")),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_s3_bucket_ownership_controls", "bucket", "aws_s3_bucket"),),
    unsafe_when=AnyOf(
        (
            InModule("aws_s3_object", Exists("acl")),
            Target(
                "aws_s3_bucket",
                "bucket",
                AnyOf(
                    (
                        Exists("acl"),
                        Exists("grant"),
                        Companion("aws_s3_bucket_acl", "bucket"),
                        ReferredBy(LOG_TARGETS),
                    )
                ),
            ),
        )
    ),
    fix_effect="ends access that an ACL gives, and refuses uploads with one",
    example="""resource "aws_s3_bucket_ownership_controls" "invoices" {
  bucket = "acme-invoices"

  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}
""",
    aliases=("CKV2_AWS_65",),
    controls=("AWS-Security-Hub:S3.12",),
    references=(f"{_GUIDE}/about-object-ownership.html", f"{_DOCS}/s3_bucket_ownership_controls"),
)

_BY_CLOUDTRAIL = Statement(
    actions=("s3:PutObject",), like={"Principal": r"^Service:cloudtrail\.amazonaws\.com$"}
)

TRAIL_BUCKET_LOGGING_OFF = Rule(
    id="aws-s3-trail-bucket-access-logging-off",
    summary="Nothing records who reads or deletes the audit trail's files",
    why="An intruder who removes the traces of the intrusion leaves none of that either.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket",),
    check=When(
        AnyOf(
            (
                ReferredBy((("aws_cloudtrail", "s3_bucket_name"),)),
                PolicySays("policy", _BY_CLOUDTRAIL),
                Companion("aws_s3_bucket_policy", "bucket", PolicySays("policy", _BY_CLOUDTRAIL)),
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
    example="""resource "aws_s3_bucket" "trail" {
  bucket = "acme-trail"
}

resource "aws_cloudtrail" "all" {
  name           = "all"
  s3_bucket_name = "acme-trail"
}
""",
    aliases=("AVD-AWS-0163", "datadog:aws/cloudtrail_log_files_s3_bucket_with_logging_disabled"),
    controls=("CIS-AWS-3.0.0:3.4", "AWS-Security-Hub:CloudTrail.7"),
    references=(f"{_GUIDE}/ServerLogs.html", f"{_DOCS}/s3_bucket_logging"),
)

_OBJECTS = ("aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy")

OBJECT_KMS_OFF = Rule(
    id="aws-s3-object-kms-encryption-off",
    summary="The object names no KMS key of its own",
    why="S3 decrypts for whoever may read the bucket; with a KMS key, reading also takes a permission that "
    "can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_OBJECTS,
    check=Require(
        "kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "key|kms|main|this|default")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills KMS requests, and readers need leave to use the key",
    example="""resource "aws_s3_object" "report" {
  bucket  = "acme-reports"
  key     = "2026.csv"
  content = "a,b"
}
""",
    aliases=("CKV_AWS_186", "CKV_AWS_181"),
    references=(f"{_GUIDE}/UsingKMSEncryption.html", f"{_DOCS}/s3_object"),
)

OBJECT_ACL_PUBLIC = Rule(
    id="aws-s3-object-acl-public",
    summary="The object's ACL opens it to everyone",
    why="Anyone who has, or guesses, its name can read or replace it without an account.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=_OBJECTS,
    check=Require(
        "acl", NoneOf(("public-read", "public-read-write", "authenticated-read"), instead="private")
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off anonymous readers",
    example="""resource "aws_s3_object" "report" {
  bucket  = "acme-reports"
  key     = "2026.csv"
  content = "a,b"
  acl     = "public-read"
}
""",
    references=(f"{_GUIDE}/acl-overview.html#canned-acl", f"{_DOCS}/s3_object"),
)

ACL_GRANTS_TO_LOG_GROUP = Rule(
    id="aws-s3-acl-grants-write-acp",
    summary="The bucket's ACL lets a group of strangers change the ACL",
    why="Whoever may write the ACL can give everything else, to everyone.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_s3_bucket_acl",),
    check=Each(
        "access_control_policy.grant",
        When(
            Attr("grantee.uri", Matches(r"/groups/")),
            Require("permission", NoneOf(("WRITE_ACP",), instead="READ_ACP")),
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_s3_bucket_acl", "bucket", "aws_s3_bucket"),),
    fix_effect="takes the right to change the ACL away",
    example="""resource "aws_s3_bucket_acl" "logs" {
  bucket = "acme-logs"

  access_control_policy {
    grant {
      permission = "WRITE_ACP"

      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/s3/LogDelivery"
      }
    }

    owner {
      id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
    }
  }
}
""",
    aliases=("datadog:aws/s3_bucket_acl_grants_write_acp_permission",),
    references=(f"{_GUIDE}/acl-overview.html", f"{_DOCS}/s3_bucket_acl"),
)

_EVERYONE = r"/groups/global/AllUsers$"

ACL_SHOWN_TO_EVERYONE = Rule(
    id="aws-s3-acl-shown-to-everyone",
    summary="Everyone may read who has access to the bucket",
    why="The ACL names the accounts and groups that are worth attacking.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_s3_bucket_acl",),
    check=Each(
        "access_control_policy.grant",
        When(
            Attr("grantee.uri", Matches(_EVERYONE)),
            Require("permission", NoneOf(("READ_ACP", "FULL_CONTROL"), instead="READ")),
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_s3_bucket_acl", "bucket", "aws_s3_bucket"),),
    fix_effect="only lets everyone list the bucket",
    example="""resource "aws_s3_bucket_acl" "reports" {
  bucket = "acme-reports"

  access_control_policy {
    grant {
      permission = "READ_ACP"

      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/global/AllUsers"
      }
    }

    owner {
      id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
    }
  }
}
""",
    aliases=("CKV_AWS_375",),
    references=(f"{_GUIDE}/acl-overview.html", f"{_DOCS}/s3_bucket_acl"),
)

MFA_DELETE_OFF = Rule(
    id="aws-s3-mfa-delete-off",
    summary="A stolen key is enough to destroy the bucket's objects with all their versions",
    why="Ransomware deletes the versions that should bring the data back. With versioning and MFA delete, "
    "that takes the root user's device as well.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket",),
    check=Any(
        (
            Require("versioning.mfa_delete", Equals(True), absent=False),
            Linked(
                "aws_s3_bucket_versioning",
                "bucket",
                Require("versioning_configuration.mfa_delete", Equals("Enabled"), absent="Disabled"),
            ),
        )
    ),
    no_fix="only the root user can turn it on, with the device in hand",
    example=_INVOICES,
    aliases=("AVD-AWS-0170",),
    controls=("CIS-AWS-3.0.0:2.1.2", "AWS-Security-Hub:S3.20"),
    references=(f"{_GUIDE}/MultiFactorAuthenticationDelete.html", f"{_DOCS}/s3_bucket_versioning"),
)

DESTROYED_WITH_CONTENTS = Rule(
    id="aws-s3-destroyed-with-contents",
    summary="Destroying the bucket destroys everything in it",
    why="A mistaken plan, or a name that was changed, then takes all objects and their versions with it; S3 "
    "itself refuses to delete a bucket that is not empty.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_s3_bucket", "aws_s3_directory_bucket", "aws_s3tables_table_bucket"),
    check=Require("force_destroy", Equals(False), absent=False),
    example="""resource "aws_s3_bucket" "invoices" {
  bucket        = "acme-invoices"
  force_destroy = true
}
""",
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket",
    ),
)
