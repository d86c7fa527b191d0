"""AWS Batch."""

from terrafence.declare import (
    All,
    Equals,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
)

PRIVILEGED = Rule(
    id="aws-batch-container-privileged",
    summary="The job's container has all rights on its host",
    why="A flaw in the job, or in data that it reads, is then a flaw in the machine and every other job "
    "on it.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_batch_job_definition",),
    check=All(
        (
            Require("container_properties.privileged", Equals(False), absent=False),
            Require(
                "eks_properties.pod_properties.containers.security_context.privileged",
                Equals(False),
                absent=False,
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision, in which what needs the host fails",
    example="""resource "aws_batch_job_definition" "report" {
  name = "report"
  type = "container"

  container_properties = jsonencode({
    image      = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/report:1"
    privileged = true
  })
}
""",
    aliases=("CKV_AWS_210", "datadog:aws/batch_job_definition_with_privileged_container_properties"),
    references=(
        "https://docs.aws.amazon.com/batch/latest/userguide/job_definition_parameters.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/batch_job_definition",
    ),
)
