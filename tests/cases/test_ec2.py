"""EC2: what the launch template, the account and the snapshot decide."""

from pathlib import Path

import pytest
from casebook import cases, check

IMDS = [
    (
        "no endpoint",
        'resource "aws_instance" "w" {\n  metadata_options {\n    http_endpoint = "disabled"\n  }\n}\n',
    ),
    (
        "tokens",
        'resource "aws_launch_template" "w" {\n  metadata_options {\n    http_tokens = "required"\n  }\n}\n',
    ),
    (
        "the launch template decides",
        'resource "aws_instance" "w" {\n  launch_template {\n    id = "lt-1"\n  }\n}\n',
    ),
    (
        "the account's default",
        """
resource "aws_instance" "w" {
  instance_type = "t3.micro"
}

resource "aws_ec2_instance_metadata_defaults" "here" {
  http_tokens = "required"
}
""",
    ),
    (
        "dynamic block",
        """
resource "aws_instance" "w" {
  dynamic "metadata_options" {
    for_each = ["required"]

    content {
      http_tokens = metadata_options.value
    }
  }
}
""",
    ),
    (
        "a dynamic block that may not be there",
        """
variable "options" {}

resource "aws_instance" "w" { # undecided
  dynamic "metadata_options" {
    for_each = var.options

    content {
      http_tokens = "required"
    }
  }
}
""",
    ),
    (
        "the account's default is overruled",
        """
resource "aws_instance" "w" {
  metadata_options {
    http_tokens = "optional" # flagged
  }
}

resource "aws_ec2_instance_metadata_defaults" "here" {
  http_tokens = "required"
}
""",
    ),
    (
        "a block that does not say",
        'resource "aws_instance" "w" {\n  metadata_options { # flagged\n'
        '    http_endpoint = "enabled"\n  }\n}\n',
    ),
    ("nothing said", 'resource "aws_instance" "w" { # flagged\n  instance_type = "t3.micro"\n}\n'),
]

VOLUME = [
    ("encrypted", 'resource "aws_ebs_volume" "v" {\n  encrypted = true\n}\n'),
    ("a word that means true", 'resource "aws_ebs_volume" "v" {\n  encrypted = "true"\n}\n'),
    ("as its snapshot", 'resource "aws_ebs_volume" "v" {\n  snapshot_id = "snap-1"\n}\n'),
    (
        "the account encrypts",
        """
resource "aws_ebs_volume" "v" {
  size = 1
}

resource "aws_ebs_encryption_by_default" "here" {
}
""",
    ),
    (
        "the account has stopped encrypting",
        """
resource "aws_ebs_volume" "v" { # flagged
  size = 1
}

resource "aws_ebs_encryption_by_default" "here" {
  enabled = false
}
""",
    ),
    (
        "not as its snapshot",
        'resource "aws_ebs_volume" "v" {\n  snapshot_id = "s"\n  encrypted = false # flagged\n}\n',
    ),
]

DEVICES = [
    ("no device written", 'resource "aws_instance" "w" {\n  instance_type = "t3.micro"\n}\n'),
    ("an empty list", 'resource "aws_instance" "w" {\n  ebs_block_device = []\n}\n'),
    (
        "as its snapshot",
        'resource "aws_instance" "w" {\n  ebs_block_device {\n    snapshot_id = "snap-1"\n  }\n}\n',
    ),
    (
        "one of two",
        """
resource "aws_instance" "w" {
  root_block_device {
    encrypted = true
  }

  ebs_block_device { # flagged
    device_name = "/dev/sdf"
  }

  ebs_block_device {
    device_name = "/dev/sdg"
    encrypted   = false # flagged
  }
}
""",
    ),
    (
        "a launch template",
        """
resource "aws_launch_template" "w" {
  block_device_mappings {
    device_name = "/dev/sdf"

    ebs {
      encrypted = false # flagged
    }
  }
}
""",
    ),
    (
        "written as a list",
        """
resource "aws_instance" "w" {
  ebs_block_device = [
    { device_name = "/dev/sdf", encrypted = true },
    { device_name = "/dev/sdg", encrypted = false }, # flagged
  ]
}
""",
    ),
]

ROOT = [
    ("written", 'resource "aws_instance" "w" {\n  root_block_device {\n    encrypted = false\n  }\n}\n'),
    (
        "the launch template decides",
        'resource "aws_instance" "w" {\n  launch_template {\n    id = "l"\n  }\n}\n',
    ),
    ("an empty list", 'resource "aws_instance" "w" {\n  root_block_device = [] # flagged\n}\n'),
]

TABLES = {
    "aws-ec2-imds-v1-enabled": IMDS,
    "aws-ec2-volume-unencrypted": VOLUME,
    "aws-ec2-block-device-unencrypted": DEVICES,
    "aws-ec2-root-volume-unspecified": ROOT,
}


@pytest.mark.parametrize(("rule_id", "text"), cases(TABLES))
def test_ec2(rule_id: str, text: str, tmp_path: Path) -> None:
    check(rule_id, text, tmp_path)
