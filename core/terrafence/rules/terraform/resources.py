"""What is asked of every resource: the tags of the settings, and that Terraform keeps what rules ask for."""

from terrafence.declare import Ignores, Level, Rule, Severity, Tagged

_PRACTICES = (
    "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
)

REQUIRED_TAG_MISSING = Rule(
    id="terraform-required-tag-missing",
    summary="The resource lacks a tag that the settings require",
    why="Nobody can tell whose it is when it is attacked, costs money or should be gone, and policies and "
    "alarms that go by tags pass it over.",
    severity=Severity.MEDIUM,
    level=Level.BLOCK,
    resources=("*",),
    check=Tagged.REQUIRED_KEYS,
    example="""resource "aws_sqs_queue" "orders" {
  name = "orders"
}
""",
    references=_PRACTICES,
)

TAG_VALUE_NOT_ALLOWED = Rule(
    id="terraform-tag-value-not-allowed",
    summary="A tag has a value that the settings do not allow",
    why="What goes by the tag (access by attribute, alarms, bills, backups) takes the resource for something "
    "else, or for nothing at all.",
    severity=Severity.MEDIUM,
    level=Level.WARN,
    resources=("*",),
    check=Tagged.ALLOWED_VALUES,
    example="""resource "aws_sqs_queue" "orders" {
  tags = { Owner = "shop", Stage = "prod" }
}
""",
    references=_PRACTICES,
)

TAG_FORBIDDEN = Rule(
    id="terraform-tag-forbidden",
    summary="The resource has a tag that the settings forbid",
    why="Everybody who may list resources reads their tags: names of people, addresses and hints at secrets "
    "do not belong there, and a key that was given up still misleads.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("*",),
    check=Tagged.NO_FORBIDDEN_KEYS,
    example="""resource "aws_sqs_queue" "orders" {
  tags = {
    Owner    = "shop"
    Password = "on request"
  }
}
""",
    references=_PRACTICES,
)

TAG_KEY_CASE = Rule(
    id="terraform-tag-key-case",
    summary="The key of a tag is not written as the settings ask",
    why="Keys that differ in case are different tags to most clouds: what looks for the one does not find "
    "the other.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("*",),
    check=Tagged.KEY_CASE,
    example="""resource "aws_sqs_queue" "orders" {
  tags = { Owner = "shop", stage = "live" }
}
""",
    references=_PRACTICES,
)

TAG_LIMIT_EXCEEDED = Rule(
    id="terraform-tag-limit-exceeded",
    summary="The tags are more, longer or other than is accepted",
    why="The cloud refuses them in the middle of an apply, and what was to be tagged is left without.",
    severity=Severity.LOW,
    level=Level.WARN,
    resources=("*",),
    check=Tagged.WITHIN_LIMITS,
    no_fix="which tag can go, or be shorter, is for people to say",
    example="""resource "aws_sqs_queue" "orders" {
  tags = { Owner = "shop", "cost?" = "10" }
}
""",
    references=("https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",),
)

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
