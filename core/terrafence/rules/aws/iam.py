"""AWS Identity and Access Management."""

from terrafence.declare import (
    All,
    AllOf,
    Each,
    Level,
    Not,
    PolicyForbids,
    ReferredBy,
    Rule,
    Severity,
    Statement,
    TypeIs,
    When,
)

_EVERYTHING = Statement(effect="Allow", actions=("*",), resources=("*",))
_POLICY = (
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
)
_DOCUMENT = "data.aws_iam_policy_document"
_PERMISSION_SET = "aws_ssoadmin_permission_set_inline_policy"

_GRANTS_NOTHING_ITSELF = (
    ("aws_organizations_policy", "content"),
    ("aws_vpc_endpoint", "policy"),
    ("aws_vpc_endpoint_policy", "policy"),
)

FULL_ADMIN_POLICY = Rule(
    id="aws-iam-full-admin-policy",
    summary="A policy allows every action on every resource",
    why="Whoever gets hold of one identity with it owns the account: data, backups, logs, and the other "
    "identities.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=(*_POLICY, "aws_iam_role", _PERMISSION_SET, _DOCUMENT),
    check=All(
        (
            When(TypeIs(_POLICY), PolicyForbids("policy", _EVERYTHING)),
            When(TypeIs(("aws_iam_role",)), Each("inline_policy", PolicyForbids("policy", _EVERYTHING))),
            When(TypeIs((_PERMISSION_SET,)), PolicyForbids("inline_policy", _EVERYTHING)),
            When(
                AllOf((TypeIs((_DOCUMENT,)), Not(ReferredBy(_GRANTS_NOTHING_ITSELF)))),
                PolicyForbids("", _EVERYTHING),
            ),
        )
    ),
    no_fix="only its owner knows which actions the identity needs",
    example="""resource "aws_iam_policy" "deploy" {
  name = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
""",
    aliases=(
        "CKV_AWS_1",
        "CKV_AWS_62",
        "datadog:aws/iam_policies_with_full_privileges",
        "datadog:aws/iam_policy_grants_full_permissions",
    ),
    controls=("CIS-AWS-3.0.0:1.16", "AWS-Security-Hub:IAM.1"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document",
    ),
)
