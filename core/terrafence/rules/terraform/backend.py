"""Where the state is kept. Only what is written decides: a module without a `backend` may be a child of
another, or get one from its pipeline."""

from terrafence.declare import (
    AllOf,
    AnyOf,
    Equals,
    Exists,
    Lacks,
    Level,
    Presence,
    Require,
    Rule,
    Safety,
    Severity,
    When,
)

STATE_LOCAL = Rule(
    id="terraform-backend-local",
    summary="The state is kept in a file beside the configuration",
    why="It holds every attribute in plain text, passwords among them, for anyone who gets at the machine "
    "or the repository; and nothing keeps two people from applying at once.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("terraform",),
    check=Require("backend.local", Presence.ABSENT),
    no_fix="where the state should live instead is the team's to decide",
    example="""terraform {
  backend "local" {
    path = "terraform.tfstate"
  }
}
""",
    references=(
        "https://developer.hashicorp.com/terraform/language/backend/local",
        "https://developer.hashicorp.com/terraform/language/state/sensitive-data",
    ),
)

STATE_UNENCRYPTED = Rule(
    id="terraform-backend-unencrypted",
    summary="The state is written without asking for encryption",
    why="The state holds every attribute in plain text, passwords among them; whether it is encrypted is "
    "then up to the bucket.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("terraform",),
    check=When(
        AnyOf(
            (
                Exists("backend.s3.encrypt"),
                AllOf((Exists("backend.s3.bucket"), Exists("backend.s3.key"))),
            )
        ),
        Require("backend.s3.encrypt", Equals(True), absent=False),
    ),
    safety=Safety.UNSAFE,
    fix_effect="asks for `terraform init -reconfigure`",
    example="""terraform {
  backend "s3" {
    bucket = "acme-state"
    key    = "shop/terraform.tfstate"
    region = "eu-west-1"
  }
}
""",
    references=(
        "https://developer.hashicorp.com/terraform/language/backend/s3",
        "https://developer.hashicorp.com/terraform/language/state/sensitive-data",
    ),
)

STATE_CLEARTEXT = Rule(
    id="terraform-backend-cleartext",
    summary="The state travels over plain HTTP",
    why="Anyone on the path reads every attribute in it, passwords among them, and can hand back a state of "
    "their own.",
    severity=Severity.HIGH,
    level=Level.BLOCK,
    resources=("terraform",),
    check=When(
        Exists("backend.http"),
        Require("backend.http.address", Lacks(r"^http://(?!localhost[:/]|127\.0\.0\.1[:/])")),
    ),
    no_fix="only the server's owner knows whether it answers on https",
    example="""terraform {
  backend "http" {
    address = "http://state.example.com/shop"
  }
}
""",
    references=("https://developer.hashicorp.com/terraform/language/backend/http",),
)
