"""Fixes in SARIF and suggestions for reviewdog are what `terrafence fix` does: a script that knows only the
formats gives the same files."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from apply_fixes import apply_rdjson, apply_sarif
from runs import CORPUS, PAYMENTS, linted, written

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.finding import Finding
from terrafence.fix import Fixed, fix
from terrafence_hooks.options import Format

Applier: TypeAlias = Callable[[Mapping[str, Any], Path], int]

HARD = """resource "aws_kms_key" "ä𐐀" { description = "𐐀 ä" }
resource "aws_kms_key" "b" {\r
  description = "\u2028" # 𐐀\r
}\rresource "aws_instance" "c" {
  metadata_options { http_tokens = var.tokens }
}
variable "tokens" { default = "optional" } # \u00e4
"""


def _cases() -> list[Any]:
    small = [(PAYMENTS, False), (PAYMENTS, True), (None, False), (None, True)]
    cases = [pytest.param(*one, id=f"{one[0].name if one[0] else 'hard'}-{one[1]}") for one in small]
    cases.append(pytest.param(CORPUS / "terragoat", True, id="terragoat"))
    eks = CORPUS / "terraform-aws-eks"
    return [*cases, pytest.param(eks, True, id="terraform-aws-eks", marks=pytest.mark.slow)]


@pytest.mark.parametrize(("repository", "unsafe"), _cases())
def test_applied_by_others_the_files_are_the_same(
    repository: Path | None, unsafe: bool, tmp_path: Path
) -> None:
    tree = _copy(repository, tmp_path / "copy")
    before = _texts(tree)
    appliers: list[tuple[Format, Applier]] = [("sarif", apply_sarif), ("rdjson", apply_rdjson)]
    for name, apply in appliers:
        wanted, ignored = _fixed(tree, unsafe, one_file=name == "rdjson")
        assert wanted.changed
        while apply(json.loads(written(name, linted([tree], ignored), tree, unsafe)), tree):
            pass
        changed = {path: text for path, text in _texts(tree).items() if text != before[path]}
        assert changed == dict(wanted.changed), name
        for path, text in before.items():
            Path(path).write_bytes(text)


def _fixed(tree: Path, unsafe: bool, one_file: bool) -> tuple[Fixed, list[str]]:
    """What `fix` makes of it without some rules: those whose fixes it tries and then refuses, which others
    cannot know, and with `one_file` those whose fixes also edit another file than the finding's."""
    ignored: set[str] = set()
    while True:
        wanted = fix(Disk(), [str(tree)], Config(ignore=tuple(ignored)), unsafe)
        left_out = {finding.rule.id for finding, _ in wanted.refused}
        left_out |= {finding.rule.id for finding in wanted.applied if one_file and _edits_others(finding)}
        if not left_out:
            return wanted, sorted(ignored)
        ignored |= left_out


def _edits_others(finding: Finding) -> bool:
    return finding.fix is not None and any(path != finding.path for path, _ in finding.fix.edits)


def _copy(repository: Path | None, to: Path) -> Path:
    if repository is None:
        to.mkdir()
        (to / "ä b.tf").write_bytes(HARD.encode())
    elif repository.is_dir():
        shutil.copytree(repository, to)
    else:
        pytest.skip(f"no real repository at {repository}")
    return to


def _texts(tree: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
