"""AWS Systems Manager."""

from terrafence.declare import (
    All,
    Any,
    AnyOf,
    Attr,
    Equals,
    Lacks,
    Level,
    Never,
    NoneOf,
    Pick,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    Target,
    When,
)

_PARAMETER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_parameter"
_DOCUMENT = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssm_document"
_GUIDE = "https://docs.aws.amazon.com/systems-manager/latest/userguide"
_KEY = Pick("aws_kms_key", "arn", "key|kms|parameter|main|this|default")
_SESSION = Attr("document_type", Equals("Session"))
_LOGGED = AnyOf(
    (
        Attr("content.inputs.s3BucketName", Presence.PRESENT),
        Attr("content.inputs.cloudWatchLogGroupName", Presence.PRESENT),
    )
)

PARAMETER_PLAIN = Rule(
    id="aws-ssm-parameter-plain-text",
    summary="The parameter is kept unencrypted",
    why="Everyone who may read parameters reads it, also in the console's history; an encrypted one takes "
    "a key's leave as well.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ssm_parameter",),
    check=Require("type", Equals("SecureString"), beside={"key_id": _KEY}),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and needs readers that ask for decryption",
    example="""variable "greeting" {
  type = string
}

resource "aws_ssm_parameter" "greeting" {
  name  = "/shop/greeting"
  type  = "String"
  value = var.greeting
}
""",
    aliases=("CKV2_AWS_34",),
    references=(f"{_GUIDE}/sysman-paramstore-securestring.html", _PARAMETER),
)

PARAMETER_SHARED_KEY = Rule(
    id="aws-ssm-own-key-missing",
    summary="The parameter is encrypted with the account's shared key",
    why="Every identity that may read parameters may use that key; with a key of one's own, reading also "
    "takes a permission that can be watched and withdrawn on its own.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ssm_parameter",),
    check=When(
        Attr("type", Equals("SecureString")),
        Require(
            "key_id",
            Lacks(r"alias/aws/ssm$"),
            absent="alias/aws/ssm",
            set=_KEY,
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and readers need leave to use it",
    example="""variable "password" {
  type      = string
  sensitive = true
}

resource "aws_ssm_parameter" "password" {
  name  = "/shop/password"
  type  = "SecureString"
  value = var.password
}
""",
    aliases=("CKV_AWS_337",),
    references=(f"{_GUIDE}/secure-string-parameter-kms-encryption.html", _PARAMETER),
)

SESSION_LOGS_OFF = Rule(
    id="aws-ssm-session-logs-off",
    summary="Nothing records what is done in sessions on the machines",
    why="Nobody can tell afterwards what an intruder, or a colleague, typed on the machine.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ssm_document",),
    check=When(
        AnyOf((_SESSION, Attr("content.sessionType", Presence.PRESENT))),
        Any(
            (
                Require(
                    "content.inputs.cloudWatchLogGroupName",
                    Presence.PRESENT,
                    set=Pick("aws_cloudwatch_log_group", "name", "session|ssm|log"),
                ),
                Require("content.inputs.s3BucketName", Presence.PRESENT),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="stores a record of every session",
    example="""resource "aws_ssm_document" "sessions" {
  name          = "SSM-SessionManagerRunShell"
  document_type = "Session"

  content = jsonencode({
    schemaVersion = "1.0"
    sessionType   = "Standard_Stream"
    inputs = {
      kmsKeyId                    = "alias/sessions"
      cloudWatchEncryptionEnabled = true
    }
  })
}
""",
    aliases=("CKV_AWS_113",),
    references=(f"{_GUIDE}/session-manager-logging.html", _DOCUMENT),
)

SESSION_LOGS_UNENCRYPTED = Rule(
    id="aws-ssm-session-logs-unencrypted",
    summary="Records of sessions may go to a place that is not encrypted",
    why="They hold all that was typed and shown, passwords among it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_ssm_document",),
    check=When(
        _SESSION,
        All(
            (
                When(
                    Attr("content.inputs.s3BucketName", Presence.PRESENT),
                    Require("content.inputs.s3EncryptionEnabled", Equals(True), absent=False),
                ),
                When(
                    Attr("content.inputs.cloudWatchLogGroupName", Presence.PRESENT),
                    Require("content.inputs.cloudWatchEncryptionEnabled", Equals(True), absent=False),
                ),
            )
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="refuses sessions while the bucket or log group is not encrypted",
    example="""resource "aws_ssm_document" "sessions" {
  name          = "SSM-SessionManagerRunShell"
  document_type = "Session"

  content = jsonencode({
    schemaVersion = "1.0"
    sessionType   = "Standard_Stream"
    inputs = {
      s3BucketName        = "acme-sessions"
      s3EncryptionEnabled = false
      kmsKeyId            = "alias/sessions"
    }
  })
}
""",
    aliases=("CKV_AWS_113",),
    references=(f"{_GUIDE}/session-manager-logging.html", _DOCUMENT),
)

SESSION_UNENCRYPTED = Rule(
    id="aws-ssm-session-key-missing",
    summary="Sessions are not encrypted with a key of one's own on their way",
    why="TLS ends at the service; only with a key does the session stay closed between the two ends.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_ssm_document",),
    check=When(
        _SESSION,
        Require(
            "content.inputs.kmsKeyId",
            Presence.PRESENT,
            set=Pick("aws_kms_key", "arn", "key|kms|session|main|this|default"),
        ),
    ),
    safety=Safety.UNSAFE,
    fix_effect="bills the key, and people and machines need leave to use it",
    example="""resource "aws_ssm_document" "sessions" {
  name          = "SSM-SessionManagerRunShell"
  document_type = "Session"

  content = jsonencode({
    schemaVersion = "1.0"
    sessionType   = "Standard_Stream"
    inputs = {
      s3BucketName        = "acme-sessions"
      s3EncryptionEnabled = true
    }
  })
}
""",
    aliases=("CKV_AWS_112", "datadog:aws/ssm_session_transit_encryption_disabled"),
    references=(f"{_GUIDE}/session-preferences-enable-encryption.html", _DOCUMENT),
)

DOCUMENT_PUBLIC = Rule(
    id="aws-ssm-document-public",
    summary="The document is shared with every AWS account",
    why="Scripts tell strangers how machines are run, and often hold a password or an address as well.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("aws_ssm_document",),
    check=When(
        Attr("permissions.account_ids", Presence.PRESENT),
        Any(
            (
                Require("permissions", Presence.ABSENT),
                Require("permissions.account_ids", NoneOf(("All", "all"))),
            )
        ),
    ),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="cuts off other accounts",
    example="""resource "aws_ssm_document" "patch" {
  name          = "patch"
  document_type = "Command"
  content       = jsonencode({ schemaVersion = "2.2", mainSteps = [] })

  permissions = {
    type        = "Share"
    account_ids = "All"
  }
}
""",
    aliases=("CKV_AWS_303",),
    controls=("AWS-Security-Hub:SSM.4",),
    references=(f"{_GUIDE}/documents-ssm-sharing.html", _DOCUMENT),
)

SENT_OVER_HTTP = Rule(
    id="aws-ssm-secret-sent-by-http",
    summary="A plan sends a secret parameter to a web server",
    why="Every plan, also that of a pull request, makes the request: whoever runs the server, or reads its "
    "log, has the secret.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("data.http",),
    check=All(
        tuple(
            Never(
                Target("aws_ssm_parameter", path, Attr("type", Equals("SecureString"))),
                f"its `{path}` has a `SecureString` in it",
            )
            for path in ("url", "request_body", "request_headers")
        )
    ),
    no_fix="whether anything has to be sent there is for its owner to say",
    example="""resource "aws_ssm_parameter" "password" {
  name        = "password"
  description = "the ledger's"
  type        = "SecureString"
  value       = var.password
  key_id      = "alias/ledger"
}

data "http" "report" {
  url = "https://example.com/?p=${aws_ssm_parameter.password.value}"
}

variable "password" {
  type      = string
  sensitive = true
}
""",
    aliases=("CKV2_AWS_36", "AVD-AWS-0134"),
    references=(
        "https://registry.terraform.io/providers/hashicorp/http/latest/docs/data-sources/http",
        "https://developer.hashicorp.com/terraform/language/data-sources",
    ),
)
