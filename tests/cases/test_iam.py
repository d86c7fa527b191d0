"""IAM: policies in every form."""

from pathlib import Path

import pytest
from casebook import cases, check

FULL = [
    (
        "one service",
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n'
        '      Effect = "Allow"\n      Action = "s3:*"\n      Resource = "*"\n    }]\n  })\n}\n',
    ),
    (
        "denied",
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({\n    Statement = [{\n'
        '      Effect = "Deny"\n      Action = "*"\n      Resource = "*"\n    }]\n  })\n}\n',
    ),
    (
        "one resource",
        'data "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["*"]\n'
        '    resources = ["arn:aws:s3:::b"]\n  }\n}\n',
    ),
    (
        "an organisation's policy grants nothing",
        """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["*"]
    resources = ["*"]
  }
}

resource "aws_organizations_policy" "all" {
  name    = "all"
  content = data.aws_iam_policy_document.d.json
}
""",
    ),
    ("not JSON", 'resource "aws_iam_policy" "p" { # undecided\n  policy = "nonsense"\n}\n'),
    (
        "from a variable without a value",
        'variable "policy" {}\nresource "aws_iam_policy" "p" { # undecided\n  policy = var.policy\n}\n',
    ),
    (
        "an unknown part elsewhere",
        """
variable "name" {}

resource "aws_iam_role_policy" "p" {
  role = "r"

  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.name}" },
      { Effect = "Allow", Action = "*", Resource = "*" }, # flagged
    ]
  })
}
""",
    ),
    (
        "heredoc",
        """
resource "aws_iam_user_policy" "p" {
  # flagged
  policy = <<EOT
{
  "Statement": [
    {"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}
  ]
}
EOT
}
""",
    ),
    (
        "a document and the policy made of it: one fault",
        """
resource "aws_iam_policy" "p" {
  policy = data.aws_iam_policy_document.d.json
}
--- documents.tf
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["*"] # flagged
    resources = ["*"]
  }
}
""",
    ),
    (
        "by its long name",
        'resource "aws_iam_group_policy" "p" {\n  policy = jsonencode({\n    Statement = {\n'
        '      Effect   = "Allow"\n      Action   = "*:*" # flagged\n      Resource = "*"\n    }\n  })\n}\n',
    ),
    (
        "inline in a role",
        """
resource "aws_iam_role" "r" {
  inline_policy {
    policy = jsonencode({
      Statement = [{
        Effect   = "Allow"
        Action   = "*" # flagged
        Resource = "*"
      }]
    })
  }
}
""",
    ),
    (
        "a permission set",
        """
resource "aws_ssoadmin_permission_set_inline_policy" "p" {
  inline_policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = "*" # flagged
      Resource = "*"
    }]
  })
}
""",
    ),
]

TABLES = {"aws-iam-full-admin-policy": FULL}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_iam(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
