"""Amazon WorkSpaces."""

from terrafence.declare import (
    Disruption,
    Equals,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/workspaces_workspace"
_EXAMPLE = """resource "aws_workspaces_workspace" "desk" {{
  directory_id                   = "d-0123456789"
  bundle_id                      = "wsb-012345678"
  user_name                      = "jo"
  root_volume_encryption_enabled = {}
  user_volume_encryption_enabled = {}
  volume_encryption_key          = "arn:aws:kms:eu-west-1:123456789012:key/1"
}}
"""
_KEY = {"volume_encryption_key": "alias/aws/workspaces"}
"""AWS's own key for it, as the provider's documentation has it."""
_REFERENCES = ("https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html", _DOCS)

ROOT_UNENCRYPTED = Rule(
    id="aws-workspaces-root-volume-unencrypted",
    summary="The desktop's system disk is not encrypted",
    why="A snapshot of it, or a discarded drive, gives away what was installed and cached there.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_workspaces_workspace",),
    check=Require("root_volume_encryption_enabled", Equals(True), absent=False, beside=_KEY),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example=_EXAMPLE.format("false", "true"),
    aliases=("CKV_AWS_156", "AVD-AWS-0109", "datadog:aws/workspaces_workspace_volume_not_encrypted"),
    controls=("AWS-Security-Hub:WorkSpaces.2",),
    references=_REFERENCES,
)

USER_UNENCRYPTED = Rule(
    id="aws-workspaces-user-volume-unencrypted",
    summary="The desktop's user disk is not encrypted",
    why="A snapshot of it, or a discarded drive, gives away every file of the user.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_workspaces_workspace",),
    check=Require("user_volume_encryption_enabled", Equals(True), absent=False, beside=_KEY),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example=_EXAMPLE.format("true", "false"),
    aliases=("CKV_AWS_155", "AVD-AWS-0109", "datadog:aws/workspaces_workspace_volume_not_encrypted"),
    controls=("AWS-Security-Hub:WorkSpaces.1",),
    references=_REFERENCES,
)
