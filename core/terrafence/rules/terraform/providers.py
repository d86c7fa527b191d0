"""Which providers a module lets in."""

from terrafence.declare import (
    All,
    AllOf,
    Attr,
    Each,
    Exists,
    InModule,
    Level,
    Matches,
    Not,
    Presence,
    Require,
    Rule,
    Severity,
    TypeIs,
    When,
)

_LISTED = InModule("terraform", Exists("required_providers.{name}"), same_module=True)

VERSION_MISSING = Rule(
    id="terraform-provider-version-missing",
    summary="The provider is not held to a version",
    why="The next `terraform init -upgrade`, or the first without a lock file, takes whatever is newest: a "
    "release with other defaults, or one from a hijacked account.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("terraform", "provider"),
    check=All(
        (
            When(
                TypeIs(("terraform",)),
                Each(
                    "required_providers.*",
                    When(
                        Not(Attr("source", Matches(r"^terraform\.io/builtin/"))),
                        Require("version", Presence.PRESENT),
                    ),
                ),
            ),
            When(
                AllOf((TypeIs(("provider",)), Not(Exists("alias")), Not(_LISTED))),
                Require("version", Presence.PRESENT),
            ),
        )
    ),
    no_fix="which versions the module works with is not in the files",
    example="""terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}
""",
    references=(
        "https://developer.hashicorp.com/terraform/language/providers/requirements#version-constraints",
    ),
)
