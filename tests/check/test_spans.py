"""Ranges of numbers, some of which are not known."""

from pathlib import Path

import pytest

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.lint import lint

RULE = "aws-vpc-analysis-services-open-to-world"
RANGES = [
    ("2000", "2382", "holds"),
    ("2384", "2400", "holds"),
    ("2400", "2300", "holds"),
    ("var.port", "2382", "holds"),
    ("2384", "var.port", "holds"),
    ("null", "2383", "holds"),
    ('"x"', "2400", "undecided"),
    ("var.port", "2400", "undecided"),
    ("2300", "var.port", "undecided"),
    ("2383", "2383", "flagged"),
    ('"2300"', '"2400"', "flagged"),
]


@pytest.mark.parametrize(("low", "high", "wanted"), RANGES)
def test_range(low: str, high: str, wanted: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        f'variable "port" {{}}\nresource "aws_security_group" "g" {{\n  ingress {{\n    from_port = {low}\n'
        f'    to_port = {high}\n    protocol = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }}\n}}\n'
    )
    report = lint(Disk(), [str(tmp_path)], Config(select=(RULE,)))
    found = [item.rule.id for item in report.findings]
    said = "flagged" if found else "undecided" if report.undecided else "holds"
    assert said == wanted
