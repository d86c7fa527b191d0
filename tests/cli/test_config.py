"""Settings: what is wrong is said with its line; what is right arrives typed."""

import sys
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from terrafence.config import Config, Override, nearest
from terrafence.errors import UserError
from terrafence.evaluate.workspace import Environment, Inputs
from terrafence.files import Disk, Overlay
from terrafence.sections import load, read, schema
from terrafence.tags.policy import requiring


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
        ('ignore = ["aws-s3",\n 3]', 1, '"ignore" must be a list of strings; it holds a number'),
        ('fail-on = "wrn"', 1, '"fail-on" must be "block", "warn" or "note"; did you mean "warn"?'),
        ("fail-on = true", 1, '"fail-on" must be "block", "warn" or "note"'),
        ('[levels]\naws-s3 = "warn"\naws-ec2 = "high"', 3, '"aws-ec2" must be "block", "warn" or "note"'),
        ("levels = []", 1, '"levels" must be a table, not a list'),
        ('[tags]\n# keys\nrequire = ["Team"]', 3, 'unknown setting "require"; did you mean "required"?'),
        ("[tags]\nrequired = [true]", 2, '"required" must be a list of strings; it holds true or false'),
        ("[variables]\nborn = 2020-01-01", 2, '"born" cannot be a date or time'),
        ("tags.required = 1", 1, '"required" must be a list of strings, not a number'),
        ('\nvar-files = ["absent.tfvars"]', 2, '"var-files" names "absent.tfvars", which does not'),
        ('[[root]]\npath = "terrafence.toml"\n[[root]]\nwrokspace = "a"', 3, '"root" lacks "path"'),
        (
            '[[root]]\npath = "terrafence.toml"\n[[root]]\npath = "terrafence.toml"\nwrokspace = "a"',
            5,
            'did you mean "workspace"?',
        ),
        ('[[root]]\npath = "absent"', 2, '"path" names "absent", which does not exist'),
        ("root = 1", 1, '"root" must be a list of tables, not a number'),
        ("root = [1]", 1, '"root" must be a table, not a number'),
        ('ignore = [\n"aws-s3",\n"aws-s4"]', 3, 'there is no rule "aws-s4"'),
        ('[levels]\naws-s4 = "warn"', 2, 'there is no rule "aws-s4"'),
        (
            '[severities]\naws-s3 = "hihg"',
            2,
            'must be "critical", "high", "medium" or "low"; did you mean "high"?',
        ),
        ('[[override]]\npaths = ["a"]\nignore = ["aws-s4"]', 3, 'there is no rule "aws-s4"'),
        ('[[override]]\nignore = ["aws-s3"]', 1, '"override" lacks "paths"'),
        ("[assume]\naws_x = { since = 2020-01-01 }", 2, "cannot hold a date or time"),
        ('\nextends = "absent.toml"', 2, 'there is no file "absent.toml"'),
        ('extends = ["./a",\n"not_a_package"]', 1, 'there is no file "./a"'),
        ('extends = [\n"not_a_package"]', 2, "there is no installed package with a terrafence.toml in it"),
        ("extends = 1", 1, '"extends" must be a list of strings, not a number'),
        ('extends = "terrafence.toml"', 1, "extends itself"),
        (
            'novel = 1\nrequired-version = ">= 99.0"',
            2,
            'the settings need terrafence ">= 99.0"; this is 0.1.0',
        ),
        ('required-version = "new"', 1, 'the settings need terrafence "new"'),
        ("required-version = 1", 1, '"required-version" must be a string, not a number'),
        ("locked = 1", 1, '"locked" must be a list of strings'),
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
    beside = files(
        terrafence__toml='ignore = ["aws-s3"]', pyproject__toml='[tool.terrafence]\nignore = ["aws"]'
    )
    assert load(beside, "/nowhere/main.tf").ignore == ("aws-s3",)


FULL = """
select = ["aws-s3", "CKV_AWS_79"]
ignore = ["aws-s3-versioning-off"]
exclude = ["examples/"]
fail-on = "warn"
var-files = ["prod.tfvars", "../shared.tfvars"]

[levels]
aws-rds-backups-off = "note"

[severities]
CKV_AWS_79 = "critical"

[[override]]
paths = ["sandbox/"]
ignore = ["low"]
levels = { aws-s3 = "note" }

[[root]]
path = "live"
var-files = ["prod.tfvars"]
variables = { count = 4 }

[[root]]
path = "live"
workspace = "staging"

[assume]
aws_ebs_encryption_by_default = { enabled = true }

[tags]
required = ["Team"]

[variables]
name = "a ${b}"
count = 3
open = false
zones = ["a", "${x}"]
sizes = { small = 1, "big one" = 2.5 }
"""


def test_everything_at_once() -> None:
    tree = {
        "/nowhere/m/terrafence.toml": FULL.encode(),
        "/nowhere/m/prod.tfvars": b"",
        "/nowhere/m/live": b"",
        "/nowhere/shared.tfvars": b"",
    }
    variables = (
        ("name", "a ${b}"),
        ("count", "3"),
        ("open", "false"),
        ("zones", '["a", "$${x}"]'),
        ("sizes", '{"small" = 1, "big one" = 2.5}'),
    )
    var_files = ("/nowhere/m/prod.tfvars", "/nowhere/shared.tfvars")
    live = "/nowhere/m/live"
    assert load(Overlay(Disk(), tree), "/nowhere/m/main.tf") == Config(
        path="/nowhere/m/terrafence.toml",
        select=("aws-s3", "CKV_AWS_79"),
        ignore=("aws-s3-versioning-off",),
        exclude=("examples/",),
        fail_on="warn",
        tags=requiring("Team"),
        inputs=Inputs(
            variables=variables,
            var_files=var_files,
            environments=(
                Environment(
                    live, "prod", "default", (*var_files, var_files[0]), (*variables, ("count", "4"))
                ),
                Environment(live, "staging", "staging", var_files, variables),
            ),
            assumed=(("aws_ebs_encryption_by_default", '{"enabled": true}'),),
        ),
        levels={"aws-rds-backups-off": "note"},
        severities={"CKV_AWS_79": "critical"},
        overrides=(Override(("sandbox/",), ("low",), {"aws-s3": "note"}, {}),),
    )


def extending(own: str, **texts: str) -> Config:
    return load(files(terrafence__toml=own, **texts), "/nowhere/main.tf")


def test_a_file_is_laid_over_those_it_extends() -> None:
    config = extending(
        'extends = ["base.toml", "team.toml"]\nignore = ["aws-rds"]\n[levels]\naws-ec2 = "note"',
        base__toml='fail-on = "note"\nignore = ["aws-s3"]\n[levels]\naws-ec2 = "warn"\naws-s3 = "warn"',
        team__toml='fail-on = "warn"\n[variables]\nregion = "eu"',
    )
    assert (config.path, config.fail_on, config.ignore) == ("/nowhere/terrafence.toml", "warn", ("aws-rds",))
    assert config.levels == {"aws-ec2": "note", "aws-s3": "warn"}
    assert config.inputs.variables == (("region", "eu"),)


@pytest.mark.parametrize(
    ("own", "base", "message"),
    [
        ("fail-on = 'note'", "locked = ['fail-on']", r"toml:2: .fail-on. is locked by /nowhere/base\.toml$"),
        ("[levels]\naws-s3 = 'note'", "locked = ['levels']", "toml:2: .levels. is locked by"),
        ("", "extends = 'terrafence.toml'", r"terrafence\.toml:1: extends itself$"),
        ("", "slect = []", r"^/nowhere/base\.toml:1: unknown setting"),
    ],
)
def test_what_an_extended_file_forbids(own: str, base: str, message: str) -> None:
    with pytest.raises(UserError, match=message):
        extending(f"extends = 'base.toml'\n{own}", base__toml=base)


def test_an_installed_package_is_extended_without_being_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "acme_policy"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('run')")
    (package / "terrafence.toml").write_text('fail-on = "note"')
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert extending('extends = "acme_policy"').fail_on == "note"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (FULL, True),
        ("", True),
        ('extends = "acme"\nlocked = ["levels"]', True),
        ("slect = []", False),
        ("select = [1]", False),
        ('fail-on = "wrn"', False),
        ('[[root]]\nworkspace = "a"', False),
        ("[tags]\nrequire = []", False),
        ('[levels]\naws-s3 = "wrn"', False),
    ],
)
def test_the_schema_tells_good_from_bad(text: str, valid: bool) -> None:
    errors = list(Draft7Validator(schema()).iter_errors(tomllib.loads(text)))  # pyright: ignore[reportUnknownMemberType]
    assert (errors == []) is valid


def test_a_byte_order_mark_and_windows_line_ends() -> None:
    tree = {"/nowhere/terrafence.toml": b'\xef\xbb\xbfselect = ["high"]\r\n'}
    assert load(Overlay(Disk(), tree), "/nowhere/main.tf").select == ("high",)
