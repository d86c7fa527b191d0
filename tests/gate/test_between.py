"""What is judged where two trees differ is what differs between the judgements of both.

`TERRAFENCE_EDIT_SEQUENCES` says how many sequences of edits the slow test makes (500), `TERRAFENCE_EDIT_SEED`
where they begin (0).
"""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from random import Random

import pytest

from terrafence.between import Asked, judge_between
from terrafence.config import Config
from terrafence.evaluate.sources import Read
from terrafence.evaluate.workspace import Scope, load_scope, scope_of
from terrafence.files import Disk, Files, Overlay
from terrafence.finding import Finding, Report
from terrafence.gate import Before, Moves, compare, past_of
from terrafence.lint import judge
from terrafence.rules.terrafence import SYNTAX_ERROR
from terrafence.syntax.read import read
from terrafence.syntax.reread import reread
from terrafence.syntax.views import File
from typist import random_session

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SEQUENCES = int(os.environ.get("TERRAFENCE_EDIT_SEQUENCES", "500"))
SEED = int(os.environ.get("TERRAFENCE_EDIT_SEED", "0"))

TREE = {
    "live/main.tf": """
module "m" {
  source = "../m"
  acl    = local.acl
  names  = var.names
}

locals {
  acl = "public-read"
}

# terrafence:ignore[aws-s3-access-logging-off] a sandbox
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
  tags   = { Owner = "a" }
}

resource "aws_s3_bucket_public_access_block" "m" {
  bucket = module.m.bucket
}
""",
    "live/variables.tf": """
variable "names" {
  default = ["a"]
}

variable "public" {
  default = true
}
""",
    "live/terraform.tfvars": 'public = true\nnames  = ["b", "c"]\n',
    "live/json.tf.json": """{
  "resource": {
    "aws_db_instance": {
      "db": { "engine": "postgres", "publicly_accessible": "${var.public}", "storage_encrypted": false }
    }
  }
}
""",
    "m/main.tf": """
variable "acl" {}
variable "names" {}

resource "aws_s3_bucket" "b" {
  for_each = toset(var.names)
  bucket   = each.key
}

resource "aws_s3_bucket_acl" "a" {
  for_each = aws_s3_bucket.b
  bucket   = each.value.id
  acl      = var.acl
}

output "bucket" {
  value = aws_s3_bucket.b["b"].id
}

resource "aws_instance" "i" {
  user_data = file("${path.module}/start.sh")
  metadata_options {
    http_tokens = "optional"
  }
}
""",
}


@pytest.mark.parametrize("seed", range(40))
def test_what_differs_is_all_that_is_new(seed: int, tmp_path: Path) -> None:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    check(seed, tmp_path, dict(TREE), operations=8)


@pytest.mark.parametrize("text", ["aws-s3-access-logging-off", "no-such-rule"])
def test_a_comment_that_comes_is_judged_with_everything(text: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    name, block = "main.tf", 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
    (tmp_path / name).write_text(block, encoding="utf-8")
    inside = block.replace("{\n", f"{{\n  # terrafence:ignore[{text}] why\n")
    base, paths = str(tmp_path.resolve()), {f"{tmp_path.resolve()}/{name}"}
    again = reader()
    old, new = (scope(base, {name: it}, paths, again) for it in (block, inside))
    assert judge_between(Asked(old, new, [base], Config(), moves=False), paths) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + SEQUENCES))
def test_what_differs_in_real_repositories(seed: int, tmp_path: Path) -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no real repositories at {CORPUS}")
    random = Random(seed)
    root = random.choice(sorted(CORPUS.iterdir()))
    names = random.sample(sorted(root.rglob("*.tf")), 3)
    texts = {str(path.relative_to(root)): path.read_text(encoding="utf-8") for path in names}
    check(seed, root, texts, operations=10)


def check(seed: int, root: Path, texts: dict[str, str], operations: int) -> None:
    """Whatever two moments of a session are compared, the new findings are the same."""
    base, moments = str(root.resolve()), [dict(texts)]
    for name, change in random_session(seed, texts, operations):
        texts[name] = change.text
        moments.append(dict(texts))
    for one, other in ((0, 1), (0, len(moments) // 2), (len(moments) // 2, len(moments) - 1)):
        touched = {name for name in texts if moments[one][name] != moments[other][name]}
        said = f"seed {seed}, moments {one} and {other}"
        compared(base, moments[one], moments[other], touched, said)


def compared(
    base: str, before: Mapping[str, str], after: Mapping[str, str], touched: Collection[str], said: str
) -> None:
    paths = {f"{base}/{name}" for name in touched}
    again = reader()
    old, new = (scope(base, texts, paths, again) for texts in (before, after))
    directories = sorted(old.mentioned | new.mentioned)
    reports = judge_between(Asked(old, new, directories, Config(), moves=False), paths)
    if reports is None:
        return
    whole = [judge(load_scope(it, directories, Config().inputs), Config()) for it in (old, new)]
    new, unprotected, fixed = news(*reports)
    assert (new, unprotected) == news(*whole)[:2], said
    # A file that is broken before and after hides the same in both trees: only the whole report minds it.
    if not any(finding.rule is SYNTAX_ERROR for finding in whole[1].findings):
        assert fixed == news(*whole)[2], said


def scope(base: str, texts: Mapping[str, str], touched: Collection[str], again: Read) -> Scope:
    files: Files = Overlay(Disk(), {f"{base}/{name}": text.encode() for name, text in texts.items()})
    return scope_of(files, base, touched, again)


def reader() -> Read:
    """Shares what is the same in both trees."""
    known: dict[str, File] = {}

    def again(path: str, source: bytes) -> File:
        known[path] = reread(known[path], source) if path in known else read(path, source)
        return known[path]

    return again


def news(before: Report, after: Report) -> tuple[list[Finding], list[str], int]:
    """What is new, what loses its protection, and how many are gone."""
    difference = compare([Before(past_of(before), Moves())], after)
    new = [it for at, it in enumerate(after.findings) if at not in difference.known]
    unprotected = [after.findings[at].fingerprint for at in sorted(difference.unprotected)]
    return new, unprotected, difference.fixed
