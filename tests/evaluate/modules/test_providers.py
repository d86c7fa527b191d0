"""Which provider configuration a resource uses."""

import pytest
from trees import plain, resources, workspace

ROOT = """
provider "aws" { region = "default" }
provider "aws" {
  alias  = "west"
  region = "west"
}
"""
CHILD = 'resource "aws_a" "c" {}\n'
ALIASED = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", configuration_aliases = [aws.other] }
  }
}
resource "aws_a" "c" { provider = aws.other }
"""
RENAMED = """
terraform {
  required_providers {
    amazon = { source = "registry.terraform.io/hashicorp/aws" }
  }
}
resource "aws_a" "c" { provider = amazon }
"""


def _call(providers: str = "") -> str:
    return f'module "m" {{\n  source = "./m"\n  {providers}\n}}\n'


@pytest.mark.parametrize(
    ("root", "child", "address", "region"),
    [
        pytest.param('resource "google_a" "c" {}', "", "google_a.c", None, id="no such provider"),
        pytest.param('resource "aws_a" "c" { provider = aws.east }', "", "aws_a.c", None, id="no such alias"),
        pytest.param(_call(), ALIASED, "module.m.aws_a.c", None, id="alias that nobody passes"),
        pytest.param('resource "aws_a" "c" {}', "", "aws_a.c", "default", id="default"),
        pytest.param('resource "aws_a" "c" { provider = aws }', "", "aws_a.c", "default", id="by name"),
        pytest.param('resource "aws_a" "c" { provider = aws.west }', "", "aws_a.c", "west", id="by alias"),
        pytest.param('resource "aws_a" "c" { provider = "aws.west" }', "", "aws_a.c", "west", id="quoted"),
        pytest.param('resource "awscc_a" "c" { provider = aws.west }', "", "awscc_a.c", "west", id="another name than the type's"),
        pytest.param('data "aws_a" "c" { provider = aws.west }', "", "data.aws_a.c", "west", id="data source"),
        pytest.param(_call(), CHILD, "module.m.aws_a.c", "default", id="inherited"),
        pytest.param(_call("providers = { aws = aws.west }"), CHILD, "module.m.aws_a.c", "west", id="passed"),
        pytest.param(_call("providers = { aws.other = aws.west }"), ALIASED, "module.m.aws_a.c", "west", id="passed as an alias"),
        pytest.param(_call("providers = { aws.other = aws.west }"), CHILD, "module.m.aws_a.c", "default", id="another one passed"),
        pytest.param(_call('providers = { "aws" = "aws.west" }'), CHILD, "module.m.aws_a.c", "west", id="passed in quotes"),
        pytest.param(_call(), RENAMED, "module.m.aws_a.c", "default", id="inherited under another name"),
        pytest.param(_call(), 'provider "aws" { region = "own" }\n' + CHILD, "module.m.aws_a.c", "own", id="the module's own"),
    ],
)  # fmt: skip
def test_provider(root: str, child: str, address: str, region: str | None) -> None:
    found = resources(workspace({"main.tf": ROOT + root + "\n", "m/main.tf": child}))
    body = found[address].provider.body
    slot = body.attribute("region") if body else None
    assert (plain(slot.value) if slot else None) == region


def test_two_levels_down() -> None:
    files = {
        "main.tf": ROOT + _call("providers = { aws = aws.west }"),
        "m/main.tf": _call(),
        "m/m/main.tf": CHILD,
    }
    provider = resources(workspace(files))["module.m.module.m.aws_a.c"].provider
    assert (provider.name, provider.alias) == ("aws", "west")


def test_default_tags_are_evaluated_where_they_are_written() -> None:
    tags = 'provider "aws" {\n  default_tags {\n    tags = { env = var.env }\n  }\n}\nvariable "env" { default = "prod" }\n'
    files = {"main.tf": tags + _call(), "m/main.tf": CHILD}
    body = resources(workspace(files))["module.m.aws_a.c"].provider.body
    assert body is not None
    (block,) = body.blocks("default_tags")
    slot = block.attribute("tags")
    assert slot is not None
    assert plain(slot.value) == {"env": "prod"}
