"""Every path of every rule is one that the provider has, and the values that rules compare and write fit
it."""

import pytest
from declared import Use, stakes, uses
from provider_schema import SCHEMAS, newest, older

from terrafence.declare import (
    AtLeast,
    AtMost,
    Contains,
    Content,
    Equals,
    Excludes,
    Expr,
    Lacks,
    Matches,
    Moved,
    NoneOf,
    OneOf,
    Pick,
    Rule,
)
from terrafence.registry import all_rules
from terrafence.syntax.read import read
from terrafence.syntax.views import Body

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason=f"no provider schemas at {SCHEMAS}")

# What a rule calls misplaced is, rightly, in no schema.
MISPLACED = {
    f"{kind}.{name}"
    for rule in all_rules()
    if isinstance(rule.check, Moved)
    for kind in rule.resources
    for name in rule.check.names
}
# What an older provider had and the newest has not: rules still read it, since configurations say it.
REMOVED = {
    "aws_api_gateway_deployment.stage_name",
    "aws_autoscaling_group.tags",
    "aws_db_security_group.ingress",
    "aws_db_security_group.ingress.cidr",
    "aws_db_security_group.name",
    "aws_ec2_client_vpn_network_association.security_groups",
    "aws_dms_endpoint.s3_settings.server_side_encryption_kms_key_id",
    "aws_elasticache_security_group.description",
    "aws_elasticache_security_group.name",
    "aws_elasticache_security_group.security_group_names",
    "aws_redshift_cluster.logging.enable",
    "aws_redshift_security_group.description",
    "aws_redshift_security_group.name",
    "aws_route.instance_id",
    "aws_route_table.route.instance_id",
}
# A number that the provider keeps as text, so that it can be left out.
NUMBERS_AS_TEXT = {"aws_api_gateway_rest_api.minimum_compression_size"}
PROVIDERS = ("aws", "azurerm", "google")

NOT_IN_EVERY_VERSION = {
    ("aws", "6.28.0"): {
        "aws_elasticache_replication_group.auth_token_wo_version",
        *(
            f"aws_bedrockagentcore_{place}managed_vpc_resource.security_group_ids"
            for place in (
                "agent_runtime.authorizer_configuration.custom_jwt_authorizer.private_endpoint.",
                "agent_runtime.authorizer_configuration.custom_jwt_authorizer.private_endpoint_overrides."
                "private_endpoint.",
                "gateway.authorizer_configuration.custom_jwt_authorizer.private_endpoint.",
                "gateway.authorizer_configuration.custom_jwt_authorizer.private_endpoint_overrides."
                "private_endpoint.",
                "gateway_target.private_endpoint.",
                "oauth2_credential_provider.oauth2_provider_config.custom_oauth2_provider_config."
                "private_endpoint.",
                "oauth2_credential_provider.oauth2_provider_config.custom_oauth2_provider_config."
                "private_endpoint_override.private_endpoint.",
            )
        ),
        "aws_prometheus_scraper.source.vpc.security_group_ids",
        "aws_sagemaker_monitoring_schedule.monitoring_schedule_config.monitoring_job_definition."
        "network_config.vpc_config.security_group_ids",
        "aws_rds_cluster.publicly_accessible",
    },
    ("azurerm", "4.81.0"): {"azurerm_storage_account.public_network_access"},
    ("google", "6.50.0"): set[str](),
    ("google", "7.41.0"): set[str](),
}


def provider_of(kind: str) -> str | None:
    """The provider whose schema has the type; None for data sources and blocks of the language."""
    provider = kind.partition("_")[0]
    return provider if provider in PROVIDERS and not kind.startswith("data.") else None


RULES = [
    pytest.param(rule, id=rule.id) for rule in all_rules() if any(provider_of(use.type) for use in uses(rule))
]


@pytest.mark.parametrize("rule", RULES)
def test_every_path_can_be_set(rule: Rule) -> None:
    wrong: list[str] = []
    for use in uses(rule):
        provider = provider_of(use.type)
        if provider is None or _of_the_language(use) or f"{use.type}.{use.path}" in MISPLACED | REMOVED:
            continue
        leaf = newest(provider).find(use.type, use.path) if newest(provider).knows(use.type) else None
        if leaf is None or not leaf.settable:
            wrong.append(f"{use.type}.{use.path}")
    assert not wrong


@pytest.mark.parametrize("rule", RULES)
def test_every_path_that_a_fix_is_unsafe_by_can_be_set(rule: Rule) -> None:
    """Of a rule about several types, on one of them."""
    found: dict[tuple[str, str], bool] = {}
    for use in stakes(rule):
        provider = provider_of(use.type)
        if provider is None or f"{use.type}.{use.path}" in MISPLACED | REMOVED:
            continue
        leaf = newest(provider).find(use.type, use.path) if newest(provider).knows(use.type) else None
        key = ("" if use.type in rule.resources else use.type, use.path)
        found[key] = found.get(key, False) or (leaf is not None and leaf.settable)
    assert not [key for key, is_settable in found.items() if not is_settable]


@pytest.mark.parametrize("rule", RULES)
def test_values_fit_the_type(rule: Rule) -> None:
    wrong = [f"{use.type}.{use.path}: {use.test or use.written}" for use in uses(rule) if not _fits(use)]
    assert not wrong


@pytest.mark.parametrize("rule", RULES)
def test_the_example_says_only_what_the_provider_has(rule: Rule) -> None:
    wrong: list[str] = []
    for block in read("/main.tf", rule.example.encode()).body.blocks:
        provider = provider_of(block.labels[0]) if block.type == "resource" else None
        if provider is None:
            continue
        for path in written(block.body):
            name = f"{block.labels[0]}.{path}"
            if name in MISPLACED | REMOVED or path in ("count", "for_each"):
                continue
            leaf = newest(provider).find(block.labels[0], path)
            if leaf is None or not leaf.settable:
                wrong.append(name)
    assert not wrong


def written(body: Body) -> list[str]:
    """The paths of every attribute and block of a body."""
    inner = [f"{block.type}.{path}" for block in body.blocks for path in written(block.body)]
    return [*body.attributes, *(block.type for block in body.blocks), *inner]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_older_versions_lack_only_what_is_listed(provider: str) -> None:
    asked = {
        (use.type, use.path)
        for rule in all_rules()
        for use in uses(rule)
        if provider_of(use.type) == provider and not _of_the_language(use)
    }
    for schema in older(provider):
        lacking = (
            {
                f"{kind}.{path}"
                for kind, path in asked
                if schema.knows(kind) and schema.find(kind, path) is None
            }
            - MISPLACED
            - REMOVED
        )
        assert lacking == NOT_IN_EVERY_VERSION[provider, schema.version]


def _of_the_language(use: Use) -> bool:
    return use.path.startswith("lifecycle.")


def _fits(use: Use) -> bool:
    provider = provider_of(use.type)
    if provider is None or not newest(provider).knows(use.type):
        return True
    leaf = newest(provider).find(use.type, use.path)
    if leaf is None:
        return True
    if leaf.type == "json":
        return True
    return _test_fits(use, leaf.type) and (use.written is None or _content_fits(use.written, leaf.type))


def _test_fits(use: Use, kind: str) -> bool:
    match use.test:
        case Equals(value):
            return _content_fits(value, kind)
        case OneOf(values) | NoneOf(values):
            return all(_content_fits(value, kind) for value in values)
        case AtLeast() | AtMost():
            return kind == "n" or f"{use.type}.{use.path}" in NUMBERS_AS_TEXT
        case Matches() | Lacks():
            return kind == "s"
        case Contains(values):
            return kind[0] in "lt" and all(_content_fits(value, kind[1:]) for value in values)
        case Excludes(values):
            return all(_content_fits(value, kind.lstrip("lt")) for value in values)
        case _:
            return True


def _content_fits(content: Content, kind: str) -> bool:
    if isinstance(content, Expr | Pick):
        return True
    if isinstance(content, bool):
        return kind in ("b", "s")
    if isinstance(content, int):
        return kind in ("n", "s")
    if isinstance(content, str):
        return kind == "s"
    if isinstance(content, tuple):
        return kind[0] in "lt" and all(_content_fits(item, kind[1:]) for item in content)
    return kind == "block" or kind[0] == "m"
