"""The history of a repository whose commits were made to have it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from process import terrafence

pytestmark = pytest.mark.e2e

ROTATION = "aws-kms-rotation-off"
OPEN = 'resource "aws_kms_key" "{}" {{\n}}\n'
CLOSED = 'resource "aws_kms_key" "{}" {{\n  enable_key_rotation = true\n}}\n'
UNKNOWN = 'variable "rotated" {{}}\nresource "aws_kms_key" "{}" {{\n  enable_key_rotation = var.rotated\n}}\n'
SILENCED = f"# terrafence:ignore[{ROTATION}] imported\n{OPEN}"


class Repository:
    """A repository in the working directory."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "Ann")
        self.git("config", "user.email", "ann@example.org")

    def git(self, *arguments: str) -> str:
        run = subprocess.run(["git", *arguments], cwd=self.top, check=True, capture_output=True, text=True)
        return run.stdout.strip()

    def commit(self, files: dict[str, str | None]) -> str:
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            if text is not None:
                path.write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path)


def _history(since: str, *arguments: str) -> list[Any]:
    run = terrafence("history", "--since", since, *arguments)
    assert (run.returncode, run.stderr) == (0, "")
    return [json.loads(line) for line in run.stdout.splitlines()]


def _numbers(record: Any) -> tuple[int, ...]:
    return tuple(record[name] for name in ("open", "new", "fixed", "suppressed", "unknown"))


def test_each_commit_gives_the_numbers_that_it_was_made_to_give(repository: Repository) -> None:
    first = repository.commit({"a.tf": OPEN.format("a"), "README": "no Terraform"})
    steps: list[tuple[dict[str, str | None], tuple[int, ...]]] = [
        ({"b.tf": OPEN.format("b"), "c.tf": OPEN.format("c")}, (3, 2, 0, 0, 0)),
        ({}, (3, 0, 0, 0, 0)),
        ({"a.tf": CLOSED.format("a")}, (2, 0, 1, 0, 0)),
        ({"b.tf": SILENCED.format("b")}, (1, 0, 0, 1, 0)),
        ({"c.tf": UNKNOWN.format("c")}, (0, 0, 0, 1, 1)),
        ({"c.tf": None}, (0, 0, 0, 1, 0)),
        ({"b.tf": OPEN.format("b")}, (1, 1, 0, 0, 0)),
        # In another module it is another key; a module that moves as a whole is the same.
        ({"b.tf": None, "live/b.tf": OPEN.format("b")}, (1, 1, 1, 0, 0)),
        ({"live/b.tf": None, "prod/b.tf": OPEN.format("b")}, (1, 0, 0, 0, 0)),
        ({"prod/b.tf": "\n\n" + OPEN.format("b"), "d.tf": OPEN.format("d")}, (2, 1, 0, 0, 0)),
    ]
    commits = [repository.commit(files) for files, _ in steps]
    history = _history(first, "--select", ROTATION)
    assert [record["commit"] for record in history] == commits
    assert [_numbers(record) for record in history] == [numbers for _, numbers in steps]
    assert history[0]["rules"] == {ROTATION: {"open": 3, "new": 2, "fixed": 0, "suppressed": 0, "unknown": 0}}
    for record in history:
        for name in ("open", "new", "fixed", "suppressed", "unknown"):
            assert record[name] == sum(counts[name] for counts in record["rules"].values())


def test_what_cannot_be_judged_is_told_and_the_rest_goes_on(repository: Repository) -> None:
    first = repository.commit({"a.tf": OPEN.format("a")})
    repository.commit({"terrafence.toml": "selct = []\n"})
    repository.commit({"terrafence.toml": None})
    repository.commit({"a.tf": 'resource "aws_kms_key" "a" {\n'})
    history = _history(first)
    assert "selct" in history[0]["error"]
    assert "error" not in history[1]
    assert history[1]["new"] == 0
    assert history[2]["rules"]["syntax-error"]["new"] == 1
    assert history[2]["fixed"] == 0


def test_a_commit_before_there_was_terraform(repository: Repository) -> None:
    first = repository.commit({"README": "x"})
    repository.commit({"README": "y"})
    repository.commit({"live/a.tf": OPEN.format("a")})
    none, one = _history(first, "--select", ROTATION, "live")
    assert (_numbers(none), _numbers(one)) == ((0, 0, 0, 0, 0), (1, 1, 0, 0, 0))


def test_nothing_since(repository: Repository) -> None:
    repository.commit({"a.tf": OPEN.format("a")})
    assert _history("HEAD") == []


@pytest.mark.parametrize(
    ("revision", "said"), [("nowhere", "git does not know the revision nowhere"), ("--x", "")]
)
def test_a_revision_that_is_not_there(repository: Repository, revision: str, said: str) -> None:
    repository.commit({"a.tf": OPEN.format("a")})
    run = terrafence("history", f"--since={revision}")
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = terrafence("history", "--since", "HEAD")
    assert (run.returncode, run.stderr) == (2, "terrafence: not in a git repository: there is no history\n")
