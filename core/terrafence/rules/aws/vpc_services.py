"""Amazon VPC Lattice and AWS Verified Access: services that are reached through AWS's network."""

from terrafence.declare import (
    Attr,
    Disruption,
    Equals,
    Expr,
    Level,
    Linked,
    Never,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
    Target,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_LATTICE = "https://docs.aws.amazon.com/vpc-lattice/latest/ug/"

LATTICE_AUTH_OFF = Rule(
    id="aws-vpclattice-auth-off",
    summary="Every network that is connected may call the service",
    why="One machine that is broken into reaches all services, as nobody asks who is calling.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_vpclattice_service_network", "aws_vpclattice_service"),
    check=Require("auth_type", Equals("AWS_IAM"), absent="NONE"),
    safety=Safety.UNSAFE,
    fix_effect="refuses callers that do not sign their requests",
    example="""resource "aws_vpclattice_service_network" "shop" {
  name      = "shop"
  auth_type = "NONE"
}
""",
    references=(f"{_LATTICE}auth-policies.html", f"{_DOCS}vpclattice_service_network"),
)

LATTICE_LOGS_OFF = Rule(
    id="aws-vpclattice-logs-off",
    summary="Nothing records the calls between services",
    why="How an intruder moved from one service to the next cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_vpclattice_service_network",),
    check=Linked(
        "aws_vpclattice_access_log_subscription",
        "resource_identifier",
        companion={
            "resource_identifier": Expr("{self}.id"),
            "destination_arn": Pick("aws_s3_bucket", "arn", "log"),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_vpclattice_service_network" "shop" {
  name      = "shop"
  auth_type = "AWS_IAM"
}
""",
    references=(f"{_LATTICE}monitoring-access-logs.html", f"{_DOCS}vpclattice_access_log_subscription"),
)

VERIFIED_ACCESS_LOGS_OFF = Rule(
    id="aws-verifiedaccess-logs-off",
    summary="Nothing records who came in through Verified Access",
    why="A stolen device or identity, and what it reached, leaves no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_verifiedaccess_instance",),
    check=Linked(
        "aws_verifiedaccess_instance_logging_configuration",
        "verifiedaccess_instance_id",
        companion={
            "verifiedaccess_instance_id": Expr("{self}.id"),
            "access_logs": {"s3": {"enabled": True, "bucket_name": Pick("aws_s3_bucket", "bucket", "log")}},
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_verifiedaccess_instance" "staff" {
  description = "staff"
}
""",
    references=(
        "https://docs.aws.amazon.com/verified-access/latest/ug/access-logs.html",
        f"{_DOCS}verifiedaccess_instance_logging_configuration",
    ),
)

CLOUD9_OPEN_SSH = Rule(
    id="aws-cloud9-connects-by-ssh",
    summary="The development environment is reached by SSH over the internet",
    why="Its machine needs a public address and an open port 22; through Systems Manager it needs neither.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloud9_environment_ec2",),
    check=Require("connection_type", Equals("CONNECT_SSM"), absent="CONNECT_SSH"),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_cloud9_environment_ec2" "dev" {
  name          = "dev"
  instance_type = "t3.micro"
  image_id      = "amazonlinux-2023-x86_64"
}
""",
    references=(
        "https://docs.aws.amazon.com/cloud9/latest/user-guide/ec2-ssm.html",
        f"{_DOCS}cloud9_environment_ec2",
    ),
)

APPRUNNER_PUBLIC = Rule(
    id="aws-apprunner-public",
    summary="The service is reachable from the whole internet",
    why="Everything that it answers to can be tried by everyone; check that it is meant to.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_apprunner_service",),
    check=Require(
        "network_configuration.ingress_configuration.is_publicly_accessible", Equals(False), absent=True
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the VPC",
    example="""resource "aws_apprunner_service" "shop" {
  service_name = "shop"

  source_configuration {
    image_repository {
      image_identifier      = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1"
      image_repository_type = "ECR"
    }
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html",
        f"{_DOCS}apprunner_service",
    ),
)

ENDPOINT_NAMES_UNRESOLVED = Rule(
    id="aws-vpc-endpoint-names-unresolved",
    summary="The endpoint stands in a network that resolves no names",
    why="Clients do not find it, so that their requests fail or leave over the internet after all.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_vpc_endpoint",),
    check=Never(
        Target("aws_vpc", "vpc_id", Attr("enable_dns_support", Equals(False), absent=True)),
        "`enable_dns_support` is `false` there",
    ),
    no_fix="the switch belongs to the network, and bears on everything in it",
    example="""resource "aws_vpc_endpoint" "queue" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc" "main" {
  cidr_block         = "10.0.0.0/16"
  enable_dns_support = false
}
""",
    aliases=("datadog:aws/sqs_vpc_endpoint_without_dns_resolution",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint",
    ),
)
