"""Amazon VPC: network access control lists, whose entries are tried in the order of their numbers."""

from collections.abc import Iterable, Iterator

from terrafence.declare import (
    AnyOf,
    Attr,
    Companion,
    Cure,
    Fault,
    Function,
    Level,
    Never,
    Not,
    Presence,
    Rule,
    Safety,
    Severity,
)
from terrafence.readable import BlockView, ResourceView, ValueView
from terrafence.record import NamedTuple

_LISTS = ("aws_network_acl", "aws_default_network_acl")
_ENTRY = "aws_network_acl_rule"
_TYPES = (*_LISTS, _ENTRY)

_ALL, _TCP, _UDP = ("-1", "all"), ("6", "tcp"), ("17", "udp")
_WORLD = {
    "cidr_block": ("0.0.0.0/0",),
    "ipv6_cidr_block": ("::/0", "0000:0000:0000:0000:0000:0000:0000:0000/0"),
}
_PRIVATE = {"cidr_block": "10.0.0.0/8", "ipv6_cidr_block": "fd00::/8"}
_FTP, _SSH, _RDP = (20, 21), (22,), (3389,)


class _Entry(NamedTuple):
    """One entry for ingress. `protocol` is in lower case; `sources` are its addresses by attribute."""

    number: int
    allows: bool
    protocol: str
    ports: tuple[int, int]
    sources: dict[str, str]
    block: BlockView | None

    @property
    def every_port(self) -> bool:
        low, high = self.ports
        return self.protocol in _ALL or (self.protocol in (*_TCP, *_UDP) and low <= 1 and high >= 65535)

    def reaches(self, port: int, protocols: tuple[str, ...]) -> bool:
        low, high = self.ports
        return self.protocol in _ALL or (self.protocol in protocols and low <= port <= high)


def _entries(resource: ResourceView) -> list[_Entry]:
    """The entries in the order in which they are tried; none when one of them is not known."""
    if resource.type == _ENTRY:
        found = [_single(resource)]
    else:
        found = [_nested(block) for block in resource.blocks("ingress")]
    entries = [entry for entry in found if entry is not None]
    return sorted(entries, key=lambda entry: entry.number) if len(entries) == len(found) else []


def _single(resource: ResourceView) -> _Entry | None:
    def value(name: str) -> ValueView | None:
        return next(iter(resource.values(name)), None)

    egress = value("egress")
    if egress is not None and (not egress.known or egress.plain() in (True, "true")):
        return None
    names = ("rule_number", "rule_action", "protocol", "from_port", "to_port", *_WORLD)
    return _read([value(name) for name in names], None)


def _nested(block: BlockView) -> _Entry | None:
    names = ("rule_no", "action", "protocol", "from_port", "to_port", *_WORLD)
    return _read([block.value(name) for name in names], block) if block.certain else None


def _read(values: list[ValueView | None], block: BlockView | None) -> _Entry | None:
    if any(value is not None and not value.known for value in values):
        return None
    number, action, protocol, low, high, *sources = (
        "" if value is None else str(value.plain()).lower() for value in values
    )
    if block is not None and not number.isdecimal():
        return None
    ports = (int(low) if low.isdecimal() else 0, int(high) if high.isdecimal() else 0)
    return _Entry(
        int(number) if number.isdecimal() else 0,
        action == "allow",
        protocol,
        ports,
        dict(zip(_WORLD, sources, strict=True)),
        block,
    )


def _open(ports: Iterable[int], protocols: tuple[str, ...], every_port: bool) -> Function:
    """No entry that opens every port, or else none that opens less, lets the world through to one of these
    ports."""

    def check(resource: ResourceView) -> Iterator[Fault]:
        entries = _entries(resource)
        seen: set[tuple[int, str]] = set()
        for family, everyone in _WORLD.items():
            asked = [entry for entry in entries if entry.sources[family] in everyone]
            for port in ports:
                entry = next((entry for entry in asked if entry.reaches(port, protocols)), None)
                if entry is None or not entry.allows or entry.every_port is not every_port:
                    continue
                if (entry.number, family) not in seen:
                    seen.add((entry.number, family))
                    yield _fault(entry, family)

    return Function(check)


def _fault(entry: _Entry, family: str) -> Fault:
    return Fault(family, f"`{family}` is `{entry.sources[family]}`", _PRIVATE[family], entry.block)


_WHY = (
    "The list is the network's second wall: while it lets everyone in, one careless security group is "
    "enough to put a machine's {} on the internet."
)
_EFFECT = "cuts off clients outside the private network"
_REFERENCES = (
    "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl",
)

SSH_OPEN_TO_WORLD = Rule(
    id="aws-vpc-acl-ssh-open-to-world",
    summary="The network ACL lets the whole internet reach SSH",
    why=_WHY.format("SSH"),
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TYPES,
    check=_open(_SSH, _TCP, every_port=False),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_network_acl_rule" "ssh" {
  network_acl_id = "acl-0123456789abcdef0"
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "0.0.0.0/0"
}
""",
    aliases=("CKV_AWS_232", "AVD-AWS-0105", "datadog:aws/network_acl_with_unrestricted_access_to_ssh"),
    controls=("CIS-AWS-3.0.0:5.1", "AWS-Security-Hub:EC2.21"),
    references=_REFERENCES,
)

RDP_OPEN_TO_WORLD = Rule(
    id="aws-vpc-acl-rdp-open-to-world",
    summary="The network ACL lets the whole internet reach Remote Desktop",
    why=_WHY.format("Remote Desktop"),
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TYPES,
    check=_open(_RDP, (*_TCP, *_UDP), every_port=False),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_network_acl" "desktops" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }
}
""",
    aliases=("CKV_AWS_231", "AVD-AWS-0105", "datadog:aws/network_acl_with_unrestricted_access_to_rdp"),
    controls=("CIS-AWS-3.0.0:5.1", "AWS-Security-Hub:EC2.21"),
    references=_REFERENCES,
)

FTP_OPEN_TO_WORLD = Rule(
    id="aws-vpc-acl-ftp-open-to-world",
    summary="The network ACL lets the whole internet reach FTP",
    why="FTP sends passwords and files as plain text; while the list lets everyone in, one careless security "
    "group is enough to publish such a server.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TYPES,
    check=_open(_FTP, _TCP, every_port=False),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_network_acl" "files" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    rule_no         = 100
    action          = "allow"
    protocol        = "tcp"
    from_port       = 21
    to_port         = 21
    ipv6_cidr_block = "::/0"
  }
}
""",
    aliases=("CKV_AWS_229", "CKV_AWS_230"),
    references=_REFERENCES,
)

ALL_PORTS_OPEN_TO_WORLD = Rule(
    id="aws-vpc-acl-all-ports-open-to-world",
    summary="The network ACL lets the whole internet reach every port",
    why="The list is the network's second wall. As it is, it stops nobody: each machine is only as safe as "
    "its security groups.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TYPES,
    check=_open((*_FTP, *_SSH, *_RDP), (*_TCP, *_UDP), every_port=True),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_network_acl_rule" "anything" {
  network_acl_id = "acl-0123456789abcdef0"
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
""",
    aliases=(
        "CKV_AWS_352",
        "CKV_AWS_229",
        "CKV_AWS_230",
        "CKV_AWS_231",
        "CKV_AWS_232",
        "AVD-AWS-0102",
        "AVD-AWS-0105",
        "datadog:aws/network_acl_with_unrestricted_access_to_rdp",
        "datadog:aws/network_acl_with_unrestricted_access_to_ssh",
    ),
    controls=("CIS-AWS-3.0.0:5.1", "AWS-Security-Hub:EC2.21"),
    references=_REFERENCES,
)

UNATTACHED = Rule(
    id="aws-vpc-acl-unattached",
    summary="The network ACL belongs to no subnet",
    why="Its rules filter nothing: the subnets that they were written for have the default list, which lets "
    "everything through.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_network_acl",),
    check=Never(
        Not(
            AnyOf(
                (
                    Companion("aws_network_acl_association", "network_acl_id"),
                    Attr("subnet_ids", Presence.PRESENT),
                )
            )
        ),
        "no subnet is named",
        Cure.REMOVE,
    ),
    safety=Safety.UNSAFE,
    fix_effect="deletes it, with the rules that it holds",
    example="""resource "aws_network_acl" "private" {
  vpc_id = "vpc-0123456789abcdef0"
}
""",
    aliases=("CKV2_AWS_1",),
    controls=("AWS-Security-Hub:EC2.16",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/network-acl-associate-subnet.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/network_acl",
    ),
)
