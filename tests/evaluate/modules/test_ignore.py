"""`.gitignore` as git reads it; the answers are git's own (`git check-ignore`)."""

import shutil
import subprocess
from pathlib import Path

import pytest
from trees import Memory

from terrafence.evaluate.ignore import Ignore

CASES = [
    ("", "a.tf", False),
    ("# a.tf", "a.tf", False),
    ("a.tf", "b.tf", False),
    ("/a.tf", "d/a.tf", False),
    ("d/", "d", False),
    ("!a.tf", "a.tf", False),
    ("*.tf\n!a.tf", "a.tf", False),
    ("d/*", "d/e/f.tf", True),
    ("d/**", "d/e/f.tf", True),
    ("d/**", "d2/f.tf", False),
    ("a.tf", "d/a.tf", True),
    ("/a.tf", "a.tf", True),
    ("d/", "d/a.tf", True),
    ("d", "d/a.tf", True),
    ("d/\n!d/a.tf", "d/a.tf", True),
    ("**/gen", "x/y/gen/a.tf", True),
    ("x/**/gen", "x/gen/a.tf", True),
    ("x/**/gen", "x/1/2/gen/a.tf", True),
    ("x/gen", "y/x/gen/a.tf", False),
    ("*.auto.tfvars", "d/x.auto.tfvars", True),
    ("[ab].tf", "b.tf", True),
    ("[^ab].tf", "b.tf", False),
    ("[!ab].tf", "c.tf", True),
    ("?.tf", "a.tf", True),
    ("?.tf", "ab.tf", False),
    ("\\#a.tf", "#a.tf", True),
    ("\\!a.tf", "!a.tf", True),
    ("a.tf  ", "a.tf", True),
    ("a*b*c*.tf", "aXbYcZ.tf", True),
    ("*" * 40 + "b", "a" * 200, False),
]


@pytest.mark.parametrize(("patterns", "path", "ignored"), CASES)
def test_ignored(patterns: str, path: str, ignored: bool) -> None:
    ignore = Ignore(Memory({".gitignore": patterns + "\n", path: ""}), "/w")
    assert ignore.ignores(f"/w/{path}", False) is ignored


@pytest.mark.parametrize(
    ("files", "path", "ignored"),
    [
        ({".gitignore": "a.tf\n", "d/.gitignore": "!a.tf\n"}, "d/a.tf", False),
        ({"d/.gitignore": "a.tf\n"}, "a.tf", False),
        ({"d/.gitignore": "/a.tf\n"}, "d/e/a.tf", False),
        ({"d/.gitignore": "/a.tf\n"}, "d/a.tf", True),
        ({".gitignore": "d/\n", "d/.gitignore": "!a.tf\n"}, "d/a.tf", True),
    ],
)
def test_nested_files(files: dict[str, str], path: str, ignored: bool) -> None:
    assert Ignore(Memory(files), "/w").ignores(f"/w/{path}", False) is ignored


def test_outside_the_repository_nothing_is_ignored() -> None:
    ignore = Ignore(Memory({".gitignore": "*\n"}), "/w")
    assert not ignore.ignores("/elsewhere/a.tf", False)
    assert not ignore.ignores("/w", True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_git_agrees(tmp_path: Path) -> None:
    for number, (patterns, path, ignored) in enumerate(CASES):
        directory = tmp_path / str(number)
        (directory / path).parent.mkdir(parents=True)
        (directory / path).write_text("")
        (directory / ".gitignore").write_text(patterns + "\n")
        subprocess.run(["git", "init", "-q"], cwd=directory, check=True)
        code = subprocess.run(["git", "check-ignore", "-q", path], cwd=directory, check=False).returncode
        assert (patterns, path, code == 0) == (patterns, path, ignored)
