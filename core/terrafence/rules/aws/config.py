"""AWS Config: the record of how resources were configured."""

from terrafence.declare import (
    Added,
    All,
    AllOf,
    AnyOf,
    Attr,
    Each,
    Equals,
    Exists,
    Expr,
    InModule,
    Level,
    Linked,
    Never,
    Not,
    OneOf,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_RECORDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_recorder"

RECORDER_PARTIAL = Rule(
    id="aws-config-recorder-partial",
    summary="The recorder leaves out the resources of global services such as IAM",
    why="Who gave a role more rights, and when, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_config_configuration_recorder",),
    check=When(
        AnyOf(
            (
                Attr("recording_group.recording_strategy.use_only", Equals("ALL_SUPPORTED_RESOURCE_TYPES")),
                Attr("recording_group.all_supported", Equals(True), absent=True),
            )
        ),
        Require("recording_group.include_global_resource_types", Equals(True), absent=False),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills each recorded change",
    example="""resource "aws_config_configuration_recorder" "audit" {
  role_arn = "arn:aws:iam::111122223333:role/config"
}
""",
    aliases=("CKV2_AWS_48",),
    controls=("AWS-Security-Hub:Config.1", "CIS-AWS-3.0.0:3.3"),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
        _RECORDER,
    ),
)

RECORDER_OFF = Rule(
    id="aws-config-recorder-off",
    summary="The recorder exists but records nothing",
    why="How resources were configured, and who changed them, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_config_configuration_recorder_status",),
    check=Require("is_enabled", Equals(True)),
    belongs_to=("aws_config_configuration_recorder", "name"),
    safety=Safety.UNSAFE,
    fix_effect="bills each recorded change",
    example="""resource "aws_config_configuration_recorder_status" "audit" {
  name       = "default"
  is_enabled = false
}
""",
    aliases=("CKV2_AWS_45",),
    controls=("AWS-Security-Hub:Config.1", "CIS-AWS-3.0.0:3.3"),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html",
        _RECORDER + "_status",
    ),
)

_EVERY_REGION = Require("all_regions", Equals(True), absent=False, without=("regions",))
"""Aggregators only read, and cost nothing."""

AGGREGATOR_PARTIAL = Rule(
    id="aws-config-aggregator-partial",
    summary="The aggregator does not look at every region",
    why="An intruder works in a region that nobody looks at.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_config_configuration_aggregator",),
    check=All(
        (
            Each("account_aggregation_source", _EVERY_REGION),
            Each("organization_aggregation_source", _EVERY_REGION),
        )
    ),
    example="""resource "aws_config_configuration_aggregator" "audit" {
  name = "audit"

  account_aggregation_source {
    account_ids = ["111122223333"]
    all_regions = false
    regions     = ["eu-west-1"]
  }
}
""",
    aliases=(
        "CKV_AWS_121",
        "AVD-AWS-0019",
        "datadog:aws/config_configuration_aggregator_to_all_regions_disabled",
    ),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/aggregate-data.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_aggregator",
    ),
)

RECORDER_SELECTIVE = Rule(
    id="aws-config-recorder-selective",
    summary="The recorder records some kinds of resources only",
    why="What an intruder changes on the others, or adds, cannot be told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_config_configuration_recorder",),
    check=Require(
        "recording_group.all_supported",
        Equals(True),
        absent=True,
        beside={"include_global_resource_types": True},
        without=(
            "resource_types",
            "exclusion_by_resource_types",
            "recording_strategy",
            "include_global_resource_types",
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills each recorded change",
    example="""resource "aws_config_configuration_recorder" "audit" {
  role_arn = "arn:aws:iam::111122223333:role/config"

  recording_group {
    all_supported = false
  }
}
""",
    aliases=("CKV2_AWS_45",),
    controls=("AWS-Security-Hub:Config.1",),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
        _RECORDER,
    ),
)

RECORDER_NOT_STARTED = Rule(
    id="aws-config-recorder-not-started",
    summary="Nothing in the configuration starts the recorder",
    why="A recorder is made switched off: how resources were configured, and who changed them, cannot be "
    "told afterwards.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_config_configuration_recorder",),
    check=Linked(
        "aws_config_configuration_recorder_status",
        "name",
        companion={"name": Expr("{self}.name"), "is_enabled": True},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills each recorded change, and needs a delivery channel first",
    example="""resource "aws_config_configuration_recorder" "audit" {
  role_arn = "arn:aws:iam::111122223333:role/config"

  recording_group {
    include_global_resource_types = true
  }
}
""",
    aliases=("CKV2_AWS_45",),
    controls=("AWS-Security-Hub:Config.1", "CIS-AWS-3.0.0:3.3"),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html",
        _RECORDER + "_status",
    ),
)

_RULES = "aws_config_config_rule"
_WATCHES_VOLUMES = InModule(
    _RULES,
    Attr("source.source_identifier", OneOf(("ENCRYPTED_VOLUMES", "EC2_EBS_ENCRYPTION_BY_DEFAULT"))),
)

VOLUMES_UNWATCHED = Rule(
    id="aws-config-volumes-unwatched",
    summary="No rule of AWS Config looks for volumes without encryption",
    why="A disk that is made by hand, or by another tool, stays unencrypted and unseen. The finding is at "
    "the first of the rules, since what is missing has no place.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(_RULES,),
    check=Never(
        AllOf(
            (
                Not(_WATCHES_VOLUMES),
                Not(InModule(_RULES, Exists("source"), same_module=True, earlier=True)),
            )
        ),
        "none has `ENCRYPTED_VOLUMES`",
        (
            Added(
                _RULES,
                "_volumes",
                {
                    "name": Expr('"${{self}.name}-volumes"'),
                    "source": {"owner": "AWS", "source_identifier": "ENCRYPTED_VOLUMES"},
                },
            ),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills each evaluation",
    example="""resource "aws_config_config_rule" "passwords" {
  name = "passwords"

  source {
    owner             = "AWS"
    source_identifier = "IAM_PASSWORD_POLICY"
  }
}
""",
    aliases=("datadog:aws/config_rule_for_encrypted_volumes_is_disabled",),
    controls=("AWS-Security-Hub:EC2.3",),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/encrypted-volumes.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_config_rule",
    ),
)
