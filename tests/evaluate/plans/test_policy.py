"""A policy that was written for plans runs on a static plan."""

import json
from pathlib import Path

import pytest

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.workspace import Inputs, load_root
from terrafence.files import Disk

POLICY = Path(__file__).parent / "imdsv2.rego"

MODULE = """
variable "options" {
  type    = object({ http_tokens = optional(string, "optional") })
  default = {}
}
resource "aws_instance" "i" {
  dynamic "metadata_options" {
    for_each = [var.options]
    content {
      http_tokens = metadata_options.value.http_tokens
    }
  }
}
"""
WRITTEN = 'resource "aws_instance" "i" {\n  metadata_options {\n    http_tokens = %s\n  }\n}\n'
CALLED = 'module "m" {\n  source  = "./m"\n  for_each = toset(["a", "b"])\n%s}\n'
UNKNOWN = 'variable "unknown" {}\n'


def _judged(directory: Path) -> dict[str, list[str]]:
    from regorus import Engine

    engine = Engine()
    engine.add_policy_from_file(str(POLICY))
    (root,) = load_root(Disk(), str(directory), Inputs()).roots
    engine.set_input_json(json.dumps(static_plan(root)))
    answers = {
        rule: json.loads(engine.eval_rule_as_json(f"data.imdsv2.{rule}")) for rule in ("deny", "undecided")
    }
    return {rule: sorted(addresses) for rule, addresses in answers.items() if addresses}


@pytest.mark.parametrize(
    ("main", "judged"),
    [
        ('resource "aws_instance" "i" {}\n', {"deny": ["aws_instance.i"]}),
        (WRITTEN % '"optional"', {"deny": ["aws_instance.i"]}),
        (CALLED % "", {"deny": ['module.m["a"].aws_instance.i', 'module.m["b"].aws_instance.i']}),
        (UNKNOWN + WRITTEN % "var.unknown", {"undecided": ["aws_instance.i"]}),
        (WRITTEN % '"required"', {}),
        (CALLED % '  options = { http_tokens = "required" }\n', {}),
    ],
)  # fmt: skip
def test_imdsv2(main: str, judged: dict[str, list[str]], tmp_path: Path) -> None:
    pytest.importorskip("regorus", reason="the Rego engine has no wheel for this machine")
    (tmp_path / "main.tf").write_text(main)
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text(MODULE)
    assert _judged(tmp_path) == judged
