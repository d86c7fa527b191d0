"""Which findings a comment silences."""

import pytest

from terrafence.declare import All, Level, Rule, Severity
from terrafence.suppress import ignore_file_edit, suppressions
from terrafence.syntax.read import read
from terrafence.syntax.views import File
from terrafence.text import Span, apply_edits

RULE = Rule(
    id="aws-s3-bucket-acl-public",
    summary="",
    why="",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_s3_bucket",),
    check=All(()),
    example="",
    aliases=("CKV_AWS_20", "AVD-AWS-0092", "datadog:aws/s3_bucket_acl"),
)
TODAY = "2026-11-23"


def bucket(above: str = "", header: str = "", before: str = "", line: str = "", after: str = "") -> File:
    text = f"""{above}
resource "aws_s3_bucket" "b" {{ {header}
  {before}
  acl = "public-read" {line}
  {after}
}}

resource "aws_s3_bucket" "c" {{
  bucket = "c"
}}
"""
    return read("/w/main.tf", text.encode())


def silenced(file: File, needle: bytes = b'acl = "public-read"') -> bool:
    start = file.source.index(needle)
    span = Span(start, start + len(needle))
    return any(found.silences(RULE, "/w/main.tf", span, TODAY) for found in suppressions(file))


@pytest.mark.parametrize(
    "file",
    [
        bucket(),
        bucket(line="# terrafence: this is fine"),
        bucket(line="# terrafence:ignore[aws-s3-bucket-versioning-off] other rule"),
        bucket(line="# terrafence:ignore[] nothing named"),
        bucket(after="# terrafence:ignore[aws-s3-bucket-acl-public] below"),
        bucket(above="# terrafence:ignore-file[aws-s3-bucket-versioning-off] other rule"),
        bucket(above="# terrafence:ignore-file[aws-s3-bucket-acl-public] until 2026-11-22"),
        bucket(above="# terrafence:ignore-files[aws-s3-bucket-acl-public] no such word"),
        bucket(line="# terrafence:ignore[aws-s3-bucket-acl-public] until 2026-11-22"),
        bucket(line="# trivy:ignore:AWS-0092:exp:2026-01-01"),
        bucket(line="# checkov:skip=CKV_AWS_21"),
        bucket(above="# checkov:skip=CKV_AWS_20:checkov only looks inside the block"),
        bucket(line="# trivy:ignore:AWS-0092:ws:dev-*"),
        bucket(above="# trivy:ignore:AWS-0092[bucket=other]"),
        bucket(above="# trivy:ignore:AWS-0092[acl=public-read,bucket=b]"),
        bucket(line="# kics-scan ignore-line"),
        bucket(before="# kics-scan ignore-block\n  bucket = 1"),
        bucket(after="# kics-scan ignore"),
        bucket(before="# dd-iac-scan disable=s3_bucket_acl"),
        bucket(above="# dd-iac-scan disable=another_check"),
        bucket(above="# dd-iac-scan ignored"),
        bucket(before='bucket = "# terrafence:ignore[aws-s3-bucket-acl-public] text, not a comment"'),
    ],
)
def test_not_silenced(file: File) -> None:
    assert not silenced(file)


@pytest.mark.parametrize(
    "file",
    [
        bucket(line="# terrafence:ignore[aws-s3-bucket-acl-public] a website"),
        bucket(line="// terrafence:ignore[aws-s3-bucket-acl-public] a website"),
        bucket(before="# terrafence:ignore[aws-s3-bucket-acl-public] a website"),
        bucket(before="# terrafence:ignore[other, aws-s3-bucket-acl-public] a website\n  # and more words"),
        bucket(above="# terrafence:ignore[aws-s3-bucket-acl-public] a website"),
        bucket(above="/* terrafence:ignore[aws-s3-bucket-acl-public] a website */"),
        bucket(line="# terrafence:ignore[CKV_AWS_20] an alias"),
        bucket(above="# terrafence:ignore-file[aws-s3-bucket-acl-public] a sandbox"),
        bucket(after="// terrafence:ignore-file[CKV_AWS_20] a sandbox until 2026-11-23"),
        bucket(line="# terrafence:ignore[aws-s3-bucket-acl-public] until 2026-11-23"),
        bucket(after="# checkov:skip=CKV_AWS_21,CKV_AWS_20:a website"),
        bucket(above="#trivy:ignore:AWS-0092"),
        bucket(before="#tfsec:ignore:avd-aws-0092 a website"),
        bucket(before="#trivy:ignore:*"),
        bucket(header="# bridgecrew:skip=CKV_AWS_20"),
        bucket(above="# trivy:ignore:AWS-0001 trivy:ignore:AWS-0092"),
        bucket(above="# trivy:ignore:AWS-0001\n# trivy:ignore:AWS-0092:exp:2026-12-31"),
        bucket(above="# TRIVY:ignore:avd-aws-0092"),
        bucket(line="# trivy:ignore:AWS-0092:ws:def*"),
        bucket(above="# trivy:ignore:AWS-0092[acl=public-read]"),
        bucket(before="# kics-scan ignore-line"),
        bucket(above="# kics-scan ignore-block"),
        bucket(above="# dd-iac-scan ignore-block"),
        bucket(above="# dd-iac-scan ignore"),
        bucket(above="# kics-scan disable=another_check,s3_bucket_acl"),
    ],
)
def test_silenced(file: File) -> None:
    assert silenced(file)


def test_the_next_block_is_not_covered() -> None:
    file = bucket(above="# terrafence:ignore[aws-s3-bucket-acl-public] a website")
    assert not silenced(file, b'bucket = "c"')


def test_reason_and_date_are_kept() -> None:
    (found,) = suppressions(
        bucket(line="# terrafence:ignore[aws-s3-bucket-acl-public] a website until 2027-01-31")
    )
    assert (found.reason, found.why, found.until) == (
        "a website until 2027-01-31",
        "a website",
        "2027-01-31",
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"a = 1\n", b"# terrafence:ignore-file[r] why\na = 1\n"),
        (b"a = 1\r\n", b"# terrafence:ignore-file[r] why\r\na = 1\r\n"),
        (b"\xef\xbb\xbfa = 1\n", b"\xef\xbb\xbf# terrafence:ignore-file[r] why\na = 1\n"),
    ],
)
def test_ignoring_in_a_file_is_its_first_line(source: bytes, expected: bytes) -> None:
    assert apply_edits(source, ignore_file_edit(read("/w/main.tf", source), "r", "why")) == expected


def test_json_cannot_be_given_a_comment() -> None:
    assert ignore_file_edit(read("/w/main.tf.json", b"{}"), "r", "why") == ()
