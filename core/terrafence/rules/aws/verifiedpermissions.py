"""Amazon Verified Permissions."""

from terrafence.declare import (
    Equals,
    Level,
    NoneOf,
    Require,
    Rule,
    Safety,
    Severity,
)

DELETION_UNPROTECTED = Rule(
    id="aws-verifiedpermissions-deletion-unprotected",
    summary="The store of policies can be deleted in one step",
    why="Without its policies every application that asks the store refuses everyone, or lets everyone in.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_verifiedpermissions_policy_store",),
    check=Require("deletion_protection", Equals("ENABLED"), absent="DISABLED"),
    example="""resource "aws_verifiedpermissions_policy_store" "shop" {
  validation_settings {
    mode = "STRICT"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/verifiedpermissions/latest/userguide/policy-stores-delete.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/verifiedpermissions_policy_store",
    ),
)

SCHEMA_UNCHECKED = Rule(
    id="aws-verifiedpermissions-schema-unchecked",
    summary="The store takes policies that do not fit its schema",
    why="A policy with a misspelled name never applies: what it was to forbid is allowed, and nobody hears.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_verifiedpermissions_policy_store",),
    check=Require("validation_settings.mode", NoneOf(("OFF",), instead="STRICT")),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="refuses later changes of policies that do not fit",
    example="""resource "aws_verifiedpermissions_policy_store" "shop" {
  deletion_protection = "ENABLED"

  validation_settings {
    mode = "OFF"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/verifiedpermissions/latest/userguide/policy-validation-mode.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/verifiedpermissions_policy_store",
    ),
)
