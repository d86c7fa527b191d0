"""AWS CloudTrail: whether anybody is told of the events that matter."""

from terrafence.declare import (
    AllOf,
    Attr,
    Companion,
    InModule,
    Lacks,
    Level,
    Matches,
    Never,
    Not,
    Rule,
    Severity,
)

_FILTERS = "aws_cloudwatch_log_metric_filter"
_REFERENCES = (
    "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
    "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudwatch_metric_alarm",
)
_OF_A_TRAIL = Attr("pattern", Matches(r"\$\.(event(Name|Source|Type)|errorCode|errorMessage|userIdentity)\b"))
# Where nothing sounds an alarm at a metric of one's own, something else may look at the counts.
_HAS_ALARMS = InModule("aws_cloudwatch_metric_alarm", Attr("namespace", Matches(r"^(?!AWS/)")))
_FIRST = AllOf(
    (
        _OF_A_TRAIL,
        _HAS_ALARMS,
        Not(InModule(_FILTERS, _OF_A_TRAIL, same_module=True, earlier=True)),
    )
)
_WHY = (
    "A count that nobody looks at tells of the attack when somebody reads the bill. The finding is at the "
    "first of the module's filters, since what is missing has no place."
)
_ALARM = Companion("aws_cloudwatch_metric_alarm", "metric_name")
_EXAMPLE = """resource "aws_cloudwatch_log_metric_filter" "errors" {
  name           = "errors"
  log_group_name = "trail"
  pattern        = "{ $.errorCode = \\"InternalError\\" }"

  metric_transformation {
    name      = "errors"
    namespace = "Trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  metric_name         = "errors"
  namespace           = "Trail"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:errors"]
}
"""


def _unwatched(
    topic: str, summary: str, *tests: Matches | Lacks, alias: str, controls: tuple[str, ...]
) -> Rule:
    """No filter of the root passes all these tests and has an alarm on its metric."""
    counted = AllOf((*(Attr("pattern", test) for test in tests), _ALARM))
    return Rule(
        id=f"aws-cloudtrail-{topic}-unwatched",
        summary=summary,
        why=_WHY,
        severity=Severity.LOW,
        level=Level.NOTE,
        resources=(_FILTERS,),
        check=Never(AllOf((_FIRST, Not(InModule(_FILTERS, counted)))), "no filter with an alarm counts them"),
        no_fix="whom an alarm is to wake is not in the files",
        example=_EXAMPLE,
        aliases=(f"datadog:aws/cloudwatch_{alias}",) if alias else (),
        controls=controls,
        references=_REFERENCES,
    )


def _named(events: str) -> tuple[Matches, ...]:
    return tuple(Matches(rf"\$\.eventName\s*=\s*\"?{word}\b") for word in events.split())


IAM_CHANGED = _unwatched(
    "iam-changes",
    "No alarm goes off when IAM policies change",
    *_named(
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy "
        "CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy "
        "AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy"
    ),
    alias="iam_policy_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.4", "AWS-Security-Hub:CloudWatch.4"),
)
LOGIN_FAILED = _unwatched(
    "failed-logins",
    "No alarm goes off when console logins fail",
    Matches(r"\$\.eventName\s*=\s*\"?ConsoleLogin\b"),
    Matches(r"\$\.errorMessage\s*=\s*\"?Failed authentication"),
    Lacks(r"\|\|"),
    alias="management_console_auth_failed_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.6", "AWS-Security-Hub:CloudWatch.6"),
)
TRAIL_CHANGED = _unwatched(
    "trail-changes",
    "No alarm goes off when trails change",
    *_named("CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"),
    alias="cloudtrail_configuration_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.5", "AWS-Security-Hub:CloudWatch.5"),
)
KEY_DISABLED = _unwatched(
    "key-deletions",
    "No alarm goes off when keys are disabled or due to be deleted",
    *_named("DisableKey ScheduleKeyDeletion"),
    alias="disabling_or_scheduled_deletion_of_customer_created_cmk_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.7", "AWS-Security-Hub:CloudWatch.7"),
)
CONFIG_CHANGED = _unwatched(
    "config-changes",
    "No alarm goes off when AWS Config changes",
    *_named("StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"),
    alias="aws_config_configuration_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.9", "AWS-Security-Hub:CloudWatch.9"),
)
SECURITY_GROUP_CHANGED = _unwatched(
    "security-group-changes",
    "No alarm goes off when security groups change",
    *_named(
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup"
    ),
    alias="security_group_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.10", "AWS-Security-Hub:CloudWatch.10"),
)
NETWORK_ACL_CHANGED = _unwatched(
    "network-acl-changes",
    "No alarm goes off when network ACLs change",
    *_named(
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry "
        "ReplaceNetworkAclEntry ReplaceNetworkAclAssociation"
    ),
    alias="changes_to_nacl_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.11", "AWS-Security-Hub:CloudWatch.11"),
)
GATEWAY_CHANGED = _unwatched(
    "gateway-changes",
    "No alarm goes off when network gateways change",
    *_named(
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        "DeleteInternetGateway DetachInternetGateway"
    ),
    alias="network_gateways_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.12", "AWS-Security-Hub:CloudWatch.12"),
)
ROUTE_CHANGED = _unwatched(
    "route-changes",
    "No alarm goes off when route tables change",
    *_named(
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute "
        "DisassociateRouteTable"
    ),
    alias="route_table_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.13", "AWS-Security-Hub:CloudWatch.13"),
)
VPC_CHANGED = _unwatched(
    "vpc-changes",
    "No alarm goes off when networks and their peerings change",
    *_named(
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
        "DeleteVpcPeeringConnection RejectVpcPeeringConnection"
    ),
    alias="vpc_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.14", "AWS-Security-Hub:CloudWatch.14"),
)
ORGANIZATION_CHANGED = _unwatched(
    "organization-changes",
    "No alarm goes off when the organization changes",
    *_named(
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake "
        "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType "
        "EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount "
        "RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit"
    ),
    alias="aws_organizations_changes_missing_alarm",
    controls=("CIS-AWS-3.0.0:4.15",),
)
BUCKET_POLICY_CHANGED = _unwatched(
    "bucket-policy-changes",
    "No alarm goes off when bucket policies change",
    *_named(
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication "
        "DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication"
    ),
    alias="",
    controls=("CIS-AWS-3.0.0:4.8", "AWS-Security-Hub:CloudWatch.8"),
)
ROOT_USED = _unwatched(
    "root-use",
    "No alarm goes off when the root user does something",
    Matches(r"\$\.userIdentity\.type\s*=\s*\"?Root\b"),
    Lacks(r"\|\|"),
    alias="",
    controls=("CIS-AWS-3.0.0:4.3", "AWS-Security-Hub:CloudWatch.1"),
)
LOGIN_WITHOUT_MFA = _unwatched(
    "logins-without-mfa",
    "No alarm goes off when somebody signs in without a second factor",
    Matches(r"\$\.eventName\s*=\s*\"?ConsoleLogin\b"),
    Matches(r"MFAUsed\s*!="),
    Lacks(r"\|\|"),
    alias="",
    controls=("CIS-AWS-3.0.0:4.2", "AWS-Security-Hub:CloudWatch.3"),
)
CALLS_REFUSED = _unwatched(
    "refused-calls",
    "No alarm goes off when AWS refuses calls",
    Matches(r"UnauthorizedOperation"),
    Matches(r"AccessDenied"),
    Lacks(r"&&"),
    alias="",
    controls=("CIS-AWS-3.0.0:4.1", "AWS-Security-Hub:CloudWatch.2"),
)
