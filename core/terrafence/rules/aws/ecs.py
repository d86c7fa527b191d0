"""Amazon ECS: clusters, services and what their tasks may do."""

from collections.abc import Iterable

from terrafence.declare import (
    All,
    Any,
    AtLeast,
    Attr,
    Disruption,
    Each,
    Equals,
    Fault,
    Function,
    Lacks,
    Level,
    Missing,
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
    When,
)
from terrafence.readable import ResourceView

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
_TASK = ("aws_ecs_task_definition",)

_CONTAINER = """
  container_definitions = jsonencode([
    {{
      name                   = "shop"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1"
      memory                 = 512
      readonlyRootFilesystem = {readonly}
{more}
      logConfiguration = {{
        logDriver = "awslogs"
        options = {{
          awslogs-group  = "shop"
          awslogs-region = "eu-west-1"
        }}
      }}
    }}
  ])
"""


def _task(top: str = "", more: str = "", readonly: str = "true", below: str = "") -> str:
    containers = _CONTAINER.format(readonly=readonly, more=more)
    return (
        f'resource "aws_ecs_task_definition" "shop" {{\n  family       = "shop"\n{top}{containers}{below}}}\n'
    )


_OWN_NETWORK = '  network_mode = "awsvpc"\n'

PRIVILEGED = Rule(
    id="aws-ecs-container-privileged",
    summary="A container of the task has all rights on its host",
    why="A flaw in the application is then a flaw in the machine, and in every other container on it.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=_TASK,
    check=Require("container_definitions.privileged", Equals(False), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision, in which what needs the host fails",
    example=_task(_OWN_NETWORK, "      privileged             = true\n"),
    controls=("AWS-Security-Hub:ECS.4",),
    references=(f"{_GUIDE}task_definition_parameters.html", f"{_DOCS}ecs_task_definition"),
)

ROOT_WRITABLE = Rule(
    id="aws-ecs-container-root-writable",
    summary="A container of the task can change its own programs",
    why="Whoever gets in can put tools there and change what runs.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TASK,
    check=Require("container_definitions.readonlyRootFilesystem", Equals(True), absent=False),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision, in which writing outside volumes fails",
    example=_task(_OWN_NETWORK, readonly="false"),
    aliases=("CKV_AWS_336",),
    controls=("AWS-Security-Hub:ECS.5",),
    references=(f"{_GUIDE}task_definition_parameters.html", f"{_DOCS}ecs_task_definition"),
)

RUNS_AS_ROOT = Rule(
    id="aws-ecs-container-root-user",
    summary="A container of the task runs as root",
    why="A flaw in the application, and one in the container runtime, together are the whole machine.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TASK,
    check=Require("container_definitions.user", NoneOf(("root", "0", "root:root", "0:0"), instead="1000")),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision, in which what needs root fails",
    example=_task(_OWN_NETWORK, '      user                   = "root"\n'),
    controls=("AWS-Security-Hub:ECS.20",),
    references=(f"{_GUIDE}task_definition_parameters.html", f"{_DOCS}ecs_task_definition"),
)

CONTAINER_LOGS_OFF = Rule(
    id="aws-ecs-container-logs-off",
    summary="A container of the task keeps its logs to itself",
    why="What happened in it is gone with it: after an attack there is nothing to look at.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TASK,
    check=Require(
        "container_definitions.logConfiguration",
        Presence.PRESENT,
        set={
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": Pick("aws_cloudwatch_log_group", "name", "."),
                "awslogs-region": Pick("aws_cloudwatch_log_group", "region", "."),
                "awslogs-stream-prefix": "ecs",
            },
        },
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision and bills CloudWatch Logs",
    example="""resource "aws_ecs_task_definition" "shop" {
  family       = "shop"
  network_mode = "awsvpc"

  container_definitions = jsonencode([
    {
      name                   = "shop"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1"
      memory                 = 512
      readonlyRootFilesystem = true
    }
  ])
}
""",
    controls=("AWS-Security-Hub:ECS.9",),
    references=(f"{_GUIDE}using_awslogs.html", f"{_DOCS}ecs_task_definition"),
)

HOST_NAMESPACE = Rule(
    id="aws-ecs-host-namespace",
    summary="The task shares its host's processes or memory",
    why="A flaw in the application lets an attacker see and stop every process of the machine, and of "
    "other tasks.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TASK,
    check=All(
        (
            Require("pid_mode", NoneOf(("host",), instead="task")),
            Require("ipc_mode", NoneOf(("host",), instead="task")),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision, in which what needs the host fails",
    example=_task(_OWN_NETWORK + '  pid_mode     = "host"\n'),
    controls=("AWS-Security-Hub:ECS.3",),
    references=(f"{_GUIDE}task_definition_parameters.html", f"{_DOCS}ecs_task_definition"),
)

SHARED_NETWORK = Rule(
    id="aws-ecs-shared-network",
    summary="The task has no network interface of its own",
    why="All tasks of a machine share its addresses and security groups, so that one that is broken into "
    "reaches whatever the others may.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_TASK,
    check=Require("network_mode", Equals("awsvpc"), absent="bridge"),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="makes a new revision, whose services need subnets",
    example=_task('  network_mode = "host"\n'),
    controls=("AWS-Security-Hub:ECS.17",),
    aliases=("datadog:aws/ecs_task_definition_network_mode_not_recommended",),
    references=(f"{_GUIDE}task-networking.html", f"{_DOCS}ecs_task_definition"),
)

VOLUME_PLAINTEXT = Rule(
    id="aws-ecs-file-system-plaintext",
    summary="The task talks to its file system without encryption",
    why="Whoever gets into the network between them reads and changes files on the way.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_TASK,
    check=Each(
        "volume.efs_volume_configuration",
        Require("transit_encryption", Equals("ENABLED"), absent="DISABLED"),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="makes a new revision",
    example=_task(
        _OWN_NETWORK,
        below="""
  volume {
    name = "files"

    efs_volume_configuration {
      file_system_id = "fs-0123456789abcdef0"
    }
  }
""",
    ),
    aliases=("CKV_AWS_97", "AVD-AWS-0035"),
    references=(f"{_GUIDE}efs-volumes.html", f"{_DOCS}ecs_task_definition"),
)

SERVICE_PUBLIC_ADDRESS = Rule(
    id="aws-ecs-service-public-address",
    summary="Tasks of the service get public addresses",
    why="They answer on the internet as soon as their security group allows it, around any load balancer "
    "and its firewall.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ecs_service",),
    check=Require("network_configuration.assign_public_ip", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="restarts its tasks, which then need another way out",
    example="""resource "aws_ecs_service" "shop" {
  name            = "shop"
  task_definition = "shop"

  network_configuration {
    subnets          = ["subnet-0123456789abcdef0"]
    assign_public_ip = true
  }
}
""",
    aliases=("CKV_AWS_333",),
    controls=("AWS-Security-Hub:ECS.2",),
    references=(f"{_GUIDE}fargate-task-networking.html", f"{_DOCS}ecs_service"),
)

PLATFORM_OLD = Rule(
    id="aws-ecs-platform-pinned",
    summary="The service stays on one version of the Fargate platform",
    why="It gets no more fixes of the kernel and the container runtime once that version is retired.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecs_service",),
    check=When(
        Attr("launch_type", Equals("FARGATE")),
        Require("platform_version", Equals("LATEST"), absent="LATEST"),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="restarts its tasks",
    example="""resource "aws_ecs_service" "shop" {
  name             = "shop"
  task_definition  = "shop"
  launch_type      = "FARGATE"
  platform_version = "1.3.0"
}
""",
    aliases=("CKV_AWS_332",),
    controls=("AWS-Security-Hub:ECS.10",),
    references=(f"{_GUIDE}platform-fargate.html", f"{_DOCS}ecs_service"),
)

INSIGHTS_OFF = Rule(
    id="aws-ecs-insights-off",
    summary="Nobody measures what the cluster's containers do",
    why="A miner or a flood shows first in processor, memory and network use, per task.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecs_cluster",),
    check=Setting(
        "setting",
        {"name": "containerInsights"},
        Require("value", OneOf(("enabled", "enhanced"))),
        add={"value": "enabled"},
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch metrics",
    example="""resource "aws_ecs_cluster" "shop" {
  name = "shop"

  setting {
    name  = "containerInsights"
    value = "disabled"
  }
}
""",
    aliases=("CKV_AWS_65", "AVD-AWS-0034", "datadog:aws/ecs_cluster_container_insights_disabled"),
    controls=("AWS-Security-Hub:ECS.12",),
    references=(f"{_GUIDE}cloudwatch-container-insights.html", f"{_DOCS}ecs_cluster"),
)

_EXEC = "configuration.execute_command_configuration"

EXEC_LOGS_OFF = Rule(
    id="aws-ecs-exec-logs-off",
    summary="Nobody records what is typed into the cluster's containers",
    why="Whoever opens a shell in a container, with stolen credentials, leaves no trace of what was done "
    "there.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ecs_cluster",),
    check=Each(_EXEC, Require("logging", NoneOf(("NONE",), instead="DEFAULT"))),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example="""resource "aws_ecs_cluster" "shop" {
  name = "shop"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  configuration {
    execute_command_configuration {
      logging = "NONE"
    }
  }
}
""",
    aliases=("CKV_AWS_223",),
    references=(f"{_GUIDE}ecs-exec.html", f"{_DOCS}ecs_cluster"),
)


def _one_role(task: ResourceView) -> Iterable[Fault]:
    """Both roles are written, as the same expression or with the same value."""
    found = [task.values(name) for name in ("task_role_arn", "execution_role_arn")]
    if all(found):
        (own,), (agent,) = found
        written = task.span_text("task_role_arn") == task.span_text("execution_role_arn")
        if written or (own.known and agent.known and own.plain() == agent.plain()):
            yield Fault("task_role_arn", "`execution_role_arn` is the same")


ONE_ROLE = Rule(
    id="aws-ecs-task-role-of-the-agent",
    summary="The containers work with the role of the agent that starts them",
    why="Code that an intruder runs in a container can then read every secret and pull every image that the "
    "agent may.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=_TASK,
    check=Function(_one_role),
    no_fix="what the containers have to be allowed is not in the files",
    example="""resource "aws_ecs_task_definition" "shop" {
  family                = "shop"
  container_definitions = "[]"
  execution_role_arn    = "arn:aws:iam::123456789012:role/shop"
  task_role_arn         = "arn:aws:iam::123456789012:role/shop"
}
""",
    aliases=("CKV_AWS_249",),
    references=(f"{_GUIDE}task-iam-roles.html", f"{_DOCS}ecs_task_definition"),
)

ROLE_OF_ADMINISTRATORS = Rule(
    id="aws-ecs-service-role-of-administrators",
    summary="The service registers its tasks with an administrator's role",
    why="All that ECS needs there is to enter tasks at the load balancer. A role for administrators lets "
    "whoever can start a service do everything.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ecs_service",),
    check=Any(
        (
            Require("iam_role", Presence.ABSENT),
            Require("iam_role", Lacks(r"(?i)(^|[^a-z])admin(istrator)?s?([^a-z]|access|$)")),
        )
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    example="""resource "aws_ecs_service" "shop" {
  name     = "shop"
  cluster  = "shop"
  iam_role = "admin"
}
""",
    aliases=("datadog:aws/ecs_service_admin_role_is_present",),
    references=(f"{_GUIDE}using-service-linked-roles.html", f"{_DOCS}ecs_service"),
)

EXEC_LOGS_UNENCRYPTED = Rule(
    id="aws-ecs-exec-unencrypted",
    summary="What is typed into the cluster's containers is kept or sent without a key of one's own",
    why="Passwords and data that people see in a shell lie in the log; a key of one's own decides who reads "
    "them.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecs_cluster",),
    check=Each(
        _EXEC,
        All(
            (
                Require("kms_key_id", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
                When(
                    Attr("log_configuration.cloud_watch_log_group_name", Presence.PRESENT),
                    Require("log_configuration.cloud_watch_encryption_enabled", Equals(True), absent=False),
                ),
                When(
                    Attr("log_configuration.s3_bucket_name", Presence.PRESENT),
                    Require("log_configuration.s3_bucket_encryption_enabled", Equals(True), absent=False),
                ),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="needs leave to use the key for everyone who opens a shell",
    example="""resource "aws_ecs_cluster" "shop" {
  name = "shop"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  configuration {
    execute_command_configuration {
      logging = "DEFAULT"
    }
  }
}
""",
    aliases=("CKV_AWS_224",),
    references=(f"{_GUIDE}ecs-exec.html", f"{_DOCS}ecs_cluster"),
)

SERVICE_STOPPED = Rule(
    id="aws-ecs-service-without-tasks",
    summary="The service runs nothing",
    why="What the service should do, or watch over, does not happen, and nobody is told.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ecs_service",),
    check=When(
        Not(Attr("scheduling_strategy", Equals("DAEMON"))),
        Require("desired_count", AtLeast(1), absent=Missing.UNDECIDED),
    ),
    safety=Safety.UNSAFE,
    fix_effect="starts a task, with its cost",
    example="""resource "aws_ecs_service" "shop" {
  name          = "shop"
  cluster       = "shop"
  desired_count = 0
}
""",
    aliases=("datadog:aws/ecs_service_without_running_tasks",),
    references=(f"{_GUIDE}service_definition_parameters.html", f"{_DOCS}ecs_service"),
)
