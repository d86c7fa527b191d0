"""Amazon EC2: machine images and snapshots."""

from terrafence.declare import (
    AllOf,
    AnyOf,
    Attr,
    Cure,
    Disruption,
    Each,
    Equals,
    Exists,
    Level,
    Matches,
    Never,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Twin,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_IMAGE_ENCRYPTION = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AMIEncryption.html"
_EBS_ENCRYPTION = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html"
_WHY = (
    "An image that is shared by mistake, or a snapshot behind it, gives away the whole disk: code, data "
    "and the keys that were left there."
)

IMAGE_UNENCRYPTED = Rule(
    id="aws-ec2-image-unencrypted",
    summary="A disk of the machine image is not encrypted",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_ami",),
    check=Each(
        "ebs_block_device",
        When(Not(Exists("snapshot_id")), Require("encrypted", Equals(True), absent=False)),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_ami" "base" {
  name             = "base"
  root_device_name = "/dev/xvda"

  ebs_block_device {
    device_name = "/dev/xvda"
    volume_size = 8
  }
}
""",
    aliases=("CKV_AWS_204", "datadog:aws/ami_not_encrypted"),
    references=(_IMAGE_ENCRYPTION, f"{_DOCS}ami"),
)

IMAGE_COPY_UNENCRYPTED = Rule(
    id="aws-ec2-image-copy-unencrypted",
    summary="The copy of the machine image is not encrypted",
    why=_WHY,
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_ami_copy",),
    check=Require("encrypted", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_ami_copy" "base" {
  name              = "base"
  source_ami_id     = "ami-0abcdef1234567890"
  source_ami_region = "us-east-1"
}
""",
    aliases=("CKV_AWS_235",),
    references=(_IMAGE_ENCRYPTION, f"{_DOCS}ami_copy"),
)

SNAPSHOT_COPY_UNENCRYPTED = Rule(
    id="aws-ec2-snapshot-copy-unencrypted",
    summary="The copy of the snapshot is not encrypted by its own setting",
    why="Unless its source is encrypted, a copy that is shared by mistake gives away the whole disk.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ebs_snapshot_copy",),
    check=Require("encrypted", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_ebs_snapshot_copy" "ledger" {
  source_snapshot_id = "snap-0123456789abcdef0"
  source_region      = "us-east-1"
}
""",
    references=(_EBS_ENCRYPTION, f"{_DOCS}ebs_snapshot_copy"),
)

SNAPSHOT_COPY_AWS_KEY = Rule(
    id="aws-ec2-snapshot-copy-aws-key",
    summary="The copy of the snapshot is encrypted with no key of one's own",
    why="A key of one's own can be watched, limited and withdrawn, and lets the copy be shared with "
    "chosen accounts.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ebs_snapshot_copy",),
    check=Require(
        "kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "."), beside={"encrypted": True}
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_ebs_snapshot_copy" "ledger" {
  source_snapshot_id = "snap-0123456789abcdef0"
  source_region      = "us-east-1"
  encrypted          = true
}
""",
    aliases=("CKV_AWS_183",),
    references=(_EBS_ENCRYPTION, f"{_DOCS}ebs_snapshot_copy"),
)

VOLUME_AWS_KEY = Rule(
    id="aws-ec2-volume-aws-key",
    summary="The volume has no key of one's own",
    why="A key of one's own can be watched, limited and withdrawn, and lets snapshots be shared with "
    "chosen accounts.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ebs_volume",),
    check=When(
        Not(Exists("snapshot_id")),
        Require(
            "kms_key_id",
            Presence.PRESENT,
            set=Pick("aws_kms_key", "arn", "."),
            beside={"encrypted": True},
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_ebs_volume" "ledger" {
  availability_zone = "eu-west-1a"
  size              = 40
  encrypted         = true
}
""",
    aliases=("CKV_AWS_189", "AVD-AWS-0027"),
    references=(_EBS_ENCRYPTION, f"{_DOCS}ebs_volume"),
)

IMAGE_PUBLIC = Rule(
    id="aws-ec2-image-public",
    summary="Every AWS account can start the machine image and read its disks",
    why="Whatever was left in it is out: code, keys, customer data. Public images are searched for such "
    "things all the time.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_ami_launch_permission",),
    check=Never(Attr("group", Equals("all")), "`group` is `all`", Cure.REMOVE),
    safety=Safety.UNSAFE,
    fix_effect="cuts off every other account",
    example="""resource "aws_ami_launch_permission" "everyone" {
  image_id = "ami-0abcdef1234567890"
  group    = "all"
}
""",
    aliases=("CKV_AWS_205",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html",
        f"{_DOCS}ami_launch_permission",
    ),
)

IMAGE_SHARED = Rule(
    id="aws-ec2-image-shared",
    summary="Another account can start the machine image and read its disks",
    why="Whatever was left in it is also theirs: code, keys, data. Whoever breaks into that account has "
    "it too.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ami_launch_permission",),
    check=Never(Attr("account_id", Presence.PRESENT), "`account_id` is set", Cure.REMOVE),
    safety=Safety.UNSAFE,
    fix_effect="cuts off that account",
    example="""resource "aws_ami_launch_permission" "partner" {
  image_id   = "ami-0abcdef1234567890"
  account_id = "123456789012"
}
""",
    aliases=("CKV_AWS_205",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html",
        f"{_DOCS}ami_launch_permission",
    ),
)

_SHARING_REFERENCES = (
    "https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
    f"{_DOCS}ebs_snapshot_block_public_access",
)

SNAPSHOTS_SHAREABLE = Rule(
    id="aws-ec2-snapshots-shareable-with-world",
    summary="Snapshots of the region may be made public",
    why="One wrong permission, by mistake or by an intruder, gives a whole disk to everyone; this "
    "account- wide block would have refused it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ebs_snapshot_block_public_access",),
    check=Require("state", OneOf(("block-new-sharing", "block-all-sharing")), absent="unblocked"),
    example="""resource "aws_ebs_snapshot_block_public_access" "here" {
  state = "unblocked"
}
""",
    controls=("AWS-Security-Hub:EC2.182",),
    references=_SHARING_REFERENCES,
)

IMAGES_SHAREABLE = Rule(
    id="aws-ec2-images-shareable-with-world",
    summary="Machine images of the region may be made public",
    why="One wrong permission, by mistake or by an intruder, gives an image and its disks to everyone; "
    "this account-wide block would have refused it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ec2_image_block_public_access",),
    check=Require("state", Equals("block-new-sharing"), absent="unblocked"),
    example="""resource "aws_ec2_image_block_public_access" "here" {
  state = "unblocked"
}
""",
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html",
        f"{_DOCS}ec2_image_block_public_access",
    ),
)

IMAGE_OWNER_OPEN = Rule(
    id="aws-ec2-image-owner-missing",
    summary="The newest image of any owner is taken",
    why="Anyone can publish an image under a name that matches; the next apply starts it with your roles.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("data.aws_ami",),
    check=When(
        AllOf(
            (
                Attr("most_recent", Equals(True)),
                Not(
                    AnyOf(
                        (
                            Attr("filter.name", Matches(r"^(owner-alias|owner-id|image-id)$")),
                            Exists("executable_users"),
                        )
                    )
                ),
            )
        ),
        Require("owners", Presence.PRESENT, set=("self", "amazon")),
    ),
    safety=Safety.UNSAFE,
    fix_effect="finds other images, or none, if the owner is another one",
    example="""data "aws_ami" "base" {
  most_recent = true

  filter {
    name   = "name"
    values = ["base-*"]
  }
}
""",
    aliases=("CKV_AWS_386", "AVD-AWS-0344", "datadog:aws/ami_owner_missing"),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ami",
    ),
)

IMAGE_COPY_AWS_KEY = Rule(
    id="aws-ec2-image-copy-aws-key",
    summary="The copy of the machine image is encrypted with no key of one's own",
    why="A key of one's own can be watched, limited and withdrawn, and lets the image be shared with "
    "chosen accounts.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ami_copy",),
    check=Require(
        "kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "."), beside={"encrypted": True}
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_ami_copy" "base" {
  name              = "base"
  source_ami_id     = "ami-0abcdef1234567890"
  source_ami_region = "us-east-1"
  encrypted         = true
}
""",
    aliases=("CKV_AWS_236",),
    references=(_IMAGE_ENCRYPTION, f"{_DOCS}ami_copy"),
)

IMAGE_SHARED_WIDELY = Rule(
    id="aws-ec2-image-shared-with-several",
    summary="More than one account can start the machine image and read its disks",
    why="Keys, passwords and code that are left on its disks are in the hands of each of them, and stay "
    "there in copies.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_ami_launch_permission",),
    check=When(
        Attr("account_id", Presence.PRESENT),
        Never(Twin("image_id"), "another permission is for the same image"),
    ),
    no_fix="which accounts need the image is for its owner to say",
    example="""resource "aws_ami_launch_permission" "partners" {
  for_each   = toset(["123456789012", "210987654321"])
  image_id   = "ami-0abcdef1234567890"
  account_id = each.value
}
""",
    aliases=("datadog:aws/ami_shared_with_multiple_accounts",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ami_launch_permission",
    ),
)
