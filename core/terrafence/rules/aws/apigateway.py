"""Amazon API Gateway: REST, HTTP and WebSocket APIs."""

from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Contains,
    Equals,
    Expr,
    Level,
    Linked,
    NoneOf,
    Not,
    OneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Surely,
    Target,
    TypeIs,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide"
_STAGE = """resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = "a1b2c3"
  deployment_id = "d4e5f6"
  stage_name    = "prod"
}
"""
_LOG_FORMAT = Expr(
    """jsonencode({
  requestId = "$context.requestId"
  time      = "$context.requestTime"
  ip        = "$context.identity.sourceIp"
  caller    = "$context.identity.caller"
  method    = "$context.httpMethod"
  path      = "$context.path"
  status    = "$context.status"
})"""
)

ACCESS_LOG_OFF = Rule(
    id="aws-apigateway-access-log-off",
    summary="Nothing records who calls the API",
    why="After a break-in nobody can tell which addresses called what, and what they got.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_stage", "aws_apigatewayv2_stage"),
    check=Require(
        "access_log_settings.destination_arn",
        Presence.PRESENT,
        set=Pick("aws_cloudwatch_log_group", "arn", "access|api|log"),
        beside={"format": _LOG_FORMAT},
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a record of every call",
    example=_STAGE,
    aliases=("CKV_AWS_76", "AVD-AWS-0001", "datadog:aws/api_gateway_access_logging_disabled"),
    controls=("AWS-Security-Hub:APIGateway.9",),
    references=(f"{_GUIDE}/set-up-logging.html", f"{_DOCS}/api_gateway_stage"),
)

EXECUTION_LOG_OFF = Rule(
    id="aws-apigateway-execution-log-off",
    summary="Nothing records what goes wrong inside the API",
    why="Refused logins and failing calls, the first signs of an attack, leave no trace.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_stage",),
    check=Linked(
        "aws_api_gateway_method_settings",
        "stage_name",
        Require("settings.logging_level", OneOf(("ERROR", "INFO")), absent="OFF"),
        companion={
            "rest_api_id": Expr("{self}.rest_api_id"),
            "stage_name": Expr("{self}.stage_name"),
            "method_path": "*/*",
            "settings": {"logging_level": "ERROR", "metrics_enabled": True},
        },
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a record of every failing call, and bills metrics",
    example=_STAGE,
    aliases=("CKV2_AWS_4",),
    controls=("AWS-Security-Hub:APIGateway.1",),
    references=(f"{_GUIDE}/set-up-logging.html", f"{_DOCS}/api_gateway_method_settings"),
)

BODIES_LOGGED = Rule(
    id="aws-apigateway-bodies-logged",
    summary="Whole requests and answers are written into the log",
    why="Passwords, tokens and personal data of every call then lie where all who may read logs can read "
    "them.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_method_settings", "aws_apigatewayv2_stage"),
    check=All(
        (
            When(
                TypeIs(("aws_api_gateway_method_settings",)),
                Require("settings.data_trace_enabled", Equals(False), absent=False),
            ),
            When(
                TypeIs(("aws_apigatewayv2_stage",)),
                Require("default_route_settings.data_trace_enabled", Equals(False), absent=False),
            ),
        )
    ),
    example="""resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = "a1b2c3"
  stage_name  = "prod"
  method_path = "*/*"

  settings {
    data_trace_enabled = true
  }
}
""",
    aliases=("CKV_AWS_276",),
    references=(f"{_GUIDE}/set-up-logging.html", f"{_DOCS}/api_gateway_method_settings"),
)

METRICS_OFF = Rule(
    id="aws-apigateway-metrics-off",
    summary="Nothing counts the calls of each method",
    why="Neither a flood nor a series of refused calls stands out from the sum of all.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_method_settings",),
    check=Require("settings.metrics_enabled", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills metrics of each method",
    example="""resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = "a1b2c3"
  stage_name  = "prod"
  method_path = "*/*"

  settings {
    metrics_enabled = false
  }
}
""",
    aliases=("datadog:aws/cloudwatch_metrics_disabled",),
    references=(f"{_GUIDE}/api-gateway-metrics-and-dimensions.html", f"{_DOCS}/api_gateway_method_settings"),
)

TRACING_OFF = Rule(
    id="aws-apigateway-tracing-off",
    summary="Nothing traces the API's calls",
    why="When a call goes wrong, or an intruder sends one, the services that it went through cannot be told.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_stage",),
    check=Require("xray_tracing_enabled", Equals(True), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="bills X-Ray traces",
    example=_STAGE,
    aliases=("CKV_AWS_73", "AVD-AWS-0003", "datadog:aws/api_gateway_xray_disabled"),
    controls=("AWS-Security-Hub:APIGateway.3",),
    references=(f"{_GUIDE}/apigateway-xray.html", f"{_DOCS}/api_gateway_stage"),
)

CACHE_UNENCRYPTED = Rule(
    id="aws-apigateway-cache-unencrypted",
    summary="Answers are kept unencrypted in the API's cache",
    why="Whoever gets at the cache's storage reads what callers got, personal data among it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_method_settings",),
    check=When(
        Attr("settings.caching_enabled", Equals(True), absent=False),
        Require("settings.cache_data_encrypted", Equals(True), absent=False),
    ),
    example="""resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = "a1b2c3"
  stage_name  = "prod"
  method_path = "*/*"

  settings {
    caching_enabled      = true
    cache_data_encrypted = false
  }
}
""",
    aliases=("CKV_AWS_308", "AVD-AWS-0002", "datadog:aws/api_gateway_method_settings_cache_not_encrypted"),
    controls=("AWS-Security-Hub:APIGateway.5",),
    references=(f"{_GUIDE}/api-gateway-caching.html", f"{_DOCS}/api_gateway_method_settings"),
)

OLD_TLS = Rule(
    id="aws-apigateway-old-tls",
    summary="The API's domain accepts outdated TLS",
    why="Someone on the path can bring client and API down to a version whose encryption can be broken.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_api_gateway_domain_name",),
    check=Require("security_policy", NoneOf(("TLS_1_0",), instead="TLS_1_2"), absent="TLS_1_0"),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off clients that only know TLS 1.0 and 1.1",
    example="""resource "aws_api_gateway_domain_name" "shop" {
  domain_name     = "api.example.com"
  security_policy = "TLS_1_0"
}
""",
    aliases=("CKV_AWS_206", "AVD-AWS-0005", "datadog:aws/api_gateway_without_security_policy"),
    references=(f"{_GUIDE}/apigateway-custom-domain-tls-version.html", f"{_DOCS}/api_gateway_domain_name"),
)

METHOD_OPEN = Rule(
    id="aws-apigateway-method-without-login",
    summary="Anyone may call the API's method",
    why="Whoever finds the address reaches what stands behind it, without a login that could be checked, "
    "limited or traced.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_api_gateway_method",),
    check=When(
        Not(
            AnyOf(
                (
                    # A browser asks for leave with OPTIONS, and never logs in for that. A method that callers
                    # choose is not meant for it.
                    Surely(Attr("http_method", Equals("OPTIONS"))),
                    Attr("api_key_required", Equals(True), absent=False),
                )
            )
        ),
        Require("authorization", NoneOf(("NONE",), instead="AWS_IAM"), absent="NONE"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off callers without AWS credentials",
    example="""resource "aws_api_gateway_method" "orders" {
  rest_api_id   = "a1b2c3"
  resource_id   = "d4e5f6"
  http_method   = "GET"
  authorization = "NONE"
}
""",
    aliases=("CKV_AWS_59", "AVD-AWS-0004", "datadog:aws/api_gateway_with_open_access"),
    references=(f"{_GUIDE}/apigateway-control-access-to-api.html", f"{_DOCS}/api_gateway_method"),
)

ROUTE_OPEN = Rule(
    id="aws-apigateway-route-without-login",
    summary="Anyone may call the API's route",
    why="Whoever finds the address reaches what stands behind it, without a login that could be checked, "
    "limited or traced.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_apigatewayv2_route",),
    check=When(
        Not(
            AllOf(
                (
                    Not(Attr("route_key", Equals("$connect"))),
                    Target("aws_apigatewayv2_api", "api_id", Attr("protocol_type", Equals("WEBSOCKET"))),
                )
            )
        ),
        Require("authorization_type", NoneOf(("NONE",), instead="AWS_IAM"), absent="NONE"),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts off callers without AWS credentials",
    example="""resource "aws_apigatewayv2_route" "orders" {
  api_id             = "a1b2c3"
  route_key          = "GET /orders"
  authorization_type = "NONE"
}
""",
    aliases=("CKV_AWS_309",),
    controls=("AWS-Security-Hub:APIGateway.8",),
    references=(f"{_GUIDE}/http-api-access-control.html", f"{_DOCS}/apigatewayv2_route"),
)

CLIENT_CERTIFICATE_MISSING = Rule(
    id="aws-apigateway-client-certificate-missing",
    summary="The backend cannot tell whether a call comes from the API",
    why="Whoever finds the backend's address can call it past the API, its logins and its limits.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_stage", "aws_apigatewayv2_stage"),
    check=When(
        Not(
            AllOf(
                (
                    TypeIs(("aws_apigatewayv2_stage",)),
                    Not(Target("aws_apigatewayv2_api", "api_id", Attr("protocol_type", Equals("WEBSOCKET")))),
                )
            )
        ),
        Require(
            "client_certificate_id",
            Presence.PRESENT,
            set=Pick("aws_api_gateway_client_certificate", "id", "client|api|main|this|default"),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="cuts the API off from backends that refuse its certificate",
    example=_STAGE,
    aliases=("CKV2_AWS_51", "datadog:aws/api_gateway_without_ssl_certificate"),
    controls=("AWS-Security-Hub:APIGateway.2",),
    references=(
        f"{_GUIDE}/getting-started-client-side-ssl-authentication.html",
        f"{_DOCS}/api_gateway_client_certificate",
    ),
)

FIREWALL_MISSING = Rule(
    id="aws-apigateway-firewall-missing",
    summary="No web application firewall stands before the public API",
    why="Floods of calls and well-known attacks reach the API's code, which has to withstand them all by "
    "itself.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_api_gateway_stage",),
    check=When(
        Target(
            "aws_api_gateway_rest_api",
            "rest_api_id",
            Not(Attr("endpoint_configuration.types", Contains(("PRIVATE",)))),
        ),
        Any(
            (
                Linked(
                    "aws_wafv2_web_acl_association",
                    "resource_arn",
                    companion={
                        "resource_arn": Expr("{self}.arn"),
                        "web_acl_arn": Pick("aws_wafv2_web_acl", "arn", "api|main|this|default|acl"),
                    },
                ),
                Linked("aws_wafregional_web_acl_association", "resource_arn"),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the firewall, which refuses calls",
    example="""resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = "shop"
  deployment_id = "d4e5f6"
  stage_name    = "prod"
}

resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
}
""",
    aliases=("CKV2_AWS_29", "datadog:aws/api_gateway_without_waf"),
    controls=("AWS-Security-Hub:APIGateway.4",),
    references=(f"{_GUIDE}/apigateway-control-access-aws-waf.html", f"{_DOCS}/wafv2_web_acl_association"),
)
