"""Findings about files and comments, which the linter makes itself."""

from terrafence.declare import All, Level, Rule, Severity

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
    no_fix="the comment may be kept for another environment",
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
    no_fix="whether to mend the fault or to grant more time is the owner's to decide",
    example="""# terrafence:ignore[aws-s3-versioning-off] until the migration until 2024-01-31
resource "aws_s3_bucket" "invoices" {
  bucket = "acme-invoices"
}
""",
)
