"""Amazon EMR."""

from terrafence.declare import (
    All,
    Any,
    AnyOf,
    Attr,
    Disruption,
    Each,
    Equals,
    Exists,
    Expr,
    Level,
    Not,
    OneOf,
    Pick,
    Presence,
    ReferredBy,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)
from terrafence.rules.aws.vpc import GROUPS_RANGE, WORLD

_CONFIGURATION = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_security_configuration"
)
_CLUSTER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster"
_OPTIONS = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-data-encryption-options.html"
_ENCRYPTION = "configuration.EncryptionConfiguration"
_AT_REST = f"{_ENCRYPTION}.AtRestEncryptionConfiguration"
_LOCAL_DISK = f"{_AT_REST}.LocalDiskEncryptionConfiguration"

AT_REST_ENCRYPTION_OFF = Rule(
    id="aws-emr-at-rest-encryption-off",
    summary="The security configuration leaves data at rest unencrypted",
    why="Whoever gets at the cluster's disks, their snapshots or its files in S3 reads everything that was "
    "worked on.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_emr_security_configuration",),
    check=Require(f"{_ENCRYPTION}.EnableAtRestEncryption", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    used_by=(("aws_emr_cluster", "security_configuration"),),
    # What to encrypt with has to be there, and be nothing that takes leave to use a key.
    unsafe_when=AnyOf(
        (
            Exists(_LOCAL_DISK),
            Not(Attr(f"{_AT_REST}.S3EncryptionConfiguration.EncryptionMode", Equals("SSE-S3"))),
        )
    ),
    example="""resource "aws_emr_security_configuration" "spark" {
  name = "spark"
  configuration = jsonencode({
    EncryptionConfiguration = {
      EnableAtRestEncryption    = false
      EnableInTransitEncryption = false
      AtRestEncryptionConfiguration = {
        S3EncryptionConfiguration = { EncryptionMode = "SSE-S3" }
      }
    }
  })
}
""",
    aliases=("CKV_AWS_349", "CKV_AWS_350", "AVD-AWS-0137"),
    controls=("AWS-Security-Hub:EMR.3",),
    references=(_OPTIONS, _CONFIGURATION),
)

LOCAL_DISKS_UNENCRYPTED = Rule(
    id="aws-emr-local-disks-unencrypted",
    summary="The security configuration does not encrypt the nodes' local disks",
    why="Shuffle files and spilled data stay on disks in plain, also after the cluster is gone.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_emr_security_configuration",),
    check=All(
        (
            Require(
                _LOCAL_DISK,
                Presence.PRESENT,
                set={
                    "EncryptionKeyProviderType": "AwsKms",
                    "AwsKmsKey": Pick("aws_kms_key", "arn", "emr|spark|hadoop|data"),
                },
            ),
            When(
                Attr(_LOCAL_DISK, Presence.PRESENT),
                Require(f"{_LOCAL_DISK}.EncryptionKeyProviderType", Presence.PRESENT),
            ),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces it, and the nodes need leave to use the key",
    example="""resource "aws_emr_security_configuration" "spark" {
  name = "spark"
  configuration = jsonencode({
    EncryptionConfiguration = {
      EnableAtRestEncryption    = true
      EnableInTransitEncryption = false
      AtRestEncryptionConfiguration = {
        S3EncryptionConfiguration = { EncryptionMode = "SSE-S3" }
      }
    }
  })
}
""",
    aliases=("CKV_AWS_349", "AVD-AWS-0139"),
    controls=("AWS-Security-Hub:EMR.3",),
    references=(_OPTIONS, _CONFIGURATION),
)

EBS_VOLUMES_UNENCRYPTED = Rule(
    id="aws-emr-ebs-volumes-unencrypted",
    summary="The security configuration leaves the nodes' EBS root volumes unencrypted",
    why="Encryption of local disks alone covers the storage volumes; the root volume, with the system's logs "
    "and temporary files, needs EBS encryption.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_emr_security_configuration",),
    check=Require(f"{_LOCAL_DISK}.EnableEbsEncryption", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_emr_security_configuration" "spark" {
  name = "spark"
  configuration = jsonencode({
    EncryptionConfiguration = {
      EnableAtRestEncryption    = true
      EnableInTransitEncryption = false
      AtRestEncryptionConfiguration = {
        LocalDiskEncryptionConfiguration = {
          EncryptionKeyProviderType = "AwsKms"
          AwsKmsKey                 = "arn:aws:kms:eu-west-1:123456789012:alias/spark"
          EnableEbsEncryption       = false
        }
      }
    }
  })
}
""",
    aliases=("CKV_AWS_350",),
    references=(_OPTIONS, _CONFIGURATION),
)

IN_TRANSIT_ENCRYPTION_OFF = Rule(
    id="aws-emr-in-transit-encryption-off",
    summary="The security configuration lets the nodes talk in plain text",
    why="Anyone on the cluster's network reads and alters what is shuffled between the nodes.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_emr_security_configuration",),
    check=Require(f"{_ENCRYPTION}.EnableInTransitEncryption", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    no_fix="it takes certificates, and only you know where they are",
    example="""resource "aws_emr_security_configuration" "spark" {
  name = "spark"
  configuration = jsonencode({
    EncryptionConfiguration = {
      EnableAtRestEncryption    = true
      EnableInTransitEncryption = false
      AtRestEncryptionConfiguration = {
        S3EncryptionConfiguration = { EncryptionMode = "SSE-S3" }
      }
    }
  })
}
""",
    aliases=("CKV_AWS_351", "AVD-AWS-0138"),
    controls=("AWS-Security-Hub:EMR.4",),
    references=(_OPTIONS, _CONFIGURATION),
)

S3_ENCRYPTED_WITHOUT_KMS = Rule(
    id="aws-emr-s3-encrypted-without-kms",
    summary="The security configuration encrypts files in S3 without a KMS key",
    why="Whoever may read the bucket then also gets the plain text; a KMS key adds a second permission, and "
    "a record of each use.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_emr_security_configuration",),
    check=Require(
        f"{_AT_REST}.S3EncryptionConfiguration.EncryptionMode", OneOf(("SSE-KMS", "CSE-KMS", "CSE-Custom"))
    ),
    disruption=Disruption.REPLACE,
    no_fix="only you know the key that the cluster may use",
    example="""resource "aws_emr_security_configuration" "spark" {
  name = "spark"
  configuration = jsonencode({
    EncryptionConfiguration = {
      EnableAtRestEncryption    = true
      EnableInTransitEncryption = false
      AtRestEncryptionConfiguration = {
        S3EncryptionConfiguration = { EncryptionMode = "SSE-S3" }
      }
    }
  })
}
""",
    aliases=("CKV_AWS_171",),
    references=(_OPTIONS, _CONFIGURATION),
)

SECURITY_CONFIGURATION_MISSING = Rule(
    id="aws-emr-security-configuration-missing",
    summary="The cluster runs without a security configuration",
    why="Without one the cluster encrypts neither its disks nor the traffic between its nodes, and lets jobs "
    "use the machine's role.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_emr_cluster",),
    check=Require(
        "security_configuration", Presence.PRESENT, set=Pick("aws_emr_security_configuration", "name", ".")
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_emr_cluster" "spark" {
  name          = "spark"
  release_label = "emr-7.5.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
}
""",
    aliases=("CKV2_AWS_55",),
    references=(
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-security-configurations.html",
        _CLUSTER,
    ),
)

LOGS_NOT_KEPT = Rule(
    id="aws-emr-logs-not-kept",
    summary="The cluster's logs are gone when it is",
    why="What jobs and people did on the cluster can no longer be told after it terminates.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_emr_cluster",),
    check=Require(
        "log_uri",
        Presence.PRESENT,
        set=Expr('"s3://${{0}}/"', (Pick("aws_s3_bucket", "bucket", "log"),)),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces it, and stores its logs",
    example="""resource "aws_emr_cluster" "spark" {
  name          = "spark"
  release_label = "emr-7.5.0"
  service_role  = "arn:aws:iam::123456789012:role/emr"
}
""",
    references=("https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-debugging.html", _CLUSTER),
)

PUBLIC_ACCESS_NOT_BLOCKED = Rule(
    id="aws-emr-public-access-not-blocked",
    summary="Clusters may start in the region with security groups that are open to the world",
    why="One careless rule then puts a cluster's web interfaces and job servers, which run whatever they are "
    "sent, on the internet.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_emr_block_public_access_configuration",),
    check=Require("block_public_security_group_rules", Equals(True), absent=True),
    safety=Safety.UNSAFE,
    fix_effect="refuses to start clusters whose security groups are open to the world",
    example="""resource "aws_emr_block_public_access_configuration" "region" {
  block_public_security_group_rules = false
}
""",
    aliases=("CKV_AWS_390",),
    controls=("AWS-Security-Hub:EMR.2",),
    references=(
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_block_public_access_configuration",
    ),
)

TERMINATION_UNPROTECTED = Rule(
    id="aws-emr-termination-unprotected",
    summary="The long-running cluster can be terminated by a single call",
    why="One call with stolen keys, or a slip in a pipeline, takes the cluster with everything on its disks.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_emr_cluster",),
    check=When(
        Attr("keep_job_flow_alive_when_no_steps", Equals(True)),
        Require("termination_protection", Equals(True), absent=False),
    ),
    example="""resource "aws_emr_cluster" "spark" {
  name                              = "spark"
  release_label                     = "emr-7.5.0"
  service_role                      = "arn:aws:iam::123456789012:role/emr"
  keep_job_flow_alive_when_no_steps = true
  termination_protection            = false
}
""",
    references=(
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/UsingEMR_TerminationProtection.html",
        _CLUSTER,
    ),
)

REALM_MISSING = Rule(
    id="aws-emr-kerberos-realm-missing",
    summary="The cluster is to use Kerberos, and does not say in which realm",
    why="Without a realm nobody proves who they are: Terraform refuses the block, and the cluster that was "
    "there stays without Kerberos.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_emr_cluster",),
    check=When(
        Exists("kerberos_attributes"),
        Require("kerberos_attributes.realm", Presence.PRESENT, set="EC2.INTERNAL"),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces it, and names the realm of machines in us-east-1",
    example="""resource "aws_emr_cluster" "spark" {
  name                   = "spark"
  release_label          = "emr-7.5.0"
  service_role           = "arn:aws:iam::123456789012:role/emr"
  security_configuration = "kerberos"

  kerberos_attributes {
    kdc_admin_password = var.kdc_password
  }
}

variable "kdc_password" {
  type      = string
  sensitive = true
}
""",
    aliases=("CKV_AWS_114",),
    references=(
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-kerberos-configure-settings.html",
        _CLUSTER,
    ),
)

OUTSIDE_VPC = Rule(
    id="aws-emr-subnet-unstated",
    summary="The cluster starts in the default network",
    why="Every subnet that AWS makes by itself is public and hands out public addresses.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_emr_cluster",),
    check=Any(
        (
            Require(
                "ec2_attributes.subnet_id",
                Presence.PRESENT,
                set=Pick("aws_subnet", "id", "priv|app|internal|data"),
            ),
            Require("ec2_attributes.subnet_ids", Presence.PRESENT),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_emr_cluster" "reports" {
  name                   = "reports"
  release_label          = "emr-7.5.0"
  service_role           = "arn:aws:iam::123456789012:role/emr"
  log_uri                = "s3://acme-emr/logs"
  security_configuration = "strict"
  termination_protection = true
}
""",
    aliases=("datadog:aws/emr_without_vpc",),
    references=(
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-vpc-subnet.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster",
    ),
)

_EMR_GROUPS = tuple(
    ("aws_emr_cluster", f"ec2_attributes.{name}")
    for name in (
        "emr_managed_master_security_group",
        "emr_managed_slave_security_group",
        "additional_master_security_groups",
        "additional_slave_security_groups",
        "service_access_security_group",
    )
)

GROUP_OPEN_TO_WORLD = Rule(
    id="aws-emr-group-open-to-world",
    summary="A cluster's security group lets in the whole internet",
    why="The web pages and services of a cluster ask for no login: whoever reaches them runs jobs, with the "
    "cluster's role.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_security_group",),
    check=When(
        ReferredBy(_EMR_GROUPS),
        Each(
            "ingress",
            All((Require("cidr_blocks", WORLD, through=GROUPS_RANGE), Require("ipv6_cidr_blocks", WORLD))),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the private network",
    example="""resource "aws_security_group" "reports" {
  name        = "reports"
  description = "the cluster"

  ingress {
    description = "anyone"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_emr_cluster" "reports" {
  name                   = "reports"
  release_label          = "emr-7.5.0"
  service_role           = "arn:aws:iam::123456789012:role/emr"
  log_uri                = "s3://acme-emr/logs"
  security_configuration = "strict"
  termination_protection = true

  ec2_attributes {
    subnet_id                         = "subnet-0123456789abcdef0"
    instance_profile                  = "emr"
    emr_managed_master_security_group = aws_security_group.reports.id
    emr_managed_slave_security_group  = aws_security_group.reports.id
  }
}
""",
    aliases=("CKV2_AWS_7",),
    references=(
        "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-security-groups.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster",
    ),
)
