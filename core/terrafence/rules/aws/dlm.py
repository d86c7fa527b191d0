"""Amazon Data Lifecycle Manager and EC2 Image Builder."""

from terrafence.declare import (
    Disruption,
    Each,
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
_WHY = "A copy that is shared by mistake gives away the whole disk."

EVENT_COPY_UNENCRYPTED = Rule(
    id="aws-dlm-event-copy-unencrypted",
    summary="Snapshots are copied to another region without encryption",
    why=_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dlm_lifecycle_policy",),
    check=Each(
        "policy_details.action.cross_region_copy.encryption_configuration",
        Require("encrypted", Equals(True), absent=False),
    ),
    example="""resource "aws_dlm_lifecycle_policy" "shared" {
  description        = "shared"
  execution_role_arn = "arn:aws:iam::123456789012:role/dlm"

  policy_details {
    policy_type = "EVENT_BASED_POLICY"

    action {
      name = "copy"

      cross_region_copy {
        target = "eu-central-1"

        encryption_configuration {
          encrypted = false
        }
      }
    }

    event_source {
      type = "MANAGED_CWE"

      parameters {
        description_regex = "^.*ledger.*$"
        event_type        = "shareSnapshot"
        snapshot_owner    = ["123456789012"]
      }
    }
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/ebs/latest/userguide/event-policy.html",
        f"{_DOCS}dlm_lifecycle_policy",
    ),
)

SCHEDULED_COPY_UNENCRYPTED = Rule(
    id="aws-dlm-scheduled-copy-unencrypted",
    summary="Snapshots are copied to another region without encryption",
    why=_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dlm_lifecycle_policy",),
    check=Each(
        "policy_details.schedule.cross_region_copy_rule",
        Require("encrypted", Equals(True)),
    ),
    example="""resource "aws_dlm_lifecycle_policy" "nightly" {
  description        = "nightly"
  execution_role_arn = "arn:aws:iam::123456789012:role/dlm"

  policy_details {
    resource_types = ["VOLUME"]

    schedule {
      name = "nightly"

      create_rule {
        interval = 24
      }

      retain_rule {
        count = 14
      }

      cross_region_copy_rule {
        target    = "eu-central-1"
        encrypted = false
      }
    }
  }
}
""",
    aliases=("CKV_AWS_255",),
    references=(
        "https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-ami-policy.html",
        f"{_DOCS}dlm_lifecycle_policy",
    ),
)

BUILDER_IMDS_V1 = Rule(
    id="aws-imagebuilder-imds-v1-enabled",
    summary="The machines that build and test images answer IMDSv1 metadata requests",
    why="One request forged through what is installed there (SSRF) reads the credentials of the build "
    "role, and with them changes every image that follows.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_imagebuilder_infrastructure_configuration",),
    check=Require("instance_metadata_options.http_tokens", Equals("required"), absent="optional"),
    example="""resource "aws_imagebuilder_infrastructure_configuration" "base" {
  name                  = "base"
  instance_profile_name = "image-builder"

  instance_metadata_options {
    http_tokens = "optional"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-infra-config.html",
        f"{_DOCS}imagebuilder_infrastructure_configuration",
    ),
)

BUILDER_LOGS_OFF = Rule(
    id="aws-imagebuilder-logs-off",
    summary="Nothing keeps the logs of image builds",
    why="An image that was tampered with while it was built cannot be told from others.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_imagebuilder_infrastructure_configuration",),
    check=Require(
        "logging.s3_logs.s3_bucket_name", Presence.PRESENT, set=Pick("aws_s3_bucket", "bucket", "log")
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores the logs of every build",
    example="""resource "aws_imagebuilder_infrastructure_configuration" "base" {
  name                  = "base"
  instance_profile_name = "image-builder"

  instance_metadata_options {
    http_tokens = "required"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-infra-config.html",
        f"{_DOCS}imagebuilder_infrastructure_configuration",
    ),
)

BUILDER_LEFT_RUNNING = Rule(
    id="aws-imagebuilder-left-running",
    summary="A machine whose build failed is left running",
    why="Nobody patches or watches it, and the build role's credentials stay on it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_imagebuilder_infrastructure_configuration",),
    check=Require("terminate_instance_on_failure", Equals(True), absent=False),
    example="""resource "aws_imagebuilder_infrastructure_configuration" "base" {
  name                          = "base"
  instance_profile_name         = "image-builder"
  terminate_instance_on_failure = false

  instance_metadata_options {
    http_tokens = "required"
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-infra-config.html",
        f"{_DOCS}imagebuilder_infrastructure_configuration",
    ),
)

_OWN_KEY_WHY = "A key of one's own can be watched, limited and withdrawn."
_OWN_KEY_EFFECT = "uses a key of the other region, with its own price and policy"

EVENT_COPY_AWS_KEY = Rule(
    id="aws-dlm-event-copy-aws-key",
    summary="Copies of shared snapshots have no key of one's own",
    why=_OWN_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dlm_lifecycle_policy",),
    check=Each(
        "policy_details.action.cross_region_copy.encryption_configuration",
        Require("cmk_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    ),
    safety=Safety.UNSAFE,
    fix_effect=_OWN_KEY_EFFECT,
    example=EVENT_COPY_UNENCRYPTED.example.replace("encrypted = false", "encrypted = true"),
    aliases=("CKV_AWS_254",),
    references=EVENT_COPY_UNENCRYPTED.references,
)

SCHEDULED_COPY_AWS_KEY = Rule(
    id="aws-dlm-scheduled-copy-aws-key",
    summary="Scheduled copies of snapshots have no key of one's own",
    why=_OWN_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dlm_lifecycle_policy",),
    check=Each(
        "policy_details.schedule.cross_region_copy_rule",
        Require("cmk_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    ),
    safety=Safety.UNSAFE,
    fix_effect=_OWN_KEY_EFFECT,
    example=SCHEDULED_COPY_UNENCRYPTED.example.replace("encrypted = false", "encrypted = true"),
    aliases=("CKV_AWS_256",),
    references=SCHEDULED_COPY_UNENCRYPTED.references,
)

RECIPE_VOLUME_UNENCRYPTED = Rule(
    id="aws-imagebuilder-volume-unencrypted",
    summary="A volume of the images that are built is not encrypted",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_imagebuilder_image_recipe",),
    check=Each("block_device_mapping.ebs", Require("encrypted", Equals(True), absent=False)),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_imagebuilder_image_recipe" "base" {
  name         = "base"
  parent_image = "ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
  version      = "1.0.0"

  block_device_mapping {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 20
      encrypted   = false
    }
  }

  component {
    component_arn = "arn:aws:imagebuilder:eu-west-1:aws:component/update-linux/x.x.x"
  }
}
""",
    aliases=("CKV_AWS_200",),
    references=(
        "https://docs.aws.amazon.com/config/latest/developerguide/"
        "imagebuilder-imagerecipe-ebs-volumes-encrypted.html",
        f"{_DOCS}imagebuilder_image_recipe",
    ),
)

RECIPE_VOLUME_AWS_KEY = Rule(
    id="aws-imagebuilder-volume-aws-key",
    summary="A volume of the images that are built has no key of one's own",
    why=_OWN_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_imagebuilder_image_recipe",),
    check=Each(
        "block_device_mapping.ebs",
        Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example=RECIPE_VOLUME_UNENCRYPTED.example.replace("encrypted   = false", "encrypted   = true"),
    aliases=("CKV_AWS_200",),
    references=RECIPE_VOLUME_UNENCRYPTED.references,
)

COMPONENT_AWS_KEY = Rule(
    id="aws-imagebuilder-component-aws-key",
    summary="What the component does to images is encrypted with a key of AWS",
    why=_OWN_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_imagebuilder_component",),
    check=Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_imagebuilder_component" "patch" {
  name     = "patch"
  platform = "Linux"
  version  = "1.0.0"
  uri      = "s3://acme-images/patch.yml"
}
""",
    aliases=("CKV_AWS_180",),
    references=(
        "https://docs.aws.amazon.com/imagebuilder/latest/userguide/data-protection.html",
        f"{_DOCS}imagebuilder_component",
    ),
)

DISTRIBUTED_IMAGE_AWS_KEY = Rule(
    id="aws-imagebuilder-distributed-image-aws-key",
    summary="Images are given out without a key of one's own",
    why=_OWN_KEY_WHY,
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_imagebuilder_distribution_configuration",),
    check=Each(
        "distribution.ami_distribution_configuration",
        Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    ),
    safety=Safety.UNSAFE,
    fix_effect=_OWN_KEY_EFFECT,
    example="""resource "aws_imagebuilder_distribution_configuration" "base" {
  name = "base"

  distribution {
    region = "eu-central-1"

    ami_distribution_configuration {
      name = "base-{{ imagebuilder:buildDate }}"
    }
  }
}
""",
    aliases=("CKV_AWS_199",),
    references=(
        "https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html",
        f"{_DOCS}imagebuilder_distribution_configuration",
    ),
)
