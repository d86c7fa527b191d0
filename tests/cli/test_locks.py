"""Options against keys that the settings lock."""

from pathlib import Path

import pytest

from terrafence_hooks.cli import main

LOCKED = ["select", "ignore", "fail-on", "variables", "var-files"]
BASE = f"""locked = {LOCKED}
select = ["aws-s3", "aws-kms"]
ignore = ["aws-s3-acl-public-write"]
fail-on = "warn"
"""
OWN = 'extends = "base/org.toml"\n'


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.tf").write_text('variable "a" {}\n')
    (tmp_path / "a.tfvars").write_text("")
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "org.toml").write_text(BASE)
    (tmp_path / "terrafence.toml").write_text(OWN)
    return tmp_path


LOOSER = [
    ("--fail-on block", '--fail-on would loosen "fail-on"'),
    ("--ignore aws-kms", '--ignore would loosen "ignore"'),
    ("--ignore high", '--ignore would loosen "ignore"'),
    ("--select aws-s3", '--select would loosen "select"'),
    ("--select high", '--select would loosen "select"'),
    ("--var a=b", '--var would loosen "variables"'),
    ("--var-file a.tfvars", '--var-file would loosen "var-files"'),
    ("--isolated", '--isolated would set aside "select"'),
    ("--config other.toml", '--config would set aside "select"'),
]


@pytest.mark.parametrize(("options", "message"), LOOSER)
def test_what_loosens_is_refused(
    module: Path, options: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (module / "other.toml").write_text("")
    code = main(["check", *options.split()])
    assert (code, capsys.readouterr().err) == (2, f"terrafence: {message}, which base/org.toml locks\n")


TIGHTER = [
    "--fail-on warn",
    "--fail-on note",
    "--select aws",
    "--select aws-kms,aws-s3,aws-ec2",
    "--ignore aws-ec2",
    "--ignore aws-s3-acl-public-write",
    "--config other.toml",
    "--exit-zero",
]


@pytest.mark.parametrize("options", TIGHTER)
def test_what_tightens_passes(module: Path, options: str, capsys: pytest.CaptureFixture[str]) -> None:
    (module / "other.toml").write_text(OWN)
    assert main(["check", *options.split()]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("options", [options for options, _ in LOOSER])
def test_what_is_not_locked_can_be_loosened(module: Path, options: str) -> None:
    (module / "base" / "org.toml").write_text(BASE.replace("locked = ", "locked = []  #"))
    (module / "other.toml").write_text("")
    assert main(["check", *options.split()]) in (0, 1)


def test_broken_settings_lock_nothing_for_who_reads_none(module: Path) -> None:
    (module / "terrafence.toml").write_text("nonsense")
    assert main(["check", "--isolated"]) in (0, 1)
