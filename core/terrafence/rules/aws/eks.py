"""Amazon EKS."""

from terrafence.declare import (
    Attr,
    Contains,
    Equals,
    Excludes,
    Level,
    Not,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_CLUSTER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster"
_ENDPOINT = "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"

ENDPOINT_OPEN_TO_WORLD = Rule(
    id="aws-eks-endpoint-open-to-world",
    summary="The cluster's API server is reachable from the whole internet",
    why="A leaked kubeconfig or token works from anywhere, and a flaw in the API server can be tried by "
    "everyone.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_eks_cluster",),
    check=When(
        Not(Attr("vpc_config.endpoint_public_access", Equals(False))),
        Require(
            "vpc_config.public_access_cidrs",
            Excludes(("0.0.0.0/0", "::/0"), instead=("10.0.0.0/8", "fd00::/8")),
            absent="0.0.0.0/0",
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that come from other addresses",
    example="""resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"

  vpc_config {
    subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
    public_access_cidrs = ["0.0.0.0/0"]
  }
}
""",
    aliases=("CKV_AWS_38", "AVD-AWS-0041", "datadog:aws/eks_cluster_has_public_access_cidrs"),
    controls=("AWS-Security-Hub:EKS.1",),
    references=(_ENDPOINT, _CLUSTER),
)

ENDPOINT_PUBLIC = Rule(
    id="aws-eks-endpoint-public",
    summary="The cluster's API server has a public address",
    why="Every network that its address list lets through can try the API server; a private endpoint takes a "
    "foothold in the VPC first.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_eks_cluster",),
    check=Require(
        "vpc_config.endpoint_public_access",
        Equals(False),
        absent=True,
        beside={"endpoint_private_access": True},
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"

  vpc_config {
    subnet_ids             = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
    endpoint_public_access = true
  }
}
""",
    aliases=("CKV_AWS_39", "AVD-AWS-0040", "datadog:aws/eks_cluster_has_public_access"),
    controls=("AWS-Security-Hub:EKS.1",),
    references=(_ENDPOINT, _CLUSTER),
)

CONTROL_PLANE_LOGS_OFF = Rule(
    id="aws-eks-control-plane-logs-off",
    summary="The cluster's control plane does not send all its logs",
    why="Who logged in, what they changed and what was refused cannot be seen while it happens nor told "
    "afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_eks_cluster",),
    check=Require(
        "enabled_cluster_log_types",
        Contains(("api", "audit", "authenticator", "controllerManager", "scheduler")),
        set=("api", "audit", "authenticator", "controllerManager", "scheduler"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_eks_cluster" "shop" {
  name                      = "shop"
  role_arn                  = "arn:aws:iam::123456789012:role/shop"
  enabled_cluster_log_types = ["api"]

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}
""",
    aliases=(
        "CKV_AWS_37",
        "AVD-AWS-0038",
        "datadog:aws/eks_cluster_log_disabled",
        "datadog:aws/missing_cluster_log_types",
    ),
    controls=("AWS-Security-Hub:EKS.8",),
    references=("https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html", _CLUSTER),
)
