"""Running terrafence as people do: as a process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = os.pathsep.join(str(ROOT / name) for name in ("core", "lsp", "hooks"))

OPEN_BUCKET = """resource "aws_s3_bucket_acl" "site" {
  bucket = "site"
  acl    = "public-read"
}
"""
ROTATION_OFF = """resource "aws_kms_key" "main" {
  description = "main"
  policy      = file("policy.json")
}
"""
BUCKET = """resource "aws_s3_bucket" "data" {
  bucket = "data"
}
"""
GUARD = """resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
"""
FINE = """locals {
  name = "fine"
}
"""


def environment(extra: Mapping[str, str] = {}) -> dict[str, str]:
    """The environment of a process, without what would change its output."""
    unwanted = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONDONTWRITEBYTECODE")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith(("TF_VAR_", "GIT_"))
    }
    return {**kept, "PYTHONPATH": PACKAGES, **extra}


def terrafence(*arguments: str, extra: Mapping[str, str] = {}) -> "subprocess.CompletedProcess[str]":
    """Runs the command line in the working directory; hangs are failures."""
    return subprocess.run(
        [sys.executable, "-m", "terrafence_hooks", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        env=environment(extra),
        check=False,
    )
