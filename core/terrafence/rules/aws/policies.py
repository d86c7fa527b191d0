"""What the rules on policies share: where policies are written, and what narrows a statement."""

from collections.abc import Mapping

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Condition,
    Content,
    Each,
    Expectation,
    Expr,
    Guard,
    Not,
    PolicyForbids,
    PolicySays,
    ReferredBy,
    Statement,
    TypeIs,
    When,
)

DOCUMENT = "data.aws_iam_policy_document"
DOCUMENT_DOCS = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document"
)
POLICY_TYPES = (
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
)
PERMISSION_SET = "aws_ssoadmin_permission_set_inline_policy"
IDENTITY_POLICIES = (*POLICY_TYPES, "aws_iam_role", PERMISSION_SET, DOCUMENT)
"""Where a policy stands that says what an identity may do."""

CALLER = Guard(
    (
        "aws:PrincipalAccount",
        "aws:PrincipalArn",
        "aws:PrincipalOrg*",
        "aws:PrincipalServiceName*",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalTag/*",
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceIp",
        "aws:SourceOrg*",
        "aws:SourceOwner",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:userid",
        "aws:username",
        "aws:Vpce*",
        "aws:VpcSourceIp",
        "kms:CallerAccount",
        "s3:DataAccessPoint*",
        "elasticfilesystem:AccessedViaMountTarget",
    )
)
"""A condition on who calls or from where: with a fixed value, AWS does not call the policy public.
Source: "The meaning of public" in the S3 User Guide, and the keys of the services named here."""

RESOURCE_POLICIES = (
    ("aws_acmpca_policy", "policy"),
    ("aws_api_gateway_rest_api", "policy"),
    ("aws_api_gateway_rest_api_policy", "policy"),
    ("aws_backup_vault_policy", "policy"),
    ("aws_cloudwatch_event_bus_policy", "policy"),
    ("aws_cloudwatch_log_destination_policy", "access_policy"),
    ("aws_cloudwatch_log_resource_policy", "policy_document"),
    ("aws_codeartifact_domain_permissions_policy", "policy_document"),
    ("aws_codeartifact_repository_permissions_policy", "policy_document"),
    ("aws_dynamodb_resource_policy", "policy"),
    ("aws_ecr_registry_policy", "policy"),
    ("aws_ecr_repository_policy", "policy"),
    ("aws_efs_file_system_policy", "policy"),
    ("aws_elasticsearch_domain", "access_policies"),
    ("aws_elasticsearch_domain_policy", "access_policies"),
    ("aws_glacier_vault", "access_policy"),
    ("aws_glue_resource_policy", "policy"),
    ("aws_kinesis_resource_policy", "policy"),
    ("aws_kms_external_key", "policy"),
    ("aws_kms_key", "policy"),
    ("aws_kms_key_policy", "policy"),
    ("aws_kms_replica_key", "policy"),
    ("aws_media_store_container_policy", "policy"),
    ("aws_msk_cluster_policy", "policy"),
    ("aws_opensearch_domain", "access_policies"),
    ("aws_opensearch_domain_policy", "access_policies"),
    ("aws_redshift_resource_policy", "policy"),
    ("aws_s3_access_point", "policy"),
    ("aws_s3_bucket", "policy"),
    ("aws_s3_bucket_policy", "policy"),
    ("aws_s3control_access_point_policy", "policy"),
    ("aws_schemas_registry_policy", "policy"),
    ("aws_secretsmanager_secret", "policy"),
    ("aws_secretsmanager_secret_policy", "policy"),
    ("aws_ses_identity_policy", "policy"),
    ("aws_sesv2_email_identity_policy", "policy"),
    ("aws_sns_topic", "policy"),
    ("aws_sns_topic_policy", "policy"),
    ("aws_sqs_queue", "policy"),
    ("aws_sqs_queue_policy", "policy"),
    ("aws_vpclattice_auth_policy", "policy"),
    ("aws_vpclattice_resource_policy", "policy"),
)
"""Where a policy stands that says who may use a resource: (type, path)."""

OWN_ACCOUNT: Mapping[str, Mapping[str, Content]] = {
    "StringEquals": {"aws:PrincipalAccount": Expr("{account}.account_id")}
}

_GRANTS_NOTHING_ITSELF = (
    ("aws_organizations_policy", "content"),
    ("aws_vpc_endpoint", "policy"),
    ("aws_vpc_endpoint_policy", "policy"),
)


def identity_policies(shape: Statement, together: tuple[Statement, ...] = ()) -> Expectation:
    """No policy that says what an identity may do has a statement of this shape. A statement with a
    principal is none of those, nor one in a document that only limits."""
    shape = shape._replace(lacks=("Principal", "NotPrincipal"))

    def forbidden(path: str) -> Expectation:
        return PolicyForbids(path, shape, together)

    return All(
        (
            When(TypeIs(POLICY_TYPES), forbidden("policy")),
            When(TypeIs(("aws_iam_role",)), Each("inline_policy", forbidden("policy"))),
            When(TypeIs((PERMISSION_SET,)), forbidden("inline_policy")),
            When(AllOf((TypeIs((DOCUMENT,)), Not(ReferredBy(_GRANTS_NOTHING_ITSELF)))), forbidden("")),
        )
    )


def resource_policies(
    shape: Statement,
    places: tuple[tuple[str, str], ...],
    limit: Mapping[str, Mapping[str, Content]] | None = None,
    instead: Mapping[str, Content] | None = None,
) -> Expectation:
    """No policy at one of these (type, path) places has a statement of this shape."""

    def forbidden(path: str) -> Expectation:
        return PolicyForbids(path, shape, limit=limit or {}, instead=instead or {})

    return All(tuple(When(TypeIs((kind,)), forbidden(path)) for kind, path in places))


def types_of(places: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The resource types of (type, path) places."""
    return tuple(dict.fromkeys(kind for kind, _ in places))


def says_at(places: tuple[tuple[str, str], ...], shape: Statement) -> Condition:
    """A policy at one of the places has a statement of this shape."""
    return AnyOf(tuple(AllOf((TypeIs((kind,)), PolicySays(path, shape))) for kind, path in places))
