"""Elastic Load Balancing: access logs, and classic load balancers."""

from terrafence.declare import (
    All,
    Attr,
    Each,
    Equals,
    Exists,
    Level,
    Matches,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_LOG_BUCKET = Pick("aws_s3_bucket", "id", "log")
_WHY = (
    "An attack through the load balancer cannot be traced afterwards: who asked for what, from where, "
    "and what they got."
)
_EFFECT = "stores a log record for every request"

LB_ACCESS_LOGS_OFF = Rule(
    id="aws-elb-lb-access-logs-off",
    summary="Nothing records the requests to the load balancer",
    why=_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lb", "aws_alb"),
    check=When(
        Not(Attr("load_balancer_type", Equals("gateway"))),
        Require("access_logs.enabled", Equals(True), absent=False, beside={"bucket": _LOG_BUCKET}),
    ),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_lb" "shop" {
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
}
""",
    aliases=("CKV_AWS_91",),
    controls=("AWS-Security-Hub:ELB.5",),
    references=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb",
    ),
)

CLASSIC_ACCESS_LOGS_OFF = Rule(
    id="aws-elb-classic-access-logs-off",
    summary="Nothing records the requests to the load balancer",
    why=_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_elb",),
    check=All(
        (
            When(
                Not(Exists("access_logs")),
                Require("access_logs.bucket", Presence.PRESENT, set=_LOG_BUCKET),
            ),
            When(Exists("access_logs"), Require("access_logs.enabled", Equals(True), absent=True)),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_elb" "shop" {
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0"]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }

  access_logs {
    bucket  = "acme-logs"
    enabled = false
  }
}
""",
    aliases=("CKV_AWS_92", "datadog:aws/elb_access_logging_disabled"),
    controls=("AWS-Security-Hub:ELB.5",),
    references=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb",
    ),
)

_CLASSIC = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elb"
_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/"

CLASSIC_LISTENER_PLAIN = Rule(
    id="aws-elb-classic-listener-plain",
    summary="The load balancer takes connections without TLS",
    why="Anyone on the way reads passwords, sessions and data, and can change what is sent.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_elb",),
    check=Each(
        "listener",
        Require(
            "lb_protocol",
            Matches(r"(?i)^(https|ssl)$"),
            set="https",
            beside={"ssl_certificate_id": Pick("aws_acm_certificate", "arn", ".")},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients without TLS",
    example="""resource "aws_elb" "shop" {
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0"]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
""",
    aliases=("CKV_AWS_376", "CKV_AWS_127"),
    controls=("AWS-Security-Hub:ELB.2", "AWS-Security-Hub:ELB.3"),
    references=(f"{_GUIDE}elb-https-load-balancers.html", _CLASSIC),
)

CLASSIC_CERTIFICATE_MISSING = Rule(
    id="aws-elb-classic-certificate-missing",
    summary="A listener for TLS has no certificate",
    why="AWS refuses such a listener, and what gets the service going again in a hurry is plain HTTP.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_elb",),
    check=Each(
        "listener",
        When(
            Attr("lb_protocol", Matches(r"(?i)^(https|ssl)$")),
            Require("ssl_certificate_id", Presence.PRESENT, set=Pick("aws_acm_certificate", "arn", ".")),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="shows clients the certificate that it finds in the module",
    example="""resource "aws_elb" "shop" {
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0"]

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 443
    lb_protocol       = "https"
  }
}
""",
    aliases=("CKV_AWS_376",),
    references=(
        "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Listener.html",
        _CLASSIC,
    ),
)

_TLS_EXAMPLE = """resource "aws_elb" "shop" {{
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0"]
{}
  listener {{
    instance_port      = 8443
    instance_protocol  = "https"
    lb_port            = 443
    lb_protocol        = "https"
    ssl_certificate_id = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  }}
}}
"""

CLASSIC_CROSS_ZONE_OFF = Rule(
    id="aws-elb-classic-cross-zone-off",
    summary="The load balancer keeps traffic in the zone where it arrived",
    why="A few instances in one zone can be flooded while those in the others are idle.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elb",),
    check=Require("cross_zone_load_balancing", Equals(True), absent=True),
    example=_TLS_EXAMPLE.format("\n  cross_zone_load_balancing = false\n"),
    aliases=("CKV_AWS_138",),
    controls=("AWS-Security-Hub:ELB.9",),
    references=(f"{_GUIDE}enable-disable-crosszone-lb.html", _CLASSIC),
)

CLASSIC_DRAINING_OFF = Rule(
    id="aws-elb-classic-draining-off",
    summary="The load balancer cuts requests off when an instance leaves",
    why="Whoever can make instances leave, by failing their checks, also breaks what others are doing.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elb",),
    check=Require("connection_draining", Equals(True), absent=False),
    example=_TLS_EXAMPLE.format(""),
    controls=("AWS-Security-Hub:ELB.7",),
    references=(f"{_GUIDE}config-conn-drain.html", _CLASSIC),
)

_OLD_PROTOCOLS = tuple(f"Protocol-{name}" for name in ("SSLv2", "SSLv3", "TLSv1", "TLSv1.1"))
_OLD_POLICIES = (
    "ELBSecurityPolicy-2011-08",
    "ELBSecurityPolicy-2014-01",
    "ELBSecurityPolicy-2014-10",
    "ELBSecurityPolicy-2015-02",
    "ELBSecurityPolicy-2015-03",
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
)

POLICY_WEAK_TLS = Rule(
    id="aws-elb-classic-policy-weak-tls",
    summary="The balancer's policy accepts outdated protocols",
    why="SSL and TLS before 1.2 have known flaws: whoever sits on the way makes the two sides agree on one of"
    " them, and reads along.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_load_balancer_policy",),
    check=Each(
        "policy_attribute",
        All(
            (
                When(
                    Attr("name", OneOf(_OLD_PROTOCOLS)), Require("value", NoneOf(("true",), instead="false"))
                ),
                When(
                    Attr("name", Equals("Reference-Security-Policy")),
                    Require("value", NoneOf(_OLD_POLICIES, instead="ELBSecurityPolicy-TLS-1-2-2017-01")),
                ),
            )
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_load_balancer_policy", "load_balancer_name", "aws_elb"),),
    fix_effect="cuts off clients that speak nothing newer",
    example="""resource "aws_load_balancer_policy" "tls" {
  load_balancer_name = "shop"
  policy_name        = "tls"
  policy_type_name   = "SSLNegotiationPolicyType"

  policy_attribute {
    name  = "Protocol-TLSv1"
    value = "true"
  }
}
""",
    aliases=("CKV_AWS_213", "datadog:aws/elb_using_insecure_protocols"),
    references=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/load_balancer_policy",
    ),
)

_WEAK_CIPHERS = r"(?i)(^|-)(RC4|RC2|DES|3DES|MD5|EXP|NULL|ADH|AECDH|aNULL|eNULL|IDEA|SEED|KRB5|DSS|EDH)(-|$)"

WEAK_CIPHERS = Rule(
    id="aws-elb-classic-policy-weak-ciphers",
    summary="The balancer's policy accepts ciphers that are broken",
    why="Whoever is on the way can make both sides agree on one of them, and then read or change what "
    "passes.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_load_balancer_policy",),
    check=Each(
        "policy_attribute",
        When(Attr("name", Matches(_WEAK_CIPHERS)), Require("value", Equals("false"))),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that know nothing better",
    example="""resource "aws_load_balancer_policy" "old" {
  load_balancer_name = "web"
  policy_name        = "old"
  policy_type_name   = "SSLNegotiationPolicyType"

  policy_attribute {
    name  = "RC4-SHA"
    value = "true"
  }
}
""",
    aliases=("datadog:aws/elb_using_weak_ciphers",),
    references=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-ssl-security-policy.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/load_balancer_policy",
    ),
)
