"""Which modules are evaluated, and with whose arguments."""

import pytest
from trees import BASE, UNKNOWN, resources, values, workspace

CHILD = 'variable "name" { default = "default" }\nresource "a_b" "c" { name = var.name }\n'


def _call(source: str) -> str:
    return f'module "m" {{\n  source = "{source}"\n}}\n'


@pytest.mark.parametrize(
    ("files", "paths", "roots"),
    [
        pytest.param({"a/x.tf": CHILD, "b/x.tf": CHILD}, (), ["a", "b"], id="nobody calls"),
        pytest.param({"x.tf": _call("./m"), "m/x.tf": CHILD}, (), [""], id="called"),
        pytest.param({"x.tf": _call("./m"), "m/x.tf": CHILD}, ("m/x.tf",), [""], id="caller is found from a file"),
        pytest.param({"x.tf": _call("./m"), "m/x.tf": CHILD}, ("m",), [""], id="caller is found from a directory"),
        pytest.param({"env/a/x.tf": _call("../../m"), "m/x.tf": _call("./n"), "m/n/x.tf": CHILD}, ("m/n",), ["env/a"], id="caller of the caller"),
        pytest.param({"a/x.tf": _call("../m"), "b/x.tf": _call("../m"), "m/x.tf": CHILD}, ("m/x.tf",), ["a", "b"], id="two callers"),
        pytest.param({"x.tf": CHILD, "examples/a/x.tf": _call("../..")}, ("x.tf",), ["", "examples/a"], id="an example calls"),
        pytest.param({"m/x.tf": CHILD, "test/x.tf": _call("../m")}, (), ["m", "test"], id="a test calls"),
        pytest.param({"m/x.tf": CHILD, "x.tf": _call("./m"), "examples/a/x.tf": _call("../../m")}, (), ["", "examples/a"], id="an example and another"),
        pytest.param({"examples/a/x.tf": _call("./m"), "examples/a/m/x.tf": CHILD}, (), ["examples/a"], id="an example's own module"),
        pytest.param({"m/x.tf": CHILD, "x.tf": '# module "m" { source = "./m" }\n'}, ("m",), ["m"], id="a comment is no call"),
        pytest.param({"m/x.tf": CHILD, "x.tf": _call("./m"), "y/z.tf": CHILD}, ("m",), [""], id="strangers stay out"),
        pytest.param({"a/x.tf": _call("../b"), "b/x.tf": _call("../a")}, ("a",), ["a"], id="a circle from here"),
        pytest.param({"a/x.tf": _call("../b"), "b/x.tf": _call("../a")}, ("b/x.tf",), ["a"], id="a circle from there"),
        pytest.param({"a/x.tf": _call(".")}, (), ["a"], id="itself by a strange name"),
        pytest.param({"a/x.tf": _call("./")}, (), ["a"], id="itself"),
        pytest.param({"m/x.tf": CHILD, "r/x.tf": _call(".//../m/")}, ("m",), ["r"], id="a crooked path"),
    ],
)  # fmt: skip
def test_roots(files: dict[str, str], paths: tuple[str, ...], roots: list[str]) -> None:
    found = workspace(files, *paths)
    assert [root.directory.removeprefix(BASE).lstrip("/") for root in found.roots] == roots


def test_json_callers_are_found() -> None:
    found = workspace({"m/x.tf": CHILD, "x.tf.json": '{"module": {"m": {"source": "./m"}}}'}, "m")
    assert [root.directory for root in found.roots] == [BASE]


def test_arguments_come_from_every_caller() -> None:
    files = {
        "a/x.tf": 'module "m" {\n  source = "../m"\n  name = "one"\n}\n',
        "b/x.tf": 'module "m" {\n  source = "../m"\n  name = var.unknown\n}\nvariable "unknown" {}\n',
        "m/x.tf": CHILD,
    }
    found = workspace(files, "m/x.tf")
    assert values(found) == {"a:module.m.a_b.c.name": "one", "b:module.m.a_b.c.name": UNKNOWN}


def test_a_sibling_with_an_unknown_argument_changes_nothing() -> None:
    """Peers fall back to defaults for all modules when one argument is unknown."""
    known = 'module "one" {\n  source = "./m"\n  name = "one"\n}\n'
    other = 'module "two" {\n  source = "./m"\n  name = data.a_b.x.id\n}\ndata "a_b" "x" {}\n'
    found = workspace({"x.tf": known + other, "m/x.tf": CHILD})
    assert values(found) == {"module.one.a_b.c.name": "one", "module.two.a_b.c.name": UNKNOWN}


def test_file_and_directory_are_judged_alike() -> None:
    files = {
        "x.tf": 'module "m" {\n  source = "./m"\n  name = "one"\n}\n',
        "m/x.tf": CHILD,
        "m/y.tf": 'resource "a_b" "d" {}\n',
    }
    whole, directory, file = (workspace(files, *paths) for paths in ((), ("m",), ("m/x.tf",)))
    assert values(whole) == values(directory) == values(file)
    assert list(resources(whole)) == list(resources(directory)) == list(resources(file))


def test_uncalled_blocks_are_told() -> None:
    files = {
        "x.tf": 'module "m" {\n  source = "./m"\n  for_each = {}\n}\nresource "a_b" "none" {\n  count = 0\n}\nresource "a_b" "one" {}\n',
        "m/x.tf": CHILD,
    }
    files["override.tf"] = 'resource "a_b" "one" { x = 1 }\n'
    assert [block.labels for block in workspace(files).uncalled()] == [("a_b", "c"), ("a_b", "none")]
    assert [block.labels for block in workspace(files, "x.tf").uncalled()] == [("a_b", "none")]
