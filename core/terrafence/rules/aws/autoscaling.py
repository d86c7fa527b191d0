"""Amazon EC2 Auto Scaling."""

from terrafence.declare import (
    Any,
    AnyOf,
    Attr,
    Equals,
    Exists,
    Level,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_GROUP = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group"

LAUNCH_TEMPLATE_MISSING = Rule(
    id="aws-autoscaling-launch-template-missing",
    summary="The group starts its instances from a launch configuration",
    why="Launch configurations get no new features, cannot be versioned, and new accounts can no longer make "
    "them.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_autoscaling_group",),
    check=Any(
        (
            Require("launch_template", Presence.PRESENT),
            Require("mixed_instances_policy", Presence.PRESENT),
        )
    ),
    no_fix="what the launch configuration says has to be written as a template first",
    example="""resource "aws_autoscaling_group" "workers" {
  max_size             = 4
  min_size             = 1
  launch_configuration = "workers"
  vpc_zone_identifier  = ["subnet-0123456789abcdef0"]
}
""",
    aliases=("CKV_AWS_315",),
    controls=("AWS-Security-Hub:AutoScaling.9",),
    references=("https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html", _GROUP),
)

METRICS_OFF = Rule(
    id="aws-autoscaling-metrics-off",
    summary="Nobody measures how many instances the group runs",
    why="A group that an intruder grows for mining, or shrinks to harm, does not show. The metrics are free.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_autoscaling_group",),
    check=Require(
        "enabled_metrics",
        Presence.PRESENT,
        set=("GroupDesiredCapacity", "GroupInServiceInstances", "GroupTotalInstances"),
    ),
    example="""resource "aws_autoscaling_group" "workers" {
  max_size            = 4
  min_size            = 1
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]

  launch_template {
    name = "workers"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html",
        _GROUP,
    ),
)

HEALTH_CHECK_BLIND = Rule(
    id="aws-autoscaling-health-check-blind",
    summary="The group does not hear what its load balancer says of the instances",
    why="An instance that no longer answers, after an attack or a fault, stays in service until someone "
    "looks.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_autoscaling_group",),
    check=When(
        AnyOf(
            (
                Attr("load_balancers", Presence.PRESENT),
                Attr("target_group_arns", Presence.PRESENT),
                Exists("traffic_source"),
            )
        ),
        Require("health_check_type", Equals("ELB"), absent="EC2"),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces instances that fail the load balancer's check",
    example="""resource "aws_autoscaling_group" "workers" {
  max_size            = 4
  min_size            = 1
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]
  target_group_arns   = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/workers/1"]

  launch_template {
    name = "workers"
  }
}
""",
    controls=("AWS-Security-Hub:AutoScaling.1",),
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html",
        _GROUP,
    ),
)
