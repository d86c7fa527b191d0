"""AWS Network Firewall."""

from terrafence.declare import (
    All,
    Disruption,
    Equals,
    Excludes,
    Expr,
    Level,
    Linked,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_FIREWALL = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/networkfirewall_firewall"
)
_POLICY = f"{_FIREWALL}_policy"
_API = "https://docs.aws.amazon.com/network-firewall/latest/APIReference/API_Firewall.html"
_DEFAULTS = (
    "https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateless-default-actions.html"
)

_EXAMPLE = """resource "aws_networkfirewall_firewall" "edge" {{
  name                = "edge"
  firewall_policy_arn = "arn:aws:network-firewall:eu-west-1:123456789012:firewall-policy/edge"
  vpc_id              = "vpc-0123456789abcdef0"
{}
  subnet_mapping {{
    subnet_id = "subnet-0123456789abcdef0"
  }}
}}
"""

DELETION_PROTECTION_OFF = Rule(
    id="aws-networkfirewall-deletion-protection-off",
    summary="The firewall can be deleted by one call",
    why="An accident or an intruder takes the network's filter away in one step.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_networkfirewall_firewall",),
    check=Require("delete_protection", Equals(True), absent=False),
    example=_EXAMPLE.format(""),
    aliases=("CKV_AWS_344",),
    controls=("AWS-Security-Hub:NetworkFirewall.9",),
    references=(_API, _FIREWALL),
)

POLICY_CHANGE_PROTECTION_OFF = Rule(
    id="aws-networkfirewall-policy-change-protection-off",
    summary="The firewall's policy can be swapped by one call",
    why="An accident or an intruder puts a policy in its place that lets everything through.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_networkfirewall_firewall",),
    check=Require("firewall_policy_change_protection", Equals(True), absent=False),
    example=_EXAMPLE.format(""),
    references=(_API, _FIREWALL),
)

SUBNET_CHANGE_PROTECTION_OFF = Rule(
    id="aws-networkfirewall-subnet-change-protection-off",
    summary="The firewall can be taken out of a subnet by one call",
    why="An accident or an intruder leads the traffic of a zone around the filter, or nowhere.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_networkfirewall_firewall",),
    check=Require("subnet_change_protection", Equals(True), absent=False),
    example=_EXAMPLE.format(""),
    controls=("AWS-Security-Hub:NetworkFirewall.10",),
    references=(_API, _FIREWALL),
)

LOGS_OFF = Rule(
    id="aws-networkfirewall-logs-off",
    summary="Nothing records what the firewall saw and dropped",
    why="An attack that it stopped, or let pass, leaves no trace to learn from.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_networkfirewall_firewall",),
    check=Linked(
        "aws_networkfirewall_logging_configuration",
        "firewall_arn",
        companion={
            "firewall_arn": Expr("{self}.arn"),
            "logging_configuration": {
                "log_destination_config": {
                    "log_destination": Expr(
                        "{ bucketName = {0} }", (Pick("aws_s3_bucket", "bucket", "log"),)
                    ),
                    "log_destination_type": "S3",
                    "log_type": "ALERT",
                }
            },
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the delivery and storage of the records",
    example=_EXAMPLE.format(""),
    aliases=("CKV2_AWS_63",),
    controls=("AWS-Security-Hub:NetworkFirewall.2",),
    references=(
        "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/networkfirewall_logging_configuration",
    ),
)

_PASS = Excludes(("aws:pass",), instead=("aws:forward_to_sfe",))

DEFAULT_PASS = Rule(
    id="aws-networkfirewall-default-pass",
    summary="Packets that no stateless rule knows pass the firewall unseen",
    why="They never get to the stateful rules: whatever nobody thought of goes through.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_networkfirewall_firewall_policy",),
    check=All(
        (
            Require("firewall_policy.stateless_default_actions", _PASS),
            Require("firewall_policy.stateless_fragment_default_actions", _PASS),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="drops what the stateful rules do not let through",
    example="""resource "aws_networkfirewall_firewall_policy" "edge" {
  name = "edge"

  firewall_policy {
    stateless_default_actions          = ["aws:pass"]
    stateless_fragment_default_actions = ["aws:drop"]
  }
}
""",
    controls=("AWS-Security-Hub:NetworkFirewall.4", "AWS-Security-Hub:NetworkFirewall.5"),
    references=(_DEFAULTS, _POLICY),
)

AWS_KEY = Rule(
    id="aws-networkfirewall-aws-key",
    summary="The firewall's configuration is encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_networkfirewall_firewall",
        "aws_networkfirewall_firewall_policy",
        "aws_networkfirewall_rule_group",
    ),
    check=Require(
        "encryption_configuration.key_id",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
        beside={"type": "CUSTOMER_KMS"},
    ),
    disruption=Disruption.IN_PLACE,
    safety=Safety.UNSAFE,
    fix_effect="uses a key that has its own price and policy",
    example="""resource "aws_networkfirewall_rule_group" "domains" {
  capacity = 100
  name     = "domains"
  type     = "STATEFUL"
}
""",
    aliases=("CKV_AWS_345", "CKV_AWS_346"),
    references=(
        "https://docs.aws.amazon.com/network-firewall/latest/developerguide/kms-encryption-at-rest.html",
        _FIREWALL,
    ),
)

NETWORK_WITHOUT = Rule(
    id="aws-networkfirewall-missing",
    summary="No network firewall looks at what enters and leaves the network",
    why="Security groups know addresses and ports only: what a machine that was taken over sends to a "
    "server of the attacker passes.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_vpc",),
    check=Linked("aws_networkfirewall_firewall", "vpc_id"),
    no_fix="a firewall costs by the hour, and needs subnets, routes and a policy of its own",
    example="""resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
""",
    aliases=("datadog:aws/vpc_without_network_firewall",),
    references=(
        "https://docs.aws.amazon.com/network-firewall/latest/developerguide/what-is-aws-network-firewall.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/networkfirewall_firewall",
    ),
)
