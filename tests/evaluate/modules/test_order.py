"""The order of files and blocks, and who is asked first, never matter."""

import random
from collections.abc import Callable

import pytest
from trees import Plain, plain, resources, values, workspace

from terrafence.evaluate.workspace import Workspace

BLOCKS = [
    'variable "n" {\n  default = 2\n}\n',
    'variable "unknown" {}\n',
    "locals {\n  a = local.b + 1\n  d = length(local.e)\n}\n",
    "locals {\n  b = var.n\n  c = [local.d, 1]\n  e = { x = local.c }\n}\n",
    'module "one" {\n  source = "./m"\n  count = local.a\n  in = module.two["k"].out\n}\n',
    'module "two" {\n  source = "./m"\n  for_each = { k = var.unknown, l = 2 }\n  in = each.value\n}\n',
    'resource "a_b" "c" {\n  count = var.n\n  x = module.one[*].out\n  y = local.c\n}\n',
    'resource "a_b" "d" {\n  for_each = { for at, c in a_b.c : "k${at}" => c }\n  z = each.value.x\n}\n',
    'resource "a_b" "e" {\n  x = a_b.f.x\n}\n',
    'resource "a_b" "f" {\n  x = "${a_b.e.x}!"\n}\n',
    'data "a_b" "g" {\n  count = var.unknown\n  x = local.a\n}\n',
]
CHILD = 'variable "in" {}\noutput "out" { value = var.in }\nresource "a_b" "c" { in = var.in }\n'


def _files(shuffle: random.Random) -> dict[str, str]:
    blocks = list(BLOCKS)
    shuffle.shuffle(blocks)
    cut = shuffle.randrange(len(blocks))
    return {"z.tf": "".join(blocks[:cut]), "a.tf": "".join(blocks[cut:]), "m/m.tf": CHILD}


def _nothing(found: Workspace) -> None:
    """Nobody asks before us."""


def _locals_backwards(found: Workspace) -> None:
    instance = found.roots[0].instance
    for name in sorted(instance.module.locals, reverse=True):
        instance.local(name)


def _resources_backwards(found: Workspace) -> None:
    for resource in reversed(list(resources(found).values())):
        for slot in resource.body.attributes():
            assert slot.value


def _everything(found: Workspace) -> tuple[dict[str, Plain], dict[str, Plain], list[str]]:
    instance = found.roots[0].instance
    names = {name: plain(instance.local(name)) for name in sorted(instance.module.locals)}
    return values(found), names, list(resources(found))


@pytest.mark.parametrize("first", [_nothing, _locals_backwards, _resources_backwards])
@pytest.mark.parametrize("seed", range(8))
def test_any_order(first: Callable[[Workspace], None], seed: int) -> None:
    expected = _everything(workspace({"main.tf": "".join(BLOCKS), "m/m.tf": CHILD}))
    found = workspace(_files(random.Random(seed)))
    first(found)
    assert _everything(found) == expected
