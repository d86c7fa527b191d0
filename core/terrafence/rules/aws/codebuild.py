"""AWS CodeBuild."""

import re
from collections.abc import Iterable

from terrafence.declare import (
    All,
    AllOf,
    Attr,
    Each,
    Equals,
    Fault,
    Function,
    Level,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)
from terrafence.readable import ResourceView

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codebuild_project"
_GUIDE = "https://docs.aws.amazon.com/codebuild/latest/userguide/"
_PROJECT = ("aws_codebuild_project",)


def _project(top: str = "", below: str = "") -> str:
    return f"""resource "aws_codebuild_project" "shop" {{
  name         = "shop"
  service_role = "arn:aws:iam::123456789012:role/build"
{top}
  artifacts {{
    type     = "S3"
    location = "acme-artifacts"
  }}

  environment {{
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }}

  source {{
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }}
{below}}}
"""


ARTIFACTS_UNENCRYPTED = Rule(
    id="aws-codebuild-artifacts-unencrypted",
    summary="The project's artifacts are stored without encryption",
    why="A bucket that is opened by mistake gives away the programs, and what was built into them.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_PROJECT,
    check=All(
        tuple(
            Each(name, Require("encryption_disabled", Equals(False), absent=False))
            for name in ("artifacts", "secondary_artifacts")
        )
    ),
    example=_project().replace(
        '    type     = "S3"\n    location = "acme-artifacts"\n',
        '    type                = "S3"\n    location            = "acme-artifacts"\n'
        "    encryption_disabled = true\n",
    ),
    aliases=("CKV_AWS_78", "AVD-AWS-0018"),
    references=(f"{_GUIDE}security-encryption.html", _DOCS),
)

LOGS_UNENCRYPTED = Rule(
    id="aws-codebuild-logs-unencrypted",
    summary="The project's logs are stored in S3 without encryption",
    why="Build logs hold internal names and, all too often, secrets; an opened bucket gives them away.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_PROJECT,
    check=Require("logs_config.s3_logs.encryption_disabled", Equals(False), absent=False),
    example=_project(
        below="""
  logs_config {
    s3_logs {
      status              = "ENABLED"
      location            = "acme-logs/build"
      encryption_disabled = true
    }
  }
"""
    ),
    aliases=("CKV_AWS_311",),
    controls=("AWS-Security-Hub:CodeBuild.3",),
    references=(f"{_GUIDE}security-encryption.html", _DOCS),
)

LOGS_OFF = Rule(
    id="aws-codebuild-logs-off",
    summary="Nothing records what the project's builds do",
    why="A build that was tampered with leaves no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_PROJECT,
    check=When(
        Not(Attr("logs_config.s3_logs.status", Equals("ENABLED"))),
        Require("logs_config.cloudwatch_logs.status", Equals("ENABLED"), absent="ENABLED"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills CloudWatch Logs",
    example=_project(
        below="""
  logs_config {
    cloudwatch_logs {
      status = "DISABLED"
    }
  }
"""
    ),
    controls=("AWS-Security-Hub:CodeBuild.4",),
    references=(f"{_GUIDE}view-build-details.html", _DOCS),
)

LOGS_UNSTATED = Rule(
    id="aws-codebuild-logs-unstated",
    summary="The project does not say where its build logs go",
    why="They then go to a log group of CodeBuild's own making: nobody chose how long they are kept, and "
    "whoever audits the project sees no logs.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_PROJECT,
    check=Require("logs_config", Presence.PRESENT, set={"cloudwatch_logs": {"status": "ENABLED"}}),
    example=_project(),
    aliases=("CKV_AWS_314",),
    controls=("AWS-Security-Hub:CodeBuild.4",),
    references=(
        "https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CloudWatchLogsConfig.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-4",
        _DOCS,
    ),
)

PRIVILEGED = Rule(
    id="aws-codebuild-privileged",
    summary="The project's builds have all rights on their machine",
    why="A poisoned dependency or pull request gets out of the build container; only building images "
    "needs this.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=_PROJECT,
    check=Require("environment.privileged_mode", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="breaks builds of container images",
    example=_project().replace(
        '    compute_type = "BUILD_GENERAL1_SMALL"\n    image        = "aws/codebuild/standard:7.0"\n'
        '    type         = "LINUX_CONTAINER"\n',
        '    compute_type    = "BUILD_GENERAL1_SMALL"\n    image           = "aws/codebuild/standard:7.0"\n'
        '    type            = "LINUX_CONTAINER"\n    privileged_mode = true\n',
    ),
    aliases=("CKV_AWS_316",),
    controls=("AWS-Security-Hub:CodeBuild.5",),
    references=(f"{_GUIDE}create-project.html", _DOCS),
)

AWS_KEY = Rule(
    id="aws-codebuild-aws-key",
    summary="The project's output is encrypted with a key of AWS",
    why="A key of one's own can be watched, limited and withdrawn.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=_PROJECT,
    check=Require("encryption_key", Presence.PRESENT, set=Pick("aws_kms_key", "arn", ".")),
    safety=Safety.UNSAFE,
    fix_effect="uses a key that has its own price and policy",
    example=_project(),
    aliases=("CKV_AWS_147", "datadog:aws/codebuild_project_encrypted_with_aws_managed_key"),
    references=(f"{_GUIDE}setting-up-kms.html", _DOCS),
)

PUBLIC = Rule(
    id="aws-codebuild-public",
    summary="Everyone can read the project's builds, logs and artifacts",
    why="Build logs hold internal names and, all too often, secrets.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=_PROJECT,
    check=Require("project_visibility", Equals("PRIVATE"), absent="PRIVATE"),
    safety=Safety.UNSAFE,
    fix_effect="cuts off readers without an account",
    example=_project('  project_visibility = "PUBLIC_READ"\n').replace(
        '  name         = "shop"\n  service_role =', '  name               = "shop"\n  service_role       ='
    ),
    references=(f"{_GUIDE}public-builds.html", _DOCS),
)

SOURCE_TLS_UNCHECKED = Rule(
    id="aws-codebuild-source-tls-unchecked",
    summary="The project fetches its source from whoever answers",
    why="Without checking the server's certificate, anyone on the way can put code into the build.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=_PROJECT,
    check=All(
        tuple(
            Each(name, Require("insecure_ssl", Equals(False), absent=False))
            for name in ("source", "secondary_sources")
        )
    ),
    safety=Safety.UNSAFE,
    fix_effect="fails for a server whose certificate is not trusted",
    example=_project().replace(
        '    type     = "GITHUB"\n    location = "https://github.com/acme/shop.git"\n',
        '    type         = "GITHUB_ENTERPRISE"\n    location     = "https://git.example.com/acme/shop.git"\n'
        "    insecure_ssl = true\n",
    ),
    references=("https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html", _DOCS),
)


def _with_password(project: ResourceView) -> Iterable[Fault]:
    """The addresses of sources with a user name and password before the host."""
    for name in ("source", "secondary_sources"):
        for source in project.blocks(name):
            location = source.value("location")
            text = str(location.plain()) if location is not None and location.known else ""
            bare = re.sub(r"://[^/@:\s]+:[^/@\s]+@", "://", text)
            if bare != text:
                yield Fault("location", "a user name and password are in it", bare, source)


SOURCE_CREDENTIALS = Rule(
    id="aws-codebuild-source-credentials",
    summary="The address of the project's source holds a user name and password",
    why="Whoever reads the configuration, the state or the build can change the source.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=_PROJECT,
    check=Function(_with_password),
    safety=Safety.UNSAFE,
    fix_effect="leaves the source to the account's connection; the password has to be changed all the same",
    example=_project().replace("https://github.com/acme", "https://acme:Tr0ub4dor@github.com/acme"),
    controls=("AWS-Security-Hub:CodeBuild.1",),
    references=(f"{_GUIDE}access-tokens.html", _DOCS),
)

WEBHOOK_UNFILTERED = Rule(
    id="aws-codebuild-webhook-unfiltered",
    summary="Everyone who can open a pull request can run code in the project",
    why="The build runs what the pull request says, with the project's role: a stranger's change reads "
    "its secrets.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_codebuild_webhook",),
    check=When(
        AllOf(
            (
                Not(Attr("branch_filter", Presence.PRESENT)),
                Not(
                    Attr(
                        "pull_request_build_policy.requires_comment_approval",
                        OneOf(("ALL_PULL_REQUESTS", "FORK_PULL_REQUESTS")),
                    )
                ),
            )
        ),
        Require("filter_group.filter.type", Presence.PRESENT, set="EVENT", beside={"pattern": "PUSH"}),
    ),
    safety=Safety.UNSAFE,
    fix_effect="builds nothing but what was pushed to the repository itself",
    example="""resource "aws_codebuild_webhook" "shop" {
  project_name = "shop"
}
""",
    references=(
        f"{_GUIDE}github-webhook.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codebuild_webhook",
    ),
)

REPORTS_UNENCRYPTED = Rule(
    id="aws-codebuild-reports-unencrypted",
    summary="The group's test reports are stored in S3 without encryption",
    why="Reports hold internal names and data of tests; an opened bucket gives them away.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_codebuild_report_group",),
    check=Require("export_config.s3_destination.encryption_disabled", Equals(False), absent=False),
    example="""resource "aws_codebuild_report_group" "shop" {
  name = "shop"
  type = "TEST"

  export_config {
    type = "S3"

    s3_destination {
      bucket              = "acme-reports"
      encryption_key      = "arn:aws:kms:eu-west-1:123456789012:key/1"
      encryption_disabled = true
    }
  }
}
""",
    controls=("AWS-Security-Hub:CodeBuild.7",),
    references=(
        f"{_GUIDE}report-group-create.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/codebuild_report_group",
    ),
)
