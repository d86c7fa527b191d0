"""AWS CloudTrail: whether anybody is told of the events that matter."""

from terrafence.declare import (
    Added,
    AllOf,
    Attr,
    Companion,
    Expr,
    InModule,
    Lacks,
    Level,
    Matches,
    Never,
    Not,
    Pick,
    Rule,
    Safety,
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


def _watched(topic: str, pattern: str) -> tuple[Added, ...]:
    """A filter for the same records as the one at hand, and an alarm that tells whom another alarm tells."""
    suffix, metric = f"_{topic.replace('-', '_')}", "".join(word.capitalize() for word in topic.split("-"))
    name = Expr('"${{self}.name}-' + topic + '"')
    return (
        Added(
            _FILTERS,
            suffix,
            {
                "name": name,
                "log_group_name": Expr("{self}.log_group_name"),
                "pattern": pattern,
                "metric_transformation": {"name": metric, "namespace": "CloudTrail", "value": "1"},
            },
        ),
        Added(
            "aws_cloudwatch_metric_alarm",
            suffix,
            {
                "alarm_name": name,
                "metric_name": metric,
                "namespace": "CloudTrail",
                "statistic": "Sum",
                "comparison_operator": "GreaterThanOrEqualToThreshold",
                "threshold": 1,
                "period": 300,
                "evaluation_periods": 1,
                "treat_missing_data": "notBreaching",
                "alarm_actions": Pick("aws_cloudwatch_metric_alarm", "alarm_actions", "."),
            },
        ),
    )


def _unwatched(
    topic: str,
    summary: str,
    *tests: Matches | Lacks,
    pattern: str,
    alias: str,
    controls: tuple[str, ...],
) -> Rule:
    """No filter of the root passes all these tests and has an alarm on its metric. `pattern` passes them."""
    counted = AllOf((*(Attr("pattern", test) for test in tests), _ALARM))
    return Rule(
        id=f"aws-cloudtrail-{topic}-unwatched",
        summary=summary,
        why=_WHY,
        severity=Severity.LOW,
        level=Level.NOTE,
        resources=(_FILTERS,),
        check=Never(
            AllOf((_FIRST, Not(InModule(_FILTERS, counted)))),
            "no filter with an alarm counts them",
            _watched(topic, pattern),
        ),
        safety=Safety.UNSAFE,
        fix_effect="bills a metric and an alarm, and wakes whom another alarm wakes",
        example=_EXAMPLE,
        aliases=(f"datadog:aws/cloudwatch_{alias}",) if alias else (),
        controls=controls,
        references=_REFERENCES,
    )


def _changed(
    topic: str, summary: str, events: str, *, source: str = "", alias: str, controls: tuple[str, ...]
) -> Rule:
    """As `_unwatched`, for calls with these names, of the service `source` where others share the names."""
    tests = (Matches(rf"\$\.eventName\s*=\s*\"?{word}\b") for word in events.split())
    any_of = " || ".join(f"($.eventName = {word})" for word in events.split())
    pattern = f"{{ ($.eventSource = {source}.amazonaws.com) && ({any_of}) }}" if source else f"{{ {any_of} }}"
    return _unwatched(topic, summary, *tests, pattern=pattern, alias=alias, controls=controls)


IAM_CHANGED = _changed(
    "iam-changes",
    "No alarm goes off when IAM policies change",
    "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy "
    "CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy "
    "AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy",
    source="iam",
    alias="iam_policy_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.4", "AWS-Security-Hub:CloudWatch.4"),
)
LOGIN_FAILED = _unwatched(
    "failed-logins",
    "No alarm goes off when console logins fail",
    Matches(r"\$\.eventName\s*=\s*\"?ConsoleLogin\b"),
    Matches(r"\$\.errorMessage\s*=\s*\"?Failed authentication"),
    Lacks(r"\|\|"),
    pattern='{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    alias="management_console_auth_failed_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.6", "AWS-Security-Hub:CloudWatch.6"),
)
TRAIL_CHANGED = _changed(
    "trail-changes",
    "No alarm goes off when trails change",
    "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging",
    alias="cloudtrail_configuration_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.5", "AWS-Security-Hub:CloudWatch.5"),
)
KEY_DISABLED = _changed(
    "key-deletions",
    "No alarm goes off when keys are disabled or due to be deleted",
    "DisableKey ScheduleKeyDeletion",
    source="kms",
    alias="disabling_or_scheduled_deletion_of_customer_created_cmk_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.7", "AWS-Security-Hub:CloudWatch.7"),
)
CONFIG_CHANGED = _changed(
    "config-changes",
    "No alarm goes off when AWS Config changes",
    "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
    source="config",
    alias="aws_config_configuration_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.9", "AWS-Security-Hub:CloudWatch.9"),
)
SECURITY_GROUP_CHANGED = _changed(
    "security-group-changes",
    "No alarm goes off when security groups change",
    "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
    "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
    alias="security_group_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.10", "AWS-Security-Hub:CloudWatch.10"),
)
NETWORK_ACL_CHANGED = _changed(
    "network-acl-changes",
    "No alarm goes off when network ACLs change",
    "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry "
    "ReplaceNetworkAclEntry ReplaceNetworkAclAssociation",
    alias="changes_to_nacl_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.11", "AWS-Security-Hub:CloudWatch.11"),
)
GATEWAY_CHANGED = _changed(
    "gateway-changes",
    "No alarm goes off when network gateways change",
    "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
    "DeleteInternetGateway DetachInternetGateway",
    alias="network_gateways_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.12", "AWS-Security-Hub:CloudWatch.12"),
)
ROUTE_CHANGED = _changed(
    "route-changes",
    "No alarm goes off when route tables change",
    "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute "
    "DisassociateRouteTable",
    alias="route_table_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.13", "AWS-Security-Hub:CloudWatch.13"),
)
VPC_CHANGED = _changed(
    "vpc-changes",
    "No alarm goes off when networks and their peerings change",
    "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
    "DeleteVpcPeeringConnection RejectVpcPeeringConnection",
    alias="vpc_changes_alarm_missing",
    controls=("CIS-AWS-3.0.0:4.14", "AWS-Security-Hub:CloudWatch.14"),
)
ORGANIZATION_CHANGED = _changed(
    "organization-changes",
    "No alarm goes off when the organization changes",
    "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake "
    "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType "
    "EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount "
    "RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit",
    source="organizations",
    alias="aws_organizations_changes_missing_alarm",
    controls=("CIS-AWS-3.0.0:4.15",),
)
BUCKET_POLICY_CHANGED = _changed(
    "bucket-policy-changes",
    "No alarm goes off when bucket policies change",
    "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication "
    "DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
    source="s3",
    alias="",
    controls=("CIS-AWS-3.0.0:4.8", "AWS-Security-Hub:CloudWatch.8"),
)
ROOT_USED = _unwatched(
    "root-use",
    "No alarm goes off when the root user does something",
    Matches(r"\$\.userIdentity\.type\s*=\s*\"?Root\b"),
    Lacks(r"\|\|"),
    pattern=(
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && '
        '$.eventType != "AwsServiceEvent" }'
    ),
    alias="",
    controls=("CIS-AWS-3.0.0:4.3", "AWS-Security-Hub:CloudWatch.1"),
)
LOGIN_WITHOUT_MFA = _unwatched(
    "logins-without-mfa",
    "No alarm goes off when somebody signs in without a second factor",
    Matches(r"\$\.eventName\s*=\s*\"?ConsoleLogin\b"),
    Matches(r"MFAUsed\s*!="),
    Lacks(r"\|\|"),
    pattern=(
        '{ ($.eventName = ConsoleLogin) && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
    ),
    alias="",
    controls=("CIS-AWS-3.0.0:4.2", "AWS-Security-Hub:CloudWatch.3"),
)
CALLS_REFUSED = _unwatched(
    "refused-calls",
    "No alarm goes off when AWS refuses calls",
    Matches(r"UnauthorizedOperation"),
    Matches(r"AccessDenied"),
    Lacks(r"&&"),
    pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    alias="",
    controls=("CIS-AWS-3.0.0:4.1", "AWS-Security-Hub:CloudWatch.2"),
)
