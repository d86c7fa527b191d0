"""Static plans against what Terraform planned for the same configuration. `plan.json` is its answer, recorded with
`python benchmarks/plan_oracle.py --record tests/evaluate/plans/*/`."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from comparison import compare, ours

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.workspace import Inputs, load
from terrafence.files import Disk

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/plan.json"))


def _recorded(case: Path) -> dict[str, Any]:
    return json.loads((case / "plan.json").read_text(), parse_float=Fraction)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_known_and_equal(case: Path) -> None:
    counts, differences = compare(_recorded(case), ours(case))
    assert differences == []
    assert counts["unknown"] == 0
    assert counts["equal"] > 4


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"bucket": "other"}, 'aws_s3_bucket.text[0].bucket: "text-001" is "other" in ours'),
        ({"bucket": None}, 'aws_s3_bucket.text[0].bucket: "text-001" is null in ours'),
        ({"bucket": ["text-001"]}, 'aws_s3_bucket.text[0].bucket: "text-001" is ["text-001"] in ours'),
    ],
)
def test_the_comparison_sees_differences(change: dict[str, Any], difference: str) -> None:
    case = Path(__file__).parent / "instances"
    plan = ours(case)
    next(change_ for change_ in plan["resource_changes"] if change_["address"] == "aws_s3_bucket.text[0]")[
        "change"
    ]["after"] |= change
    assert compare(_recorded(case), plan)[1] == [difference]


def test_the_comparison_sees_what_is_missing_or_too_much() -> None:
    case = Path(__file__).parent / "instances"
    plan, recorded = ours(case), _recorded(case)
    plan["resource_changes"] = plan["resource_changes"][1:]
    del recorded["resource_changes"][-1]
    _, differences = compare(recorded, plan)
    assert [text.rpartition(": ")[2] for text in differences] == ["missing", "is not in the real plan"]


def _plan(text: str, tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "main.tf").write_text(text)
    (root,) = load(Disk(), [str(tmp_path)], Inputs()).roots
    return json.loads(json.dumps(static_plan(root)))


PARTLY_KNOWN = """
variable "unknown" {}
variable "secret" {
  default   = { a = 1 }
  sensitive = true
}
resource "aws_x" "r" {
  known  = ["a", null]
  name   = var.unknown
  list   = ["a", var.unknown]
  map    = { a = 1, b = var.unknown }
  secret = var.secret
  some   = { in = [var.secret.a] }
  block {
    x = var.unknown
    y = 1.5
  }
  dynamic "maybe" {
    for_each = var.unknown
    content {}
  }
}
output "o" { value = var.unknown }
output "s" {
  value     = var.secret
  sensitive = true
}
"""


def test_unknown_and_sensitive(tmp_path: Path) -> None:
    plan = _plan(PARTLY_KNOWN, tmp_path)
    (change,) = plan["resource_changes"]
    assert change["change"] == {
        "actions": ["create"],
        "before": None,
        "after": {
            "known": ["a", None],
            "list": ["a", None],
            "map": {"a": 1},
            "secret": {"a": 1},
            "some": {"in": [1]},
            "block": [{"y": 1.5}],
        },
        "after_unknown": {
            "known": [False, False],
            "name": True,
            "list": [False, True],
            "map": {"b": True},
            "secret": {},
            "some": {"in": [False]},
            "block": [{"x": True}],
            "maybe": True,
        },
        "before_sensitive": False,
        "after_sensitive": {
            "known": [False, False],
            "list": [False, False],
            "map": {},
            "secret": True,
            "some": {"in": [True]},
            "block": [{}],
        },
    }
    assert plan["planned_values"]["outputs"] == {
        "o": {"sensitive": False},
        "s": {"sensitive": True, "type": ["object", {"a": "number"}], "value": {"a": 1}},
    }
    assert plan["output_changes"]["o"]["after_unknown"] is True
    assert plan["output_changes"]["s"] == {
        "actions": ["create"],
        "before": None,
        "after": {"a": 1},
        "after_unknown": False,
        "before_sensitive": True,
        "after_sensitive": True,
    }
    assert plan["variables"] == {"secret": {"value": {"a": 1}}, "unknown": {}}


def test_modules_are_nested(tmp_path: Path) -> None:
    (tmp_path / "m" / "n").mkdir(parents=True)
    (tmp_path / "m" / "main.tf").write_text('module "n" {\n  source = "./n"\n  count = 1\n  v = 1\n}\n')
    (tmp_path / "m" / "n" / "main.tf").write_text('variable "v" {}\nresource "aws_x" "r" { v = var.v }\n')
    plan = _plan('module "m" {\n  source = "./m"\n  for_each = { k = 1 }\n}\n', tmp_path)
    (child,) = plan["planned_values"]["root_module"]["child_modules"]
    (grandchild,) = child["child_modules"]
    assert child["address"] == 'module.m["k"]'
    assert grandchild["resources"] == [
        {
            "address": 'module.m["k"].module.n[0].aws_x.r',
            "mode": "managed",
            "type": "aws_x",
            "name": "r",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "schema_version": 0,
            "values": {"v": 1},
            "sensitive_values": {},
        }
    ]
    assert [change["module_address"] for change in plan["resource_changes"]] == ['module.m["k"].module.n[0]']


CONFIGURED = """
provider "aws" {
  alias  = "west"
  region = "us-west-1"
}
variable "v" { default = 1 }
resource "aws_x" "r" {
  provider = aws.west
  count    = 2
  fixed    = "x"
  mixed    = "${var.v}-${aws_y.z.id}-${count.index}"
  block { z = local.l["k"] }
  depends_on = [aws_y.z]
  provisioner "local-exec" { command = "true" }
}
resource "aws_y" "z" {}
resource "terraform_data" "t" {}
locals { l = {} }
output "o" {
  description = "An ARN"
  sensitive   = true
  value       = data.aws_y.d[0].arn
  depends_on  = [module.far]
}
module "far" {
  source  = "far/away/aws"
  version = "~> 1.0"
}
data "aws_y" "d" { count = 1 }
"""


def test_configuration(tmp_path: Path) -> None:
    """As `terraform show -json` has it."""
    found = _plan(CONFIGURED, tmp_path)["configuration"]
    assert found["provider_config"] == {
        "aws.west": {
            "name": "aws",
            "full_name": "registry.terraform.io/hashicorp/aws",
            "alias": "west",
            "expressions": {"region": {"constant_value": "us-west-1"}},
        }
    }
    resource = next(item for item in found["root_module"]["resources"] if item["address"] == "aws_x.r")
    assert resource == {
        "address": "aws_x.r",
        "mode": "managed",
        "type": "aws_x",
        "name": "r",
        "provider_config_key": "aws.west",
        "expressions": {
            "fixed": {"constant_value": "x"},
            "mixed": {"references": ["var.v", "aws_y.z.id", "aws_y.z", "count.index"]},
            "block": [{"z": {"references": ['local.l["k"]', "local.l"]}}],
        },
        "provisioners": [{"type": "local-exec", "expressions": {"command": {"constant_value": "true"}}}],
        "schema_version": 0,
        "count_expression": {"constant_value": 2},
        "depends_on": ["aws_y.z"],
    }
    assert found["root_module"]["outputs"]["o"] == {
        "sensitive": True,
        "expression": {"references": ["data.aws_y.d[0].arn", "data.aws_y.d[0]", "data.aws_y.d"]},
        "depends_on": ["module.far"],
        "description": "An ARN",
    }
    assert found["root_module"]["module_calls"] == {
        "far": {"source": "far/away/aws", "version_constraint": "~> 1.0"}
    }
    assert found["root_module"]["variables"] == {"v": {"default": 1}}
