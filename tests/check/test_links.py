"""Addresses that can mean one resource, and what may refer to what."""

from pathlib import Path

import pytest

from terrafence.check.links import World, refers, same_address
from terrafence.check.verdict import Truth
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.workspace import Inputs, load
from terrafence.files import Disk
from terrafence.tags.policy import TagSettings


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("aws_s3_bucket.a", "aws_s3_bucket.b", False),
        ("aws_s3_bucket.a", "module.m.aws_s3_bucket.a", False),
        ('aws_s3_bucket.a["x"]', 'aws_s3_bucket.a["y"]', False),
        ("aws_s3_bucket.a[0]", "aws_s3_bucket.a[1]", False),
        ('module.m["a.b"].aws_s3_bucket.c', 'module.m["a"].aws_s3_bucket.c', False),
        ("aws_s3_bucket.a", "aws_s3_bucket.a", True),
        ("aws_s3_bucket.a", "aws_s3_bucket.a[0]", True),
        ('aws_s3_bucket.a["?"]', 'aws_s3_bucket.a["x"]', True),
        ('module.m["?"].aws_s3_bucket.a', 'module.m["k.l[0]"].aws_s3_bucket.a', True),
        ('aws_s3_bucket.a["say \\"hi\\""]', 'aws_s3_bucket.a["say \\"hi\\""]', True),
    ],
)
def test_same_address(one: str, other: str, expected: bool) -> None:
    assert same_address(one, other) is expected
    assert same_address(other, one) is expected


CONFIGURATION = """
variable "unknown" {}
locals { shared = ["named", aws_s3_bucket.plain.id] }
resource "aws_s3_bucket" "plain" {}
resource "aws_s3_bucket" "named" {
  bucket = "named"
  acl    = "private"
}
resource "aws_s3_bucket" "twin" { bucket = "named" }
resource "aws_s3_bucket" "open" { bucket = var.unknown }
resource "aws_s3_bucket" "counted" { count = 2 }
resource "aws_s3_bucket" "each" { for_each = toset(var.unknown) }
resource "aws_kms_key" "k" {}
resource "aws_s3_bucket_acl" "plain" { bucket = aws_s3_bucket.plain.id }
resource "aws_s3_bucket_acl" "name" { bucket = "named" }
resource "aws_s3_bucket_acl" "quoted" { bucket = "aws_s3_bucket.plain.id" }
resource "aws_s3_bucket_acl" "arn" { bucket = "arn:aws:s3:::named/key" }
resource "aws_s3_bucket_acl" "other" { bucket = "other" }
resource "aws_s3_bucket_acl" "first" { bucket = aws_s3_bucket.counted[0].id }
resource "aws_s3_bucket_acl" "one" { bucket = aws_s3_bucket.counted[var.unknown].id }
resource "aws_s3_bucket_acl" "any" { bucket = aws_s3_bucket.each["k"].id }
resource "aws_s3_bucket_acl" "mixed" { bucket = "${aws_s3_bucket.plain.id}-${aws_kms_key.k.id}" }
resource "aws_s3_bucket_acl" "key" { bucket = aws_kms_key.k.id }
resource "aws_s3_bucket_acl" "unknown" { bucket = var.unknown }
resource "aws_s3_bucket_acl" "none" {}
resource "aws_s3_bucket_acl" "same_words" { bucket = var.unknown }
resource "aws_s3_bucket_acl" "by_acl" { bucket = aws_s3_bucket.named.acl }
resource "aws_s3_bucket_acl" "several" { bucket = local.shared }
resource "aws_s3_bucket_acl" "number" { bucket = 1 }
module "m" {
  source   = "./m"
  for_each = toset(["a", "b"])
  outer    = aws_s3_bucket.plain.id
}
"""
CHILD = """
variable "outer" {}
resource "aws_s3_bucket" "plain" {}
resource "aws_s3_bucket_acl" "inner" { bucket = aws_s3_bucket.plain.id }
resource "aws_s3_bucket_acl" "outer" { bucket = var.outer }
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    (tmp_path / "m").mkdir()
    (tmp_path / "main.tf").write_text(CONFIGURATION)
    (tmp_path / "m" / "main.tf").write_text(CHILD)
    (root,) = load(Disk(), [str(tmp_path)], Inputs()).roots
    return World(root, TagSettings())


def _possible(companion: Resource, target: Resource, world: World) -> bool:
    return refers(companion, "bucket", target, world).truth is not Truth.FALSE


def test_nothing_that_may_refer_is_left_out(world: World) -> None:
    companions = world.of_type("aws_s3_bucket_acl")
    for target in [*world.of_type("aws_s3_bucket"), *world.of_type("aws_kms_key")]:
        expected = [other for other in companions if _possible(other, target, world)]
        found = world.companions("aws_s3_bucket_acl", "bucket", target)
        assert [other for other in found if _possible(other, target, world)] == expected
        assert len(found) < len(companions)
        assert expected


def test_nothing_that_may_be_meant_is_left_out(world: World) -> None:
    buckets = world.of_type("aws_s3_bucket")
    for companion in world.of_type("aws_s3_bucket_acl"):
        found = world.targets("aws_s3_bucket", "bucket", companion)
        expected = [target for target in buckets if _possible(companion, target, world)]
        assert [target for target in found if _possible(companion, target, world)] == expected
    (first,) = world.at("aws_s3_bucket.counted[0]", "aws_s3_bucket")
    assert first.address == "aws_s3_bucket.counted[0]"
    assert len(world.at("aws_s3_bucket.counted", "aws_s3_bucket")) == 2
    assert len(world.at('module.m["?"].aws_s3_bucket.plain', "aws_s3_bucket")) == 2
