"""AWS Chatbot."""

from terrafence.declare import (
    Equals,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
)

CHANNEL_ROLE_SHARED = Rule(
    id="aws-chatbot-channel-role-shared",
    summary="Whoever is in the chat channel acts with the channel's role",
    why="Anyone who is invited, or takes over one account of the chat, runs commands in AWS, and the record "
    "names the channel and no person.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_chatbot_slack_channel_configuration", "aws_chatbot_teams_channel_configuration"),
    check=Require("user_authorization_required", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="asks everyone in the channel for a role of their own",
    example="""resource "aws_chatbot_slack_channel_configuration" "alarms" {
  configuration_name = "alarms"
  iam_role_arn       = "arn:aws:iam::123456789012:role/chat"
  slack_channel_id   = "C0123456789"
  slack_team_id      = "T0123456789"
}
""",
    references=(
        "https://docs.aws.amazon.com/chatbot/latest/adminguide/understanding-permissions.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/chatbot_slack_channel_configuration",
    ),
)
