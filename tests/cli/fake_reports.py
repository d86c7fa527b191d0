"""Findings made by hand, so that reports are tested without the engine."""

from collections.abc import Sequence

from terrafence.config import Config
from terrafence.declare import Equals, Level, Require, Rule, Severity
from terrafence.finding import (
    Applicability,
    Error,
    FileEdit,
    Finding,
    Fix,
    NotRead,
    Report,
    Suppressed,
    Undecided,
)
from terrafence.syntax.read import read
from terrafence.syntax.views import File
from terrafence.text import Edit, Span
from terrafence_hooks.outcome import Outcome, combine

HOME = "/repo"
SOURCE = b"""resource "aws_s3_bucket" "receipts" {
  bucket = "receipts"

  acl = "public-read"
}

variable "name" {
  default = "\xc3\xa4\xf0\x9f\x94\x92" # wide
}
"""


def rule(name: str = "aws-s3-acl-public", level: Level = Level.BLOCK, no_fix: str = "") -> Rule:
    """A rule of which only the words matter."""
    return Rule(
        id=name,
        summary="The bucket is public",
        why="Anyone can read what is in it.",
        severity=Severity.HIGH,
        level=level,
        resources=("aws_s3_bucket",),
        check=Require("acl", Equals("private")),
        example="",
        aliases=("CKV_AWS_20",),
        no_fix=no_fix,
    )


def file(path: str = f"{HOME}/storage.tf", source: bytes = SOURCE) -> File:
    """A file as it was read."""
    return read(path, source)


def span_of(text: bytes, source: bytes = SOURCE) -> Span:
    """Where a piece of source is."""
    start = source.index(text)
    return Span(start, start + len(text))


def finding(
    declared: Rule | None = None,
    path: str = f"{HOME}/storage.tf",
    span: Span | None = None,
    safety: Applicability | None = Applicability.SAFE,
    suppressed: Suppressed | None = None,
    message: str = "The bucket is public: `acl` is `public-read`.",
) -> Finding:
    """A finding on the `acl` of the sample."""
    place = span_of(b'acl = "public-read"') if span is None else span
    edit = FileEdit(path, Edit(place, b'acl = "private"'))
    return Finding(
        rule=declared or rule(),
        message=message,
        path=path,
        span=place,
        address="aws_s3_bucket.receipts",
        instances=("aws_s3_bucket.receipts",),
        origin=None,
        related=(),
        fix=None if safety is None else Fix("Set `acl` to `private`", safety, (edit,)),
        fingerprint=f"{path}:{place.start}:{(declared or rule()).id}",
        suppressed=suppressed,
    )


def report(
    findings: Sequence[Finding] = (),
    undecided: Sequence[Undecided] = (),
    errors: Sequence[Error] = (),
    not_read: Sequence[NotRead] = (),
    files: Sequence[File] | None = None,
) -> Report:
    """A report on the sample."""
    trees = {tree.path: tree for tree in ([file()] if files is None else files)}
    return Report(tuple(findings), tuple(undecided), tuple(errors), tuple(not_read), 1, tuple(trees), trees)


def outcome(made: Report, config: Config | None = None) -> Outcome:
    """A run that gave one report."""
    return combine([(config or Config(), made)])
