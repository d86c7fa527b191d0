"""A file that is read again after an edit says what it says when it is read from nothing."""

import random
from pathlib import Path
from typing import cast

import pytest

from terrafence.syntax.read import read
from terrafence.syntax.reread import reread
from terrafence.syntax.views import Block, Body, File

TEXT = """# terrafence
terraform {
  required_version = ">= 1.5"
}

locals {
  a = { b = [1, 2], c = "x${var.d}y" }
}

resource "aws_s3_bucket" "b" {
  bucket = <<-EOT
    text ${var.name}
  EOT
  lifecycle {
    ignore_changes = [tags]
  }
}
variable "d" {} # behind

module "m" {
  source = "./m" /* why */
  list = [
    1,
  ]
}

output "o" {
  value = module.m.x["k"][0].*.y
}
"""
BLOCK = """# about NAME
resource "aws_sqs_queue" "NAME" {
  name = "NAME"
}
"""
UNINDENTED = TEXT.replace("  lifecycle {", "lifecycle {").replace("  }\n}", "}\n}")
PIECES = (
    *(
        '"',
        "{",
        "}",
        "\n",
        "/*",
        "*/",
        "#",
        "<<EOT\n",
        "EOT\n",
        "${",
        "=",
        "x = 1\n",
        "é",
        "[",
        ")",
        "\0",
        " ",
    ),
    *(
        "\nresource ",
        '\ndata "a" "b" {\n}\n',
        "}\n}\n",
        "locals {\n",
        "module",
        "\r\n",
        "\ufeff",
        "lifecycle {\n}\n",
    ),
)


def _expression(value: object) -> object:
    slots = [name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ())]
    if isinstance(value, tuple):
        return tuple(map(_expression, cast("tuple[object, ...]", value)))
    return (type(value).__name__, *(_expression(getattr(value, name)) for name in slots)) if slots else value


def _body(body: Body) -> object:
    attributes = [
        (name, item.name_span, item.value_span, _expression(item.expression))
        for name, item in body.attributes.items()
    ]
    return body.span, attributes, [_block(block) for block in body.blocks]


def _block(block: Block) -> object:
    return block.type, block.labels, block.type_span, block.header, block.span, _body(block.body)


def _said(file: File) -> object:
    return _body(file.body), file.problems, file.broken, file.comments


def _edited(text: str, random: random.Random) -> str:
    at = random.randrange(len(text) + 1)
    match random.randrange(4):
        case 0:
            return text[:at] + random.choice(PIECES) + text[at:]
        case 1:
            return text[:at] + text[at + random.randrange(1, 4) :]
        case 2:
            return text[:at] + text[at + random.randrange(1, 80) :]
        case _:
            start = random.randrange(len(text) + 1)
            return text[:at] + text[start : start + random.randrange(60)] + text[at:]


@pytest.mark.parametrize(
    "start", [TEXT, UNINDENTED, TEXT.replace("\n", "\r\n")], ids=["plain", "flat", "crlf"]
)
@pytest.mark.parametrize("seed", range(40))
def test_any_edit_is_read_as_from_nothing(start: str, seed: int) -> None:
    chance, text = random.Random(seed), start
    file = read("main.tf", text.encode())
    for _ in range(12):
        text = _edited(text, chance) if chance.random() < 0.8 else start
        file = reread(file, text.encode())
        assert _said(file) == _said(read("main.tf", text.encode())), text


@pytest.mark.parametrize("start", [TEXT, UNINDENTED], ids=["plain", "flat"])
@pytest.mark.parametrize("seed", range(60))
def test_any_edits_at_once_are_read_as_from_nothing(start: str, seed: int) -> None:
    """In a larger file, of which some blocks say the same."""
    chance = random.Random(seed)
    parts = [start, *(BLOCK.replace("NAME", f"n{n % 7}") for n in range(30)), start]
    file = read("main.tf", "\n".join(parts).encode())
    for _ in range(8):
        now = list(parts)
        for _ in range(chance.randrange(1, 5)):
            at = chance.randrange(len(now))
            now[at] = _edited(now[at], chance) if chance.random() < 0.8 else parts[at]
        if chance.random() < 0.2:
            now.insert(chance.randrange(len(now)), chance.choice(now))
        if chance.random() < 0.2:
            parts = now
        text = "\n".join(now)
        file = reread(file, text.encode())
        assert _said(file) == _said(read("main.tf", text.encode())), text


@pytest.mark.parametrize(
    ("old", "new", "shared"),
    [
        ("[1, 2]", "[1, 23]", ["terraform", "resource", "variable", "module", "output"]),
        ("[1, 2]", '[1, "2]', ["terraform", "resource", "variable", "module", "output"]),
        ("\n\noutput", "\n# c\noutput", ["terraform", "locals", "resource", "variable", "module", "output"]),
        ("# terrafence", "}", ["terraform", "locals", "resource", "variable", "module", "output"]),
        ("= ", "=  ", ["variable"]),
    ],
)
def test_only_what_an_edit_touches_is_another(old: str, new: str, shared: list[str]) -> None:
    before = read("main.tf", TEXT.encode())
    known = {block.written for block in before.body.blocks}
    after = reread(before, TEXT.replace(old, new).encode())
    assert [block.type for block in after.body.blocks if block.written in known] == shared


def test_blocks_of_one_text_stay_apart() -> None:
    before = read("main.tf", TEXT.replace("# terrafence", 'variable "d" {}').encode())
    after = reread(before, before.source.replace(b"module", b'variable "d" {}\nmodule') + b"x")
    same = [block.written for block in after.body.blocks if block.type == "variable"]
    assert len(same) == len(set(same)) == 3


def test_blocks_of_other_formats_are_read_whole(tmp_path: Path) -> None:
    before = read("main.tf.json", b'{"locals": {"a": 1}}')
    assert reread(before, b'{"locals": {"a": 2}}').source == b'{"locals": {"a": 2}}'
