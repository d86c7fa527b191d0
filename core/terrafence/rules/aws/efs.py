"""Amazon EFS."""

from terrafence.declare import (
    Disruption,
    Equals,
    Level,
    NoneOf,
    Not,
    Pick,
    Presence,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_SYSTEM = f"{_PROVIDER}/efs_file_system"
_POINT = f"{_PROVIDER}/efs_access_point"
_GUIDE = "https://docs.aws.amazon.com/efs/latest/ug"

UNENCRYPTED = Rule(
    id="aws-efs-unencrypted",
    summary="The file system is not encrypted",
    why="A backup that is shared or copied by mistake, or a stolen disk, gives away every file.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_efs_file_system",),
    check=Require("encrypted", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_efs_file_system" "homes" {
  creation_token = "homes"
}
""",
    aliases=(
        "CKV_AWS_42",
        "AVD-AWS-0037",
        "datadog:aws/efs_not_encrypted",
    ),
    controls=(
        "CIS-AWS-3.0.0:2.4.1",
        "AWS-Security-Hub:EFS.1",
    ),
    references=(
        f"{_GUIDE}/encryption-at-rest.html",
        _SYSTEM,
    ),
)

KEY_NOT_OWN = Rule(
    id="aws-efs-key-not-own",
    summary="The file system is not encrypted with a key of your own",
    why="Under AWS's default key you can neither withdraw access to the files nor restrict it further.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_efs_file_system",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_efs_file_system" "homes" {
  creation_token = "homes"
  encrypted      = true
}
""",
    aliases=(
        "CKV_AWS_184",
        "datadog:aws/efs_without_kms",
    ),
    references=(
        f"{_GUIDE}/encryption-at-rest.html",
        _SYSTEM,
    ),
)

ROOT_EXPOSED = Rule(
    id="aws-efs-root-exposed",
    summary="The access point opens the whole file system",
    why="An application that should see its own folder reads and changes the files of all others.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_efs_access_point",),
    check=Require("root_directory.path", NoneOf(("/",)), absent="/"),
    disruption=Disruption.REPLACE,
    no_fix="only you know which folder the application needs",
    example="""resource "aws_efs_access_point" "shop" {
  file_system_id = "fs-0123456789abcdef0"

  posix_user {
    gid = 1000
    uid = 1000
  }
}
""",
    aliases=("CKV_AWS_329",),
    controls=("AWS-Security-Hub:EFS.3",),
    references=(
        f"{_GUIDE}/enforce-root-directory-access-point.html",
        _POINT,
    ),
)

USER_NOT_ENFORCED = Rule(
    id="aws-efs-user-not-enforced",
    summary="The access point believes whatever user a client says it is",
    why="A client that calls itself root, or another application, gets that user's files.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_efs_access_point",),
    check=Require("posix_user", Presence.PRESENT, set={"gid": 1000, "uid": 1000}),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_efs_access_point" "shop" {
  file_system_id = "fs-0123456789abcdef0"

  root_directory {
    path = "/shop"
  }
}
""",
    aliases=("CKV_AWS_330",),
    controls=("AWS-Security-Hub:EFS.4",),
    references=(
        f"{_GUIDE}/enforce-identity-access-points.html",
        _POINT,
    ),
)

OVERWRITABLE = Rule(
    id="aws-efs-overwritable-by-replication",
    summary="Another file system may be replicated over this one",
    why="One call that makes it the target of a replication replaces all its files.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_efs_file_system",),
    check=When(
        Not(ReferredBy((("aws_efs_replication_configuration", "destination.file_system_id"),))),
        Require("protection.replication_overwrite", Equals("ENABLED"), absent="ENABLED"),
    ),
    example="""resource "aws_efs_file_system" "homes" {
  creation_token = "homes"
  encrypted      = true

  protection {
    replication_overwrite = "DISABLED"
  }
}
""",
    references=(
        f"{_GUIDE}/efs-replication.html",
        _SYSTEM,
    ),
)

LOCKOUT_CHECK_SKIPPED = Rule(
    id="aws-efs-lockout-check-skipped",
    summary="A policy that locks everyone out would be accepted",
    why="A mistake in the policy then leaves nobody who may change it again: the files are out of reach.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_efs_file_system_policy",),
    check=Require("bypass_policy_lockout_safety_check", Equals(False), absent=False),
    example="""resource "aws_efs_file_system_policy" "shared" {
  file_system_id                     = "fs-0123456789abcdef0"
  bypass_policy_lockout_safety_check = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/shop" }
      Action    = "elasticfilesystem:ClientMount"
    }]
  })
}
""",
    references=(
        "https://docs.aws.amazon.com/efs/latest/ug/API_PutFileSystemPolicy.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/efs_file_system_policy",
    ),
)
