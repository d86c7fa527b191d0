"""RDS, EKS, load balancers, KMS, Lambda: defaults, engines, and what is inherited."""

from pathlib import Path

import pytest
from casebook import cases, check


def instance(*lines: str, flagged: str = "") -> str:
    return (
        f'resource "aws_db_instance" "d" {{{flagged}\n' + "\n".join(f"  {line}" for line in lines) + "\n}\n"
    )


def cluster(*lines: str, flagged: str = "") -> str:
    return (
        f'resource "aws_rds_cluster" "d" {{{flagged}\n' + "\n".join(f"  {line}" for line in lines) + "\n}\n"
    )


def eks(*lines: str) -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'resource "aws_eks_cluster" "e" {{\n  vpc_config {{\n{body}\n  }}\n}}\n'


MARK = " # flagged"

PUBLIC = [
    ("not said", instance('engine = "mysql"')),
    ("said no", instance("publicly_accessible = false")),
    (
        "an instance of a cluster",
        'resource "aws_rds_cluster_instance" "d" {\n  publicly_accessible = true # flagged\n}\n',
    ),
    ("as text", instance('publicly_accessible = "true" # flagged')),
]

ENCRYPTED = [
    ("as its snapshot", instance('snapshot_identifier = "s"')),
    ("as its source", instance('replicate_source_db = "d"')),
    ("not as its snapshot", instance('snapshot_identifier = "s"', "storage_encrypted = false # flagged")),
    ("null", instance("storage_encrypted = null # flagged")),
]

CLUSTER_ENCRYPTED = [
    ("serverless encrypts by default", cluster('engine = "aurora"', 'engine_mode = "serverless"')),
    ("as the global cluster", cluster('engine = "aurora"', 'global_cluster_identifier = "g"')),
    ("provisioned does not", cluster('engine = "aurora"', 'engine_mode = "provisioned"', flagged=MARK)),
]

BACKUPS = [
    ("a replica has its source's", instance('replicate_source_db = "d"')),
    ("a day", instance("backup_retention_period = 1")),
    ("not said", instance('engine = "mysql"', flagged=MARK)),
]

LOGS = [
    ("another log", instance('engine = "mysql"', 'enabled_cloudwatch_logs_exports = ["audit"]')),
    ("a replica whose engine is not said", instance('replicate_source_db = "d"')),
    ("an engine of one's own", instance('engine = "custom-oracle-ee"')),
    ("an empty list", instance('engine = "mysql"', "enabled_cloudwatch_logs_exports = [] # flagged")),
    ("oracle", instance('engine = "oracle-se2"', flagged=MARK)),
]

ENDPOINT = [
    ("private", eks("endpoint_public_access = false")),
    (
        "private, whatever the list says",
        eks("endpoint_public_access = false", 'public_access_cidrs = ["0.0.0.0/0"]'),
    ),
    ("an address list", eks('public_access_cidrs = ["203.0.113.0/24"]')),
    (
        "nothing said",
        'resource "aws_eks_cluster" "e" {\n  vpc_config { # flagged\n    subnet_ids = ["subnet-1"]\n  }\n}\n',
    ),
    ("beside others", eks('public_access_cidrs = ["203.0.113.0/24", "0.0.0.0/0"] # flagged')),
]

PLANE_LOGS = [
    (
        "all, in another order",
        'resource "aws_eks_cluster" "e" {\n  enabled_cluster_log_types = '
        '["scheduler", "controllerManager", "authenticator", "audit", "api"]\n}\n',
    ),
    (
        "one is not known",
        'variable "log" {}\nresource "aws_eks_cluster" "e" { # undecided\n  enabled_cluster_log_types = '
        '["scheduler", "controllerManager", "authenticator", "audit", var.log]\n}\n',
    ),
    ("none", 'resource "aws_eks_cluster" "e" {\n  enabled_cluster_log_types = [] # flagged\n}\n'),
    ("not said", 'resource "aws_eks_cluster" "e" { # flagged\n  name = "e"\n}\n'),
]

LB_LOGS = [
    ("a gateway has none", 'resource "aws_lb" "l" {\n  load_balancer_type = "gateway"\n}\n'),
    ("on", 'resource "aws_alb" "l" {\n  access_logs {\n    bucket = "b"\n    enabled = true\n  }\n}\n'),
    ("not switched on", 'resource "aws_lb" "l" {\n  access_logs { # flagged\n    bucket = "b"\n  }\n}\n'),
    ("a network load balancer", 'resource "aws_lb" "l" { # flagged\n  load_balancer_type = "network"\n}\n'),
]

CLASSIC_LOGS = [
    ("on by default", 'resource "aws_elb" "l" {\n  access_logs {\n    bucket = "b"\n  }\n}\n'),
    ("no block", 'resource "aws_elb" "l" { # flagged\n  name = "l"\n}\n'),
]

ROTATION = [
    ("asymmetric", 'resource "aws_kms_key" "k" {\n  customer_master_key_spec = "RSA_2048"\n}\n'),
    ("for signing", 'resource "aws_kms_key" "k" {\n  key_usage = "SIGN_VERIFY"\n}\n'),
    ("kept elsewhere", 'resource "aws_kms_key" "k" {\n  custom_key_store_id = "cks-1"\n}\n'),
    (
        "symmetric, said so",
        'resource "aws_kms_key" "k" { # flagged\n  customer_master_key_spec = "SYMMETRIC_DEFAULT"\n}\n',
    ),
]

TABLES = {
    "aws-rds-publicly-accessible": PUBLIC,
    "aws-rds-instance-unencrypted": ENCRYPTED,
    "aws-rds-cluster-unencrypted": CLUSTER_ENCRYPTED,
    "aws-rds-backups-off": BACKUPS,
    "aws-rds-instance-log-exports-off": LOGS,
    "aws-eks-endpoint-open-to-world": ENDPOINT,
    "aws-eks-control-plane-logs-off": PLANE_LOGS,
    "aws-elb-lb-access-logs-off": LB_LOGS,
    "aws-elb-classic-access-logs-off": CLASSIC_LOGS,
    "aws-kms-rotation-off": ROTATION,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_data_services(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
