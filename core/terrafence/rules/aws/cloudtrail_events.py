"""AWS CloudTrail: whether anybody counts the events that matter, where a trail goes to a log group."""

from terrafence.declare import (
    AllOf,
    Attr,
    Expectation,
    Expr,
    Level,
    Linked,
    Matches,
    ReferredBy,
    Rule,
    Severity,
    When,
)

_GUIDE = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html"
_FILTER = (
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_log_metric_filter"
)
_REFERENCES = (_GUIDE, _FILTER)
_TRAIL_LOGS = ("aws_cloudwatch_log_group",)
_EXAMPLE = """resource "aws_cloudwatch_log_group" "trail" {
  name = "trail"
}

resource "aws_cloudtrail" "all" {
  name                       = "all"
  s3_bucket_name             = "acme-trail"
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
"""


def _counted(name: str, words: tuple[str, ...], pattern: str) -> Expectation:
    """A filter of the log group whose pattern has all the words makes a metric; the repair adds one."""
    return When(
        ReferredBy((("aws_cloudtrail", "cloud_watch_logs_group_arn"),)),
        Linked(
            "aws_cloudwatch_log_metric_filter",
            "log_group_name",
            such=AllOf(tuple(Attr("pattern", Matches(word)) for word in words)),
            companion={
                "name": name,
                "log_group_name": Expr("{self}.name"),
                "pattern": pattern,
                "metric_transformation": {"name": name, "namespace": "Trail", "value": "1"},
            },
        ),
    )


def _events(name: str, events: str, source: str = "") -> Expectation:
    """As `_counted`, of the API calls of these names (of one service)."""
    words = tuple(events.split())
    named = " || ".join(f"($.eventName = {word})" for word in words)
    pattern = f"($.eventSource = {source}) && ({named})" if source else named
    return _counted(name, tuple(rf"\b{word}\b" for word in words), f"{{ {pattern} }}")


API_CALLS_REFUSED = Rule(
    id="aws-cloudtrail-refused-calls-uncounted",
    summary="Nothing counts the calls that AWS refuses",
    why="A stolen key is tried out before it is used: the refusals are the first, and often the only, "
    "sign of it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_counted(
        "refused-calls",
        ("UnauthorizedOperation", "AccessDenied"),
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0147",),
    controls=(
        "CIS-AWS-3.0.0:4.1",
        "AWS-Security-Hub:CloudWatch.2",
    ),
    references=_REFERENCES,
)

LOGIN_WITHOUT_MFA = Rule(
    id="aws-cloudtrail-logins-without-mfa-uncounted",
    summary="Nothing counts the console logins without a second factor",
    why="Such a login needs a password only, and stays unseen until somebody looks for it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_counted(
        "logins-without-mfa",
        ("ConsoleLogin", "MFAUsed"),
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }',
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0148",),
    controls=(
        "CIS-AWS-3.0.0:4.2",
        "AWS-Security-Hub:CloudWatch.3",
    ),
    references=_REFERENCES,
)

ROOT_USED = Rule(
    id="aws-cloudtrail-root-use-uncounted",
    summary="Nothing counts what the root user does",
    why="Nobody works as root on an ordinary day; whoever does holds the whole account.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_counted(
        "root-use",
        ('userIdentity\\.type\\s*=\\s*"?Root',),
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS '
        '&& $.eventType != "AwsServiceEvent" }',
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0149",),
    controls=(
        "CIS-AWS-3.0.0:4.3",
        "AWS-Security-Hub:CloudWatch.1",
    ),
    references=_REFERENCES,
)

IAM_CHANGED = Rule(
    id="aws-cloudtrail-iam-changes-uncounted",
    summary="Nothing counts the changes of IAM policies",
    why="An intruder who stays gives away rights first; without a count the new ones look as if they had "
    "always been there.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "iam-changes",
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy "
        "PutUserPolicy CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion "
        "AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy "
        "DetachGroupPolicy",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0150",),
    controls=(
        "CIS-AWS-3.0.0:4.4",
        "AWS-Security-Hub:CloudWatch.4",
    ),
    references=_REFERENCES,
)

TRAIL_CHANGED = Rule(
    id="aws-cloudtrail-trail-changes-uncounted",
    summary="Nothing counts the changes of trails",
    why="Turning the record off is how an attack begins to be invisible.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "trail-changes",
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0151",),
    controls=(
        "CIS-AWS-3.0.0:4.5",
        "AWS-Security-Hub:CloudWatch.5",
    ),
    references=_REFERENCES,
)

LOGIN_FAILED = Rule(
    id="aws-cloudtrail-failed-logins-uncounted",
    summary="Nothing counts the console logins that fail",
    why="Guessing passwords makes thousands of these, and no other trace until it succeeds.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_counted(
        "failed-logins",
        ("ConsoleLogin", "Failed authentication"),
        '{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }',
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0152",),
    controls=(
        "CIS-AWS-3.0.0:4.6",
        "AWS-Security-Hub:CloudWatch.6",
    ),
    references=_REFERENCES,
)

KEY_DISABLED = Rule(
    id="aws-cloudtrail-key-deletions-uncounted",
    summary="Nothing counts the keys that are disabled or due to be deleted",
    why="Without its key encrypted data is gone; the days before the deletion are the time to stop it, "
    "for who knows of it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "key-deletions",
        "DisableKey ScheduleKeyDeletion",
        "kms.amazonaws.com",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0153",),
    controls=(
        "CIS-AWS-3.0.0:4.7",
        "AWS-Security-Hub:CloudWatch.7",
    ),
    references=_REFERENCES,
)

BUCKET_POLICY_CHANGED = Rule(
    id="aws-cloudtrail-bucket-policy-changes-uncounted",
    summary="Nothing counts the changes of bucket policies",
    why="A bucket that somebody opens to the world is found by scanners before anybody reads the log.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "bucket-policy-changes",
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication "
        "DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
        "s3.amazonaws.com",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0154",),
    controls=(
        "CIS-AWS-3.0.0:4.8",
        "AWS-Security-Hub:CloudWatch.8",
    ),
    references=_REFERENCES,
)

CONFIG_CHANGED = Rule(
    id="aws-cloudtrail-config-changes-uncounted",
    summary="Nothing counts the changes of AWS Config",
    why="Who stops the recorder can change resources without a trace in their history.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "config-changes",
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
        "config.amazonaws.com",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0155",),
    controls=(
        "CIS-AWS-3.0.0:4.9",
        "AWS-Security-Hub:CloudWatch.9",
    ),
    references=_REFERENCES,
)

SECURITY_GROUP_CHANGED = Rule(
    id="aws-cloudtrail-security-group-changes-uncounted",
    summary="Nothing counts the changes of security groups",
    why="A port that was opened for an hour by hand is open until somebody notices.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "security-group-changes",
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0156",),
    controls=(
        "CIS-AWS-3.0.0:4.10",
        "AWS-Security-Hub:CloudWatch.10",
    ),
    references=_REFERENCES,
)

ACL_CHANGED = Rule(
    id="aws-cloudtrail-network-acl-changes-uncounted",
    summary="Nothing counts the changes of network ACLs",
    why="Their change exposes, or cuts off, whole subnets at once.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "network-acl-changes",
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry "
        "ReplaceNetworkAclEntry ReplaceNetworkAclAssociation",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0157",),
    controls=(
        "CIS-AWS-3.0.0:4.11",
        "AWS-Security-Hub:CloudWatch.11",
    ),
    references=_REFERENCES,
)

GATEWAY_CHANGED = Rule(
    id="aws-cloudtrail-gateway-changes-uncounted",
    summary="Nothing counts the changes of network gateways",
    why="A gateway is the way out that stolen data takes.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "gateway-changes",
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        "DeleteInternetGateway DetachInternetGateway",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0158",),
    controls=(
        "CIS-AWS-3.0.0:4.12",
        "AWS-Security-Hub:CloudWatch.12",
    ),
    references=_REFERENCES,
)

ROUTE_CHANGED = Rule(
    id="aws-cloudtrail-route-changes-uncounted",
    summary="Nothing counts the changes of route tables",
    why="One route sends the traffic past the firewall, or through a machine that reads it.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "route-changes",
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable "
        "DeleteRoute DisassociateRouteTable",
        "ec2.amazonaws.com",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0159",),
    controls=(
        "CIS-AWS-3.0.0:4.13",
        "AWS-Security-Hub:CloudWatch.13",
    ),
    references=_REFERENCES,
)

NETWORK_CHANGED = Rule(
    id="aws-cloudtrail-vpc-changes-uncounted",
    summary="Nothing counts the changes of networks and their peerings",
    why="A peering with a network of the attacker's opens every machine that trusts its neighbours.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "vpc-changes",
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection "
        "CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0160",),
    controls=(
        "CIS-AWS-3.0.0:4.14",
        "AWS-Security-Hub:CloudWatch.14",
    ),
    references=_REFERENCES,
)

ORGANIZATION_CHANGED = Rule(
    id="aws-cloudtrail-organization-changes-uncounted",
    summary="Nothing counts the changes of the organization",
    why="An account that leaves it, or a policy that is detached, is free of every guard rail.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TRAIL_LOGS,
    check=_events(
        "organization-changes",
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy "
        "DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy "
        "DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization "
        "MoveAccount RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit",
        "organizations.amazonaws.com",
    ),
    example=_EXAMPLE,
    aliases=("AVD-AWS-0174",),
    controls=("CIS-AWS-3.0.0:4.15",),
    references=_REFERENCES,
)
