"""Amazon Managed Workflows for Apache Airflow."""

from terrafence.declare import (
    Equals,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_ENVIRONMENT = f"{_PROVIDER}/mwaa_environment"
_GUIDE = "https://docs.aws.amazon.com/mwaa/latest/userguide"


def _logged(kind: str) -> Require:
    return Require(
        f"logging_configuration.{kind}.enabled", Equals(True), absent=False, beside={"log_level": "INFO"}
    )


WEBSERVER_PUBLIC = Rule(
    id="aws-mwaa-webserver-public",
    summary="The Airflow web server is on the internet",
    why="A leaked AWS credential then opens workflows, their connections and secrets from anywhere.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mwaa_environment",),
    check=Require("webserver_access_mode", Equals("PRIVATE_ONLY"), absent="PRIVATE_ONLY"),
    safety=Safety.UNSAFE,
    fix_effect="cuts off people outside the VPC",
    example="""resource "aws_mwaa_environment" "etl" {
  name                  = "etl"
  dag_s3_path           = "dags/"
  execution_role_arn    = "arn:aws:iam::123456789012:role/airflow"
  source_bucket_arn     = "arn:aws:s3:::airflow"
  webserver_access_mode = "PUBLIC_ONLY"
}
""",
    aliases=("CKV2_AWS_66",),
    references=(
        f"{_GUIDE}/configuring-networking.html",
        _ENVIRONMENT,
    ),
)

WEBSERVER_LOG_OFF = Rule(
    id="aws-mwaa-webserver-log-off",
    summary="Airflow writes no log of its web server",
    why="Who logged in and what they changed cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mwaa_environment",),
    check=_logged("webserver_logs"),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_mwaa_environment" "etl" {
  name               = "etl"
  dag_s3_path        = "dags/"
  execution_role_arn = "arn:aws:iam::123456789012:role/airflow"
  source_bucket_arn  = "arn:aws:s3:::airflow"

  logging_configuration {
    webserver_logs {
      enabled   = false
      log_level = "INFO"
    }
  }
}
""",
    aliases=("CKV_AWS_244",),
    references=(
        f"{_GUIDE}/monitoring-airflow.html",
        _ENVIRONMENT,
    ),
)

SCHEDULER_LOG_OFF = Rule(
    id="aws-mwaa-scheduler-log-off",
    summary="Airflow writes no log of its scheduler",
    why="Why a workflow ran, or did not, cannot be told afterwards.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_mwaa_environment",),
    check=_logged("scheduler_logs"),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_mwaa_environment" "etl" {
  name               = "etl"
  dag_s3_path        = "dags/"
  execution_role_arn = "arn:aws:iam::123456789012:role/airflow"
  source_bucket_arn  = "arn:aws:s3:::airflow"

  logging_configuration {
    scheduler_logs {
      enabled   = false
      log_level = "INFO"
    }
  }
}
""",
    aliases=("CKV_AWS_242",),
    references=(
        f"{_GUIDE}/monitoring-airflow.html",
        _ENVIRONMENT,
    ),
)

WORKER_LOG_OFF = Rule(
    id="aws-mwaa-worker-log-off",
    summary="Airflow writes no log of its workers",
    why="What went wrong on the machines that run the tasks cannot be told afterwards.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_mwaa_environment",),
    check=_logged("worker_logs"),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_mwaa_environment" "etl" {
  name               = "etl"
  dag_s3_path        = "dags/"
  execution_role_arn = "arn:aws:iam::123456789012:role/airflow"
  source_bucket_arn  = "arn:aws:s3:::airflow"

  logging_configuration {
    worker_logs {
      enabled   = false
      log_level = "INFO"
    }
  }
}
""",
    aliases=("CKV_AWS_243",),
    references=(
        f"{_GUIDE}/monitoring-airflow.html",
        _ENVIRONMENT,
    ),
)

DAG_PROCESSING_LOG_OFF = Rule(
    id="aws-mwaa-dag-log-off",
    summary="Airflow writes no log of reading workflows",
    why="A workflow that somebody slipped in, and that failed to load, leaves no trace.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_mwaa_environment",),
    check=_logged("dag_processing_logs"),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_mwaa_environment" "etl" {
  name               = "etl"
  dag_s3_path        = "dags/"
  execution_role_arn = "arn:aws:iam::123456789012:role/airflow"
  source_bucket_arn  = "arn:aws:s3:::airflow"

  logging_configuration {
    dag_processing_logs {
      enabled   = false
      log_level = "INFO"
    }
  }
}
""",
    references=(
        f"{_GUIDE}/monitoring-airflow.html",
        _ENVIRONMENT,
    ),
)

TASK_LOG_OFF = Rule(
    id="aws-mwaa-task-log-off",
    summary="Airflow writes no log of its tasks",
    why="What a task did, with which data and whose credentials, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_mwaa_environment",),
    check=Require("logging_configuration.task_logs.enabled", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_mwaa_environment" "etl" {
  name               = "etl"
  dag_s3_path        = "dags/"
  execution_role_arn = "arn:aws:iam::123456789012:role/airflow"
  source_bucket_arn  = "arn:aws:s3:::airflow"

  logging_configuration {
    task_logs {
      enabled   = false
      log_level = "INFO"
    }
  }
}
""",
    references=(
        f"{_GUIDE}/monitoring-airflow.html",
        _ENVIRONMENT,
    ),
)
