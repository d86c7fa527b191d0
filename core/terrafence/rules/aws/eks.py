"""Amazon EKS."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Contains,
    Disruption,
    Each,
    Equals,
    Excludes,
    Exists,
    Lacks,
    Level,
    NoneOf,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Surely,
    When,
)

_CLUSTER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster"
_ENDPOINT = "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html"

_WORLD = ("0.0.0.0/0", "::/0")
_RANGES = "vpc_config.public_access_cidrs"
_IS_PUBLIC = Not(Attr("vpc_config.endpoint_public_access", Equals(False)))
_SOME_RANGE = AllOf((Attr(_RANGES, Presence.PRESENT), Attr(f"{_RANGES}.*", NoneOf(_WORLD))))
"""Without one, only a private endpoint is left: EKS takes no private range, and the files name no other."""


def _not_public(*without: str) -> Require:
    return Require(
        "vpc_config.endpoint_public_access",
        Equals(False),
        absent=True,
        beside={"endpoint_private_access": True},
        without=without,
    )


# EKS refuses a cluster with neither: a private endpoint that is off has to be turned on.
_NO_PRIVATE = Surely(Attr("vpc_config.endpoint_private_access", Equals(False)))
_PRIVATE_ONLY = All(
    (
        When(_NO_PRIVATE, _not_public("endpoint_private_access")),
        When(Not(_NO_PRIVATE), _not_public()),
    )
)

ENDPOINT_OPEN_TO_WORLD = Rule(
    id="aws-eks-endpoint-open-to-world",
    summary="The cluster's API server is reachable from the whole internet",
    why="A leaked kubeconfig or token works from anywhere, and a flaw in the API server can be tried by "
    "everyone.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_eks_cluster",),
    check=All(
        (
            When(_SOME_RANGE, When(_IS_PUBLIC, Require(_RANGES, Excludes(_WORLD)))),
            When(
                Not(_SOME_RANGE),
                Any(
                    (
                        _PRIVATE_ONLY,
                        Require(_RANGES, Excludes(_WORLD), absent="0.0.0.0/0"),
                    )
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the VPC",
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
    why="Every network that its address list lets through can try the API server; a private endpoint "
    "takes a foothold in the VPC first.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_eks_cluster",),
    check=_PRIVATE_ONLY,
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

SECRETS_WITHOUT_KEY = Rule(
    id="aws-eks-secrets-without-own-key",
    summary="The cluster's secrets are not encrypted with a key of one's own",
    why="On versions before 1.28 whoever gets a copy of the cluster's store reads them; on later ones the "
    "key cannot be watched or withdrawn.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_eks_cluster",),
    check=All(
        (
            When(
                Not(Exists("encryption_config")),
                Require(
                    "encryption_config",
                    Presence.PRESENT,
                    set={
                        "resources": ("secrets",),
                        "provider": {"key_arn": Pick("aws_kms_key", "arn", ".")},
                    },
                ),
            ),
            Each(
                "encryption_config",
                All(
                    (
                        Require("resources", Contains(("secrets",))),
                        Require("provider.key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
                    )
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="cannot be taken back, and the key has its own price",
    example="""resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}
""",
    aliases=("CKV_AWS_58", "AVD-AWS-0039", "datadog:aws/eks_cluster_encryption_disabled"),
    controls=("AWS-Security-Hub:EKS.3",),
    references=("https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html", _CLUSTER),
)

DELETION_PROTECTION_OFF = Rule(
    id="aws-eks-deletion-protection-off",
    summary="The cluster can be deleted by one call",
    why="An accident or an intruder takes everything that runs on it away in one step.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_eks_cluster",),
    check=Require("deletion_protection", Equals(True), absent=False),
    example="""resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}
""",
    references=("https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html", _CLUSTER),
)

VERSION_UNSUPPORTED = Rule(
    id="aws-eks-version-unsupported",
    summary="The cluster's Kubernetes version gets no fixes any more",
    why="Flaws that are known to everyone stay open until AWS upgrades the cluster by itself, at a time "
    "of its own choice.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_eks_cluster",),
    check=Require("version", Lacks(r"^1\.([0-9]|[12][0-9]|3[01])$"), set="1.35"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="has to go through the versions between, with its nodes and add-ons",
    # No new cluster can be made with a version that is not supported.
    unsafe_when=AnyOf(
        (
            Companion("aws_eks_node_group", "cluster_name", Exists("version")),
            Companion("aws_eks_addon", "cluster_name", Exists("addon_version")),
        )
    ),
    example="""resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"
  version  = "1.27"

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}
""",
    aliases=("CKV_AWS_339",),
    controls=("AWS-Security-Hub:EKS.2",),
    references=("https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html", _CLUSTER),
)

NODES_SSH_OPEN = Rule(
    id="aws-eks-nodes-ssh-open-to-world",
    summary="SSH on the cluster's nodes is reachable from the whole internet",
    why="With a key and no security group named, EKS opens port 22 to 0.0.0.0/0: one leaked key is a "
    "shell on every node.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_eks_node_group",),
    check=When(
        Attr("remote_access.ec2_ssh_key", Presence.PRESENT),
        Require(
            "remote_access.source_security_group_ids",
            Presence.PRESENT,
            set=(Pick("aws_security_group", "id", "bastion|ssh|admin"),),
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_eks_node_group" "shop" {
  cluster_name  = "shop"
  node_role_arn = "arn:aws:iam::123456789012:role/nodes"
  subnet_ids    = ["subnet-0123456789abcdef0"]

  remote_access {
    ec2_ssh_key = "admin"
  }

  scaling_config {
    desired_size = 2
    max_size     = 4
    min_size     = 1
  }
}
""",
    aliases=("CKV_AWS_100", "datadog:aws/eks_node_group_remote_access_disabled"),
    references=(
        "https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group",
    ),
)

ACCESS_BY_CONFIG_MAP = Rule(
    id="aws-eks-access-by-config-map",
    summary="Who may use the cluster is only written inside it",
    why="Access that an intruder gives themselves in the cluster does not show in AWS, in no trail and no "
    "policy.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_eks_cluster",),
    check=Require("access_config.authentication_mode", NoneOf(("CONFIG_MAP",), instead="API_AND_CONFIG_MAP")),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cannot be taken back",
    example="""resource "aws_eks_cluster" "shop" {
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"

  access_config {
    authentication_mode = "CONFIG_MAP"
  }

  vpc_config {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  }
}
""",
    references=("https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html", _CLUSTER),
)
