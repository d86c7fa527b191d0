"""Amazon OpenSearch Service, its Elasticsearch domains, and OpenSearch Serverless."""

from terrafence.declare import (
    Any,
    AnyOf,
    AtLeast,
    Attr,
    Disruption,
    Each,
    Equals,
    Exists,
    Level,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Setting,
    Severity,
    When,
)

_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_DOMAIN = f"{_PROVIDER}/opensearch_domain"
_GUIDE = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide"
_MASTERS = "cluster_config.dedicated_master"
_DOMAINS = ("aws_opensearch_domain", "aws_elasticsearch_domain")

UNENCRYPTED = Rule(
    id="aws-opensearch-unencrypted",
    summary="The search domain keeps its indexes unencrypted",
    why="Whoever gets at its disks, swap files or automatic snapshots reads every document.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=_DOMAINS,
    check=Require("encrypt_at_rest.enabled", Equals(True), absent=False),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it before Elasticsearch 6.7, and moves all data after",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
}
""",
    aliases=("CKV_AWS_5", "AVD-AWS-0048", "datadog:aws/elasticsearch_not_encrypted_at_rest"),
    controls=("AWS-Security-Hub:Opensearch.1",),
    references=(f"{_GUIDE}/encryption-at-rest.html", _DOMAIN),
)

KEY_NOT_OWN = Rule(
    id="aws-opensearch-key-not-own",
    summary="The search domain is not encrypted with a key of your own",
    why="Under AWS's key you can neither withdraw access to the data nor see when the key is used.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DOMAINS,
    check=Require(
        "encrypt_at_rest.kms_key_id",
        Presence.PRESENT,
        set=Pick("aws_kms_key", "arn", "."),
        beside={"enabled": True},
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  encrypt_at_rest {
    enabled = true
  }
}
""",
    aliases=("CKV_AWS_247", "datadog:aws/elasticsearch_encryption_with_kms_is_disabled"),
    references=(f"{_GUIDE}/encryption-at-rest.html", _DOMAIN),
)

NODE_TRAFFIC_PLAIN = Rule(
    id="aws-opensearch-node-traffic-plain",
    summary="The search domain's nodes talk to each other in plain text",
    why="Documents that are copied between nodes can be read on the way, and an intruder in the network "
    "could pose as a node.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=When(
        AnyOf(
            (Exists("node_to_node_encryption"), Attr("cluster_config.instance_count", AtLeast(2), absent=1))
        ),
        Require("node_to_node_encryption.enabled", Equals(True), absent=False),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces it before Elasticsearch 6.7, and cannot be undone after",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  node_to_node_encryption {
    enabled = false
  }
}
""",
    aliases=(
        "CKV_AWS_6",
        "AVD-AWS-0043",
        "datadog:aws/elasticsearch_domain_not_encrypted_node_to_node",
    ),
    controls=("AWS-Security-Hub:Opensearch.3",),
    references=(f"{_GUIDE}/ntn.html", _DOMAIN),
)

PLAIN_HTTP = Rule(
    id="aws-opensearch-plain-http",
    summary="The search domain also answers over plain HTTP",
    why="Anyone on the network path reads and alters documents and passwords that go by.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=_DOMAINS,
    check=When(
        Exists("domain_endpoint_options"),
        Require("domain_endpoint_options.enforce_https", Equals(True), absent=True),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that use plain HTTP",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  domain_endpoint_options {
    enforce_https       = false
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }
}
""",
    aliases=("CKV_AWS_83", "AVD-AWS-0046", "datadog:aws/elasticsearch_with_https_disabled"),
    controls=("AWS-Security-Hub:Opensearch.8",),
    references=(f"{_GUIDE}/infrastructure-security.html", _DOMAIN),
)

TLS_OUTDATED = Rule(
    id="aws-opensearch-tls-outdated",
    summary="The search domain's endpoint accepts TLS 1.0 and 1.1",
    why="Connections can be talked down to versions with known weaknesses.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=Require(
        "domain_endpoint_options.tls_security_policy",
        NoneOf(("Policy-Min-TLS-1-0-2019-07",)),
        absent="Policy-Min-TLS-1-0-2019-07",
        set="Policy-Min-TLS-1-2-2019-07",
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that know nothing newer",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-0-2019-07"
  }
}
""",
    aliases=("CKV_AWS_228", "AVD-AWS-0126"),
    controls=("AWS-Security-Hub:Opensearch.8",),
    references=(f"{_GUIDE}/infrastructure-security.html", _DOMAIN),
)

FINE_GRAINED_ACCESS_OFF = Rule(
    id="aws-opensearch-fine-grained-access-off",
    summary="Whoever reaches the search domain has all its indexes",
    why="Without fine-grained access control there are no users and roles inside the domain: one leaked "
    "credential reads and deletes everything.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=Require("advanced_security_options.enabled", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that do not log in, and cannot be undone",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  advanced_security_options {
    enabled                        = false
    internal_user_database_enabled = false
  }
}
""",
    aliases=("CKV2_AWS_52", "datadog:aws/elasticsearch_no_finegrain_access_control"),
    controls=("AWS-Security-Hub:Opensearch.7",),
    references=(f"{_GUIDE}/fgac.html", _DOMAIN),
)


_GROUP = Pick("aws_cloudwatch_log_group", "arn", ".")

LOGS_OFF = Rule(
    id="aws-opensearch-logs-off",
    summary="The search domain publishes no log",
    why="Errors, slow queries and refused requests leave no trace that anyone could look at later.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=Require(
        "log_publishing_options",
        Presence.PRESENT,
        set={"log_type": "ES_APPLICATION_LOGS", "cloudwatch_log_group_arn": _GROUP},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
}
""",
    aliases=("CKV_AWS_84", "AVD-AWS-0042", "datadog:aws/elasticsearch_logs_disabled"),
    controls=("AWS-Security-Hub:Opensearch.4",),
    references=(f"{_GUIDE}/createdomain-configure-slow-logs.html", _DOMAIN),
)

LOG_SWITCHED_OFF = Rule(
    id="aws-opensearch-log-switched-off",
    summary="A log of the search domain is configured and switched off",
    why="Whoever looks for it after a break-in finds that nothing was written.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=Each("log_publishing_options", Require("enabled", Equals(True), absent=True)),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  log_publishing_options {
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:search"
    log_type                 = "AUDIT_LOGS"
    enabled                  = false
  }
}
""",
    aliases=("CKV_AWS_84", "AVD-AWS-0042", "datadog:aws/elasticsearch_logs_disabled"),
    controls=("AWS-Security-Hub:Opensearch.4",),
    references=(f"{_GUIDE}/createdomain-configure-slow-logs.html", _DOMAIN),
)

AUDIT_LOG_OFF = Rule(
    id="aws-opensearch-audit-log-off",
    summary="The search domain publishes no audit log",
    why="Nobody can tell who logged in, which documents they read and what they changed.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=Setting(
        "log_publishing_options",
        {"log_type": "AUDIT_LOGS"},
        Require("cloudwatch_log_group_arn", Presence.PRESENT, set=_GROUP),
        {"cloudwatch_log_group_arn": _GROUP},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  log_publishing_options {
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:search"
    log_type                 = "ES_APPLICATION_LOGS"
  }
}
""",
    aliases=("CKV_AWS_317", "AVD-AWS-0042"),
    controls=("AWS-Security-Hub:Opensearch.5",),
    references=(f"{_GUIDE}/audit-logs.html", _DOMAIN),
)

SLOW_LOG_OFF = Rule(
    id="aws-opensearch-slow-log-off",
    summary="The search domain publishes no slow log of its indexes",
    why="A query or an import that drains whole indexes does not stand out anywhere.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DOMAINS,
    check=Any(
        tuple(
            Setting(
                "log_publishing_options",
                {"log_type": kind},
                Require("cloudwatch_log_group_arn", Presence.PRESENT, set=_GROUP),
                {"cloudwatch_log_group_arn": _GROUP},
            )
            for kind in ("INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS")
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  log_publishing_options {
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:search"
    log_type                 = "AUDIT_LOGS"
  }
}
""",
    aliases=("datadog:aws/elasticsearch_without_slow_logs",),
    references=(f"{_GUIDE}/createdomain-configure-slow-logs.html", _DOMAIN),
)

DEDICATED_MASTERS_MISSING = Rule(
    id="aws-opensearch-dedicated-masters-missing",
    summary="The search domain has no dedicated master nodes",
    why="Heavy queries can take down the node that holds the cluster together, and the domain with it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DOMAINS,
    check=Require(
        f"{_MASTERS}_enabled",
        Equals(True),
        absent=False,
        beside={"dedicated_master_count": 3},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills three more nodes",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    dedicated_master_enabled = false
    instance_count           = 3
  }

  node_to_node_encryption {
    enabled = true
  }
}
""",
    aliases=("CKV2_AWS_59", "CKV_AWS_318"),
    controls=("AWS-Security-Hub:Opensearch.11",),
    references=(f"{_GUIDE}/managedomains-dedicatedmasternodes.html", _DOMAIN),
)

MASTERS_TOO_FEW = Rule(
    id="aws-opensearch-masters-too-few",
    summary="The search domain has fewer than three dedicated master nodes",
    why="With fewer, the loss of one leaves no majority: the domain stops or splits.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DOMAINS,
    check=When(
        AnyOf((Attr(f"{_MASTERS}_enabled", Equals(True)), Exists(f"{_MASTERS}_count"))),
        Require(f"{_MASTERS}_count", AtLeast(3), absent=0),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills more nodes",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    dedicated_master_count   = 2
    dedicated_master_enabled = true
    instance_count           = 3
  }

  node_to_node_encryption {
    enabled = true
  }
}
""",
    aliases=("CKV_AWS_318",),
    references=(f"{_GUIDE}/managedomains-dedicatedmasternodes.html", _DOMAIN),
)

SECURITY_GROUP_DEFAULT = Rule(
    id="aws-opensearch-security-group-default",
    summary="The search domain has the VPC's default security group",
    why="Everything that nobody placed shares that group, and whatever is in it reaches the indexes.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_DOMAINS,
    check=When(
        Exists("vpc_options"),
        Require(
            "vpc_options.security_group_ids", Presence.PRESENT, set=(Pick("aws_security_group", "id", "."),)
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that the group does not let in",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  vpc_options {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }
}
""",
    aliases=("CKV_AWS_248", "datadog:aws/elasticsearch_using_default_security_group"),
    references=(f"{_GUIDE}/vpc.html", _DOMAIN),
)

UPDATES_OFF = Rule(
    id="aws-opensearch-updates-off",
    summary="The search domain's service software is not updated by itself",
    why="Fixes wait until AWS forces them or someone remembers; the update itself builds new nodes beside "
    "the old ones, so that requests go on.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_opensearch_domain",),
    check=Require("software_update_options.auto_software_update_enabled", Equals(True), absent=False),
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  software_update_options {
    auto_software_update_enabled = false
  }
}
""",
    controls=("AWS-Security-Hub:Opensearch.10",),
    references=(f"{_GUIDE}/service-software.html", _DOMAIN),
)

SERVERLESS_PUBLIC = Rule(
    id="aws-opensearch-serverless-public",
    summary="The network policy puts serverless collections on the internet",
    why="Only the data access policy then keeps the indexes from everybody who has an AWS identity that it "
    "names, wherever they are.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_opensearchserverless_security_policy",),
    check=When(
        Attr("type", Equals("network")),
        Require("policy.*.AllowFromPublic", Equals(False), absent=False),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the VPC endpoints that the policy names",
    example="""resource "aws_opensearchserverless_security_policy" "logs" {
  name = "logs"
  type = "network"
  policy = jsonencode([
    {
      Rules           = [{ ResourceType = "collection", Resource = ["collection/logs"] }]
      AllowFromPublic = true
    }
  ])
}
""",
    references=(
        f"{_GUIDE}/serverless-network.html",
        f"{_PROVIDER}/opensearchserverless_security_policy",
    ),
)

SINGLE_ZONE = Rule(
    id="aws-opensearch-single-zone",
    summary="The search domain's nodes all stand in one availability zone",
    why="When the zone fails, so does everything that searches and logs there.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_DOMAINS,
    check=When(
        Attr("cluster_config.instance_count", AtLeast(2), absent=1),
        Require("cluster_config.zone_awareness_enabled", Equals(True), absent=False),
    ),
    safety=Safety.UNSAFE,
    fix_effect="moves all data, and traffic between zones is billed",
    example="""resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"

  cluster_config {
    instance_count         = 2
    zone_awareness_enabled = false
  }

  node_to_node_encryption {
    enabled = true
  }
}
""",
    aliases=("CKV_AWS_318",),
    controls=("AWS-Security-Hub:Opensearch.6",),
    references=(
        f"{_GUIDE}/managedomains-multiaz.html",
        _DOMAIN,
    ),
)
