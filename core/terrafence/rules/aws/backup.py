"""AWS Backup."""

from terrafence.declare import (
    AllOf,
    Any,
    AnyOf,
    Attr,
    Disruption,
    Equals,
    Exists,
    Expr,
    InModule,
    Level,
    Linked,
    Matches,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Surely,
    When,
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

_SELECTIONS = "aws_backup_selection"

LEFT_OUT = Rule(
    id="aws-backup-left-out",
    summary="The backup plans of the configuration leave it out",
    why="What is deleted or encrypted by an intruder is gone: the backups that the others have do not hold "
    "it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ebs_volume", "aws_efs_file_system", "aws_rds_cluster"),
    check=When(
        AllOf(
            (
                InModule(_SELECTIONS, Exists("resources")),
                Not(InModule(_SELECTIONS, AnyOf((Exists("selection_tag"), Exists("condition"))))),
                # A name that is written out may be that of anything; a reference says what it is.
                Not(Surely(InModule(_SELECTIONS, Attr("resources.*", Matches(r"^(arn:|\*)"))))),
            )
        ),
        Any(
            (
                Linked(
                    _SELECTIONS,
                    "resources",
                    companion={
                        "name": "backup",
                        "plan_id": Pick("aws_backup_plan", "id", "."),
                        "iam_role_arn": Pick("aws_iam_role", "arn", "backup"),
                        "resources": (Expr("{self}.arn"),),
                    },
                ),
                Linked(
                    "aws_efs_backup_policy",
                    "file_system_id",
                    Require("backup_policy.status", Equals("ENABLED")),
                ),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the copies that the plan makes",
    example="""resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = "1a2b3c4d"
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  resources    = [aws_ebs_volume.ledger.arn]
}

resource "aws_ebs_volume" "ledger" {
  availability_zone = "eu-west-1a"
  size              = 40
}

resource "aws_efs_file_system" "shared" {
  creation_token = "shared"
}
""",
    aliases=("CKV2_AWS_8", "CKV2_AWS_9", "CKV2_AWS_18"),
    controls=("AWS-Security-Hub:EFS.2",),
    references=(f"{_GUIDE}/assigning-resources.html", f"{_PROVIDER}/backup_selection"),
)
