"""What other tools got wrong, as their users reported it. The configurations are our own."""

import pytest
from trees import UNKNOWN, plain, resources, values, workspace

from terrafence.evaluate.resource import Resource
from terrafence.evaluate.values import Ref


def _tokens(resource: Resource) -> list[tuple[object, bool]]:
    blocks = resource.body.blocks("metadata_options")
    slots = [(block.attribute("http_tokens"), block.certain) for block in blocks]
    return [(plain(slot.value), certain) for slot, certain in slots if slot is not None]


@pytest.mark.parametrize(
    "content",
    [
        'http_tokens = lookup(metadata_options.value, "http_tokens", "optional")',
        'http_tokens = try(metadata_options.value.http_tokens, "optional")',
        "http_tokens = metadata_options.value.http_tokens",
        'http_tokens = metadata_options.value["http_tokens"]',
        "http_tokens = one([for o in [metadata_options.value] : o.http_tokens])",
    ],
)
@pytest.mark.parametrize(
    "for_each", ["length(var.options) > 0 ? [var.options] : []", "[var.options]", "var.options[*]"]
)
def test_a_dynamic_block_in_a_module_is_evaluated(content: str, for_each: str) -> None:
    """checkov 3354, 2004, 91, 3777, 3779, 4740, 6724: a module that requires IMDSv2 through `dynamic` fails."""
    child = f'variable "options" {{\n default = {{}}\n}}\nresource "aws_instance" "i" {{\n dynamic "metadata_options" {{\n for_each = {for_each}\n content {{\n{content}\n}}\n}}\n}}\n'
    main = 'module "m" {\n source = "./m"\n options = { http_endpoint = "enabled", http_tokens = "required" }\n}\n'
    found = resources(workspace({"main.tf": main, "m/main.tf": child}))
    assert _tokens(found["module.m.aws_instance.i"]) == [("required", True)]


def test_each_value_reaches_the_module_as_a_value() -> None:
    """checkov 4850: `each.value` in a module's for_each reaches checks as text."""
    main = 'module "m" {\n source = "./m"\n for_each = { a = { acl = "private" }, b = { acl = "public-read" } }\n acl = each.value.acl\n}\n'
    child = 'variable "acl" {}\nresource "aws_s3_bucket_acl" "x" { acl = var.acl }\n'
    assert values(workspace({"main.tf": main, "m/main.tf": child})) == {
        'module.m["a"].aws_s3_bucket_acl.x.acl': "private",
        'module.m["b"].aws_s3_bucket_acl.x.acl': "public-read",
    }


@pytest.mark.parametrize(
    ("repeat", "suffix"), [("", ""), ("count = 1", "[0]"), ('for_each = toset(["k"])', '["k"]')]
)
def test_companions_in_a_repeated_module_point_to_their_bucket(repeat: str, suffix: str) -> None:
    """checkov 3847: with `count = 1` on a module the companion resources of a bucket are not connected to it."""
    child = """
resource "aws_s3_bucket" "this" { count = 1 }
resource "aws_s3_bucket_versioning" "this" {
  count  = 1
  bucket = aws_s3_bucket.this[0].id
}
"""
    found = resources(
        workspace({"main.tf": f'module "m" {{\n source = "./m"\n {repeat}\n}}\n', "m/main.tf": child})
    )
    slot = found[f"module.m{suffix}.aws_s3_bucket_versioning.this[0]"].body.attribute("bucket")
    assert slot is not None
    assert slot.value.unknown is not None
    assert slot.value.unknown.refs == (Ref(f"module.m{suffix}.aws_s3_bucket.this[0]", "id"),)
    assert f"module.m{suffix}.aws_s3_bucket.this[0]" in found


@pytest.mark.parametrize(
    ("default", "value"), [("", UNKNOWN), ("default = null", None), ("default = false", False)]
)
def test_what_the_caller_decides_is_unknown_without_a_caller(default: str, value: object) -> None:
    """checkov 5824: the author of a module cannot pass a check of a value that only callers know."""
    text = f'variable "public" {{\n type = bool\n {default}\n}}\nresource "aws_db_instance" "x" {{ publicly_accessible = var.public }}\n'
    assert values(workspace({"m/main.tf": text})) == {"m:aws_db_instance.x.publicly_accessible": value}


UNRELATED = [
    "",
    'module "other" {\n source = "./m"\n acl = data.aws_x.y.id\n}\ndata "aws_x" "y" {}\n',
    'module "other" {\n source = "terraform-aws-modules/vpc/aws"\n}\n',
    'module "other" {\n source = "./m"\n for_each = toset(data.aws_x.y.ids)\n}\ndata "aws_x" "y" {}\n',
    'resource "aws_x" "other" {\n count = var.unknown\n}\nvariable "unknown" {}\n',
    'resource "aws_x" "other" {\n y = [\n}\n',
]


@pytest.mark.parametrize("unrelated", UNRELATED)
def test_unrelated_blocks_change_nothing(unrelated: str) -> None:
    """trivy 10926, 5912, 4627, tfsec 2051: another module's unknown argument turns known arguments into defaults."""
    main = 'module "m" {\n source = "./m"\n acl = "private"\n}\n'
    child = 'variable "acl" { default = "public-read" }\nresource "aws_s3_bucket_acl" "x" { acl = var.acl }\n'
    found = values(workspace({"main.tf": main, "m/main.tf": child, "other.tf": unrelated}))
    assert found["module.m.aws_s3_bucket_acl.x.acl"] == "private"


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ('resource "aws_x" "r" {\n for_each = toset(data.aws_y.d.ids)\n}\ndata "aws_y" "d" {}', {'aws_x.r["?"]', "data.aws_y.d"}),
        ('resource "aws_x" "r" {\n for_each = { a = 1, b = 1, c = 1 }\n}', {'aws_x.r["a"]', 'aws_x.r["b"]', 'aws_x.r["c"]'}),
        ('resource "aws_x" "r" {\n for_each = { for s in aws_y.z : s.name => s }\n}\nresource "aws_y" "z" {\n count = 2\n name = "n${count.index}"\n}', {'aws_x.r["n0"]', 'aws_x.r["n1"]', "aws_y.z[0]", "aws_y.z[1]"}),
        ('resource "aws_x" "r" {\n count = length(data.aws_y.d.ids)\n}\ndata "aws_y" "d" {}', {'aws_x.r["?"]', "data.aws_y.d"}),
        ('resource "aws_x" "r" {\n for_each = aws_y.z\n name = each.value.name\n}\nresource "aws_y" "z" {\n for_each = { k = 1 }\n}', {'aws_x.r["k"]', 'aws_y.z["k"]'}),
    ],
)  # fmt: skip
def test_no_instance_is_lost(text: str, addresses: set[str]) -> None:
    """trivy 5554, 5555, 7611, 5902: for_each over data sources, or over maps with equal values, loses resources."""
    assert set(resources(workspace({"main.tf": text + "\n"}))) == addresses


def test_a_module_says_the_same_alone_and_through_its_caller() -> None:
    """tfsec 1452: a module scanned alone gives another result than through its caller."""
    files = {
        "live/main.tf": 'module "m" {\n source = "../m"\n public = true\n}\n',
        "m/main.tf": 'variable "public" { default = false }\nresource "aws_db_instance" "x" { publicly_accessible = var.public }\n',
    }
    answers = [
        values(workspace(files, *paths))
        for paths in ((), ("live",), ("m",), ("m/main.tf",), ("live/main.tf",))
    ]
    assert answers == [{"live:module.m.aws_db_instance.x.publicly_accessible": True}] * 5


TAGGED = """
provider "aws" {
  default_tags {
    tags = { Owner = "us" }
  }
}
provider "aws" {
  alias = "bare"
}
"""


@pytest.mark.parametrize(
    ("resource", "tagged"),
    [
        ('resource "aws_x" "r" {}', True),
        ('resource "aws_x" "r" { provider = aws }', True),
        ('resource "aws_x" "r" { provider = aws.bare }', False),
    ],
)
@pytest.mark.parametrize("more", ["", 'provider "google" {}\n'])
def test_default_tags_belong_to_one_provider_configuration(resource: str, tagged: bool, more: str) -> None:
    """tflint-ruleset-aws 117, 993, 507, 518; checkov 2978, 1402; kics 4372: default_tags are ignored, of the wrong
    provider configuration, or switch the rule off for everything."""
    found = resources(workspace({"providers.tf": TAGGED + more, "main.tf": resource + "\n"}))
    body = found["aws_x.r"].provider.body
    assert body is not None
    assert bool(body.blocks("default_tags")) is tagged
