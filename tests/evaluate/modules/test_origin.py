"""Where a value comes from: the place that a person would edit."""

import pytest
from trees import Memory, resources, workspace

from terrafence.evaluate.resource import EvaluatedBody, Origin, Slot
from terrafence.evaluate.workspace import Inputs, load


def _slot(files: dict[str, str], address: str = "a_b.c", inputs: Inputs | None = None) -> Slot:
    body: EvaluatedBody = resources(workspace(files, inputs=inputs))[address].body
    for kind in ("rule",):
        body = next(iter(body.blocks(kind)), body)
    slot = body.attribute("acl")
    assert slot is not None
    return slot


def _shown(origin: Origin | None) -> tuple[str, str, list[str], int] | None:
    if origin is None:
        return None
    path = origin.file.path.removeprefix("/w/")
    return path, origin.file.text(origin.span), [step.label for step in origin.steps], origin.readers


def _r(expression: str, more: str = "") -> str:
    return f'resource "a_b" "c" {{\n acl = {expression}\n}}\n{more}\n'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_r('"x"'), id="literal"),
        pytest.param(_r('var.a == "x" ? "y" : "z"', 'variable "a" { default = "x" }'), id="computed"),
        pytest.param(_r('"${var.a}-x"', 'variable "a" { default = "x" }'), id="template"),
        pytest.param(_r("var.a", 'variable "a" {}'), id="no value"),
        pytest.param(_r("var.gone"), id="not declared"),
        pytest.param(_r("local.gone"), id="no local"),
        pytest.param(_r("module.gone.x"), id="no module"),
        pytest.param(_r("a_b.d.acl", 'resource "a_b" "d" { acl = "x" }'), id="another resource"),
        pytest.param(
            _r("local.s.acl", 'locals { s = merge({ acl = "x" }) }'), id="inside something computed"
        ),
        pytest.param(_r("local.s.other", 'locals { s = { acl = "x" } }'), id="not in it"),
        pytest.param(_r("local.s[7]", 'locals { s = ["x"] }'), id="index out of range"),
        pytest.param(_r("local.s[var.k]", 'locals { s = ["x"] }\nvariable "k" {}'), id="unknown index"),
        pytest.param(
            _r("local.x", "locals {\n x = local.y\n y = local.x\n}")[:0] or _r("local.gone"), id="nothing"
        ),
    ],
)
def test_none(text: str) -> None:
    assert _slot({"main.tf": text}).origin() is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(_r("var.a", 'variable "a" { default = "x" }'), ("main.tf", '"x"', ["var.a", 'variable "a"'], 1), id="default"),
        pytest.param(_r("local.a", 'locals { a = "x" }'), ("main.tf", '"x"', ["local.a", "local.a"], 1), id="local"),
        pytest.param(_r('"${local.a}"', 'locals { a = "x" }'), ("main.tf", '"x"', ['"${local.a}"', "local.a"], 1), id="wrapped"),
        pytest.param(_r("(local.a)", 'locals { a = "x" }'), ("main.tf", '"x"', ["(local.a)", "local.a"], 1), id="in parentheses"),
        pytest.param(_r("local.a", "locals {\n a = var.b\n}\nvariable \"b\" { default = true }"), ("main.tf", "true", ["local.a", "local.a", 'variable "b"'], 1), id="chain"),
        pytest.param(_r("local.a", 'locals { a = upper("x") }'), ("main.tf", 'upper("x")', ["local.a", "local.a"], 1), id="computed local"),
        pytest.param(_r("local.s.acl", 'locals { s = { acl = "x", b = 1 } }'), ("main.tf", '"x"', ["local.s.acl", "local.s"], 1), id="element"),
        pytest.param(_r('local.s["k"].acl', 'locals { s = { "k" = { acl = "x" } } }'), ("main.tf", '"x"', ['local.s["k"].acl', "local.s"], 1), id="deep element"),
        pytest.param(_r("local.s[1]", 'locals { s = ["x", "y"] }'), ("main.tf", '"y"', ["local.s[1]", "local.s"], 1), id="index"),
        pytest.param(_r("local.s[local.k]", 'locals {\n s = { a = "x" }\n k = "a"\n}'), ("main.tf", '"x"', ["local.s[local.k]", "local.s"], 1), id="known key"),
        pytest.param(_r("local.s.acl", 'locals {\n s = var.s\n}\nvariable "s" { default = { acl = "x" } }'), ("main.tf", '"x"', ["local.s.acl", "local.s", 'variable "s"'], 1), id="element further on"),
        pytest.param(_r("local.a", "locals { a = a_b.d.acl }\nresource \"a_b\" \"d\" { acl = 1 }"), ("main.tf", "a_b.d.acl", ["local.a", "local.a"], 1), id="ends at a resource"),
        pytest.param(_r("local.a", "locals { a = var.b }\nvariable \"b\" {}"), ("main.tf", "var.b", ["local.a", "local.a"], 1), id="ends at a variable without value"),
        pytest.param(_r("local.a", "locals { a = 1 }\nresource \"a_b\" \"d\" {\n x = local.a\n y = \"${local.a}!\"\n}"), ("main.tf", "1", ["local.a", "local.a"], 3), id="three readers"),
        pytest.param(_r("local.s.acl", "locals { s = { acl = 1, b = 2 } }\noutput \"o\" { value = local.s.b }"), ("main.tf", "1", ["local.s.acl", "local.s"], 1), id="readers of another element"),
        pytest.param(_r("local.s.acl", "locals { s = { acl = 1 } }\noutput \"o\" { value = local.s }"), ("main.tf", "1", ["local.s.acl", "local.s"], 2), id="readers of the whole"),
    ],
)  # fmt: skip
def test_in_one_module(text: str, shown: tuple[str, str, list[str], int]) -> None:
    assert _shown(_slot({"main.tf": text}).origin()) == shown


@pytest.mark.parametrize(
    ("files", "inputs", "shown"),
    [
        ({}, Inputs((("a", "cli"),)), None),
        ({}, Inputs(environment={"a": "env"}), None),
        ({"terraform.tfvars": 'a = "t"\n'}, Inputs((("a", "cli"),)), None),
        (
            {"terraform.tfvars": 'a = "t"\n'},
            Inputs(),
            ("terraform.tfvars", '"t"', ["var.a", "terraform.tfvars"], 1),
        ),
        (
            {"x.tfvars": 'a = "t"\n'},
            Inputs(var_files=("/w/x.tfvars",)),
            ("x.tfvars", '"t"', ["var.a", "x.tfvars"], 1),
        ),
    ],
)
def test_values_given_to_the_root(files: dict[str, str], inputs: Inputs, shown: object) -> None:
    text = _r("var.a", 'variable "a" { default = "x" }')
    assert _shown(_slot({"main.tf": text, **files}, inputs=inputs).origin()) == shown


CHILD = 'variable "acl" { default = "x" }\n' + _r("var.acl")


@pytest.mark.parametrize(
    ("caller", "child", "address", "shown"),
    [
        pytest.param('acl = "y"', CHILD, "module.m.a_b.c", ("main.tf", '"y"', ["var.acl", 'argument "acl" of module.m'], 1), id="argument"),
        pytest.param("", CHILD, "module.m.a_b.c", ("m/main.tf", '"x"', ["var.acl", 'variable "acl"'], 1), id="default"),
        pytest.param("acl = local.a", CHILD, "module.m.a_b.c", ("main.tf", '"l"', ["var.acl", 'argument "acl" of module.m', "local.a"], 1), id="through the argument"),
        pytest.param("acl = upper(local.a)", CHILD, "module.m.a_b.c", ("main.tf", "upper(local.a)", ["var.acl", 'argument "acl" of module.m'], 1), id="computed argument"),
        pytest.param("acl = local.a", CHILD + 'output "o" { value = var.acl }\n', "module.m.a_b.c", ("main.tf", '"l"', ["var.acl", 'argument "acl" of module.m', "local.a"], 2), id="two readers inside"),
        pytest.param('for_each = { k = { acl = "e" } }\n acl = each.value.acl', CHILD, 'module.m["k"].a_b.c', ("main.tf", '"e"', ["var.acl", 'argument "acl" of module.m', "for_each"], 1), id="element of for_each"),
        pytest.param("for_each = local.e\n acl = each.value", CHILD, 'module.m["k"].a_b.c', ("main.tf", '"v"', ["var.acl", 'argument "acl" of module.m', "for_each", "local.e"], 1), id="element of a local"),
        pytest.param('for_each = toset(["k"])\n acl = each.value', CHILD, 'module.m["k"].a_b.c', ("main.tf", "each.value", ["var.acl", 'argument "acl" of module.m'], 1), id="element of a set"),
        pytest.param("for_each = local.e\n acl = each.key", CHILD, 'module.m["k"].a_b.c', ("main.tf", "each.key", ["var.acl", 'argument "acl" of module.m'], 1), id="key"),
    ],
)  # fmt: skip
def test_through_a_module(
    caller: str, child: str, address: str, shown: tuple[str, str, list[str], int]
) -> None:
    main = f'module "m" {{\n source = "./m"\n {caller}\n}}\nlocals {{\n a = "l"\n e = {{ k = "v" }}\n}}\n'
    assert _shown(_slot({"main.tf": main, "m/main.tf": child}, address).origin()) == shown


def test_a_default_is_read_by_every_caller_that_gives_nothing() -> None:
    calls = "".join(f'module "{name}" {{\n source = "./m"\n}}\n' for name in ("m", "n"))
    other = 'module "o" {\n source = "./m"\n acl = 1\n}\n'
    origin = _slot({"main.tf": calls + other, "m/main.tf": CHILD}, "module.m.a_b.c").origin()
    assert origin is not None
    assert origin.readers == 2


@pytest.mark.parametrize(
    ("call", "reference"),
    [('source = "./m"', "module.m.o"), ('source = "./m"\n count = 1', "module.m[0].o"), ('source = "./m"\n for_each = { k = 1 }', 'module.m["k"].o')],
)  # fmt: skip
def test_outputs(call: str, reference: str) -> None:
    main = f'module "m" {{\n {call}\n}}\n' + _r(reference)
    child = 'output "o" { value = local.a }\nlocals { a = "x" }\n'
    labels = [reference, 'output "o" of module.m', "local.a"]
    assert _shown(_slot({"main.tf": main, "m/main.tf": child}).origin()) == ("m/main.tf", '"x"', labels, 1)


@pytest.mark.parametrize(
    ("dynamic", "shown"),
    [
        ('for_each = ["x"]\n content { acl = rule.value }', ('"x"', ["rule.value", 'for_each of dynamic "rule"'])),
        ('for_each = [{ acl = "x" }]\n iterator = it\n content { acl = it.value.acl }', ('"x"', ["it.value.acl", 'for_each of dynamic "rule"'])),
        ('for_each = local.e\n content { acl = rule.value }', ('"v"', ["rule.value", 'for_each of dynamic "rule"', "local.e"])),
        ("for_each = [1]\n content { acl = local.a }", ('"l"', ["local.a", "local.a"])),
        ("for_each = [1]\n content { acl = rule.key }", None),
        ("for_each = toset([1])\n content { acl = rule.value }", None),
        ("for_each = var.unknown\n content { acl = rule.value }", None),
    ],
)  # fmt: skip
def test_dynamic(dynamic: str, shown: tuple[str, list[str]] | None) -> None:
    text = f'resource "a_b" "c" {{\n dynamic "rule" {{\n{dynamic}\n}}\n}}\nlocals {{\n a = "l"\n e = {{ k = "v" }}\n}}\nvariable "unknown" {{}}\n'
    found = _shown(_slot({"main.tf": text}).origin())
    assert (found and found[1:3]) == shown


@pytest.mark.parametrize(
    ("value", "steps", "shown"),
    [
        ("1", ["Name"], None),
        ("{}", ["Name"], None),
        ("merge({ Name = 1 })", ["Name"], None),
        ("[1]", [3], None),
        ("{ (var.unknown) = 1, Name = 2 }", ["Name"], None),
        ("{ Name = 1 }", ["Name"], ("1", None)),
        ('{ "Name" = 1 }', ["Name"], ("1", None)),
        ("{ (local.k) = 1 }", ["Name"], ("1", None)),
        ("{ a = [1, { b = 2 }] }", ["a", 1, "b"], ("2", None)),
        ("{ Name = local.a }", ["Name"], ("local.a", '"l"')),
        ("local.tags", ["Name"], ("local.tags", '"t"')),
        ("{ a = local.tags }", ["a", "Name"], ("local.tags", '"t"')),
        ("local.gone", ["Name"], None),
    ],
)
def test_select(value: str, steps: list[str | int], shown: tuple[str, str | None] | None) -> None:
    more = 'locals {\n a = "l"\n k = "Name"\n tags = { Name = "t" }\n}\nvariable "unknown" {}\n'
    slot = _slot({"main.tf": _r(value, more)})
    selected = slot.select(steps)
    text = slot.attribute.file.text
    found = selected and (text(selected[0].span), selected[1] and selected[1].file.text(selected[1].span))
    assert found == shown


def test_the_origin_evaluates_where_it_stands() -> None:
    files = {
        "main.tf": 'module "m" {\n source = "./m"\n acl = local.a\n}\nlocals { a = "here" }\n',
        "m/main.tf": CHILD + 'locals { a = "there" }\n',
    }
    origin = _slot(files, "module.m.a_b.c").origin()
    assert origin is not None
    assert origin.evaluate(origin.expression).data == "here"


@pytest.mark.parametrize(
    ("files", "path", "writable"),
    [
        ({"main.tf": 'module "m" {\n source = "./m"\n}\n', "m/main.tf": CHILD}, "main.tf", True),
        ({"main.tf": 'module "m" {\n source = "../elsewhere"\n}\n', "../elsewhere/main.tf": CHILD}, "main.tf", False),
        ({"main.tf": 'module "m" {\n source = "./.terraform/modules/m"\n}\n', ".terraform/modules/m/main.tf": CHILD}, "main.tf", False),
    ],
)  # fmt: skip
def test_writable(files: dict[str, str], path: str, writable: bool) -> None:
    found = load(Memory({".git/HEAD": "", **files}), [f"/w/{path}"], Inputs())
    slot = resources(found)["module.m.a_b.c"].body.attribute("acl")
    origin = slot.origin() if slot else None
    assert origin is not None
    assert origin.writable is writable


def test_circles_end() -> None:
    text = _r("local.x", "locals {\n x = local.y\n y = local.x\n}")
    assert _slot({"main.tf": text}).origin() is not None
