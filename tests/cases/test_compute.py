"""Load balancers, containers, clusters, builds and names: what decides beside the argument itself."""

from pathlib import Path

import pytest
from casebook import cases, check

LISTENER = [
    (
        "redirects",
        'resource "aws_lb_listener" "l" {\n  protocol = "HTTP"\n  default_action {\n    type = "redirect"\n'
        '    redirect {\n      protocol = "HTTPS"\n    }\n  }\n}\n',
    ),
    ("of a network load balancer", 'resource "aws_lb_listener" "l" {\n  protocol = "TCP"\n}\n'),
    ("not said", 'resource "aws_lb_listener" "l" {\n  port = 80\n}\n'),
    (
        "redirects to itself",
        'resource "aws_lb_listener" "l" {\n  protocol = "HTTP" # flagged\n  default_action {\n'
        '    type = "redirect"\n    redirect {\n      port = "8080"\n    }\n  }\n}\n',
    ),
    (
        "a protocol that is not known",
        'variable "p" {}\nresource "aws_lb_listener" "l" { # undecided\n  protocol = var.p\n}\n',
    ),
]

TARGETS = [
    (
        "behind TLS",
        'resource "aws_lb_target_group" "t" {\n  protocol = "HTTP"\n}\n\nresource "aws_lb_listener" "l" {\n'
        '  protocol = "HTTPS"\n  default_action {\n'
        "    target_group_arn = aws_lb_target_group.t.arn\n  }\n}\n",
    ),
    (
        "behind plain HTTP",
        'resource "aws_lb_target_group" "t" {\n  protocol = "HTTP" # flagged\n'
        '}\n\nresource "aws_lb_listener" "l" {\n'
        '  protocol = "HTTP"\n  default_action {\n    target_group_arn = aws_lb_target_group.t.arn\n  }\n}\n',
    ),
]

HEADERS = [
    ("of a network load balancer", 'resource "aws_lb" "b" {\n  load_balancer_type = "network"\n}\n'),
    ("dropped", 'resource "aws_lb" "b" {\n  drop_invalid_header_fields = true\n}\n'),
    ("not said", 'resource "aws_lb" "b" { # flagged\n  load_balancer_type = "application"\n}\n'),
    (
        "a type that is not known",
        'variable "t" {}\nresource "aws_lb" "b" { # undecided\n  load_balancer_type = var.t\n}\n',
    ),
]

PRIVILEGED = [
    (
        "not JSON",
        'resource "aws_ecs_task_definition" "t" { # undecided\n  container_definitions = "nothing"\n}\n',
    ),
    ("no containers", 'resource "aws_ecs_task_definition" "t" {\n  container_definitions = "[]"\n}\n'),
    (
        "not said",
        'resource "aws_ecs_task_definition" "t" {\n'
        '  container_definitions = jsonencode([{ name = "a" }])\n}\n',
    ),
    (
        "beside what is not known",
        'variable "i" {}\nresource "aws_ecs_task_definition" "t" {\n  container_definitions = jsonencode([\n'
        "    { name = var.i, privileged = false },\n    { name = var.i, privileged = true }, # flagged\n"
        "  ])\n}\n",
    ),
    (
        "as text",
        'resource "aws_ecs_task_definition" "t" {\n'
        '  container_definitions = "[{\\"privileged\\": true}]" # flagged\n}\n',
    ),
]

NODES = [
    ("no remote access", 'resource "aws_eks_node_group" "n" {\n  cluster_name = "c"\n}\n'),
    ("no key", 'resource "aws_eks_node_group" "n" {\n  remote_access {\n  }\n}\n'),
    (
        "from a group",
        'resource "aws_eks_node_group" "n" {\n  remote_access {\n    ec2_ssh_key = "k"\n'
        '    source_security_group_ids = ["sg-1"]\n  }\n}\n',
    ),
    (
        "from nowhere in particular",
        'resource "aws_eks_node_group" "n" {\n  remote_access {\n    ec2_ssh_key = "k"\n'
        "    source_security_group_ids = [] # flagged\n  }\n}\n",
    ),
]

ORIGIN = [
    (
        "another server",
        'resource "aws_cloudfront_distribution" "d" {\n  origin {\n'
        "    custom_origin_config {\n    }\n  }\n}\n",
    ),
    (
        "an older identity",
        'resource "aws_cloudfront_distribution" "d" {\n  origin {\n    s3_origin_config {\n'
        '      origin_access_identity = "i"\n    }\n  }\n}\n',
    ),
    (
        "no identity",
        'resource "aws_cloudfront_distribution" "d" {\n  origin { # flagged\n    origin_id = "b"\n  }\n}\n',
    ),
    (
        "an empty one",
        'resource "aws_cloudfront_distribution" "d" {\n  origin {\n'
        '    origin_access_control_id = "" # flagged\n  }\n}\n',
    ),
]

BUILD_LOGS = [
    ("not said", 'resource "aws_codebuild_project" "p" {\n  name = "p"\n}\n'),
    (
        "in S3",
        'resource "aws_codebuild_project" "p" {\n  logs_config {\n'
        '    cloudwatch_logs {\n      status = "DISABLED"\n'
        '    }\n    s3_logs {\n      status = "ENABLED"\n    }\n  }\n}\n',
    ),
    (
        "nowhere",
        'resource "aws_codebuild_project" "p" {\n  logs_config {\n    cloudwatch_logs {\n'
        '      status = "DISABLED" # flagged\n    }\n    s3_logs {\n'
        '      status = "DISABLED"\n    }\n  }\n}\n',
    ),
]

IMAGE_OWNER = [
    ("owners", 'data "aws_ami" "a" {\n  most_recent = true\n  owners = ["self"]\n}\n'),
    ("not the newest", 'data "aws_ami" "a" {\n  most_recent = false\n}\n'),
    (
        "by a filter",
        'data "aws_ami" "a" {\n  most_recent = true\n  filter {\n'
        '    name = "owner-id"\n    values = ["1"]\n  }\n}\n',
    ),
    (
        "owners that are not known",
        'variable "o" {}\ndata "aws_ami" "a" {\n  most_recent = true\n  owners = var.o\n}\n',
    ),
    ("anyone", 'data "aws_ami" "a" { # flagged\n  most_recent = true\n}\n'),
]

DEFAULT_SUBNET = [
    ("a subnet", 'resource "aws_instance" "w" {\n  subnet_id = "s"\n}\n'),
    ("an interface", 'resource "aws_instance" "w" {\n  network_interface {\n    device_index = 0\n  }\n}\n'),
    ("no public address", 'resource "aws_instance" "w" {\n  associate_public_ip_address = false\n}\n'),
    ("nothing said", 'resource "aws_instance" "w" { # flagged\n  ami = "a"\n}\n'),
]

DEFAULT_GROUP = [
    ("emptied", 'resource "aws_default_security_group" "d" {\n  ingress = []\n  egress = []\n}\n'),
    ("adopted", 'resource "aws_default_security_group" "d" {\n  vpc_id = "v"\n}\n'),
    (
        "both ways",
        'resource "aws_default_security_group" "d" {\n  ingress { # flagged\n'
        "  }\n  egress { # flagged\n  }\n}\n",
    ),
]

LOG4J = [
    (
        "counts",
        'resource "aws_wafv2_web_acl" "a" {\n  rule { # flagged\n'
        "    override_action {\n      count {}\n    }\n"
        "    statement {\n      managed_rule_group_statement {\n"
        '        name = "AWSManagedRulesKnownBadInputsRuleSet"\n      }\n    }\n  }\n}\n',
    ),
    (
        "stops",
        'resource "aws_wafv2_web_acl" "a" {\n  rule {\n    statement {\n'
        "      managed_rule_group_statement {\n"
        '        name = "AWSManagedRulesKnownBadInputsRuleSet"\n      }\n    }\n  }\n}\n',
    ),
]

METHOD = [
    (
        "asks for leave",
        'resource "aws_api_gateway_method" "m" {\n  http_method   = "OPTIONS"\n  authorization = "NONE"\n}\n',
    ),
    (
        "a login that is not known",
        'variable "a" {}\nresource "aws_api_gateway_method" "m" { # undecided\n  http_method   = "GET"\n'
        "  authorization = var.a\n}\n",
    ),
    (
        "a key that is not known",
        'variable "k" {}\nresource "aws_api_gateway_method" "m" { # undecided\n  http_method      = "GET"\n'
        '  authorization    = "NONE"\n  api_key_required = var.k\n}\n',
    ),
    (
        "for whatever method a caller names",
        'variable "m" {}\nresource "aws_api_gateway_method" "m" {\n  http_method   = var.m\n'
        '  authorization = "NONE" # flagged\n}\n',
    ),
]

TABLES = {
    "aws-apigateway-method-without-login": METHOD,
    "aws-elb-listener-plain-http": LISTENER,
    "aws-elb-targets-plain-http": TARGETS,
    "aws-elb-lb-invalid-headers-kept": HEADERS,
    "aws-ecs-container-privileged": PRIVILEGED,
    "aws-eks-nodes-ssh-open-to-world": NODES,
    "aws-cloudfront-bucket-open-beside": ORIGIN,
    "aws-codebuild-logs-off": BUILD_LOGS,
    "aws-ec2-image-owner-missing": IMAGE_OWNER,
    "aws-ec2-default-subnet": DEFAULT_SUBNET,
    "aws-vpc-default-security-group-open": DEFAULT_GROUP,
    "aws-waf-log4j-open": LOG4J,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_compute(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
