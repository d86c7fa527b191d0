"""The shells themselves complete the command line with what we print for them."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from terrafence_hooks.cli import COMMANDS
from terrafence_hooks.commands.completions import command_line, run

ROOT = Path(__file__).parents[2]
PACKAGES = os.pathsep.join(str(ROOT / name) for name in ("core", "hooks", "lsp"))

# A line, and what can stand in place of its last word.
CASES = [
    ("terrafence stat", {"static-plan"}),
    ("terrafence fix --un", {"--unsafe-fixes"}),
    ("terrafence check --format js", {"json", "jsonl"}),
    ("terrafence check --fail-on ", {"block", "warn", "note"}),
    ("terrafence hook ins", {"install"}),
    ("terrafence completions z", {"zsh"}),
    ("terrafence explain aws-s3-acl-public-", {"aws-s3-acl-public-read", "aws-s3-acl-public-write"}),
    ("terrafence check stor", {"storage.tf"}),
]


def test_every_command_tells_its_options() -> None:
    whole = command_line()
    (below,) = [action for action in whole._actions if action.dest == "command"]  # pyright: ignore[reportPrivateUsage]
    assert set(below.choices or ()) == set(COMMANDS)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A place to stand in, with the program on the path."""
    (tmp_path / "storage.tf").touch()
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "terrafence"
    program.write_text(
        f"#!/bin/sh\nexec env PYTHONPATH='{PACKAGES}' '{sys.executable}' -m terrafence_hooks \"$@\"\n"
    )
    program.chmod(0o755)
    return tmp_path


def _script(shell: str, directory: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert run([shell]) == 0
    path = directory / f"terrafence.{shell}"
    path.write_text(capsys.readouterr().out)
    return path


def _environment(directory: Path) -> dict[str, str]:
    path = f"{directory / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ,
        "PATH": path,
        "HOME": str(directory),
        "XDG_CONFIG_HOME": str(directory),
        "TERM": "dumb",
    }


def _lines(command: list[str], directory: Path) -> list[str]:
    done = subprocess.run(
        command,
        cwd=directory,
        env=_environment(directory),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_bash(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = _script("bash", directory, capsys)
    for line, expected in CASES:
        words = line.split(" ")
        quoted = " ".join(f"'{word}'" for word in words)
        code = (
            f"source '{script}'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}';"
            "$(complete -p terrafence | sed 's/.*-F \\([^ ]*\\).*/\\1/') terrafence"
            f" '{words[-1]}' '{words[-2]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        )
        assert set(_lines(["bash", "--norc", "-c", code], directory)) == expected, line


def test_fish(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = _script("fish", directory, capsys)
    for line, expected in CASES:
        offered = _lines(["fish", "--no-config", "-c", f"source '{script}'; complete -C '{line}'"], directory)
        assert {one.partition("\t")[0] for one in offered} == expected, line


def test_zsh(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = _script("zsh", directory, capsys)
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(directory)
        os.execvpe("zsh", ["zsh", "-f", "-i"], _environment(directory))
    try:
        _typed(
            terminal,
            f"PS1='%% '; autoload -Uz compinit && compinit -u -D; eval \"$(<'{script}')\"; echo re''ady\n",
            "ready",
        )
        for line, expected in CASES:
            if len(expected) == 1:
                seen = _typed(terminal, f"{line}\t", next(iter(expected)))
                assert next(iter(expected)) in seen, (line, seen)
                _typed(terminal, "\x15", "")
    finally:
        os.close(terminal)
        os.waitpid(child, 0)


def _typed(terminal: int, text: str, until: str) -> str:
    os.write(terminal, text.encode())
    seen, end = "", time.monotonic() + 20
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            seen += os.read(terminal, 65536).decode(errors="replace")
        elif not until:
            break
        if until and until in seen:
            break
    return seen
