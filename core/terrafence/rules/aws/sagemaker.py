"""Amazon SageMaker AI."""

from terrafence.declare import (
    Disruption,
    Equals,
    Level,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
_NOTEBOOK = ("aws_sagemaker_notebook_instance",)


def _notebook(**changed: str) -> str:
    """A notebook with all that the rules ask for, but for what is changed (empty: left out)."""
    settings = {
        "name": '"study"',
        "role_arn": '"arn:aws:iam::123456789012:role/study"',
        "instance_type": '"ml.t3.medium"',
        "subnet_id": '"subnet-0123456789abcdef0"',
        "security_groups": '["sg-0123456789abcdef0"]',
        "kms_key_id": '"arn:aws:kms:eu-west-1:123456789012:key/1"',
        "direct_internet_access": '"Disabled"',
        "root_access": '"Disabled"',
        **changed,
    }
    kept = {name: value for name, value in settings.items() if value}
    width = max(len(name) for name in kept)
    lines = "".join(f"  {name.ljust(width)} = {value}\n" for name, value in kept.items())
    return f'resource "aws_sagemaker_notebook_instance" "study" {{\n{lines}}}\n'


NOTEBOOK_INTERNET = Rule(
    id="aws-sagemaker-notebook-internet",
    summary="The notebook has its own way to the internet",
    why="Data goes out and code comes in around every firewall, gateway and log of the network.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_NOTEBOOK,
    check=Require("direct_internet_access", Equals("Disabled"), absent="Enabled"),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example=_notebook(direct_internet_access='"Enabled"'),
    aliases=("CKV_AWS_122", "datadog:aws/sagemaker_direct_internet_access_enabled"),
    controls=("AWS-Security-Hub:SageMaker.1",),
    references=(f"{_GUIDE}appendix-notebook-and-internet-access.html", f"{_DOCS}sagemaker_notebook_instance"),
)

NOTEBOOK_OUTSIDE_NETWORK = Rule(
    id="aws-sagemaker-notebook-outside-vpc",
    summary="The notebook is in no network of one's own",
    why="No security group, endpoint policy or flow log sees what goes in and out of it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_NOTEBOOK,
    check=Require("subnet_id", Presence.PRESENT, set=Pick("aws_subnet", "id", "priv|app|internal|data")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example=_notebook(subnet_id=""),
    aliases=("CKV_AWS_306",),
    controls=("AWS-Security-Hub:SageMaker.2",),
    references=(f"{_GUIDE}appendix-notebook-and-internet-access.html", f"{_DOCS}sagemaker_notebook_instance"),
)

NOTEBOOK_ROOT = Rule(
    id="aws-sagemaker-notebook-root",
    summary="Everyone who opens the notebook is root on its machine",
    why="They can switch off what watches it and read what others left there.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_NOTEBOOK,
    check=Require("root_access", Equals("Disabled"), absent="Enabled"),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    example=_notebook(root_access='"Enabled"'),
    aliases=("CKV_AWS_307",),
    controls=("AWS-Security-Hub:SageMaker.3",),
    references=(f"{_GUIDE}nbi-root-access.html", f"{_DOCS}sagemaker_notebook_instance"),
)

NOTEBOOK_AWS_KEY = Rule(
    id="aws-sagemaker-notebook-aws-key",
    summary="The notebook's disk is encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_notebook_instance", "aws_sagemaker_domain"),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example=_notebook(kms_key_id=""),
    aliases=("CKV_AWS_22", "CKV_AWS_187", "datadog:aws/sagemaker_notebook_instance_without_kms"),
    references=(f"{_GUIDE}encryption-at-rest.html", f"{_DOCS}sagemaker_notebook_instance"),
)

NOTEBOOK_IMDS_V1 = Rule(
    id="aws-sagemaker-notebook-imds-v1",
    summary="The notebook answers IMDSv1 metadata requests",
    why="One request forged through what runs there (SSRF) reads the credentials of its role; version 2 "
    "asks for a session token that such a request cannot get.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=_NOTEBOOK,
    check=Require(
        "instance_metadata_service_configuration.minimum_instance_metadata_service_version",
        Equals("2"),
        absent="1",
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    example=_notebook(),
    aliases=("CKV_AWS_371",),
    references=(f"{_GUIDE}nbi-imds.html", f"{_DOCS}sagemaker_notebook_instance"),
)

ENDPOINT_AWS_KEY = Rule(
    id="aws-sagemaker-endpoint-aws-key",
    summary="The endpoint's disks are encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_endpoint_configuration",),
    check=Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_sagemaker_endpoint_configuration" "score" {
  name = "score"

  production_variants {
    model_name             = "score"
    initial_instance_count = 2
    instance_type          = "ml.m5.large"
  }
}
""",
    aliases=("CKV_AWS_98", "datadog:aws/sagemaker_endpoint_configuration_encryption_disabled"),
    references=(f"{_GUIDE}encryption-at-rest.html", f"{_DOCS}sagemaker_endpoint_configuration"),
)

MODEL_NOT_ISOLATED = Rule(
    id="aws-sagemaker-model-not-isolated",
    summary="The model's container can reach the network",
    why="A model or library that was tampered with sends out what it is asked about.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_model",),
    check=Require("enable_network_isolation", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_sagemaker_model" "score" {
  name               = "score"
  execution_role_arn = "arn:aws:iam::123456789012:role/score"

  primary_container {
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/score:1"
  }
}
""",
    aliases=("CKV_AWS_370",),
    controls=("AWS-Security-Hub:SageMaker.5",),
    references=(f"{_GUIDE}mkt-algo-model-internet-free.html", f"{_DOCS}sagemaker_model"),
)

DOMAIN_INTERNET = Rule(
    id="aws-sagemaker-domain-internet",
    summary="The domain's applications have their own way to the internet",
    why="Data goes out and code comes in around every firewall, gateway and log of the network.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_sagemaker_domain",),
    check=Require("app_network_access_type", Equals("VpcOnly"), absent="PublicInternetOnly"),
    safety=Safety.UNSAFE,
    fix_effect="cuts its applications off until the network has endpoints",
    example="""resource "aws_sagemaker_domain" "study" {
  domain_name             = "study"
  auth_mode               = "IAM"
  vpc_id                  = "vpc-0123456789abcdef0"
  subnet_ids              = ["subnet-0123456789abcdef0"]
  kms_key_id              = "arn:aws:kms:eu-west-1:123456789012:key/1"
  app_network_access_type = "PublicInternetOnly"

  default_user_settings {
    execution_role = "arn:aws:iam::123456789012:role/study"
  }
}
""",
    references=(f"{_GUIDE}studio-notebooks-and-internet-access.html", f"{_DOCS}sagemaker_domain"),
)

_QUALITY_JOB = """resource "aws_sagemaker_data_quality_job_definition" "score" {{
  name     = "score"
  role_arn = "arn:aws:iam::123456789012:role/score"

  data_quality_app_specification {{
    image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/monitor:1"
  }}

  data_quality_job_input {{
    endpoint_input {{
      endpoint_name = "score"
    }}
  }}

  data_quality_job_output_config {{
    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1"

    monitoring_outputs {{
      s3_output {{
        s3_uri = "s3://acme-monitor/score"
      }}
    }}
  }}

  job_resources {{
    cluster_config {{
      instance_count    = 1
      instance_type     = "ml.t3.medium"
      volume_size_in_gb = 20
      volume_kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1"
    }}
  }}

  network_config {{
    enable_inter_container_traffic_encryption = {}
  }}
}}
"""

JOB_TRAFFIC_PLAINTEXT = Rule(
    id="aws-sagemaker-job-traffic-plaintext",
    summary="The job's containers talk to each other without encryption",
    why="Whoever gets into the network between them reads the data that is being checked.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_data_quality_job_definition",),
    check=Require("network_config.enable_inter_container_traffic_encryption", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example=_QUALITY_JOB.format("false"),
    aliases=("CKV_AWS_369",),
    references=(f"{_GUIDE}train-encrypt.html", f"{_DOCS}sagemaker_data_quality_job_definition"),
)

_OUTPUT_KEY = '    kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1"\n\n'
_DISK_KEY = '      volume_kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/1"\n'
_QUALITY_REFERENCES = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/encryption-at-rest.html",
    f"{_DOCS}sagemaker_data_quality_job_definition",
)
_KEY_EFFECT = "bills the key, and the job's role needs leave to use it"
_KEY_WHY = "A key of one's own can be watched, limited and withdrawn."

QUALITY_OUTPUT_AWS_KEY = Rule(
    id="aws-sagemaker-quality-output-aws-key",
    summary="What the quality job finds is encrypted with a key of AWS",
    why=_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_data_quality_job_definition",),
    check=Require(
        "data_quality_job_output_config.kms_key_id",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect=_KEY_EFFECT,
    example=_QUALITY_JOB.format("true").replace(_OUTPUT_KEY, ""),
    aliases=("CKV_AWS_367",),
    references=_QUALITY_REFERENCES,
)

QUALITY_DISK_AWS_KEY = Rule(
    id="aws-sagemaker-quality-disk-aws-key",
    summary="The quality job's disks are encrypted with a key of AWS",
    why=_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_data_quality_job_definition",),
    check=Require(
        "job_resources.cluster_config.volume_kms_key_id",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect=_KEY_EFFECT,
    example=_QUALITY_JOB.format("true").replace(_DISK_KEY, ""),
    aliases=("CKV_AWS_368",),
    references=_QUALITY_REFERENCES,
)

FLOW_OUTPUT_AWS_KEY = Rule(
    id="aws-sagemaker-flow-output-aws-key",
    summary="What reviewers answer is encrypted with a key of AWS",
    why=_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_sagemaker_flow_definition",),
    check=Require("output_config.kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect=_KEY_EFFECT,
    example="""resource "aws_sagemaker_flow_definition" "ledger" {
  flow_definition_name = "ledger"
  role_arn             = "arn:aws:iam::123456789012:role/review"

  human_loop_config {
    human_task_ui_arn = "arn:aws:sagemaker:eu-west-1:123456789012:human-task-ui/ledger"
    task_count        = 1
    task_description  = "ledger"
    task_title        = "ledger"
    workteam_arn      = "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/ledger"
  }

  output_config {
    s3_output_path = "s3://acme-reviews/"
  }
}
""",
    aliases=("CKV_AWS_372",),
    references=(
        "https://docs.aws.amazon.com/sagemaker/latest/dg/a2i-permissions-security.html",
        f"{_DOCS}sagemaker_flow_definition",
    ),
)
