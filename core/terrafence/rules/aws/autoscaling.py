"""Amazon EC2 Auto Scaling."""

from terrafence.declare import (
    All,
    Any,
    AnyOf,
    Attr,
    Equals,
    Exists,
    Expr,
    Level,
    Linked,
    Never,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Target,
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

GROUP_UNTAGGED = Rule(
    id="aws-autoscaling-untagged",
    summary="The group gives its instances no tags",
    why="Instances that come and go by themselves cannot be told apart: whose they are, and whether they "
    "belong there at all.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_autoscaling_group",),
    check=Any(
        (
            Require(
                "tag",
                Presence.PRESENT,
                set={"key": "Name", "value": Expr('"{name}"'), "propagate_at_launch": True},
            ),
            Require("tags", Presence.PRESENT),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="gives them a name only",
    example="""resource "aws_autoscaling_group" "workers" {
  max_size            = 4
  min_size            = 1
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]

  launch_template {
    name = "workers"
  }
}
""",
    aliases=("CKV_AWS_153", "datadog:aws/autoscaling_groups_supply_tags"),
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html",
        _GROUP,
    ),
)

LOAD_BALANCER_MISSING = Rule(
    id="aws-autoscaling-load-balancer-missing",
    summary="No load balancer stands before the group's instances",
    why="A group that serves requests without one is reached machine by machine, each with an address of "
    "its own; one that works on a queue needs none.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_autoscaling_group",),
    check=When(
        Not(Exists("traffic_source")),
        Any(
            (
                Require(
                    "target_group_arns",
                    Presence.PRESENT,
                    set=(Pick("aws_lb_target_group", "arn", "."),),
                    beside={"health_check_type": "ELB"},
                ),
                Linked("aws_autoscaling_attachment", "autoscaling_group_name"),
                Linked("aws_autoscaling_traffic_source_attachment", "autoscaling_group_name"),
                Require("load_balancers", Presence.PRESENT),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="sends requests to its instances, and replaces those that do not answer",
    example="""resource "aws_autoscaling_group" "workers" {
  max_size            = 4
  min_size            = 1
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]

  launch_template {
    name = "workers"
  }
}
""",
    aliases=("datadog:aws/auto_scaling_group_with_no_associated_elb",),
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-load-balancer.html",
        _GROUP,
    ),
)

ATTACHED_TARGETS_UNCHECKED = Rule(
    id="aws-autoscaling-attached-targets-unchecked",
    summary="The group is attached to a load balancer that does not check its instances as it should",
    why="An instance that answers nothing useful any more, after an attack or a fault, keeps getting "
    "requests.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_autoscaling_attachment",),
    check=All(
        (
            Never(
                AnyOf(
                    (
                        Target("aws_elb", "elb", Not(Exists("health_check"))),
                        *(
                            Target(kind, "lb_target_group_arn", Not(Exists("health_check")))
                            for kind in ("aws_lb_target_group", "aws_alb_target_group")
                        ),
                    )
                ),
                "nobody has said what a healthy instance answers",
            ),
            Never(
                Target(
                    "aws_autoscaling_group",
                    "autoscaling_group_name",
                    Not(Attr("health_check_type", Equals("ELB"), absent="EC2")),
                ),
                "the group does not hear of it",
            ),
        )
    ),
    no_fix="what a healthy instance answers is for its owner to say",
    example="""resource "aws_autoscaling_attachment" "web" {
  autoscaling_group_name = "web"
  lb_target_group_arn    = aws_lb_target_group.web.arn
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 443
  protocol = "TLS"
  vpc_id   = "vpc-0123456789abcdef0"
}
""",
    aliases=("CKV2_AWS_15",),
    controls=("AWS-Security-Hub:AutoScaling.1",),
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_attachment",
    ),
)
