"""AWS Identity and Access Management: policies for all resources where some would do."""

from terrafence.declare import Level, Rule, Severity, Statement
from terrafence.rules.aws.policies import DOCUMENT_DOCS, IDENTITY_POLICIES, identity_policies

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
