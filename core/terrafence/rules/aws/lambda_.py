"""AWS Lambda."""

from terrafence.declare import Equals, Level, Require, Rule, Safety, Severity

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
    example="""resource "aws_lambda_function" "charge" {
  function_name = "charge"
  role          = "arn:aws:iam::123456789012:role/charge"
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "charge.zip"
}
""",
    aliases=("CKV_AWS_50", "AVD-AWS-0066", "datadog:aws/lambda_functions_without_x-ray_tracing"),
    controls=("AWS-Security-Hub:Lambda.7",),
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function",
    ),
)
