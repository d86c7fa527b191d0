"""From the command line and the settings files to what is linted with what."""

from pathlib import Path

import pytest

from terrafence.config import Config
from terrafence.errors import UserError
from terrafence.files import Disk
from terrafence_hooks.arguments import add_linting, parser
from terrafence_hooks.batches import Batch, batches, named
from terrafence_hooks.options import Options


def options(*arguments: str) -> Options:
    to = parser("check", "")
    add_linting(to)
    return to.parse_args(arguments, namespace=Options())


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with settings at its root and in one of two modules."""
    (tmp_path / "terrafence.toml").write_text('ignore = ["aws-s3-versioning-off"]\nfail-on = "warn"\n')
    for name in ("plain", "own"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").touch()
    (tmp_path / "own" / "terrafence.toml").write_text('select = ["aws-rds"]\n[variables]\na = "1"\n')
    (tmp_path / "more.tfvars").touch()
    monkeypatch.chdir(tmp_path)
    for name in ("TF_VAR_region", "TF_VAR_x"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def work(tree: Path, *arguments: str) -> list[Batch]:
    paths = [f"{tree}/plain/main.tf", f"{tree}/own", f"{tree}/plain"]
    return batches(Disk(), paths, options(*arguments))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--select", "aws-s4"), r'^there is no rule "aws-s4"'),
        (("--ignore", "aws-rds-backup-off"), r'"aws-rds-backup-off"; did you mean "aws-rds-backups-off"\?'),
        (("--var-file", "none.tfvars"), r"there is no variables file .*/none\.tfvars$"),
        (("--config", "none.toml"), r"/none\.toml: no such file or directory$"),
    ],
)
def test_what_is_not_there(tree: Path, arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(UserError, match=message):
        work(tree, *arguments)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ignore = [\n  "aws-rds",\n  "aws-nonsense",\n]', r'toml:3: there is no rule "aws-nonsense"'),
        ('[levels]\naws-rds-backup-off = "note"', r'toml:2: .* did you mean "aws-rds-backups-off"\?'),
    ],
)
def test_a_rule_in_the_settings_that_is_not_there(tree: Path, text: str, message: str) -> None:
    (tree / "terrafence.toml").write_text(text)
    with pytest.raises(UserError, match=message):
        work(tree)


def test_each_path_has_the_settings_nearest_to_it(tree: Path) -> None:
    plain, own = work(tree)
    assert plain.paths == (f"{tree}/plain/main.tf", f"{tree}/plain")
    assert (plain.config.ignore, plain.config.fail_on) == (("aws-s3-versioning-off",), "warn")
    assert own.paths == (f"{tree}/own",)
    assert (own.config.select, own.config.fail_on) == (("aws-rds",), "block")


def test_a_directory_goes_in_parts_where_others_below_have_their_own(tree: Path) -> None:
    (tree / "main.tf").touch()
    (tree / "own" / "below" / "deep").mkdir(parents=True)
    (tree / "own" / "below" / "deep" / "main.tf").touch()
    (tree / "own" / "below" / "deep" / "pyproject.toml").write_text("[tool.terrafence]\n")
    (tree / "plain" / "pyproject.toml").write_text("[tool.other]\n")
    (tree / "empty").mkdir()
    (tree / "empty" / "terrafence.toml").touch()
    found = {batch.config.path: batch.paths for batch in named(Disk(), [str(tree)], options())}
    assert found == {
        f"{tree}/terrafence.toml": (f"{tree}/main.tf", f"{tree}/more.tfvars", f"{tree}/plain"),
        f"{tree}/own/terrafence.toml": (f"{tree}/own/main.tf",),
        f"{tree}/own/below/deep/pyproject.toml": (f"{tree}/own/below/deep",),
    }
    [alone] = named(Disk(), [str(tree / "own" / "below" / "deep")], options())
    assert alone.paths == (f"{tree}/own/below/deep",)
    [chosen] = named(Disk(), [str(tree)], options("--isolated"))
    assert chosen.paths == (str(tree),)


def test_one_file_for_all(tree: Path) -> None:
    (only,) = work(tree, "--config", "own/terrafence.toml")
    assert only.config.path == f"{tree}/own/terrafence.toml"


def test_isolated(tree: Path) -> None:
    (only,) = work(tree, "--isolated")
    assert only.config._replace(inputs=Config().inputs) == Config()


def test_options_on_top_of_settings(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_region", "mars")
    plain, own = work(
        tree,
        *("--ignore", "aws-s3,CKV_AWS_79", "--fail-on", "note", "--var", "a=2", "--var-file", "more.tfvars"),
    )
    assert plain.config.ignore == ("aws-s3-versioning-off", "aws-s3", "CKV_AWS_79")
    assert plain.config.fail_on == own.config.fail_on == "note"
    assert own.config.inputs.variables == (("a", "1"), ("a", "2"))
    assert own.config.inputs.var_files == (f"{tree}/more.tfvars",)
    assert dict(own.config.inputs.environment)["region"] == "mars"


def test_selecting_replaces_the_selection_of_the_settings(tree: Path) -> None:
    for batch in work(tree, "--select", "aws-ec2", "--ignore", "aws-ec2-imds-v1-enabled"):
        assert batch.config.select == ("aws-ec2",)
        assert batch.config.ignore == ("aws-ec2-imds-v1-enabled",)
