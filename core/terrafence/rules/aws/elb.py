"""Elastic Load Balancing."""

from terrafence.declare import (
    All,
    Attr,
    Equals,
    Exists,
    Level,
    Not,
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
    "An attack through the load balancer cannot be traced afterwards: who asked for what, from where, and "
    "what they got."
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
