"""What is told first of a large module: little, soon, and nothing that the complete result does not say."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from terrafence.finding import Finding
from terrafence.syntax.views import File
from terrafence_lsp.analysis import SMALL, Outcome, Result, Snapshot, analyse, over_disk

HEAD = """
provider "aws" {
  default_tags {
    tags = { Stage = var.stage }
  }
}

variable "stage" {
  default = "live"
}

locals {
  open = true
}
"""
RULE = """
resource "aws_security_group_rule" "r{number}" {{
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = {cidrs}
  security_group_id = "sg-1"
}}
"""
OPEN = "aws-vpc-ssh-open-to-world"
COUNT = 4 * SMALL


BY_LOCAL = '[local.open ? "0.0.0.0/0" : "10.0.0.0/8"]'


def module(count: int = COUNT) -> str:
    return HEAD + "".join(rule(number) for number in range(count))


def rule(number: int, cidrs: str = BY_LOCAL) -> str:
    return RULE.format(number=number, cidrs=cidrs)


def judged(directory: Path, text: str, before: tuple[Outcome, Outcome] | None = None) -> list[Outcome]:
    """The results for a file, from nothing or after it was edited."""
    path = f"{directory}/main.tf"
    kept = [Result(it.judgement, (path,)) if it.judgement else None for it in before or ()]
    last, shown = kept or (None, None)
    known: Mapping[str, File] = before[0].report.files if before else {}
    files = over_disk({path: text.encode()})
    return list(analyse(Snapshot(1, str(directory), (path,), files, None, known, last=last, shown=shown)))


def opened(outcome: Outcome) -> list[Finding]:
    """The findings of one rule, in the order of the file."""
    return [finding for finding in outcome.findings if finding.rule.id == OPEN]


def test_the_top_of_a_large_file_is_told_first(tmp_path: Path) -> None:
    first, last = judged(tmp_path, module())
    assert (first.complete, last.complete) == (False, True)
    assert len(opened(last)) == COUNT
    assert 0 < len(opened(first)) <= SMALL
    assert opened(first) == opened(last)[: len(opened(first))]


def test_what_was_told_stays_when_everything_is_read_again(tmp_path: Path) -> None:
    *_, before = judged(tmp_path, module())
    path = f"{tmp_path}/main.tf"
    files = over_disk({path: (module() + rule(COUNT)).encode()})
    results = list(analyse(Snapshot(1, str(tmp_path), (path,), files, None, before.report.files)))
    assert [len(opened(it)) for it in results] == [COUNT + 1]


def test_a_comment_is_not_called_unused_before_all_is_judged(tmp_path: Path) -> None:
    text = module().replace(rule(100), f"# terrafence:ignore[{OPEN}] a bastion\n" + rule(100).lstrip())
    text += "\n# terrafence:ignore[aws-kms-rotation-off] nothing here\n"
    for outcome, unused in zip(judged(tmp_path, text), (0, 1), strict=True):
        assert len([it for it in outcome.findings if it.rule.id == "unused-suppression"]) == unused


def test_a_half_typed_comment_changes_little(tmp_path: Path) -> None:
    *_, before = judged(tmp_path, module())
    text = module() + "\n# terrafence:ignore[aws-kms-rot] nothing here\n"
    first, last = judged(tmp_path, text, (before, before))
    assert (first.complete, last.complete) == (False, True)
    assert len(opened(first)) == COUNT


def test_a_small_file_is_told_at_once(tmp_path: Path) -> None:
    [only] = judged(tmp_path, module(SMALL - 5))
    assert only.complete
    assert len(opened(only)) == SMALL - 5


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("open = true", "open = false", COUNT - SMALL),  # of many, those next to the edit
        ('"live"', '"test"', COUNT),  # everything may be different
        ("tags = { Stage", "tags = { stage", COUNT),
        (rule(100), "", COUNT - 1),
        (rule(7), rule(7, "[]"), COUNT - 1),
    ],
)
def test_what_is_next_to_an_edit_is_told_first(old: str, new: str, told: int, tmp_path: Path) -> None:
    *_, before = judged(tmp_path, module())
    text = module().replace(old, new)
    first, last = judged(tmp_path, text, (before, before))
    *_, cold = judged(tmp_path, text)
    assert (first.complete, last.complete) == (False, True)
    assert last.findings == cold.findings
    assert len(opened(first)) == told
