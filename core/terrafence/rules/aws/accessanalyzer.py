"""AWS IAM Access Analyzer."""

from terrafence.declare import (
    AllOf,
    Attr,
    Contains,
    Cure,
    Equals,
    Level,
    Never,
    Rule,
    Safety,
    Severity,
    Some,
)

FINDINGS_SILENCED = Rule(
    id="aws-accessanalyzer-public-findings-silenced",
    summary="The analyzer archives what it finds open to the public",
    why="Nobody hears of the next bucket, queue or role that the whole internet may use: the rule puts it "
    "away unread.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_accessanalyzer_archive_rule",),
    check=Never(
        Some("filter", AllOf((Attr("criteria", Equals("isPublic")), Attr("eq", Contains(("true",)))))),
        "`isPublic` is what it archives",
        Cure.REMOVE,
    ),
    safety=Safety.UNSAFE,
    fix_effect="shows what is public on purpose as well",
    example="""resource "aws_accessanalyzer_archive_rule" "known" {
  analyzer_name = "account"
  rule_name     = "known"

  filter {
    criteria = "isPublic"
    eq       = ["true"]
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-archive-rules.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/accessanalyzer_archive_rule",
    ),
)
