"""What looks for intruders and for what attracts them: GuardDuty, Security Hub, Macie, Inspector."""

from terrafence.declare import (
    All,
    Equals,
    Level,
    OneOf,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_OFTEN = OneOf(("FIFTEEN_MINUTES", "ONE_HOUR"))

GUARDDUTY_OFF = Rule(
    id="aws-guardduty-off",
    summary="The GuardDuty detector exists but watches nothing",
    why="Stolen keys, mining and talk with known attackers go unnoticed.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_guardduty_detector",),
    check=Require("enable", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="bills the events that it looks at",
    example="""resource "aws_guardduty_detector" "main" {
  enable = false
}
""",
    aliases=("CKV_AWS_238", "datadog:aws/guardduty_detector_disabled"),
    controls=("AWS-Security-Hub:GuardDuty.1",),
    references=(
        "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html",
        _DOCS + "guardduty_detector",
    ),
)

GUARDDUTY_FINDINGS_LATE = Rule(
    id="aws-guardduty-findings-late",
    summary="News of an attack that goes on arrives after hours",
    why="GuardDuty exports repeated findings only every six hours: time that an intruder uses.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_guardduty_detector",),
    check=Require("finding_publishing_frequency", _OFTEN, absent="SIX_HOURS"),
    example="""resource "aws_guardduty_detector" "main" {
  enable = true
}
""",
    references=(
        "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html",
        _DOCS + "guardduty_detector",
    ),
)

GUARDDUTY_MEMBERS_LEFT_OUT = Rule(
    id="aws-guardduty-members-left-out",
    summary="Accounts that join the organisation are not watched by GuardDuty",
    why="An account that nobody thought of is where an intruder stays longest.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_guardduty_organization_configuration",),
    check=Require("auto_enable_organization_members", OneOf(("ALL", "NEW"))),
    safety=Safety.UNSAFE,
    fix_effect="bills the events of every account",
    example="""resource "aws_guardduty_organization_configuration" "main" {
  detector_id                      = "12abc34d567e8fa901bc2d34e56789f0"
  auto_enable_organization_members = "NONE"
}
""",
    references=(
        "https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_organizations.html",
        _DOCS + "guardduty_organization_configuration",
    ),
)

SECURITYHUB_CONTROLS_NOT_ADDED = Rule(
    id="aws-securityhub-controls-not-added",
    summary="Security Hub does not take up the controls that AWS adds to a standard",
    why="Checks for new kinds of faults are never made.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_securityhub_account",),
    check=Require("auto_enable_controls", Equals(True), absent=True),
    example="""resource "aws_securityhub_account" "main" {
  auto_enable_controls = false
}
""",
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/controls-auto-enable.html",
        _DOCS + "securityhub_account",
    ),
)

SECURITYHUB_MEMBERS_LEFT_OUT = Rule(
    id="aws-securityhub-members-left-out",
    summary="Accounts that join the organisation are not looked at by Security Hub",
    why="An account that nobody thought of keeps its faults.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_securityhub_organization_configuration",),
    check=Require("auto_enable", Equals(True)),
    safety=Safety.UNSAFE,
    fix_effect="bills the checks of every new account",
    example="""resource "aws_securityhub_organization_configuration" "main" {
  auto_enable = false
}
""",
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/accounts-orgs-auto-enable.html",
        _DOCS + "securityhub_organization_configuration",
    ),
)

MACIE_PAUSED = Rule(
    id="aws-macie-paused",
    summary="Macie exists but looks at no bucket",
    why="Buckets with personal data or keys that become public go unnoticed.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_macie2_account",),
    check=Require("status", Equals("ENABLED"), absent="ENABLED"),
    safety=Safety.UNSAFE,
    fix_effect="bills the buckets that it looks at",
    example="""resource "aws_macie2_account" "main" {
  status = "PAUSED"
}
""",
    controls=("AWS-Security-Hub:Macie.1",),
    references=(
        "https://docs.aws.amazon.com/macie/latest/user/suspend-macie.html",
        _DOCS + "macie2_account",
    ),
)

MACIE_FINDINGS_LATE = Rule(
    id="aws-macie-findings-late",
    summary="News of a bucket that became public arrives after hours",
    why="Macie publishes updates only every six hours: time in which the data is copied.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_macie2_account",),
    check=Require("finding_publishing_frequency", _OFTEN, absent="FIFTEEN_MINUTES"),
    example="""resource "aws_macie2_account" "main" {
  finding_publishing_frequency = "SIX_HOURS"
}
""",
    references=(
        "https://docs.aws.amazon.com/macie/latest/user/findings-publish-frequency.html",
        _DOCS + "macie2_account",
    ),
)

INSPECTOR_MEMBERS_LEFT_OUT = Rule(
    id="aws-inspector-members-left-out",
    summary="Accounts that join the organisation are not scanned by Inspector",
    why="Known holes in their machines and images stay open, where nobody looks.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_inspector2_organization_configuration",),
    check=All(
        (
            Require("auto_enable.ec2", Equals(True)),
            Require("auto_enable.ecr", Equals(True)),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the scans of every new account",
    example="""resource "aws_inspector2_organization_configuration" "main" {
  auto_enable {
    ec2 = false
    ecr = true
  }
}
""",
    controls=("AWS-Security-Hub:Inspector.1", "AWS-Security-Hub:Inspector.2"),
    references=(
        "https://docs.aws.amazon.com/inspector/latest/user/managing-multiple-accounts.html",
        _DOCS + "inspector2_organization_configuration",
    ),
)
