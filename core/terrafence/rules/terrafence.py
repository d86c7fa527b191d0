"""Findings about files and comments, which the linter makes itself."""

from terrafence.declare import All, Level, Rule, Safety, Severity

_NOTHING = All(())

SYNTAX_ERROR = Rule(
    id="syntax-error",
    summary="The file is not valid Terraform",
    why="Terraform refuses it, and what stands in the broken part has not been checked.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=(),
    check=_NOTHING,
    no_fix="only its author knows what it was meant to say",
    example='resource "aws_s3_bucket" "invoices" {\n',
    references=("https://developer.hashicorp.com/terraform/language/syntax/configuration",),
)

UNUSED_SUPPRESSION = Rule(
    id="unused-suppression",
    summary="The comment silences nothing",
    why="It would silence the next fault at this place before anybody has seen it.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=(),
    check=_NOTHING,
    safety=Safety.UNSAFE,
    fix_effect="takes away a comment that may be kept for another environment",
    example="""# terrafence:ignore[aws-s3-versioning-off] rebuilt every night
resource "aws_sns_topic" "orders" {
  name = "orders"
}
""",
)

EXPIRED_SUPPRESSION = Rule(
    id="expired-suppression",
    summary="The comment's time is up",
    why="What was accepted for a while has become what is accepted for good.",
    severity=Severity.MEDIUM,
    level=Level.BLOCK,
    resources=(),
    check=_NOTHING,
    safety=Safety.UNSAFE,
    fix_effect="takes away the comment, and with it whatever it says",
    example="""# terrafence:ignore[aws-s3-versioning-off] until the migration until 2024-01-31
resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
)

SUPPRESSION_REASON_MISSING = Rule(
    id="suppression-reason-missing",
    summary="The comment does not say why",
    why="Nobody can tell later whether the reason still holds; the settings ask for one (`require-reason`).",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=(),
    check=_NOTHING,
    no_fix="only its author knows the reason",
    example="""# terrafence:ignore[aws-s3-versioning-off]
resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
)
