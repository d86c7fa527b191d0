"""Repositories of people who have the hooks of this one installed by pre-commit."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from process import ROOT

CONFIG = """repos:
  - repo: file://{repository}
    rev: v0.1.0
    hooks:
{hooks}
"""


def run(*command: str, where: Path, **extra: str) -> "subprocess.CompletedProcess[str]":
    """A command with an environment of its own: who commits is fixed, the user's git settings are out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))}
    people = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Test"), ("EMAIL", "test@example.invalid"))
    }
    return subprocess.run(
        command,
        cwd=where,
        env={**kept, **people, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **extra},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def released(clone: Path) -> Path:
    """A clone of this repository as it stands, uncommitted changes included, tagged as a release would be."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", where=ROOT)
    assert listed.returncode == 0, listed.stderr
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "release"), ("tag", "v0.1.0")):
        done = run("git", *command, where=clone)
        assert done.returncode == 0, done.stderr
    return clone


class Project:
    """Somebody's repository."""

    def __init__(self, path: Path, cache: str) -> None:
        self.path = path
        self.cache = cache

    @classmethod
    def new(cls, path: Path, release: Path, cache: str, hooks: Iterable[str], stage: str) -> "Project":
        """An empty one, with hooks of a release installed for a stage."""
        made = cls(path, cache)
        ids = "\n".join(f"      - id: {name}" for name in hooks)
        (path / ".pre-commit-config.yaml").write_text(CONFIG.format(repository=release, hooks=ids))
        made.git("init", "-q", "-b", "main")
        made.git("add", "-A")
        installed = made.pre_commit("install", "--hook-type", stage)
        assert installed.returncode == 0, installed.stdout + installed.stderr
        return made

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command in it."""
        return run(*command, where=self.path, PRE_COMMIT_HOME=self.cache)

    def pre_commit(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """pre-commit in it."""
        return self.run(sys.executable, "-m", "pre_commit", *arguments)

    def git(self, *arguments: str) -> str:
        """What git says; a failure is a failed test."""
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, **files: str) -> None:
        """Stages files of Terraform, named without their ending, in which `__` stands for `/`."""
        self.put({f"{name.replace('__', '/')}.tf": text for name, text in files.items()})
        self.git("add", "-A")

    def put(self, files: Mapping[str, str]) -> None:
        """Writes files."""
        for name, text in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(text)

    def commit(self) -> "subprocess.CompletedProcess[str]":
        """Commits what is staged, if the hooks let it."""
        return self.run("git", "commit", "-m", "change")

    def commit_unjudged(self) -> None:
        """Commits everything, whatever the hooks would say."""
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "--allow-empty", "-m", "ten years ago")


def hooks(*names: str) -> pytest.MarkDecorator:
    """Which hooks the project of a test has."""
    return pytest.mark.parametrize("project", [names], indirect=True, ids=["+".join(names)])
