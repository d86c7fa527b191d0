"""When a fix guesses."""

from pathlib import Path

import pytest

from terrafence.check.engine import check
from terrafence.check.links import World
from terrafence.declare import Safety
from terrafence.evaluate.workspace import Inputs, load
from terrafence.files import Disk
from terrafence.finding import Applicability
from terrafence.registry import find
from terrafence.repair import repair
from terrafence.tags.policy import TagSettings

STRATEGY = "    recording_strategy {\n      use_only = var.strategy\n    }\n"
DYNAMIC = '    dynamic "recording_strategy" {\n      for_each = var.strategies\n      content {}\n    }\n'


@pytest.mark.parametrize(
    ("inside", "safe"),
    [
        ("", True),
        (STRATEGY, True),
        ('    resource_types = ["AWS::EC2::Instance"]\n', True),
        (STRATEGY + STRATEGY, False),
        (DYNAMIC, False),
    ],
)
def test_it_does_where_something_stays_that_has_to_go(inside: str, safe: bool, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "strategy" {}\n\nvariable "strategies" {}\n\n'
        'resource "aws_config_configuration_recorder" "all" {\n  recording_group {\n'
        f"    all_supported = false\n{inside}  }}\n}}\n"
    )
    rule = find("aws-config-recorder-selective")[0]._replace(safety=Safety.SAFE)
    (root,) = load(Disk(), [str(tmp_path)], Inputs()).roots
    world = World(root, TagSettings())
    (subject,) = world.of_type("aws_config_configuration_recorder")
    (fault,) = check(rule, subject, world).faults
    fix = repair(rule, fault, subject, world, lambda _: True)
    assert fix is not None
    assert fix.applicability is (Applicability.SAFE if safe else Applicability.UNSAFE)
