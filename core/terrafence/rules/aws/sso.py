"""AWS IAM Identity Center: sessions."""

from terrafence.declare import (
    Lacks,
    Level,
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
