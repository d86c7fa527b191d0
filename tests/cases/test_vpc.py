"""Security groups in all their spellings: ranges, protocols, IPv6, rules of their own, blocks as
attributes."""

from pathlib import Path

import pytest
from casebook import cases, check


def group(*lines: str, outside: str = "") -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'resource "aws_security_group" "g" {{\n  ingress {{\n{body}\n  }}\n}}\n{outside}'


def rule(*lines: str) -> str:
    return 'resource "aws_security_group_rule" "r" {\n' + "\n".join(lines) + "\n}\n"


def ingress(*lines: str) -> str:
    return 'resource "aws_vpc_security_group_ingress_rule" "r" {\n' + "\n".join(lines) + "\n}\n"


WORLD = 'cidr_blocks = ["0.0.0.0/0"]'
FLAGGED = f"{WORLD} # flagged"
TCP = 'protocol = "tcp"'


def ports(start: int, end: int) -> tuple[str, str]:
    return f"from_port = {start}", f"to_port = {end}"


SSH = [
    ("from the office", group(*ports(22, 22), TCP, 'cidr_blocks = ["203.0.113.0/24"]')),
    ("from another group", group(*ports(22, 22), TCP, 'security_groups = ["sg-1"]')),
    ("the web", group(*ports(443, 443), TCP, WORLD)),
    ("ports beside", group(*ports(23, 1024), TCP, WORLD)),
    ("another protocol", group(*ports(22, 22), 'protocol = "udp"', WORLD)),
    ("ping of type 22", group(*ports(8, 22), 'protocol = "icmp"', WORLD)),
    ("every port is another rule's", group(*ports(0, 0), 'protocol = "-1"', WORLD)),
    ("all ports of TCP are another rule's", group(*ports(0, 65535), TCP, WORLD)),
    ("outwards", rule(*ports(22, 22), TCP, WORLD, 'type = "egress"')),
    ("no ingress at all", 'resource "aws_security_group" "g" {\n  ingress = []\n}\n'),
    (
        "an unknown port",
        'variable "port" {}\nresource "aws_security_group" "g" { # undecided\n  ingress {\n'
        f'    from_port = var.port\n    to_port = var.port\n    protocol = "tcp"\n    {WORLD}\n  }}\n}}\n',
    ),
    ("a range", group(*ports(20, 25), TCP, FLAGGED)),
    ("the protocol's number", group(*ports(22, 22), 'protocol = "6"', FLAGGED)),
    ("ports as text", group('from_port = "22"', 'to_port = "22"', TCP, FLAGGED)),
    ("beside others", group(*ports(22, 22), TCP, 'cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"] # flagged')),
    ("IPv6", group(*ports(22, 22), TCP, 'ipv6_cidr_blocks = ["::/0"] # flagged')),
    (
        "both",
        group(*ports(22, 22), TCP, FLAGGED, 'ipv6_cidr_blocks = ["::/0"] # flagged'),
    ),
    ("a rule of its own", rule(*ports(22, 22), TCP, FLAGGED, 'type = "ingress"')),
    (
        "an ingress rule",
        ingress(*ports(22, 22), 'ip_protocol = "tcp"', 'cidr_ipv4 = "0.0.0.0/0" # flagged'),
    ),
    (
        "an ingress rule for IPv6",
        ingress(*ports(22, 22), 'ip_protocol = "tcp"', 'cidr_ipv6 = "::/0" # flagged'),
    ),
    (
        "blocks as an attribute",
        'resource "aws_security_group" "g" {\n  ingress = [{\n    from_port = 22\n    to_port = 22\n'
        f'    protocol = "tcp"\n    {FLAGGED}\n  }}]\n}}\n',
    ),
    (
        "a dynamic block, one of three",
        """
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [80, 22, 443]

    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"] # flagged
    }
  }
}
""",
    ),
    (
        "the default group",
        'resource "aws_default_security_group" "g" {\n  ingress {\n    from_port = 22\n    to_port = 22\n'
        f'    protocol = "tcp"\n    {FLAGGED}\n  }}\n}}\n',
    ),
]

RDP = [
    ("SSH", group(*ports(22, 22), TCP, WORLD)),
    ("over UDP", group(*ports(3389, 3389), 'protocol = "udp"', FLAGGED)),
    ("a wide range", group(*ports(1024, 65535), TCP, FLAGGED)),
]

EVERY = [
    ("from the network", group(*ports(0, 0), 'protocol = "-1"', 'cidr_blocks = ["10.0.0.0/8"]')),
    ("from itself", group(*ports(0, 0), 'protocol = "-1"', "self = true")),
    ("all ICMP", group(*ports(-1, -1), 'protocol = "icmp"', WORLD)),
    ("high ports", group(*ports(1024, 65535), TCP, WORLD)),
    ("every protocol", group(*ports(0, 0), 'protocol = "-1"', FLAGGED)),
    ("every protocol by name", group(*ports(0, 0), 'protocol = "all"', FLAGGED)),
    ("every protocol by number", group(*ports(0, 0), "protocol = -1", FLAGGED)),
    ("every port of UDP", group(*ports(0, 65535), 'protocol = "udp"', FLAGGED)),
    ("from port 1", group(*ports(1, 65535), TCP, FLAGGED)),
    ("an ingress rule", ingress('ip_protocol = "-1"', 'cidr_ipv6 = "::/0" # flagged')),
]

FLOW_LOG = [
    (
        "in another file, with count",
        """
resource "aws_vpc" "main" {
  count      = 1
  cidr_block = "10.0.0.0/16"
}
--- logs.tf
resource "aws_flow_log" "main" {
  vpc_id = aws_vpc.main[0].id
}
""",
    ),
    (
        "of a subnet only",
        """
resource "aws_vpc" "main" { # flagged
  cidr_block = "10.0.0.0/16"
}

resource "aws_flow_log" "main" {
  subnet_id = "subnet-1"
}
""",
    ),
]

TABLES = {
    "aws-vpc-ssh-open-to-world": SSH,
    "aws-vpc-rdp-open-to-world": RDP,
    "aws-vpc-all-ports-open-to-world": EVERY,
    "aws-vpc-flow-log-missing": FLOW_LOG,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_vpc(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
