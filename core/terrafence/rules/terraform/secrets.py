"""Secrets in places that are committed, copied and shown. None has a fix: what was written down has to
be changed where it is used."""

from terrafence.declare import (
    All,
    Attr,
    Each,
    Equals,
    Expectation,
    Lacks,
    Level,
    Matches,
    Not,
    OneOf,
    Presence,
    Require,
    Rule,
    Severity,
    TypeIs,
    When,
)

_NO_FIX = "the secret has to be replaced where it is used, and kept in a store of the team's choice"
_WHY = (
    "Everyone who can read the repository, now or in its history, can use it, and so can whoever steals a "
    "laptop, a build log or the state."
)
_SENSITIVE_DATA = "https://developer.hashicorp.com/terraform/language/manage-sensitive-data"
_STATE = "https://developer.hashicorp.com/terraform/language/state/sensitive-data"


def _by_type(test: Presence, *table: tuple[tuple[str, ...], tuple[str, ...]]) -> Expectation:
    """The test on some attributes of some types."""
    return All(
        tuple(
            When(TypeIs(types), All(tuple(Require(path, test) for path in paths))) for types, paths in table
        )
    )


_PROVIDER_SECRETS = (
    "access_key",
    "secret_key",
    "token",
    "password",
    "client_secret",
    "client_certificate_password",
    "access_token",
    "api_key",
    "app_key",
    "api_token",
    "auth_token",
    "application_credential_secret",
    "private_key",
    "secret_id",
    "service_account_key",
    "kubernetes.token",
    "kubernetes.password",
)
_PRETENDED = Attr("skip_credentials_validation", Equals(True))

IN_PROVIDER = Rule(
    id="terraform-secret-in-provider",
    summary="The provider's credentials are written into the configuration",
    why=_WHY,
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("provider",),
    check=All(
        (
            When(
                Not(_PRETENDED),
                All(tuple(Require(name, Presence.NO_LITERAL) for name in _PROVIDER_SECRETS)),
            ),
            When(_PRETENDED, Require("access_key", Presence.NO_CREDENTIAL)),
            Require("credentials", Lacks(r"-----BEGIN [A-Z ]*PRIVATE KEY")),
        )
    ),
    no_fix=_NO_FIX,
    example="""provider "aws" {
  region     = "eu-west-1"
  secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
}
""",
    aliases=("CKV_AWS_41", "CKV_BCW_1", "CKV_LIN_1", "CKV_OPENSTACK_1", "CKV_PAN_1"),
    references=(
        _SENSITIVE_DATA,
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration",
    ),
)

IN_USER_DATA = Rule(
    id="terraform-secret-in-user-data",
    summary="A secret is written into the machine's start-up data",
    why=f"{_WHY} Every program on the machine can ask the metadata service for it, too.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=(
        "aws_instance",
        "aws_launch_configuration",
        "aws_launch_template",
        "aws_spot_instance_request",
        "azurerm_linux_virtual_machine",
        "azurerm_linux_virtual_machine_scale_set",
        "azurerm_windows_virtual_machine",
        "azurerm_windows_virtual_machine_scale_set",
        "google_compute_instance",
        "google_compute_instance_template",
    ),
    check=_by_type(
        Presence.NO_CREDENTIAL,
        (("aws_launch_template",), ("user_data",)),
        (
            ("aws_instance", "aws_launch_configuration", "aws_spot_instance_request"),
            ("user_data", "user_data_base64"),
        ),
        (
            (
                "azurerm_linux_virtual_machine",
                "azurerm_linux_virtual_machine_scale_set",
                "azurerm_windows_virtual_machine",
                "azurerm_windows_virtual_machine_scale_set",
            ),
            ("custom_data", "user_data"),
        ),
        (
            ("google_compute_instance", "google_compute_instance_template"),
            ("metadata.*", "metadata_startup_script"),
        ),
    ),
    no_fix=_NO_FIX,
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  user_data     = <<-EOT
    #!/bin/sh
    export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
  EOT
}
""",
    aliases=(
        "CKV_AWS_46",
        "AVD-AWS-0029",
        "AVD-AWS-0129",
        "datadog:aws/user_data_contains_encoded_private_key",
    ),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html",
        _SENSITIVE_DATA,
    ),
)

_SECRET_NAME = (
    r"(?i)(?:^|_)(?:password|passwd|passphrase|secret|secret_?key|secret_access_key|private_?key|api_?key|"
    r"access_token|auth_token|client_secret)$"
)
_REFERENCE = Attr("type", OneOf(("SECRETS_MANAGER", "PARAMETER_STORE")))
_NAMED_SECRET = Attr("name", Matches(_SECRET_NAME))
_PAIR = All(
    (
        When(_NAMED_SECRET, Require("value", Presence.NO_LITERAL)),
        When(Not(_NAMED_SECRET), Require("value", Presence.NO_CREDENTIAL)),
    )
)

IN_ENVIRONMENT = Rule(
    id="terraform-secret-in-environment",
    summary="A secret is written into the environment of the code",
    why=f"{_WHY} Everyone who may look at the function or service in the cloud's console sees it.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=(
        "aws_codebuild_project",
        "aws_lambda_function",
        "azurerm_linux_function_app",
        "azurerm_linux_web_app",
        "azurerm_windows_function_app",
        "azurerm_windows_web_app",
        "google_cloud_run_v2_service",
        "google_cloudfunctions2_function",
        "google_cloudfunctions_function",
    ),
    check=All(
        (
            _by_type(
                Presence.NO_CREDENTIAL,
                (("aws_lambda_function",), ("environment.variables.*",)),
                (("google_cloudfunctions_function",), ("environment_variables.*",)),
                (("google_cloudfunctions2_function",), ("service_config.environment_variables.*",)),
                (
                    (
                        "azurerm_linux_function_app",
                        "azurerm_linux_web_app",
                        "azurerm_windows_function_app",
                        "azurerm_windows_web_app",
                    ),
                    ("app_settings.*",),
                ),
            ),
            When(TypeIs(("google_cloud_run_v2_service",)), Each("template.containers.env", _PAIR)),
            When(
                TypeIs(("aws_codebuild_project",)),
                Each("environment.environment_variable", When(Not(_REFERENCE), _PAIR)),
            ),
        )
    ),
    no_fix=_NO_FIX,
    example="""resource "aws_lambda_function" "charge" {
  function_name = "charge"
  role          = "arn:aws:iam::123456789012:role/charge"

  environment {
    variables = {
      STAGE             = "live"
      AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
    }
  }
}
""",
    aliases=("CKV_AWS_45",),
    controls=("AWS-Security-Hub:CodeBuild.2",),
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
        _SENSITIVE_DATA,
    ),
)

IN_CONTAINERS = Rule(
    id="terraform-secret-in-containers",
    summary="A secret is written into a container definition",
    why=f"{_WHY} Everyone who may describe the task sees it.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_batch_job_definition", "aws_ecs_task_definition", "azurerm_container_group"),
    check=_by_type(
        Presence.NO_CREDENTIAL,
        (("aws_ecs_task_definition",), ("container_definitions",)),
        (("aws_batch_job_definition",), ("container_properties",)),
        (("azurerm_container_group",), ("container.environment_variables.*",)),
    ),
    no_fix=_NO_FIX,
    example="""resource "aws_ecs_task_definition" "shop" {
  family = "shop"

  container_definitions = jsonencode([{
    name  = "shop"
    image = "shop:1.4.2"
    environment = [
      { name = "AWS_ACCESS_KEY_ID", value = "AKIAIOSFODNN7EXAMPLE" },
    ]
  }])
}
""",
    controls=("AWS-Security-Hub:ECS.8",),
    aliases=("AVD-AWS-0036",),
    references=(
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
        _SENSITIVE_DATA,
    ),
)

IN_TFVARS = Rule(
    id="terraform-secret-in-tfvars",
    summary="A secret is written into a file of variable values",
    why=_WHY,
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("tfvars",),
    check=Require("*", Presence.NO_CREDENTIAL),
    no_fix=_NO_FIX,
    example="""region         = "eu-west-1"
aws_access_key = "AKIAIOSFODNN7EXAMPLE"
""",
    references=("https://developer.hashicorp.com/terraform/language/values/variables", _SENSITIVE_DATA),
)

IN_VARIABLE_DEFAULT = Rule(
    id="terraform-secret-in-variable-default",
    summary="A secret is written into a variable's default",
    why=_WHY,
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("variable",),
    check=Require("default", Presence.NO_CREDENTIAL),
    no_fix=_NO_FIX,
    example="""variable "aws_access_key" {
  type    = string
  default = "AKIAIOSFODNN7EXAMPLE"
}
""",
    references=("https://developer.hashicorp.com/terraform/language/values/variables", _SENSITIVE_DATA),
)

_PASSWORDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("aws_db_instance", "aws_dms_endpoint", "aws_directory_service_directory"), ("password",)),
    (
        ("aws_docdb_cluster", "aws_lightsail_database", "aws_rds_cluster", "aws_redshift_cluster"),
        ("master_password",),
    ),
    (("aws_elasticache_replication_group",), ("auth_token",)),
    (("aws_mq_broker",), ("user.password",)),
    (
        ("aws_elasticsearch_domain", "aws_opensearch_domain"),
        ("advanced_security_options.master_user_options.master_user_password",),
    ),
    (("aws_redshiftserverless_namespace",), ("admin_user_password",)),
    (("aws_secretsmanager_secret_version",), ("secret_string",)),
    (
        ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"),
        ("admin_password",),
    ),
    (
        ("azurerm_mssql_managed_instance", "azurerm_mssql_server"),
        ("administrator_login_password",),
    ),
    (("azurerm_mysql_flexible_server", "azurerm_postgresql_flexible_server"), ("administrator_password",)),
    (("azurerm_synapse_workspace",), ("sql_administrator_login_password",)),
    (("google_alloydb_user", "google_sql_user"), ("password",)),
    (("google_sql_database_instance",), ("root_password",)),
)

IN_PASSWORD = Rule(
    id="terraform-secret-in-password",
    summary="A password is written into the configuration",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=tuple(
        sorted({kind for types, _ in _PASSWORDS for kind in types} | {"aws_ssm_parameter"}),
    ),
    check=All(
        (
            _by_type(Presence.NO_LITERAL, *_PASSWORDS),
            When(
                TypeIs(("aws_ssm_parameter",)),
                When(Attr("type", Equals("SecureString")), Require("value", Presence.NO_LITERAL)),
            ),
        )
    ),
    no_fix=_NO_FIX,
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.t4g.micro"
  username          = "orders"
  password          = "correct-horse-7-battery"
}
""",
    references=(
        _STATE,
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html",
    ),
)
