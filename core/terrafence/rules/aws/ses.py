"""Amazon Simple Email Service: how mail travels."""

from terrafence.declare import (
    Equals,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/"

TLS_OPTIONAL = Rule(
    id="aws-ses-delivery-tls-optional",
    summary="Mail goes out in plain text where the other server does not offer TLS",
    why="Whoever sits between the servers takes the offer of TLS away, and reads and changes the mail.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ses_configuration_set",),
    check=Require("delivery_options.tls_policy", Equals("Require"), absent="Optional"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="keeps mail back from servers without TLS",
    example="""resource "aws_ses_configuration_set" "receipts" {
  name = "receipts"
}
""",
    aliases=("CKV_AWS_365",),
    references=(f"{_GUIDE}security-protocols.html", f"{_DOCS}ses_configuration_set"),
)

NEWER_TLS_OPTIONAL = Rule(
    id="aws-ses-sending-tls-optional",
    summary="Mail of the configuration set may go out in plain text",
    why="Whoever sits between the servers takes the offer of TLS away, and reads and changes the mail.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_sesv2_configuration_set",),
    check=Require("delivery_options.tls_policy", Equals("REQUIRE"), absent="OPTIONAL"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="keeps mail back from servers without TLS",
    example="""resource "aws_sesv2_configuration_set" "receipts" {
  configuration_set_name = "receipts"
}
""",
    references=(f"{_GUIDE}security-protocols.html", f"{_DOCS}sesv2_configuration_set"),
)

RECEIPT_TLS_OPTIONAL = Rule(
    id="aws-ses-receipt-tls-optional",
    summary="Mail is taken in over plain text",
    why="Whoever sits between the servers reads the mail, and puts in what the rule then acts on.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ses_receipt_rule",),
    check=Require("tls_policy", Equals("Require"), absent="Optional"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="refuses mail from servers without TLS",
    example="""resource "aws_ses_receipt_rule" "support" {
  name          = "support"
  rule_set_name = "inbound"
  scan_enabled  = true
}
""",
    references=(
        f"{_GUIDE}receiving-email-receipt-rules-console-walkthrough.html",
        f"{_DOCS}ses_receipt_rule",
    ),
)

RECEIPT_UNSCANNED = Rule(
    id="aws-ses-receipt-unscanned",
    summary="Mail is taken in without a look for spam and malware",
    why="What acts on the mail, a function or a person, opens what nobody has looked at; the verdicts that it"
    " could go by are missing.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_ses_receipt_rule",),
    check=Require("scan_enabled", Equals(True), absent=False),
    example="""resource "aws_ses_receipt_rule" "support" {
  name          = "support"
  rule_set_name = "inbound"
  tls_policy    = "Require"
}
""",
    references=(
        f"{_GUIDE}receiving-email-receipt-rules-console-walkthrough.html",
        f"{_DOCS}ses_receipt_rule",
    ),
)
