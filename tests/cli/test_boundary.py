"""Where trouble becomes an exit code and a line, never a traceback."""

from collections.abc import Callable, Mapping

import pytest

from terrafence import __version__
from terrafence.errors import UserError
from terrafence_hooks import cli
from terrafence_hooks.commands import check


def raising(error: BaseException) -> Mapping[str, cli.Command]:
    def load() -> Callable[[list[str]], int]:
        def run(arguments: list[str]) -> int:
            raise error

        return run

    return {"check": cli.Command("", load)}


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UserError("no such file: a\x1b[2J"), 2, "terrafence: no such file: a\\x1b[2J\n"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
    ],
)
def test_expected_trouble(
    error: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "COMMANDS", raising(error))
    monkeypatch.setattr(cli, "_drop_output", lambda: None)
    assert cli.main(["check"]) == code
    assert capfd.readouterr() == ("", said)


def test_a_bug_says_how_to_report_it(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "COMMANDS", raising(KeyError("main\x1b.tf")))
    assert cli.main(["check"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("terrafence: a bug in terrafence itself: KeyError: ")
    assert "test_boundary.py:" in err
    assert f"terrafence {__version__}, Python 3." in err
    assert "Please report it" in err
    assert "Traceback" not in err
    assert "\x1b" not in err


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_help(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    out = capfd.readouterr().out
    for command in ("check", "fix", "rules", "explain", "hook", "lsp"):
        assert f"\n  {command} " in out


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_version(flag: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main([flag]) == 0
    assert capfd.readouterr().out == f"terrafence {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], 'there is no command "chekc"; did you mean "check"?'),
        (["--format", "json"], 'there is no command "--format"'),
        (["hook", "chck"], 'a hook is "check", "all" or "fix"; did you mean "check"?'),
        (["hook"], 'a hook is "check", "all" or "fix"'),
        (["explain", "aws-s3-versionin-off"], 'did you mean "aws-s3-versioning-off"?'),
        (["explain", "CKV_AWS_7999"], 'there is no rule "CKV_AWS_7999"'),
    ],
)
def test_what_is_mistyped(arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("terrafence: ")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["--format", "xml"],
        ["--fail-on", "high"],
        ["--var", "novalue"],
        ["--var", "=x"],
        ["--select", "a,,b"],
        ["--sel", "a"],
    ],
)
def test_options_that_there_are_not(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        check.run(arguments)
    assert raised.value.code == 2
    assert "usage: terrafence check" in capfd.readouterr().err
