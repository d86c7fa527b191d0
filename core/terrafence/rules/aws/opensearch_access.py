"""Amazon OpenSearch Service: who reaches a domain, and who has to say who they are."""

from terrafence.declare import (
    All,
    Disruption,
    Expectation,
    Guard,
    Level,
    Not,
    Pick,
    PolicyForbids,
    PolicySays,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    TypeIs,
    When,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, types_of

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_POLICIES = (
    ("aws_elasticsearch_domain_policy", "access_policies"),
    ("aws_opensearch_domain_policy", "access_policies"),
)
_OPEN = Statement(principals=("*",), unless=(CALLER,))
_UNSIGNED = Statement(
    principals=("*",),
    unless=(Guard(("aws:Principal*", "aws:userid", "aws:username", "aws:SourceAccount", "aws:SourceArn")),),
)
_NOBODY = Statement(lacks=("Principal", "NotPrincipal"))


def _signed(path: str) -> Expectation:
    known = PolicyForbids(path, _UNSIGNED, limit=OWN_ACCOUNT)
    return All((When(Not(PolicySays(path, _OPEN)), known), PolicyForbids(path, _NOBODY)))


POLICY_ANONYMOUS = Rule(
    id="aws-opensearch-policy-anonymous",
    summary="The search domain takes requests that nobody has signed",
    why="Where a policy only looks at the address, every process and person behind it reads and changes the "
    "indexes, and the record does not say who it was.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=types_of(_POLICIES),
    belongs_to=("aws_elasticsearch_domain", "domain_name"),
    check=All(tuple(When(TypeIs((kind,)), _signed(path)) for kind, path in _POLICIES)),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that do not sign their requests",
    example="""resource "aws_elasticsearch_domain_policy" "logs" {
  domain_name = "logs"

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "es:*"
      Resource  = "arn:aws:es:eu-west-1:123456789012:domain/logs/*"
      Condition = { IpAddress = { "aws:SourceIp" = "10.1.0.0/16" } }
    }]
  })
}
""",
    aliases=("datadog:aws/elasticsearch_without_iam_authentication",),
    references=(
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html",
        f"{_DOCS}/elasticsearch_domain_policy",
    ),
)

PUBLIC_ENDPOINT = Rule(
    id="aws-opensearch-public-endpoint",
    summary="The search domain's endpoint is on the internet",
    why="Its access policy and its login alone then keep the indexes from everybody; inside a VPC, security "
    "groups do too.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_opensearch_domain", "aws_elasticsearch_domain"),
    check=Require(
        "vpc_options",
        Presence.PRESENT,
        set={
            "subnet_ids": (Pick("aws_subnet", "id", "priv|app|internal|data"),),
            "security_group_ids": (Pick("aws_security_group", "id", "search|logs|data"),),
        },
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
}
""",
    aliases=("CKV_AWS_137",),
    controls=("AWS-Security-Hub:Opensearch.2",),
    references=(
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html",
        f"{_DOCS}/opensearch_domain",
    ),
)
