"""AWS Elastic Beanstalk, whose settings are named by namespace and name."""

from terrafence.declare import (
    AllOf,
    Attr,
    Equals,
    Level,
    Not,
    Require,
    Rule,
    Safety,
    Setting,
    Severity,
    Some,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elastic_beanstalk_environment"
_GUIDE = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/"
_ENVIRONMENT = ("aws_elastic_beanstalk_environment",)


def _example(*settings: tuple[str, str, str]) -> str:
    blocks = "".join(
        f'\n  setting {{\n    namespace = "{namespace}"\n    name      = "{name}"\n'
        f'    value     = "{value}"\n  }}\n'
        for namespace, name, value in settings
    )
    return (
        'resource "aws_elastic_beanstalk_environment" "shop" {\n  name        = "shop"\n'
        f'  application = "shop"\n{blocks}}}\n'
    )


_HEALTH = "aws:elasticbeanstalk:healthreporting:system"
_UPDATES = "aws:elasticbeanstalk:managedactions"
_LOGS = "aws:elasticbeanstalk:cloudwatch:logs"
_LAUNCH = "aws:autoscaling:launchconfiguration"
_GOOD = (
    (_HEALTH, "SystemType", "enhanced"),
    (_UPDATES, "ManagedActionsEnabled", "true"),
    (_LOGS, "StreamLogs", "true"),
    (_LAUNCH, "DisableIMDSv1", "true"),
)


def _with(namespace: str, name: str, value: str) -> str:
    return _example(*((namespace, name, value) if item[1] == name else item for item in _GOOD))


def _setting(namespace: str, name: str, value: str) -> Setting:
    return Setting(
        "setting",
        {"namespace": namespace, "name": name},
        Require("value", Equals(value)),
        add={"value": value},
    )


HEALTH_BASIC = Rule(
    id="aws-elasticbeanstalk-health-basic",
    summary="The environment only knows whether its machines answer",
    why="An attack that fills disks, eats memory or makes requests fail raises no alarm.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_ENVIRONMENT,
    check=_setting(_HEALTH, "SystemType", "enhanced"),
    safety=Safety.UNSAFE,
    fix_effect="needs a service role, and updates the environment",
    example=_with(_HEALTH, "SystemType", "basic"),
    controls=("AWS-Security-Hub:ElasticBeanstalk.1",),
    references=(f"{_GUIDE}health-enhanced.html", _DOCS),
)

UPDATES_OFF = Rule(
    id="aws-elasticbeanstalk-updates-off",
    summary="Nobody updates the environment's platform",
    why="Flaws in the operating system and runtime that are known to everyone stay open until someone "
    "thinks of it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_ENVIRONMENT,
    check=_setting(_UPDATES, "ManagedActionsEnabled", "true"),
    safety=Safety.SAFE_WHEN_NEW,
    # AWS asks for all of these with it.
    unsafe_when=Not(
        AllOf(
            tuple(
                Some("setting", AllOf((Attr("namespace", Equals(where)), Attr("name", Equals(name)))))
                for where, name in (
                    (_UPDATES, "PreferredStartTime"),
                    (f"{_UPDATES}:platformupdate", "UpdateLevel"),
                    (_HEALTH, "SystemType"),
                )
            )
        )
    ),
    fix_effect="replaces its machines in a maintenance window",
    example=_example(
        *((*item[:2], "false") if item[0] == _UPDATES else item for item in _GOOD),
        (_UPDATES, "PreferredStartTime", "Sun:02:00"),
        (f"{_UPDATES}:platformupdate", "UpdateLevel", "minor"),
    ),
    aliases=("CKV_AWS_340",),
    controls=("AWS-Security-Hub:ElasticBeanstalk.2",),
    references=(f"{_GUIDE}environment-platform-update-managed.html", _DOCS),
)

LOGS_OFF = Rule(
    id="aws-elasticbeanstalk-logs-off",
    summary="The environment's machines keep their logs to themselves",
    why="What happened on a machine is gone with it, and an intruder who gets there can remove it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_ENVIRONMENT,
    check=_setting(_LOGS, "StreamLogs", "true"),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example=_with(_LOGS, "StreamLogs", "false"),
    controls=("AWS-Security-Hub:ElasticBeanstalk.3",),
    references=(f"{_GUIDE}AWSHowTo.cloudwatchlogs.html", _DOCS),
)

IMDS_V1_ENABLED = Rule(
    id="aws-elasticbeanstalk-imds-v1-enabled",
    summary="The environment's machines answer IMDSv1 metadata requests",
    why="One request forged through the application (SSRF) reads the credentials of its role; version 2 "
    "asks for a session token that such a request cannot get.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=_ENVIRONMENT,
    check=_setting(_LAUNCH, "DisableIMDSv1", "true"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="replaces its machines",
    example=_with(_LAUNCH, "DisableIMDSv1", "false"),
    references=(f"{_GUIDE}environments-cfg-ec2-imds.html", _DOCS),
)
