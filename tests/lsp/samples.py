"""Terraform for the tests of the server."""

from pathlib import Path

from lsprotocol import types

IMDS = "aws-ec2-imds-v1-enabled"

INSTANCE = """resource "aws_instance" "web" {
  ami           = "ami-1"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "optional"
  }
}
"""


def instance(tokens: str = '"optional"', note: str = "") -> str:
    """An instance whose metadata service is as told; `note` stands in the line of the fault."""
    return INSTANCE.replace('http_tokens = "optional"', f"{note}http_tokens = {tokens}")


def of_rule(diagnostics: list[types.Diagnostic], rule: str = IMDS) -> list[types.Diagnostic]:
    return [diagnostic for diagnostic in diagnostics if diagnostic.code == rule]


def everywhere(text: str) -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(text.count("\n") + 1, 0))


def uri_in(directory: Path, name: str = "main.tf") -> str:
    return (directory / name).as_uri()
