"""Amazon Simple Notification Service."""

from terrafence.declare import (
    All,
    AtLeast,
    Attr,
    Lacks,
    Level,
    Matches,
    Never,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    Target,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of

_TOPIC = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sns_topic"
_GUIDE = "https://docs.aws.amazon.com/sns/latest/dg"
_POLICIES = (("aws_sns_topic", "policy"), ("aws_sns_topic_policy", "policy"))
_KEY = Pick("aws_kms_key", "arn", "key|kms|topic|main|this|default")

OPEN_TO_WORLD = Rule(
    id="aws-sns-policy-open-to-world",
    summary="The topic's policy lets everyone use the topic",
    why="Anyone can subscribe and read along, or publish forged alarms and orders to all who listen.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(principals=("*",), unless=(CALLER,)), _POLICIES, OWN_ACCOUNT),
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts and AWS services",
    example="""resource "aws_sns_topic_policy" "alarms" {
  arn = "arn:aws:sns:eu-west-1:123456789012:alarms"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:Subscribe"
      Resource  = "*"
    }]
  })
}
""",
    aliases=("CKV_AWS_169", "datadog:aws/sns_topic_is_publicly_accessible"),
    controls=("AWS-Security-Hub:SNS.4",),
    references=(f"{_GUIDE}/sns-access-policy-use-cases.html", _TOPIC),
)

ALLOWS_ALL_BUT = Rule(
    id="aws-sns-policy-allows-all-but",
    summary="The topic's policy allows all actions except the ones it names",
    why="Whoever it is for can then also delete the topic and hand it to others, and do whatever AWS adds.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(like={"NotAction": ""}), _POLICIES),
    no_fix="only the topic's owner knows what the others have to do with it",
    example="""resource "aws_sns_topic_policy" "alarms" {
  arn = "arn:aws:sns:eu-west-1:123456789012:alarms"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/sender" }
      NotAction = "sns:DeleteTopic"
      Resource  = "*"
    }]
  })
}
""",
    aliases=("datadog:aws/sns_topic_publicity_has_allow_and_not_action_simultaneously",),
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
        _TOPIC,
    ),
)

ENCRYPTION_OFF = Rule(
    id="aws-sns-encryption-off",
    summary="Messages are kept unencrypted while they wait for delivery",
    why="Whoever gets at the storage or a copy of it reads what the topic sends out.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_sns_topic",),
    check=Require("kms_master_key_id", Presence.PRESENT, set=_KEY),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and publishers need leave to use it",
    example="""resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
""",
    aliases=("CKV_AWS_26", "AVD-AWS-0095", "datadog:aws/sns_topic_not_encrypted"),
    controls=("AWS-Security-Hub:SNS.1",),
    references=(f"{_GUIDE}/sns-server-side-encryption.html", _TOPIC),
)

SHARED_KEY = Rule(
    id="aws-sns-own-key-missing",
    summary="Messages are encrypted with a key that AWS manages",
    why="That key's policy cannot be changed: AWS services and other accounts cannot be let in, and nobody "
    "kept out who may use the topic.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sns_topic",),
    check=All(
        (
            Require("kms_master_key_id", Lacks(r"alias/aws/sns$"), set=_KEY),
            Never(
                Target("data.aws_kms_key", "kms_master_key_id", Attr("key_id", Matches(r"alias/aws/sns$"))),
                "`kms_master_key_id` is `alias/aws/sns`",
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and publishers need leave to use it",
    example="""resource "aws_sns_topic" "alarms" {
  name              = "alarms"
  kms_master_key_id = "alias/aws/sns"
}
""",
    aliases=("AVD-AWS-0136", "datadog:aws/sns_topic_encrypted_with_aws_managed_key"),
    references=(f"{_GUIDE}/sns-key-management.html", _TOPIC),
)

SIGNATURE_SHA1 = Rule(
    id="aws-sns-signature-sha1",
    summary="The topic signs its messages with SHA-1",
    why="SHA-1 can be made to collide: a message that a subscriber trusts may not be what was signed.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_sns_topic",),
    check=Require("signature_version", AtLeast(2), absent=1),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off subscribers that only check the older signature",
    example="""resource "aws_sns_topic" "alarms" {
  name = "alarms"
}
""",
    references=(
        "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sns_topic",
    ),
)

OTHER_ACCOUNT_LET_IN = Rule(
    id="aws-sns-policy-names-an-account",
    summary="The topic's policy lets in an account by its number",
    why="Whoever has rights in that account, if it is another one, reads or sends the topic's messages; whom "
    "it belongs to, and whether it is still needed, the number does not say.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=types_of(_POLICIES),
    check=resource_policies(
        Statement(like={"Principal": r"^AWS:(arn:[^:]*:(iam|sts)::)?\d{12}"}, unconditioned=True), _POLICIES
    ),
    no_fix="which accounts the topic is for is for its owner to say",
    example="""resource "aws_sns_topic_policy" "orders" {
  arn = "arn:aws:sns:eu-west-1:123456789012:orders"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "sns:Subscribe"
      Resource  = "arn:aws:sns:eu-west-1:123456789012:orders"
    }]
  })
}
""",
    aliases=("CKV_AWS_385",),
    references=(f"{_GUIDE}/sns-access-policy-use-cases.html", _TOPIC),
)
