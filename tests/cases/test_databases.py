"""Databases and clusters: settings in repeated blocks, JSON inside an attribute, engines and classes."""

from pathlib import Path

import pytest
from casebook import cases, check


def resource(kind: str, *lines: str, flagged: str = "") -> str:
    return f'resource "{kind}" "x" {{{flagged}\n' + "\n".join(f"  {line}" for line in lines) + "\n}\n"


def group(family: str, *parameters: tuple[str, str], flagged: str = "", more: str = "") -> str:
    blocks = "".join(
        f"  parameter {{\n    name  = {name}\n    value = {value}\n  }}\n" for name, value in parameters
    )
    return f'resource "aws_db_parameter_group" "x" {{{flagged}\n  family = "{family}"\n{more}{blocks}}}\n'


MARK = " # flagged"
UNDECIDED = " # undecided"
DYNAMIC = """  dynamic "parameter" {
    for_each = var.parameters
    content {
      name  = parameter.key
      value = parameter.value
    }
  }
"""

TLS = [
    ("asks by itself", group("postgres16")),
    ("asked for", group("mysql8.0", ('"require_secure_transport"', '"1"'))),
    ("asked for, as a number", group("mysql8.0", ('"require_secure_transport"', "1"))),
    ("an engine without it", group("oracle-se2-19")),
    ("the cluster's group says it for Aurora", group("aurora-postgresql14")),
    ("another parameter", group("mysql8.0", ('"max_connections"', '"10"'), flagged=MARK)),
    ("asked not to, where it would", group("postgres16", ('"rds.force_ssl"', '"0" # flagged'))),
    (
        "two groups of blocks",
        group("postgres13", ('"work_mem"', '"1"'), ('"rds.force_ssl"', '"0" # flagged')),
    ),
    ("a name that is not known", group("mysql8.0", ("var.name", '"1"'), flagged=UNDECIDED)),
    ("blocks that are not known", group("mysql8.0", flagged=UNDECIDED, more=DYNAMIC)),
    (
        "a value that is not known",
        group("mysql8.0", ('"require_secure_transport"', "var.on"), flagged=UNDECIDED),
    ),
]


KEY = 'variable "key" {}\n'


def configuration(text: str, flagged: str = "") -> str:
    return KEY + resource("aws_emr_security_configuration", f"configuration = {text}{flagged}")


def transit(word: str) -> str:
    return f"jsonencode({{ EncryptionConfiguration = {{ EnableInTransitEncryption = {word} }} }})"


TRANSIT = [
    ("on", configuration(transit("true"))),
    (
        "on, as text",
        configuration('"{\\"EncryptionConfiguration\\": {\\"EnableInTransitEncryption\\": true}}"'),
    ),
    ("another part is not known", configuration(transit("true, Other = var.key"))),
    ("off, and another part is not known", configuration(transit("false, Other = var.key"), MARK)),
    ("off, as text", configuration('"{\\"EncryptionConfiguration\\": {}}"', MARK)),
    ("nothing in it", configuration("jsonencode({})", MARK)),
    (
        "not known",
        resource("aws_emr_security_configuration", "configuration = var.json", flagged=UNDECIDED),
    ),
    (
        "no JSON",
        resource("aws_emr_security_configuration", 'configuration = "{nonsense"', flagged=UNDECIDED),
    ),
]

INSIGHTS = [
    ("too small a class", resource("aws_db_instance", 'engine = "mysql"', 'instance_class = "db.t3.micro"')),
    ("Db2", resource("aws_db_instance", 'engine = "db2-se"', 'instance_class = "db.m6i.large"')),
    ("on", resource("aws_db_instance", "performance_insights_enabled = true")),
    (
        "small is enough for PostgreSQL",
        resource("aws_db_instance", 'engine = "postgres"', 'instance_class = "db.t3.micro"', flagged=MARK),
    ),
    (
        "large enough for any engine",
        resource(
            "aws_rds_cluster_instance", "engine = var.e", 'instance_class = "db.r6g.large"', flagged=MARK
        ),
    ),
]

IAM_LOGIN = [
    ("an engine that cannot", resource("aws_db_instance", 'engine = "oracle-ee"')),
    ("a version that cannot", resource("aws_db_instance", 'engine = "mariadb"', 'engine_version = "10.5"')),
    (
        "a version that can",
        resource("aws_db_instance", 'engine = "mariadb"', 'engine_version = "10.11.6"', flagged=MARK),
    ),
]

SHARED = [
    ("with one account", resource("aws_db_snapshot", 'shared_accounts = ["123456789012"]')),
    ("with all", resource("aws_db_cluster_snapshot", 'shared_accounts = ["1", "all"] # flagged')),
    ("with whom is not known", resource("aws_db_snapshot", "shared_accounts = var.all", flagged=UNDECIDED)),
]

TABLES = {
    "aws-rds-tls-not-required": TLS,
    "aws-emr-in-transit-encryption-off": TRANSIT,
    "aws-rds-performance-insights-off": INSIGHTS,
    "aws-rds-instance-iam-login-off": IAM_LOGIN,
    "aws-rds-snapshot-public": SHARED,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_databases(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
