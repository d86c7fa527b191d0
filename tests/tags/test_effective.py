"""Effective tags against what Terraform plans. `recorded.json` is its answer, recorded with
`python tests/tags/record.py`."""

import json
from pathlib import Path

import pytest
from configurations import CONFIGURATIONS
from record import write

from terrafence.evaluate.workspace import Inputs, load
from terrafence.files import Disk
from terrafence.tags.effective import Tags, effective

RECORDED = json.loads((Path(__file__).parent / "recorded.json").read_text())


def tags_of(text: str, directory: Path) -> dict[str, Tags | None]:
    """The effective tags of every managed resource."""
    write(text, directory)
    workspace = load(Disk(), [str(directory)], Inputs())
    (root,) = [root for root in workspace.roots if root.directory == str(directory)]
    return {resource.address: effective(resource) for resource in root.subjects if resource.mode == "managed"}


def plain(tags: Tags | None) -> object:
    if tags is None:
        return "none"
    return {key: tag.text for key, tag in tags.entries.items()}


def test_there_are_enough_of_them() -> None:
    assert len(CONFIGURATIONS) >= 40
    assert RECORDED.keys() == CONFIGURATIONS.keys()


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_as_terraform_plans_them(name: str, tmp_path: Path) -> None:
    found, recorded = tags_of(CONFIGURATIONS[name], tmp_path), RECORDED[name]
    assert found.keys() == recorded.keys()
    for address, expected in recorded.items():
        tags = found[address]
        if expected == "unknown":
            assert tags is not None
            assert tags.open
        else:
            assert plain(tags) == expected
            assert tags is None or not tags.open
