"""AWS Secrets Manager."""

from terrafence.declare import (
    AtLeast,
    AtMost,
    Attr,
    Equals,
    Exists,
    Lacks,
    Level,
    Linked,
    Not,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    When,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of

_SECRET = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret"
_GUIDE = "https://docs.aws.amazon.com/secretsmanager/latest/userguide"
_POLICIES = (("aws_secretsmanager_secret", "policy"), ("aws_secretsmanager_secret_policy", "policy"))

OPEN_TO_WORLD = Rule(
    id="aws-secretsmanager-policy-open-to-world",
    summary="The secret's policy lets every AWS account use it",
    why="Anyone with an account, made in minutes, can read the password or key and whatever it opens.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(principals=("*",), unless=(CALLER,)), _POLICIES, OWN_ACCOUNT),
    safety=Safety.SAFE_WHEN_NEW,
    part_of=(("aws_secretsmanager_secret_policy", "secret_arn", "aws_secretsmanager_secret"),),
    fix_effect="cuts off other accounts",
    example="""resource "aws_secretsmanager_secret_policy" "database" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-a1b2c3"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
""",
    aliases=("datadog:aws/secrets_manager_with_vulnerable_policy",),
    references=(f"{_GUIDE}/auth-and-access_examples.html", _SECRET),
)

PUBLIC_POLICY_ACCEPTED = Rule(
    id="aws-secretsmanager-public-policy-accepted",
    summary="A policy that opens the secret to everyone is accepted",
    why="One wildcard in a later change publishes the secret; Secrets Manager would refuse it when asked to.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_secretsmanager_secret_policy",),
    check=Require("block_public_policy", Equals(True), absent=False),
    example="""resource "aws_secretsmanager_secret_policy" "database" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-a1b2c3"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/app" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
""",
    references=(
        "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html",
        _SECRET,
    ),
)

KMS_KEY_MISSING = Rule(
    id="aws-secretsmanager-own-key-missing",
    summary="The secret is encrypted with the account's shared key",
    why="Every identity that may use Secrets Manager may use that key; with a key of one's own, reading "
    "also takes a permission that can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_secretsmanager_secret",),
    check=Require(
        "kms_key_id",
        Lacks(r"alias/aws/secretsmanager$"),
        absent="alias/aws/secretsmanager",
        set=Pick("aws_kms_key", "arn", "key|kms|secret|main|this|default"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and readers need leave to use it",
    example="""resource "aws_secretsmanager_secret" "database" {
  name = "database"
}
""",
    aliases=(
        "CKV_AWS_149",
        "AVD-AWS-0098",
        "datadog:aws/secretsmanager_secret_without_kms",
        "datadog:aws/secretsmanager_secret_encrypted_with_aws_managed_key",
    ),
    references=(f"{_GUIDE}/security-encryption.html", _SECRET),
)

ROTATION_MISSING = Rule(
    id="aws-secretsmanager-rotation-missing",
    summary="The secret is never renewed",
    why="A password that leaked once, in a log or with a laptop, works until somebody thinks of changing it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_secretsmanager_secret",),
    check=Linked(
        "aws_secretsmanager_secret_rotation",
        "secret_id",
        companion={
            "rotation_lambda_arn": Pick("aws_lambda_function", "arn", "rotat"),
            "rotation_rules": {"automatically_after_days": 30},
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="changes the secret at once and every 30 days",
    example="""resource "aws_secretsmanager_secret" "database" {
  name = "database"
}
""",
    aliases=("CKV2_AWS_57",),
    controls=("AWS-Security-Hub:SecretsManager.1",),
    references=(f"{_GUIDE}/rotating-secrets.html", f"{_SECRET}_rotation"),
)

ROTATION_SLOW = Rule(
    id="aws-secretsmanager-rotation-slow",
    summary="The secret is renewed less often than every 90 days",
    why="What leaked opens the door for that long.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_secretsmanager_secret_rotation",),
    check=When(
        Not(Exists("rotation_rules.schedule_expression")),
        Require("rotation_rules.automatically_after_days", AtMost(90)),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="changes the secret at once",
    example="""resource "aws_secretsmanager_secret_rotation" "database" {
  secret_id           = "database"
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"

  rotation_rules {
    automatically_after_days = 365
  }
}
""",
    aliases=("CKV_AWS_304",),
    controls=("AWS-Security-Hub:SecretsManager.4",),
    references=(f"{_GUIDE}/rotate-secrets_schedule.html", f"{_SECRET}_rotation"),
)

NO_RECOVERY = Rule(
    id="aws-secretsmanager-recovery-off",
    summary="A deleted secret is gone at once",
    why="A slip, or an intruder who wants to do damage, cuts every service off for good that depends on it.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_secretsmanager_secret",),
    check=When(
        Attr("recovery_window_in_days", AtMost(6), absent=30),
        Require("recovery_window_in_days", AtLeast(7), set=30),
    ),
    example="""resource "aws_secretsmanager_secret" "database" {
  name                    = "database"
  recovery_window_in_days = 0
}
""",
    references=(f"{_GUIDE}/manage_delete-secret.html", _SECRET),
)
