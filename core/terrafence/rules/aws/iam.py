"""AWS Identity and Access Management: what policies allow."""

from terrafence.declare import (
    All,
    Excludes,
    Guard,
    Level,
    NoneOf,
    Require,
    Rule,
    Severity,
    Statement,
    TypeIs,
    When,
)
from terrafence.rules.aws.policies import DOCUMENT_DOCS, IDENTITY_POLICIES, identity_policies

_LEAST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"
_ONLY_ITS_OWNER = "only its owner knows which actions the identity needs, and on what"

FULL_ADMIN_POLICY = Rule(
    id="aws-iam-full-admin-policy",
    summary="A policy allows every action on every resource",
    why="Whoever gets hold of one identity with it owns the account: data, backups, logs, and the other "
    "identities.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(actions=("*",), resources=("*",))),
    no_fix=_ONLY_ITS_OWNER,
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
        "CKV_AWS_63",
        "CKV_AWS_49",
        "AVD-AWS-0057",
        "datadog:aws/iam_policies_with_full_privileges",
        "datadog:aws/iam_policy_grants_full_permissions",
        "datadog:aws/sso_policy_with_full_privileges",
        "CKV_AWS_355",
        "CKV_AWS_356",
    ),
    controls=("CIS-AWS-3.0.0:1.16", "AWS-Security-Hub:IAM.1"),
    references=(_LEAST, DOCUMENT_DOCS),
)

WILDCARD_ACTION = Rule(
    id="aws-iam-wildcard-action",
    summary="A policy allows every action on what it names",
    why="Besides using the resource, its holder can delete it, share it and change who else may use it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(actions=("*",), like={"Resource": r"[^*]"})),
    no_fix=_ONLY_ITS_OWNER,
    example="""data "aws_iam_policy_document" "reports" {
  statement {
    actions   = ["*"]
    resources = ["arn:aws:s3:::acme-reports"]
  }
}
""",
    aliases=("CKV_AWS_63", "CKV_AWS_49", "AVD-AWS-0057"),
    controls=("AWS-Security-Hub:IAM.21",),
    references=(_LEAST, DOCUMENT_DOCS),
)

SERVICE_WILDCARD = Rule(
    id="aws-iam-service-wildcard",
    summary="A policy allows everything that a service can do, on all of its resources",
    why="The identity can then also delete, share and open up every resource of that service in the "
    "account, those of other teams too.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(resources=("*",), like={"Action": r"^[a-z0-9-]+:\*$"})),
    no_fix=_ONLY_ITS_OWNER,
    example="""resource "aws_iam_role_policy" "worker" {
  role = "worker"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "dynamodb:*"
      Resource = "*"
    }]
  })
}
""",
    aliases=(
        "AVD-AWS-0057",
        "AVD-AWS-0345",
        "CKV_AWS_355",
        "CKV_AWS_356",
    ),
    controls=("AWS-Security-Hub:IAM.21",),
    references=(_LEAST, DOCUMENT_DOCS),
)

ALLOWS_ALL_BUT = Rule(
    id="aws-iam-allows-all-but",
    summary="A policy allows all actions except the ones it names",
    why="Every service and action that AWS adds is allowed from its first day, and so is everything that "
    "the author did not think of.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(resources=("*",), like={"NotAction": ""})),
    no_fix=_ONLY_ITS_OWNER,
    example="""data "aws_iam_policy_document" "developer" {
  statement {
    not_actions = ["iam:*"]
    resources   = ["*"]
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
        DOCUMENT_DOCS,
    ),
)

# Actions that hand out credentials, from the Service Authorization Reference.
_CREDENTIALS = (
    "codepipeline:PollForJobs",
    "cognito-identity:GetCredentialsForIdentity",
    "cognito-identity:GetOpenIdToken",
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity",
    "connect:GetFederationToken",
    "ec2:GetPasswordData",
    "gamelift:RequestUploadCredentials",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:ResetServiceSpecificCredential",
    "iam:UpdateAccessKey",
    "lightsail:DownloadDefaultKeyPair",
    "lightsail:GetInstanceAccessDetails",
    "lightsail:GetRelationalDatabaseMasterUserPassword",
    "mediapackage:RotateIngestEndpointCredentials",
    "rds-db:connect",
    "redshift:GetClusterCredentials",
    "sso:GetRoleCredentials",
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:GetFederationToken",
    "sts:GetSessionToken",
)

CREDENTIALS_EXPOSED = Rule(
    id="aws-iam-credentials-exposed",
    summary="A policy lets its holder obtain credentials of any other identity",
    why="Whoever takes over the identity goes on as another one, with that one's permissions, and stays "
    "when the first is locked.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(actions=_CREDENTIALS, resources=("*",), unconditioned=True)),
    no_fix="only its owner knows whose credentials the identity may obtain",
    example="""data "aws_iam_policy_document" "helpdesk" {
  statement {
    actions   = ["iam:CreateAccessKey"]
    resources = ["*"]
  }
}
""",
    aliases=("CKV_AWS_107", "CKV_AWS_287"),
    references=(
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
        DOCUMENT_DOCS,
    ),
)

DATA_EXFILTRATION = Rule(
    id="aws-iam-reads-all-data",
    summary="A policy lets its holder read every object, parameter or secret of the account",
    why="One stolen session is enough to copy all of it, passwords of other systems included.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(
        Statement(
            actions=(
                "s3:GetObject",
                "ssm:GetParameter",
                "ssm:GetParameters",
                "ssm:GetParametersByPath",
                "secretsmanager:GetSecretValue",
            ),
            resources=("*",),
            unconditioned=True,
        )
    ),
    no_fix="only its owner knows which data the identity needs",
    example="""data "aws_iam_policy_document" "worker" {
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["*"]
  }
}
""",
    aliases=("CKV_AWS_108", "CKV_AWS_288"),
    references=(_LEAST, DOCUMENT_DOCS),
)

# Actions that change who may do what, from the Service Authorization Reference ("Permissions management").
_PERMISSIONS = (
    "acm-pca:PutPolicy",
    "backup:PutBackupVaultAccessPolicy",
    "codebuild:PutResourcePolicy",
    "ec2:ModifyImageAttribute",
    "ec2:ModifySnapshotAttribute",
    "ec2:ModifyVpcEndpointServicePermissions",
    "ecr:SetRepositoryPolicy",
    "elasticfilesystem:PutFileSystemPolicy",
    "es:CreateElasticsearchDomain",
    "es:UpdateElasticsearchDomainConfig",
    "events:PutPermission",
    "glacier:SetVaultAccessPolicy",
    "glue:PutResourcePolicy",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PassRole",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "kms:CreateGrant",
    "kms:PutKeyPolicy",
    "lambda:AddPermission",
    "lambda:AddLayerVersionPermission",
    "logs:PutResourcePolicy",
    "organizations:AttachPolicy",
    "ram:CreateResourceShare",
    "rds:AuthorizeDBSecurityGroupIngress",
    "s3:BypassGovernanceRetention",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutBucketAcl",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutObjectAcl",
    "secretsmanager:PutResourcePolicy",
    "sns:AddPermission",
    "sqs:AddPermission",
    "sso:CreateAccountAssignment",
)

PERMISSIONS_MANAGEMENT = Rule(
    id="aws-iam-manages-all-permissions",
    summary="A policy lets its holder change who may use any resource",
    why="Its holder can open data to other accounts or to everyone, or give more to an identity that it "
    "controls.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(actions=_PERMISSIONS, resources=("*",), unconditioned=True)),
    no_fix="only its owner knows whose permissions the identity has to manage",
    example="""data "aws_iam_policy_document" "platform" {
  statement {
    actions   = ["kms:PutKeyPolicy"]
    resources = ["*"]
  }
}
""",
    aliases=("CKV_AWS_109", "CKV_AWS_289"),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
        DOCUMENT_DOCS,
    ),
)

# Writing actions that can be limited to a resource, from the Service Authorization Reference.
_WRITES = (
    "cloudformation:DeleteStack",
    "cloudformation:UpdateStack",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "dynamodb:DeleteItem",
    "dynamodb:DeleteTable",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "ec2:RunInstances",
    "ec2:TerminateInstances",
    "ec2:DeleteSnapshot",
    "ec2:DeleteVolume",
    "ecr:PutImage",
    "ecs:UpdateService",
    "eks:DeleteCluster",
    "glue:UpdateJob",
    "iam:CreateRole",
    "iam:CreateUser",
    "iam:DeleteRole",
    "kinesis:PutRecord",
    "kms:ScheduleKeyDeletion",
    "lambda:InvokeFunction",
    "lambda:UpdateFunctionCode",
    "lambda:UpdateFunctionConfiguration",
    "logs:DeleteLogGroup",
    "rds:DeleteDBInstance",
    "rds:ModifyDBInstance",
    "redshift:DeleteCluster",
    "route53:ChangeResourceRecordSets",
    "s3:DeleteBucket",
    "s3:DeleteObject",
    "s3:PutObject",
    "secretsmanager:DeleteSecret",
    "secretsmanager:PutSecretValue",
    "sns:Publish",
    "sqs:DeleteQueue",
    "sqs:SendMessage",
    "ssm:PutParameter",
    "ssm:SendCommand",
    "states:StartExecution",
)

WRITES_EVERYWHERE = Rule(
    id="aws-iam-writes-everywhere",
    summary="A policy lets its holder change or delete resources of the whole account",
    why="A mistake or a stolen session reaches the data and machines of everyone, not only those that the "
    "identity is for.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(actions=_WRITES, resources=("*",), unconditioned=True)),
    no_fix="only its owner knows which resources the identity has to change",
    example="""data "aws_iam_policy_document" "worker" {
  statement {
    actions   = ["sqs:SendMessage", "sqs:GetQueueUrl"]
    resources = ["*"]
  }
}
""",
    aliases=("CKV_AWS_111", "CKV_AWS_290"),
    references=(_LEAST, DOCUMENT_DOCS),
)

PASSES_ANY_ROLE = Rule(
    id="aws-iam-passes-any-role",
    summary="A policy lets its holder pass any role to any service",
    why="Whoever may start a machine, function or job can start it with the most powerful role of the "
    "account and use that role from inside.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=IDENTITY_POLICIES,
    check=identity_policies(
        Statement(
            resources=("*",),
            like={"Action": r"(?i)^iam:Pass(Role|\*)$"},
            unless=(Guard(("iam:PassedToService", "iam:AssociatedResourceArn", "iam:ResourceTag/*")),),
        )
    ),
    no_fix="only its owner knows which roles the identity has to pass",
    example="""data "aws_iam_policy_document" "pipeline" {
  statement {
    actions   = ["ecs:RunTask", "iam:PassRole"]
    resources = ["*"]
  }
}
""",
    aliases=("datadog:aws/iam_role_policy_passrole_allows_all", "AVD-AWS-0342"),
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html", DOCUMENT_DOCS),
)

_ATTACHMENTS = (
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_policy_attachment",
)
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
_ADMINISTRATOR = tuple(f"arn:{partition}:iam::aws:policy/AdministratorAccess" for partition in _PARTITIONS)
_FULL_IAM = tuple(f"arn:{partition}:iam::aws:policy/IAMFullAccess" for partition in _PARTITIONS)

ADMINISTRATOR_ACCESS = Rule(
    id="aws-iam-administrator-access",
    summary="The managed policy `AdministratorAccess` is given to an identity",
    why="Whoever gets hold of it owns the account: data, backups, logs, and the other identities.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=(
        *_ATTACHMENTS,
        "aws_iam_role",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_ssoadmin_managed_policy_attachment",
        "data.aws_iam_policy",
    ),
    check=All(
        (
            When(
                TypeIs(_ATTACHMENTS),
                Require("policy_arn", NoneOf(_ADMINISTRATOR)),
            ),
            When(
                TypeIs(("aws_iam_role",)),
                Require("managed_policy_arns", Excludes(_ADMINISTRATOR)),
            ),
            When(
                TypeIs(("aws_iam_role_policy_attachments_exclusive",)),
                Require("policy_arns", Excludes(_ADMINISTRATOR)),
            ),
            When(
                TypeIs(("aws_ssoadmin_managed_policy_attachment",)),
                Require("managed_policy_arn", NoneOf(_ADMINISTRATOR)),
            ),
            When(
                TypeIs(("data.aws_iam_policy",)),
                All(
                    (
                        Require("arn", NoneOf(_ADMINISTRATOR)),
                        Require("name", NoneOf(("AdministratorAccess",))),
                    )
                ),
            ),
        )
    ),
    no_fix=_ONLY_ITS_OWNER,
    example="""resource "aws_iam_role_policy_attachment" "deploy" {
  role       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
""",
    aliases=("CKV_AWS_274", "CKV_AWS_275"),
    controls=("CIS-AWS-3.0.0:1.16",),
    references=(
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachment",
    ),
)

IAM_FULL_ACCESS = Rule(
    id="aws-iam-full-iam-access",
    summary="An identity may change all identities and their permissions",
    why="It can make itself an administrator, and others that stay behind when it is locked.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=(*_ATTACHMENTS, "aws_ssoadmin_managed_policy_attachment", *IDENTITY_POLICIES),
    check=All(
        (
            When(TypeIs(_ATTACHMENTS), Require("policy_arn", NoneOf(_FULL_IAM))),
            When(
                TypeIs(("aws_ssoadmin_managed_policy_attachment",)),
                Require("managed_policy_arn", NoneOf(_FULL_IAM)),
            ),
            When(
                TypeIs(("aws_iam_role",)),
                Require("managed_policy_arns", Excludes(_FULL_IAM)),
            ),
            identity_policies(Statement(resources=("*",), like={"Action": r"(?i)^iam:\*$"})),
        )
    ),
    no_fix=_ONLY_ITS_OWNER,
    example="""resource "aws_iam_group_policy_attachment" "support" {
  group      = "support"
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"
}
""",
    aliases=("CKV2_AWS_56", "CKV2_AWS_40"),
    references=(
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_group_policy_attachment",
    ),
)
