"""Amazon EC2: how instances are reached, watched and protected."""

from terrafence.declare import (
    AnyOf,
    AtMost,
    Attr,
    Disruption,
    Each,
    Equals,
    Exists,
    Level,
    Matches,
    NoneOf,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Target,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_TEMPLATE_DECIDES = Exists("launch_template")
_NO_PUBLIC_ADDRESS = Require("associate_public_ip_address", NoneOf((True,), instead=False))
_ADDRESS_WHY = (
    "The machine answers on the internet as soon as its security group allows it, and scanners find it "
    "within minutes."
)

PUBLIC_ADDRESS = Rule(
    id="aws-ec2-public-address",
    summary="The instance gets a public address",
    why=_ADDRESS_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_instance", "aws_spot_instance_request"),
    check=_NO_PUBLIC_ADDRESS,
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_instance" "web" {
  ami                         = "ami-0abcdef1234567890"
  instance_type               = "t3.micro"
  subnet_id                   = "subnet-0123456789abcdef0"
  associate_public_ip_address = true
}
""",
    aliases=("CKV_AWS_88", "datadog:aws/ec2_instance_has_public_ip"),
    controls=("AWS-Security-Hub:EC2.9",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
        f"{_DOCS}instance",
    ),
)

PUBLIC_ADDRESS_UNSTATED = Rule(
    id="aws-ec2-public-address-unstated",
    summary="Whether the instance gets a public address is left to its subnet",
    why="The subnet may hand one out, today or after somebody changes it, and then the internet knocks.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_instance",),
    check=When(
        Not(AnyOf((Exists("network_interface"), Exists("primary_network_interface")))),
        Require("associate_public_ip_address", Presence.PRESENT, set=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    # Where the subnet gives out none, it is what happens anyway.
    unsafe_when=Not(
        Target("aws_subnet", "subnet_id", Attr("map_public_ip_on_launch", Equals(False), absent=False))
    ),
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.web.id
}

resource "aws_subnet" "web" {
  vpc_id     = "vpc-0123456789abcdef0"
  cidr_block = "10.0.1.0/24"
}
""",
    aliases=("datadog:aws/ec2_instance_has_public_ip",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html",
        f"{_DOCS}instance",
    ),
)

TEMPLATE_PUBLIC_ADDRESS = Rule(
    id="aws-ec2-launch-template-public-address",
    summary="Instances of the launch template get a public address",
    why=_ADDRESS_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_launch_template",),
    check=Each("network_interfaces", _NO_PUBLIC_ADDRESS),
    safety=Safety.UNSAFE,
    fix_effect="leaves new instances without a public address",
    example="""resource "aws_launch_template" "web" {
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  network_interfaces {
    associate_public_ip_address = true
  }
}
""",
    aliases=("CKV_AWS_88",),
    controls=("AWS-Security-Hub:EC2.25",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html",
        f"{_DOCS}launch_template",
    ),
)

CONFIGURATION_PUBLIC_ADDRESS = Rule(
    id="aws-autoscaling-public-address",
    summary="Instances of the launch configuration get a public address",
    why=_ADDRESS_WHY,
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_launch_configuration",),
    check=_NO_PUBLIC_ADDRESS,
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_launch_configuration" "workers" {
  image_id                    = "ami-0abcdef1234567890"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}
""",
    aliases=("CKV_AWS_389", "AVD-AWS-0009"),
    controls=("AWS-Security-Hub:AutoScaling.5",),
    references=(
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html",
        f"{_DOCS}launch_configuration",
    ),
)

DEFAULT_SUBNET = Rule(
    id="aws-ec2-default-subnet",
    summary="The instance starts in a subnet of the default network",
    why="Every subnet that AWS makes by itself is public and hands out public addresses, so the machine is "
    "on the internet.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_instance",),
    check=When(
        Not(
            AnyOf(
                (
                    _TEMPLATE_DECIDES,
                    Exists("network_interface"),
                    Exists("primary_network_interface"),
                    Attr("associate_public_ip_address", Equals(False)),
                    Attr("associate_public_ip_address", Equals(True)),
                )
            )
        ),
        Require("subnet_id", Presence.PRESENT, set=Pick("aws_subnet", "id", "priv|app|internal")),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
""",
    aliases=("datadog:aws/instance_with_no_vpc",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html",
        f"{_DOCS}instance",
    ),
)

HOP_LIMIT_HIGH = Rule(
    id="aws-ec2-metadata-hop-limit-high",
    summary="Metadata answers travel further than the instance itself",
    why="A container on the instance, or a proxy in front of it, reads the credentials of the instance's "
    "role.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_launch_template", "aws_launch_configuration", "aws_instance"),
    check=When(
        Not(Attr("metadata_options.http_endpoint", Equals("disabled"))),
        Require("metadata_options.http_put_response_hop_limit", AtMost(1), absent=1),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off containers on the instance that use its metadata",
    example="""resource "aws_launch_template" "web" {
  image_id      = "ami-0abcdef1234567890"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 3
  }
}
""",
    aliases=("CKV_AWS_341",),
    controls=("AWS-Security-Hub:AutoScaling.4",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
        f"{_DOCS}launch_template",
    ),
)

DETAILED_MONITORING_OFF = Rule(
    id="aws-ec2-detailed-monitoring-off",
    summary="The instance is measured only every five minutes",
    why="A short attack, or a miner that hides between two measurements, does not show.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_instance",),
    check=When(Not(_TEMPLATE_DECIDES), Require("monitoring", Equals(True), absent=False)),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch metrics",
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
""",
    aliases=("CKV_AWS_126", "datadog:aws/ec2_instance_monitoring_disabled"),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html",
        f"{_DOCS}instance",
    ),
)

EBS_NOT_OPTIMIZED = Rule(
    id="aws-ec2-ebs-not-optimized",
    summary="The instance's disks share the network with its other traffic",
    why="Whoever floods the instance with requests also starves its disks. Types since 2015 have a way of "
    "their own to their disks anyway.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_instance",),
    check=When(
        Not(
            AnyOf(
                (
                    _TEMPLATE_DECIDES,
                    Attr("instance_type", Matches(r"^(?!(c1|c3|g2|i2|m1|m2|m3|r3|t1|t2)\.)[a-z].*\.")),
                )
            )
        ),
        Require("ebs_optimized", Equals(True), absent=False),
    ),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "m3.xlarge"
}
""",
    aliases=("CKV_AWS_135", "datadog:aws/ec2_not_ebs_optimized"),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-optimized.html",
        f"{_DOCS}instance",
    ),
)

INSTANCE_PROFILE_MISSING = Rule(
    id="aws-ec2-instance-profile-missing",
    summary="The instance has no role",
    why="What runs on it and needs AWS then gets keys that are written down somewhere, and never expire.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_instance",),
    check=When(
        Not(_TEMPLATE_DECIDES),
        Require(
            "iam_instance_profile",
            Presence.PRESENT,
            set=Pick("aws_iam_instance_profile", "name", "."),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="gives the instance the rights of that role",
    example="""resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
""",
    aliases=("CKV2_AWS_41",),
    controls=("CIS-AWS-3.0.0:1.18",),
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
        f"{_DOCS}instance",
    ),
)

TERMINATION_PROTECTION_OFF = Rule(
    id="aws-ec2-termination-protection-off",
    summary="The instance can be terminated by one call",
    why="An accident or an intruder takes the machine and its local data away in one step.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_instance",),
    check=When(Not(_TEMPLATE_DECIDES), Require("disable_api_termination", Equals(True), absent=False)),
    example="""resource "aws_instance" "ledger" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
""",
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html",
        f"{_DOCS}instance",
    ),
)

SERIAL_CONSOLE_ON = Rule(
    id="aws-ec2-serial-console-on",
    summary="The serial console of every instance in the region can be opened",
    why="It bypasses security groups and private subnets: stolen AWS credentials and one local password are "
    "a shell.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ec2_serial_console_access",),
    check=Require("enabled", Equals(False), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="cuts off who is using it",
    example="""resource "aws_ec2_serial_console_access" "here" {
  enabled = true
}
""",
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html",
        f"{_DOCS}ec2_serial_console_access",
    ),
)

ACCOUNT_IMDS_V1_ALLOWED = Rule(
    id="aws-ec2-account-imds-v1-allowed",
    summary="New instances of the region answer IMDSv1 requests unless they say otherwise",
    why="Every instance whose author forgets one line gives its role's credentials to a single forged "
    "request.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_ec2_instance_metadata_defaults",),
    check=When(
        Not(Attr("http_endpoint", Equals("disabled"))),
        Require("http_tokens", Equals("required"), absent="no-preference"),
    ),
    example="""resource "aws_ec2_instance_metadata_defaults" "here" {
  http_tokens = "optional"
}
""",
    references=(
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
        f"{_DOCS}ec2_instance_metadata_defaults",
    ),
)

SOURCE_CHECK_OFF = Rule(
    id="aws-ec2-source-check-off",
    summary="The instance forwards traffic that is not its own",
    why="Whoever takes it over can pose as its neighbours and read what passes through; only a router, "
    "firewall or NAT instance needs this.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_instance", "aws_network_interface"),
    check=Require("source_dest_check", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="drops traffic that it forwards",
    example="""resource "aws_instance" "web" {
  ami               = "ami-0abcdef1234567890"
  instance_type     = "t3.micro"
  source_dest_check = false
}
""",
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html",
        f"{_DOCS}instance",
    ),
)
