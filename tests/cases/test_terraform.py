"""Modules, providers, backends, secrets and tags."""

from pathlib import Path

import pytest
from casebook import cases, check


def module(source: str, mark: str = "", version: str = "") -> str:
    lines = [f'  source = "{source}"{mark}', *([f'  version = "{version}"'] if version else [])]
    return 'module "m" {\n' + "\n".join(lines) + "\n}\n"


MARK = " # flagged"
HEADER = 'module "m" { # flagged\n  source = "%s"\n}\n'

VERSION = [
    ("a folder", module("./m")),
    ("a folder above", module("../m")),
    ("with a version", module("terraform-aws-modules/vpc/aws", version="5.1.2")),
    ("GitHub", module("github.com/acme/network")),
    ("an archive", module("https://files.example.com/m.zip")),
    ("the public registry", HEADER % "terraform-aws-modules/vpc/aws"),
    ("a part of a module", HEADER % "terraform-aws-modules/iam/aws//modules/iam-user"),
    ("a private registry", HEADER % "app.terraform.io/acme/network/aws"),
    ("a private registry with a port", HEADER % "localhost.localdomain:8080/acme/network/aws"),
]

REVISION = [
    ("a folder", module("./m")),
    ("a registry", module("terraform-aws-modules/vpc/aws")),
    ("a tag", module("git::https://example.com/m.git?ref=v1.2.0")),
    ("a tag and more", module("git::https://example.com/m.git//sub?depth=1&ref=v1.2.0")),
    ("a branch is another rule's", module("git::https://example.com/m.git?ref=main")),
    ("Mercurial's word", module("hg::http://example.com/m.hg?rev=v1")),
    ("GitHub", module("github.com/acme/network", MARK)),
    ("GitHub over SSH", module("git@github.com:acme/network.git", MARK)),
    ("Bitbucket", module("bitbucket.org/acme/network", MARK)),
    ("SSH", module("git::ssh://git@example.com/m.git//sub", MARK)),
    ("by its ending", module("https://example.com/m.git", MARK)),
    ("another parameter", module("git::https://example.com/m.git?depth=1", MARK)),
    ("an empty revision", module("git::https://example.com/m.git?ref=", MARK)),
]

MOVING = [
    ("a tag", module("git::https://example.com/m.git?ref=v1.2.0")),
    ("a tag that starts like a branch", module("git::https://example.com/m.git?ref=main-1.2.0")),
    ("main", module("git::https://example.com/m.git?ref=main", MARK)),
    ("in capitals", module("git::https://example.com/m.git?ref=HEAD", MARK)),
    ("by its full name", module("git::https://example.com/m.git?ref=refs/heads/x", MARK)),
]

COMMIT = [
    ("a commit", module("git::https://example.com/m.git?ref=" + "0a1b2c3d" * 5)),
    ("a tag", module("git::https://example.com/m.git?ref=v1.2.0", MARK)),
    ("half a commit", module("git::https://example.com/m.git?ref=0a1b2c3d", MARK)),
]

CLEARTEXT = [
    ("https", module("https://files.example.com/m.zip")),
    ("git over https", module("git::https://example.com/m.git?ref=v1")),
    ("git's own protocol", module("git::git://example.com/m.git?ref=v1", MARK)),
    ("git over http", module("git::http://example.com/m.git?ref=v1", MARK)),
]

PROVIDER = [
    ("with a version", 'terraform {\n  required_providers {\n    aws = { version = "~> 6.0" }\n  }\n}\n'),
    ("the old form", 'terraform {\n  required_providers {\n    aws = "~> 6.0"\n  }\n}\n'),
    (
        "built in",
        "terraform {\n  required_providers {\n"
        '    t = { source = "terraform.io/builtin/terraform" }\n  }\n}\n',
    ),
    ("in the provider block", 'provider "aws" {\n  version = "~> 2.0"\n}\n'),
    (
        "listed elsewhere in the module",
        'provider "aws" {\n}\n--- versions.tf\nterraform {\n  required_providers {\n'
        '    aws = { version = "6" }\n  }\n}\n',
    ),
    ("only an alias", 'provider "aws" {\n  alias = "west"\n}\n'),
    (
        "the list does not parse",
        'provider "aws" { # undecided\n}\n--- versions.tf\nterraform {\n  required_providers {\n',
    ),
    ("not listed", 'provider "aws" { # flagged\n  region = "eu-west-1"\n}\n'),
    (
        "listed by another module only",
        'provider "aws" { # flagged\n}\nmodule "m" {\n  source = "./m"\n}\n'
        '--- m/main.tf\nterraform {\n  required_providers {\n    aws = { version = "6" }\n  }\n}\n',
    ),
    (
        "one of two",
        'terraform {\n  required_providers {\n    aws = { version = "6" }\n'
        '    google = { source = "hashicorp/google" } # flagged\n  }\n}\n',
    ),
]

BACKEND = [
    ("no backend", 'terraform {\n  required_version = ">= 1.5"\n}\n'),
    ("the cloud", 'terraform {\n  cloud {\n    organization = "acme"\n  }\n}\n'),
    ("another backend", 'terraform {\n  backend "gcs" {\n    bucket = "b"\n  }\n}\n'),
    ("local", 'terraform {\n  backend "local" { # flagged\n  }\n}\n'),
]

UNENCRYPTED = [
    (
        "encrypted",
        'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n    encrypt = true\n  }\n}\n',
    ),
    ("the rest comes from the command line", 'terraform {\n  backend "s3" {\n  }\n}\n'),
    ("part of it comes from a file", 'terraform {\n  backend "s3" {\n    key = "k"\n  }\n}\n'),
    ("another backend", 'terraform {\n  backend "gcs" {\n    bucket = "b"\n  }\n}\n'),
    ("switched off", 'terraform {\n  backend "s3" {\n    encrypt = false # flagged\n  }\n}\n'),
]

IN_PROVIDER = [
    ("an environment decides", 'provider "aws" {\n  region = "eu-west-1"\n}\n'),
    ("a variable", 'variable "key" {}\nprovider "aws" {\n  secret_key = var.key\n}\n'),
    (
        "a pretended account",
        'provider "aws" {\n  access_key = "test"\n  secret_key = "test"\n'
        "  skip_credentials_validation = true\n}\n",
    ),
    ("a path", 'provider "google" {\n  credentials = "/run/secrets/google.json"\n}\n'),
    (
        "through a variable's default",
        'variable "key" {\n  default = "correct-horse-7" # flagged\n}\nprovider "azurerm" {\n'
        "  client_secret = var.key\n}\n",
    ),
    ("another provider", 'provider "github" {\n  token = "correct-horse-7" # flagged\n}\n'),
]

USER_DATA = [
    ("none in it", 'resource "aws_instance" "w" {\n  user_data = "#!/bin/sh\\necho hello"\n}\n'),
    (
        "asked for at run time",
        'resource "aws_instance" "w" {\n  user_data = "export DB_PASSWORD=$(get db)"\n}\n',
    ),
    ("a file that is not there", 'resource "aws_instance" "w" {\n  user_data = file("gone.sh")\n}\n'),
    (
        "in base64",
        'resource "aws_launch_template" "w" {\n'
        '  user_data = base64encode("AKIAIOSFODNN7EXAMPLE") # flagged\n}\n',
    ),
    (
        "metadata",
        'resource "google_compute_instance" "w" {\n  metadata = {\n'
        '    startup-script = "export DB_PASSWORD=correct-horse-7" # flagged\n  }\n}\n',
    ),
]

CONTAINERS = [
    (
        "a reference",
        'resource "aws_ecs_task_definition" "t" {\n  container_definitions = jsonencode([{\n'
        '    secrets = [{ name = "DB_PASSWORD", valueFrom = "arn:aws:ssm:eu-west-1:1:db" }]\n'
        "  }])\n}\n",
    ),
    (
        "by its name",
        'resource "aws_ecs_task_definition" "t" {\n  # flagged\n  container_definitions = jsonencode([{\n'
        '    environment = [{ name = "DB_PASSWORD", value = "correct-horse-7" }]\n  }])\n}\n',
    ),
]

ENVIRONMENT = [
    (
        "the name of a secret, not the secret",
        'resource "aws_lambda_function" "f" {\n  environment {\n    variables = {\n'
        '      SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:1:secret:db"\n    }\n  }\n}\n',
    ),
    (
        "from a store",
        'resource "aws_codebuild_project" "p" {\n  environment {\n    environment_variable {\n'
        '      name = "DB_PASSWORD"\n      value = "db:password"\n'
        '      type = "SECRETS_MANAGER"\n    }\n  }\n}\n',
    ),
    (
        "in the build",
        'resource "aws_codebuild_project" "p" {\n  environment {\n    environment_variable {\n'
        '      name = "DB_PASSWORD"\n      value = "correct-horse-7" # flagged\n    }\n  }\n}\n',
    ),
]

PASSWORD = [
    ("made by RDS", 'resource "aws_db_instance" "d" {\n  manage_master_user_password = true\n}\n'),
    (
        "generated",
        'resource "random_password" "d" {\n  length = 20\n}\n'
        'resource "aws_db_instance" "d" {\n  password = random_password.d.result\n}\n',
    ),
    ("a placeholder", 'resource "aws_db_instance" "d" {\n  password = "changeme"\n}\n'),
    ("not a secret", 'resource "aws_ssm_parameter" "p" {\n  type = "String"\n  value = "blue"\n}\n'),
    (
        "a secret",
        'resource "aws_ssm_parameter" "p" {\n  type = "SecureString"\n'
        '  value = "correct-horse-7" # flagged\n}\n',
    ),
]

TFVARS = [
    ("nothing secret", '--- terraform.tfvars\nregion = "eu-west-1"\nami = "ami-1"\n'),
    ("by its name", '--- live.tfvars\ndb_password = "correct-horse-7" # flagged\n'),
    ("in a map", '--- a.auto.tfvars\nusers = { # flagged\n  api_key = "correct-horse-7"\n}\n'),
]

DEFAULT = [
    ("none", 'variable "db_password" {\n  sensitive = true\n}\n'),
    ("empty", 'variable "db_password" {\n  default = ""\n}\n'),
    ("by its name", 'variable "db_password" {\n  default = "correct-horse-7" # flagged\n}\n'),
]

TAGS = [
    ("both", 'resource "aws_vpc" "v" {\n  tags = { Owner = "me", Stage = "live" }\n}\n'),
    ("takes no tags", 'resource "aws_iam_role_policy" "p" {\n  role = "r"\n}\n'),
    ("of a provider that nobody knows", 'resource "acme_thing" "t" {\n  name = "t"\n}\n'),
    (
        "from the provider",
        'provider "aws" {\n  default_tags {\n    tags = { Owner = "me" }\n  }\n}\n'
        'resource "aws_vpc" "v" {\n  tags = { Stage = "live" }\n}\n',
    ),
    (
        "merged with what is not known",
        'variable "tags" {}\nresource "aws_vpc" "v" { # undecided\n'
        '  tags = merge(var.tags, { Owner = "me" })\n}\n',
    ),
    ("one of two", 'resource "aws_vpc" "v" {\n  tags = { Owner = "me" } # flagged\n}\n'),
    ("labels", 'resource "google_storage_bucket" "b" { # flagged\n  name = "b"\n}\n'),
    (
        "another provider's defaults",
        'provider "aws" {\n  alias = "west"\n  default_tags {\n'
        '    tags = { Owner = "me", Stage = "live" }\n  }\n}\n'
        'resource "aws_vpc" "v" { # flagged\n  cidr_block = "10.0.0.0/16"\n}\n',
    ),
]


def ignoring(what: str, kind: str = "aws_db_instance") -> str:
    return f'resource "{kind}" "x" {{\n  lifecycle {{\n    ignore_changes = {what}\n  }}\n}}\n'


IGNORED = [
    ("nothing", ignoring("[]")),
    ("what no rule reads", ignoring("[identifier]")),
    ("a secret, which another program changes", ignoring("[password]")),
    ("tags", ignoring("[tags, tags_all]")),
    ("what is only worth a note", ignoring("[desired_count]", "aws_ecs_service")),
    ("what rules of another type read", ignoring("[storage_encrypted]", "aws_vpc")),
    ("a type that no rule is about", ignoring("all", "null_resource")),
    ("everything", ignoring("all # flagged")),
    ("an attribute", ignoring("[storage_encrypted, tags] # flagged")),
    ("an old spelling", ignoring('["publicly_accessible"] # flagged')),
    ("a part of a block", ignoring("[metadata_options[0].http_tokens] # flagged", "aws_instance")),
]

TABLES = {
    "terraform-module-version-missing": VERSION,
    "terraform-module-revision-missing": REVISION,
    "terraform-module-revision-moving": MOVING,
    "terraform-module-revision-not-a-commit": COMMIT,
    "terraform-module-unencrypted-source": CLEARTEXT,
    "terraform-provider-version-missing": PROVIDER,
    "terraform-backend-local": BACKEND,
    "terraform-backend-unencrypted": UNENCRYPTED,
    "terraform-secret-in-provider": IN_PROVIDER,
    "terraform-secret-in-user-data": USER_DATA,
    "terraform-secret-in-containers": CONTAINERS,
    "terraform-secret-in-environment": ENVIRONMENT,
    "terraform-secret-in-password": PASSWORD,
    "terraform-secret-in-tfvars": TFVARS,
    "terraform-secret-in-variable-default": DEFAULT,
    "terraform-required-tag-missing": TAGS,
    "terraform-protection-ignored": IGNORED,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_terraform(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
