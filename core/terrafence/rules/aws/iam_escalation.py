"""AWS Identity and Access Management: permissions that can be turned into all permissions.

The ways are those published in "AWS IAM Privilege Escalation: Methods and Mitigation" (Rhino Security Labs,
2018), as far as AWS still has the actions.
"""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Companion,
    Condition,
    Expectation,
    Level,
    Never,
    PolicySays,
    Rule,
    Severity,
    Statement,
    Target,
)
from terrafence.rules.aws.policies import DOCUMENT_DOCS, IDENTITY_POLICIES, identity_policies

_ALONE = (
    "glue:UpdateDevEndpoint",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateLoginProfile",
    "lambda:UpdateFunctionCode",
)
_TOGETHER = (
    ("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    ("iam:PassRole", "ec2:RunInstances"),
    ("iam:PassRole", "cloudformation:CreateStack"),
    ("iam:PassRole", "glue:CreateDevEndpoint"),
    ("iam:PassRole", "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),
    ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    ("iam:PassRole", "lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
)
_REFERENCES = (
    "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    DOCUMENT_DOCS,
)
_WHY = (
    "Whoever gets hold of it can make it an administrator in a few calls, and with it owns the account; what "
    "it was meant to be limited to does not matter any more."
)


def _allowed(*actions: str) -> Statement:
    return Statement(actions=actions, resources=("*",), unconditioned=True)


def _policies() -> Expectation:
    combined = (
        identity_policies(_allowed(first), tuple(_allowed(action) for action in others))
        for first, *others in _TOGETHER
    )
    return All((identity_policies(_allowed(*_ALONE)), *combined))


ESCALATION = Rule(
    id="aws-iam-privilege-escalation",
    summary="A policy lets its holder give itself every permission",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=IDENTITY_POLICIES,
    check=_policies(),
    no_fix="only its owner knows which identities it has to manage, and which roles to pass",
    example="""data "aws_iam_policy_document" "support" {
  statement {
    actions   = ["iam:CreatePolicyVersion"]
    resources = ["*"]
  }
}
""",
    aliases=("CKV_AWS_110", "CKV_AWS_286"),
    references=_REFERENCES,
)


def _holds(kind: str, inline: str, attachment: str, shape: Statement) -> Condition:
    """A policy of the identity, its own or one attached to it, has a statement of this shape."""
    attached = Target("aws_iam_policy", "policy_arn", PolicySays("policy", shape))
    return AnyOf(
        (
            Companion(inline, kind, PolicySays("policy", shape)),
            Companion(attachment, kind, attached),
            Companion("aws_iam_policy_attachment", f"{kind}s", attached),
        )
    )


def _escalates(kind: str, inline: str, attachment: str) -> Condition:
    def holds(*actions: str) -> Condition:
        return _holds(kind, inline, attachment, _allowed(*actions))

    combined = (AllOf(tuple(holds(action) for action in actions)) for actions in _TOGETHER)
    return AnyOf((holds(*_ALONE), *combined))


def _aliases(kind: str) -> tuple[str, ...]:
    ways = [*((action,) for action in _ALONE), *_TOGETHER]
    named = ("_and_".join(action.replace(":", "_") for action in way) for way in ways)
    return tuple(f"datadog:aws/{kind}_with_privilege_escalation_by_actions_{name}" for name in named)


USER_ESCALATES = Rule(
    id="aws-iam-user-can-escalate",
    summary="The user's policies let it give itself every permission",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.NOTE,
    resources=("aws_iam_user",),
    check=Never(
        _escalates("user", "aws_iam_user_policy", "aws_iam_user_policy_attachment"),
        "its policies, taken together, do",
    ),
    no_fix="only its owner knows which identities it has to manage, and which roles to pass",
    example="""resource "aws_iam_user" "jo" {
  name = "jo"
}

resource "aws_iam_user_policy" "jo" {
  user = "jo"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iam:AttachUserPolicy"
      Resource = "*"
    }]
  })
}
""",
    aliases=_aliases("user"),
    references=_REFERENCES,
)

ROLE_ESCALATES = Rule(
    id="aws-iam-role-can-escalate",
    summary="The role's policies let it give itself every permission",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.NOTE,
    resources=("aws_iam_role",),
    check=Never(
        _escalates("role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"),
        "its policies, taken together, do",
    ),
    no_fix="only its owner knows which identities it has to manage, and which roles to pass",
    example="""resource "aws_iam_role" "deploy" {
  name = "deploy"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "codebuild.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "deploy" {
  role = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:PassRole", "ec2:RunInstances"]
      Resource = "*"
    }]
  })
}
""",
    aliases=(
        *_aliases("role"),
        "datadog:aws/role_with_privilege_escalation_by_actions_iam_PassRole_and_lambda_CreateFunction_lambda_InvokeFunction",
    ),
    references=_REFERENCES,
)

GROUP_ESCALATES = Rule(
    id="aws-iam-group-can-escalate",
    summary="The group's policies let its members give themselves every permission",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.NOTE,
    resources=("aws_iam_group",),
    check=Never(
        _escalates("group", "aws_iam_group_policy", "aws_iam_group_policy_attachment"),
        "its policies, taken together, do",
    ),
    no_fix="only its owner knows which identities it has to manage, and which roles to pass",
    example="""resource "aws_iam_group" "support" {
  name = "support"
}

resource "aws_iam_group_policy" "support" {
  group = "support"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "iam:PutGroupPolicy"
      Resource = "*"
    }]
  })
}
""",
    aliases=_aliases("group"),
    references=_REFERENCES,
)

# Actions that know no resource, or that only look through lists: for them a policy has to say `*`. From the
# tables of the Service Authorization Reference.
_KNOW_NO_RESOURCE = (
    "[a-z0-9-]+:(Describe|List|Search|Lookup)",
    "(autoscaling|elasticloadbalancing|rds|redshift|elasticache):Describe",
    "cloudwatch:(PutMetricData|GetMetric)",
    "xray:(Put|Get)",
    "sts:(GetCallerIdentity|GetSessionToken|DecodeAuthorizationMessage|GetAccessKeyInfo|GetServiceBearer)",
    "ecr(-public)?:GetAuthorizationToken",
    "(ssmmessages|ec2messages|pricing|ce|cur|tag|health|support|trustedadvisor|aws-portal|application-"
    "autoscaling|compute-optimizer|freetier):",
    "ssm:UpdateInstanceInformation",
    "kms:(CreateKey|GenerateRandom)",
    "iam:(GetAccount|GetCredentialReport|GenerateCredentialReport)",
    "lambda:GetAccountSettings",
    "s3:(ListAllMyBuckets|(Get|Put)AccountPublicAccessBlock|CreateJob)",
    "secretsmanager:(GetRandomPassword|BatchGetSecretValue)",
    "route53:(CreateHostedZone|GetHostedZoneCount|TestDNSAnswer)",
    "(acm:RequestCertificate|eks:CreateCluster|ecs:(CreateCluster|DiscoverPollEndpoint|DeregisterTaskDef))",
    "logs:(DescribeLogGroups|TestMetricFilter|(Create|Delete|Update|Get)LogDelivery)",
    "ec2:(Get|CreateDefault|ImportKeyPair|AcceptReserved)",
    "config:(Put|Get)",
    "organizations:Describe",
)
_LISTED_BY_RESOURCE = (
    "s3:List(Bucket|Multipart)",
    "dynamodb:(DescribeTable|DescribeContinuous|DescribeStream|ListTagsOfResource)",
    "(kms:DescribeKey|secretsmanager:DescribeSecret|ecr:(DescribeImages|DescribeRepositories|ListImages))",
    "(kinesis|firehose|states|eks|ecs):Describe",
)
_NARROWED = (
    rf"(?i)^(?:(?:{'|'.join(_LISTED_BY_RESOURCE)})|(?!{'|'.join(_KNOW_NO_RESOURCE)})[a-z0-9-]+:(?!\*$))"
)

ALL_RESOURCES = Rule(
    id="aws-iam-resource-wildcard",
    summary="A policy is for all resources, and its actions could be for some",
    why="Whoever takes over the identity, or makes a mistake with it, reaches what belongs to others too.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=IDENTITY_POLICIES,
    check=identity_policies(Statement(resources=("*",), like={"Action": _NARROWED}, unconditioned=True)),
    no_fix="only its owner knows which resources the identity needs",
    example="""data "aws_iam_policy_document" "worker" {
  statement {
    actions   = ["elasticbeanstalk:RetrieveEnvironmentInfo"]
    resources = ["*"]
  }
}
""",
    aliases=("CKV_AWS_355", "CKV_AWS_356"),
    references=(
        "https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "reference_policies_actions-resources-contextkeys.html",
        DOCUMENT_DOCS,
    ),
)
