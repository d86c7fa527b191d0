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


HOSTILE = {
    "a cycle": 'locals {\n  a = merge(local.b, { X = "1" })\n  b = merge(local.a, { Y = "1" })\n}\n%s',
    "itself": 'locals {\n  a = merge(local.a, { X = "1" })\n}\n%s',
    "doubled": 'variable "u" {}\nlocals {\n'
    + "".join(f"  a{n} = merge(local.a{n + 1}, local.a{n + 1})\n" for n in range(25))
    + "  a25 = var.u\n  a = local.a0\n}\n%s",
    "many": "locals {\n  a = {\n" + "".join(f'    k{n} = "1"\n' for n in range(3000)) + "  }\n}\n%s",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_takes_no_longer(name: str, tmp_path: Path) -> None:
    text = HOSTILE[name] % 'resource "aws_sqs_queue" "q" {\n  tags = local.a\n}\n'
    tags = tags_of(text, tmp_path)["aws_sqs_queue.q"]
    assert tags is not None
    assert bool(tags.open) is (name != "many")


PARTLY: list[tuple[str, str, dict[str, str | None]]] = [
    ("either way", 'var.u ? { A = "1", B = "2" } : { A = "2" }', {"A": None}),
    ("before the unknown", 'merge({ A = "1" }, var.u, { B = "2" })', {"A": None, "B": "2"}),
    ("before an unknown key", '{ A = "1", (var.u) = "x", B = "2" }', {"A": None, "B": "2"}),
    ("null", 'merge(var.u, { A = null, B = "2" })', {"B": "2"}),
    ("the tags of a resource", "aws_s3_bucket.none.tags_all", {}),
    ("not a map", '["a"]', {}),
]


@pytest.mark.parametrize(("expression", "known"), [pytest.param(*case[1:], id=case[0]) for case in PARTLY])
def test_what_is_certain_of_what_is_not_known(
    expression: str, known: dict[str, str | None], tmp_path: Path
) -> None:
    text = f'variable "u" {{}}\nresource "aws_sqs_queue" "q" {{\n  tags = {expression}\n}}\n'
    tags = tags_of(text, tmp_path)["aws_sqs_queue.q"]
    assert tags is not None
    assert plain(tags) == known
    assert tags.open


def test_a_default_shows_through_null(tmp_path: Path) -> None:
    """The provider drops nulls before it merges; the mock provider does not, so this is no recorded case."""
    text = CONFIGURATIONS["a null value"].replace(
        'region = "eu-west-1"', 'default_tags {\n    tags = { Team = "all" }\n  }'
    )
    assert plain(tags_of(text, tmp_path)["aws_s3_bucket.b"]) == {"Owner": "me", "Team": "all"}


def test_who_gave_a_tag_and_where(tmp_path: Path) -> None:
    text = CONFIGURATIONS["own over defaults"]
    tags = tags_of(text, tmp_path)["aws_s3_bucket.b"]
    assert tags is not None
    given = {key: (tag.giver.value, tag.file.text(tag.span)) for key, tag in tags.entries.items()}
    assert given == {
        "Environment": ("provider", 'Environment = "live"'),
        "Team": ("resource", 'Team = "pay"'),
        "Owner": ("resource", 'Owner = "me"'),
    }


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
