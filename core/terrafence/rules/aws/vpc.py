"""Amazon VPC: who can reach what, and whether anyone watches."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    AtLeast,
    AtMost,
    Attr,
    Condition,
    Contains,
    Each,
    Equals,
    Excludes,
    Expectation,
    Expr,
    Level,
    Linked,
    Matches,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Spans,
    Through,
    TypeIs,
    When,
)

GROUPS = ("aws_security_group", "aws_default_security_group")
RULE = "aws_security_group_rule"
INGRESS = "aws_vpc_security_group_ingress_rule"
SECURITY_GROUP_TYPES = (*GROUPS, RULE, INGRESS)

WORLD = Excludes(
    ("0.0.0.0/0", "::/0", "0000:0000:0000:0000:0000:0000:0000:0000/0"),
    instead=("10.0.0.0/8", "fd00::/8", "fd00::/8"),
)

_ALL_PROTOCOLS = r"(?i)^(-1|all)$"
TCP = r"(?i)^(tcp|6)$"
TCP_OR_UDP = r"(?i)^(tcp|6|udp|17)$"


def every_port(protocol: str) -> Condition:
    return AnyOf(
        (
            Attr(protocol, Matches(_ALL_PROTOCOLS)),
            AllOf(
                (
                    Attr(protocol, Matches(TCP_OR_UDP)),
                    Attr("from_port", AtMost(1)),
                    Attr("to_port", AtLeast(65535)),
                )
            ),
        )
    )


def ports(numbers: tuple[int, ...], protocols: str, protocol: str) -> Condition:
    """One of these ports is open, but not every port."""
    return AllOf(
        (
            Attr(protocol, Matches(protocols)),
            Spans("from_port", "to_port", numbers),
            Not(every_port(protocol)),
        )
    )


_VPC = ("vpc_id", ("aws_vpc", "data.aws_vpc", "aws_default_vpc"))
GROUPS_RANGE = Through((_VPC,), "cidr_block")
_RULES_RANGE = Through((("security_group_id", GROUPS), _VPC), "cidr_block")
"""The addresses of the group's own network, where the module says which it is."""

OVER_IPV6 = AnyOf(
    (
        Attr("ingress.ipv6_cidr_blocks", Contains(("::/0",))),
        Attr("ipv6_cidr_blocks", Contains(("::/0",))),
        Attr("cidr_ipv6", Equals("::/0")),
    )
)
"""What a network has of IPv6, the module seldom says."""


def closed_to_world(names: Condition, separate: Condition) -> Expectation:
    """No ingress from everywhere where the condition holds; `separate` is for the rule resource that
    calls its protocol `ip_protocol`."""

    def sources(near: Through) -> Expectation:
        return All((Require("cidr_blocks", WORLD, through=near), Require("ipv6_cidr_blocks", WORLD)))

    return All(
        (
            When(TypeIs(GROUPS), Each("ingress", When(names, sources(GROUPS_RANGE)))),
            When(AllOf((TypeIs((RULE,)), Attr("type", Equals("ingress")), names)), sources(_RULES_RANGE)),
            When(
                AllOf((TypeIs((INGRESS,)), separate)),
                All((Require("cidr_ipv4", WORLD, through=_RULES_RANGE), Require("cidr_ipv6", WORLD))),
            ),
        )
    )


EFFECT = "cuts off clients outside the private network"
REFERENCES = (
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_security_group_ingress_rule",
)

SSH_OPEN_TO_WORLD = Rule(
    id="aws-vpc-ssh-open-to-world",
    summary="SSH is reachable from the whole internet",
    why="Port 22 is scanned and tried with leaked keys and passwords within minutes; one weak account is "
    "a shell inside the network.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=SECURITY_GROUP_TYPES,
    check=closed_to_world(ports((22,), TCP, "protocol"), ports((22,), TCP, "ip_protocol")),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=OVER_IPV6,
    fix_effect=EFFECT,
    example="""resource "aws_security_group" "bastion" {
  name   = "bastion"
  vpc_id = data.aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
""",
    aliases=(
        "CKV_AWS_24",
        "AVD-AWS-0107",
        "datadog:aws/security_group_with_unrestricted_access_to_ssh",
        "datadog:aws/sensitive_port_is_exposed_to_entire_network",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    controls=("CIS-AWS-3.0.0:5.2", "CIS-AWS-3.0.0:5.3", "AWS-Security-Hub:EC2.19"),
    references=REFERENCES,
)

RDP_OPEN_TO_WORLD = Rule(
    id="aws-vpc-rdp-open-to-world",
    summary="Remote Desktop is reachable from the whole internet",
    why="Port 3389 is one of the most common ways in for ransomware: by guessed passwords and by flaws "
    "that need no login.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=SECURITY_GROUP_TYPES,
    check=closed_to_world(ports((3389,), TCP_OR_UDP, "protocol"), ports((3389,), TCP_OR_UDP, "ip_protocol")),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=OVER_IPV6,
    fix_effect=EFFECT,
    example="""resource "aws_security_group_rule" "desktop" {
  type              = "ingress"
  from_port         = 3389
  to_port           = 3389
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.desktop.id
}

resource "aws_security_group" "desktop" {
  name        = "desktop"
  description = "desktop"
  vpc_id      = data.aws_vpc.main.id
}

data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
""",
    aliases=(
        "CKV_AWS_25",
        "AVD-AWS-0107",
        "datadog:aws/remote_desktop_port_open_to_internet",
        "datadog:aws/sensitive_port_is_exposed_to_entire_network",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    controls=("CIS-AWS-3.0.0:5.2", "CIS-AWS-3.0.0:5.3", "AWS-Security-Hub:EC2.19"),
    references=REFERENCES,
)

ALL_PORTS_OPEN_TO_WORLD = Rule(
    id="aws-vpc-all-ports-open-to-world",
    summary="Every port is reachable from the whole internet",
    why="Whatever listens, now or later, is exposed: databases, debug ports and remote shells along with "
    "what was meant to be public.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=SECURITY_GROUP_TYPES,
    check=closed_to_world(every_port("protocol"), every_port("ip_protocol")),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=OVER_IPV6,
    fix_effect=EFFECT,
    example="""resource "aws_vpc_security_group_ingress_rule" "anything" {
  security_group_id = aws_security_group.anything.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "anything" {
  name        = "anything"
  description = "anything"
  vpc_id      = data.aws_vpc.main.id
}

data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
""",
    aliases=(
        "CKV_AWS_260",
        "datadog:aws/http_port_open",
        "CKV_AWS_277",
        "CKV_AWS_24",
        "CKV_AWS_25",
        "AVD-AWS-0107",
        "datadog:aws/security_group_with_unrestricted_access_to_ssh",
        "datadog:aws/remote_desktop_port_open_to_internet",
        "datadog:aws/sensitive_port_is_exposed_to_entire_network",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    controls=("CIS-AWS-3.0.0:5.2", "CIS-AWS-3.0.0:5.3", "AWS-Security-Hub:EC2.18", "AWS-Security-Hub:EC2.19"),
    references=REFERENCES,
)

FLOW_LOG_MISSING = Rule(
    id="aws-vpc-flow-log-missing",
    summary="Nothing records the traffic of the network",
    why="After a break-in nobody can tell which machines talked to the attacker or how much data left.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_vpc",),
    check=Linked(
        "aws_flow_log",
        "vpc_id",
        companion={
            "vpc_id": Expr("{self}.id"),
            "traffic_type": "ALL",
            "log_destination_type": "s3",
            "log_destination": Pick("aws_s3_bucket", "arn", "log"),
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
""",
    aliases=("CKV2_AWS_11", "AVD-AWS-0178", "datadog:aws/vpc_flowlogs_disabled"),
    controls=("CIS-AWS-3.0.0:3.7", "AWS-Security-Hub:EC2.6"),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/flow_log",
    ),
)

FLOW_LOG_OF_NOTHING = Rule(
    id="aws-vpc-flow-log-of-nothing",
    summary="The flow log does not say whose traffic it records",
    why="The provider refuses it, so the network that somebody wanted watched is not.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_flow_log",),
    check=Any(
        tuple(
            Require(name, Presence.PRESENT, set=choice)
            for name, choice in (
                ("vpc_id", Pick("aws_vpc", "id", ".")),
                ("subnet_id", None),
                ("eni_id", None),
                ("transit_gateway_id", None),
                ("transit_gateway_attachment_id", None),
                ("regional_nat_gateway_id", None),
            )
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="records the network that it finds in the module",
    example="""resource "aws_flow_log" "main" {
  log_destination_type = "s3"
  log_destination      = "arn:aws:s3:::acme-flow-logs"
  traffic_type         = "ALL"
}
""",
    aliases=("datadog:aws/vpc_flowlogs_disabled",),
    references=("https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/flow_log",),
)
