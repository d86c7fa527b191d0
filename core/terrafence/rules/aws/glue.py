"""AWS Glue."""

from terrafence.declare import (
    All,
    Disruption,
    Equals,
    Exists,
    Expr,
    Level,
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

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/glue/latest/dg"
_SETTINGS = f"{_PROVIDER}/glue_data_catalog_encryption_settings"
_CONFIGURATION = f"{_PROVIDER}/glue_security_configuration"
_JOB = f"{_PROVIDER}/glue_job"
_CATALOG = "data_catalog_encryption_settings"
_ENCRYPTION = "encryption_configuration"
_KEY = Pick("aws_kms_key", "arn", ".")
_LOG = "--enable-continuous-cloudwatch-log"

CATALOG_UNENCRYPTED = Rule(
    id="aws-glue-catalog-unencrypted",
    summary="The data catalog is not encrypted",
    why="Names, places and formats of all tables, and sometimes credentials in their parameters, lie in "
    "plain.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_glue_data_catalog_encryption_settings",),
    check=Require(
        f"{_CATALOG}.encryption_at_rest.catalog_encryption_mode",
        NoneOf(("DISABLED",)),
        absent="DISABLED",
        set="SSE-KMS",
        beside={"sse_aws_kms_key_id": _KEY},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and cuts off jobs that may not use it",
    example="""resource "aws_glue_data_catalog_encryption_settings" "account" {
  data_catalog_encryption_settings {
    connection_password_encryption {
      aws_kms_key_id                       = "alias/glue"
      return_connection_password_encrypted = true
    }

    encryption_at_rest {
      catalog_encryption_mode = "DISABLED"
    }
  }
}
""",
    aliases=(
        "CKV_AWS_94",
        "datadog:aws/glue_data_catalog_encryption_disabled",
    ),
    references=(
        f"{_GUIDE}/encrypt-glue-data-catalog.html",
        _SETTINGS,
    ),
)

CONNECTION_PASSWORDS_PLAIN = Rule(
    id="aws-glue-connection-passwords-plain",
    summary="The data catalog hands out passwords of connections in plain text",
    why="Everyone who may read a connection gets the password of the database behind it.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_glue_data_catalog_encryption_settings",),
    check=Require(
        f"{_CATALOG}.connection_password_encryption.return_connection_password_encrypted",
        Equals(True),
        absent=False,
        beside={"aws_kms_key_id": _KEY},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and cuts off jobs that may not use it",
    example="""resource "aws_glue_data_catalog_encryption_settings" "account" {
  data_catalog_encryption_settings {
    connection_password_encryption {
      return_connection_password_encrypted = false
    }

    encryption_at_rest {
      catalog_encryption_mode = "SSE-KMS"
    }
  }
}
""",
    aliases=(
        "CKV_AWS_94",
        "datadog:aws/glue_data_catalog_encryption_disabled",
    ),
    references=(
        f"{_GUIDE}/encrypt-connection-passwords.html",
        _SETTINGS,
    ),
)

CONFIGURATION_WITHOUT_ENCRYPTION = Rule(
    id="aws-glue-configuration-without-encryption",
    summary="The security configuration leaves something unencrypted",
    why="Results, logs and bookmarks of the jobs that use it lie in plain for whoever gets at their storage.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_glue_security_configuration",),
    check=All(
        (
            Require(
                f"{_ENCRYPTION}.s3_encryption.s3_encryption_mode",
                NoneOf(("DISABLED",)),
                absent="DISABLED",
                set="SSE-S3",
            ),
            Require(
                f"{_ENCRYPTION}.cloudwatch_encryption.cloudwatch_encryption_mode",
                Equals("SSE-KMS"),
                absent="DISABLED",
                beside={"kms_key_arn": _KEY},
            ),
            Require(
                f"{_ENCRYPTION}.job_bookmarks_encryption.job_bookmarks_encryption_mode",
                Equals("CSE-KMS"),
                absent="DISABLED",
                beside={"kms_key_arn": _KEY},
            ),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_glue_security_configuration" "jobs" {
  name = "jobs"

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = "arn:aws:kms:eu-west-1:123456789012:alias/glue"
    }

    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = "arn:aws:kms:eu-west-1:123456789012:alias/glue"
    }

    s3_encryption {
      s3_encryption_mode = "DISABLED"
    }
  }
}
""",
    aliases=(
        "CKV_AWS_99",
        "datadog:aws/glue_security_configuration_encryption_disabled",
    ),
    references=(
        f"{_GUIDE}/encryption-security-configuration.html",
        _CONFIGURATION,
    ),
)

SECURITY_CONFIGURATION_MISSING = Rule(
    id="aws-glue-security-configuration-missing",
    summary="It runs without a security configuration",
    why="What it writes, logs and remembers is then encrypted only as far as each place does so by itself.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_glue_crawler",
        "aws_glue_dev_endpoint",
        "aws_glue_job",
    ),
    check=Require(
        "security_configuration", Presence.PRESENT, set=Pick("aws_glue_security_configuration", "name", ".")
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key of the configuration, and cuts off a role that may not use it",
    example="""resource "aws_glue_crawler" "clicks" {
  database_name = "clicks"
  name          = "clicks"
  role          = "arn:aws:iam::123456789012:role/glue"
}
""",
    aliases=("CKV_AWS_195",),
    references=(
        f"{_GUIDE}/console-security-configurations.html",
        _JOB,
    ),
)

JOB_LOG_OFF = Rule(
    id="aws-glue-job-log-off",
    summary="The job writes no log while it runs",
    why="What a job read, wrote and tried cannot be watched, nor told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_glue_job",),
    check=All(
        (
            When(
                Not(Exists("default_arguments")),
                Require("default_arguments", Presence.PRESENT, set=Expr(f'{{ "{_LOG}" = "true" }}')),
            ),
            When(
                Exists("default_arguments"),
                Require(f"default_arguments.{_LOG}", Equals("true"), absent="false"),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_glue_job" "clicks" {
  name     = "clicks"
  role_arn = "arn:aws:iam::123456789012:role/glue"

  default_arguments = {
    "--enable-continuous-cloudwatch-log" = "false"
  }

  command {
    script_location = "s3://acme-jobs/clicks.py"
  }
}
""",
    references=(
        f"{_GUIDE}/monitor-continuous-logging.html",
        _JOB,
    ),
)

TABLES_DELETED_BY_CRAWLER = Rule(
    id="aws-glue-tables-deleted-by-crawler",
    summary="The crawler deletes tables whose files it no longer finds",
    why="Who can empty a prefix for a moment removes the tables, with the permissions and comments that hang "
    "on them.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_glue_crawler",),
    check=Require(
        "schema_change_policy.delete_behavior",
        NoneOf(("DELETE_FROM_DATABASE",), instead="DEPRECATE_IN_DATABASE"),
    ),
    example="""resource "aws_glue_crawler" "clicks" {
  database_name          = "clicks"
  name                   = "clicks"
  role                   = "arn:aws:iam::123456789012:role/glue"
  security_configuration = "jobs"

  schema_change_policy {
    delete_behavior = "DELETE_FROM_DATABASE"
  }
}
""",
    references=(
        f"{_GUIDE}/crawler-schema-changes-prevent.html",
        f"{_PROVIDER}/glue_crawler",
    ),
)

CONNECTION_TLS_OPTIONAL = Rule(
    id="aws-glue-connection-tls-optional",
    summary="The connection to the database need not be encrypted",
    why="Whole tables, and the password, can cross the network in plain text.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_glue_connection",),
    check=Require("connection_properties.JDBC_ENFORCE_SSL", NoneOf(("false",), instead="true")),
    safety=Safety.UNSAFE,
    fix_effect="fails where the database offers no TLS",
    example="""resource "aws_glue_connection" "orders" {
  name = "orders"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://orders.example.com/orders"
    JDBC_ENFORCE_SSL    = "false"
    SECRET_ID           = "orders"
  }
}
""",
    references=(
        f"{_GUIDE}/connection-properties.html",
        f"{_PROVIDER}/glue_connection",
    ),
)
