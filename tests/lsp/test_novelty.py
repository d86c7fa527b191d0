"""What is new since the last commit is mended unasked; what was there is not."""

import subprocess
import sys
from pathlib import Path

import pytest
from capabilities import captured
from editor import Editor, attached, environment
from lsprotocol import types
from samples import everywhere

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio]

RULE = "aws-ec2-volume-unencrypted"
PERSON = ("-c", "user.name=Test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")


def volume(name: str, encrypted: bool = False) -> str:
    return f'resource "aws_ebs_volume" "{name}" {{\n  encrypted = {str(encrypted).lower()}\n}}\n'


def git(directory: Path, *arguments: str) -> None:
    subprocess.run(["git", *PERSON, *arguments], cwd=directory, check=True, capture_output=True)


async def test_only_what_is_new_is_mended_unasked(tmp_path: Path) -> None:
    path, text = tmp_path / "main.tf", volume("old") + volume("new")
    path.write_text(volume("old"))
    (tmp_path / "terrafence.toml").write_text(f'select = ["{RULE}"]\n')
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "first")
    path.write_text(text)
    async with attached(captured("vscode")) as editor:
        editor.open(path.as_uri(), text)
        old, new = await editor.diagnostics(path.as_uri())
        assert ["replaces it" in str(found.message) for found in (old, new)] == [True, False]
        offered = [await fixes(editor, path, found) for found in (old, new)]
        assert [(action.title, action.is_preferred) for action in offered] == [
            ("Set `encrypted` to `true` (replaces it)", None),
            ("Set `encrypted` to `true`", True),
        ]
        [action] = await editor.actions(path.as_uri(), everywhere(text), ["source.fixAll.terrafence"])
        editor.apply(action.edit)
        assert editor.texts[path.as_uri()] == volume("old") + volume("new", True)
        git(tmp_path, "commit", "-q", "-a", "-m", "second")
        editor.replace(path.as_uri(), text + "\n")
        found = await editor.diagnostics(path.as_uri())
        assert ["replaces it" in str(item.message) for item in found] == [True, True]
        assert not await editor.actions(path.as_uri(), everywhere(text), ["source.fixAll.terrafence"])
    command = (sys.executable, "-m", "terrafence_hooks", "fix", str(path))
    git(tmp_path, "reset", "-q", "--soft", "HEAD~1")
    subprocess.run(command, env=environment(), check=False, capture_output=True)
    assert path.read_text() == volume("old") + volume("new", True)


async def fixes(editor: Editor, path: Path, found: types.Diagnostic) -> types.CodeAction:
    """The fix that is offered at a diagnostic."""
    actions = await editor.actions(path.as_uri(), found.range, ["quickfix"])
    return next(action for action in actions if action.title.startswith("Set"))
