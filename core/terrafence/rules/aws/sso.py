"""AWS IAM Identity Center: sessions."""

from terrafence.declare import (
    Exists,
    Lacks,
    Level,
    Never,
    Require,
    Rule,
    Safety,
    Severity,
)

SESSION_LONG = Rule(
    id="aws-sso-session-long",
    summary="A session of the permission set outlasts a working day",
    why="Credentials that were taken from a machine, or a person who has left, stay good until the session "
    "ends.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ssoadmin_permission_set",),
    check=Require("session_duration", Lacks(r"^PT(9|1[0-2])H"), set="PT8H"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="makes people sign in again after eight hours",
    example="""resource "aws_ssoadmin_permission_set" "support" {
  name             = "support"
  instance_arn     = "arn:aws:sso:::instance/ssoins-0123456789abcdef"
  session_duration = "PT12H"
}
""",
    references=(
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssoadmin_permission_set",
    ),
)

PERSON_MADE_BY_HAND = Rule(
    id="aws-sso-user-made-by-hand",
    summary="A person's login is made by Terraform and not by a directory",
    why="Whoever leaves keeps the login until somebody thinks of this file; a directory that is the source "
    "of all logins ends it for every system at once.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_identitystore_user",),
    check=Never(Exists("user_name"), "it is declared here"),
    no_fix="people come from the directory that the team uses, which the files do not show",
    example="""resource "aws_identitystore_user" "jo" {
  identity_store_id = "d-0123456789"
  display_name      = "Jo Doe"
  user_name         = "jo"

  name {
    given_name  = "Jo"
    family_name = "Doe"
  }
}
""",
    aliases=("datadog:aws/sso_identity_user_unsafe_creation",),
    references=(
        "https://docs.aws.amazon.com/singlesignon/latest/userguide/manage-your-identity-source.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/identitystore_user",
    ),
)
