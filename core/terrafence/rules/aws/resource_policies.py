"""Who may use resources of AWS services that each have a policy, and nothing else to say about it."""

from terrafence.declare import (
    AnyOf,
    Exists,
    Level,
    Rule,
    Safety,
    Severity,
    Statement,
    Target,
    TypeIs,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_OPEN = Statement(principals=("*",), unless=(CALLER,))
_CUTS_OFF = "cuts off other accounts"

_SEARCH = (
    ("aws_opensearch_domain", "access_policies"),
    ("aws_opensearch_domain_policy", "access_policies"),
    ("aws_elasticsearch_domain", "access_policies"),
    ("aws_elasticsearch_domain_policy", "access_policies"),
)

_GUARDED = AnyOf((Exists("advanced_security_options"), Exists("vpc_options")))
"""Its own users or its network may be what keeps others out; such clients do not sign their requests."""

SEARCH_OPEN = Rule(
    id="aws-opensearch-policy-open-to-world",
    summary="The search domain's policy lets everyone use it",
    why="Anyone who reaches its address reads, changes and deletes the indexes without an account; "
    "scanners look for such domains all day.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_SEARCH),
    check=resource_policies(_OPEN, _SEARCH, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(
        ("aws_opensearch_domain_policy", "domain_name", "aws_opensearch_domain"),
        ("aws_elasticsearch_domain_policy", "domain_name", "aws_elasticsearch_domain"),
    ),
    unsafe_when=AnyOf(
        (
            _GUARDED,
            Target("aws_opensearch_domain", "domain_name", _GUARDED),
            Target("aws_elasticsearch_domain", "domain_name", _GUARDED),
        )
    ),
    fix_effect="cuts off other accounts and clients that do not sign their requests",
    example="""resource "aws_opensearch_domain_policy" "logs" {
  domain_name = "logs"

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "es:*"
      Resource  = "arn:aws:es:eu-west-1:123456789012:domain/logs/*"
    }]
  })
}
""",
    aliases=("datadog:aws/elasticsearch_domain_with_vulnerable_policy",),
    references=(
        "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html",
        f"{_DOCS}/opensearch_domain_policy",
    ),
)

_FILES = (("aws_efs_file_system_policy", "policy"),)

FILES_OPEN = Rule(
    id="aws-efs-policy-open-to-world",
    summary="The file system's policy lets everyone mount it",
    why="Whoever reaches a mount target, from a neighbouring machine or a connected network, reads and "
    "writes every file.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_FILES),
    check=resource_policies(_OPEN, _FILES, OWN_ACCOUNT),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that do not mount with IAM",
    example="""resource "aws_efs_file_system_policy" "shared" {
  file_system_id = "fs-0123456789abcdef0"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
    }]
  })
}
""",
    aliases=("datadog:aws/efs_with_vulnerable_policy",),
    references=(
        "https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html",
        f"{_DOCS}/efs_file_system_policy",
    ),
)

_VAULTS = (("aws_backup_vault_policy", "policy"), ("aws_glacier_vault", "access_policy"))

VAULT_OPEN = Rule(
    id="aws-vault-policy-open-to-world",
    summary="The vault's policy lets every AWS account use it",
    why="Anyone with an account can copy the backups away, with all that they hold, or delete them.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_VAULTS),
    check=resource_policies(_OPEN, _VAULTS, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_backup_vault_policy", "backup_vault_name", "aws_backup_vault"),),
    fix_effect=_CUTS_OFF,
    example="""resource "aws_glacier_vault" "records" {
  name = "records"

  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "glacier:InitiateJob"
      Resource  = "arn:aws:glacier:eu-west-1:123456789012:vaults/records"
    }]
  })
}
""",
    aliases=("CKV_AWS_167",),
    references=(
        "https://docs.aws.amazon.com/amazonglacier/latest/dev/vault-access-policy.html",
        f"{_DOCS}/glacier_vault",
    ),
)

_DATA = (
    ("aws_glue_resource_policy", "policy"),
    ("aws_dynamodb_resource_policy", "policy"),
    ("aws_kinesis_resource_policy", "policy"),
    ("aws_msk_cluster_policy", "policy"),
    ("aws_redshift_resource_policy", "policy"),
)

DATA_OPEN = Rule(
    id="aws-data-policy-open-to-world",
    summary="The policy of a table, stream or catalogue lets every AWS account use it",
    why="Anyone with an account, made in minutes, can read what is in it.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_DATA),
    check=resource_policies(_OPEN, _DATA, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(
        ("aws_dynamodb_resource_policy", "resource_arn", "aws_dynamodb_table"),
        ("aws_kinesis_resource_policy", "resource_arn", "aws_kinesis_stream"),
    ),
    unsafe_when=TypeIs(
        ("aws_glue_resource_policy", "aws_msk_cluster_policy", "aws_redshift_resource_policy")
    ),
    fix_effect=_CUTS_OFF,
    example="""resource "aws_dynamodb_resource_policy" "orders" {
  resource_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "dynamodb:GetItem"
      Resource  = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
    }]
  })
}
""",
    aliases=("datadog:aws/glue_with_vulnerable_policy",),
    references=(
        "https://docs.aws.amazon.com/glue/latest/dg/security_iam_service-with-iam.html",
        f"{_DOCS}/glue_resource_policy",
    ),
)

_EVENTS = (
    ("aws_cloudwatch_event_bus_policy", "policy"),
    ("aws_schemas_registry_policy", "policy"),
    ("aws_cloudwatch_log_destination_policy", "access_policy"),
    ("aws_cloudwatch_log_resource_policy", "policy_document"),
)

EVENTS_OPEN = Rule(
    id="aws-events-policy-open-to-world",
    summary="The policy of an event bus or log destination lets every AWS account use it",
    why="Anyone with an account can send forged events or records, which rules and people then act on.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_EVENTS),
    check=resource_policies(_OPEN, _EVENTS, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(
        ("aws_cloudwatch_event_bus_policy", "event_bus_name", "aws_cloudwatch_event_bus"),
        ("aws_schemas_registry_policy", "registry_name", "aws_schemas_registry"),
        ("aws_cloudwatch_log_destination_policy", "destination_name", "aws_cloudwatch_log_destination"),
    ),
    # It is there for services of AWS, which come in by their own names.
    unsafe_when=TypeIs(("aws_cloudwatch_log_resource_policy",)),
    fix_effect=_CUTS_OFF,
    example="""resource "aws_cloudwatch_event_bus_policy" "orders" {
  event_bus_name = "orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "events:PutEvents"
      Resource  = "arn:aws:events:eu-west-1:123456789012:event-bus/orders"
    }]
  })
}
""",
    controls=("AWS-Security-Hub:EventBridge.3",),
    references=(
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html",
        f"{_DOCS}/cloudwatch_event_bus_policy",
    ),
)

_MAIL = (("aws_ses_identity_policy", "policy"), ("aws_sesv2_email_identity_policy", "policy"))

MAIL_OPEN = Rule(
    id="aws-ses-policy-open-to-world",
    summary="The mail identity's policy lets every AWS account send in its name",
    why="Anyone with an account sends mail that passes as the owner's, to customers and colleagues.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_MAIL),
    check=resource_policies(_OPEN, _MAIL, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(
        ("aws_ses_identity_policy", "identity", "aws_ses_domain_identity"),
        ("aws_ses_identity_policy", "identity", "aws_ses_email_identity"),
        ("aws_sesv2_email_identity_policy", "email_identity", "aws_sesv2_email_identity"),
    ),
    fix_effect=_CUTS_OFF,
    example="""resource "aws_ses_identity_policy" "shop" {
  identity = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
  name     = "shop"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "ses:SendEmail"
      Resource  = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
    }]
  })
}
""",
    aliases=("datadog:aws/ses_policy_with_allowed_iam_actions",),
    references=(
        "https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html",
        f"{_DOCS}/ses_identity_policy",
    ),
)

_CODE = (
    ("aws_codeartifact_domain_permissions_policy", "policy_document"),
    ("aws_codeartifact_repository_permissions_policy", "policy_document"),
    ("aws_acmpca_policy", "policy"),
    ("aws_media_store_container_policy", "policy"),
    ("aws_vpclattice_auth_policy", "policy"),
    ("aws_vpclattice_resource_policy", "policy"),
)

OTHERS_OPEN = Rule(
    id="aws-resource-policy-open-to-world",
    summary="The resource's policy lets every AWS account use it",
    why="Anyone with an account, made in minutes, can use the packages, certificates or services behind it.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_CODE),
    check=resource_policies(_OPEN, _CODE, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(
        ("aws_codeartifact_domain_permissions_policy", "domain", "aws_codeartifact_domain"),
        ("aws_codeartifact_repository_permissions_policy", "repository", "aws_codeartifact_repository"),
        ("aws_media_store_container_policy", "container_name", "aws_media_store_container"),
    ),
    # Certificate Manager comes in by its own name, and callers of a Lattice service without one.
    unsafe_when=TypeIs(("aws_acmpca_policy", "aws_vpclattice_auth_policy", "aws_vpclattice_resource_policy")),
    fix_effect=_CUTS_OFF,
    example="""resource "aws_codeartifact_domain_permissions_policy" "acme" {
  domain = "acme"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "codeartifact:GetAuthorizationToken"
      Resource  = "*"
    }]
  })
}
""",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
        f"{_DOCS}/codeartifact_domain_permissions_policy",
    ),
)
