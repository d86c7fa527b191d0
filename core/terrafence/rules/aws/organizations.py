"""AWS Organizations: accounts."""

from terrafence.declare import (
    Equals,
    Level,
    Require,
    Rule,
    Severity,
)

ACCOUNT_CLOSED_ON_DESTROY = Rule(
    id="aws-organizations-account-closed-on-destroy",
    summary="Destroying the resource closes the whole AWS account",
    why="A mistaken plan, or a name that was changed, shuts down everything that runs in it.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("aws_organizations_account",),
    check=Require("close_on_deletion", Equals(False), absent=False),
    example="""resource "aws_organizations_account" "shop" {
  name              = "shop"
  email             = "aws-shop@example.com"
  close_on_deletion = true
}
""",
    references=(
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_account",
    ),
)
