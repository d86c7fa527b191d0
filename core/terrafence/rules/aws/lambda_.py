"""AWS Lambda."""

import re
from collections.abc import Iterable

from terrafence.declare import (
    AllOf,
    Any,
    AtLeast,
    Attr,
    Contains,
    Disruption,
    Equals,
    Excludes,
    Expr,
    Fault,
    Function,
    Level,
    Matches,
    NoneOf,
    Not,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)
from terrafence.readable import ResourceView

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg"
_CHARGE = """resource "aws_lambda_function" "charge" {
  function_name = "charge"
  role          = "arn:aws:iam::123456789012:role/charge"
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "charge.zip"
}
"""

TRACING_OFF = Rule(
    id="aws-lambda-tracing-off",
    summary="Nothing traces the function's calls",
    why="When a request goes wrong, or an intruder sends one, the services that it went through cannot be "
    "told.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_function",),
    check=Require("tracing_config.mode", Equals("Active"), absent="PassThrough"),
    safety=Safety.UNSAFE,
    fix_effect="bills X-Ray traces, and the function's role has to allow sending them",
    example=_CHARGE,
    aliases=("CKV_AWS_50", "AVD-AWS-0066", "datadog:aws/lambda_functions_without_x-ray_tracing"),
    controls=("AWS-Security-Hub:Lambda.7",),
    references=(f"{_GUIDE}/services-xray.html", f"{_DOCS}/lambda_function"),
)

OPEN_URL = Rule(
    id="aws-lambda-url-without-login",
    summary="Anyone on the internet may call the function by its address",
    why="Whoever finds the address, in a log or a browser, runs the function with its role and on its "
    "owner's bill.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_lambda_function_url",),
    check=Require("authorization_type", Equals("AWS_IAM")),
    safety=Safety.UNSAFE,
    fix_effect="cuts off callers without AWS credentials",
    example="""resource "aws_lambda_function_url" "charge" {
  function_name      = "charge"
  authorization_type = "NONE"
}
""",
    aliases=("CKV_AWS_258",),
    references=(f"{_GUIDE}/urls-auth.html", f"{_DOCS}/lambda_function_url"),
)

_NO_SOURCE = AllOf(
    (
        Not(Attr("source_arn", Presence.PRESENT)),
        Not(Attr("source_account", Presence.PRESENT)),
        Not(Attr("principal_org_id", Presence.PRESENT)),
    )
)

CALLED_BY_EVERYONE = Rule(
    id="aws-lambda-permission-for-everyone",
    summary="Every AWS account may call the function",
    why="Anyone with an account runs the function with its role and on its owner's bill.",
    severity=Severity.CRITICAL,
    level=Level.BLOCK,
    resources=("aws_lambda_permission",),
    check=When(_NO_SOURCE, Require("principal", NoneOf(("*",)), set=Expr("{account}.account_id"))),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts",
    example="""resource "aws_lambda_permission" "charge" {
  function_name = "charge"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}
""",
    aliases=(
        "CKV_AWS_301",
        "datadog:aws/lambda_permission_principal_is_wildcard",
        "datadog:aws/lambda_function_publicly_accessible",
    ),
    controls=("AWS-Security-Hub:Lambda.1",),
    references=(f"{_GUIDE}/access-control-resource-based.html", f"{_DOCS}/lambda_permission"),
)

_CALLERS = {
    "apigateway": r"arn:[^:]*:execute-api:|^aws_api_?gateway",
    "cognito-idp": r"arn:[^:]*:cognito-idp:|^aws_cognito_user_pool\.",
    "config": r"arn:[^:]*:config:|^aws_config_config_rule\.",
    "elasticloadbalancing": r"arn:[^:]*:elasticloadbalancing:|^aws_(lb|alb)_target_group\.",
    "events": r"arn:[^:]*:events:|^aws_cloudwatch_event_rule\.",
    "iot": r"arn:[^:]*:iot:|^aws_iot_topic_rule\.",
    "logs": r"arn:[^:]*:logs:|^aws_cloudwatch_log_group\.",
    "s3": r"arn:[^:]*:s3:|^aws_s3_bucket\.",
    "secretsmanager": r"arn:[^:]*:secretsmanager:|^aws_secretsmanager_secret\.",
    "ses": r"arn:[^:]*:ses:|^aws_ses_",
    "sns": r"arn:[^:]*:sns:|^aws_sns_topic\.",
}
"""The services that call functions, and what stands in their resources' ARNs and in references to those."""


def _anybody(permission: ResourceView) -> Iterable[Fault]:
    source = permission.span_text("source_arn").strip('"${} ')
    service = next((name for name, like in _CALLERS.items() if re.search(like, source)), None)
    for principal in permission.values("principal"):
        if principal.known and principal.plain() == "*":
            yield Fault("principal", "it is `*`", f"{service}.amazonaws.com" if service else None)


CALLED_BY_ANY_SERVICE = Rule(
    id="aws-lambda-permission-names-nobody",
    summary="The function's permission names nobody, only where the call comes from",
    why="Every service that passes the named source on may call the function, those that AWS adds too.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_lambda_permission",),
    check=When(Not(_NO_SOURCE), Function(_anybody)),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    example="""resource "aws_lambda_permission" "charge" {
  function_name = "charge"
  action        = "lambda:InvokeFunction"
  principal     = "*"
  source_arn    = "arn:aws:events:eu-west-1:123456789012:rule/daily"
}
""",
    aliases=(
        "CKV_AWS_301",
        "datadog:aws/lambda_permission_principal_is_wildcard",
        "datadog:aws/lambda_function_publicly_accessible",
    ),
    references=(f"{_GUIDE}/access-control-resource-based.html", f"{_DOCS}/lambda_permission"),
)

SERVICE_OF_ANY_ACCOUNT = Rule(
    id="aws-lambda-permission-without-source",
    summary="A service may call the function on behalf of any account",
    why="A stranger who points a bucket, topic or API of an own account at the function has the service "
    "call it.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_lambda_permission",),
    check=When(
        Attr("principal", Matches(r"\.amazonaws\.com(\.cn)?$")),
        Any(
            (
                Require("source_account", Presence.PRESENT, set=Expr("{account}.account_id")),
                Require("source_arn", Presence.PRESENT),
                Require("principal_org_id", Presence.PRESENT),
            )
        ),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    # An S3 bucket's ARN names no account, so Lambda's documentation asks for it; not every service sends one.
    unsafe_when=Not(Attr("principal", Equals("s3.amazonaws.com"))),
    fix_effect="cuts off calls on behalf of other accounts",
    example="""resource "aws_lambda_permission" "charge" {
  function_name = "charge"
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}
""",
    aliases=("CKV_AWS_364", "AVD-AWS-0067"),
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        f"{_DOCS}/lambda_permission",
    ),
)

EVERY_ACTION = Rule(
    id="aws-lambda-permission-allows-all-actions",
    summary="Whoever may call the function may also change it",
    why="The caller can put other code in the function's place, which then runs with the function's role.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_lambda_permission",),
    check=Require("action", NoneOf(("*", "lambda:*"), instead="lambda:InvokeFunction")),
    disruption=Disruption.REPLACE,
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="only lets it call the function",
    example="""resource "aws_lambda_permission" "charge" {
  function_name  = "charge"
  action         = "lambda:*"
  principal      = "s3.amazonaws.com"
  source_account = "123456789012"
}
""",
    aliases=("datadog:aws/lambda_with_vulnerable_policy",),
    references=(f"{_GUIDE}/access-control-resource-based.html", f"{_DOCS}/lambda_permission"),
)

LAYER_PUBLIC = Rule(
    id="aws-lambda-layer-public",
    summary="Every AWS account may use the layer",
    why="Anyone with an account can download the code in it, with whatever it gives away.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lambda_layer_version_permission",),
    check=When(
        Not(Attr("organization_id", Presence.PRESENT)),
        Require("principal", NoneOf(("*",)), set=Expr("{account}.account_id")),
    ),
    disruption=Disruption.REPLACE,
    safety=Safety.UNSAFE,
    fix_effect="cuts off other accounts",
    example="""resource "aws_lambda_layer_version_permission" "tools" {
  layer_name     = "tools"
  version_number = 1
  statement_id   = "all"
  action         = "lambda:GetLayerVersion"
  principal      = "*"
}
""",
    references=(f"{_GUIDE}/permissions-layer-cross-account.html", f"{_DOCS}/lambda_layer_version_permission"),
)

# AWS no longer patches these. Source: "Lambda runtimes" in the developer guide, table "Deprecated runtimes".
_RENEWED = {
    "dotnet5.0": "dotnet8",
    "dotnet6": "dotnet8",
    "dotnet7": "dotnet8",
    "dotnetcore1.0": "dotnet8",
    "dotnetcore2.0": "dotnet8",
    "dotnetcore2.1": "dotnet8",
    "dotnetcore3.1": "dotnet8",
    "go1.x": "provided.al2023",
    "java8": "java21",
    "nodejs": "nodejs22.x",
    "nodejs4.3": "nodejs22.x",
    "nodejs4.3-edge": "nodejs22.x",
    "nodejs6.10": "nodejs22.x",
    "nodejs8.10": "nodejs22.x",
    "nodejs10.x": "nodejs22.x",
    "nodejs12.x": "nodejs22.x",
    "nodejs14.x": "nodejs22.x",
    "nodejs16.x": "nodejs22.x",
    "nodejs18.x": "nodejs22.x",
    "provided": "provided.al2023",
    "python2.7": "python3.13",
    "python3.6": "python3.13",
    "python3.7": "python3.13",
    "python3.8": "python3.13",
    "ruby2.5": "ruby3.3",
    "ruby2.7": "ruby3.3",
}

RUNTIME_DEPRECATED = Rule(
    id="aws-lambda-runtime-deprecated",
    summary="The function runs on a language version that AWS no longer patches",
    why="Flaws in it stay open and are known to everyone; later the function can neither be changed nor "
    "made again.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lambda_function",),
    check=Require("runtime", Excludes(tuple(_RENEWED), instead=tuple(_RENEWED.values()))),
    safety=Safety.UNSAFE,
    fix_effect="runs the code on another version of its language",
    example=_CHARGE.replace("python3.13", "python3.7"),
    aliases=("CKV_AWS_363",),
    controls=("AWS-Security-Hub:Lambda.2",),
    references=(f"{_GUIDE}/lambda-runtimes.html", f"{_DOCS}/lambda_function"),
)

ENVIRONMENT_SHARED_KEY = Rule(
    id="aws-lambda-environment-own-key-missing",
    summary="The function's variables are encrypted with a key that Lambda owns",
    why="Whoever may read the function's settings sees the variables; with a key of one's own, that takes "
    "a permission that can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_function",),
    check=When(
        Attr("environment.variables", Presence.PRESENT),
        Require("kms_key_arn", Presence.PRESENT, set=Pick("aws_kms_key", "arn", "key|kms|main|this|default")),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and the function's role needs leave to use it",
    example="""resource "aws_lambda_function" "charge" {
  function_name = "charge"
  role          = "arn:aws:iam::123456789012:role/charge"
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "charge.zip"

  environment {
    variables = {
      STAGE = "prod"
    }
  }
}
""",
    aliases=("CKV_AWS_173",),
    references=(f"{_GUIDE}/configuration-envvars-encryption.html", f"{_DOCS}/lambda_function"),
)

CODE_SIGNING_OFF = Rule(
    id="aws-lambda-code-signing-off",
    summary="Code that nobody has signed can be put into the function",
    why="Whoever may deploy, or takes over the build, runs any code with the function's role.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_function",),
    check=When(
        Not(Attr("package_type", Equals("Image"), absent="Zip")),
        Require(
            "code_signing_config_arn",
            Presence.PRESENT,
            set=Pick("aws_lambda_code_signing_config", "arn", "sign|code|main|this|default"),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="refuses code that is not signed",
    example=_CHARGE,
    aliases=("CKV_AWS_272",),
    references=(f"{_GUIDE}/configuration-codesigning.html", f"{_DOCS}/lambda_function"),
)

UNSIGNED_CODE_ACCEPTED = Rule(
    id="aws-lambda-unsigned-code-accepted",
    summary="Code with a wrong or missing signature is only reported, and runs",
    why="The signature then keeps nobody from putting other code into the function.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lambda_code_signing_config",),
    check=Require("policies.untrusted_artifact_on_deployment", Equals("Enforce"), absent="Warn"),
    safety=Safety.UNSAFE,
    fix_effect="refuses code that is not signed",
    example="""resource "aws_lambda_code_signing_config" "strict" {
  allowed_publishers {
    signing_profile_version_arns = [
      "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/build/a1b2c3d4e5",
    ]
  }
}
""",
    references=(f"{_GUIDE}/configuration-codesigning.html", f"{_DOCS}/lambda_code_signing_config"),
)

FAILURES_LOST = Rule(
    id="aws-lambda-dead-letter-queue-missing",
    summary="Events that the function cannot handle are dropped",
    why="What was lost, to a fault or to somebody who made it fail, cannot be looked at or done again.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_function",),
    check=Require(
        "dead_letter_config.target_arn",
        Presence.PRESENT,
        set=Pick("aws_sqs_queue", "arn", "dead|dlq|failed"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the queue, and the function's role needs leave to send to it",
    example=_CHARGE,
    aliases=("CKV_AWS_116",),
    references=(f"{_GUIDE}/invocation-async-retain-records.html", f"{_DOCS}/lambda_function"),
)

OUTSIDE_VPC = Rule(
    id="aws-lambda-outside-vpc",
    summary="The function runs outside the account's own networks",
    why="No security group or flow log sees what it sends, so that stolen data can leave to anywhere "
    "unnoticed.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_function",),
    check=Require(
        "vpc_config.subnet_ids",
        Presence.PRESENT,
        set=(Pick("aws_subnet", "id", "private|lambda|app"),),
        beside={"security_group_ids": (Pick("aws_security_group", "id", "lambda|function|app"),)},
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off addresses that the subnet does not reach",
    example=_CHARGE,
    aliases=("CKV_AWS_117",),
    controls=("AWS-Security-Hub:Lambda.3",),
    references=(f"{_GUIDE}/configuration-vpc.html", f"{_DOCS}/lambda_function"),
)

CONCURRENCY_UNLIMITED = Rule(
    id="aws-lambda-concurrency-unlimited",
    summary="Nothing limits how often the function runs at once",
    why="A flood of calls uses up what all functions of the account share, and runs up the bill.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_function",),
    check=Require("reserved_concurrent_executions", AtLeast(0), absent=-1, set=100),
    safety=Safety.UNSAFE,
    fix_effect="refuses calls when 100 are running",
    example=_CHARGE,
    aliases=("CKV_AWS_115",),
    references=(f"{_GUIDE}/configuration-concurrency.html", f"{_DOCS}/lambda_function"),
)

LOOPS_ALLOWED = Rule(
    id="aws-lambda-loops-allowed",
    summary="The function may call itself without end",
    why="A message that comes back to its sender, by mistake or by somebody's design, runs up a bill until a "
    "person notices; Lambda would stop it after some rounds.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_lambda_function_recursion_config",),
    check=Require("recursive_loop", NoneOf(("Allow",), instead="Terminate")),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="stops loops that are meant",
    example="""resource "aws_lambda_function_recursion_config" "charge" {
  function_name  = "charge"
  recursive_loop = "Allow"
}
""",
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_recursion_config",
    ),
)

URL_CORS_OPEN = Rule(
    id="aws-lambda-url-cors-open",
    summary="Every website may call the function with the visitor's credentials",
    why="A page that somebody is lured to calls the function in their name, and reads what it answers.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lambda_function_url",),
    check=When(
        Attr("cors.allow_origins", Contains(("*",))),
        Require("cors.allow_credentials", Equals(False), absent=False),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="ends calls with credentials from other websites",
    example="""resource "aws_lambda_function_url" "charge" {
  function_name      = "charge"
  authorization_type = "AWS_IAM"

  cors {
    allow_credentials = true
    allow_origins     = ["*"]
  }
}
""",
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function_url",
    ),
)
