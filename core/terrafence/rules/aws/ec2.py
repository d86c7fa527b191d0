"""Amazon EC2: instance metadata and disks."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Attr,
    Condition,
    Disruption,
    Each,
    Equals,
    Exists,
    InModule,
    Level,
    Not,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    TypeIs,
    When,
)

_TEMPLATE_DECIDES = AllOf((TypeIs(("aws_instance",)), Exists("launch_template")))
_ENDPOINT_ON = Not(Attr("metadata_options.http_endpoint", Equals("disabled")))
_LEFT_TO_OTHERS = AllOf(
    (
        Not(Exists("metadata_options.http_tokens")),
        AnyOf(
            (
                _TEMPLATE_DECIDES,
                InModule("aws_ec2_instance_metadata_defaults", Attr("http_tokens", Equals("required"))),
            )
        ),
    )
)
_TOKENS_REQUIRED = Require("metadata_options.http_tokens", Equals("required"), absent="optional")
_IMDS_REFERENCES = (
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-existing-instances.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance#metadata-options",
)

IMDS_V1_ENABLED = Rule(
    id="aws-ec2-imds-v1-enabled",
    summary="The instance answers IMDSv1 metadata requests",
    why="One request forged through a web application on the instance (SSRF) reads the credentials of its "
    "role; version 2 asks for a session token that such a request cannot get.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_instance", "aws_launch_template"),
    check=When(AllOf((_ENDPOINT_ON, Not(_LEFT_TO_OTHERS))), _TOKENS_REQUIRED),
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }
}
""",
    aliases=("CKV_AWS_79", "AVD-AWS-0028", "AVD-AWS-0130", "datadog:aws/imdsv1_is_enabled"),
    controls=("CIS-AWS-3.0.0:5.6", "AWS-Security-Hub:EC2.8", "AWS-Security-Hub:EC2.170"),
    references=_IMDS_REFERENCES,
)

LAUNCH_CONFIGURATION_IMDS_V1_ENABLED = Rule(
    id="aws-autoscaling-imds-v1-enabled",
    summary="Instances of the launch configuration answer IMDSv1 metadata requests",
    why="One request forged through a web application on an instance (SSRF) reads the credentials of its "
    "role; version 2 asks for a session token that such a request cannot get.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_launch_configuration",),
    check=When(
        AllOf(
            (
                _ENDPOINT_ON,
                Not(
                    AllOf(
                        (
                            Not(Exists("metadata_options.http_tokens")),
                            InModule(
                                "aws_ec2_instance_metadata_defaults", Attr("http_tokens", Equals("required"))
                            ),
                        )
                    )
                ),
            )
        ),
        _TOKENS_REQUIRED,
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_launch_configuration" "workers" {
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "optional"
  }
}
""",
    aliases=("CKV_AWS_79", "AVD-AWS-0130", "datadog:aws/imdsv1_is_enabled"),
    controls=("AWS-Security-Hub:AutoScaling.3",),
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_configuration",
    ),
)

SPOT_IMDS_V1_ENABLED = Rule(
    id="aws-ec2-spot-imds-v1-enabled",
    summary="The spot instance answers IMDSv1 metadata requests",
    why="One request forged through a web application on the instance (SSRF) reads the credentials of its "
    "role; version 2 asks for a session token that such a request cannot get.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_spot_instance_request",),
    check=When(AllOf((_ENDPOINT_ON, Not(Exists("launch_template")))), _TOKENS_REQUIRED),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_spot_instance_request" "worker" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "optional"
  }
}
""",
    controls=("AWS-Security-Hub:EC2.8",),
    references=_IMDS_REFERENCES,
)

_ACCOUNT_ENCRYPTS = InModule("aws_ebs_encryption_by_default", Attr("enabled", Equals(True), absent=True))
_AS_ITS_SNAPSHOT = AllOf((Exists("snapshot_id"), Not(Exists("encrypted"))))
_ENCRYPTED = Require("encrypted", Equals(True), absent=False)
_EBS_WHY = (
    "Whoever gets at the disk, a snapshot of it that is shared by mistake, or a discarded drive reads "
    "all of it as it is."
)
_EBS_REFERENCE = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"


def _unless_account_encrypts(*others: Condition) -> Condition:
    return Not(AnyOf((_ACCOUNT_ENCRYPTS, *others)))


VOLUME_UNENCRYPTED = Rule(
    id="aws-ec2-volume-unencrypted",
    summary="The EBS volume is not encrypted",
    why=_EBS_WHY,
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_ebs_volume",),
    check=When(_unless_account_encrypts(_AS_ITS_SNAPSHOT), _ENCRYPTED),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_ebs_volume" "ledger" {
  availability_zone = "eu-west-1a"
  size              = 40
}
""",
    aliases=(
        "CKV_AWS_3",
        "AVD-AWS-0026",
        "datadog:aws/ebs_volume_encryption_disabled",
        "CKV2_AWS_2",
        "datadog:aws/ebs_volume_snapshot_not_encrypted",
    ),
    controls=("CIS-AWS-3.0.0:2.2.1", "AWS-Security-Hub:EC2.3"),
    references=(
        _EBS_REFERENCE,
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_volume",
    ),
)

BLOCK_DEVICE_UNENCRYPTED = Rule(
    id="aws-ec2-block-device-unencrypted",
    summary="A disk of the instance is not encrypted",
    why=_EBS_WHY,
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_instance", "aws_launch_configuration", "aws_launch_template"),
    check=When(
        _unless_account_encrypts(),
        All(
            (
                When(
                    Not(TypeIs(("aws_launch_template",))),
                    All(
                        (
                            Each("root_block_device", _ENCRYPTED),
                            Each("ebs_block_device", When(Not(_AS_ITS_SNAPSHOT), _ENCRYPTED)),
                        )
                    ),
                ),
                When(
                    TypeIs(("aws_launch_template",)),
                    Each("block_device_mappings.ebs", When(Not(_AS_ITS_SNAPSHOT), _ENCRYPTED)),
                ),
            )
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  root_block_device {
    encrypted = false
  }
}
""",
    aliases=(
        "CKV_AWS_8",
        "AVD-AWS-0131",
        "AVD-AWS-0122",
        "datadog:aws/launch_configuration_is_not_encrypted",
        "AVD-AWS-0008",
    ),
    controls=("CIS-AWS-3.0.0:2.2.1",),
    references=(
        _EBS_REFERENCE,
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance",
    ),
)

ROOT_VOLUME_UNSPECIFIED = Rule(
    id="aws-ec2-root-volume-unspecified",
    summary="The root disk is only encrypted if its image is",
    why="Public images are not encrypted, so a disk made from one is not either: a snapshot of it that is "
    "shared by mistake gives away all of it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_instance", "aws_launch_configuration"),
    check=When(
        _unless_account_encrypts(_TEMPLATE_DECIDES, Attr("root_block_device", Presence.PRESENT)),
        Require("root_block_device.encrypted", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
""",
    aliases=(
        "CKV_AWS_8",
        "AVD-AWS-0131",
        "AVD-AWS-0122",
    ),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/instance",
    ),
)

ENCRYPTION_BY_DEFAULT_OFF = Rule(
    id="aws-ec2-encryption-by-default-off",
    summary="New EBS volumes of the account are not encrypted unless they ask for it",
    why="Every volume whose author forgets one line holds readable data, and so does each of its snapshots.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_ebs_encryption_by_default",),
    check=Require("enabled", Equals(True), absent=True),
    example="""resource "aws_ebs_encryption_by_default" "here" {
  enabled = false
}
""",
    aliases=("CKV_AWS_106", "datadog:aws/ebs_default_encryption_disabled"),
    controls=("CIS-AWS-3.0.0:2.2.1", "AWS-Security-Hub:EC2.7"),
    references=(
        "https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ebs_encryption_by_default",
    ),
)
