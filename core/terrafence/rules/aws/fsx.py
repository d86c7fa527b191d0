"""Amazon FSx."""

from terrafence.declare import (
    Disruption,
    Equals,
    Excludes,
    Level,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/fsx/latest"

KEY_NOT_OWN = Rule(
    id="aws-fsx-key-not-own",
    summary="The file system is not encrypted with a key of your own",
    why="Under AWS's default key you can neither withdraw access to the files nor share a backup safely.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_fsx_lustre_file_system",
        "aws_fsx_ontap_file_system",
        "aws_fsx_openzfs_file_system",
        "aws_fsx_windows_file_system",
    ),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_fsx_ontap_file_system" "homes" {
  deployment_type     = "SINGLE_AZ_1"
  preferred_subnet_id = "subnet-0123456789abcdef0"
  storage_capacity    = 1024
  subnet_ids          = ["subnet-0123456789abcdef0"]
}
""",
    aliases=(
        "CKV_AWS_178",
        "CKV_AWS_179",
        "CKV_AWS_190",
        "CKV_AWS_203",
    ),
    references=(
        f"{_GUIDE}/ONTAPGuide/encryption-at-rest.html",
        f"{_PROVIDER}/fsx_ontap_file_system",
    ),
)

FINAL_BACKUP_SKIPPED = Rule(
    id="aws-fsx-final-backup-skipped",
    summary="The file system is deleted without a last backup",
    why="Whoever deletes it, by mistake or on purpose, leaves nothing to restore the latest files from.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_fsx_openzfs_file_system",
        "aws_fsx_windows_file_system",
        "aws_fsx_ontap_volume",
    ),
    check=Require("skip_final_backup", Equals(False), absent=False),
    example="""resource "aws_fsx_windows_file_system" "homes" {
  active_directory_id = "d-0123456789"
  skip_final_backup   = true
  storage_capacity    = 300
  subnet_ids          = ["subnet-0123456789abcdef0"]
  throughput_capacity = 32
}
""",
    references=(
        f"{_GUIDE}/WindowsGuide/using-backups.html",
        f"{_PROVIDER}/fsx_windows_file_system",
    ),
)

VOLUME_BACKUPS_UNTAGGED = Rule(
    id="aws-fsx-volume-backups-untagged",
    summary="Backups of the volume do not get its tags",
    why="Access rules and clean-up that go by tags miss the copies, which hold the same files.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_fsx_ontap_volume",),
    check=Require("copy_tags_to_backups", Equals(True), absent=False),
    example="""resource "aws_fsx_ontap_volume" "homes" {
  name                       = "homes"
  size_in_megabytes          = 1024
  storage_virtual_machine_id = "svm-0123456789abcdef0"
  copy_tags_to_backups       = false
}
""",
    references=(
        f"{_GUIDE}/ONTAPGuide/using-backups.html",
        f"{_PROVIDER}/fsx_ontap_volume",
    ),
)

RETENTION_BYPASSED = Rule(
    id="aws-fsx-retention-bypassed",
    summary="Terraform may delete the volume although its files are still locked",
    why="The lock is there so that nobody, not even an administrator, removes records before their time.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_fsx_ontap_volume",),
    check=Require("bypass_snaplock_enterprise_retention", Equals(False), absent=False),
    example="""resource "aws_fsx_ontap_volume" "records" {
  name                                 = "records"
  size_in_megabytes                    = 1024
  storage_virtual_machine_id           = "svm-0123456789abcdef0"
  bypass_snaplock_enterprise_retention = true
  copy_tags_to_backups                 = true
}
""",
    references=(
        f"{_GUIDE}/ONTAPGuide/snaplock-enterprise.html",
        f"{_PROVIDER}/fsx_ontap_volume",
    ),
)

BACKUPS_OFF = Rule(
    id="aws-fsx-backups-off",
    summary="The file system is never backed up",
    why="Deleted or encrypted files, by mistake or by an intruder, cannot be brought back.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=(
        "aws_fsx_ontap_file_system",
        "aws_fsx_openzfs_file_system",
        "aws_fsx_windows_file_system",
    ),
    check=Require("automatic_backup_retention_days", NoneOf((0,), instead=7)),
    safety=Safety.UNSAFE,
    fix_effect="bills backup storage",
    example="""resource "aws_fsx_windows_file_system" "homes" {
  active_directory_id             = "d-0123456789"
  automatic_backup_retention_days = 0
  storage_capacity                = 300
  subnet_ids                      = ["subnet-0123456789abcdef0"]
  throughput_capacity             = 32
}
""",
    references=(
        f"{_GUIDE}/WindowsGuide/using-backups.html",
        f"{_PROVIDER}/fsx_windows_file_system",
    ),
)

CHILDREN_DELETED = Rule(
    id="aws-fsx-children-deleted-with-file-system",
    summary="Deleting the file system takes every volume and snapshot below it along",
    why="A slip in a pipeline leaves nothing to restore from; without the option, AWS refuses.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_fsx_openzfs_file_system",),
    check=Require("delete_options", Excludes(("DELETE_CHILD_VOLUMES_AND_SNAPSHOTS",))),
    example="""resource "aws_fsx_openzfs_file_system" "homes" {
  delete_options      = ["DELETE_CHILD_VOLUMES_AND_SNAPSHOTS"]
  deployment_type     = "SINGLE_AZ_1"
  kms_key_id          = "arn:aws:kms:eu-west-1:123456789012:alias/homes"
  storage_capacity    = 64
  subnet_ids          = ["subnet-0123456789abcdef0"]
  throughput_capacity = 64
}
""",
    references=(
        "https://docs.aws.amazon.com/fsx/latest/APIReference/API_DeleteFileSystemOpenZFSConfiguration.html",
        f"{_PROVIDER}/fsx_openzfs_file_system",
    ),
)

AUDIT_LOG_OFF = Rule(
    id="aws-fsx-audit-log-off",
    summary="Nothing records who opens files on the share",
    why="Whoever copies or encrypts the files leaves no trace that says which, when and as whom.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_fsx_windows_file_system",),
    check=Require(
        "audit_log_configuration.file_access_audit_log_level",
        NoneOf(("DISABLED",)),
        absent="DISABLED",
        set="SUCCESS_AND_FAILURE",
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs, and takes 32 MB/s of throughput or more",
    example="""resource "aws_fsx_windows_file_system" "homes" {
  active_directory_id = "d-0123456789"
  kms_key_id          = "arn:aws:kms:eu-west-1:123456789012:alias/homes"
  storage_capacity    = 300
  subnet_ids          = ["subnet-0123456789abcdef0"]
  throughput_capacity = 32
}
""",
    references=(
        f"{_GUIDE}/WindowsGuide/file-access-auditing.html",
        f"{_PROVIDER}/fsx_windows_file_system",
    ),
)
