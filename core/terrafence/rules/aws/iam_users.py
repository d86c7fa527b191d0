"""AWS Identity and Access Management: users, groups and their keys; the organisation."""

from terrafence.declare import (
    All,
    Any,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Cure,
    Disruption,
    Equals,
    Exists,
    Expr,
    Guard,
    Level,
    Linked,
    Never,
    Not,
    PolicyForbids,
    PolicyHas,
    PolicySays,
    Presence,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    Target,
    Twin,
    TypeIs,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"

ROOT_ACCESS_KEY = Rule(
    id="aws-iam-root-access-key",
    summary="The root user has an access key",
    why="Nothing limits what the root user may do, not even the organisation's policies of the account; a "
    "leaked key of it cannot be contained.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_iam_access_key",),
    check=When(Attr("user", Equals("root")), Require("status", Equals("Inactive"), absent="Active")),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off whoever uses the key",
    example="""resource "aws_iam_access_key" "emergency" {
  user = "root"
}
""",
    aliases=(
        "CKV_AWS_348",
        "AVD-AWS-0141",
        "datadog:aws/iam_access_key_is_exposed",
        "datadog:aws/root_account_has_active_access_keys",
    ),
    controls=("CIS-AWS-3.0.0:1.4", "AWS-Security-Hub:IAM.4"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
        f"{_DOCS}/iam_access_key",
    ),
)

USER_HOLDS_POLICY = Rule(
    id="aws-iam-user-holds-policy",
    summary="A policy is given to a single user and not to a group or role",
    why="Permissions that are handed out one by one are forgotten when people change jobs, and nobody can "
    "say who may do what.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_user_policy", "aws_iam_user_policy_attachment", "aws_iam_policy_attachment"),
    check=All(
        (
            When(
                TypeIs(("aws_iam_user_policy", "aws_iam_user_policy_attachment")),
                Never(Exists("user"), "`user` is set"),
            ),
            When(TypeIs(("aws_iam_policy_attachment",)), Require("users", Presence.ABSENT)),
        )
    ),
    no_fix="which group or role the policy belongs to is for its owner to say",
    example="""resource "aws_iam_user_policy_attachment" "jo" {
  user       = "jo"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
""",
    aliases=("CKV_AWS_40", "AVD-AWS-0143", "datadog:aws/iam_policies_attached_to_user"),
    controls=("CIS-AWS-3.0.0:1.15", "AWS-Security-Hub:IAM.2"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
        f"{_DOCS}/iam_user_policy_attachment",
    ),
)

CONSOLE_USER = Rule(
    id="aws-iam-user-signs-in-with-password",
    summary="An IAM user has a password for the console",
    why="A password of an IAM user outlives its owner's job and is asked for no second factor unless "
    "somebody sees to it; single sign-on does both.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_user",),
    check=Never(
        ReferredBy((("aws_iam_user_login_profile", "user"),)), "an `aws_iam_user_login_profile` refers to it"
    ),
    no_fix="people need another way to sign in first",
    example="""resource "aws_iam_user" "jo" {
  name = "jo"
}

resource "aws_iam_user_login_profile" "jo" {
  user                    = "jo"
  password_reset_required = true
}
""",
    aliases=("CKV2_AWS_22", "datadog:aws/iam_user_with_access_to_console"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
        f"{_DOCS}/iam_user_login_profile",
    ),
)

FIRST_PASSWORD_STAYS = Rule(
    id="aws-iam-first-password-stays",
    summary="A user need not change the password that Terraform made",
    why="That password stands in the state and in the output of the run, and whoever reads either can sign "
    "in with it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_iam_user_login_profile",),
    check=Require("password_reset_required", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_iam_user_login_profile" "jo" {
  user                    = "jo"
  password_reset_required = false
}
""",
    aliases=("datadog:aws/no_password_policy_enabled",),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html",
        f"{_DOCS}/iam_user_login_profile",
    ),
)

IAM_USER = Rule(
    id="aws-iam-user-instead-of-sso",
    summary="A person or program is an IAM user, with credentials that do not expire",
    why="Keys and passwords of IAM users are valid until somebody remembers to delete them; roles and "
    "single sign-on hand out ones that end within hours.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_user",),
    check=Never(Exists("name"), "`name` is set"),
    no_fix="who or what the user is decides what takes its place",
    example="""resource "aws_iam_user" "jo" {
  name = "jo"
}
""",
    aliases=("CKV_AWS_273",),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-users-federation-idp",
        f"{_DOCS}/iam_user",
    ),
)

_MFA = "aws:MultiFactorAuthPresent"
_DENIED_WITHOUT_MFA = Statement("Deny", condition=("BoolIfExists", _MFA, "false"))
_DEMANDS_MFA = (
    Statement("Allow", condition=("Bool", _MFA, "true")),
    Statement("Deny", condition=("Bool", _MFA, "false")),
    _DENIED_WITHOUT_MFA,
)
_WITHOUT_MFA = (
    "iam:ChangePassword",
    "iam:CreateVirtualMFADevice",
    "iam:EnableMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ResyncMFADevice",
    "sts:GetSessionToken",
)


def _demanded(path: str) -> Condition:
    return AnyOf(tuple(PolicySays(path, shape) for shape in _DEMANDS_MFA))


_ATTACHED = Target("aws_iam_policy", "policy_arn", _demanded("policy"))

GROUP_WITHOUT_MFA = Rule(
    id="aws-iam-group-without-mfa",
    summary="Members of the group need no second factor for what it allows",
    why="A guessed or leaked password, or a key in a repository, is then all that it takes.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_iam_group",),
    check=When(
        Not(
            AnyOf(
                (
                    Companion("aws_iam_group_policy", "group", _demanded("policy")),
                    Companion("aws_iam_group_policy_attachment", "group", _ATTACHED),
                    Companion("aws_iam_policy_attachment", "groups", _ATTACHED),
                )
            )
        ),
        Linked(
            "aws_iam_group_policy",
            "group",
            PolicyHas(
                "policy",
                _DENIED_WITHOUT_MFA,
                add={
                    "Sid": "DenyWithoutMfa",
                    "Effect": "Deny",
                    "NotAction": _WITHOUT_MFA,
                    "Resource": "*",
                    "Condition": {"BoolIfExists": {_MFA: "false"}},
                },
            ),
            companion={
                "group": Expr("{self}.name"),
                "policy": Expr(
                    """jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Sid    = "DenyWithoutMfa"
    Effect = "Deny"
    NotAction = [
"""
                    + "".join(f'      "{action}",\n' for action in _WITHOUT_MFA)
                    + """    ]
    Resource  = "*"
    Condition = { BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }
  }]
})"""
                ),
            },
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=AnyOf(
        (
            Companion("aws_iam_group_membership", "group"),
            Companion("aws_iam_user_group_membership", "groups"),
        )
    ),
    fix_effect="cuts off members who come without a second factor",
    example="""resource "aws_iam_group" "support" {
  name = "support"
}
""",
    aliases=("AVD-AWS-0123",),
    controls=("CIS-AWS-3.0.0:1.10",),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html",
        f"{_DOCS}/iam_group_policy",
    ),
)

CONTROL_POLICIES_OFF = Rule(
    id="aws-organizations-control-policies-off",
    summary="The organisation only shares bills; its accounts cannot be limited",
    why="No guard rail holds in all accounts: whoever administers one of them may leave regions, logs and "
    "backups unguarded.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_organizations_organization",),
    check=Require("feature_set", Equals("ALL"), absent="ALL"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="asks every member account to agree",
    example="""resource "aws_organizations_organization" "acme" {
  feature_set = "CONSOLIDATED_BILLING"
}
""",
    aliases=("datadog:aws/service_control_policies_disabled",),
    references=(
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html",
        f"{_DOCS}/organizations_organization",
    ),
)

_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"

GROUP_EMPTY = Rule(
    id="aws-iam-group-empty",
    summary="The group has no members",
    why="Rights that nobody needs any more wait for whoever is let into the group next, often by mistake.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_iam_group",),
    check=All(
        (
            Never(
                Not(
                    AnyOf(
                        (
                            Companion("aws_iam_group_membership", "group"),
                            Companion("aws_iam_user_group_membership", "groups"),
                        )
                    )
                ),
                "no membership names it",
                Cure.REMOVE,
            ),
            When(
                Companion("aws_iam_group_membership", "group"),
                Any(
                    (
                        Linked("aws_iam_group_membership", "group", Require("users", Presence.PRESENT)),
                        Linked("aws_iam_user_group_membership", "groups"),
                    )
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="deletes it, whoever may have joined it elsewhere",
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
    no_fix="who belongs to the group is for the team to say",
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
