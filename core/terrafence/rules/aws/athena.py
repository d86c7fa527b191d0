"""Amazon Athena."""

from terrafence.declare import (
    Attr,
    Disruption,
    Equals,
    Level,
    Not,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_WORKGROUP = f"{_PROVIDER}/athena_workgroup"
_DATABASE = f"{_PROVIDER}/athena_database"
_GUIDE = "https://docs.aws.amazon.com/athena/latest/ug"

CLIENTS_DECIDE = Rule(
    id="aws-athena-clients-decide-on-encryption",
    summary="Clients may override where the workgroup writes results, and whether encrypted",
    why="One setting in a tool sends query results to another bucket, or stores them without the workgroup's "
    "key.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_athena_workgroup",),
    check=Require("configuration.enforce_workgroup_configuration", Equals(True), absent=True),
    example="""resource "aws_athena_workgroup" "reports" {
  name = "reports"

  configuration {
    enforce_workgroup_configuration = false

    result_configuration {
      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}
""",
    aliases=(
        "CKV_AWS_82",
        "AVD-AWS-0007",
    ),
    references=(
        f"{_GUIDE}/workgroups-settings-override.html",
        _WORKGROUP,
    ),
)

RESULTS_UNENCRYPTED = Rule(
    id="aws-athena-results-unencrypted",
    summary="The workgroup does not say how query results are encrypted",
    why="Results are then encrypted as the bucket likes, which somebody else may own and change.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_athena_workgroup",),
    check=When(
        Not(Attr("configuration.managed_query_results_configuration.enabled", Equals(True))),
        Require(
            "configuration.result_configuration.encryption_configuration.encryption_option",
            Presence.PRESENT,
            set="SSE_S3",
        ),
    ),
    example="""resource "aws_athena_workgroup" "reports" {
  name = "reports"

  configuration {
    result_configuration {
      output_location = "s3://acme-reports/results/"
    }
  }
}
""",
    aliases=(
        "CKV_AWS_159",
        "AVD-AWS-0006",
        "datadog:aws/athena_workgroup_not_encrypted",
    ),
    references=(
        f"{_GUIDE}/encrypting-query-results-stored-in-s3.html",
        _WORKGROUP,
    ),
)

DATABASE_UNENCRYPTED = Rule(
    id="aws-athena-database-unencrypted",
    summary="The database does not say how query results are encrypted",
    why="Results are then encrypted as the bucket likes, which somebody else may own and change.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_athena_database",),
    check=Require("encryption_configuration.encryption_option", Presence.PRESENT, set="SSE_S3"),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_athena_database" "reports" {
  name   = "reports"
  bucket = "acme-reports"
}
""",
    aliases=(
        "CKV_AWS_77",
        "AVD-AWS-0006",
        "datadog:aws/athena_database_not_encrypted",
    ),
    references=(
        f"{_GUIDE}/encryption.html",
        _DATABASE,
    ),
)

METRICS_OFF = Rule(
    id="aws-athena-metrics-off",
    summary="The workgroup does not report its queries to CloudWatch",
    why="A burst of queries that drains the data lake raises no alarm.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_athena_workgroup",),
    check=Require("configuration.publish_cloudwatch_metrics_enabled", Equals(True), absent=True),
    example="""resource "aws_athena_workgroup" "reports" {
  name = "reports"

  configuration {
    publish_cloudwatch_metrics_enabled = false

    result_configuration {
      encryption_configuration {
        encryption_option = "SSE_S3"
      }
    }
  }
}
""",
    controls=("AWS-Security-Hub:Athena.4",),
    references=(
        f"{_GUIDE}/athena-cloudwatch-metrics-enable.html",
        _WORKGROUP,
    ),
)

DESTROYED_WITH_CONTENTS = Rule(
    id="aws-athena-destroyed-with-contents",
    summary="Removing it from the configuration deletes all tables or saved queries in it",
    why="A renamed block, or a slip in a pipeline, takes the work of others with it; without the flag, AWS "
    "refuses.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_athena_workgroup",
        "aws_athena_database",
    ),
    check=Require("force_destroy", Equals(False), absent=False),
    example="""resource "aws_athena_database" "reports" {
  name          = "reports"
  bucket        = "acme-reports"
  force_destroy = true

  encryption_configuration {
    encryption_option = "SSE_S3"
  }
}
""",
    references=(
        _DATABASE,
        _WORKGROUP,
    ),
)
