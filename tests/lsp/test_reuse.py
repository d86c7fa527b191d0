"""What is linted on top of the last result comes to what is linted from nothing."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from terrafence.syntax.views import File
from terrafence_lsp.analysis import Outcome, Snapshot, analyse, over_disk, whole

ROOT = """
module "m" {
  source = "./m"
  acl    = local.acl
}

locals {
  acl = "public-read"
}
"""
CHILD = """
variable "acl" {}

resource "aws_s3_bucket_acl" "a" {
  bucket = "a"
  acl    = var.acl
}
"""
INSTANCE = """
resource "aws_instance" "i" {
  metadata_options {
    http_tokens = "optional"
  }
}
"""
FILES = {"main.tf": ROOT, "m/main.tf": CHILD, "m/more.tf": INSTANCE}
TYPED = [
    "",
    "x",
    '"',
    "{",
    "}",
    "\n",
    "# terrafence:ignore[aws-s3]\n",
    'resource "aws_kms_key" "k" {}\n',
    "${",
]


def _outcome(root: Path, texts: dict[str, bytes], last: Outcome | None) -> Outcome:
    buffers = {str(root / name): text for name, text in texts.items()}
    known: Mapping[str, File] = last.report.files if last else {}
    return whole(analyse(Snapshot(1, str(root), tuple(sorted(buffers)), over_disk(buffers), None, known)))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_reuse_changes_nothing(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as directory:
        root, texts = Path(directory), {name: text.encode() for name, text in FILES.items()}
        last: Outcome | None = None
        for _ in range(data.draw(st.integers(1, 6))):
            name = data.draw(st.sampled_from(sorted(texts)))
            start = data.draw(st.integers(0, len(texts[name])))
            end = min(len(texts[name]), start + data.draw(st.integers(0, 4)))
            typed = data.draw(st.sampled_from(TYPED)).encode()
            texts[name] = texts[name][:start] + typed + texts[name][end:]
            last = _outcome(root, texts, last)
            cold = _outcome(root, texts, None)
            assert last.report._replace(files={}) == cold.report._replace(files={})
