"""AWS Key Management Service."""

from terrafence.declare import (
    AllOf,
    Any,
    AtLeast,
    Attr,
    Equals,
    Exists,
    Expr,
    Level,
    Linked,
    NoneOf,
    Not,
    PolicyForbids,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    When,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of

_KEY = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key"
_GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide"
_POLICIES = (
    ("aws_kms_key", "policy"),
    ("aws_kms_key_policy", "policy"),
    ("aws_kms_external_key", "policy"),
    ("aws_kms_replica_key", "policy"),
)

ROTATION_OFF = Rule(
    id="aws-kms-rotation-off",
    summary="The key's material is never renewed",
    why="The longer one key encrypts everything, the more a single leak or flaw opens at once; AWS renews it "
    "yearly when asked, without touching what is already encrypted.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_kms_key",),
    check=When(
        AllOf(
            (
                Attr("key_usage", Equals("ENCRYPT_DECRYPT"), absent="ENCRYPT_DECRYPT"),
                Attr("customer_master_key_spec", Equals("SYMMETRIC_DEFAULT"), absent="SYMMETRIC_DEFAULT"),
                Not(Exists("custom_key_store_id")),
            )
        ),
        Require("enable_key_rotation", Equals(True), absent=False),
    ),
    example="""resource "aws_kms_key" "ledger" {
  description = "Ledger"
}
""",
    aliases=("CKV_AWS_7", "AVD-AWS-0065", "datadog:aws/cmk_rotation_disabled"),
    controls=("CIS-AWS-3.0.0:3.6", "AWS-Security-Hub:KMS.4"),
    references=(f"{_GUIDE}/rotate-keys.html", _KEY),
)

OPEN_TO_WORLD = Rule(
    id="aws-kms-policy-open-to-world",
    summary="The key's policy lets every AWS account use the key",
    why="Whoever gets at the encrypted data, in a leaked snapshot or bucket, can decrypt it; and the key "
    "can be scheduled for deletion by a stranger.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(principals=("*",), unless=(CALLER,)), _POLICIES, OWN_ACCOUNT),
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts",
    example="""resource "aws_kms_key_policy" "ledger" {
  key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
""",
    aliases=("CKV_AWS_33", "datadog:aws/kms_key_with_full_permissions"),
    controls=("AWS-Security-Hub:KMS.5",),
    references=(f"{_GUIDE}/key-policies.html", _KEY),
)

POLICY_MISSING = Rule(
    id="aws-kms-policy-missing",
    summary="The key has the policy that AWS gives to every key",
    why="That policy leaves it to the account's IAM policies who may use the key, so that any of them that "
    "is too wide opens it; and a change of it by hand is not noticed.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kms_key",),
    check=Any(
        (
            Linked(
                "aws_kms_key_policy",
                "key_id",
                companion={
                    "policy": Expr(
                        """jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Sid       = "Owner"
    Effect    = "Allow"
    Principal = { AWS = {account}.account_id }
    Action    = "kms:*"
    Resource  = "*"
  }]
})"""
                    )
                },
            ),
            Require("policy", Presence.PRESENT),
        )
    ),
    example="""resource "aws_kms_key" "ledger" {
  description = "Ledger"
}
""",
    aliases=("CKV2_AWS_64", "datadog:aws/kms_key_with_full_permissions"),
    references=(f"{_GUIDE}/key-policy-default.html", _KEY),
)

LOCKOUT_CHECK_SKIPPED = Rule(
    id="aws-kms-lockout-check-skipped",
    summary="A policy that locks everyone out of the key is accepted",
    why="A mistake in the policy then makes the key, and all that it encrypts, unmanageable for good; only "
    "AWS support may help.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_kms_key", "aws_kms_key_policy", "aws_kms_external_key", "aws_kms_replica_key"),
    check=Require("bypass_policy_lockout_safety_check", Equals(False), absent=False),
    example="""resource "aws_kms_key" "ledger" {
  bypass_policy_lockout_safety_check = true
}
""",
    references=("https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html", _KEY),
)

DISABLED = Rule(
    id="aws-kms-key-disabled",
    summary="The key is switched off",
    why="Nothing that it encrypts can be read, backups included, and whoever needs it next is tempted to "
    "do without encryption.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kms_key",),
    check=Require("is_enabled", Equals(True), absent=True),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets what the key encrypts be read again",
    example="""resource "aws_kms_key" "ledger" {
  is_enabled = false
}
""",
    aliases=("CKV_AWS_227", "datadog:aws/cmk_is_unusable"),
    references=(f"{_GUIDE}/enabling-keys.html", _KEY),
)

ROTATION_IMPOSSIBLE = Rule(
    id="aws-kms-rotation-impossible",
    summary="KMS cannot rotate a key of this kind, so the apply fails or the key is never renewed",
    why="Whoever wrote the line counts on a renewal that does not happen.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_kms_key",),
    check=When(
        Attr("customer_master_key_spec", NoneOf(("SYMMETRIC_DEFAULT",)), absent="SYMMETRIC_DEFAULT"),
        Require("enable_key_rotation", Equals(False), absent=False),
    ),
    example="""resource "aws_kms_key" "signing" {
  description              = "Signing"
  key_usage                = "SIGN_VERIFY"
  customer_master_key_spec = "RSA_2048"
  enable_key_rotation      = true
}
""",
    aliases=("datadog:aws/cmk_rotation_disabled",),
    references=(
        "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key",
    ),
)

NOBODY_NAMED = Rule(
    id="aws-kms-policy-names-nobody",
    summary="A statement of the key's policy does not say whom it is for",
    why="The policy of a key has to name who may use it. AWS refuses one that does not, and the policy that "
    "was there stays, with all that it lets in.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_kms_key", "aws_kms_key_policy", "aws_kms_external_key", "aws_kms_replica_key"),
    check=PolicyForbids(
        "policy",
        Statement(lacks=("Principal", "NotPrincipal")),
        instead={"Principal": {"AWS": Expr("{account}.account_id")}},
    ),
    safety=Safety.UNSAFE,
    fix_effect="lets identities of the account use the key as their own policies say",
    example="""resource "aws_kms_key" "orders" {
  description = "orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "kms:*"
      Resource = "*"
    }]
  })
}
""",
    aliases=("datadog:aws/policy_without_principal",),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        _KEY,
    ),
)

DELETION_HASTY = Rule(
    id="aws-kms-deletion-hasty",
    summary="A key that is to be deleted is gone before many will notice",
    why="What it encrypts is lost with it. The time until then is the only one in which a mistake, or an "
    "attack, can be taken back.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"),
    check=Require("deletion_window_in_days", AtLeast(30), absent=30),
    example="""resource "aws_kms_key" "orders" {
  description             = "orders"
  enable_key_rotation     = true
  deletion_window_in_days = 7
}
""",
    references=(f"{_GUIDE}/deleting-keys-scheduling-key-deletion.html", _KEY),
)
