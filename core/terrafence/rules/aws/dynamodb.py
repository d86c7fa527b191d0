"""Amazon DynamoDB and its cache, DAX."""

from terrafence.declare import (
    All,
    Attr,
    Disruption,
    Each,
    Equals,
    Level,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_TABLE = f"{_PROVIDER}/dynamodb_table"
_DAX = f"{_PROVIDER}/dax_cluster"
_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
_KEY = Pick("aws_kms_key", "arn", ".")
_KEY_ARN = "server_side_encryption.kms_key_arn"

KEY_OF_AWS = Rule(
    id="aws-dynamodb-key-of-aws",
    summary="The table is encrypted with a key that AWS owns",
    why="Nothing records when the key is used, and access to the data cannot be withdrawn with it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dynamodb_table",),
    check=Require("server_side_encryption.enabled", Equals(True), absent=False, beside={"kms_key_arn": _KEY}),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_dynamodb_table" "carts" {
  name     = "carts"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
""",
    aliases=("CKV_AWS_119", "AVD-AWS-0025", "datadog:aws/dynamodb_table_not_encrypted"),
    references=(f"{_GUIDE}/EncryptionAtRest.html", _TABLE),
)

KEY_NOT_OWN = Rule(
    id="aws-dynamodb-key-not-own",
    summary="The table is encrypted with the account's default key",
    why="Everyone in the account may use that key, and access to the data cannot be withdrawn with it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dynamodb_table",),
    check=When(
        Attr("server_side_encryption.enabled", Equals(True)),
        All(
            (
                Require(_KEY_ARN, Presence.PRESENT, set=_KEY),
                Require(_KEY_ARN, NoneOf(("alias/aws/dynamodb",)), set=_KEY),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_dynamodb_table" "carts" {
  name     = "carts"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled = true
  }
}
""",
    aliases=("CKV_AWS_119", "AVD-AWS-0025"),
    references=(f"{_GUIDE}/EncryptionAtRest.html", _TABLE),
)

REPLICA_KEY_NOT_OWN = Rule(
    id="aws-dynamodb-replica-key-not-own",
    summary="The table's replica is not encrypted with a key of your own",
    why="The same data is there under a key with which access cannot be withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dynamodb_table_replica",),
    check=Require("kms_key_arn", Presence.PRESENT, set=_KEY),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_dynamodb_table_replica" "carts" {
  global_table_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/carts"
}
""",
    aliases=("CKV_AWS_271",),
    references=(f"{_GUIDE}/EncryptionAtRest.html", f"{_PROVIDER}/dynamodb_table_replica"),
)

POINT_IN_TIME_RECOVERY_OFF = Rule(
    id="aws-dynamodb-point-in-time-recovery-off",
    summary="The table cannot be restored to how it was before a mistake",
    why="Items that someone deletes or garbles, by accident or to blackmail, are gone.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dynamodb_table",),
    check=Require("point_in_time_recovery.enabled", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills continuous backups by size",
    example="""resource "aws_dynamodb_table" "carts" {
  name     = "carts"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = false
  }
}
""",
    aliases=("CKV_AWS_28", "AVD-AWS-0024", "datadog:aws/dynamodb_table_point_in_time_recovery_disabled"),
    controls=("AWS-Security-Hub:DynamoDB.2",),
    references=(f"{_GUIDE}/Point-in-time-recovery.html", _TABLE),
)

DELETION_UNPROTECTED = Rule(
    id="aws-dynamodb-deletion-unprotected",
    summary="The table can be deleted by a single call",
    why="One call with stolen keys, or a slip in a pipeline, removes every item.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_dynamodb_table",),
    check=Require("deletion_protection_enabled", Equals(True), absent=False),
    example="""resource "aws_dynamodb_table" "carts" {
  name                        = "carts"
  hash_key                    = "id"
  deletion_protection_enabled = false

  attribute {
    name = "id"
    type = "S"
  }
}
""",
    controls=("AWS-Security-Hub:DynamoDB.6",),
    references=(f"{_GUIDE}/WorkingWithTables.Basics.html", _TABLE),
)

DAX_UNENCRYPTED = Rule(
    id="aws-dynamodb-dax-unencrypted",
    summary="The table's cache keeps its data unencrypted",
    why="Items that are encrypted in the table lie in plain on the cache's disks.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_dax_cluster",),
    check=Require("server_side_encryption.enabled", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_dax_cluster" "carts" {
  cluster_name       = "carts"
  iam_role_arn       = "arn:aws:iam::123456789012:role/dax"
  node_type          = "dax.r5.large"
  replication_factor = 3
}
""",
    aliases=("CKV_AWS_47", "AVD-AWS-0023", "datadog:aws/dax_cluster_not_encrypted"),
    controls=("AWS-Security-Hub:DynamoDB.3",),
    references=(f"{_GUIDE}/DAXEncryptionAtRest.html", _DAX),
)

DAX_TLS_OFF = Rule(
    id="aws-dynamodb-dax-tls-off",
    summary="Clients talk to the table's cache in plain text",
    why="Anyone on the network path reads and alters the items that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_dax_cluster",),
    check=Require("cluster_endpoint_encryption_type", Equals("TLS"), absent="NONE"),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_dax_cluster" "carts" {
  cluster_name                     = "carts"
  cluster_endpoint_encryption_type = "NONE"
  iam_role_arn                     = "arn:aws:iam::123456789012:role/dax"
  node_type                        = "dax.r5.large"
  replication_factor               = 3
}
""",
    aliases=("CKV_AWS_239",),
    controls=("AWS-Security-Hub:DynamoDB.7",),
    references=(f"{_GUIDE}/DAXEncryptionInTransit.html", _DAX),
)

REPLICA_UNTAGGED = Rule(
    id="aws-dynamodb-replica-untagged",
    summary="The table's replica does not get its tags",
    why="Access rules and budgets that go by tags miss the copy, which holds the same items.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_dynamodb_table",),
    check=Each("replica", Require("propagate_tags", Equals(True), absent=False)),
    example="""resource "aws_dynamodb_table" "carts" {
  name             = "carts"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  attribute {
    name = "id"
    type = "S"
  }

  replica {
    region_name    = "eu-central-1"
    propagate_tags = false
  }
}
""",
    references=(
        f"{_GUIDE}/GlobalTables.html",
        _TABLE,
    ),
)
