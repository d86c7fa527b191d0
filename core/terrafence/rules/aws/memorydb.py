"""Amazon MemoryDB."""

from terrafence.declare import (
    Disruption,
    Equals,
    Level,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_CLUSTER = f"{_PROVIDER}/memorydb_cluster"
_GUIDE = "https://docs.aws.amazon.com/memorydb/latest/devguide"

TLS_OFF = Rule(
    id="aws-memorydb-tls-off",
    summary="Clients and nodes talk to the database in plain text",
    why="Anyone on the network path reads passwords and records that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_memorydb_cluster",),
    check=Require("tls_enabled", Equals(True), absent=True),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_memorydb_cluster" "carts" {
  acl_name    = "shop"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab"
  node_type   = "db.t4g.small"
  tls_enabled = false
}
""",
    aliases=("CKV_AWS_202",),
    references=(
        f"{_GUIDE}/in-transit-encryption.html",
        _CLUSTER,
    ),
)

OPEN_ACCESS = Rule(
    id="aws-memorydb-open-access",
    summary="The database answers everyone who reaches it, without a password",
    why="Any process on the network reads and changes every record.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_memorydb_cluster",),
    check=Require("acl_name", NoneOf(("open-access",)), set=Pick("aws_memorydb_acl", "name", ".")),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that do not log in",
    example="""resource "aws_memorydb_cluster" "carts" {
  acl_name    = "open-access"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd-0123-0123-0123-0123456789ab"
  node_type   = "db.t4g.small"
}
""",
    references=(
        f"{_GUIDE}/clusters.acls.html",
        _CLUSTER,
    ),
)

KEY_NOT_OWN = Rule(
    id="aws-memorydb-key-not-own",
    summary="The database is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=(
        "aws_memorydb_cluster",
        "aws_memorydb_snapshot",
    ),
    check=Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_memorydb_cluster" "carts" {
  acl_name  = "shop"
  node_type = "db.t4g.small"
}
""",
    aliases=(
        "CKV_AWS_201",
        "CKV_AWS_278",
    ),
    references=(
        f"{_GUIDE}/at-rest-encryption.html",
        _CLUSTER,
    ),
)
