"""Damaged configurations: whatever stands in the files, everything can be asked and nothing is raised."""

import random
from pathlib import Path

import pytest
from trees import Memory

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.resource import EvaluatedBody
from terrafence.evaluate.workspace import Inputs, Workspace, load
from terrafence.files import Disk

PLANS = Path(__file__).parents[1] / "plans"
FILES = {
    str(path.relative_to(PLANS)): path.read_text()
    for path in sorted(PLANS.rglob("*"))
    if path.name.endswith((".tf", ".tf.json", ".tfvars", ".tfvars.json", ".tpl"))
}
PIECES = (
    *("var.", "local.", "module.", "each.value", "[*]", "for_each = ", "count = ", "null", "toset(", "merge(", "range(1e9)"),
    *('dynamic "x" {', "content {", "source = ", '"../"', "path.module", "<<EOF\n", "${", "%{", "...", "\n", "\r", "\0", "é"),
    *("{", "}", "[", "]", "(", ")", '"', "=", "?", ":", "!", "-", "each", "self", "999999999999"),
)  # fmt: skip


def _damaged(chance: random.Random) -> dict[str, str]:
    files = dict(FILES)
    for _ in range(chance.randint(1, 8)):
        name = chance.choice(list(files))
        text = files[name]
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                files[name] = text[:at] + text[at + chance.randint(1, 40) :]
            case 1:
                files[name] = text[:at] + chance.choice(PIECES) + text[at:]
            case 2:
                words = text.split() or [""]
                files[name] = text.replace(chance.choice(words), chance.choice(words))
            case _:
                files[name] = text[:at]
    return files


def _ask(found: Workspace) -> None:
    for root in found.roots:
        for subject in root.subjects:
            assert subject.provider
            assert subject.ignored_changes is not None
            _ask_body(subject.body)
        assert static_plan(root)
        assert root.broken("aws_s3_bucket") is not None
    assert found.not_read is not None
    assert found.uncalled() is not None


def _ask_body(body: EvaluatedBody) -> None:
    for slot in body.attributes():
        assert slot.value
        slot.origin()
        slot.select(["a", 0])
    for kind in body.block_types():
        for block in body.blocks(kind):
            _ask_body(block)


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_raised(seed: int) -> None:
    _ask(load(Memory(_damaged(random.Random(seed))), ["/w"], Inputs((("untyped", "[1"),))))


def test_a_file_that_is_only_looked_through_for_calls_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "asked.tf").write_text('resource "a_b" "c" {}\n')
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.tf").symlink_to(tmp_path / "nowhere.tf")
    asked = load(Disk(), [str(tmp_path / "asked.tf")], Inputs())
    assert not asked.unreadable
    assert [problem.path for problem in asked.not_read] == [str(tmp_path / "nowhere.tf")]
    assert load(Disk(), [str(tmp_path)], Inputs()).unreadable
