"""Module calls: arguments in, outputs out, and what happens when there is no module."""

import json

import pytest
from trees import UNKNOWN, Memory, local_values, resources, values, workspace

from terrafence.evaluate.versions import satisfies
from terrafence.evaluate.workspace import Inputs, Problem, load

ECHO = 'variable "in" {}\noutput "out" { value = var.in }\n'


def _reasons(files: dict[str, str], *paths: str, links: dict[str, str] | None = None) -> list[str]:
    return [problem.reason for problem in workspace(files, *paths, links=links).not_read]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ('module "m" {\n source = "./m"\n in = 1\n}\nlocals { x = module.m.out }', "x", 1),
        ('module "m" {\n source = "./m"\n in = 1\n}\nlocals { x = module.m }', "x", {"out": 1}),
        ('module "m" {\n source = "./m"\n in {\n  a = 1\n  b {\n   c = 2\n  }\n }\n}\nlocals { x = module.m.out }', "x", {"a": 1, "b": {"c": 2}}),
        ('module "m" {\n source = "./m"\n in { a = 1 }\n in { a = 2 }\n}\nlocals { x = module.m.out }', "x", [{"a": 1}, {"a": 2}]),
        ('module "m" {\n source = "./m"\n in = local.y\n}\nlocals {\n y = module.n.out\n x = module.m.out\n}\nmodule "n" {\n source = "./m"\n in = "deep"\n}', "x", "deep"),
        ('module "m" {\n source = "./m"\n count = 2\n in = count.index\n}\nlocals { x = module.m[*].out }', "x", [0, 1]),
        ('module "m" {\n source = "./m"\n count = 2\n in = count.index\n}\nlocals { x = module.m[1].out }', "x", 1),
        ('module "m" {\n source = "./m"\n count = 2\n in = 0\n}\nlocals { x = module.m.out }', "x", UNKNOWN),
        ('module "m" {\n source = "./m"\n for_each = { a = 1, b = 2 }\n in = "${each.key}${each.value}"\n}\nlocals { x = { for k, m in module.m : k => m.out } }', "x", {"a": "a1", "b": "b2"}),
        ('module "m" {\n source = "./m"\n for_each = { a = 1 }\n in = 0\n}\nlocals { x = module.m["b"].out }', "x", UNKNOWN),
        ('module "m" {\n source = "./m"\n in = 1\n}\nlocals { x = module.m.missing }', "x", UNKNOWN),
        ('module "m" {\n source = "./m"\n in = 1\n}\nlocals { x = try(module.m.missing, 5) }', "x", UNKNOWN),
        ('module "m" {\n source = "./gone"\n}\nlocals { x = module.m.out }', "x", UNKNOWN),
        ('module "m" {\n source = "a/b/c"\n}\nlocals { x = try(module.m.out, 5) }', "x", UNKNOWN),
        ('module "m" {\n source = "a/b/c"\n count = 0\n}\nlocals { x = length(module.m) }', "x", 0),
        ('module "m" {\n source = "./m"\n count = var.n\n in = 7\n}\nvariable "n" {}\nlocals { x = module.m[0].out }', "x", 7),
    ],
)  # fmt: skip
def test_outputs(text: str, name: str, value: object) -> None:
    assert local_values(text, **{"m/m.tf": ECHO})[name] == value


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"x.tf": 'module "m" {\n source = "./gone"\n}\n'}, "module.m: there is no module in ./gone"),
        ({"x.tf": 'module "m" {\n source = "a/b/c"\n}\n'}, "module.m: run terraform init"),
        ({"x.tf": 'module "m" {\n source = var.s\n}\n'}, "module.m: its source is not a literal"),
        ({"x.tf": 'module "m" {}\n'}, "module.m: it has no source"),
        ({"x.tf": 'module "m" {\n source = "./"\n}\n'}, "module.m: the module calls itself"),
        ({"a/x.tf": 'module "m" {\n source = "../b"\n}\n', "b/x.tf": 'module "n" {\n source = "../a"\n}\n'}, "module.n: the module calls itself"),
    ],
)  # fmt: skip
def test_missing_modules_are_told(files: dict[str, str], reason: str) -> None:
    assert _reasons(files) == [reason]


def test_a_module_that_calls_itself_through_a_link_is_cut() -> None:
    files = {"a/x.tf": 'module "m" {\n source = "./self"\n}\nresource "a_b" "c" {}\n'}
    links = {"a/self": "/w/a"}
    assert _reasons(files, links=links) == ["module.m: the module calls itself"]
    assert list(resources(workspace(files, links=links))) == ["a:a_b.c"]


def test_counts_in_counts_are_bounded() -> None:
    """Only the outermost `count = 1000` is expanded."""
    files = {
        f"m{at}/x.tf": f'module "m" {{\n source = "../m{at + 1}"\n count = 1000\n}}\n' for at in range(4)
    }
    files["m4/x.tf"] = 'resource "a_b" "c" {}\n'
    found = resources(workspace(files))
    assert len(found) == 1000
    assert 'm0:module.m[999].module.m["?"].module.m["?"].module.m["?"].a_b.c' in found


def test_modules_that_double_at_every_level_are_bounded() -> None:
    call = 'module "{}" {{\n source = "../m{}"\n}}\n'
    files = {f"m{at}/x.tf": call.format("a", at + 1) + call.format("b", at + 1) for at in range(28)}
    files["m28/x.tf"] = 'resource "a_b" "c" {}\n'
    found = workspace(files)
    assert len(resources(found)) < 5000
    assert any("more than 5000 modules" in problem.reason for problem in found.not_read)


def test_a_long_chain_of_modules_is_cut() -> None:
    files = {f"m{at}/x.tf": f'module "m" {{\n source = "../m{at + 1}"\n}}\n' for at in range(200)}
    assert "module.m: it is more than 32 modules deep" in _reasons({**files, "m200/x.tf": ""})


def test_a_call_is_one_subject() -> None:
    files = {
        "x.tf": 'module "m" {\n source = "./m"\n for_each = { a = 1, b = 1 }\n in = each.key\n}\n',
        "m/x.tf": ECHO,
    }
    calls = [subject for subject in workspace(files).roots[0].subjects if subject.mode == "module"]
    assert [(call.address, call.type, call.name) for call in calls] == [("module.m", "module", "m")]
    slot = calls[0].body.attribute("source")
    assert slot is not None
    assert slot.value.data == "./m"
    assert [slot.name for slot in calls[0].body.attributes()] == ["source", "for_each", "in"]


def test_a_call_with_no_instances_is_a_subject_all_the_same() -> None:
    found = workspace({"x.tf": 'module "m" {\n source = "a/b/c"\n count = 0\n}\n'})
    assert [subject.address for subject in found.roots[0].subjects] == ["module.m"]


def test_broken_parts_declare_their_names() -> None:
    text = 'module "m" {\n source = "./m"\n}\n'
    found = workspace({"x.tf": text, "m/x.tf": 'resource "a_b" "c" {\n x = [\n}\n\nresource "a_b" "d" {}\n'})
    assert list(found.roots[0].broken("a_b")) == ["module.m"]
    assert list(found.roots[0].broken("a_c")) == []
    assert list(resources(found)) == ["module.m.a_b.d"]


# what terraform init installed


def _installed(source: str, version: str, call: str, directory: str = ".terraform/modules/m") -> Memory:
    entry = {"Key": "m", "Source": source, "Version": version, "Dir": directory}
    return Memory(
        {
            ".git/HEAD": "",
            "x.tf": f'module "m" {{\n{call}\n}}\n',
            ".terraform/modules/modules.json": json.dumps(
                {"Modules": [{"Key": "", "Source": "", "Dir": "."}, entry]}
            ),
            ".terraform/modules/m/x.tf": 'resource "a_b" "c" {}\n',
            "../elsewhere/x.tf": 'resource "a_b" "c" {}\n',
        }
    )


@pytest.mark.parametrize(
    ("memory", "reason"),
    [
        pytest.param(_installed("registry.terraform.io/a/b/c", "5.1.0", 'source = "a/b/c"\nversion = "~> 4.0"'), "module.m: terraform init installed version 5.1.0: run terraform init", id="version"),
        pytest.param(_installed("registry.terraform.io/a/b/c", "5.1.0", 'source = "a/b/other"'), "module.m: terraform init installed it from registry.terraform.io/a/b/c: run terraform init", id="source"),
        pytest.param(_installed("git::https://github.com/a/b.git?ref=v1", "", 'source = "github.com/a/b?ref=v2"'), "module.m: terraform init installed it from git::https://github.com/a/b.git?ref=v1: run terraform init", id="revision"),
        pytest.param(_installed("registry.terraform.io/a/b/c", "1.0.0", 'source = "a/b/c"', "../elsewhere"), "module.m: run terraform init", id="outside"),
        pytest.param(_installed("registry.terraform.io/a/b/c", "1.0.0", 'source = "a/b/c"', ".terraform/modules/gone"), "module.m: run terraform init", id="gone"),
    ],
)  # fmt: skip
def test_stale_modules_are_not_read(memory: Memory, reason: str) -> None:
    found = load(memory, ["/w"], Inputs())
    assert list(found.not_read) == [Problem("/w/x.tf", reason)]
    assert resources(found) == {}


@pytest.mark.parametrize(
    "memory",
    [
        _installed("registry.terraform.io/a/b/c", "5.1.0", 'source = "a/b/c"\nversion = "~> 5.0"'),
        _installed("registry.terraform.io/a/b/c", "5.1.0", 'source = "a/b/c"'),
        _installed("git::https://github.com/a/b.git?ref=v1", "", 'source = "github.com/a/b?ref=v1"'),
        _installed("git::ssh://git@github.com/a/b.git", "", 'source = "git@github.com:a/b.git"'),
        _installed("git::https://example.com/b.git//sub?ref=v1", "", 'source = "git::https://example.com/b.git//sub?ref=v1"'),
    ],
)  # fmt: skip
def test_installed_modules_are_read(memory: Memory) -> None:
    found = load(memory, ["/w"], Inputs())
    assert list(found.not_read) == []
    assert list(resources(found)) == ["module.m.a_b.c"]
    assert found.selected == {"/w/x.tf"}


@pytest.mark.parametrize(
    "manifest",
    ["", "{}", "[]", "null", '{"Modules": 1}', '{"Modules": [1]}', '{"Modules": [{}]}', "[" * 100_000],
)
def test_broken_manifests_are_none(manifest: str) -> None:
    files = {"x.tf": 'module "m" {\n source = "a/b/c"\n}\n', ".terraform/modules/modules.json": manifest}
    assert _reasons(files) == ["module.m: run terraform init"]


@pytest.mark.parametrize(
    ("version", "constraint", "met"),
    [
        ("1.2.3", "1.2.4", False), ("1.2.3", "> 1.2.3", False), ("1.2.3", "< 1.2.3", False), ("1.2.3", "!= 1.2.3", False),
        ("2.0.0", "~> 1.2", False), ("1.3.0", "~> 1.2.3", False), ("1.2.2", "~> 1.2.3", False), ("0.9", "~> 1", False),
        ("1.2.3", ">= 1.0, < 1.2", False), ("1.2.3", "oops", False), ("", "1.0", False), ("1.2.3-beta", ">= 1.2.3", False),
        ("1.2.3", "", False), ("1.2.3", "=> 1.0", False),
        ("1.2.3", "1.2.3", True), ("1.2.3", "= 1.2.3", True), ("1.2.0", "1.2", True), ("v1.2.3", ">=1.2.3", True),
        ("1.9.0", "~> 1.2", True), ("1.2.9", "~> 1.2.3", True), ("1.10.0", "> 1.9", True), ("1.2.3", ">= 1.0, < 2, != 1.2.4", True),
        ("2.0", "~> 1", True), ("1.2.3-beta", "1.2.3-beta", True),
    ],
)  # fmt: skip
def test_versions(version: str, constraint: str, met: bool) -> None:
    assert satisfies(version, constraint) is met


# override files


BASE_FILE = """
resource "a_b" "c" {
  name = "base"
  kept = true
  rule { port = 1 }
  rule { port = 2 }
  other { x = 1 }
}
variable "v" {
  type    = string
  default = "base"
}
locals { l = "base" }
"""


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ('resource "a_b" "c" { name = "over" }', {"a_b.c.name": "over", "a_b.c.kept": True}),
        ('resource "a_b" "other" { name = "over" }', {"a_b.c.name": "base", "a_b.c.kept": True}),
    ],
)
@pytest.mark.parametrize("name", ["override.tf", "x_override.tf"])
def test_overridden_attributes(name: str, override: str, expected: dict[str, object]) -> None:
    assert values(workspace({"x.tf": BASE_FILE, name: override})) == expected


def test_overridden_blocks_replace_all_of_their_type() -> None:
    override = 'resource "a_b" "c" {\n  rule { port = 9 }\n}\n'
    body = resources(workspace({"x.tf": BASE_FILE, "override.tf": override}))["a_b.c"].body
    assert len(body.blocks("rule")) == 1
    assert len(body.blocks("other")) == 1
    assert body.block.file.path == "/w/x.tf"


def test_later_override_files_win() -> None:
    overrides = {f"{name}_override.tf": f'resource "a_b" "c" {{ name = "{name}" }}' for name in ("b", "a")}
    assert values(workspace({"x.tf": BASE_FILE, **overrides}))["a_b.c.name"] == "b"


def test_overridden_variables_and_locals() -> None:
    override = 'variable "v" { default = "over" }\nlocals { l = "over" }\nresource "a_b" "c" { name = "${var.v}${local.l}" }\n'
    assert values(workspace({"x.tf": BASE_FILE, "override.tf": override}))["a_b.c.name"] == "overover"
