"""Amazon VPC: services that security groups leave open to the internet, and what may leave."""

from terrafence.declare import (
    All,
    AllOf,
    Attr,
    Condition,
    Disruption,
    Each,
    Equals,
    Expectation,
    Expr,
    Level,
    NoneOf,
    Not,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Spans,
    TypeIs,
    When,
)
from terrafence.rules.aws.vpc import (
    EFFECT,
    GROUPS,
    OVER_IPV6,
    REFERENCES,
    RULE,
    SECURITY_GROUP_TYPES,
    TCP,
    TCP_OR_UDP,
    WORLD,
    closed_to_world,
    every_port,
    ports,
)

_EGRESS = "aws_vpc_security_group_egress_rule"
_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

_DATABASES = (
    *(1433, 1434, 1521, 2483, 2484, 3306, 5432, 5439, 5984, 6379),
    *(7000, 7199, 8182, 9042, 9200, 9300, 11211, 27017),
)
_ADMINISTRATION = (
    *(20, 21, 23, 135, 139, 445, 2375, 2376, 2379, 5601),
    *(5900, 5985, 5986, 6443, 8088, 8888, 10250),
)


def _ports(numbers: tuple[int, ...], protocols: str) -> Expectation:
    """No ingress from everywhere to one of these ports."""
    return closed_to_world(ports(numbers, protocols, "protocol"), ports(numbers, protocols, "ip_protocol"))


DATABASE_OPEN_TO_WORLD = Rule(
    id="aws-vpc-database-open-to-world",
    summary="A database port is reachable from the whole internet",
    why="Databases are scanned for all day and tried with leaked and default passwords; some have none, "
    "and many flaws need no login.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=SECURITY_GROUP_TYPES,
    check=_ports(_DATABASES, TCP_OR_UDP),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=OVER_IPV6,
    fix_effect=EFFECT,
    example="""resource "aws_security_group" "orders" {
  name        = "orders"
  description = "orders database"
  vpc_id      = data.aws_vpc.main.id

  ingress {
    description = "anyone"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
""",
    aliases=(
        "datadog:aws/sensitive_port_is_exposed_to_entire_network",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    controls=("AWS-Security-Hub:EC2.19",),
    references=REFERENCES,
)

ADMINISTRATION_OPEN_TO_WORLD = Rule(
    id="aws-vpc-administration-open-to-world",
    summary="A port for administration is reachable from the whole internet",
    why="File sharing, remote shells, container engines and cluster consoles give the machine to whoever "
    "finds one weak account or missing patch, and worms look for nothing else.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=SECURITY_GROUP_TYPES,
    check=_ports(_ADMINISTRATION, TCP_OR_UDP),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=OVER_IPV6,
    fix_effect=EFFECT,
    example="""resource "aws_vpc_security_group_ingress_rule" "engine" {
  security_group_id = aws_security_group.engine.id
  description       = "anyone"
  ip_protocol       = "tcp"
  from_port         = 2375
  to_port           = 2375
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "engine" {
  name        = "engine"
  description = "engine"
  vpc_id      = data.aws_vpc.main.id
}

data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
""",
    controls=("AWS-Security-Hub:EC2.19",),
    aliases=(
        "datadog:aws/unknown_port_exposed_to_internet",
        "datadog:aws/sensitive_port_is_exposed_to_entire_network",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    references=REFERENCES,
)

ANALYSIS_OPEN_TO_WORLD = Rule(
    id="aws-vpc-analysis-services-open-to-world",
    summary="SQL Server Analysis Services are reachable from the whole internet",
    why="Port 2383 gives out whole data models; weak accounts and flaws are tried by everyone.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=SECURITY_GROUP_TYPES,
    check=_ports((2383,), TCP),
    safety=Safety.SAFE_WHEN_NEW,
    unsafe_when=OVER_IPV6,
    fix_effect=EFFECT,
    example="""resource "aws_security_group" "reports" {
  name        = "reports"
  description = "reports"
  vpc_id      = data.aws_vpc.main.id

  ingress {
    description = "anyone"
    from_port   = 2383
    to_port     = 2383
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

data "aws_vpc" "main" {
  id = "vpc-0123456789abcdef0"
}
""",
    aliases=(
        "datadog:aws/sql_analysis_services_port_2383_is_publicly_accessible",
        "datadog:aws/sensitive_port_is_exposed_to_entire_network",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    references=REFERENCES,
)

HTTP_OPEN_TO_WORLD = Rule(
    id="aws-vpc-http-open-to-world",
    summary="Plain HTTP is reachable from the whole internet",
    why="Anyone on the way reads and changes what passes, unless port 80 only redirects.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=SECURITY_GROUP_TYPES,
    check=_ports((80,), TCP),
    safety=Safety.UNSAFE,
    fix_effect=EFFECT,
    example="""resource "aws_security_group" "web" {
  name        = "web"
  description = "web"

  ingress {
    description = "anyone"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
""",
    aliases=(
        "CKV_AWS_260",
        "datadog:aws/http_port_open",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    references=REFERENCES,
)


def _another(protocol: str) -> Condition:
    """Other ports than those above are open."""
    known = (22, 80, 2383, 3389, *_DATABASES, *_ADMINISTRATION)
    return AllOf((Not(every_port(protocol)), Not(Spans("from_port", "to_port", known))))


PORT_OPEN_TO_WORLD = Rule(
    id="aws-vpc-port-open-to-world",
    summary="A port is reachable from the whole internet",
    why="Everything that listens there can be tried by everyone; check that it is meant to be public.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=SECURITY_GROUP_TYPES,
    check=closed_to_world(_another("protocol"), _another("ip_protocol")),
    safety=Safety.UNSAFE,
    fix_effect=EFFECT,
    example="""resource "aws_security_group" "web" {
  name        = "web"
  description = "web"

  ingress {
    description = "anyone"
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
""",
    aliases=(
        "datadog:aws/unknown_port_exposed_to_internet",
        "datadog:aws/unrestricted_security_group_ingress",
    ),
    references=REFERENCES,
)


def _kept_in(names: Condition, separate: Condition) -> Expectation:
    """No egress to everywhere where the condition holds."""
    targets = All((Require("cidr_blocks", WORLD), Require("ipv6_cidr_blocks", WORLD)))
    return All(
        (
            When(TypeIs(GROUPS), Each("egress", When(names, targets))),
            When(AllOf((TypeIs((RULE,)), Attr("type", Equals("egress")), names)), targets),
            When(
                AllOf((TypeIs((_EGRESS,)), separate)),
                All((Require("cidr_ipv4", WORLD), Require("cidr_ipv6", WORLD))),
            ),
        )
    )


_EGRESS_TYPES = (*GROUPS, RULE, _EGRESS)

ALL_EGRESS_TO_WORLD = Rule(
    id="aws-vpc-all-egress-to-world",
    summary="Everything may be sent to the whole internet",
    why="Whoever gets in takes data out, fetches tools and takes orders over any port.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_EGRESS_TYPES,
    check=_kept_in(every_port("protocol"), every_port("ip_protocol")),
    safety=Safety.UNSAFE,
    fix_effect="cuts off what lies outside the private network",
    example="""resource "aws_security_group_rule" "out" {
  type              = "egress"
  description       = "anywhere"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-0123456789abcdef0"
}
""",
    aliases=("AVD-AWS-0104",),
    references=REFERENCES,
)

EGRESS_TO_WORLD = Rule(
    id="aws-vpc-egress-to-world",
    summary="A port may be reached on the whole internet",
    why="Whoever gets in can take data out that way.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_EGRESS_TYPES,
    check=_kept_in(Not(every_port("protocol")), Not(every_port("ip_protocol"))),
    safety=Safety.UNSAFE,
    fix_effect="cuts off what lies outside the private network",
    example="""resource "aws_security_group_rule" "out" {
  type              = "egress"
  description       = "anywhere"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-0123456789abcdef0"
}
""",
    aliases=("AVD-AWS-0104",),
    references=REFERENCES,
)

_BY_NAME = Expr('"{name}"')
"""What its author calls it in the configuration, which people who only see the console do not know."""

GROUP_UNDESCRIBED = Rule(
    id="aws-vpc-security-group-undescribed",
    summary="Nothing says what the security group is for",
    why="Nobody dares to take out what nobody understands, so holes stay open.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_security_group",),
    check=Require(
        "description",
        NoneOf(("Managed by Terraform", "")),
        absent="Managed by Terraform",
        set=_BY_NAME,
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_security_group" "web" {
  name = "web"
}
""",
    aliases=("CKV_AWS_23", "AVD-AWS-0099", "datadog:aws/security_group_without_description"),
    references=(*REFERENCES[:1], f"{_DOCS}security_group"),
)

RULE_UNDESCRIBED = Rule(
    id="aws-vpc-security-group-rule-undescribed",
    summary="Nothing says what a rule of the security group is for",
    why="Nobody dares to take out what nobody understands, so holes stay open.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(*SECURITY_GROUP_TYPES, _EGRESS),
    check=All(
        (
            When(
                TypeIs(GROUPS),
                All(
                    (
                        Each("ingress", Require("description", Presence.PRESENT)),
                        Each("egress", Require("description", Presence.PRESENT)),
                    )
                ),
            ),
            When(Not(TypeIs(GROUPS)), Require("description", Presence.PRESENT, set=_BY_NAME)),
        )
    ),
    example="""resource "aws_vpc_security_group_ingress_rule" "web" {
  security_group_id = "sg-0123456789abcdef0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}
""",
    aliases=("CKV_AWS_23", "AVD-AWS-0124", "datadog:aws/security_group_rules_without_description"),
    references=REFERENCES,
)
