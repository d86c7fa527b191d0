"""Amazon Keyspaces, Timestream and QLDB."""

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

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_KEYSPACES = f"{_PROVIDER}/keyspaces_table"
_LEDGER = f"{_PROVIDER}/qldb_ledger"
_QLDB_GUIDE = "https://docs.aws.amazon.com/qldb/latest/developerguide"
_KEY = Pick("aws_kms_key", "arn", ".")

KEYSPACES_KEY_NOT_OWN = Rule(
    id="aws-keyspaces-key-not-own",
    summary="The table is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_keyspaces_table",),
    check=Require(
        "encryption_specification.kms_key_identifier",
        Presence.PRESENT,
        set=_KEY,
        beside={"type": "CUSTOMER_MANAGED_KMS_KEY"},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_keyspaces_table" "events" {
  keyspace_name = "shop"
  table_name    = "events"

  schema_definition {
    column {
      name = "id"
      type = "ascii"
    }

    partition_key {
      name = "id"
    }
  }
}
""",
    aliases=("CKV_AWS_265",),
    references=(
        "https://docs.aws.amazon.com/keyspaces/latest/devguide/EncryptionAtRest.html",
        _KEYSPACES,
    ),
)

TIMESTREAM_KEY_NOT_OWN = Rule(
    id="aws-timestream-key-not-own",
    summary="The database is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_timestreamwrite_database",),
    check=Require("kms_key_id", Presence.PRESENT, set=_KEY),
    safety=Safety.UNSAFE,
    fix_effect="bills the key and its use",
    example="""resource "aws_timestreamwrite_database" "sensors" {
  database_name = "sensors"
}
""",
    aliases=("CKV_AWS_160",),
    references=(
        "https://docs.aws.amazon.com/timestream/latest/developerguide/EncryptionAtRest.html",
        f"{_PROVIDER}/timestreamwrite_database",
    ),
)

LEDGER_DELETION_UNPROTECTED = Rule(
    id="aws-qldb-deletion-unprotected",
    summary="The ledger can be deleted by a single call",
    why="A history that nobody should be able to change is gone with one slip in a pipeline.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_qldb_ledger",),
    check=Require("deletion_protection", Equals(True), absent=True),
    example="""resource "aws_qldb_ledger" "payments" {
  name                = "payments"
  permissions_mode    = "STANDARD"
  deletion_protection = false
}
""",
    aliases=("CKV_AWS_172",),
    references=(
        f"{_QLDB_GUIDE}/ledger-management.basics.html",
        _LEDGER,
    ),
)

LEDGER_ALLOWS_ALL = Rule(
    id="aws-qldb-permissions-all-or-nothing",
    summary="Whoever may use the ledger may do everything in it",
    why="Reading one table and changing all of them is the same permission, for every application and "
    "person.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_qldb_ledger",),
    check=Require("permissions_mode", Equals("STANDARD")),
    safety=Safety.UNSAFE,
    fix_effect="cuts off identities whose policies do not name the tables",
    example="""resource "aws_qldb_ledger" "payments" {
  name             = "payments"
  permissions_mode = "ALLOW_ALL"
}
""",
    aliases=("CKV_AWS_170",),
    references=(
        f"{_QLDB_GUIDE}/getting-started-standard-mode.html",
        _LEDGER,
    ),
)

TIMESTREAM_PUBLIC = Rule(
    id="aws-timestream-publicly-accessible",
    summary="The InfluxDB database has a public address",
    why="Only its security groups then stand between the login prompt and the whole internet.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=(
        "aws_timestreaminfluxdb_db_instance",
        "aws_timestreaminfluxdb_db_cluster",
    ),
    check=Require("publicly_accessible", Equals(False), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it, and cuts off clients outside the VPC",
    example="""resource "aws_timestreaminfluxdb_db_cluster" "sensors" {
  name                = "sensors"
  db_instance_type    = "db.influx.medium"
  publicly_accessible = true
}
""",
    references=(
        "https://docs.aws.amazon.com/timestream/latest/developerguide/timestream-for-influxdb.html",
        f"{_PROVIDER}/timestreaminfluxdb_db_instance",
    ),
)
