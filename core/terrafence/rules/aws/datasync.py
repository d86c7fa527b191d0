"""AWS DataSync and Storage Gateway."""

from terrafence.declare import (
    Attr,
    Disruption,
    Equals,
    Level,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_TASK = f"{_PROVIDER}/datasync_task"
_DATASYNC = "https://docs.aws.amazon.com/datasync/latest/userguide"
_GATEWAY = "https://docs.aws.amazon.com/filegateway/latest/files3"

UNVERIFIED = Rule(
    id="aws-datasync-unverified",
    summary="Nobody checks that what arrives is what was sent",
    why="Files that were damaged or tampered with on the way go unnoticed.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_datasync_task",),
    check=Require("options.verify_mode", NoneOf(("NONE",), instead="ONLY_FILES_TRANSFERRED")),
    example="""resource "aws_datasync_task" "archive" {
  source_location_arn      = "arn:aws:datasync:eu-west-1:123456789012:location/loc-0123456789abcdef0"
  destination_location_arn = "arn:aws:datasync:eu-west-1:123456789012:location/loc-0fedcba9876543210"

  options {
    verify_mode = "NONE"
  }
}
""",
    references=(
        f"{_DATASYNC}/configure-data-verification-options.html",
        _TASK,
    ),
)

LOGS_OFF = Rule(
    id="aws-datasync-logs-off",
    summary="The transfer writes no log",
    why="Which files were copied, skipped or refused cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_datasync_task",),
    check=Require(
        "cloudwatch_log_group_arn", Presence.PRESENT, set=Pick("aws_cloudwatch_log_group", "arn", ".")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_datasync_task" "archive" {
  source_location_arn      = "arn:aws:datasync:eu-west-1:123456789012:location/loc-0123456789abcdef0"
  destination_location_arn = "arn:aws:datasync:eu-west-1:123456789012:location/loc-0fedcba9876543210"
}
""",
    controls=("AWS-Security-Hub:DataSync.1",),
    references=(
        f"{_DATASYNC}/configure-logging.html",
        _TASK,
    ),
)

PLAIN_HTTP = Rule(
    id="aws-datasync-plain-http",
    summary="Objects are read or written over plain HTTP",
    why="Anyone on the network path reads the access key and every object.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_datasync_location_object_storage",),
    check=Require("server_protocol", Equals("HTTPS"), absent="HTTPS"),
    safety=Safety.UNSAFE,
    fix_effect="cuts off a server that only speaks plain HTTP",
    example="""resource "aws_datasync_location_object_storage" "archive" {
  bucket_name     = "archive"
  server_hostname = "objects.example.com"
  server_protocol = "HTTP"
}
""",
    references=(
        f"{_DATASYNC}/create-object-location.html",
        f"{_PROVIDER}/datasync_location_object_storage",
    ),
)

SECRET_WRITTEN_OUT = Rule(
    id="aws-datasync-secret-written-out",
    summary="The secret key of the object store stands in the configuration",
    why="Everyone who may read the repository, its history or the state can read and write the store.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_datasync_location_object_storage",),
    check=Require("secret_key", Presence.NO_LITERAL),
    no_fix="a secret that has been committed has to be replaced, and only you can do that",
    example="""resource "aws_datasync_location_object_storage" "archive" {
  access_key      = "archive"
  bucket_name     = "archive"
  secret_key      = "correct-horse-battery-staple"
  server_hostname = "objects.example.com"
}
""",
    aliases=("CKV_AWS_295",),
    references=(
        f"{_DATASYNC}/create-object-location.html",
        f"{_PROVIDER}/datasync_location_object_storage",
    ),
)

SHARES_LISTED_TO_ALL = Rule(
    id="aws-storagegateway-folders-listed-to-all",
    summary="The file share shows users folders that they may not open",
    why="Names of folders and files tell an intruder where to look.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_storagegateway_smb_file_share",),
    check=When(
        Attr("authentication", Equals("ActiveDirectory"), absent="ActiveDirectory"),
        Require("access_based_enumeration", Equals(True), absent=False),
    ),
    example="""resource "aws_storagegateway_smb_file_share" "homes" {
  gateway_arn              = "arn:aws:storagegateway:eu-west-1:123456789012:gateway/sgw-01234567"
  location_arn             = "arn:aws:s3:::homes"
  role_arn                 = "arn:aws:iam::123456789012:role/gateway"
  access_based_enumeration = false
}
""",
    references=(
        f"{_GATEWAY}/CreatingAnSMBFileShare.html",
        f"{_PROVIDER}/storagegateway_smb_file_share",
    ),
)

GUESTS_ACCEPTED = Rule(
    id="aws-storagegateway-guests-accepted",
    summary="The file share lets in everyone who knows one guest password",
    why="No record says who read or changed a file, and a person who leaves keeps the password.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_storagegateway_smb_file_share",),
    check=Require(
        "authentication",
        Equals("ActiveDirectory"),
        absent="ActiveDirectory",
        beside={"access_based_enumeration": True},
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_storagegateway_smb_file_share" "homes" {
  authentication = "GuestAccess"
  gateway_arn    = "arn:aws:storagegateway:eu-west-1:123456789012:gateway/sgw-01234567"
  location_arn   = "arn:aws:s3:::homes"
  role_arn       = "arn:aws:iam::123456789012:role/gateway"
}
""",
    references=(
        f"{_GATEWAY}/CreatingAnSMBFileShare.html",
        f"{_PROVIDER}/storagegateway_smb_file_share",
    ),
)

SHARES_VISIBLE = Rule(
    id="aws-storagegateway-shares-visible",
    summary="The gateway lists its file shares to everyone on the network",
    why="Names of shares tell an intruder where to look.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_storagegateway_gateway",),
    check=Require("smb_file_share_visibility", Equals(False), absent=False),
    example="""resource "aws_storagegateway_gateway" "office" {
  cloudwatch_log_group_arn  = "arn:aws:logs:eu-west-1:123456789012:log-group:gateway:*"
  gateway_ip_address        = "10.0.0.10"
  gateway_name              = "office"
  gateway_timezone          = "GMT"
  gateway_type              = "FILE_S3"
  smb_file_share_visibility = true
}
""",
    references=(
        f"{_GATEWAY}/security-strategy.html",
        f"{_PROVIDER}/storagegateway_gateway",
    ),
)

GATEWAY_LOG_OFF = Rule(
    id="aws-storagegateway-log-off",
    summary="The gateway writes no log",
    why="Failed uploads and files that it could not read leave no trace that anyone could look at later.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_storagegateway_gateway",),
    check=Require(
        "cloudwatch_log_group_arn", Presence.PRESENT, set=Pick("aws_cloudwatch_log_group", "arn", ".")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_storagegateway_gateway" "office" {
  gateway_ip_address = "10.0.0.10"
  gateway_name       = "office"
  gateway_timezone   = "GMT"
  gateway_type       = "FILE_S3"
}
""",
    references=(
        f"{_GATEWAY}/monitoring-file-gateway.html",
        f"{_PROVIDER}/storagegateway_gateway",
    ),
)

SHARE_AUDIT_LOG_OFF = Rule(
    id="aws-storagegateway-audit-log-off",
    summary="Nothing records who opens files on the share",
    why="Whoever copies or encrypts the files leaves no trace that says which, when and as whom.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_storagegateway_smb_file_share",),
    check=Require(
        "audit_destination_arn", Presence.PRESENT, set=Pick("aws_cloudwatch_log_group", "arn", ".")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_storagegateway_smb_file_share" "homes" {
  gateway_arn              = "arn:aws:storagegateway:eu-west-1:123456789012:gateway/sgw-01234567"
  location_arn             = "arn:aws:s3:::homes"
  role_arn                 = "arn:aws:iam::123456789012:role/gateway"
  access_based_enumeration = true
}
""",
    references=(
        f"{_GATEWAY}/audit-logs.html",
        f"{_PROVIDER}/storagegateway_smb_file_share",
    ),
)
