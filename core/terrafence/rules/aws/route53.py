"""Amazon Route 53: zones, resolvers and registered domains."""

from terrafence.declare import (
    All,
    Attr,
    Cure,
    Disruption,
    Equals,
    Exists,
    Expr,
    Level,
    Linked,
    Never,
    NoneOf,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
_DOMAIN = ("aws_route53domains_registered_domain",)
_PUBLIC_ZONE = Not(Exists("vpc"))

QUERY_LOG_MISSING = Rule(
    id="aws-route53-query-log-missing",
    summary="Nothing records the questions to the public zone",
    why="Scans for forgotten names, and floods, leave no trace.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_route53_zone",),
    check=When(
        _PUBLIC_ZONE,
        Linked(
            "aws_route53_query_log",
            "zone_id",
            companion={
                "zone_id": Expr("{self}.zone_id"),
                "cloudwatch_log_group_arn": Pick("aws_cloudwatch_log_group", "arn", "route53|dns|query"),
            },
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}
""",
    aliases=(
        "CKV2_AWS_39",
        "datadog:aws/cloudwatch_logging_disabled",
    ),
    controls=("AWS-Security-Hub:Route53.2",),
    references=(f"{_GUIDE}query-logs.html", f"{_DOCS}route53_query_log"),
)

DNSSEC_MISSING = Rule(
    id="aws-route53-dnssec-missing",
    summary="Answers of the public zone are not signed",
    why="Whoever answers first, with a forged address, leads visitors and mail to a server of theirs.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_route53_zone",),
    check=When(_PUBLIC_ZONE, Linked("aws_route53_hosted_zone_dnssec", "hosted_zone_id")),
    no_fix="signing takes a key and a record at the parent, in the right order, or the zone goes dark",
    example="""resource "aws_route53_zone" "shop" {
  name = "shop.example.com"
}
""",
    aliases=("CKV2_AWS_38",),
    references=(
        f"{_GUIDE}dns-configuring-dnssec.html",
        f"{_DOCS}route53_hosted_zone_dnssec",
    ),
)

TRANSFER_UNLOCKED = Rule(
    id="aws-route53-domain-transfer-unlocked",
    summary="The domain can be moved to another registrar",
    why="Whoever gets hold of its transfer code takes the domain, and with it the site, the mail and "
    "every account that is reset by mail.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAIN,
    check=Require("transfer_lock", Equals(True), absent=True),
    example="""resource "aws_route53domains_registered_domain" "shop" {
  domain_name   = "example.com"
  transfer_lock = false
}
""",
    aliases=("CKV_AWS_377",),
    references=(f"{_GUIDE}domain-lock.html", f"{_DOCS}route53domains_registered_domain"),
)

CONTACTS_PUBLIC = Rule(
    id="aws-route53-domain-contacts-public",
    summary="The contacts of the domain are published",
    why="Names, addresses and telephone numbers are what a caller needs to pose as the owner.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_DOMAIN,
    check=All(
        tuple(
            Require(f"{contact}_privacy", Equals(True), absent=True)
            for contact in ("admin", "billing", "registrant", "tech")
        )
    ),
    example="""resource "aws_route53domains_registered_domain" "shop" {
  domain_name   = "example.com"
  admin_privacy = false
}
""",
    references=(f"{_GUIDE}domain-privacy-protection.html", f"{_DOCS}route53domains_registered_domain"),
)

RENEWAL_OFF = Rule(
    id="aws-route53-domain-renewal-off",
    summary="The domain runs out unless someone thinks of it",
    why="Whoever registers it on that day gets the site, the mail and every account that is reset by mail.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAIN,
    check=Require("auto_renew", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="bills the domain every year",
    example="""resource "aws_route53domains_registered_domain" "shop" {
  domain_name = "example.com"
  auto_renew  = false
}
""",
    references=(f"{_GUIDE}domain-renew.html", f"{_DOCS}route53domains_registered_domain"),
)

RESOLVER_FIREWALL_FAILS_OPEN = Rule(
    id="aws-route53-resolver-firewall-fails-open",
    summary="Names are resolved unfiltered when the DNS firewall does not answer",
    why="Whoever makes the firewall slow to answer reaches the names that it should stop.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_route53_resolver_firewall_config",),
    check=Require(
        "firewall_fail_open", NoneOf(("ENABLED", "USE_LOCAL_RESOURCE_SETTING"), instead="DISABLED")
    ),
    safety=Safety.UNSAFE,
    fix_effect="resolves no names while the firewall does not answer",
    example="""resource "aws_route53_resolver_firewall_config" "main" {
  resource_id        = "vpc-0123456789abcdef0"
  firewall_fail_open = "ENABLED"
}
""",
    references=(
        f"{_GUIDE}resolver-dns-firewall-vpc-configuration.html",
        f"{_DOCS}route53_resolver_firewall_config",
    ),
)

RESOLVER_FIREWALL_UNPROTECTED = Rule(
    id="aws-route53-resolver-firewall-unprotected",
    summary="The DNS firewall can be taken off the network by one call",
    why="An accident or an intruder opens the way to every name in one step.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_route53_resolver_firewall_rule_group_association",),
    check=Require("mutation_protection", Equals("ENABLED"), absent="DISABLED"),
    example="""resource "aws_route53_resolver_firewall_rule_group_association" "main" {
  name                   = "main"
  firewall_rule_group_id = "rslvr-frg-0123456789abcdef"
  priority               = 101
  vpc_id                 = "vpc-0123456789abcdef0"
}
""",
    references=(
        f"{_GUIDE}resolver-dns-firewall-overview.html",
        f"{_DOCS}route53_resolver_firewall_rule_group_association",
    ),
)

RECORD_EMPTY = Rule(
    id="aws-route53-record-empty",
    summary="The name leads nowhere",
    why="A name without an answer, or with one that is gone, is what takeovers of names start with; Route 53 "
    "refuses an empty set.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_route53_record",),
    check=When(
        Not(Exists("alias")),
        Never(Not(Attr("records", Presence.PRESENT)), "`records` is empty", Cure.REMOVE),
    ),
    safety=Safety.UNSAFE,
    fix_effect="takes the name away",
    example="""resource "aws_route53_record" "shop" {
  zone_id = "Z0123456789ABCDEFGHIJ"
  name    = "shop.example.com"
  type    = "A"
  ttl     = 300
  records = []
}
""",
    aliases=("datadog:aws/route53_record_undefined",),
    references=(
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html",
        f"{_DOCS}route53_record",
    ),
)

ZONE_DESTROYED_WITH_RECORDS = Rule(
    id="aws-route53-zone-destroyed-with-records",
    summary="Destroying the zone destroys the records that others have put there",
    why="Names that nobody here declares go with it; what still points at them is then open to a takeover.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_route53_zone",),
    check=Require("force_destroy", Equals(False), absent=False),
    example="""resource "aws_route53_zone" "shop" {
  name          = "shop.example.com"
  force_destroy = true
}
""",
    references=(f"{_GUIDE}DeleteHostedZone.html", f"{_DOCS}route53_zone"),
)

QUERY_LOG_OF_NOTHING = Rule(
    id="aws-route53-query-log-of-nothing",
    summary="The query log does not say of which zone",
    why="Terraform refuses it, and meanwhile the questions to the zone leave no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_route53_query_log",),
    check=Require("zone_id", Presence.PRESENT, set=Pick("aws_route53_zone", "zone_id", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_route53_query_log" "shop" {
  cloudwatch_log_group_arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/shop"
}
""",
    aliases=("datadog:aws/cloudwatch_logging_disabled",),
    references=(f"{_GUIDE}query-logs.html", f"{_DOCS}route53_query_log"),
)
