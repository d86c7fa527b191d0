"""Elastic Load Balancing: application, network and gateway load balancers."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Disruption,
    Equals,
    Expectation,
    Expr,
    Level,
    Linked,
    Matches,
    Never,
    NoneOf,
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

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/"
_BALANCERS = ("aws_lb", "aws_alb")
_LISTENERS = ("aws_lb_listener", "aws_alb_listener")
_TARGETS = ("aws_lb_target_group", "aws_alb_target_group")

_APPLICATION = Not(Attr("load_balancer_type", OneOf(("network", "gateway"))))
_EXAMPLE = """resource "aws_lb" "shop" {
  name    = "shop"
  subnets = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
}
"""
_LISTENER = """resource "aws_lb_listener" "shop" {{
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/1"
{}
  default_action {{
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/1"
  }}
}}
"""

INVALID_HEADERS_KEPT = Rule(
    id="aws-elb-lb-invalid-headers-kept",
    summary="The load balancer passes on malformed headers",
    why="A server behind it may read such a header as another one, or as a second request (request "
    "smuggling).",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_BALANCERS,
    check=When(_APPLICATION, Require("drop_invalid_header_fields", Equals(True), absent=False)),
    example=_EXAMPLE,
    aliases=("CKV_AWS_131", "AVD-AWS-0052", "datadog:aws/alb_not_dropping_invalid_headers"),
    controls=("AWS-Security-Hub:ELB.4",),
    references=(f"{_GUIDE}application/edit-load-balancer-attributes.html", f"{_DOCS}lb"),
)

DELETION_PROTECTION_OFF = Rule(
    id="aws-elb-lb-deletion-protection-off",
    summary="The load balancer can be deleted by one call",
    why="An accident or an intruder takes everything behind it off the net in one step.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_BALANCERS,
    check=Require("enable_deletion_protection", Equals(True), absent=False),
    example=_EXAMPLE,
    aliases=("CKV_AWS_150", "datadog:aws/alb_deletion_protection_disabled"),
    controls=("AWS-Security-Hub:ELB.6",),
    references=(f"{_GUIDE}application/edit-load-balancer-attributes.html", f"{_DOCS}lb"),
)

CROSS_ZONE_OFF = Rule(
    id="aws-elb-lb-cross-zone-off",
    summary="The load balancer keeps traffic in the zone where it arrived",
    why="A few targets in one zone can be flooded while those in the others are idle.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_BALANCERS,
    check=When(
        Not(_APPLICATION),
        Require("enable_cross_zone_load_balancing", Equals(True), absent=False),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the traffic between zones",
    example="""resource "aws_lb" "shop" {
  name               = "shop"
  load_balancer_type = "network"
  subnets            = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
}
""",
    aliases=("CKV_AWS_152",),
    references=(f"{_GUIDE}network/edit-load-balancer-attributes.html", f"{_DOCS}lb"),
)

DESYNC_LENIENT = Rule(
    id="aws-elb-desync-lenient",
    summary="The load balancer lets ambiguous requests through",
    why="A request that the server behind it splits differently smuggles a second one past every check, "
    "or into another user's session.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=(*_BALANCERS, "aws_elb"),
    check=Require("desync_mitigation_mode", OneOf(("defensive", "strictest")), absent="defensive"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="refuses requests that are malformed",
    example="""resource "aws_lb" "shop" {
  name                   = "shop"
  subnets                = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  desync_mitigation_mode = "monitor"
}
""",
    aliases=("CKV_AWS_328",),
    controls=("AWS-Security-Hub:ELB.12", "AWS-Security-Hub:ELB.14"),
    references=(f"{_GUIDE}application/edit-load-balancer-attributes.html", f"{_DOCS}lb"),
)

INTERNET_FACING = Rule(
    id="aws-elb-lb-internet-facing",
    summary="The load balancer has a public address",
    why="Everything that it forwards to can be tried by the whole internet; check that it is meant to.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=_BALANCERS,
    check=When(
        Not(Attr("load_balancer_type", Equals("gateway"))),
        Require("internal", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example=_EXAMPLE,
    aliases=("AVD-AWS-0053",),
    references=(f"{_GUIDE}application/application-load-balancers.html", f"{_DOCS}lb"),
)

_FIREWALL = {"resource_arn": Expr("{self}.arn"), "web_acl_arn": Pick("aws_wafv2_web_acl", "arn", ".")}

FIREWALL_MISSING = Rule(
    id="aws-elb-lb-firewall-missing",
    summary="No web application firewall stands before the public load balancer",
    why="Known attacks, floods and stolen logins reach the application unfiltered.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_BALANCERS,
    check=When(
        AllOf((_APPLICATION, Not(Attr("internal", Equals(True))))),
        Any(
            (
                Linked("aws_wafv2_web_acl_association", "resource_arn", companion=_FIREWALL),
                Linked("aws_wafregional_web_acl_association", "resource_arn"),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="filters its traffic and bills each request",
    example=_EXAMPLE,
    aliases=("CKV2_AWS_28", "datadog:aws/alb_is_not_integrated_with_waf"),
    controls=("AWS-Security-Hub:ELB.16",),
    references=(
        "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
        f"{_DOCS}wafv2_web_acl_association",
    ),
)

FIREWALL_FAILS_OPEN = Rule(
    id="aws-elb-lb-firewall-fails-open",
    summary="Requests pass unfiltered when the firewall does not answer",
    why="Whoever makes the firewall slow to answer gets past it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_BALANCERS,
    check=Require("enable_waf_fail_open", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="refuses requests while the firewall does not answer",
    example="""resource "aws_lb" "shop" {
  name                 = "shop"
  subnets              = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
  enable_waf_fail_open = true
}
""",
    references=(f"{_GUIDE}application/load-balancer-waf.html", f"{_DOCS}lb"),
)

CONNECTION_LOGS_OFF = Rule(
    id="aws-elb-lb-connection-logs-off",
    summary="Nothing records the TLS connections to the load balancer",
    why="Which clients were refused, with which certificate, protocol and cipher, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=_BALANCERS,
    check=When(
        _APPLICATION,
        Require(
            "connection_logs.enabled",
            Equals(True),
            absent=False,
            beside={"bucket": Pick("aws_s3_bucket", "id", "log")},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a log record for every connection",
    example=_EXAMPLE,
    references=(f"{_GUIDE}application/load-balancer-connection-logs.html", f"{_DOCS}lb"),
)

_TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
_REDIRECTS = Attr("default_action.redirect.protocol", Equals("HTTPS"))

LISTENER_PLAIN_HTTP = Rule(
    id="aws-elb-listener-plain-http",
    summary="The listener takes requests over plain HTTP",
    why="Anyone on the way reads passwords, sessions and data, and can change what is sent.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=_LISTENERS,
    check=When(
        Not(_REDIRECTS),
        Require(
            "protocol",
            NoneOf(("HTTP",), instead="HTTPS"),
            beside={"certificate_arn": Pick("aws_acm_certificate", "arn", "."), "ssl_policy": _TLS_POLICY},
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients on plain HTTP",
    example=_LISTENER.format('  port              = 80\n  protocol          = "HTTP"\n'),
    aliases=("CKV_AWS_2", "CKV_AWS_103", "AVD-AWS-0054", "datadog:aws/alb_listening_on_http"),
    controls=("AWS-Security-Hub:ELB.1",),
    references=(f"{_GUIDE}application/create-https-listener.html", f"{_DOCS}lb_listener"),
)

LISTENER_WEAK_TLS = Rule(
    id="aws-elb-listener-weak-tls",
    summary="The listener takes outdated TLS versions or ciphers",
    why="TLS 1.0 and 1.1 let an attacker on the way decrypt or change part of the traffic.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_LISTENERS,
    check=When(
        Attr("protocol", OneOf(("HTTPS", "TLS"))),
        Require(
            "ssl_policy",
            Matches(r"^ELBSecurityPolicy-(TLS13-1-[23]-|TLS-1-2-|FS-1-2-)"),
            absent="ELBSecurityPolicy-2016-08",
            set=_TLS_POLICY,
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that speak nothing newer than TLS 1.1",
    example=_LISTENER.format(
        '  port              = 443\n  protocol          = "HTTPS"\n'
        '  ssl_policy        = "ELBSecurityPolicy-2016-08"\n'
        '  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1"\n'
    ),
    aliases=("CKV_AWS_103", "CKV2_AWS_74", "AVD-AWS-0047"),
    controls=("AWS-Security-Hub:ELB.17",),
    references=(f"{_GUIDE}application/describe-ssl-policies.html", f"{_DOCS}lb_listener"),
)

LISTENER_EXPIRED_CLIENTS = Rule(
    id="aws-elb-listener-expired-clients-accepted",
    summary="The listener takes client certificates that have expired",
    why="A key that was stolen long ago, and should have become useless, still logs in.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_LISTENERS,
    check=Require("mutual_authentication.ignore_client_certificate_expiry", Equals(False), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients whose certificate has expired",
    example=_LISTENER.format(
        '  port              = 443\n  protocol          = "HTTPS"\n'
        '  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"\n'
        '  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1"\n'
        "\n  mutual_authentication {\n"
        '    mode                             = "verify"\n'
        '    trust_store_arn                  = "arn:aws:elasticloadbalancing:eu-west-1:1:truststore/a"\n'
        "    ignore_client_certificate_expiry = true\n  }\n"
    ),
    references=(f"{_GUIDE}application/mutual-authentication.html", f"{_DOCS}lb_listener"),
)

LISTENER_SERVER_HEADER = Rule(
    id="aws-elb-listener-server-header",
    summary="Every answer says what software the load balancer is",
    why="A scanner that looks for a version with a known flaw finds it without trying.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_LISTENERS,
    check=When(
        Attr("protocol", OneOf(("HTTP", "HTTPS"))),
        Require("routing_http_response_server_enabled", Equals(False), absent=True),
    ),
    example=_LISTENER.format(
        '  port              = 443\n  protocol          = "HTTPS"\n'
        '  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"\n'
        '  certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1"\n'
    ),
    references=(f"{_GUIDE}application/header-modification.html", f"{_DOCS}lb_listener"),
)


def _encrypted_behind(listener: str, group: str) -> Expectation:
    """Targets of an HTTPS listener may be reached over HTTP: TLS ends at the load balancer."""
    paths = ("default_action.target_group_arn", "default_action.forward.target_group.arn")
    behind_tls = tuple(Companion(listener, path, Attr("protocol", Equals("HTTPS"))) for path in paths)
    return When(
        AllOf((TypeIs((group,)), Not(AnyOf(behind_tls)))),
        Require("protocol", NoneOf(("HTTP",), instead="HTTPS")),
    )


TARGETS_PLAIN_HTTP = Rule(
    id="aws-elb-targets-plain-http",
    summary="The load balancer talks to its targets over plain HTTP",
    why="Whoever gets into the network between them reads and changes what passes.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TARGETS,
    check=All(tuple(_encrypted_behind(*pair) for pair in zip(_LISTENERS, _TARGETS, strict=True))),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_lb_target_group" "shop" {
  name     = "shop"
  port     = 8080
  protocol = "HTTP"
  vpc_id   = "vpc-0123456789abcdef0"
}
""",
    aliases=("CKV_AWS_378",),
    references=(f"{_GUIDE}application/load-balancer-target-groups.html", f"{_DOCS}lb_target_group"),
)

HEALTH_CHECK_UNSTATED = Rule(
    id="aws-elb-health-check-unstated",
    summary="Nobody has said what a healthy target answers",
    why="By default any answer of 200 to the bare address will do: a service that is broken, or was "
    "replaced, keeps getting requests.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lb_target_group", "aws_alb_target_group"),
    check=When(Attr("protocol", OneOf(("HTTP", "HTTPS"))), Require("health_check.path", Presence.PRESENT)),
    no_fix="only the service knows at which address it says that it is well",
    example="""resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 443
  protocol = "HTTPS"
  vpc_id   = "vpc-0123456789abcdef0"
}
""",
    aliases=("CKV_AWS_261",),
    references=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group",
    ),
)

HTTP_NOT_REDIRECTED = Rule(
    id="aws-elb-lb-http-not-redirected",
    summary="The load balancer answers plain HTTP itself and does not send clients to HTTPS",
    why="Anyone on the way reads passwords, sessions and data, and can change what is sent. The listener is "
    "where it is mended.",
    severity=Severity.HIGH,
    level=Level.NOTE,
    resources=("aws_lb", "aws_alb"),
    check=Never(
        AnyOf(
            tuple(
                Companion(
                    kind, "load_balancer_arn", AllOf((Attr("protocol", Equals("HTTP")), Not(_REDIRECTS)))
                )
                for kind in _LISTENERS
            )
        ),
        "a listener for HTTP does",
    ),
    no_fix="the fix is the listener's",
    example="""resource "aws_lb" "shop" {
  name                       = "shop"
  internal                   = true
  enable_deletion_protection = true
  drop_invalid_header_fields = true
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/1"
  }
}
""",
    aliases=("CKV2_AWS_20",),
    controls=("AWS-Security-Hub:ELB.1",),
    references=(f"{_GUIDE}application/load-balancer-listeners.html", f"{_DOCS}lb_listener"),
)
