"""Amazon CloudSearch, AppFlow, Connect and QuickSight."""

from terrafence.declare import (
    All,
    Disruption,
    Each,
    Equals,
    Level,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_SEARCH = f"{_PROVIDER}/cloudsearch_domain"
_SEARCH_GUIDE = "https://docs.aws.amazon.com/cloudsearch/latest/developerguide"
_KEY = Pick("aws_kms_key", "arn", ".")

PLAIN_HTTP = Rule(
    id="aws-cloudsearch-plain-http",
    summary="The search domain also answers over plain HTTP",
    why="Anyone on the network path reads and alters queries and documents that go by.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_cloudsearch_domain",),
    check=Require("endpoint_options.enforce_https", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that use plain HTTP",
    example="""resource "aws_cloudsearch_domain" "shop" {
  name = "shop"

  endpoint_options {
    enforce_https       = false
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
}
""",
    aliases=("CKV_AWS_220",),
    references=(
        f"{_SEARCH_GUIDE}/configuring-domain-endpoint-options.html",
        _SEARCH,
    ),
)

TLS_OUTDATED = Rule(
    id="aws-cloudsearch-tls-outdated",
    summary="The search domain accepts TLS 1.0 and 1.1",
    why="Connections can be talked down to versions with known weaknesses.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cloudsearch_domain",),
    check=Require(
        "endpoint_options.tls_security_policy",
        Equals("Policy-Min-TLS-1-2-2019-07"),
        absent="Policy-Min-TLS-1-0-2019-07",
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that know nothing newer",
    example="""resource "aws_cloudsearch_domain" "shop" {
  name = "shop"

  endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-0-2019-07"
  }
}
""",
    aliases=("CKV_AWS_218",),
    references=(
        f"{_SEARCH_GUIDE}/configuring-domain-endpoint-options.html",
        _SEARCH,
    ),
)

APPFLOW_KEY_NOT_OWN = Rule(
    id="aws-appflow-key-not-own",
    summary="What the flow carries is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_appflow_flow",
        "aws_appflow_connector_profile",
    ),
    check=Require("kms_arn", Presence.PRESENT, set=_KEY),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_appflow_connector_profile" "crm" {
  name            = "crm"
  connection_mode = "Public"
  connector_type  = "Salesforce"
}
""",
    aliases=(
        "CKV_AWS_263",
        "CKV_AWS_264",
    ),
    references=(
        "https://docs.aws.amazon.com/appflow/latest/userguide/data-protection.html",
        f"{_PROVIDER}/appflow_flow",
    ),
)

CONNECT_KEY_NOT_OWN = Rule(
    id="aws-connect-storage-key-not-own",
    summary="Recordings and transcripts are not encrypted with a key of your own",
    why="Whoever may read the bucket hears what customers said; a key of your own adds a second permission.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_connect_instance_storage_config",),
    check=All(
        (
            Each(
                "storage_config.s3_config",
                Require(
                    "encryption_config.key_id", Presence.PRESENT, set=_KEY, beside={"encryption_type": "KMS"}
                ),
            ),
            Each(
                "storage_config.kinesis_video_stream_config",
                Require(
                    "encryption_config.key_id", Presence.PRESENT, set=_KEY, beside={"encryption_type": "KMS"}
                ),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_connect_instance_storage_config" "calls" {
  instance_id   = "0123abcd-0123-0123-0123-0123456789ab"
  resource_type = "CALL_RECORDINGS"

  storage_config {
    storage_type = "S3"

    s3_config {
      bucket_name   = "acme-calls"
      bucket_prefix = "calls"
    }
  }
}
""",
    aliases=(
        "CKV_AWS_269",
        "CKV_AWS_270",
    ),
    references=(
        "https://docs.aws.amazon.com/connect/latest/adminguide/encryption-at-rest.html",
        f"{_PROVIDER}/connect_instance_storage_config",
    ),
)

QUICKSIGHT_TERMINATION = Rule(
    id="aws-quicksight-termination-unprotected",
    summary="The account's QuickSight subscription can be ended by a single call",
    why="Every dashboard, data set and user goes with it.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_quicksight_account_settings",),
    check=Require("termination_protection_enabled", Equals(True), absent=True),
    example="""resource "aws_quicksight_account_settings" "account" {
  termination_protection_enabled = false
}
""",
    references=(
        "https://docs.aws.amazon.com/quicksight/latest/user/closing-account.html",
        f"{_PROVIDER}/quicksight_account_settings",
    ),
)

QUICKSIGHT_WITHOUT_TLS = Rule(
    id="aws-quicksight-source-without-tls",
    summary="The connection to the data source is not encrypted",
    why="Query results, and the password, cross the network in plain text.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_quicksight_data_source",),
    check=Require("ssl_properties.disable_ssl", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="fails where the source offers no TLS",
    example="""resource "aws_quicksight_data_source" "orders" {
  data_source_id = "orders"
  name           = "orders"
  type           = "POSTGRESQL"

  parameters {
    postgresql {
      database = "orders"
      host     = "orders.example.com"
      port     = 5432
    }
  }

  ssl_properties {
    disable_ssl = true
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/quicksight/latest/user/configure-access.html",
        f"{_PROVIDER}/quicksight_data_source",
    ),
)

CONNECT_FLOW_LOG_OFF = Rule(
    id="aws-connect-flow-log-off",
    summary="The contact centre does not log how contacts flow through it",
    why="A flow that somebody changed to send callers elsewhere leaves no trace of whom it caught.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_connect_instance",),
    check=Require("contact_flow_logs_enabled", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_connect_instance" "service" {
  contact_flow_logs_enabled = false
  identity_management_type  = "SAML"
  inbound_calls_enabled     = true
  instance_alias            = "acme-service"
  outbound_calls_enabled    = true
}
""",
    controls=("AWS-Security-Hub:Connect.2",),
    references=(
        "https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-logs.html",
        f"{_PROVIDER}/connect_instance",
    ),
)
