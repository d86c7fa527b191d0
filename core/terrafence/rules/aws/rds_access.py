"""Amazon RDS and Aurora: copies and connections of databases, and the settings of their engines."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    Attr,
    Companion,
    Contains,
    Cure,
    Disruption,
    Each,
    Equals,
    Excludes,
    Exists,
    Expectation,
    Lacks,
    Level,
    Matches,
    Never,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Setting,
    Severity,
    Some,
    Target,
    TypeIs,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_USER_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide"
_AURORA_GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide"

SNAPSHOT_PUBLIC = Rule(
    id="aws-rds-snapshot-public",
    summary="The snapshot is shared with every AWS account",
    why="Anyone can restore it into an account of their own and read every row; public snapshots are listed "
    "for all to see.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=(
        "aws_db_snapshot",
        "aws_db_cluster_snapshot",
        "aws_db_snapshot_copy",
        "aws_rds_cluster_snapshot_copy",
    ),
    check=Require("shared_accounts", Excludes(("all",))),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off accounts that restore from it",
    example="""resource "aws_db_snapshot" "orders" {
  db_instance_identifier = "orders"
  db_snapshot_identifier = "orders-2026"
  shared_accounts        = ["all"]
}
""",
    aliases=("CKV_AWS_302", "datadog:aws/db_snapshot_public"),
    controls=("AWS-Security-Hub:RDS.1",),
    references=(f"{_USER_GUIDE}/USER_ShareSnapshot.html", f"{_PROVIDER}/db_snapshot"),
)

GLOBAL_CLUSTER_UNENCRYPTED = Rule(
    id="aws-rds-global-cluster-unencrypted",
    summary="The global database's storage is not encrypted",
    why="Every region's copy is as open as the first one: a shared snapshot or a stolen disk gives away "
    "every row.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_rds_global_cluster",),
    check=When(
        Not(Exists("source_db_cluster_identifier")), Require("storage_encrypted", Equals(True), absent=False)
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
}
""",
    aliases=("CKV_AWS_140",),
    references=(f"{_AURORA_GUIDE}/Overview.Encryption.html", f"{_PROVIDER}/rds_global_cluster"),
)

KEY_NOT_OWN = Rule(
    id="aws-rds-key-not-own",
    summary="The data is not encrypted with a key of your own",
    why="Under AWS's default key you can neither withdraw access nor share a copy safely with another "
    "account.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_rds_cluster", "aws_db_snapshot_copy", "aws_db_instance_automated_backups_replication"),
    check=When(
        Not(
            AllOf(
                (
                    TypeIs(("aws_rds_cluster",)),
                    AnyOf(
                        (
                            Exists("snapshot_identifier"),
                            Exists("replication_source_identifier"),
                            Exists("restore_to_point_in_time"),
                        )
                    ),
                )
            )
        ),
        Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "rds|db|data|backup")),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_db_snapshot_copy" "orders" {
  source_db_snapshot_identifier = "arn:aws:rds:eu-west-1:123456789012:snapshot:orders"
  target_db_snapshot_identifier = "orders-copy"
}
""",
    aliases=("CKV_AWS_245", "CKV_AWS_266", "CKV_AWS_327", "AVD-AWS-0079"),
    references=(f"{_USER_GUIDE}/Overview.Encryption.Keys.html", f"{_PROVIDER}/db_snapshot_copy"),
)

PROXY_TLS_NOT_REQUIRED = Rule(
    id="aws-rds-proxy-tls-not-required",
    summary="The proxy also takes connections without TLS",
    why="Anyone on the network path reads the rows that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_proxy",),
    check=Require("require_tls", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients without TLS",
    example="""resource "aws_db_proxy" "orders" {
  name           = "orders"
  engine_family  = "POSTGRESQL"
  require_tls    = false
  role_arn       = "arn:aws:iam::123456789012:role/orders"
  vpc_subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]

  auth {
    iam_auth   = "REQUIRED"
    secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders"
  }
}
""",
    references=(f"{_USER_GUIDE}/rds-proxy.howitworks.html", f"{_PROVIDER}/db_proxy"),
)

PROXY_LOGS_STATEMENTS = Rule(
    id="aws-rds-proxy-logs-statements",
    summary="The proxy writes whole SQL statements into its log",
    why="Values in them, personal data included, end up in a log group that many may read.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_proxy",),
    check=Require("debug_logging", Equals(False), absent=False),
    example="""resource "aws_db_proxy" "orders" {
  name           = "orders"
  debug_logging  = true
  engine_family  = "POSTGRESQL"
  require_tls    = true
  role_arn       = "arn:aws:iam::123456789012:role/orders"
  vpc_subnet_ids = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]

  auth {
    iam_auth   = "REQUIRED"
    secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders"
  }
}
""",
    references=(f"{_USER_GUIDE}/rds-proxy-creating.html", f"{_PROVIDER}/db_proxy"),
)

EVENTS_MUTED = Rule(
    id="aws-rds-events-muted",
    summary="The event subscription is switched off",
    why="Nobody hears of failovers, deletions and changed settings that the subscription was made for.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_db_event_subscription",),
    check=Require("enabled", Equals(True), absent=True),
    example="""resource "aws_db_event_subscription" "orders" {
  name      = "orders"
  sns_topic = "arn:aws:sns:eu-west-1:123456789012:operations"
  enabled   = false
}
""",
    controls=("AWS-Security-Hub:RDS.19",),
    references=(f"{_USER_GUIDE}/USER_Events.html", f"{_PROVIDER}/db_event_subscription"),
)

# PostgreSQL 15, Aurora PostgreSQL 17, MySQL 9 and MariaDB 11.8 ask for TLS by themselves, older ones do not.
_PLAIN_BY_DEFAULT = (
    (r"^(postgres(9|1[0-4])|aurora-postgresql(9|1[0-6]))\b", "rds.force_ssl", "immediate"),
    (r"^sqlserver-", "rds.force_ssl", "pending-reboot"),
    (r"^((aurora-)?mysql(5\.7|8\.0|8\.4)|mariadb(10\.|11\.4))", "require_secure_transport", "immediate"),
)
_DEMANDS_TLS = Require("value", OneOf(("1", "on", "ON")))
_AURORA_SETTING = AllOf((TypeIs(("aws_db_parameter_group",)), Attr("family", Matches(r"^aurora"))))
"""Aurora's TLS is set in the cluster's parameter group."""

_USED_BY = (
    ("aws_db_instance", "parameter_group_name"),
    ("aws_rds_cluster", "db_cluster_parameter_group_name"),
    ("aws_rds_cluster", "db_instance_parameter_group_name"),
    ("aws_rds_cluster_instance", "db_parameter_group_name"),
)
_EXPORTED = AnyOf(
    tuple(
        Companion(kind, by, Attr("enabled_cloudwatch_logs_exports", Contains(("postgresql",))))
        for kind, by in _USED_BY[:2]
    )
)
"""The log goes to CloudWatch Logs, which bills it; else it stays on the instance for some days."""

TLS_NOT_REQUIRED = Rule(
    id="aws-rds-tls-not-required",
    summary="The engine also takes connections without TLS",
    why="Anyone on the network path reads passwords and rows that go by.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_parameter_group", "aws_rds_cluster_parameter_group"),
    check=All(
        (
            *(
                When(
                    AllOf((Attr("family", Matches(family)), Not(_AURORA_SETTING))),
                    Setting(
                        "parameter", {"name": name}, _DEMANDS_TLS, {"value": "1", "apply_method": method}
                    ),
                )
                for family, name, method in _PLAIN_BY_DEFAULT
            ),
            When(
                Not(Attr("family", Matches("|".join(family for family, _, _ in _PLAIN_BY_DEFAULT)))),
                Each(
                    "parameter",
                    When(Attr("name", OneOf(("rds.force_ssl", "require_secure_transport"))), _DEMANDS_TLS),
                ),
            ),
        )
    ),
    safety=Safety.SAFE_WHEN_NEW,
    used_by=_USED_BY,
    fix_effect="cuts off clients without TLS",
    example="""resource "aws_db_parameter_group" "orders" {
  name   = "orders"
  family = "mysql8.0"

  parameter {
    name  = "require_secure_transport"
    value = "0"
  }
}
""",
    references=(
        f"{_USER_GUIDE}/PostgreSQL.Concepts.General.SSL.html",
        f"{_USER_GUIDE}/mysql-ssl-connections.html",
        f"{_PROVIDER}/db_parameter_group",
    ),
)

_POSTGRES = Attr("family", Matches(r"^(aurora-)?postgres"))

LOGINS_NOT_LOGGED = Rule(
    id="aws-rds-logins-not-logged",
    summary="The engine does not log who connects",
    why="A stolen password can be used for months without a trace of when and from where.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_parameter_group", "aws_rds_cluster_parameter_group"),
    check=When(
        AllOf((_POSTGRES, Not(_AURORA_SETTING))),
        Setting(
            "parameter",
            {"name": "log_connections"},
            Require("value", NoneOf(("0", "off", "false"), instead="1")),
            {"value": "1"},
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    used_by=_USED_BY,
    unsafe_when=_EXPORTED,
    fix_effect="writes a line for each connection, which CloudWatch Logs bills",
    example="""resource "aws_db_parameter_group" "orders" {
  name   = "orders"
  family = "postgres17"

  parameter {
    name  = "log_connections"
    value = "0"
  }
}
""",
    references=(f"{_USER_GUIDE}/USER_LogAccess.Concepts.PostgreSQL.html", f"{_PROVIDER}/db_parameter_group"),
)

STATEMENTS_NOT_LOGGED = Rule(
    id="aws-rds-statements-not-logged",
    summary="The engine does not log who changes tables and permissions",
    why="A column that is dropped or a role that is given away cannot be traced to anyone.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_db_parameter_group", "aws_rds_cluster_parameter_group"),
    check=When(
        AllOf((_POSTGRES, Not(_AURORA_SETTING))),
        Setting(
            "parameter",
            {"name": "log_statement"},
            Require("value", OneOf(("ddl", "mod", "all"))),
            {"value": "ddl"},
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    used_by=_USED_BY,
    unsafe_when=_EXPORTED,
    fix_effect="writes a line for each such statement, which CloudWatch Logs bills",
    example="""resource "aws_db_parameter_group" "orders" {
  name   = "orders"
  family = "postgres17"

  parameter {
    name  = "log_statement"
    value = "none"
  }
}
""",
    references=(
        f"{_USER_GUIDE}/USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html",
        f"{_PROVIDER}/db_parameter_group",
    ),
)


def _fixed_from(engine: str, flawed: tuple[tuple[str, str], ...]) -> tuple[Expectation, ...]:
    """By major version the minor ones with the flaw. A major version alone means its newest minor one."""
    return tuple(
        When(Attr("engine", Equals(engine)), Require("engine_version", Lacks(minor), set=major))
        for major, minor in flawed
    )


FILE_READ_FLAW = Rule(
    id="aws-rds-file-read-flaw",
    summary="The engine has a known flaw by which a database user reads files of its host",
    why="Through the `log_fdw` extension, a user who may create it gets at credentials of the service itself "
    "(AWS-2022-004).",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=(
        "aws_db_instance",
        "aws_rds_cluster",
    ),
    check=All(
        (
            *_fixed_from(
                "postgres",
                (
                    ("13", r"^13\.[0-2]$"),
                    ("12", r"^12\.[0-6]$"),
                    ("11", r"^11\.(\d|1[01])$"),
                    ("10", r"^10\.(\d|1[0-6])$"),
                ),
            ),
            *_fixed_from("aurora-postgresql", (("11", r"^11\.[0-8]$"), ("10", r"^10\.(\d|1[0-3])$"))),
        )
    ),
    disruption=Disruption.RESTART,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "postgres"
  engine_version    = "13.2"
  instance_class    = "db.m6g.large"
}
""",
    aliases=(
        "CKV_AWS_250",
        "CKV_AWS_388",
    ),
    references=(
        "https://aws.amazon.com/security/security-bulletins/AWS-2022-004/",
        f"{_PROVIDER}/db_instance",
    ),
)


def _unlogged(kind: str, by: str) -> Expectation:
    """No parameter group that logs statements, and how long they take."""
    logs = (
        Some("parameter", AllOf((Attr("name", Equals(name)), Attr("value", NoneOf(("none", "-1"))))))
        for name in ("log_statement", "log_min_duration_statement")
    )
    silent = AnyOf(
        (Not(Exists(by)), Attr(by, Matches(r"^default\.")), Target(kind, by, Not(AllOf(tuple(logs)))))
    )
    detail = f"`{by}` names no group that sets `log_statement` and `log_min_duration_statement`"
    return When(Attr("engine", Matches(r"^(aurora-)?postgres")), Never(silent, detail))


QUERIES_NOT_LOGGED = Rule(
    id="aws-rds-queries-not-logged",
    summary="The PostgreSQL database keeps no record of its queries",
    why="After a break-in nobody can tell what was asked for, and a query that copies whole tables does not "
    "stand out.",
    severity=Severity.MEDIUM,
    level=Level.NOTE,
    resources=("aws_db_instance", "aws_rds_cluster"),
    check=All(
        (
            When(TypeIs(("aws_db_instance",)), _unlogged("aws_db_parameter_group", "parameter_group_name")),
            When(
                TypeIs(("aws_rds_cluster",)),
                _unlogged("aws_rds_cluster_parameter_group", "db_cluster_parameter_group_name"),
            ),
        )
    ),
    no_fix="it takes a parameter group, and the lines that it makes cost",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "postgres"
  instance_class    = "db.t4g.micro"
}
""",
    aliases=("CKV2_AWS_27", "CKV2_AWS_30"),
    references=(
        f"{_USER_GUIDE}/USER_LogAccess.Concepts.PostgreSQL.Query_Logging.html",
        f"{_PROVIDER}/db_parameter_group",
    ),
)

CLASSIC_GROUP = Rule(
    id="aws-rds-classic-security-group",
    summary="The group belongs to a network that AWS has shut down",
    why="Such groups were for databases outside of a VPC. There is none any more: what the group seems to "
    "keep out, something else has to.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_db_security_group",),
    check=Never(Exists("name"), "EC2-Classic was retired in August 2022", Cure.REMOVE),
    safety=Safety.UNSAFE,
    fix_effect="takes out what something else may still have to keep out",
    example="""resource "aws_db_security_group" "orders" {
  name = "orders"

  ingress {
    cidr = "10.0.0.0/24"
  }
}
""",
    aliases=("CKV_AWS_198", "AVD-AWS-0085"),
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
        "https://registry.terraform.io/providers/hashicorp/aws/4.67.0/docs/resources/db_security_group",
    ),
)

_PORTS = {r"^(mysql|mariadb)": 3306, r"postgres": 5432, r"^oracle": 1521, r"^sqlserver": 1433}


def _another_port(engine: str, port: int) -> Expectation:
    return When(
        Attr("engine", Matches(engine)),
        Require("port", NoneOf((port,), instead=port + 1), absent=port),
    )


PORT_DEFAULT = Rule(
    id="aws-rds-port-default",
    summary="The database answers at the port at which everybody looks",
    why="A worm that has come into the network tries the usual ports first; another one keeps it busy, and no"
    " more than that.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_db_instance",),
    check=When(
        Not(Exists("replicate_source_db")),
        All(tuple(_another_port(engine, port) for engine, port in _PORTS.items())),
    ),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="restarts it, and cuts off clients that are not told of the other port",
    example="""resource "aws_db_instance" "orders" {
  allocated_storage = 20
  engine            = "mysql"
  instance_class    = "db.t4g.micro"
  port              = 3306
}
""",
    aliases=("datadog:aws/rds_using_default_port",),
    references=(f"{_USER_GUIDE}/Overview.DBInstance.Modifying.html", f"{_PROVIDER}/db_instance"),
)
