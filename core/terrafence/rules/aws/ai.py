"""Amazon Bedrock, Kendra and Comprehend."""

from terrafence.declare import (
    Disruption,
    Level,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_KEY = Pick("aws_kms_key", "arn", ".")
_WHY = "A key of one's own can be watched, limited and withdrawn."
_EFFECT = "uses a key that has its own price and policy"

AGENT_UNGUARDED = Rule(
    id="aws-bedrock-agent-unguarded",
    summary="The agent answers whatever it is asked",
    why="Text that it is given, or that it finds, makes it act against its owner or give out what it "
    "knows; a guardrail filters both ways.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_bedrockagent_agent",),
    check=Require(
        "guardrail_configuration.guardrail_identifier",
        Presence.PRESENT,
        set=Pick("aws_bedrock_guardrail", "guardrail_id", "."),
        beside={"guardrail_version": Pick("aws_bedrock_guardrail", "version", ".")},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills each text that it looks at, and refuses what the guardrail forbids",
    example="""resource "aws_bedrockagent_agent" "desk" {
  agent_name                  = "desk"
  agent_resource_role_arn     = "arn:aws:iam::123456789012:role/agent"
  foundation_model            = "anthropic.claude-v2"
  customer_encryption_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
}
""",
    aliases=("CKV_AWS_383",),
    references=(
        "https://docs.aws.amazon.com/bedrock/latest/userguide/agents-guardrail.html",
        f"{_DOCS}bedrockagent_agent",
    ),
)

AGENT_AWS_KEY = Rule(
    id="aws-bedrock-agent-aws-key",
    summary="The agent's instructions and sessions are encrypted with a key of AWS",
    why=_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_bedrockagent_agent",),
    check=Require("customer_encryption_key_arn", Presence.PRESENT, set=_KEY),
    safety=Safety.UNSAFE,
    fix_effect=_EFFECT,
    example="""resource "aws_bedrockagent_agent" "desk" {
  agent_name              = "desk"
  agent_resource_role_arn = "arn:aws:iam::123456789012:role/agent"
  foundation_model        = "anthropic.claude-v2"

  guardrail_configuration {
    guardrail_identifier = "desk"
    guardrail_version    = "1"
  }
}
""",
    aliases=("CKV_AWS_373",),
    references=(
        "https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-agents-new.html",
        f"{_DOCS}bedrockagent_agent",
    ),
)

INDEX_AWS_KEY = Rule(
    id="aws-kendra-aws-key",
    summary="The search index is encrypted with a key of AWS",
    why=_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_kendra_index",),
    check=Require("server_side_encryption_configuration.kms_key_id", Presence.PRESENT, set=_KEY),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_kendra_index" "papers" {
  name     = "papers"
  role_arn = "arn:aws:iam::123456789012:role/papers"
}
""",
    aliases=("CKV_AWS_262",),
    references=(
        "https://docs.aws.amazon.com/kendra/latest/dg/encryption-at-rest.html",
        f"{_DOCS}kendra_index",
    ),
)

_RECOGNIZER = """resource "aws_comprehend_entity_recognizer" "names" {{
  name                 = "names"
  language_code        = "en"
  data_access_role_arn = "arn:aws:iam::123456789012:role/names"
  {} = "arn:aws:kms:eu-west-1:123456789012:key/1"

  input_data_config {{
    entity_types {{
      type = "NAME"
    }}

    documents {{
      s3_uri = "s3://acme-texts/documents.txt"
    }}

    entity_list {{
      s3_uri = "s3://acme-texts/names.csv"
    }}
  }}
}}
"""
_COMPREHEND = (
    "https://docs.aws.amazon.com/comprehend/latest/dg/kms-in-comprehend.html",
    f"{_DOCS}comprehend_entity_recognizer",
)

MODEL_AWS_KEY = Rule(
    id="aws-comprehend-model-aws-key",
    summary="The recognizer's model is encrypted with a key of AWS",
    why=_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_comprehend_entity_recognizer",),
    check=Require("model_kms_key_id", Presence.PRESENT, set=_KEY),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="trains the model again",
    example=_RECOGNIZER.format("volume_kms_key_id   "),
    aliases=("CKV_AWS_267",),
    references=_COMPREHEND,
)

TRAINING_AWS_KEY = Rule(
    id="aws-comprehend-training-disk-unencrypted",
    summary="The disks that the recognizer is trained on have no key of one's own",
    why=_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_comprehend_entity_recognizer",),
    check=Require("volume_kms_key_id", Presence.PRESENT, set=_KEY),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="trains the model again",
    example=_RECOGNIZER.format("model_kms_key_id    "),
    aliases=("CKV_AWS_268",),
    references=_COMPREHEND,
)
