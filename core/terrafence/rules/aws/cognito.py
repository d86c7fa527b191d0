"""Amazon Cognito."""

from terrafence.declare import (
    All,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Attr,
    Equals,
    Excludes,
    Exists,
    Level,
    Missing,
    Not,
    OneOf,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources"
_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide"
_POOL = """resource "aws_cognito_user_pool" "customers" {
  name = "customers"
}
"""
_SECOND_FACTOR = AnyOf(
    (
        Exists("sms_configuration"),
        Exists("email_mfa_configuration"),
        Attr("software_token_mfa_configuration.enabled", Equals(True)),
        Exists("web_authn_configuration"),
    )
)

MFA_OFF = Rule(
    id="aws-cognito-mfa-off",
    summary="Users of the pool cannot have a second factor",
    why="A password that was guessed, or leaked by another site, is all that it takes to be the user.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cognito_user_pool",),
    check=All(
        (
            Require(
                "mfa_configuration",
                OneOf(("OPTIONAL", "ON")),
                absent="OFF",
                beside={"software_token_mfa_configuration": {"enabled": True}},
            ),
            When(
                AllOf((Attr("mfa_configuration", OneOf(("OPTIONAL", "ON"))), Not(_SECOND_FACTOR))),
                Require("software_token_mfa_configuration.enabled", Equals(True), absent=False),
            ),
        )
    ),
    example=_POOL,
    aliases=("datadog:aws/cognito_userpool_without_mfa",),
    controls=("AWS-Security-Hub:Cognito.5",),
    references=(f"{_GUIDE}/user-pool-settings-mfa.html", f"{_DOCS}/cognito_user_pool"),
)

DELETION_PROTECTION_OFF = Rule(
    id="aws-cognito-deletion-protection-off",
    summary="The pool can be deleted with all its users in it",
    why="A slip, or an intruder who wants to do damage, locks every customer out; passwords cannot be "
    "brought back.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cognito_user_pool",),
    check=Require("deletion_protection", Equals("ACTIVE"), absent="INACTIVE"),
    example=_POOL,
    controls=("AWS-Security-Hub:Cognito.6",),
    references=(f"{_GUIDE}/user-pool-settings-deletion-protection.html", f"{_DOCS}/cognito_user_pool"),
)

THREAT_PROTECTION_OFF = Rule(
    id="aws-cognito-threat-protection-off",
    summary="Sign-ins with leaked passwords, or from strange places, are not stopped",
    why="Lists of stolen passwords are tried against every login; nobody notices when one fits.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_cognito_user_pool",),
    check=Require("user_pool_add_ons.advanced_security_mode", Equals("ENFORCED"), absent="OFF"),
    safety=Safety.UNSAFE,
    fix_effect="bills each user, and stops sign-ins that look risky",
    example=_POOL,
    controls=("AWS-Security-Hub:Cognito.1",),
    references=(f"{_GUIDE}/cognito-user-pool-settings-threat-protection.html", f"{_DOCS}/cognito_user_pool"),
)

GUESTS_ALLOWED = Rule(
    id="aws-cognito-guests-allowed",
    summary="The identity pool hands out AWS credentials without a login",
    why="Anyone who takes the pool's id from an app or page gets the guest role, and tries what it may do.",
    severity=Severity.HIGH,
    level=Level.WARN,
    resources=("aws_cognito_identity_pool",),
    check=Require("allow_unauthenticated_identities", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="cuts off guests",
    example="""resource "aws_cognito_identity_pool" "shop" {
  identity_pool_name               = "shop"
  allow_unauthenticated_identities = true
}
""",
    aliases=("CKV_AWS_366",),
    controls=("AWS-Security-Hub:Cognito.2",),
    references=(f"{_GUIDE}/identity-pools.html", f"{_DOCS}/cognito_identity_pool"),
)

CLASSIC_FLOW = Rule(
    id="aws-cognito-classic-flow-allowed",
    summary="The identity pool lets its clients choose their role",
    why="The older flow leaves out the limits that the newer one sets, so that a client can ask for any "
    "role that trusts the pool.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cognito_identity_pool",),
    check=Require("allow_classic_flow", Equals(False), absent=False),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that use the older flow",
    example="""resource "aws_cognito_identity_pool" "shop" {
  identity_pool_name = "shop"
  allow_classic_flow = true
}
""",
    references=(f"{_GUIDE}/authentication-flow.html", f"{_DOCS}/cognito_identity_pool"),
)

_CLIENT = """resource "aws_cognito_user_pool_client" "shop" {
  name         = "shop"
  user_pool_id = "eu-west-1_a1b2c3d4e"
"""

USERS_GUESSABLE = Rule(
    id="aws-cognito-users-guessable",
    summary="The login tells whether a user exists",
    why="Anyone can try out names and addresses, and then only has to guess passwords where it is worth it.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cognito_user_pool_client",),
    check=Require("prevent_user_existence_errors", Equals("ENABLED"), absent="LEGACY"),
    example=f"""{_CLIENT}}}
""",
    references=(
        f"{_GUIDE}/cognito-user-pool-managing-errors.html",
        f"{_DOCS}/cognito_user_pool_client",
    ),
)

TOKENS_IRREVOCABLE = Rule(
    id="aws-cognito-tokens-irrevocable",
    summary="Tokens of the client cannot be called back",
    why="A stolen token is good until it expires, whatever its owner does.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cognito_user_pool_client",),
    check=Require("enable_token_revocation", Equals(True), absent=True),
    example=f"""{_CLIENT}
  prevent_user_existence_errors = "ENABLED"
  enable_token_revocation       = false
}}
""",
    references=(f"{_GUIDE}/token-revocation.html", f"{_DOCS}/cognito_user_pool_client"),
)

IMPLICIT_FLOW = Rule(
    id="aws-cognito-implicit-flow",
    summary="Tokens are handed out in the address of a page",
    why="Addresses end up in the browser's history, in logs and at other sites, and the token in them with "
    "it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cognito_user_pool_client",),
    check=Require("allowed_oauth_flows", Excludes(("implicit",), instead=("code",))),
    safety=Safety.UNSAFE,
    fix_effect="cuts off clients that use the implicit flow",
    example=f"""{_CLIENT}
  prevent_user_existence_errors = "ENABLED"
  allowed_oauth_flows           = ["implicit"]
}}
""",
    references=(
        "https://datatracker.ietf.org/doc/html/rfc9700#section-2.1.2",
        f"{_DOCS}/cognito_user_pool_client",
    ),
)

_POLICY = Exists("password_policy")

PASSWORD_SHORT = Rule(
    id="aws-cognito-password-too-short",
    summary="The pool takes passwords that are soon guessed",
    why="Short passwords are tried out by machine, one user after the other; each that fits is an account.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_cognito_user_pool",),
    check=When(_POLICY, Require("password_policy.minimum_length", AtLeast(8), absent=Missing.UNDECIDED)),
    example="""resource "aws_cognito_user_pool" "customers" {
  name = "customers"

  password_policy {
    minimum_length    = 6
    require_lowercase = true
    require_numbers   = true
    require_symbols   = true
    require_uppercase = true
  }
}
""",
    controls=("AWS-Security-Hub:Cognito.3",),
    references=(
        f"{_GUIDE}/managing-users-passwords.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html#cognito-3",
        f"{_DOCS}/cognito_user_pool",
    ),
)

PASSWORD_SIMPLE = Rule(
    id="aws-cognito-password-simple",
    summary="The pool takes passwords of one kind of character",
    why="Words and names are what lists of guesses begin with.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cognito_user_pool",),
    check=When(
        _POLICY,
        All(
            tuple(
                Require(f"password_policy.require_{kind}", Equals(True), absent=False)
                for kind in ("lowercase", "numbers", "symbols", "uppercase")
            )
        ),
    ),
    example="""resource "aws_cognito_user_pool" "customers" {
  name = "customers"

  password_policy {
    minimum_length    = 12
    require_lowercase = true
    require_numbers   = true
    require_symbols   = false
    require_uppercase = true
  }
}
""",
    controls=("AWS-Security-Hub:Cognito.3",),
    references=(
        f"{_GUIDE}/managing-users-passwords.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html#cognito-3",
        f"{_DOCS}/cognito_user_pool",
    ),
)

FIRST_PASSWORD_LONG = Rule(
    id="aws-cognito-first-password-long",
    summary="The password of an invitation stays good for more than a week",
    why="It lies in a mailbox or a text message: who finds it there becomes the user before the user does.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_cognito_user_pool",),
    check=Require("password_policy.temporary_password_validity_days", AtMost(7), absent=7),
    safety=Safety.SAFE_WHEN_NEW,
    fix_effect="ends invitations that are older than a week",
    example="""resource "aws_cognito_user_pool" "customers" {
  name = "customers"

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = true
    require_uppercase                = true
    temporary_password_validity_days = 90
  }
}
""",
    controls=("AWS-Security-Hub:Cognito.3",),
    references=(
        f"{_GUIDE}/managing-users-passwords.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html#cognito-3",
        f"{_DOCS}/cognito_user_pool",
    ),
)
