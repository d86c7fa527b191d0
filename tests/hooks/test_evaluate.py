"""`terrafence eval` and `terrafence static-plan` as processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from process import environment, terrafence

pytestmark = pytest.mark.e2e

MAIN = """
variable "name" { default = "web" }
variable "unset" {}
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
variable "ports" {
  type    = list(number)
  default = ["22"]
}
locals {
  tags = { Name = var.name }
  both = [var.name, var.unset]
}
data "aws_ami" "a" { name = var.name }
resource "aws_instance" "i" {
  for_each      = toset(["a"])
  instance_type = "t3.${each.key}"
}
module "m" {
  source = "./m"
  name   = "x-${var.name}"
}
"""
CHILD = 'variable "name" {}\noutput "upper" { value = upper(var.name) }\n'


@pytest.fixture(autouse=True)
def configuration(module: Path) -> Path:
    (module / "main.tf").write_text(MAIN)
    (module / "m").mkdir()
    (module / "m" / "main.tf").write_text(CHILD)
    return module


def _answers(*arguments: str, given: str = "") -> list[dict[str, object]]:
    run = subprocess.run(
        [sys.executable, "-m", "terrafence_hooks", "eval", "--format", "json", *arguments],
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env=environment(),
        check=False,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


ANSWERS: list[tuple[str, object, str]] = [
    ("var.name", "web", "string"),
    ("local.tags", {"Name": "web"}, "object({\n    Name: string,\n})"),
    ("var.ports[0] + 1", 23, "number"),
    ("module.m.upper", "X-WEB", "string"),
    ('aws_instance.i["a"].instance_type', "t3.a", "string"),
    ("data.aws_ami.a.name", "web", "string"),
    ("path.module", ".", "string"),
    ("terraform.workspace", "default", "string"),
    ("null", None, "dynamic"),
    ("1 / 4", 0.25, "number"),
    ("type(var.ports)", "list(number)", "string"),
]


def test_known_values() -> None:
    found = _answers(given="\n".join(text for text, _, _ in ANSWERS) + "\n\n")
    assert found == [
        {"value": value, "unknown": False, "reason": None, "sensitive": False, "type": type, "error": None}
        for _, value, type in ANSWERS
    ]


def test_unknown_and_sensitive_values() -> None:
    found = _answers(
        "var.unset",
        "local.both",
        "data.aws_ami.a.id",
        "var.secret",
        "[var.secret]",
        "nonsensitive(var.secret)",
    )
    shown = ("value", "unknown", "reason", "sensitive")
    assert [tuple(answer[key] for key in shown) for answer in found] == [
        (None, True, 'variable "unset" has no value', False),
        (["web", None], True, 'variable "unset" has no value', False),
        (None, True, "known after apply", False),
        (None, False, None, True),
        ([None], False, None, True),
        ("hunter2", False, None, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("var.nope", 'variable "nope" is not declared'),
        ("local.nope", "local.nope is not declared"),
        ("module.nope.x", "module.nope is not declared"),
        ("aws_s3_bucket.nope", "aws_s3_bucket is not declared in this module"),
        ("data.aws_ami.nope.id", "data.aws_ami.nope is not declared"),
        ("nope()", 'there is no function named "nope"'),
        ("each.key", "each.key is only there in a block with for_each"),
        ("count.index", "count.index is only there in a block with count"),
        ("var", "var cannot be used as a whole: name one of its attributes"),
        ("1 +", "expected something after `+`"),
        ("1\n b = 2", "expected one expression"),
        ('"" "', "this string is not closed"),
        ("1 2", ""),
        ("(" * 10_000, ""),
        ("1 + true ? a", ""),
        ("", ""),
        ('"\udcff"', "the byte 0xff is not UTF-8"),
    ],
    ids=lambda text: text[:20],
)
def test_errors(text: str, error: str) -> None:
    from terrafence.evaluate.ask import answer
    from terrafence.evaluate.workspace import Inputs, load_root
    from terrafence.files import Disk

    found = answer(text, load_root(Disk(), str(Path.cwd()), Inputs()).roots[0].instance.scope)
    assert found.error is not None
    assert error in found.error
    assert found.value.unknown


def test_text_reads_as_in_the_console() -> None:
    run = terrafence("eval", "local.tags", "var.secret", "var.unset", '"a\\u001b[31mb"', "type(local.tags)")
    assert run.returncode == 0
    assert run.stdout.splitlines() == [
        "{",
        '  "Name" = "web"',
        "}",
        "(sensitive value)",
        '(known after apply)  # variable "unset" has no value',
        '"a\\x1b[31mb"',
        "object({",
        "    Name: string,",
        "})",
    ]


def test_an_error_does_not_hide_the_answers_after_it() -> None:
    run = terrafence("eval", "var.nope", "1 + 1")
    assert (run.returncode, run.stdout) == (1, "2\n")
    assert run.stderr == 'error: var.nope: variable "nope" is not declared\n'


def test_variables_from_everywhere(configuration: Path) -> None:
    (configuration / "terraform.tfvars").write_text('name = "file"\n')
    (configuration / "more.tfvars").write_text('name = "more"\n')
    assert terrafence("eval", "var.name").stdout == '"file"\n'
    assert terrafence("eval", "var.name", extra={"TF_VAR_unset": "u"}).stdout == '"file"\n'
    given = ("--var-file", "more.tfvars", "--var", "unset=1")
    assert terrafence("eval", *given, "[var.name, var.unset]").stdout == '[\n  "more",\n  "1",\n]\n'


def test_a_called_module_is_a_root_when_asked_for() -> None:
    run = terrafence("eval", "--chdir", "m", "var.name")
    assert run.stdout == '(known after apply)  # variable "name" has no value\n'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("eval", "--chdir", "nope", "1"), "terrafence: no such directory: nope\n"),
        (("static-plan", "main.tf"), "terrafence: not a directory: main.tf\n"),
        (("static-plan", "--var-file", "nope", "."), "terrafence: there is no variables file nope\n"),
    ],
)
def test_what_cannot_be_done(arguments: tuple[str, ...], message: str) -> None:
    run = terrafence(*arguments)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", message)


def test_a_static_plan(configuration: Path) -> None:
    (configuration / "more.tf").write_text('module "far" {\n  source = "far/away/aws"\n}\n')
    run = terrafence("static-plan", "--var", "name=db")
    assert run.returncode == 0
    assert run.stderr == "not in the plan: more.tf: module.far: run terraform init\n"
    plan = json.loads(run.stdout)
    assert list(plan) == [
        "format_version",
        "variables",
        "planned_values",
        "resource_changes",
        "output_changes",
        "configuration",
    ]
    assert plan["variables"]["name"] == {"value": "db"}
    assert plan["variables"]["unset"] == {}
    assert [change["address"] for change in plan["resource_changes"]] == [
        'aws_instance.i["a"]',
        "data.aws_ami.a",
    ]


def test_no_plan_of_what_does_not_parse(configuration: Path) -> None:
    (configuration / "broken.tf").write_text('resource "a" "b" {\n  c = [\n}\n')
    run = terrafence("static-plan")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("error: broken.tf:")
