"""AWS Global Accelerator."""

from terrafence.declare import (
    Equals,
    Level,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
)

FLOW_LOGS_OFF = Rule(
    id="aws-globalaccelerator-flow-logs-off",
    summary="Nothing records the traffic through the accelerator",
    why="After a break-in nobody can tell who came in that way, or how much data left.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_globalaccelerator_accelerator",),
    check=Require(
        "attributes.flow_logs_enabled",
        Equals(True),
        absent=False,
        beside={
            "flow_logs_s3_bucket": Pick("aws_s3_bucket", "bucket", "log"),
            "flow_logs_s3_prefix": "accelerator/",
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example="""resource "aws_globalaccelerator_accelerator" "edge" {
  name = "edge"

  attributes {
    flow_logs_enabled = false
  }
}
""",
    aliases=("CKV_AWS_75", "datadog:aws/global_accelerator_flow_logs_disabled"),
    references=(
        "https://docs.aws.amazon.com/global-accelerator/latest/dg/monitoring-global-accelerator.flow-logs.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/globalaccelerator_accelerator",
    ),
)
