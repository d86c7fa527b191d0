"""Tags that the team asks for."""

from terrafence.declare import Level, Rule, Severity, Tagged

REQUIRED_TAG_MISSING = Rule(
    id="terraform-required-tag-missing",
    summary="The resource lacks a tag that the settings require",
    why="Nobody can tell whose it is when it is attacked, costs money or should be gone, and policies and "
    "alarms that go by tags pass it over.",
    severity=Severity.MEDIUM,
    level=Level.BLOCK,
    resources=("*",),
    check=Tagged.REQUIRED_KEYS,
    no_fix="what the tag should say is not in the files",
    example="""resource "aws_sqs_queue" "orders" {
  name = "orders"
}
""",
    references=(
        "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
    ),
)
