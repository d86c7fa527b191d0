"""Amazon Aurora DSQL."""

from terrafence.declare import (
    Equals,
    Level,
    Require,
    Rule,
    Severity,
)

DELETION_UNPROTECTED = Rule(
    id="aws-dsql-deletion-unprotected",
    summary="The cluster can be deleted in one step",
    why="A mistaken plan or a stolen key destroys the database; with the protection it takes a second, "
    "visible step.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("aws_dsql_cluster",),
    check=Require("deletion_protection_enabled", Equals(True), absent=False),
    example="""resource "aws_dsql_cluster" "orders" {
  force_destroy = false
}
""",
    references=(
        "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/what-is-aurora-dsql.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dsql_cluster",
    ),
)
