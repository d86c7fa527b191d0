"""Settings: what is wrong is said with its line; what is right arrives typed."""

import pytest

from terrafence.config import Config, load, nearest, read
from terrafence.errors import UserError
from terrafence.evaluate.workspace import Inputs
from terrafence.files import Disk, Overlay


def files(**texts: str) -> Overlay:
    named = {name.replace("__", "."): text for name, text in texts.items()}
    return Overlay(Disk(), {f"/nowhere/{name}": text.encode() for name, text in named.items()})


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("select = [", 1, "is not valid TOML"),
        ("\n\nfail-on = block", 3, "is not valid TOML"),
        ("\nslect = []", 2, 'unknown setting "slect"; did you mean "select"?'),
        ("zzz = 1", 1, 'unknown setting "zzz"'),
        ('select = "aws-s3"', 1, '"select" must be a list of strings, not a string'),
        ('ignore = ["a",\n 3]', 1, '"ignore" must be a list of strings; it holds a number'),
        ('fail-on = "wrn"', 1, '"fail-on" must be "block", "warn" or "note"; did you mean "warn"?'),
        ("fail-on = true", 1, '"fail-on" must be "block", "warn" or "note"'),
        ('[levels]\naws-a = "warn"\naws-b = "high"', 3, '"aws-b" must be "block", "warn" or "note"'),
        ("levels = []", 1, '"levels" must be a table, not a list'),
        ('[tags]\n# keys\nrequire = ["Team"]', 3, 'unknown setting "require"; did you mean "required"?'),
        ("[tags]\nrequired = [true]", 2, '"required" must be a list of strings; it holds true or false'),
        ("[variables]\nborn = 2020-01-01", 2, 'the variable "born" cannot be a date or time'),
        ("tags.required = 1", 1, '"required" must be a list of strings, not a number'),
        ('\nvar-files = ["absent.tfvars"]', 2, 'the variables file "absent.tfvars" does not exist'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(UserError) as raised:
        load(files(terrafence__toml=text), "/nowhere/main.tf")
    assert str(raised.value).startswith(f"/nowhere/terrafence.toml:{line}: ")
    assert message in str(raised.value)


def test_a_table_of_pyproject_is_placed_too() -> None:
    text = '[project]\nname = "x"\n\n[tool.terrafence]\nselect = 1\n'
    with pytest.raises(UserError, match=r'^/nowhere/pyproject\.toml:5: "select" must be'):
        load(files(pyproject__toml=text), "/nowhere/main.tf")


@pytest.mark.parametrize("source", [b"\xff\xfe", b'select = ["\xe9"]'])
def test_settings_that_are_not_text(source: bytes) -> None:
    with pytest.raises(UserError, match="is not UTF-8"):
        load(Overlay(Disk(), {"/nowhere/terrafence.toml": source}), "/nowhere/main.tf")


def test_settings_that_cannot_be_read(tmp_path: str) -> None:
    with pytest.raises(UserError, match="no such file"):
        read(Disk(), f"{tmp_path}/none.toml")


@pytest.mark.parametrize("text", ["", "[tool.black]\n", '[project]\nname = "terrafence"\n', "not toml ["])
def test_a_pyproject_without_our_table_is_passed_by(text: str) -> None:
    assert load(files(pyproject__toml=text), "/nowhere/main.tf") == Config()


def test_nothing_is_found_where_nothing_is() -> None:
    assert nearest(files(), "/nowhere/a/main.tf") is None


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("/nowhere/a/b/main.tf", "/nowhere/a/terrafence.toml"),
        ("/nowhere/a/terrafence.toml", "/nowhere/a/terrafence.toml"),
        ("/nowhere/c/main.tf", "/nowhere/pyproject.toml"),
        ("/nowhere/main.tf", "/nowhere/pyproject.toml"),
        ("/elsewhere/main.tf", None),
    ],
)
def test_the_nearest_file_upwards_wins(start: str, found: str | None) -> None:
    tree = {
        "/nowhere/pyproject.toml": b"[tool.terrafence]\n",
        "/nowhere/a/terrafence.toml": b"",
        "/nowhere/a/b/pyproject.toml": b"[tool.other]\n",
    }
    assert nearest(Overlay(Disk(), tree), start) == found


def test_terrafence_toml_wins_over_pyproject_beside_it() -> None:
    beside = files(terrafence__toml='ignore = ["a"]', pyproject__toml='[tool.terrafence]\nignore = ["b"]')
    assert load(beside, "/nowhere/main.tf").ignore == ("a",)


def test_everything_at_once() -> None:
    text = """
select = ["aws-s3", "CKV_AWS_79"]
ignore = ["aws-s3-versioning-off"]
exclude = ["examples/"]
fail-on = "warn"
var-files = ["prod.tfvars", "../shared.tfvars"]

[levels]
aws-rds-backups-off = "note"

[tags]
required = ["Team"]

[variables]
name = "a ${b}"
count = 3
open = false
zones = ["a", "${x}"]
sizes = { small = 1, "big one" = 2.5 }
"""
    tree = {
        "/nowhere/m/terrafence.toml": text.encode(),
        "/nowhere/m/prod.tfvars": b"",
        "/nowhere/shared.tfvars": b"",
    }
    assert load(Overlay(Disk(), tree), "/nowhere/m/main.tf") == Config(
        path="/nowhere/m/terrafence.toml",
        select=("aws-s3", "CKV_AWS_79"),
        ignore=("aws-s3-versioning-off",),
        exclude=("examples/",),
        fail_on="warn",
        required_tags=("Team",),
        inputs=Inputs(
            variables=(
                ("name", "a ${b}"),
                ("count", "3"),
                ("open", "false"),
                ("zones", '["a", "$${x}"]'),
                ("sizes", '{"small" = 1, "big one" = 2.5}'),
            ),
            var_files=("/nowhere/m/prod.tfvars", "/nowhere/shared.tfvars"),
        ),
        levels={"aws-rds-backups-off": "note"},
    )


def test_a_byte_order_mark_and_windows_line_ends() -> None:
    tree = {"/nowhere/terrafence.toml": b'\xef\xbb\xbfselect = ["x"]\r\n'}
    assert load(Overlay(Disk(), tree), "/nowhere/main.tf").select == ("x",)
