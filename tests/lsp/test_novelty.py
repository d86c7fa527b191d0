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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("vscode", ".git/logs/HEAD"),
        ("eglot", ".git/HEAD"),
        ("vscode", ""),
        ("nvim", ""),
        ("nvim", "elsewhere"),
    ],
)
async def test_a_commit_is_noticed_while_the_editor_is_open(name: str, told: str, tmp_path: Path) -> None:
    path, other = tmp_path / "main.tf", tmp_path / "other.tf"
    other.write_text("")
    committed(tmp_path, "first")
    path.write_text(volume("new"))
    async with attached(captured(name)) as editor:
        editor.open(path.as_uri(), volume("new"))
        editor.open(other.as_uri(), "")
        [found] = await editor.diagnostics(path.as_uri())
        assert "replaces it" not in found.message
        committed(tmp_path, "second")
        assert "replaces it" not in (await fixes(editor, path, found)).title
        editor.published.pop(path.as_uri(), None)
        refreshed = editor.client.diagnostic_refresh_count
        if told == "elsewhere":
            editor.replace(other.as_uri(), "locals {\n  a = 1\n}\n")
        elif told:
            assert "**/.git/" in str([it.register_options for it in editor.registered])
            editor.disk_changed((tmp_path / told).as_uri())
        else:
            editor.save(other.as_uri())
        if editor.pulls:
            await editor.until(lambda: editor.client.diagnostic_refresh_count > refreshed)
        [found] = await editor.diagnostics(path.as_uri())
        assert "replaces it" in found.message
        assert (await fixes(editor, path, found)).is_preferred is None


async def test_fix_all_asks_the_repository_itself(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    committed(tmp_path, "first")
    async with attached(captured("vscode")) as editor:
        editor.open(path.as_uri(), volume("new"))
        [found] = await editor.diagnostics(path.as_uri())
        [action] = await editor.actions(path.as_uri(), found.range, ["source.fixAll.terrafence"])
        assert action.edit is not None
        assert action.edit.document_changes
        path.write_text(volume("new"))
        committed(tmp_path, "second")
        [action] = await editor.actions(path.as_uri(), found.range, ["source.fixAll.terrafence"])
        assert action.edit is not None
        assert not action.edit.document_changes


async def test_the_end_of_the_server_ends_what_it_asks(tmp_path: Path) -> None:
    script = tmp_path / "watched.py"
    script.write_text(
        "import subprocess\n"
        "from terrafence_lsp.__main__ import main\n"
        "started, run = [], subprocess.Popen.__init__\n"
        "def init(self, *a, **k):\n"
        "    started.append(self)\n"
        "    run(self, *a, **k)\n"
        "subprocess.Popen.__init__ = init\n"
        "code = main([])\n"
        "open('ended', 'w').write(str([it.returncode for it in started]))\n"
    )
    committed(tmp_path, "first")
    path = tmp_path / "main.tf"
    async with attached(captured("vscode"), (sys.executable, str(script)), directory=tmp_path) as editor:
        editor.open(path.as_uri(), volume("new"))
        assert await editor.diagnostics(path.as_uri())
    await editor.until(lambda: (tmp_path / "ended").exists())
    ended = (tmp_path / "ended").read_text()
    assert "0" in ended
    assert "None" not in ended


def committed(directory: Path, message: str) -> None:
    """Everything that is there, and the settings for these tests."""
    (directory / "terrafence.toml").write_text(f'select = ["{RULE}"]\n')
    git(directory, "init", "-q")
    git(directory, "add", "-A")
    git(directory, "commit", "-q", "-m", message)


async def fixes(editor: Editor, path: Path, found: types.Diagnostic) -> types.CodeAction:
    """The fix that is offered at a diagnostic."""
    actions = await editor.actions(path.as_uri(), found.range, ["quickfix"])
    return next(action for action in actions if action.title.startswith("Set"))
