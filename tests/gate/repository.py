"""A real git repository, and the command line run on it in this process."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from terrafence.record import NamedTuple
from terrafence_hooks.cli import main

PEOPLE = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Test"), ("EMAIL", "test@example.invalid"))
}
PACKAGES = os.pathsep.join(str(Path(__file__).parents[2] / name) for name in ("core", "hooks"))
SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


class Said(NamedTuple):
    """What a run of the command line came to."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON report."""
        return json.loads(self.out)

    @property
    def new(self) -> list[str]:
        """`RULE ADDRESS` of every new finding that no comment silences."""
        return [
            f"{item['rule_id']} {item['resource']}"
            for item in self.document["findings"]
            if item["state"] == "new" and not item["suppressed"]
        ]


class Git:
    """A repository with a working tree at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def new(cls, path: Path, monkeypatch: pytest.MonkeyPatch) -> "Git":
        """Makes one and steps into it, away from the settings and hooks of who runs the tests."""
        for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
            monkeypatch.delenv(name)
        for name, value in {**PEOPLE, **SETTINGS}.items():
            monkeypatch.setenv(name, value)
        path.mkdir()
        monkeypatch.chdir(path)
        made = cls(path)
        made("init", "-q", "-b", "main")
        return made

    def __call__(self, *arguments: str) -> str:
        """Runs git; a failure is a failed test."""
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def write(self, files: Mapping[str, str]) -> None:
        """Puts files in the working tree."""
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def stage(self, files: Mapping[str, str] = {}) -> None:
        """Writes files, and stages everything."""
        self.write(files)
        self("add", "-A")

    def commit(self, files: Mapping[str, str] = {}) -> None:
        """Commits everything there is."""
        self.stage(files)
        self("commit", "-q", "--allow-empty", "-m", "change")

    def terrafence(self, *arguments: str) -> Said:
        """The command line, in this process and in the working directory."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(arguments)
        return Said(code, out.getvalue(), err.getvalue())

    def process(self, *arguments: str, **extra: str) -> Said:
        """The command line as a process of its own, in the working directory."""
        done = subprocess.run(
            [sys.executable, "-m", "terrafence_hooks", *arguments],
            env={**os.environ, "PYTHONPATH": PACKAGES, **extra},
            capture_output=True,
            check=False,
        )
        return Said(
            done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        )

    def staged(self, *arguments: str) -> Said:
        """What is staged, judged."""
        return self.terrafence("check", "--staged", "--format", "json", *arguments)
