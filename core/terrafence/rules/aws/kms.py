"""AWS Key Management Service."""

from terrafence.declare import (
    AllOf,
    Attr,
    Equals,
    Exists,
    Level,
    Not,
    Require,
    Rule,
    Severity,
    When,
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
    references=(
        "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key",
    ),
)
