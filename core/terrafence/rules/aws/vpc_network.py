"""Amazon VPC: what AWS makes by itself, subnets, routes and connections between networks."""

from terrafence.declare import (
    All,
    AllOf,
    Attr,
    Cure,
    Each,
    Equals,
    Excludes,
    Exists,
    Expectation,
    Expr,
    Level,
    Linked,
    Never,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    TypeIs,
    When,
)
from terrafence.rules.aws.vpc import WORLD

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

DEFAULT_VPC_USED = Rule(
    id="aws-vpc-default-vpc-used",
    summary="The account's default network is in use",
    why="Every subnet of the default network is public and hands out public addresses: what is put there "
    "without a thought is on the internet.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_default_vpc",),
    check=Never(TypeIs(("aws_default_vpc",)), "`aws_default_vpc` is there", Cure.REMOVE),
    safety=Safety.UNSAFE,
    fix_effect="leaves the network as it is, to nobody",
    example="""resource "aws_default_vpc" "here" {
}
""",
    aliases=("CKV_AWS_148", "AVD-AWS-0101", "datadog:aws/default_vpc_exists"),
    references=("https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html", f"{_DOCS}default_vpc"),
)

DEFAULT_SECURITY_GROUP_OPEN = Rule(
    id="aws-vpc-default-security-group-open",
    summary="The default security group lets traffic through",
    why="Whatever is started without naming a group gets this one, and with it everything that it allows.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_default_security_group",),
    check=All((Require("ingress", Presence.ABSENT), Require("egress", Presence.ABSENT))),
    safety=Safety.UNSAFE,
    fix_effect="cuts off what relies on the default group",
    example="""resource "aws_default_security_group" "here" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}
""",
    aliases=("CKV2_AWS_12", "AVD-AWS-0173", "datadog:aws/vpc_default_security_group_accepts_all_traffic"),
    controls=("CIS-AWS-3.0.0:5.4", "AWS-Security-Hub:EC2.2"),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
        f"{_DOCS}default_security_group",
    ),
)

SUBNET_PUBLIC_ADDRESSES = Rule(
    id="aws-vpc-subnet-public-addresses",
    summary="Whatever starts in the subnet gets a public address",
    why="A machine that was never meant to be reached is on the internet as soon as its security group "
    "allows it, and scanners find it within minutes.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_subnet", "aws_default_subnet"),
    check=All(
        (
            When(TypeIs(("aws_subnet",)), Require("map_public_ip_on_launch", Equals(False), absent=False)),
            When(
                TypeIs(("aws_default_subnet",)),
                Require("map_public_ip_on_launch", Equals(False), absent=True),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="leaves what starts there from now on without a public address",
    example="""resource "aws_subnet" "web" {
  vpc_id                  = "vpc-0123456789abcdef0"
  cidr_block              = "10.0.1.0/24"
  map_public_ip_on_launch = true
}
""",
    aliases=("CKV_AWS_130", "AVD-AWS-0164", "datadog:aws/vpc_subnet_assigns_public_ip"),
    controls=("AWS-Security-Hub:EC2.15",),
    references=("https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html", f"{_DOCS}subnet"),
)

_EVERYWHERE = Excludes(("0.0.0.0/0", "::/0"), instead=("10.0.0.0/8", "fd00::/8"))

PEERING_ROUTE_TO_EVERYWHERE = Rule(
    id="aws-vpc-peering-route-to-everywhere",
    summary="All traffic without another route goes to the peered network",
    why="Whoever runs the other network sees and can change traffic that was never meant for it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_route", "aws_route_table", "aws_default_route_table"),
    check=All(
        (
            When(
                AllOf((TypeIs(("aws_route",)), Exists("vpc_peering_connection_id"))),
                All(
                    (
                        Require("destination_cidr_block", _EVERYWHERE),
                        Require("destination_ipv6_cidr_block", _EVERYWHERE),
                    )
                ),
            ),
            When(
                Not(TypeIs(("aws_route",))),
                Each(
                    "route",
                    When(
                        Attr("vpc_peering_connection_id", Presence.PRESENT),
                        All((Require("cidr_block", _EVERYWHERE), Require("ipv6_cidr_block", _EVERYWHERE))),
                    ),
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="takes the way to other addresses from what uses the route",
    example="""resource "aws_route" "partner" {
  route_table_id            = "rtb-0123456789abcdef0"
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-0123456789abcdef0"
}
""",
    aliases=("CKV2_AWS_44", "datadog:aws/vpc_peering_route_table_with_unrestricted_cidr"),
    controls=("CIS-AWS-3.0.0:5.5",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/peering/peering-configurations.html",
        f"{_DOCS}route",
    ),
)

ENDPOINT_SERVICE_AUTO_ACCEPT = Rule(
    id="aws-vpc-endpoint-service-auto-accept",
    summary="The endpoint service takes every connection request by itself",
    why="Any account that is allowed to find the service gets a private way to it, without anyone looking.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_vpc_endpoint_service",),
    check=Require("acceptance_required", Equals(True)),
    example="""resource "aws_vpc_endpoint_service" "orders" {
  acceptance_required        = false
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/o/1"]
}
""",
    aliases=("CKV_AWS_123",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html",
        f"{_DOCS}vpc_endpoint_service",
    ),
)

TRANSIT_GATEWAY_AUTO_ACCEPT = Rule(
    id="aws-vpc-transit-gateway-auto-accept",
    summary="The transit gateway takes every shared attachment by itself",
    why="Any account that it is shared with can hang a network onto it, and reach the others, without anyone "
    "looking.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ec2_transit_gateway",),
    check=Require("auto_accept_shared_attachments", Equals("disable"), absent="disable"),
    example="""resource "aws_ec2_transit_gateway" "hub" {
  auto_accept_shared_attachments = "enable"
}
""",
    aliases=("CKV_AWS_331",),
    controls=("AWS-Security-Hub:EC2.23",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html",
        f"{_DOCS}ec2_transit_gateway",
    ),
)

TRANSIT_GATEWAY_FLOW_LOG_MISSING = Rule(
    id="aws-vpc-transit-gateway-flow-log-missing",
    summary="Nothing records the traffic between the networks",
    why="How an intruder moved from one network to the next cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ec2_transit_gateway",),
    check=Linked(
        "aws_flow_log",
        "transit_gateway_id",
        companion={
            "transit_gateway_id": Expr("{self}.id"),
            "max_aggregation_interval": 60,
            "log_destination_type": "s3",
            "log_destination": Pick("aws_s3_bucket", "arn", "log"),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_ec2_transit_gateway" "hub" {
  description = "hub"
}
""",
    references=("https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html", f"{_DOCS}flow_log"),
)

FLOW_LOG_PARTIAL = Rule(
    id="aws-vpc-flow-log-partial",
    summary="The flow log leaves out part of the traffic",
    why="Without what was refused nobody sees the scans and failed attempts; without what was let through "
    "nobody sees the data leave.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_flow_log",),
    check=When(
        AllOf((Not(Exists("transit_gateway_id")), Not(Exists("transit_gateway_attachment_id")))),
        Require("traffic_type", Equals("ALL")),
    ),
    safety=Safety.UNSAFE,
    fix_effect="replaces the flow log and records more",
    example="""resource "aws_flow_log" "main" {
  vpc_id          = "vpc-0123456789abcdef0"
  traffic_type    = "ACCEPT"
  log_destination = "arn:aws:logs:eu-west-1:123456789012:log-group:flow"
}
""",
    references=("https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html", f"{_DOCS}flow_log"),
)

INTERNET_NOT_BLOCKED = Rule(
    id="aws-vpc-block-public-access-off",
    summary="The region's networks are open to the internet where a gateway exists",
    why="The account-wide block stops what a single forgotten gateway or route lets in; it is declared here "
    "and switched off.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_vpc_block_public_access_options",),
    check=Require("internet_gateway_block_mode", OneOf(("block-ingress", "block-bidirectional"))),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients from the internet",
    example="""resource "aws_vpc_block_public_access_options" "here" {
  internet_gateway_block_mode = "off"
}
""",
    controls=("AWS-Security-Hub:EC2.172",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html",
        f"{_DOCS}vpc_block_public_access_options",
    ),
)

DEFAULT_GROUP_OPEN = Rule(
    id="aws-vpc-default-group-open-to-world",
    summary="The default security group lets the world in or out",
    why="Whatever is started without a group of its own gets this one, and with it everything that is open.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_default_security_group",),
    check=All(
        tuple(
            Each(way, All((Require("cidr_blocks", WORLD), Require("ipv6_cidr_blocks", WORLD))))
            for way in ("ingress", "egress")
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off what is outside the network",
    example="""resource "aws_default_security_group" "main" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
""",
    aliases=("datadog:aws/default_security_groups_with_unrestricted_traffic",),
    controls=("CIS-AWS-3.0.0:5.4", "AWS-Security-Hub:EC2.2"),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_security_group",
    ),
)


def _through_instance(destination: str) -> Expectation:
    return When(
        AllOf((Attr(destination, Equals("0.0.0.0/0")), Attr("instance_id", Presence.PRESENT))),
        Require(
            "nat_gateway_id",
            Presence.PRESENT,
            set=Pick("aws_nat_gateway", "id", "."),
            without=("instance_id", "network_interface_id"),
        ),
    )


ROUTE_THROUGH_INSTANCE = Rule(
    id="aws-vpc-default-route-through-instance",
    summary="Everything that leaves the subnet goes through a single machine",
    why="Whoever takes over that machine reads and changes the traffic of all the others; a NAT gateway is "
    "nobody's machine.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_route", "aws_route_table"),
    check=All(
        (
            When(
                TypeIs(("aws_route",)),
                _through_instance("destination_cidr_block"),
            ),
            When(
                TypeIs(("aws_route_table",)),
                Each(
                    "route",
                    _through_instance("cidr_block"),
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills what goes through the gateway, under another address",
    example="""resource "aws_route" "out" {
  route_table_id         = "rtb-0123456789abcdef0"
  destination_cidr_block = "0.0.0.0/0"
  instance_id            = "i-0123456789abcdef0"
}
""",
    aliases=("CKV2_AWS_35",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-comparison.html",
        f"{_DOCS}route",
    ),
)
