"""Policies of roles and resources: who they let in, and what keeps others out."""

from pathlib import Path

import pytest
from casebook import cases, check

TRUST = """
resource "aws_iam_role" "r" {{
  assume_role_policy = jsonencode({{
    Statement = [{{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = {{ Federated = "{provider}" }}{mark}
      Condition = {{ {condition} }}
    }}]
  }})
}}
"""
GITHUB = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
CLAIM = "token.actions.githubusercontent.com"


def trust(condition: str, flagged: bool, provider: str = GITHUB) -> str:
    return TRUST.format(provider=provider, condition=condition, mark=" # flagged" if flagged else "")


def queue(statement: str, before: str = "") -> str:
    return f"""
resource "aws_sqs_queue_policy" "q" {{{before}
  queue_url = "q"
  policy = jsonencode({{
    Statement = [
{statement}
    ]
  }})
}}
"""


OPEN = '{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*", Principal = "*"'

GITHUB_CASES = [
    ("a repository", trust(f'StringLike = {{ "{CLAIM}:sub" = "repo:acme/shop:*" }}', False)),
    ("an organisation", trust(f'StringLike = {{ "{CLAIM}:sub" = "repo:acme/*" }}', False)),
    ("an owner's id", trust(f'StringEquals = {{ "{CLAIM}:repository_owner_id" = "42" }}', False)),
    ("another provider", trust("", False, "arn:aws:iam::123456789012:oidc-provider/accounts.google.com")),
    ("the audience only", trust(f'StringEquals = {{ "{CLAIM}:aud" = "sts.amazonaws.com" }}', True)),
    ("any repository", trust(f'StringLike = {{ "{CLAIM}:sub" = "repo:*" }}', True)),
    ("half a name", trust(f'StringLike = {{ "{CLAIM}:sub" = "repo:acme*" }}', True)),
    ("all but one", trust(f'StringNotLike = {{ "{CLAIM}:sub" = "repo:evil/x:*" }}', True)),
    (
        "one of two values is open",
        trust(f'StringLike = {{ "{CLAIM}:sub" = ["repo:acme/shop:*", "*"] }}', True),
    ),
]

WEB_IDENTITY_CASES = [
    ("a claim", trust('StringEquals = { "accounts.google.com:sub" = "7" }', False, "accounts.google.com")),
    ("SAML", trust("", False).replace("WithWebIdentity", "WithSAML")),
    ("nothing", trust("", True, "accounts.google.com")),
    ("only the address", trust('IpAddress = { "aws:SourceIp" = "10.0.0.0/8" }', True, "cognito")),
]

QUEUE_CASES = [
    ("its own account", queue(OPEN + ', Condition = { StringEquals = { "aws:PrincipalAccount" = "1" } } }')),
    (
        "a topic",
        queue(OPEN + ', Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.t.arn } } }')
        + 'resource "aws_sns_topic" "t" {}\n',
    ),
    ("denied", queue(OPEN.replace("Allow", "Deny") + " }")),
    (
        "denied by another statement",
        queue(
            '{ Effect = "Allow", Action = "sqs:*", Resource = "*", Principal = { AWS = "1" } },\n'
            '{ Effect = "Deny", Action = "sqs:*", Resource = "*", Principal = "*" }'
        ),
    ),
    ("a service", queue(OPEN.replace('"*"', '{ Service = "sns.amazonaws.com" }', 2) + " }")),
    (
        "from a variable",
        queue(OPEN[: -len('"*"')] + "var.who }", " # undecided") + 'variable "who" {}\n',
    ),
    ("anyone", queue(OPEN + " } # flagged")),
    (
        "TLS keeps nobody out",
        queue(OPEN + ', Condition = { Bool = { "aws:SecureTransport" = "true" } } } # flagged'),
    ),
    (
        "from everywhere",
        queue(OPEN + ', Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/0" } } } # flagged'),
    ),
    (
        "all but one",
        queue(
            OPEN.replace("Principal", "NotPrincipal")
            .replace('= "*"', '= { AWS = "1" }', 2)
            .replace('Resource = { AWS = "1" }', 'Resource = "*"')
            + " } # flagged"
        ),
    ),
    (
        "a heredoc with a reference in it",
        """
resource "aws_sqs_queue_policy" "q" {
  queue_url = "q"
  # flagged
  policy = <<EOT
{
  "Statement": [{
    "Effect": "Allow", "Action": "sqs:SendMessage", "Principal": {"AWS": "*"},
    "Resource": "${aws_sqs_queue.q.arn}",
  }]
}
EOT
}

resource "aws_sqs_queue" "q" {}
""",
    ),
]

OVERRIDE = """
data "aws_iam_policy_document" "base" {{
  statement {{
    sid       = "main"
    actions   = ["*"]{base}
    resources = ["*"]
  }}
}}

data "aws_iam_policy_document" "d" {{
  source_policy_documents = [data.aws_iam_policy_document.base.json]

  statement {{
    sid       = "{sid}"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::b/*"]
  }}
}}
"""

ADMIN_CASES = [
    (
        "another statement denies part of it, not all",
        """
resource "aws_iam_policy" "p" {
  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Action = "*", Resource = "*" }, # flagged
      { Effect = "Deny", Action = "iam:*", Resource = "*" },
    ]
  })
}
""",
    ),
    ("a document of its own", OVERRIDE.format(base=" # flagged", sid="other")),
    (
        "a trust or resource policy",
        queue('{ Effect = "Allow", Action = "*", Resource = "*", Principal = "*" }'),
    ),
]

ESCALATION_CASES = [
    (
        "denied anyway",
        """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iam:*"]
    resources = ["*"]
  }

  statement {
    effect    = "Deny"
    actions   = ["iam:*", "lambda:*", "glue:*"]
    resources = ["*"]
  }
}
""",
    ),
    (
        "half of a way",
        """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iam:PassRole"]
    resources = ["*"]
  }
}
""",
    ),
    (
        "both halves, in two statements",
        """
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["iam:PassRole"] # flagged
    resources = ["*"]
  }

  statement {
    actions   = ["ec2:Run*"]
    resources = ["*"]
  }
}
""",
    ),
]

USER_CASES = [
    (
        "another user's policy",
        """
resource "aws_iam_user" "a" {
  name = "a"
}

resource "aws_iam_user_policy" "b" {
  user   = "b"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:*", Resource = "*" }] })
}
""",
    ),
    (
        "one half its own, one attached",
        """
resource "aws_iam_user" "a" { # flagged
  name = "a"
}

resource "aws_iam_user_policy" "a" {
  user   = aws_iam_user.a.name
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "*" }] })
}

resource "aws_iam_user_policy_attachment" "a" {
  user       = aws_iam_user.a.name
  policy_arn = aws_iam_policy.p.arn
}

resource "aws_iam_policy" "p" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "ec2:*", Resource = "*" }] })
}
""",
    ),
]

TABLES = {
    "aws-iam-github-trust-unrestricted": GITHUB_CASES,
    "aws-iam-web-identity-unconditioned": WEB_IDENTITY_CASES,
    "aws-sqs-policy-open-to-world": QUEUE_CASES,
    "aws-iam-full-admin-policy": ADMIN_CASES,
    "aws-iam-privilege-escalation": ESCALATION_CASES,
    "aws-iam-user-can-escalate": USER_CASES,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_policies(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
