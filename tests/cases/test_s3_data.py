"""S3: how data is encrypted on the way and at rest."""

from pathlib import Path

import pytest
from casebook import cases, check

TLS = [
    (
        "jsonencode",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
""",
    ),
    (
        "a document",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.b.json
}

data "aws_iam_policy_document" "b" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["${aws_s3_bucket.b.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }
  }
}
""",
    ),
    (
        "heredoc",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": {
        "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ["s3:*"], "Resource": "*",
        "Condition": {"Bool": {"aws:securetransport": ["false"]}}
      }
    }
  EOT
}
""",
    ),
    (
        "inline",
        """
resource "aws_s3_bucket" "b" {
  policy = jsonencode({
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = false } }
    }]
  })
}
""",
    ),
    (
        "a policy from elsewhere",
        """
variable "policy" {}

resource "aws_s3_bucket" "b" { # undecided
  bucket = "b"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = var.policy
}
""",
    ),
    (
        "only TLS is allowed, which denies nothing",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ # flagged
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}
""",
    ),
]

KMS = [
    (
        "companion",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms:dsse"
    }
  }
}
""",
    ),
    (
        "takes the log of a load balancer, which KMS would stop",
        """
resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_elb" "shop" {
  access_logs {
    bucket = aws_s3_bucket.logs.id
  }
}
""",
    ),
    (
        "takes the records of a trail, which KMS would not stop",
        """
resource "aws_s3_bucket" "audit" { # flagged
  bucket = "audit"
}

resource "aws_cloudtrail" "audit" {
  name           = "audit"
  s3_bucket_name = aws_s3_bucket.audit.id
}
""",
    ),
    (
        "S3's own key",
        """
resource "aws_s3_bucket" "b" {
  bucket = "b"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = aws_s3_bucket.b.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256" # flagged
    }
  }
}
""",
    ),
]

TABLES = {"aws-s3-tls-not-required": TLS, "aws-s3-kms-encryption-off": KMS}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_s3_data(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
