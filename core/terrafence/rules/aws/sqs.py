"""Amazon Simple Queue Service."""

from terrafence.declare import (
    Any,
    Attr,
    Equals,
    Expr,
    Lacks,
    Level,
    Linked,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    When,
)
from terrafence.rules.aws.policies import CALLER, OWN_ACCOUNT, resource_policies, types_of

_QUEUE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue"
_GUIDE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide"
_POLICIES = (("aws_sqs_queue", "policy"), ("aws_sqs_queue_policy", "policy"))

OPEN_TO_WORLD = Rule(
    id="aws-sqs-policy-open-to-world",
    summary="The queue's policy lets everyone use the queue",
    why="Anyone can read or swallow its messages, or feed forged ones to whatever works on them.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(principals=("*",), unless=(CALLER,)), _POLICIES, OWN_ACCOUNT),
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts and AWS services",
    example="""resource "aws_sqs_queue_policy" "inbox" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/inbox"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
    }]
  })
}
""",
    aliases=("CKV_AWS_168", "CKV_AWS_387"),
    controls=("AWS-Security-Hub:SQS.3",),
    references=(f"{_GUIDE}/sqs-basic-examples-of-sqs-policies.html", _QUEUE),
)

_USE = (
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
)
"""What senders and receivers do with a queue."""

WILDCARD_ACTION = Rule(
    id="aws-sqs-policy-allows-all-actions",
    summary="The queue's policy allows every action",
    why="Whoever only has to send can then also read, empty and delete the queue, and hand it to others.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=types_of(_POLICIES),
    check=resource_policies(Statement(actions=("*",)), _POLICIES, instead={"Action": _USE}),
    safety=Safety.UNSAFE,
    fix_effect="leaves them to send and receive",
    example="""resource "aws_sqs_queue_policy" "inbox" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/inbox"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/sender" }
      Action    = "*"
      Resource  = "*"
    }]
  })
}
""",
    aliases=("CKV_AWS_72", "AVD-AWS-0097", "datadog:aws/sqs_policy_allows_all_actions"),
    references=(f"{_GUIDE}/sqs-using-identity-based-policies.html", _QUEUE),
)

ENCRYPTION_OFF = Rule(
    id="aws-sqs-encryption-off",
    summary="Messages are kept unencrypted",
    why="Whoever gets at the storage or a copy of it reads every message that waits.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_sqs_queue",),
    check=When(
        Not(Attr("kms_master_key_id", Presence.PRESENT)),
        Require("sqs_managed_sse_enabled", Equals(True), absent=True),
    ),
    example="""resource "aws_sqs_queue" "inbox" {
  name                    = "inbox"
  sqs_managed_sse_enabled = false
}
""",
    aliases=("CKV_AWS_27", "AVD-AWS-0096", "datadog:aws/sqs_with_sse_disabled"),
    controls=("AWS-Security-Hub:SQS.1",),
    references=(f"{_GUIDE}/sqs-configure-sqs-sse-queue.html", _QUEUE),
)

ENCRYPTION_UNSTATED = Rule(
    id="aws-sqs-encryption-unstated",
    summary="Whether messages are encrypted depends on when the queue was made",
    why="AWS encrypts the queues that it makes since October 2022; an older one stays as it is until it is "
    "told to.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sqs_queue",),
    check=When(
        Not(Attr("kms_master_key_id", Presence.PRESENT)),
        Require("sqs_managed_sse_enabled", Presence.PRESENT, set=True),
    ),
    example="""resource "aws_sqs_queue" "inbox" {
  name = "inbox"
}
""",
    aliases=("datadog:aws/sqs_with_sse_disabled",),
    references=(
        f"{_GUIDE}/sqs-configure-sqs-sse-queue.html",
        "https://aws.amazon.com/blogs/compute/announcing-server-side-encryption-with-amazon-simple-queue-service-"
        "managed-encryption-keys-sse-sqs-by-default/",
        _QUEUE,
    ),
)

SHARED_KEY = Rule(
    id="aws-sqs-own-key-missing",
    summary="Messages are encrypted with a key that AWS manages",
    why="That key's policy cannot be changed: no other account can be let in, and nobody kept out who may "
    "use the queue.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sqs_queue",),
    check=Require(
        "kms_master_key_id",
        Lacks(r"alias/aws/sqs$"),
        set=Pick("aws_kms_key", "arn", "key|kms|queue|main|this|default"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and senders and readers need leave to use it",
    example="""resource "aws_sqs_queue" "inbox" {
  name              = "inbox"
  kms_master_key_id = "alias/aws/sqs"
}
""",
    aliases=("CKV2_AWS_73", "AVD-AWS-0135"),
    references=(f"{_GUIDE}/sqs-key-management.html", _QUEUE),
)

DEAD_LETTERS_LOST = Rule(
    id="aws-sqs-dead-letter-queue-missing",
    summary="Messages that cannot be worked on are tried until they expire, and lost",
    why="A forged or broken message keeps its reader busy, and nobody can look at it afterwards.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sqs_queue",),
    check=When(
        Not(Attr("redrive_allow_policy", Presence.PRESENT)),
        Any(
            (
                Linked(
                    "aws_sqs_queue_redrive_policy",
                    "queue_url",
                    companion={
                        "redrive_policy": Expr(
                            "jsonencode({ deadLetterTargetArn = {0}, maxReceiveCount = 5 })",
                            (Pick("aws_sqs_queue", "arn", "dead|dlq|failed"),),
                        )
                    },
                ),
                Require("redrive_policy", Presence.PRESENT),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="moves messages that fail five times",
    example="""resource "aws_sqs_queue" "inbox" {
  name = "inbox"
}
""",
    references=(f"{_GUIDE}/sqs-dead-letter-queues.html", _QUEUE),
)
