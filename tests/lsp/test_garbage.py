"""What answers leave behind goes at once: none of it refers to itself."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from terrafence_lsp.analysis import analyse
from terrafence_lsp.documents import changed, opened
from terrafence_lsp.session import Session

CALLED = """variable "names" {
  type = object({ a = string, b = optional(list(string)) })
}

resource "aws_s3_bucket" "b" {
  for_each = toset(coalesce(var.names.b, []))
  bucket   = each.value
  tags     = { Name = aws_sns_topic.t.arn }
}

resource "aws_sns_topic" "t" {
  count = aws_s3_bucket.b["x"].id == "" ? 1 : 0
}

output "ids" {
  value = [for it in aws_s3_bucket.b : it.id]
}
"""
BLOCK = """resource "aws_s3_bucket" "b{n}" {{
  bucket = "${{var.prefix}}-{n}"
  tags   = local.tags
}}

"""
TEXT = """provider "aws" {
  default_tags {
    tags = { Owner = var.prefix }
  }
}

variable "prefix" {
  default = "x"
}

locals {
  tags = { Team = try(module.m[0].ids[0], var.prefix) }
  none = var.prefix == "" ? local.missing : module.m[*].ids
}

data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = module.m[0].ids
    content {
      actions   = ["*"]
      resources = [statement.value]
    }
  }
}

module "m" {
  source = "./m"
  count  = 2
  names  = { a = var.prefix, b = ["x", "y"] }
}

""" + "".join(BLOCK.format(n=n) for n in range(60))
TYPED = ("local", "count  =", "names", "x-0", "Owner", "actions", "}\n\nmodule", '"')


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Nothing is collected that is not asked for."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("whole", [True, False], ids=["all results", "first results"])
def test_an_answer_leaves_nothing_to_collect(tmp_path: Path, whole: bool) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(CALLED)
    uri = (tmp_path / "main.tf").as_uri()
    session = Session()
    document = opened(types.TextDocumentItem(uri, "terraform", 0, TEXT))
    (module,) = session.put(document)
    for outcome in analyse(session.snapshot(module)):
        session.settle(module, outcome)
    texts = [TEXT.replace(old, f"{old} {n}" if n % 2 else old, 1) for old in TYPED for n in range(4)]
    for version, text in enumerate(texts, 1):
        document = changed(
            document, version, [types.TextDocumentContentChangeWholeDocument(text)], session.client.encoding
        )
        session.put(document)
        for outcome in analyse(session.snapshot(module)):
            session.settle(module, outcome)
            if not whole:
                break
        if version == len(texts) // 2:
            gc.collect()
    assert gc.collect() < len(texts) // 2
