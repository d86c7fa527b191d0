"""What fixes write where more than one attribute is at stake."""

from pathlib import Path

import pytest

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.fix import fix
from terrafence.registry import all_rules

CLUSTER = """resource "aws_eks_cluster" "shop" {{
  name     = "shop"
  role_arn = "arn:aws:iam::123456789012:role/shop"

  vpc_config {{
{0}
  }}
}}
"""
BOTH = """    endpoint_public_access  = {0}
    endpoint_private_access = {1}"""

GROUP = """resource "aws_security_group" "old" {
  name = "old"
}
"""
RULE = """
resource "aws_vpc_security_group_ingress_rule" "old" {
  security_group_id = aws_security_group.old.id
  cidr_ipv4         = "10.0.0.0/8"
  ip_protocol       = "-1"
}
"""

STATEMENT = """data "aws_iam_policy_document" "key" {{
  statement {{
    actions   = ["kms:*"]
    resources = ["*"]
{0}  }}
}}

resource "aws_kms_key" "orders" {{
  policy = data.aws_iam_policy_document.key.json
}}
{1}"""
ACCOUNT = """
data "aws_caller_identity" "current" {}
"""
PRINCIPAL = """
    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.account_id]
    }
"""

QUEUE = """resource "aws_sqs_queue_policy" "inbox" {{
  queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/inbox"

  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{{
      Effect    = "Allow"
      Principal = {{ AWS = "arn:aws:iam::123456789012:role/sender" }}
      {0} = "sqs:AddPermission"
      Resource  = "*"
    }}]
  }})
}}
"""

PERMISSION = """resource "aws_lambda_permission" "charge" {{
  function_name = "charge"
  action        = "lambda:InvokeFunction"
  principal     = "{0}"
  source_arn    = {1}
}}
"""

WIDE = '    public_access_cidrs     = ["0.0.0.0/0"]\n'

MENDED = [
    pytest.param(
        "aws-eks-endpoint-public",
        CLUSTER.format(BOTH.format("true", "false")),
        CLUSTER.format(BOTH.format("false", "true")),
        id="neither endpoint would be left",
    ),
    pytest.param(
        "aws-eks-endpoint-public",
        CLUSTER.format(BOTH.format("true", "true # by the bastion")),
        CLUSTER.format(BOTH.format("false", "true # by the bastion")),
        id="a private endpoint stays as it is",
    ),
    pytest.param(
        "aws-eks-endpoint-open-to-world",
        CLUSTER.format(WIDE + BOTH.format("true", "false")),
        CLUSTER.format(WIDE + BOTH.format("false", "true")),
        id="nor where its ranges are the fault",
    ),
    pytest.param("aws-vpc-security-group-unused", GROUP, "", id="nothing refers to it"),
    pytest.param("aws-vpc-security-group-unused", GROUP + RULE, GROUP + RULE, id="something refers to it"),
    pytest.param(
        "aws-kms-policy-names-nobody",
        STATEMENT.format("", ACCOUNT),
        STATEMENT.format(PRINCIPAL, ACCOUNT),
        id="a principal in a policy document",
    ),
    pytest.param(
        "aws-sqs-policy-allows-all-actions",
        QUEUE.format("NotAction"),
        QUEUE.format("NotAction"),
        id="all actions but one have no others in their place",
    ),
    pytest.param(
        "aws-lambda-permission-names-nobody",
        PERMISSION.format("*", "aws_sns_topic.orders.arn"),
        PERMISSION.format("sns.amazonaws.com", "aws_sns_topic.orders.arn"),
        id="the service of a reference",
    ),
    pytest.param(
        "aws-lambda-permission-names-nobody",
        PERMISSION.format("*", "var.source"),
        PERMISSION.format("*", "var.source"),
        id="a source that is not known",
    ),
]


@pytest.mark.parametrize(("rule", "before", "after"), MENDED)
def test_the_fix_writes(rule: str, before: str, after: str, tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_text(before)
    done = fix(Disk(), [str(tmp_path)], Config(select=(rule,)), unsafe=True)
    assert done.changed.get(str(path), before.encode()).decode() == after


ALARMS = """resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  log_group_name = "trail"
  pattern        = "{ $.errorCode = \\"InternalError\\" }"

  metric_transformation {
    name      = "errors"
    namespace = "Trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  metric_name         = "errors"
  namespace           = "Trail"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:errors"]
}
"""


UNWATCHED = tuple(
    rule.id
    for rule in all_rules()
    if rule.id.startswith("aws-cloudtrail-") and rule.id.endswith("-unwatched")
)


def test_all_alarms_of_a_trail_can_be_added_at_once(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_text(ALARMS)
    done = fix(Disk(), [str(tmp_path)], Config(select=UNWATCHED), unsafe=True)
    text = done.changed[str(path)].decode()
    assert not done.refused
    assert text.count('resource "aws_cloudwatch_log_metric_filter"') == len(UNWATCHED) + 1
    assert text.count("alarm_actions       = aws_cloudwatch_metric_alarm.errors.alarm_actions") == len(
        UNWATCHED
    )
