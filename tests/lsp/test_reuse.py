"""What is linted on top of the last result comes to what is linted from nothing."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from terrafence.syntax.views import File
from terrafence_lsp.analysis import Outcome, Snapshot, analyse, over_disk, whole
from terrafence_lsp.documents import changed, opened
from terrafence_lsp.session import Session

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


GROUP = """
resource "aws_db_parameter_group" "pg" {
  name   = "pg"
  family = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}
"""
CALL = """
module "db" {
  source = "./m"
  acl    = "private"
}
"""
USER = """
resource "aws_db_instance" "d" {
  parameter_group_name = aws_db_parameter_group.pg.name
  engine               = "postgres"
}
"""
CACHE = """
resource "aws_elasticache_cluster" "c" {
  cluster_id = "c"
  engine     = "memcached"
}

resource "aws_elasticache_subnet_group" "g" {
  name = "g"
}
"""
OPEN = """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_acl" "b" {
  bucket = aws_s3_bucket.b.id
  acl    = "public-read"
}
"""
TLS, PLACE, ACL = "aws-rds-tls-not-required", "aws-elasticache-subnet-group-default", "aws-s3-acl-public-read"
UNREAD = ('"./m"', '"x/y/z"')


@pytest.mark.parametrize(
    ("rule", "text", "old", "new"),
    [
        (TLS, GROUP + CALL, *UNREAD),
        (TLS, GROUP + CALL.replace(*UNREAD), '"db" {', '"db" {\n  count = 0'),
        (TLS, GROUP + CALL.replace(*UNREAD), *reversed(UNREAD)),
        (TLS, GROUP + USER, "  engine", '  snapshot_identifier = "s"\n  engine'),
        (TLS, GROUP + USER, "  engine", "  restore_to_point_in_time {}\n  engine"),
        (TLS, GROUP + USER, "  engine ", "  engine = "),
        (TLS, GROUP + USER.replace("  engine ", "  engine = "), "  engine = ", "  engine "),
        (PLACE, CACHE, '"g"\n}', '"g"\n  region = "eu-west-3"\n}'),
        (PLACE, CACHE, '"g"\n}', '"g"\n  provider = aws.west\n}'),
        (ACL, OPEN, '"b"\n}', '"b"\n  snapshot_identifier = "s"\n}'),
    ],
)
def test_how_safe_a_fix_is_follows_what_it_has_at_stake(
    rule: str, text: str, old: str, new: str, tmp_path: Path
) -> None:
    """Each of the edits changes that."""
    for name in ("main.tf", "m/main.tf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(FILES[name])
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    edited = text.replace(old, new)
    session = Session()
    session.settings = session.settings._replace(notes=True)
    before = _applicability(session, tmp_path, 1, text, rule)
    after = _applicability(session, tmp_path, 2, edited, rule)
    fresh = Session()
    fresh.settings = session.settings
    assert after == _applicability(fresh, tmp_path, 1, edited, rule) != before


HEADERS = [
    f"{word}{labels}"
    for word in (
        "resource",
        "data",
        "ephemeral",
        "variable",
        "output",
        "module",
        "provider",
        "check",
        "locals",
    )
    for labels in ("", ' "aws_s3_bucket"', ' "aws_s3_bucket" "b"', ' "aws_s3_bucket" "b" "c"')
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("later", [*HEADERS[:4], "data"])
def test_labels_that_are_not_there_yet(header: str, later: str, tmp_path: Path) -> None:
    """Blocks with too few labels or too many are edited, and become others."""
    session = Session()
    texts = [f"{word} {{\n  acl = {acl}\n}}\n{OPEN}" for word, acl in ((header, 1), (header, 2), (later, 2))]
    for version, text in enumerate(texts, 1):
        known = _judged(session, tmp_path, version, text)
        fresh = _judged(Session(), tmp_path, 1, text)
        assert (known.problem, known.findings) == ("", fresh.findings)


def _applicability(session: Session, root: Path, version: int, text: str, rule: str) -> list[str]:
    findings = _judged(session, root, version, text).findings
    return [it.fix.applicability.value for it in findings if it.rule.id == rule and it.fix]


def _judged(session: Session, root: Path, version: int, text: str) -> Outcome:
    uri = (root / "main.tf").as_uri()
    if version == 1:
        document = opened(types.TextDocumentItem(uri, "terraform", version, text))
    else:
        whole_text = [types.TextDocumentContentChangeWholeDocument(text)]
        document = changed(session.documents[uri], version, whole_text, session.client.encoding)
    module = session.put(document)[0]
    for outcome in analyse(session.snapshot(module)):
        session.settle(module, outcome)
    return module.outcome
