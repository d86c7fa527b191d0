"""What Terraform is told to leave alone."""

from terrafence.declare import Ignores, Level, Rule, Severity

PROTECTION_IGNORED = Rule(
    id="terraform-protection-ignored",
    summary="Terraform is told to leave alone what a rule asks for",
    why="Once somebody, or an intruder, turns the protection off by hand, no plan shows it and no apply "
    "turns it on again; and a fix that is written here never arrives.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("*",),
    check=Ignores.NOTHING_ASKED_FOR,
    no_fix="what the other hand that sets it does is not in the files",
    example="""resource "aws_db_instance" "shop" {
  instance_class    = "db.t3.micro"
  storage_encrypted = true

  lifecycle {
    ignore_changes = [storage_encrypted]
  }
}
""",
    references=(
        "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes",
    ),
)
