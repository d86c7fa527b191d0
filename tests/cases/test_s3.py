"""S3: companions in other files, log targets, policies in every form."""

from pathlib import Path

import pytest
from casebook import cases, check

LOGGING = [
    (
        "companion in another file",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
--- logging.tf
resource "aws_s3_bucket_logging" "b" {
  bucket        = aws_s3_bucket.b.id
  target_bucket = "logs"
  target_prefix = "b/"
}
""",
    ),
    (
        "companion by name",
        """
resource "aws_s3_bucket" "b" {
  bucket = "acme-b"
}

resource "aws_s3_bucket_logging" "b" {
  bucket        = "acme-b"
  target_bucket = "logs"
  target_prefix = ""
}
""",
    ),
    (
        "a reference means the resource, whatever others are called",
        """
resource "aws_s3_bucket" "a" {
  bucket = "same"
}

resource "aws_s3_bucket" "b" { # flagged
  bucket = "same"
}

resource "aws_s3_bucket_logging" "a" {
  bucket        = aws_s3_bucket.a.bucket
  target_bucket = aws_s3_bucket.not_declared.id
  target_prefix = ""
}
""",
    ),
    (
        "an unknown name that another bucket has too",
        """
variable "name" {}

resource "aws_s3_bucket" "a" {
  bucket = var.name
}

resource "aws_s3_bucket" "b" { # flagged
  bucket = "b"
}

resource "aws_s3_bucket_logging" "a" {
  bucket        = var.name
  target_bucket = "logs"
  target_prefix = ""
}
""",
    ),
    (
        "inline block",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"

  logging {
    target_bucket = "logs"
  }
}
""",
    ),
    (
        "the target of another bucket's log",
        """
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_logging" "other" {
  bucket        = "other"
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = ""
}
""",
    ),
    (
        "the target of an inline block",
        """
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket" "b" {
  bucket = "b"

  logging {
    target_bucket = aws_s3_bucket.logs.bucket
  }
}
""",
    ),
    (
        "the target of a load balancer",
        """
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_lb" "shop" {
  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}
""",
    ),
    (
        "the target of a trail",
        """
resource "aws_s3_bucket" "audit" {
  bucket = "audit"
}

resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = aws_s3_bucket.audit.id
}
""",
    ),
    (
        "the target of a flow log",
        """
resource "aws_s3_bucket" "flows" {
  bucket = "flows"
}

resource "aws_flow_log" "all" {
  log_destination      = "${aws_s3_bucket.flows.arn}/vpc/"
  log_destination_type = "s3"
  vpc_id               = "vpc-1"
}
""",
    ),
    (
        "takes logs by its ACL",
        """
resource "aws_s3_bucket" "logs" {
  acl = "log-delivery-write"
}
""",
    ),
    (
        "takes logs by an ACL resource",
        """
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = aws_s3_bucket.logs.id
  acl    = "log-delivery-write"
}
""",
    ),
    (
        "arguments in the bucket are another rule's",
        """
resource "aws_s3_bucket" "b" {
  target_bucket = "logs"
}
""",
    ),
    (
        "a companion of who knows what",
        """
variable "bucket" {}

resource "aws_s3_bucket" "b" { # undecided
  bucket = "b"
}

resource "aws_s3_bucket_logging" "some" {
  bucket        = var.bucket
  target_bucket = "logs"
  target_prefix = ""
}
""",
    ),
    (
        "a companion of another bucket",
        """
resource "aws_s3_bucket" "a" {
  bucket = "a"
}

resource "aws_s3_bucket" "b" { # flagged
  bucket = "b"
}

resource "aws_s3_bucket_logging" "a" {
  bucket        = aws_s3_bucket.a.id
  target_bucket = "logs"
  target_prefix = ""
}
""",
    ),
    (
        "one of two instances",
        """
resource "aws_s3_bucket" "b" { # flagged
  for_each = toset(["x", "y"])
  bucket   = each.key
}

resource "aws_s3_bucket_logging" "x" {
  bucket        = aws_s3_bucket.b["x"].id
  target_bucket = "logs"
  target_prefix = ""
}
""",
    ),
]

ACL_READ = [
    ("private", 'resource "aws_s3_bucket_acl" "b" {\n  bucket = "b"\n  acl    = "private"\n}\n'),
    ("written by everyone", 'resource "aws_s3_bucket_acl" "b" {\n  acl = "public-read-write"\n}\n'),
    ("a group of the owner's", 'resource "aws_s3_bucket_acl" "b" {\n  acl = "aws-exec-read"\n}\n'),
    ("in the bucket", 'resource "aws_s3_bucket" "b" {\n  acl = "public-read" # flagged\n}\n'),
    (
        "a grant to everyone",
        """
resource "aws_s3_bucket_acl" "b" {
  bucket = "b"

  access_control_policy {
    owner {
      id = "1"
    }

    grant {
      permission = "READ"

      grantee {
        type = "CanonicalUser"
        id   = "1"
      }
    }

    grant {
      permission = "READ"

      grantee {
        type = "Group"
        uri  = "http://acs.amazonaws.com/groups/global/AllUsers" # flagged
      }
    }
  }
}
""",
    ),
]

BLOCK = [
    (
        "the account blocks it all",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_account_public_access_block" "here" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
""",
    ),
    (
        "a partial block is another rule's",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_public_access_block" "b" {
  bucket            = aws_s3_bucket.b.id
  block_public_acls = true
}
""",
    ),
    (
        "the account blocks part of it",
        """
resource "aws_s3_bucket" "b" { # flagged
  bucket = "b"
}

resource "aws_s3_account_public_access_block" "here" {
  block_public_acls = true
}
""",
    ),
]

VERSIONING = [
    ("inline", 'resource "aws_s3_bucket" "b" {\n  versioning {\n    enabled = true\n  }\n}\n'),
    (
        "companion in a child module",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

module "versions" {
  source = "./versions"
  bucket = aws_s3_bucket.b.id
}
--- versions/main.tf
variable "bucket" {}

resource "aws_s3_bucket_versioning" "b" {
  bucket = var.bucket

  versioning_configuration {
    status = "Enabled"
  }
}
""",
    ),
    (
        "suspended",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id

  versioning_configuration {
    status = "Suspended" # flagged
  }
}
""",
    ),
]

MISPLACED = [
    ("a bucket without them", 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'),
    ("in a logging block", 'resource "aws_s3_bucket" "b" {\n  logging {\n    target_bucket = "l"\n  }\n}\n'),
    (
        "a reference",
        """
resource "aws_s3_bucket" "b" {
  bucket        = "b"
  target_bucket = aws_s3_bucket.logs.id # flagged
  target_prefix = "b/"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
""",
    ),
    ("the prefix alone", 'resource "aws_s3_bucket" "b" {\n  target_prefix = "b/" # flagged\n}\n'),
]

TABLES = {
    "aws-s3-access-logging-off": LOGGING,
    "aws-s3-acl-public-read": ACL_READ,
    "aws-s3-public-access-block-missing": BLOCK,
    "aws-s3-versioning-off": VERSIONING,
    "aws-s3-logging-arguments-misplaced": MISPLACED,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_s3(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
