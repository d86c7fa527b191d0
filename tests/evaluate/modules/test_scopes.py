"""What names mean: locals, resources, data sources, each, count, self, path, terraform."""

import pytest
from trees import UNKNOWN, local_values, plain, resources, values, workspace

from terrafence.evaluate.values import Ref
from terrafence.evaluate.workspace import Inputs

RESOURCES = """
variable "unknown" {}
resource "aws_s3_bucket" "b" {
  bucket        = "logs"
  force_destroy = null
  acl           = var.unknown
  tags          = { Name = "x" }
  versioning { enabled = true }
  rule { port = 1 }
  rule { port = 2 }
}
resource "a_b" "count" {
  count = 2
  name  = "n${count.index}"
}
resource "a_b" "each" {
  for_each = { x = 1, y = 2 }
  name     = each.key
}
resource "a_b" "some" {
  count = var.unknown
  name  = "fixed"
}
data "a_b" "d" { filter = "f" }
ephemeral "a_b" "e" { name = "x" }
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("aws_s3_bucket.b.id", UNKNOWN),
        ("aws_s3_bucket.b.force_destroy", UNKNOWN),
        ("aws_s3_bucket.b.acl", UNKNOWN),
        ("aws_s3_bucket.b", UNKNOWN),
        ("aws_s3_bucket.missing.bucket", UNKNOWN),
        ("aws_s3_other.b.bucket", UNKNOWN),
        ("aws_s3_bucket.b.rule[7].port", UNKNOWN),
        ("aws_s3_bucket.b.rule", UNKNOWN),
        ("a_b.count[2].name", UNKNOWN),
        ("a_b.count.name", UNKNOWN),
        ('a_b.each["z"].name', UNKNOWN),
        ("a_b.some", UNKNOWN),
        ("data.a_b.d.result", UNKNOWN),
        ("ephemeral.a_b.e.token", UNKNOWN),
        ("each.key", UNKNOWN),
        ("count.index", UNKNOWN),
        ("self.name", UNKNOWN),
        ("path.nowhere", UNKNOWN),
        ("nonsense", UNKNOWN),
        ("try(nonsense, 1)", UNKNOWN),
        ("try(local.nonsense, 1)", UNKNOWN),
        ("try(a_b.count.name, 1)", UNKNOWN),
        ("aws_s3_bucket.b.bucket", "logs"),
        ('"${aws_s3_bucket.b.bucket}-x"', "logs-x"),
        ("aws_s3_bucket.b.tags.Name", "x"),
        ('aws_s3_bucket.b["bucket"]', "logs"),
        ("aws_s3_bucket.b.rule[1].port", 2),
        ("aws_s3_bucket.b.versioning[0].enabled", True),
        ("[for r in [aws_s3_bucket.b] : r.bucket]", ["logs"]),
        ("[aws_s3_bucket.b][0].bucket", "logs"),
        ("{ a = aws_s3_bucket.b }.a.bucket", "logs"),
        ("a_b.count[1].name", "n1"),
        ("a_b.count[*].name", ["n0", "n1"]),
        ("[for r in a_b.count : r.name]", ["n0", "n1"]),
        ('a_b.each["x"].name', "x"),
        ("{ for k, r in a_b.each : k => r.name }", {"x": "x", "y": "y"}),
        ("a_b.some[0].name", "fixed"),
        ("data.a_b.d.filter", "f"),
        ("try(a_b.count[2].name, 1)", 1),
        ("try(aws_s3_bucket.b.id, 1)", UNKNOWN),
        ("path.root", "."),
        ("path.module", "."),
        ("path.cwd", "/w"),
        ("terraform.workspace", "default"),
        ("local.other", 5),
    ],
)
def test_names(expression: str, value: object) -> None:
    assert local_values(RESOURCES + f"locals {{\n x = {expression}\n other = 5\n}}\n")["x"] == value


@pytest.mark.parametrize(
    ("expression", "reason", "refs"),
    [
        ("aws_s3_bucket.b.id", "known after apply", [Ref("aws_s3_bucket.b", "id")]),
        ("aws_s3_bucket.b.acl", 'variable "unknown" has no value', [Ref("aws_s3_bucket.b", "acl")]),
        ("aws_s3_bucket.b.rule[0].id", "known after apply", [Ref("aws_s3_bucket.b", "rule.0.id")]),
        ("a_b.count[1].id", "known after apply", [Ref("a_b.count[1]", "id")]),
        ('a_b.each["x"].id', "known after apply", [Ref('a_b.each["x"]', "id")]),
        ("a_b.some[0].id", "known after apply", [Ref('a_b.some["?"]', "id")]),
        ("data.a_b.d.json", "known after apply", [Ref("data.a_b.d", "json")]),
        ("[for r in [aws_s3_bucket.b] : r.arn][0]", "known after apply", [Ref("aws_s3_bucket.b", "arn")]),
        ("var.nope", 'variable "nope" is not declared', []),
    ],
)
def test_unknowns_say_why_and_whence(expression: str, reason: str, refs: list[Ref]) -> None:
    found = workspace({"main.tf": RESOURCES + f"locals {{\n x = {expression}\n}}\n"})
    why = found.roots[0].instance.local("x").unknown
    assert why is not None
    assert (why.reason, list(why.refs)) == (reason, refs)


def test_references_leave_the_module_with_their_address() -> None:
    files = {
        "main.tf": 'module "m" {\n source = "./m"\n for_each = { k = 1 }\n}\nlocals { x = module.m["k"].id }\n',
        "m/main.tf": 'resource "a_b" "c" {}\noutput "id" { value = a_b.c.id }\n',
    }
    why = workspace(files).roots[0].instance.local("x").unknown
    assert why is not None
    assert why.refs == (Ref('module.m["k"].a_b.c', "id"),)


def test_a_resource_passes_through_a_variable_whole() -> None:
    files = {
        "main.tf": 'resource "a_b" "c" { name = "n" }\nmodule "m" {\n source = "./m"\n in = a_b.c\n}\n',
        "m/main.tf": 'variable "in" {}\nresource "a_b" "d" {\n name = var.in.name\n of = var.in.id\n}\n',
    }
    found = workspace(files)
    assert values(found)["module.m.a_b.d.name"] == "n"
    slot = resources(found)["module.m.a_b.d"].body.attribute("of")
    assert slot is not None
    assert slot.value.unknown is not None
    assert slot.value.unknown.refs == (Ref("a_b.c", "id"),)


def test_paths_and_workspace() -> None:
    text = 'locals { x = "${path.module} ${path.root} ${terraform.workspace}" }\n'
    files = {"r/main.tf": 'module "m" {\n source = "../m"\n}\n', "m/main.tf": text}
    (child,) = workspace(files, "r", inputs=Inputs(workspace="prod")).roots[0].instance.children()
    assert plain(child.local("x")) == "../m . prod"


@pytest.mark.parametrize(
    "text",
    [
        "locals { x = local.x }",
        "locals {\n x = local.y\n y = local.x\n}",
        "locals {\n x = [local.y]\n y = { a = local.z }\n z = length(local.x)\n}",
        'resource "a_b" "c" {\n count = length(a_b.c)\n}\nlocals { x = a_b.c }',
        'resource "a_b" "c" {\n name = a_b.c.name\n}\nlocals { x = a_b.c.name }',
        'resource "a_b" "c" { name = a_b.d.name }\nresource "a_b" "d" { name = a_b.c.name }\nlocals { x = a_b.c.name }',
        'module "m" {\n source = "./m"\n in = module.m.out\n}\nlocals { x = module.m.out }',
        'module "m" {\n source = "./m"\n count = module.m.out\n}\nlocals { x = module.m }',
    ],
)
def test_cycles_are_unknown(text: str) -> None:
    files = {"m/m.tf": 'variable "in" {}\noutput "out" { value = var.in }\n'}
    assert local_values(text + "\n", **files)["x"] == UNKNOWN


def test_long_chains_are_bounded() -> None:
    chain = "".join(f" l{at} = local.l{at + 1}\n" for at in range(3000))
    found = local_values(f"locals {{\n{chain} l3000 = 1\n x = 2\n}}\n")
    assert found["x"] == 2
    assert found["l2999"] == 1


def test_self_is_the_resource() -> None:
    text = 'resource "a_b" "c" {\n name = "n"\n provisioner "local-exec" { command = self.name }\n}\n'
    (provisioner,) = resources(workspace({"main.tf": text}))["a_b.c"].body.blocks("provisioner")
    slot = provisioner.attribute("command")
    assert slot is not None
    assert plain(slot.value) == "n"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("", "local.y is not declared"),
        ("locals {\n y = [\n}\n", "local.y may be in a part of the module that does not parse"),
        ('variable "z" {\n default = [\n}\n', "local.y may be in a part of the module that does not parse"),
    ],
)
def test_what_does_not_parse_may_declare_anything(broken: str, reason: str) -> None:
    found = workspace({"main.tf": "locals {\n x = local.y\n}\n", "other.tf": broken})
    why = found.roots[0].instance.local("x").unknown
    assert why is not None
    assert why.reason == reason


def test_a_broken_resource_keeps_its_address() -> None:
    text = 'resource "a_b" "c" {\n x = [\n}\n\nlocals { x = a_b.c.id }\n'
    why = workspace({"main.tf": text}).roots[0].instance.local("x").unknown
    assert why is not None
    assert why.refs == (Ref("a_b.c", "id"),)


def test_meta_arguments_are_not_attributes() -> None:
    text = 'resource "a_b" "c" {\n count = 1\n provider = a.x\n depends_on = [a_b.d]\n name = 1\n}\nresource "a_b" "d" {}\n'
    body = resources(workspace({"main.tf": text}))["a_b.c[0]"].body
    assert [slot.name for slot in body.attributes()] == ["name"]
    assert body.attribute("count") is None


@pytest.mark.parametrize(
    ("lifecycle", "names"),
    [
        ("", set[str]()),
        ("lifecycle { prevent_destroy = true }", set[str]()),
        ('lifecycle { ignore_changes = [tags, rule[0].port, "acl"] }', {"tags", "rule", "acl"}),
        ("lifecycle { ignore_changes = all }", {"all"}),
    ],
)
def test_ignored_changes(lifecycle: str, names: set[str]) -> None:
    found = workspace({"main.tf": f'resource "a_b" "c" {{\n{lifecycle}\n}}\n'})
    assert resources(found)["a_b.c"].ignored_changes == names


def test_data_sources_of_checks_are_subjects() -> None:
    text = 'check "c" {\n data "http" "h" {\n  url = "http://x"\n }\n assert {\n  condition = data.http.h.ok\n }\n}\n'
    assert values(workspace({"main.tf": text})) == {"data.http.h.url": "http://x"}
