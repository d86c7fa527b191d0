"""Amazon Lightsail."""

from terrafence.declare import (
    Disruption,
    Each,
    Equals,
    Excludes,
    Level,
    Require,
    Rule,
    Safety,
    Severity,
    Spans,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_DATABASE = """resource "aws_lightsail_database" "shop" {{
  relational_database_name = "shop"
  master_database_name     = "shop"
  master_username          = "shop"
  master_password          = var.password
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  {} = {}
}}

variable "password" {{}}
"""

DATABASE_PUBLIC = Rule(
    id="aws-lightsail-database-public",
    summary="The database is reachable from the whole internet",
    why="Only its password stands between everyone and the data, and databases are tried all day.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_lightsail_database",),
    check=Require("publicly_accessible", Equals(False), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients outside Lightsail",
    example=_DATABASE.format("publicly_accessible     ", "true"),
    references=(
        "https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-database-public-mode.html",
        f"{_DOCS}lightsail_database",
    ),
)

DATABASE_BACKUPS_OFF = Rule(
    id="aws-lightsail-database-backups-off",
    summary="The database is never backed up",
    why="Deleted or corrupted data, by mistake or by an intruder, cannot be brought back.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lightsail_database",),
    check=Require("backup_retention_enabled", Equals(True), absent=True),
    example=_DATABASE.format("backup_retention_enabled", "false"),
    references=(
        "https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-databases.html",
        f"{_DOCS}lightsail_database",
    ),
)

_ADMINISTRATION = (20, 21, 22, 23, 1433, 3306, 3389, 5432, 5900, 6379, 9200, 11211, 27017)

PORTS_OPEN_TO_WORLD = Rule(
    id="aws-lightsail-administration-open-to-world",
    summary="A port for administration or a database is reachable from the whole internet",
    why="It is scanned and tried with leaked keys and passwords within minutes.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_lightsail_instance_public_ports",),
    check=Each(
        "port_info",
        When(
            Spans("from_port", "to_port", _ADMINISTRATION),
            Require(
                "cidrs",
                Excludes(("0.0.0.0/0",), instead=("10.0.0.0/8",)),
            ),
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the private network",
    example="""resource "aws_lightsail_instance_public_ports" "shop" {
  instance_name = "shop"

  port_info {
    protocol  = "tcp"
    from_port = 22
    to_port   = 22
    cidrs     = ["0.0.0.0/0"]
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/lightsail/latest/userguide/understanding-firewall-and-port-mappings-in-amazon-lightsail.html",
        f"{_DOCS}lightsail_instance_public_ports",
    ),
)
