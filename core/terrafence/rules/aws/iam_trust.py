"""AWS Identity and Access Management: who may take on a role."""

from terrafence.declare import (
    All,
    Guard,
    Level,
    Not,
    PolicyForbids,
    ReferredBy,
    Rule,
    Safety,
    Severity,
    Statement,
    TypeIs,
    When,
)
from terrafence.rules.aws.policies import (
    CALLER,
    DOCUMENT,
    DOCUMENT_DOCS,
    OWN_ACCOUNT,
    RESOURCE_POLICIES,
)

_ROLE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role"
_CONFUSED = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
_TRUST = "assume_role_policy"
_ONLY_MFA = Guard(("aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"), open="^false$")
_SECRET = Guard(("sts:ExternalId",))

ANYONE_ASSUMES = Rule(
    id="aws-iam-role-trusts-everyone",
    summary="Every AWS account in the world may take on the role",
    why="Anyone who learns or guesses the role's name gets its permissions; names of roles are tried by "
    "scanners.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_iam_role",),
    check=PolicyForbids(_TRUST, Statement(principals=("*",), unless=(CALLER, _SECRET)), limit=OWN_ACCOUNT),
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts",
    example="""resource "aws_iam_role" "reader" {
  name = "reader"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "*" }
    }]
  })
}
""",
    aliases=(
        "CKV_AWS_60",
        "datadog:aws/iam_policy_grants_assumerole_permission_across_all_services",
        "datadog:aws/iam_role_with_full_privileges",
    ),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        _ROLE,
    ),
)

WHOLE_ACCOUNT = Rule(
    id="aws-iam-role-trusts-whole-account",
    summary="Everyone in an account may take on the role, without MFA or an external id",
    why="One stolen key of the other account, or a service there that can be talked into it, is enough to "
    "get the role's permissions here.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_iam_role",),
    check=PolicyForbids(
        _TRUST,
        Statement(
            like={"Principal": r"^AWS:(\d{12}$|arn:[^:]+:iam::(\d*:)?root$)"},
            unless=(
                _ONLY_MFA,
                _SECRET,
                Guard(("aws:PrincipalArn", "aws:PrincipalOrg*", "aws:PrincipalTag/*", "aws:userid")),
            ),
        ),
        limit={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off machines and people who come without MFA",
    example="""resource "aws_iam_role" "auditor" {
  name = "auditor"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
    }]
  })
}
""",
    aliases=(
        "CKV_AWS_61",
        "datadog:aws/cross_account_iam_assume_role_policy_without_external_id_or_mfa",
        "datadog:aws/iam_role_allows_all_principals_to_assume",
    ),
    references=(_CONFUSED, _ROLE),
)

_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"

WEB_IDENTITY_UNCONDITIONED = Rule(
    id="aws-iam-web-identity-unconditioned",
    summary="Every user of an identity provider may take on the role",
    why="Public providers let anyone sign in. Without a condition on what the token says, a token of a "
    "stranger's pipeline, cluster or app is as good as one's own.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_iam_role",),
    check=PolicyForbids(
        _TRUST,
        Statement(
            actions=(_WEB_IDENTITY,),
            like={"Principal": r"^Federated:"},
            unless=(Guard(("*.*:*", "*/*:*", "*.*/*"), open=r"^[*?]*$"),),
        ),
    ),
    no_fix="only its owner knows which users of the provider the role is for",
    example="""resource "aws_iam_role" "deploy" {
  name = "deploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/accounts.google.com" }
    }]
  })
}
""",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
        _ROLE,
    ),
)

_GITHUB = "token.actions.githubusercontent.com"
_GITHUB_SHAPE = Statement(
    like={"Principal": rf"^Federated:.*{_GITHUB.replace('.', '[.]')}"},
    unless=(
        Guard(
            (f"{_GITHUB}*:sub",),
            open=r"^(?!repo:[^*?:/]+/|(repository|enterprise)(_owner)?(_id)?:[^*?:]+)",
        ),
        Guard((f"{_GITHUB}*:job_workflow_ref", f"{_GITHUB}*:repository*"), open=r"^[*?]"),
    ),
)

GITHUB_UNRESTRICTED = Rule(
    id="aws-iam-github-trust-unrestricted",
    summary="Workflows of any GitHub repository may take on the role",
    why="Anyone can make a repository; a workflow in it then gets the role's permissions. The audience is "
    "the same for all, only the subject names the organisation and repository.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_iam_role", DOCUMENT),
    check=All(
        (
            When(TypeIs(("aws_iam_role",)), PolicyForbids(_TRUST, _GITHUB_SHAPE)),
            When(TypeIs((DOCUMENT,)), PolicyForbids("", _GITHUB_SHAPE)),
        )
    ),
    no_fix="only its owner knows which repositories the role is for",
    example="""resource "aws_iam_role" "deploy" {
  name = "deploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRoleWithWebIdentity"
      Principal = {
        Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
      }
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
      }
    }]
  })
}
""",
    aliases=("CKV_AWS_358", "CKV_AWS_393"),
    references=(
        "https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-amazon-web-services",
        _ROLE,
    ),
)

DOCUMENT_OPEN = Rule(
    id="aws-iam-document-open-to-world",
    summary="A policy document allows something to everyone",
    why="Whatever it is attached to can then be used by any account, or without one.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=(DOCUMENT,),
    check=When(
        Not(ReferredBy((*RESOURCE_POLICIES, ("aws_iam_role", _TRUST)))),
        PolicyForbids("", Statement(principals=("*",), unless=(CALLER, _SECRET)), limit=OWN_ACCOUNT),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts and anonymous clients",
    example="""data "aws_iam_policy_document" "inbox" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = ["arn:aws:sqs:eu-west-1:123456789012:inbox"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
""",
    aliases=("CKV_AWS_283",),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        DOCUMENT_DOCS,
    ),
)
