"""AWS Backup."""

from terrafence.declare import (
    Disruption,
    Equals,
    Expr,
    Level,
    Linked,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_VAULT = f"{_PROVIDER}/backup_vault"
_GUIDE = "https://docs.aws.amazon.com/aws-backup/latest/devguide"

KEY_NOT_OWN = Rule(
    id="aws-backup-key-not-own",
    summary="The vault is not encrypted with a key of your own",
    why="Whoever may restore from it may read everything; a key of your own adds a second permission, and a "
    "way to withdraw both.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_backup_vault",),
    check=Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_backup_vault" "daily" {
  name = "daily"
}
""",
    aliases=("CKV_AWS_166",),
    controls=("AWS-Security-Hub:Backup.1",),
    references=(
        f"{_GUIDE}/encryption.html",
        _VAULT,
    ),
)

DESTROYED_WITH_CONTENTS = Rule(
    id="aws-backup-vault-destroyed-with-contents",
    summary="Removing the vault from the configuration deletes every backup in it",
    why="A renamed block, or a slip in a pipeline, takes the last copy of everything with it; without the "
    "flag, AWS refuses.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_backup_vault",),
    check=Require("force_destroy", Equals(False), absent=False),
    example="""resource "aws_backup_vault" "daily" {
  name          = "daily"
  force_destroy = true
  kms_key_arn   = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab"
}
""",
    references=(
        f"{_GUIDE}/create-a-vault.html",
        _VAULT,
    ),
)

UNLOCKED = Rule(
    id="aws-backup-vault-unlocked",
    summary="Backups in the vault can be deleted before their time",
    why="Ransomware with an administrator's keys deletes the backups first.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_backup_vault",),
    check=Linked(
        "aws_backup_vault_lock_configuration",
        "backup_vault_name",
        companion={"backup_vault_name": Expr("{self}.name"), "min_retention_days": 7},
    ),
    safety=Safety.UNSAFE,
    fix_effect="refuses to delete backups for a week",
    example="""resource "aws_backup_vault" "daily" {
  name        = "daily"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab"
}
""",
    references=(
        f"{_GUIDE}/vault-lock.html",
        f"{_PROVIDER}/backup_vault_lock_configuration",
    ),
)
