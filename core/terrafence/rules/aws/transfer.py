"""AWS Transfer Family."""

from terrafence.declare import (
    Any,
    Excludes,
    Level,
    Matches,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
)

_SERVER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/transfer_server"
_GUIDE = "https://docs.aws.amazon.com/transfer/latest/userguide/"


def _server(**settings: str) -> str:
    """A server with all that the rules ask for, but for what is set otherwise (empty: left out)."""
    values = {
        "protocols": '["SFTP"]',
        "endpoint_type": '"VPC"',
        "security_policy_name": '"TransferSecurityPolicy-2024-01"',
        "structured_log_destinations": '["arn:aws:logs:eu-west-1:123456789012:log-group:files:*"]',
        **settings,
    }
    kept = {name: value for name, value in values.items() if value}
    width = max(len(name) for name in kept)
    lines = "".join(f"  {name.ljust(width)} = {value}\n" for name, value in kept.items())
    return f'resource "aws_transfer_server" "files" {{\n{lines}}}\n'


ENDPOINT_PUBLIC = Rule(
    id="aws-transfer-endpoint-public",
    summary="The file server is reachable from the whole internet",
    why="No security group stands before it: everyone can try names and passwords, and every flaw of the "
    "service.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_transfer_server",),
    check=Require("endpoint_type", OneOf(("VPC", "VPC_ENDPOINT")), absent="PUBLIC"),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients outside the network, which has to be named in `endpoint_details`",
    example=_server(endpoint_type='"PUBLIC"'),
    aliases=("CKV_AWS_164",),
    references=(f"{_GUIDE}create-server-in-vpc.html", _SERVER),
)

PLAIN_FTP = Rule(
    id="aws-transfer-plain-ftp",
    summary="The file server speaks FTP without encryption",
    why="Anyone on the way reads passwords and files, and can change them.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_transfer_server",),
    check=Require("protocols", Excludes(("FTP",), instead=("SFTP",))),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that only speak FTP",
    example=_server(protocols='["FTP"]'),
    aliases=("CKV_AWS_357",),
    controls=("AWS-Security-Hub:Transfer.2",),
    references=(f"{_GUIDE}edit-server-config.html", _SERVER),
)

POLICY_OLD = Rule(
    id="aws-transfer-security-policy-old",
    summary="The file server takes outdated ciphers",
    why="Some of them, such as SHA-1 signatures, let an attacker on the way change or read part of the "
    "traffic.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_transfer_server",),
    check=Require(
        "security_policy_name",
        Matches(r"^TransferSecurityPolicy-(2024-|2025-|202[6-9]-|FIPS-202[4-9]-|Restricted-|PQ-)"),
        absent="TransferSecurityPolicy-2018-11",
        set="TransferSecurityPolicy-2024-01",
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that know nothing newer",
    example=_server(security_policy_name='"TransferSecurityPolicy-2018-11"'),
    aliases=("CKV_AWS_380",),
    references=(f"{_GUIDE}security-policies.html", _SERVER),
)

LOGS_OFF = Rule(
    id="aws-transfer-logs-off",
    summary="Nobody records who takes or leaves files on the server",
    why="A stolen password works from anywhere, and its use leaves no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_transfer_server",),
    check=Any(
        (
            Require(
                "structured_log_destinations",
                Presence.PRESENT,
                set=(Pick("aws_cloudwatch_log_group", "arn", "."),),
            ),
            Require("logging_role", Presence.PRESENT),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example=_server(structured_log_destinations=""),
    references=(f"{_GUIDE}structured-logging.html", _SERVER),
)

CONNECTOR_LOGS_OFF = Rule(
    id="aws-transfer-connector-logs-off",
    summary="Nobody records which files the connector sends and fetches",
    why="Files that go astray, or to the wrong partner, leave no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_transfer_connector",),
    check=Require("logging_role", Presence.PRESENT, set=Pick("aws_iam_role", "arn", "log|transfer")),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_transfer_connector" "partner" {
  access_role = "arn:aws:iam::123456789012:role/partner"
  url         = "sftp://files.example.com"

  sftp_config {
    trusted_host_keys = ["ssh-ed25519 AAAA"]
    user_secret_id    = "partner"
  }
}
""",
    controls=("AWS-Security-Hub:Transfer.3",),
    references=(
        f"{_GUIDE}configure-sftp-connector.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/transfer_connector",
    ),
)
