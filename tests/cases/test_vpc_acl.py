"""Network ACLs: the first entry that matches decides."""

from pathlib import Path

import pytest
from casebook import cases, check


def acl(*entries: str) -> str:
    """A list with entries `number action protocol from to cidr`; `!` in front of one that is flagged."""
    blocks: list[str] = []
    for entry in entries:
        number, action, protocol, low, high, cidr = entry.removeprefix("!").split()
        mark = " # flagged" if entry.startswith("!") else ""
        family = "ipv6_cidr_block" if ":" in cidr else "cidr_block"
        blocks.append(
            f"  ingress {{\n    rule_no = {number}\n    action = {action}\n    protocol = {protocol}\n"
            f"    from_port = {low}\n    to_port = {high}\n    {family} = {cidr}{mark}\n  }}\n"
        )
    return 'resource "aws_network_acl" "a" {\n' + "".join(blocks) + "}\n"


SSH = [
    ("a private network", acl('1 "allow" "tcp" 22 22 "10.0.0.0/8"')),
    ("refused", acl('1 "deny" "tcp" 22 22 "0.0.0.0/0"')),
    ("refused before", acl('9 "allow" "tcp" 1 1024 "0.0.0.0/0"', '5 "deny" "6" 22 22 "0.0.0.0/0"')),
    ("another protocol", acl('1 "allow" "udp" 22 22 "0.0.0.0/0"')),
    ("another port", acl('1 "allow" "tcp" 23 1024 "0.0.0.0/0"')),
    (
        "outgoing",
        'resource "aws_network_acl_rule" "r" {\n  egress = true\n  rule_action = "allow"\n'
        '  protocol = "tcp"\n  from_port = 22\n  to_port = 22\n  cidr_block = "0.0.0.0/0"\n}\n',
    ),
    (
        "an entry that is not known",
        'variable "n" {}\n'
        + acl('var.n "deny" "tcp" 22 22 "0.0.0.0/0"', '2 "allow" "tcp" 22 22 "0.0.0.0/0"'),
    ),
    ("not a number", acl('"x" "allow" "tcp" 22 22 "0.0.0.0/0"')),
    ("refused too late", acl('!1 "allow" "tcp" 22 22 "0.0.0.0/0"', '2 "deny" "tcp" 22 22 "0.0.0.0/0"')),
    (
        "refused for the other family",
        acl('!2 "allow" "tcp" 22 22 "::/0"', '1 "deny" "tcp" 22 22 "0.0.0.0/0"'),
    ),
]

ALL = [
    ("less than every port", acl('1 "allow" "tcp" 22 22 "0.0.0.0/0"')),
    (
        "what matters is refused before",
        acl(
            '9 "allow" "-1" 0 0 "0.0.0.0/0"',
            '1 "deny" "tcp" 20 22 "0.0.0.0/0"',
            '2 "deny" "-1" 3389 3389 "0.0.0.0/0"',
        ),
    ),
    ("a part is refused before", acl('!9 "allow" "-1" 0 0 "0.0.0.0/0"', '1 "deny" "tcp" 20 22 "0.0.0.0/0"')),
    ("by numbers", acl('!9 "allow" "tcp" 0 65535 "0.0.0.0/0"')),
]

TABLES = {"aws-vpc-acl-ssh-open-to-world": SSH, "aws-vpc-acl-all-ports-open-to-world": ALL}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_acl(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
