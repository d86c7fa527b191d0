"""Instances of resources, and bodies of dynamic blocks."""

import pytest
from trees import UNKNOWN, plain, resources, workspace

PRELUDE = """
variable "unknown" {}
variable "yes" { default = true }
variable "secret" {
  default   = { a = 1 }
  sensitive = true
}
"""


@pytest.mark.parametrize(
    ("repeat", "addresses"),
    [
        ("count = 0", []),
        ("count = var.yes ? 0 : 1", []),
        ("for_each = {}", []),
        ("for_each = toset([])", []),
        ("", ["a_b.c"]),
        ("count = 1", ["a_b.c[0]"]),
        ("count = var.yes ? 1 : 0", ["a_b.c[0]"]),
        ("count = var.yes == true && false ? 1 : 2", ["a_b.c[0]", "a_b.c[1]"]),
        ('count = "2"', ["a_b.c[0]", "a_b.c[1]"]),
        ("for_each = { y = 1, x = 2 }", ['a_b.c["x"]', 'a_b.c["y"]']),
        ('for_each = toset(["y", "x", "y"])', ['a_b.c["x"]', 'a_b.c["y"]']),
        ("for_each = { a = var.unknown }", ['a_b.c["a"]']),
        ('for_each = { "q\\"\\\\$${x}" = 1 }', ['a_b.c["q\\"\\\\$${x}"]']),
        ("count = var.unknown", ['a_b.c["?"]']),
        ("count = var.unknown ? 1 : 0", ['a_b.c["?"]']),
        ("count = null", ['a_b.c["?"]']),
        ("count = -1", ['a_b.c["?"]']),
        ("count = 1.5", ['a_b.c["?"]']),
        ('count = "x"', ['a_b.c["?"]']),
        ("count = true", ['a_b.c["?"]']),
        ("count = a_b.other.id", ['a_b.c["?"]']),
        ("count = 1000000000", ['a_b.c["?"]']),
        ("count = length(data.a_b.x.ids)", ['a_b.c["?"]']),
        ("for_each = var.unknown", ['a_b.c["?"]']),
        ("for_each = null", ['a_b.c["?"]']),
        ('for_each = ["a"]', ['a_b.c["?"]']),
        ("for_each = toset([1])", ['a_b.c["?"]']),
        ('for_each = "x"', ['a_b.c["?"]']),
        ("for_each = toset(data.a_b.x.ids)", ['a_b.c["?"]']),
        ("for_each = { (var.unknown) = 1 }", ['a_b.c["?"]']),
    ],
)
def test_instances(repeat: str, addresses: list[str]) -> None:
    text = PRELUDE + f'data "a_b" "x" {{}}\nresource "a_b" "c" {{\n{repeat}\n}}\n'
    found = resources(workspace({"main.tf": text}))
    assert [address for address in found if address != "data.a_b.x"] == addresses


@pytest.mark.parametrize(
    ("repeat", "each", "value"),
    [
        ("for_each = { a = { name = 1 } }", "each.value.name", [1]),
        ("for_each = { b = 1, a = 2 }", '"${each.key}${each.value}"', ["a2", "b1"]),
        ('for_each = toset(["x"])', "each.value", ["x"]),
        ("for_each = { a = 1, b = 1 }", "each.value", [1, 1]),
        ("for_each = { a = var.unknown, b = 1 }", "each.value", [UNKNOWN, 1]),
        ("for_each = var.unknown", "each.key", [UNKNOWN]),
        ("for_each = var.unknown", "each.value.name", [UNKNOWN]),
        ("for_each = var.unknown", '"fixed"', ["fixed"]),
        ("count = 2", "count.index + 1", [1, 2]),
        ("count = var.unknown", "count.index", [UNKNOWN]),
        ("count = 1", "each.key", [UNKNOWN]),
        ("for_each = { a = 1 }", "count.index", [UNKNOWN]),
    ],
)
def test_each_and_count(repeat: str, each: str, value: list[object]) -> None:
    found = resources(
        workspace({"main.tf": PRELUDE + f'resource "a_b" "c" {{\n{repeat}\n name = {each}\n}}\n'})
    )
    slots = [resource.body.attribute("name") for resource in found.values()]
    assert [plain(slot.value) for slot in slots if slot is not None] == value


def test_ten_thousand_instances_are_one() -> None:
    text = (
        'resource "a_b" "c" {\n for_each = { for i in range(10000) : "k${i}" => i }\n name = each.value\n}\n'
    )
    assert list(resources(workspace({"main.tf": text}))) == ['a_b.c["?"]']


def test_instances_multiply_through_modules() -> None:
    files = {
        "main.tf": 'module "m" {\n source = "./m"\n count = 100\n}\n',
        "m/main.tf": 'resource "a_b" "c" {\n count = 100\n}\n',
    }
    found = resources(workspace(files))
    assert len(found) == 100
    assert all(address.endswith('.a_b.c["?"]') for address in found)


# dynamic blocks


def _ports(body: str) -> list[tuple[object, bool]]:
    resource = resources(workspace({"main.tf": PRELUDE + f'resource "a_b" "c" {{\n{body}\n}}\n'}))["a_b.c"]
    slots = [(block.attribute("port"), block.certain) for block in resource.body.blocks("rule")]
    return [(plain(slot.value), certain) for slot, certain in slots if slot is not None]


@pytest.mark.parametrize(
    ("body", "ports"),
    [
        ('dynamic "rule" {\n for_each = []\n content { port = rule.value }\n}', []),
        ('dynamic "other" {\n for_each = [1]\n content { port = other.value }\n}', []),
        ('dynamic "rule" {\n for_each = [1]\n}', []),
        ('dynamic "rule" {\n content { port = 1 }\n}', []),
        ("dynamic {\n for_each = [1]\n content { port = 1 }\n}", []),
        ('dynamic "rule" {\n for_each = [1, 2]\n content { port = rule.value }\n}', [(1, True), (2, True)]),
        ('dynamic "rule" {\n for_each = [5]\n content { port = rule.key }\n}', [(0, True)]),
        ('dynamic "rule" {\n for_each = { b = 1, a = 2 }\n content { port = "${rule.key}${rule.value}" }\n}', [("a2", True), ("b1", True)]),
        ('dynamic "rule" {\n for_each = toset(["x"])\n content { port = "${rule.key}${rule.value}" }\n}', [("xx", True)]),
        ('dynamic "rule" {\n for_each = [1]\n iterator = it\n content { port = it.value }\n}', [(1, True)]),
        ('dynamic "rule" {\n for_each = [1]\n iterator = it\n content { port = rule.value }\n}', [(UNKNOWN, True)]),
        ('dynamic "rule" {\n for_each = var.yes ? [1] : []\n content { port = 1 }\n}', [(1, True)]),
        ('dynamic "rule" {\n for_each = ["required"]\n content { port = try(rule.value.tokens, rule.value) }\n}', [("required", True)]),
        ('dynamic "rule" {\n for_each = [{ p = 1 }]\n content { port = lookup(rule.value, "p", null) }\n}', [(1, True)]),
        ('dynamic "rule" {\n for_each = var.unknown\n content { port = 1 }\n}', [(1, False)]),
        ('dynamic "rule" {\n for_each = var.unknown\n content { port = rule.value }\n}', [(UNKNOWN, False)]),
        ('dynamic "rule" {\n for_each = [var.unknown]\n content { port = rule.value }\n}', [(UNKNOWN, True)]),
        ('dynamic "rule" {\n for_each = null\n content { port = 1 }\n}', [(1, False)]),
        ('dynamic "rule" {\n for_each = range(100000)\n content { port = 1 }\n}', [(1, False)]),
        ('rule { port = 0 }\ndynamic "rule" {\n for_each = [1]\n content { port = rule.value }\n}\nrule { port = 2 }', [(0, True), (1, True), (2, True)]),
    ],
)  # fmt: skip
def test_dynamic(body: str, ports: list[tuple[object, bool]]) -> None:
    assert _ports(body) == ports


NESTED = """
dynamic "group" {
  for_each = { a = [1, 2], b = [3] }
  content {
    dynamic "rule" {
      for_each = group.value
      content { port = "${group.key}${rule.value}" }
    }
  }
}
"""


def test_nested_dynamic() -> None:
    resource = resources(workspace({"main.tf": f'resource "a_b" "c" {{\n{NESTED}\n}}\n'}))["a_b.c"]
    rules = [rule for group in resource.body.blocks("group") for rule in group.blocks("rule")]
    slots = [rule.attribute("port") for rule in rules]
    assert [plain(slot.value) for slot in slots if slot is not None] == ["a1", "a2", "b3"]
    assert resource.body.block_types() == ["group"]
    assert {rule.block.type for rule in rules} == {"content"}


def test_dynamic_inside_an_uncertain_block_is_uncertain() -> None:
    body = NESTED.replace("{ a = [1, 2], b = [3] }", "var.unknown").replace("group.value", "[1]")
    resource = resources(workspace({"main.tf": PRELUDE + f'resource "a_b" "c" {{\n{body}\n}}\n'}))["a_b.c"]
    assert [rule.certain for group in resource.body.blocks("group") for rule in group.blocks("rule")] == [
        False
    ]


def test_dynamic_bombs_are_bounded() -> None:
    body = "port = 1"
    for _ in range(6):
        body = f'dynamic "rule" {{\n for_each = range(100)\n content {{\n{body}\n}}\n}}\n'
    resource = resources(workspace({"main.tf": f'resource "a_b" "c" {{\n{body}\n}}\n'}))["a_b.c"]
    bodies = [resource.body]
    for _ in range(6):
        bodies = [inner for body in bodies for inner in body.blocks("rule")]
    assert len(bodies) <= 2000
