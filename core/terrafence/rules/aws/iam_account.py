"""AWS Identity and Access Management: the account's rules for passwords."""

from terrafence.declare import (
    All,
    AtLeast,
    AtMost,
    Attr,
    Equals,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_RESOURCE = ("aws_iam_account_password_policy",)
_REFERENCES = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_account_password_policy",
)
_GUESSED = "Passwords leak in every breach of another site, and short and simple ones are guessed in minutes."

PASSWORD_TOO_SHORT = Rule(
    id="aws-iam-password-too-short",
    summary="Passwords of fewer than 14 characters are accepted",
    why=_GUESSED,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("minimum_password_length", AtLeast(14), absent=6),
    example="""resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length = 8
}
""",
    aliases=("CKV_AWS_10", "AVD-AWS-0063", "datadog:aws/iam_password_without_minimum_length"),
    controls=("CIS-AWS-3.0.0:1.8", "AWS-Security-Hub:IAM.15"),
    references=_REFERENCES,
)


PASSWORD_WITHOUT_LOWERCASE = Rule(
    id="aws-iam-password-without-lowercase",
    summary="Passwords without a lower-case letter are accepted",
    why=_GUESSED,
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("require_lowercase_characters", Equals(True), absent=False),
    example="""resource "aws_iam_account_password_policy" "strict" {
  require_lowercase_characters = false
}
""",
    aliases=("CKV_AWS_11", "AVD-AWS-0058", "datadog:aws/iam_password_does_not_require_lowercase"),
    controls=("AWS-Security-Hub:IAM.12",),
    references=_REFERENCES,
)

PASSWORD_WITHOUT_UPPERCASE = Rule(
    id="aws-iam-password-without-uppercase",
    summary="Passwords without a capital letter are accepted",
    why=_GUESSED,
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("require_uppercase_characters", Equals(True), absent=False),
    example="""resource "aws_iam_account_password_policy" "strict" {
  require_uppercase_characters = false
}
""",
    aliases=("CKV_AWS_15", "AVD-AWS-0061", "datadog:aws/iam_password_does_not_require_uppercase"),
    controls=("AWS-Security-Hub:IAM.11",),
    references=_REFERENCES,
)

PASSWORD_WITHOUT_NUMBER = Rule(
    id="aws-iam-password-without-number",
    summary="Passwords without a digit are accepted",
    why=_GUESSED,
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("require_numbers", Equals(True), absent=False),
    example="""resource "aws_iam_account_password_policy" "strict" {
  require_numbers = false
}
""",
    aliases=("CKV_AWS_12", "AVD-AWS-0059", "datadog:aws/iam_password_does_not_require_number"),
    controls=("AWS-Security-Hub:IAM.14",),
    references=_REFERENCES,
)

PASSWORD_WITHOUT_SYMBOL = Rule(
    id="aws-iam-password-without-symbol",
    summary="Passwords of letters and digits only are accepted",
    why=_GUESSED,
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("require_symbols", Equals(True), absent=False),
    example="""resource "aws_iam_account_password_policy" "strict" {
  require_symbols = false
}
""",
    aliases=("CKV_AWS_14", "AVD-AWS-0060", "datadog:aws/iam_password_does_not_require_symbol"),
    controls=("AWS-Security-Hub:IAM.13",),
    references=_REFERENCES,
)

PASSWORD_REUSED = Rule(
    id="aws-iam-password-reuse-allowed",
    summary="Old passwords may be used again",
    why="A password that leaked last year works again as soon as its owner goes back to it.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("password_reuse_prevention", AtLeast(24), absent=0),
    example="""resource "aws_iam_account_password_policy" "strict" {
  password_reuse_prevention = 3
}
""",
    aliases=("CKV_AWS_13", "AVD-AWS-0056", "datadog:aws/password_without_reuse_prevention"),
    controls=("CIS-AWS-3.0.0:1.9", "AWS-Security-Hub:IAM.16"),
    references=_REFERENCES,
)

PASSWORD_NEVER_EXPIRES = Rule(
    id="aws-iam-password-expiry-off",
    summary="Passwords stay valid for more than 90 days",
    why="A password that leaked unnoticed, or whose owner has left, opens the account for as long as it is "
    "valid.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_RESOURCE,
    check=All(
        (
            Require("max_password_age", AtLeast(1), absent=0, set=90),
            When(Attr("max_password_age", AtLeast(1)), Require("max_password_age", AtMost(90))),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="makes everyone with an older password choose a new one",
    example="""resource "aws_iam_account_password_policy" "strict" {
  max_password_age = 365
}
""",
    aliases=("CKV_AWS_9", "AVD-AWS-0062", "datadog:aws/misconfigured_password_policy_expiration"),
    controls=("AWS-Security-Hub:IAM.17",),
    references=_REFERENCES,
)

PASSWORD_UNCHANGEABLE = Rule(
    id="aws-iam-password-unchangeable",
    summary="Users may not change their own passwords",
    why="Whoever set the password knows it for ever, and a user who suspects a leak has to wait for an "
    "administrator.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_RESOURCE,
    check=Require("allow_users_to_change_password", Equals(True), absent=True),
    example="""resource "aws_iam_account_password_policy" "strict" {
  allow_users_to_change_password = false
}
""",
    aliases=("datadog:aws/aws_password_policy_with_unchangeable_passwords",),
    references=_REFERENCES,
)

PASSWORD_HARD_EXPIRY = Rule(
    id="aws-iam-password-hard-expiry",
    summary="Users whose password has expired are locked out until an administrator helps",
    why="On the day when everybody's password ends, nobody may be left who can sign in and mend it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_RESOURCE,
    check=Require("hard_expiry", Equals(False), absent=False),
    example="""resource "aws_iam_account_password_policy" "strict" {
  hard_expiry = true
}
""",
    references=_REFERENCES,
)
