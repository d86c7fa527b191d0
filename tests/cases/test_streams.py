"""Caches, search, streams and migrations: what the provider means by what is not said."""

from pathlib import Path

import pytest
from casebook import cases, check

MARK = " # flagged"
UNDECIDED = " # undecided"


def resource(kind: str, *lines: str, flagged: str = "", name: str = "x") -> str:
    return f'resource "{kind}" "{name}" {{{flagged}\n' + "\n".join(f"  {line}" for line in lines) + "\n}\n"


def cache(*lines: str, flagged: str = "") -> str:
    return resource("aws_elasticache_replication_group", *lines, flagged=flagged)


def search(*lines: str, flagged: str = "") -> str:
    return resource("aws_opensearch_domain", *lines, flagged=flagged)


def warehouse_group(family: str, *lines: str, flagged: str = "") -> str:
    return resource("aws_redshift_parameter_group", f'family = "{family}"', *lines, flagged=flagged)


SSL = ("parameter {", '  name  = "require_ssl"')

CACHE_UNENCRYPTED = [
    ("Valkey encrypts by itself", cache('engine = "valkey"')),
    ("a member of a global datastore", cache('global_replication_group_id = "g"')),
    ("Redis does not", cache('engine = "redis"', flagged=MARK)),
    ("Valkey told not to", cache('engine = "valkey"', "at_rest_encryption_enabled = false # flagged")),
    ("an engine that is not known", cache("engine = var.engine", flagged=UNDECIDED)),
]

CACHE_LOGIN = [
    ("a token", cache("auth_token = var.token")),
    ("users", cache('user_group_ids = ["shop"]')),
    ("neither", cache("transit_encryption_enabled = true", flagged=MARK)),
]

CACHE_BACKUPS = [
    ("Memcached has none", resource("aws_elasticache_cluster", 'engine = "memcached"')),
    ("its group's", resource("aws_elasticache_cluster", 'replication_group_id = "g"')),
    ("a node that cannot", resource("aws_elasticache_cluster", 'node_type = "cache.t1.micro"')),
    ("Redis", resource("aws_elasticache_cluster", 'engine = "redis"', flagged=MARK)),
]

WAREHOUSE_TLS = [
    ("the newer family asks by itself", warehouse_group("redshift-2.0")),
    ("asked for", warehouse_group("redshift-1.0", *SSL, "  value = true", "}")),
    ("the older family does not ask", warehouse_group("redshift-1.0", flagged=MARK)),
    ("told not to ask", warehouse_group("redshift-2.0", *SSL, '  value = "false" # flagged', "}")),
]


def provider(version: str) -> str:
    return f'terraform {{\n  required_providers {{\n    aws = {{ version = "{version}" }}\n  }}\n}}\n'


WAREHOUSE = resource("aws_redshift_cluster", 'node_type = "ra3.large"')
WAREHOUSE_MARKED = resource("aws_redshift_cluster", 'node_type = "ra3.large"', flagged=MARK)

WAREHOUSE_UNSTATED = [
    ("version 6", provider("~> 6.2") + WAREHOUSE),
    ("at least version 6", provider(">= 6.0, != 6.1") + WAREHOUSE),
    ("exactly version 10", provider("10.0.0") + WAREHOUSE),
    ("version 5", provider("~> 5.0") + WAREHOUSE_MARKED),
    ("below a version", provider(">= 5.60, < 7.0") + WAREHOUSE_MARKED),
    ("any version", WAREHOUSE_MARKED),
]

WAREHOUSE_LOGS = [
    (
        "by a resource of its own",
        resource("aws_redshift_cluster", 'cluster_identifier = "w"')
        + resource("aws_redshift_logging", "cluster_identifier = aws_redshift_cluster.x.id"),
    ),
    (
        "by a block, before version 6",
        resource("aws_redshift_cluster", "logging {", "  enable = true", "}"),
    ),
    (
        "of another cluster",
        resource("aws_redshift_cluster", 'cluster_identifier = "w"', flagged=MARK)
        + resource("aws_redshift_logging", 'cluster_identifier = "other"'),
    ),
]

NODE_TRAFFIC = [
    ("one node", search('domain_name = "d"')),
    ("on", search("node_to_node_encryption {", "  enabled = true", "}")),
    ("several nodes", search("cluster_config {", "  instance_count = 2", "}", flagged=MARK)),
    ("how many is not known", search("cluster_config {", "  instance_count = var.n", "}", flagged=UNDECIDED)),
    (
        "off on one node",
        search("node_to_node_encryption {", "  enabled = false # flagged", "}"),
    ),
]

SEARCH_HTTP = [
    ("nothing said", search('domain_name = "d"')),
    (
        "a block that does not say",
        search("domain_endpoint_options {", "  custom_endpoint_enabled = false", "}"),
    ),
    ("off", search("domain_endpoint_options {", "  enforce_https = false # flagged", "}")),
]


def slow_log(*kinds: str, flagged: str = "") -> str:
    lines = [
        line
        for kind in kinds
        for line in (
            "log_publishing_options {",
            f'  log_type = "{kind}"',
            '  cloudwatch_log_group_arn = "a"',
            "}",
        )
    ]
    return search(*lines, flagged=flagged)


SLOW_LOG = [
    ("of imports", slow_log("ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS")),
    ("of queries", slow_log("SEARCH_SLOW_LOGS")),
    ("another", slow_log("AUDIT_LOGS", flagged=MARK)),
]


def network(policy: str, flagged: str = "") -> str:
    return resource(
        "aws_opensearchserverless_security_policy", 'type = "network"', f"policy = {policy}{flagged}"
    )


SERVERLESS = [
    ("inside", network("jsonencode([{ AllowFromPublic = false }])")),
    ("not said", network('jsonencode([{ SourceVPCEs = ["vpce-1"] }])')),
    (
        "another kind",
        resource("aws_opensearchserverless_security_policy", 'type = "encryption"', 'policy = "{}"'),
    ),
    (
        "one of two",
        network("jsonencode([{ AllowFromPublic = false }, { AllowFromPublic = true }])", MARK),
    ),
    ("as text", network('"[{\\"AllowFromPublic\\": true}]"', MARK)),
]

BROKER_AUDIT = [
    ("RabbitMQ has none", resource("aws_mq_broker", 'engine_type = "RabbitMQ"')),
    ("in capitals", resource("aws_mq_broker", 'engine_type = "RABBITMQ"')),
    ("ActiveMQ", resource("aws_mq_broker", 'engine_type = "ActiveMQ"', flagged=MARK)),
]

BROKER_VERSION = [
    ("with fixes", resource("aws_mq_broker", 'engine_type = "ActiveMQ"', 'engine_version = "5.17.6"')),
    ("of Rabbit", resource("aws_mq_broker", 'engine_type = "RabbitMQ"', 'engine_version = "3.11.20"')),
    (
        "5.2 is older than 5.17",
        resource("aws_mq_broker", 'engine_type = "ActiveMQ"', 'engine_version = "5.2" # flagged'),
    ),
    (
        "3.9 is older than 3.11",
        resource("aws_mq_broker", 'engine_type = "RabbitMQ"', 'engine_version = "3.9.16" # flagged'),
    ),
]

DELIVERY = [
    (
        "from a stream",
        resource(
            "aws_kinesis_firehose_delivery_stream", "kinesis_source_configuration {", '  role_arn = "r"', "}"
        ),
    ),
    ("put directly", resource("aws_kinesis_firehose_delivery_stream", 'name = "d"', flagged=MARK)),
]

MIGRATION_TLS = [
    ("files", resource("aws_dms_endpoint", 'engine_name = "s3"')),
    ("verified", resource("aws_dms_endpoint", 'engine_name = "mysql"', 'ssl_mode = "verify-full"')),
    ("not said", resource("aws_dms_endpoint", 'engine_name = "mysql"', flagged=MARK)),
    (
        "an engine that is not known",
        resource("aws_dms_endpoint", "engine_name = var.engine", flagged=UNDECIDED),
    ),
]

MIGRATION_LOG = [
    (
        "on",
        resource(
            "aws_dms_replication_task",
            "replication_task_settings = jsonencode({ Logging = { EnableLogging = true } })",
        ),
    ),
    ("nothing said", resource("aws_dms_replication_task", 'migration_type = "cdc"', flagged=MARK)),
    (
        "in a file that is not there",
        resource(
            "aws_dms_replication_task", 'replication_task_settings = file("no.json")', flagged=UNDECIDED
        ),
    ),
]

BROKER_LOGS = [
    (
        "to a bucket",
        resource(
            "aws_msk_cluster",
            "logging_info {",
            "  broker_logs {",
            "    s3 {",
            "      enabled = true",
            "    }",
            "  }",
            "}",
        ),
    ),
    ("to nowhere", resource("aws_msk_cluster", 'cluster_name = "c"', flagged=MARK)),
]

JOB_LOG = [
    (
        "on",
        resource(
            "aws_glue_job", "default_arguments = {", '  "--enable-continuous-cloudwatch-log" = "true"', "}"
        ),
    ),
    ("no arguments", resource("aws_glue_job", 'name = "j"', flagged=MARK)),
    (
        "other arguments",
        resource("aws_glue_job", "default_arguments = { # flagged", '  "--TempDir" = "s3://t"', "}"),
    ),
]

OVERWRITABLE = [
    (
        "as the target of a replication must be",
        resource("aws_efs_file_system", "protection {", '  replication_overwrite = "DISABLED"', "}")
        + resource(
            "aws_efs_replication_configuration",
            "destination {",
            "  file_system_id = aws_efs_file_system.x.id",
            "}",
        ),
    ),
    (
        "without one",
        resource(
            "aws_efs_file_system", "protection {", '  replication_overwrite = "DISABLED" # flagged', "}"
        ),
    ),
]

TABLES = {
    "aws-elasticache-unencrypted": CACHE_UNENCRYPTED,
    "aws-elasticache-login-missing": CACHE_LOGIN,
    "aws-elasticache-backups-off": CACHE_BACKUPS,
    "aws-redshift-tls-not-required": WAREHOUSE_TLS,
    "aws-redshift-audit-logs-off": WAREHOUSE_LOGS,
    "aws-redshift-encryption-unstated": WAREHOUSE_UNSTATED,
    "aws-redshift-public-address-unstated": WAREHOUSE_UNSTATED,
    "aws-opensearch-node-traffic-plain": NODE_TRAFFIC,
    "aws-opensearch-plain-http": SEARCH_HTTP,
    "aws-opensearch-slow-log-off": SLOW_LOG,
    "aws-opensearch-serverless-public": SERVERLESS,
    "aws-mq-audit-log-off": BROKER_AUDIT,
    "aws-mq-engine-outdated": BROKER_VERSION,
    "aws-kinesis-firehose-unencrypted": DELIVERY,
    "aws-dms-endpoint-without-tls": MIGRATION_TLS,
    "aws-dms-task-log-off": MIGRATION_LOG,
    "aws-msk-logs-off": BROKER_LOGS,
    "aws-glue-job-log-off": JOB_LOG,
    "aws-efs-overwritable-by-replication": OVERWRITABLE,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_streams(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
