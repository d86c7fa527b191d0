"""AWS VPN: who connects, and whether anyone sees it."""

from terrafence.declare import (
    All,
    Equals,
    Excludes,
    Level,
    Pick,
    Require,
    Rule,
    Safety,
    Severity,
)

_CLIENT = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_client_vpn_endpoint"
)
_SITE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpn_connection"

CLIENT_LOGS_OFF = Rule(
    id="aws-vpn-client-logs-off",
    summary="Nobody records who connects to the client VPN",
    why="A stolen profile works from anywhere, and its use leaves no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ec2_client_vpn_endpoint",),
    check=Require(
        "connection_log_options.enabled",
        Equals(True),
        absent=False,
        beside={"cloudwatch_log_group": Pick("aws_cloudwatch_log_group", "name", ".")},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_ec2_client_vpn_endpoint" "staff" {
  server_certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
  client_cidr_block      = "10.9.0.0/16"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/2"
  }

  connection_log_options {
    enabled = false
  }
}
""",
    controls=("AWS-Security-Hub:EC2.51",),
    references=(
        "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html",
        _CLIENT,
    ),
)


def _logged(tunnel: str) -> Require:
    return Require(
        f"{tunnel}_log_options.cloudwatch_log_options.log_enabled",
        Equals(True),
        absent=False,
        beside={"log_group_arn": Pick("aws_cloudwatch_log_group", "arn", ".")},
    )


SITE_LOGS_OFF = Rule(
    id="aws-vpn-site-logs-off",
    summary="Nothing records how a tunnel of the site-to-site VPN is set up",
    why="A peer that poses as the other site, or negotiates weak ciphers, leaves no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_vpn_connection",),
    check=All((_logged("tunnel1"), _logged("tunnel2"))),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs and interrupts the tunnel",
    example="""resource "aws_vpn_connection" "office" {
  customer_gateway_id = "cgw-0123456789abcdef0"
  transit_gateway_id  = "tgw-0123456789abcdef0"
  type                = "ipsec.1"

  tunnel1_log_options {
    cloudwatch_log_options {
      log_enabled = false
    }
  }

  tunnel2_log_options {
    cloudwatch_log_options {
      log_enabled   = true
      log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:vpn"
    }
  }
}
""",
    controls=("AWS-Security-Hub:EC2.171",),
    references=("https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-logs.html", _SITE),
)

_IKE_V2_ONLY = Excludes(("ikev1",))

SITE_IKE_V1 = Rule(
    id="aws-vpn-ike-v1-allowed",
    summary="A tunnel of the site-to-site VPN takes IKE version 1",
    why="Its aggressive mode and weak defaults let a listener guess the shared key; version 2 has replaced "
    "it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_vpn_connection",),
    check=All(
        (
            Require("tunnel1_ike_versions", _IKE_V2_ONLY),
            Require("tunnel2_ike_versions", _IKE_V2_ONLY),
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off a peer that only speaks version 1",
    example="""resource "aws_vpn_connection" "office" {
  customer_gateway_id  = "cgw-0123456789abcdef0"
  transit_gateway_id   = "tgw-0123456789abcdef0"
  type                 = "ipsec.1"
  tunnel1_ike_versions = ["ikev1", "ikev2"]
}
""",
    references=("https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html", _SITE),
)
