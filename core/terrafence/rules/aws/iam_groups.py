"""AWS Identity and Access Management: groups and their members."""

from terrafence.declare import (
    Any,
    Attr,
    Equals,
    Guard,
    Level,
    Linked,
    Never,
    PolicyForbids,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    Twin,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

GROUP_EMPTY = Rule(
    id="aws-iam-group-empty",
    summary="The group has no members",
    why="Rights that nobody needs any more wait for whoever is let into the group next, often by mistake.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_group",),
    check=Any(
        (
            Linked("aws_iam_group_membership", "group", Require("users", Presence.PRESENT)),
            Linked("aws_iam_user_group_membership", "groups"),
        )
    ),
    no_fix="who belongs to the group, or whether it can go, is for the team to say",
    example="""resource "aws_iam_group" "support" {
  name = "support"
}
""",
    aliases=("CKV2_AWS_14", "datadog:aws/iam_group_without_users"),
    references=(f"{_GUIDE}/id_groups_manage_delete.html", f"{_DOCS}/iam_group_membership"),
)

MEMBERSHIP_EMPTY = Rule(
    id="aws-iam-group-membership-empty",
    summary="The list of the group's members is empty",
    why="Users are then given rights one by one, where nobody sees any more who may do what.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_group_membership",),
    check=Require("users", Presence.PRESENT),
    no_fix="who belongs to the group, or whether it can go, is for the team to say",
    example="""resource "aws_iam_group_membership" "support" {
  name  = "support"
  group = "support"
  users = []
}
""",
    aliases=("CKV2_AWS_21",),
    references=(f"{_GUIDE}/id_groups_manage_add-remove-users.html", f"{_DOCS}/iam_group_membership"),
)

ROLE_WITHOUT_MFA = Rule(
    id="aws-iam-user-takes-role-without-mfa",
    summary="The user needs no second factor to take on a role",
    why="A key that leaked from a repository or a machine is all that it takes to have the role's rights.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_iam_user_policy",),
    check=PolicyForbids(
        "policy",
        Statement(
            like={"Action": r"(?i)^(\*|sts:(\*|AssumeRole\*?))$"},
            unless=(Guard(("aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"), open=r"(?i)^false$"),),
        ),
        limit={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off programs, and whoever signs in without a second factor",
    example="""resource "aws_iam_user_policy" "jo" {
  user = "jo"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = "arn:aws:iam::123456789012:role/support"
    }]
  })
}
""",
    aliases=("datadog:aws/authentication_without_mfa", "datadog:aws/iam_user_policy_without_mfa"),
    references=(f"{_GUIDE}/id_credentials_mfa_configure-api-require.html", f"{_DOCS}/iam_user_policy"),
)

KEYS_SEVERAL = Rule(
    id="aws-iam-user-with-several-keys",
    summary="The user has more than one access key",
    why="Nobody notices that the second one is used, or still there; a change of keys needs two for a moment "
    "only.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_access_key",),
    check=When(
        Attr("status", Equals("Active"), absent="Active"),
        Never(Twin("user"), "another key is for the same `user`"),
    ),
    no_fix="which of them is in use is not in the files",
    example="""resource "aws_iam_access_key" "jo" {
  count = 2
  user  = "jo"
}
""",
    aliases=("datadog:aws/iam_user_too_many_access_keys", "AVD-AWS-0167"),
    controls=("CIS-AWS-3.0.0:1.13",),
    references=(f"{_GUIDE}/id_credentials_access-keys.html", f"{_DOCS}/iam_access_key"),
)
