"""Where the values of root variables come from, and what a declaration makes of them."""

import pytest
from trees import UNKNOWN, plain, workspace

from terrafence.evaluate.workspace import Inputs


def _value(files: dict[str, str], inputs: Inputs | None = None) -> object:
    return plain(workspace(files, "main.tf", inputs=inputs).roots[0].instance.variable("v"))


def _declared(body: str) -> str:
    return f'variable "v" {{\n{body}\n}}\n'


ANY = _declared('default = "default"')


@pytest.mark.parametrize(
    ("files", "inputs", "value"),
    [
        ({}, Inputs(), "default"),
        ({"other.tfvars": 'v = "x"'}, Inputs(), "default"),
        ({"sub/terraform.tfvars": 'v = "x"'}, Inputs(), "default"),
        ({}, Inputs(environment={"v": "env"}), "env"),
        ({"terraform.tfvars": 'v = "tfvars"'}, Inputs(environment={"v": "env"}), "tfvars"),
        ({"terraform.tfvars": 'v = "tfvars"', "a.auto.tfvars": 'v = "auto"'}, Inputs(), "auto"),
        ({"a.auto.tfvars": 'v = "a"', "b.auto.tfvars": 'v = "b"'}, Inputs(), "b"),
        ({"b.auto.tfvars": 'v = "b"', "x.tfvars": 'v = "x"'}, Inputs(var_files=("/w/x.tfvars",)), "x"),
        (
            {"x.tfvars": 'v = "x"', "y.tfvars": 'v = "y"'},
            Inputs(var_files=("/w/y.tfvars", "/w/x.tfvars")),
            "x",
        ),
        ({"x.tfvars": 'v = "x"'}, Inputs((("v", "cli"),), ("/w/x.tfvars",)), "cli"),
        ({}, Inputs((("v", "one"), ("v", "two"))), "two"),
        ({}, Inputs((("v", "[not parsed"),)), "[not parsed"),
        ({"terraform.tfvars": "v = null"}, Inputs(), None),
        ({"terraform.tfvars": "v = var.other"}, Inputs(), UNKNOWN),
    ],
)
def test_precedence(files: dict[str, str], inputs: Inputs, value: object) -> None:
    assert _value({"main.tf": ANY, **files}, inputs) == value


@pytest.mark.parametrize(
    ("body", "given", "value"),
    [
        ("", None, UNKNOWN),
        ("type = number", "oops", UNKNOWN),
        ("type = list(string)", "[oops", UNKNOWN),
        ("type = list(string)", "oops", UNKNOWN),
        ("type = object({ a = string })", "{}", UNKNOWN),
        ("type = nonsense\n default = 1", None, UNKNOWN),
        ('type = number\n default = "x"', None, UNKNOWN),
        ("type = number", "5", 5),
        ("type = bool", "true", True),
        ("type = string", "5", "5"),
        ("", "5", "5"),
        ("type = any", "[1]", "[1]"),
        ("type = list(string)", "[1, true]", ["1", "true"]),
        ('type = set(string)\n default = ["b", "a", "b"]', None, ["a", "b"]),
        ('type = map(number)\n default = { a = "1" }', None, {"a": 1}),
        ("type = object({ a = string, b = optional(number, 7) })", '{ a = "x", c = 1 }', {"a": "x", "b": 7}),
        (
            "type = object({ a = optional(object({ b = optional(bool, true) }), {}) })",
            "{}",
            {"a": {"b": True}},
        ),
        ("type = list(object({ a = optional(string) }))\n default = [{}]", None, [{"a": None}]),
        ('type = "string"\n default = 1', None, "1"),
        ("default = null", None, None),
    ],
)
def test_declared_types(body: str, given: str | None, value: object) -> None:
    inputs = Inputs() if given is None else Inputs((("v", given),))
    assert _value({"main.tf": _declared(body)}, inputs) == value


@pytest.mark.parametrize(
    ("nullable", "argument", "value"),
    [
        ("", "", "default"),
        ("", "v = null", None),
        ("nullable = true", "v = null", None),
        ("nullable = false", "v = null", "default"),
        ("nullable = false", 'v = "x"', "x"),
        ("", "v = var.unknown", UNKNOWN),
    ],
)
def test_null_arguments(nullable: str, argument: str, value: object) -> None:
    files = {
        "main.tf": f'module "m" {{\n source = "./m"\n {argument}\n}}\nvariable "unknown" {{}}\n',
        "m/main.tf": _declared(f'default = "default"\n{nullable}') + 'output "v" { value = var.v }\n',
    }
    (child,) = workspace(files).roots[0].instance.children()
    assert plain(child.variable("v")) == value


@pytest.mark.parametrize(
    ("body", "sensitive"), [("", False), ("sensitive = false", False), ("sensitive = true", True)]
)
def test_sensitive(body: str, sensitive: bool) -> None:
    found = workspace({"main.tf": _declared(f'default = "x"\n{body}')})
    assert found.roots[0].instance.variable("v").sensitive is sensitive


def test_reasons_name_the_variable() -> None:
    found = workspace({"main.tf": 'variable "v" {}\nvariable "w" {\n type = number\n default = "x"\n}\n'})
    instance = found.roots[0].instance
    reasons = [value.unknown.reason for name in ("v", "w") if (value := instance.variable(name)).unknown]
    assert reasons == ['variable "v" has no value', 'variable "w": a number is required']


def test_json_values() -> None:
    files = {"main.tf": ANY, "terraform.tfvars.json": '{"v": {"a": [1, "${x}"]}}'}
    assert _value(files) == {"a": [1, "${x}"]}
