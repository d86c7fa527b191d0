"""A file while somebody types in it: the error costs its own block and nothing else."""

import random
from pathlib import Path

import pytest

from terrafence.config import Config
from terrafence.files import Disk, Overlay
from terrafence.finding import Report
from terrafence.lint import lint
from terrafence.syntax.read import read

PATH = "/no/such/place/main.tf"
CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"

FIRST = """\
resource "aws_ebs_volume" "first" {
  size = 1
}
"""
SECOND = """\
# resource "aws_ebs_volume" "commented" {
resource "aws_kms_key" "second" {
  description = <<-TEXT
resource "aws_ebs_volume" "quoted" {
  text in the first column }
  TEXT
}
"""
THIRD = """\
resource "aws_ebs_volume" "third" {
  size = 3
@MIDDLE@
  tags = {
    Name = "third"
  }
@END@
}
"""
FOURTH = """\
  resource "aws_ebs_volume" "fourth" {
    size = 4
  }
"""
FIFTH = """\
/*
resource "aws_ebs_volume" "hidden" {
*/
resource "aws_s3_bucket" "fifth" {
  acl = "public-read"
}
"""

STATES = (
    "encrypted =",
    "encrypted = tr",
    'kms_key_id = "',
    'kms_key_id = "arn:aws',
    "list = [",
    "list = [1,",
    'list = ["a", "',
    "object = {",
    "object = { a",
    "object = { a =",
    'kms_key_id = "${',
    'kms_key_id = "${aws_kms_key.second.',
    'kms_key_id = "%{ if',
    "text = <<EOT",
    "text = <<-EOT\n    half a text",
    "/*",
    "/* a comment that is",
    "tags",
    "timeouts {",
    'dynamic "timeouts" {',
    "}",
    "]",
    ")",
    "size = (1 + 2",
    "size = 1 +",
    "size = var.",
    "size = a ? b",
    "size = max(1,",
    "size = [for x in",
    "size = !",
    "= 1",
    "size 1",
    '"',
    "size = 1 size = 2",
    'resource "aws_',
    "size = 1\n  size = 2",
    "?",
    "encrypted == true",
)
VALID = ("encrypted = tr",)


def text(middle: str = "", end: str = "") -> str:
    third = THIRD.replace("@MIDDLE@", "  " + middle).replace("@END@", "  " + end)
    return "\n".join((FIRST, SECOND, third, FOURTH, FIFTH))


def report(source: str) -> Report:
    return lint(Overlay(Disk(), {PATH: source.encode()}), [PATH], Config())


def told(found: Report) -> set[tuple[str, str]]:
    return {(finding.rule.id, finding.address) for finding in found.findings}


FINISHED = told(report(text()))
NEIGHBOURS = {item for item in FINISHED if "third" not in item[1]}


def test_the_finished_file_has_a_finding_in_each_resource() -> None:
    names = ("ebs_volume.first", "kms_key.second", "ebs_volume.third", "ebs_volume.fourth", "s3_bucket.fifth")
    assert {address for _, address in FINISHED} == {f"aws_{name}" for name in names}


@pytest.mark.parametrize("place", ["middle", "end"])
@pytest.mark.parametrize("state", STATES)
def test_half_typed(state: str, place: str) -> None:
    found = told(report(text(**{place: state})))
    errors = {item for item in found if item[0] == "syntax-error"}
    if state in VALID:
        assert not errors
        return
    assert errors
    assert found - errors == NEIGHBOURS


@pytest.mark.parametrize(
    "broken",
    [
        THIRD.replace("@MIDDLE@", "").replace("@END@\n}", ""),
        'resource "aws_ebs_volume" "third"\n',
        'resource "aws_ebs_volume" "third\n',
        "resource\n",
        'resource "aws_ebs_volume" {\n',
        "reso\n",
        'resource "aws_ebs_volume" "third" {\n',
    ],
)
def test_half_a_block(broken: str) -> None:
    found = told(report("\n".join((FIRST, SECOND, broken, FOURTH, FIFTH))))
    errors = {item for item in found if item[0] == "syntax-error"}
    assert errors
    assert found - errors == NEIGHBOURS


@pytest.mark.parametrize("at", range(0, len(text()), 23))
def test_a_file_cut_off_reports_nothing_that_the_whole_does_not(at: int) -> None:
    found = told(report(text()[:at]))
    assert {item for item in found if item[0] != "syntax-error"} <= FINISHED


def random_breaks(count: int) -> tuple[int, list[str]]:
    """How many neighbours were looked at, and which were lost."""
    chance = random.Random(20261123)
    paths = sorted(CORPUS.rglob("*.tf"))
    looked_at, lost = 0, list[str]()
    for _ in range(count):
        path = chance.choice(paths)
        source = path.read_bytes()
        before = read(str(path), source).body.blocks
        if not before:
            continue
        target = chance.choice(before)
        inside = target.span
        at = chance.randrange(inside.start, inside.end)
        size = chance.randrange(0, min(40, inside.end - at))
        insert = chance.choice([b"", b"{", b"}", b'"', b"[", b"(", b"=", b"${", b"tags", b"x ="])
        after = read(str(path), source[:at] + insert + source[at + size :]).body.blocks
        kept = {(block.type, block.labels, block.file.text(block.span)) for block in after}
        for block in before:
            if block is not target:
                looked_at += 1
                whole = (block.type, block.labels, block.file.text(block.span))
                lost += [] if whole in kept else [f"{path.name}:{at} {block.type} {block.labels}"]
    return looked_at, lost


@pytest.mark.parametrize(
    ("text", "read_on"),
    [
        ('resource "a" "b" {\n  c = 1 }\n', True),
        ('resource "a" "b" {\n  d {\n    c = 1 }\n}\n', True),
        ('resource "a" "b" {\n  c = 1\n  d {\n    e = 2\n  } }\n', True),
        ('resource "a" "b" {\n  c = 1 }\nresource "x" "y" {\n  z = 1 }\n', True),
        ('resource "a" "b" {\n  c = 1 d = 2 }\n', False),
        ('resource "a" "b" {\n  d {\n    c = 1 }\n  c = 1 c = 2\n}\n', False),
        ('resource "a" "b" {\n  tags\n  d {\n    c = 1 }\n}\n', False),
        ('resource "a" "b" { c = 1\n}\n', False),
    ],
)
def test_a_brace_behind_the_last_item_leaves_nothing_open(text: str, read_on: bool) -> None:
    file = read(PATH, text.encode())
    assert file.problems
    assert bool(file.broken) is not read_on
    assert bool(file.body.blocks) == read_on


needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no real repositories at {CORPUS}")


@needs_corpus
@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_random_breaks_lose_no_neighbour(count: int) -> None:
    looked_at, lost = random_breaks(count)
    assert looked_at > count
    assert lost == []
