"""AWS Lambda: what permissions on functions grant, and with which rights functions run."""

from collections.abc import Iterable

from terrafence.declare import (
    AnyOf,
    Attr,
    Companion,
    Fault,
    Function,
    Level,
    Matches,
    Never,
    OneOf,
    PolicySays,
    Require,
    Rule,
    Safety,
    Severity,
    Statement,
    Target,
    When,
)
from terrafence.readable import ResourceView

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg"

OTHER_ACTION = Rule(
    id="aws-lambda-permission-for-more-than-calls",
    summary="The function's permission is for something else than calling it",
    why="Whoever it names can change, copy or delete the function, and so put code of its own into it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_lambda_permission",),
    check=When(
        Attr("action", Matches(r"^[^*]+$")),
        Require("action", OneOf(("lambda:InvokeFunction", "lambda:InvokeFunctionUrl"))),
    ),
    safety=Safety.UNSAFE,
    fix_effect="takes the other right away",
    example="""resource "aws_lambda_permission" "orders" {
  statement_id   = "orders"
  function_name  = "orders"
  action         = "lambda:DeleteFunction"
  principal      = "events.amazonaws.com"
  source_arn     = "arn:aws:events:eu-west-1:123456789012:rule/orders"
  source_account = "123456789012"
}
""",
    aliases=("datadog:aws/lambda_permission_misconfigured",),
    references=(f"{_GUIDE}/access-control-resource-based.html", f"{_DOCS}/lambda_permission"),
)


def _every_method(permission: ResourceView) -> Iterable[Fault]:
    """API Gateway is let in for all stages and methods: the address of the API and then wildcards only. The
    API's own part of it is seldom known."""
    (principal,) = permission.values("principal") or [None]
    if principal is None or not principal.known or principal.plain() != "apigateway.amazonaws.com":
        return
    for value in permission.values("source_arn"):
        written = value.plain() if value.known else permission.span_text("source_arn").strip('"')
        if str(written).endswith(("/*/*", "/*/*/*")):
            yield Fault("source_arn", "it ends with wildcards only")


CALLED_BY_EVERY_METHOD = Rule(
    id="aws-lambda-called-by-every-api-method",
    summary="Every method of every stage of the API may call the function",
    why="A method that is added later, without a login, reaches the function at once.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_lambda_permission",),
    check=Function(_every_method),
    no_fix="which methods are to call the function is for its owner to say",
    example="""resource "aws_lambda_permission" "orders" {
  statement_id   = "orders"
  function_name  = "orders"
  action         = "lambda:InvokeFunction"
  principal      = "apigateway.amazonaws.com"
  source_arn     = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/*/*"
  source_account = "123456789012"
}
""",
    aliases=("datadog:aws/public_lambda_via_api_gateway",),
    references=(
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
        "api-gateway-control-access-using-iam-policies-to-invoke-api.html",
        f"{_DOCS}/lambda_permission",
    ),
)

_EVERYTHING = Statement(actions=("*",), resources=("*",))
_OF_ADMINISTRATORS = r"(AdministratorAccess|IAMFullAccess|PowerUserAccess)$"

ROLE_OF_ADMINISTRATORS = Rule(
    id="aws-lambda-role-of-administrators",
    summary="The function runs with the rights of an administrator",
    why="One flaw in its code, or in a library that it loads, is then a flaw of the whole account.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_lambda_function",),
    check=Never(
        Target(
            "aws_iam_role",
            "role",
            AnyOf(
                (
                    PolicySays("inline_policy.policy", _EVERYTHING),
                    Attr("managed_policy_arns.*", Matches(_OF_ADMINISTRATORS)),
                    Companion("aws_iam_role_policy", "role", PolicySays("policy", _EVERYTHING)),
                    *(
                        Companion(
                            kind,
                            by,
                            AnyOf(
                                (
                                    Attr("policy_arn", Matches(_OF_ADMINISTRATORS)),
                                    Target("aws_iam_policy", "policy_arn", PolicySays("policy", _EVERYTHING)),
                                )
                            ),
                        )
                        for kind, by in (
                            ("aws_iam_role_policy_attachment", "role"),
                            ("aws_iam_policy_attachment", "roles"),
                        )
                    ),
                )
            ),
        ),
        "its role may do everything",
    ),
    no_fix="what the function needs is known to its owner only",
    example="""resource "aws_lambda_function" "orders" {
  function_name                  = "orders"
  role                           = aws_iam_role.orders.arn
  reserved_concurrent_executions = 5

  tracing_config {
    mode = "Active"
  }
}

resource "aws_iam_role" "orders" {
  name = "orders"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "orders" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
""",
    aliases=("datadog:aws/lambda_function_with_privileged_role",),
    references=(f"{_GUIDE}/lambda-intro-execution-role.html", f"{_DOCS}/lambda_function"),
)
