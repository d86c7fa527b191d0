"""Amazon ElastiCache."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    AtLeast,
    Attr,
    Cure,
    Disruption,
    Equals,
    Exists,
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
    Severity,
    TypeIs,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GROUP = f"{_PROVIDER}/elasticache_replication_group"
_CLUSTER = f"{_PROVIDER}/elasticache_cluster"
_GUIDE = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg"
_VALKEY = Attr("engine", Equals("valkey"))
_REPLICA = Exists("global_replication_group_id")
"""A member of a global datastore takes its encryption from the primary."""

UNENCRYPTED = Rule(
    id="aws-elasticache-unencrypted",
    summary="The cache keeps its data unencrypted",
    why="Sessions and whatever else is cached lie in plain in its backups and on its disks.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_elasticache_replication_group",),
    check=When(
        AnyOf((Exists("at_rest_encryption_enabled"), Not(AnyOf((_VALKEY, _REPLICA))))),
        Require("at_rest_encryption_enabled", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "Sessions of the shop"
  engine               = "redis"
  node_type            = "cache.t4g.small"
}
""",
    aliases=(
        "CKV_AWS_29",
        "AVD-AWS-0045",
        "datadog:aws/elasticache_replication_group_not_encrypted_at_rest",
    ),
    controls=("AWS-Security-Hub:ElastiCache.4",),
    references=(f"{_GUIDE}/at-rest-encryption.html", _GROUP),
)

KEY_NOT_OWN = Rule(
    id="aws-elasticache-key-not-own",
    summary="The cache is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_replication_group",),
    check=When(Not(_REPLICA), Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "."))),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions of the shop"
  node_type                  = "cache.t4g.small"
  at_rest_encryption_enabled = true
}
""",
    aliases=("CKV_AWS_191",),
    references=(f"{_GUIDE}/at-rest-encryption.html", _GROUP),
)

TLS_OFF = Rule(
    id="aws-elasticache-tls-off",
    summary="Clients and nodes talk to the cache in plain text",
    why="Anyone on the network path reads sessions and passwords that go by, and without TLS the cache "
    "cannot ask for a password at all.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_elasticache_replication_group",),
    check=When(
        AnyOf((Exists("transit_encryption_enabled"), Not(AnyOf((_VALKEY, _REPLICA))))),
        Require("transit_encryption_enabled", Equals(True), absent=False),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it before engine version 7.0.5, and cuts off clients without TLS",
    example="""resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions of the shop"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  transit_encryption_enabled = false
}
""",
    aliases=(
        "CKV_AWS_30",
        "CKV_AWS_31",
        "AVD-AWS-0051",
        "datadog:aws/elasticache_replication_group_not_encrypted_at_transit",
    ),
    controls=("AWS-Security-Hub:ElastiCache.5",),
    references=(f"{_GUIDE}/in-transit-encryption.html", _GROUP),
)

LOGIN_MISSING = Rule(
    id="aws-elasticache-login-missing",
    summary="The cache answers everyone who reaches it, without a password",
    why="Any process on the network reads and changes sessions and whatever else is cached.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_elasticache_replication_group",),
    check=When(
        Not(_REPLICA),
        Any(
            (
                Require(
                    "user_group_ids",
                    Presence.PRESENT,
                    set=(Pick("aws_elasticache_user_group", "user_group_id", "."),),
                ),
                Require("auth_token", Presence.PRESENT),
                Require("auth_token_wo_version", Presence.PRESENT),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that do not log in",
    example="""resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions of the shop"
  node_type                  = "cache.t4g.small"
  transit_encryption_enabled = true
}
""",
    aliases=("CKV_AWS_31",),
    controls=("AWS-Security-Hub:ElastiCache.6",),
    references=(f"{_GUIDE}/Clusters.RBAC.html", _GROUP),
)

USER_WITHOUT_PASSWORD = Rule(
    id="aws-elasticache-user-without-password",
    summary="The cache's user logs in without a password",
    why="Whoever reaches the cache and knows the user's name has all the user's rights.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_elasticache_user",),
    check=All(
        (
            When(
                AllOf((Attr("no_password_required", Equals(True)), Not(Exists("authentication_mode")))),
                Require(
                    "authentication_mode",
                    Presence.PRESENT,
                    set={"type": "iam"},
                    without=("no_password_required",),
                ),
            ),
            When(
                Exists("authentication_mode"),
                Require("no_password_required", Equals(False), absent=False),
            ),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="wants clients that sign in with IAM, version 7 of the engine, and an id that is the name",
    example="""resource "aws_elasticache_user" "shop" {
  user_id              = "shop"
  user_name            = "shop"
  engine               = "redis"
  access_string        = "on ~cart:* +@read +@write"
  no_password_required = true
}
""",
    references=(f"{_GUIDE}/Clusters.RBAC.html", f"{_PROVIDER}/elasticache_user"),
)

BACKUPS_OFF = Rule(
    id="aws-elasticache-backups-off",
    summary="The cache is never backed up",
    why="Deleted or corrupted data, by mistake or by an intruder, cannot be brought back.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_cluster", "aws_elasticache_replication_group"),
    check=When(
        Not(
            AnyOf(
                (
                    Attr("engine", Equals("memcached")),
                    Attr("node_type", Matches(r"^cache\.t1\.")),
                    AllOf((TypeIs(("aws_elasticache_cluster",)), Exists("replication_group_id"))),
                )
            )
        ),
        Require("snapshot_retention_limit", AtLeast(1), absent=0, set=1),
    ),
    example="""resource "aws_elasticache_cluster" "sessions" {
  cluster_id               = "sessions"
  engine                   = "redis"
  node_type                = "cache.t4g.small"
  snapshot_retention_limit = 0
}
""",
    aliases=("CKV_AWS_134", "AVD-AWS-0050", "datadog:aws/elasticache_redis_cluster_without_backup"),
    controls=("AWS-Security-Hub:ElastiCache.1",),
    references=(f"{_GUIDE}/backups-automatic.html", _CLUSTER),
)

MINOR_UPGRADES_OFF = Rule(
    id="aws-elasticache-minor-upgrades-off",
    summary="Fixes of the cache's engine are not installed by themselves",
    why="Known flaws in the engine stay open until someone remembers to upgrade.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_elasticache_cluster", "aws_elasticache_replication_group"),
    check=When(
        Not(Attr("engine", Equals("memcached"))),
        Require("auto_minor_version_upgrade", Equals(True), absent=True),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="lets AWS restart it in its maintenance window",
    example="""resource "aws_elasticache_cluster" "sessions" {
  cluster_id                 = "sessions"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  auto_minor_version_upgrade = false
}
""",
    aliases=("CKV_AWS_322",),
    controls=("AWS-Security-Hub:ElastiCache.2",),
    references=(f"{_GUIDE}/VersionManagement.html", _CLUSTER),
)

LOGS_OFF = Rule(
    id="aws-elasticache-logs-off",
    summary="The cache keeps its log to itself",
    why="Failed logins, restarts and errors of the engine leave no trace that anyone could look at later.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_elasticache_replication_group",),
    check=Require(
        "log_delivery_configuration",
        Presence.PRESENT,
        set={
            "destination": Pick("aws_cloudwatch_log_group", "name", "."),
            "destination_type": "cloudwatch-logs",
            "log_format": "json",
            "log_type": "engine-log",
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  description          = "Sessions of the shop"
  node_type            = "cache.t4g.small"
}
""",
    references=(f"{_GUIDE}/Log_Delivery.html", _GROUP),
)

FAILOVER_OFF = Rule(
    id="aws-elasticache-failover-off",
    summary="When the cache's primary node fails, no replica takes over",
    why="Everything that needs the cache stands still until someone steps in.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_replication_group",),
    check=Require("automatic_failover_enabled", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    # With a replica there is somebody to take over already.
    unsafe_when=AnyOf(
        (
            Attr("node_type", Matches(r"^cache\.t[12]\.")),
            Not(
                AnyOf(
                    (
                        Attr("num_cache_clusters", AtLeast(2)),
                        Attr("replicas_per_node_group", AtLeast(1)),
                    )
                )
            ),
        )
    ),
    fix_effect="takes a second node, which costs",
    example="""resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id       = "sessions"
  description                = "Sessions of the shop"
  node_type                  = "cache.t4g.small"
  automatic_failover_enabled = false
  num_cache_clusters         = 2
}
""",
    aliases=("CKV2_AWS_50",),
    controls=("AWS-Security-Hub:ElastiCache.3",),
    references=(f"{_GUIDE}/AutoFailover.html", _GROUP),
)

SUBNET_GROUP_DEFAULT = Rule(
    id="aws-elasticache-subnet-group-default",
    summary="The cache runs in the subnets of the default VPC",
    why="These subnets are open to the internet unless somebody changed them, and everything else that "
    "nobody placed runs there too.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_cluster",),
    check=When(
        Not(Exists("replication_group_id")),
        Require(
            "subnet_group_name",
            Presence.PRESENT,
            set=Pick("aws_elasticache_subnet_group", "name", ".", evident=True),
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_elasticache_cluster" "sessions" {
  cluster_id = "sessions"
  engine     = "redis"
  node_type  = "cache.t4g.small"
}
""",
    aliases=("CKV_AWS_323", "datadog:aws/elasticache_without_vpc"),
    controls=("AWS-Security-Hub:ElastiCache.7",),
    references=(f"{_GUIDE}/SubnetGroups.html", _CLUSTER),
)

CLASSIC_GROUP = Rule(
    id="aws-elasticache-classic-security-group",
    summary="The group belongs to a network that AWS has shut down",
    why="Such groups were for caches outside of a VPC. There is none any more: what the group seems to keep "
    "out, something else has to.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_elasticache_security_group",),
    check=Never(Exists("security_group_names"), "EC2-Classic was retired in August 2022", Cure.REMOVE),
    safety=Safety.UNSAFE,
    fix_effect="takes out what something else may still have to keep out",
    example="""resource "aws_elasticache_security_group" "sessions" {
  name                 = "sessions"
  security_group_names = ["web"]
}
""",
    aliases=("CKV_AWS_196", "AVD-AWS-0085"),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate.html",
        "https://registry.terraform.io/providers/hashicorp/aws/4.67.0/docs/resources/elasticache_security_group",
    ),
)

PORT_DEFAULT = Rule(
    id="aws-elasticache-port-default",
    summary="The cache answers at the port at which everybody looks",
    why="A worm that has come into the network tries the usual ports first; another one keeps it busy, and no"
    " more than that.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_cluster",),
    check=When(
        Not(Exists("replication_group_id")),
        All(
            (
                When(
                    Attr("engine", Equals("memcached")),
                    Require("port", NoneOf((11211,), instead=11212), absent=11211),
                ),
                When(
                    Attr("engine", NoneOf(("memcached",))),
                    Require("port", NoneOf((6379,), instead=6380), absent=6379),
                ),
            )
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="replaces it, and cuts off clients that are not told of the other port",
    example="""resource "aws_elasticache_cluster" "sessions" {
  cluster_id = "sessions"
  engine     = "memcached"
  node_type  = "cache.t4g.small"
  port       = 11211
}
""",
    aliases=("datadog:aws/elasticache_using_default_port",),
    references=(_CLUSTER,),
)

ONE_ZONE = Rule(
    id="aws-elasticache-nodes-in-one-zone",
    summary="All of the cache's nodes stand in one availability zone",
    why="When the zone fails, the whole cache is gone, and everything falls upon the database behind it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_cluster",),
    check=When(
        AllOf((Attr("engine", Equals("memcached")), Attr("num_cache_nodes", AtLeast(2)))),
        Require("az_mode", Equals("cross-az"), absent="single-az"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills traffic between zones",
    example="""resource "aws_elasticache_cluster" "sessions" {
  cluster_id        = "sessions"
  engine            = "memcached"
  port              = 11311
  num_cache_nodes   = 2
  subnet_group_name = "sessions"
}
""",
    aliases=("datadog:aws/elasticache_nodes_not_created_across_multi_az",),
    references=(f"{_GUIDE}/AutoFailover.html", _CLUSTER),
)

ENGINE_OUTDATED = Rule(
    id="aws-elasticache-engine-outdated",
    summary="The cache runs a version of Redis that does not meet the standards for card and health data",
    why="Versions before 4.0.10 lack what PCI DSS and HIPAA ask for, and get no more fixes.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_elasticache_cluster", "aws_elasticache_replication_group"),
    check=When(
        Not(Attr("engine", OneOf(("memcached", "valkey")))),
        Require("engine_version", Lacks(r"^([0-3]\.|4\.0\.[0-9]$)"), set="7.1"),
    ),
    disruption=Disruption.RESTART,
    safety=Safety.UNSAFE,
    fix_effect="restarts it, and clients may have to be adapted",
    example="""resource "aws_elasticache_cluster" "sessions" {
  cluster_id               = "sessions"
  engine                   = "redis"
  engine_version           = "2.8.24"
  port                     = 6380
  num_cache_nodes          = 1
  subnet_group_name        = "sessions"
  snapshot_retention_limit = 7
}
""",
    aliases=("datadog:aws/redis_not_compliant",),
    references=(f"{_GUIDE}/elasticache-compliance.html", _CLUSTER),
)

CLASSIC_GROUP_UNDESCRIBED = Rule(
    id="aws-elasticache-classic-group-undescribed",
    summary="Nothing says what the classic security group is for",
    why="What nobody can name is never taken away again.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_elasticache_security_group", "aws_redshift_security_group"),
    check=Require("description", NoneOf(("Managed by Terraform",)), absent="Managed by Terraform"),
    no_fix="what the group is for is known to its owner only",
    example="""resource "aws_redshift_security_group" "reports" {
  name = "reports"
}
""",
    aliases=("AVD-AWS-0049", "AVD-AWS-0083"),
    references=(
        "https://registry.terraform.io/providers/hashicorp/aws/4.67.0/docs/resources/elasticache_security_group",
    ),
)
