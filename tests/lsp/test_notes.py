"""Findings of level note are shown to those who ask for them, as on the command line."""

from pathlib import Path

import pytest
from capabilities import captured
from doors import HINT, CommandLine, Core, Said, Server
from editor import attached
from lsprotocol import types
from samples import everywhere

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio]

NOTE = "aws-rds-backups-go-with-database"
DATABASE = """
resource "aws_db_instance" "db" {
  engine = "postgres"
}
"""
TAGGED = DATABASE.replace('"postgres"', '"postgres"\n  tags   = { Tier = "gold" }')
BY_TAG = '[[tags.severity]]\nwhen = { Tier = "gold" }\nseverity = "high"\nlevel = "warn"\n'
SILENCED = f"# terrafence:ignore[{NOTE}] a sandbox\n" + DATABASE.lstrip()
SILENT = f"# terrafence:ignore[{NOTE}] a sandbox\n" + DATABASE.lstrip().replace(
    '"postgres"', '"postgres"\n\n  delete_automated_backups = false'
)


def rules(said: list[Said]) -> dict[str, int]:
    """The weight of each rule that something is said about."""
    return {it.rule: it.weight for it in said}


@pytest.mark.parametrize(
    ("text", "settings", "weight"),
    [
        (DATABASE, "", None),
        (DATABASE, f'[levels]\n{NOTE} = "warn"\n', 3),
        (DATABASE, 'fail-on = "note"\n', 1),
        (DATABASE, f'[[override]]\npaths = ["*.tf"]\nlevels = {{ {NOTE} = "warn" }}\n', 3),
        (DATABASE, f'[[override]]\npaths = ["a/*.tf"]\nlevels = {{ {NOTE} = "warn" }}\n', None),
        (DATABASE, BY_TAG, None),
        (TAGGED, BY_TAG, 2),
        (SILENCED, "", None),
        (SILENT, "", None),
    ],
)
async def test_what_is_more_than_a_note_is_shown(
    text: str, settings: str, weight: int | None, tmp_path: Path
) -> None:
    root, texts = tmp_path / "root", {"main.tf": text}
    root.mkdir()
    (root / "terrafence.toml").write_text(settings)
    (root / "main.tf").write_text(text)
    async with attached(captured("vscode")) as editor:
        server = Server(editor, root)
        editor.open(server.uri("main.tf"), text)
        said = await server.said(texts)
    fail_on = "note" if "fail-on" in settings else "block"
    assert said == [it for it in CommandLine(root, texts).said(fail_on) if it.weight < HINT]
    assert rules(said).get(NOTE) == weight
    assert ("unused-suppression" in rules(said)) is (text == SILENT)


async def test_who_asks_for_notes_gets_them_and_who_no_longer_does_does_not(tmp_path: Path) -> None:
    texts = {"main.tf": DATABASE}
    core = Core(tmp_path, texts)
    async with attached(captured("eglot")) as editor:
        editor.open((tmp_path / "main.tf").as_uri(), DATABASE)
        for notes in (False, True, False):
            server = Server(editor, tmp_path, notes)
            said = await server.said(texts)
            assert said == server.expected(core)
            assert (rules(said).get(NOTE) == HINT) is notes


@pytest.mark.parametrize("name", ["vscode", "nvim", "eglot"])
async def test_everything_safe_is_mended_unseen_or_not(name: str, tmp_path: Path) -> None:
    text = 'resource "aws_autoscaling_group" "web" {\n  max_size = 1\n  min_size = 1\n}\n'
    texts = {"main.tf": text}
    uri, core = (tmp_path / "main.tf").as_uri(), Core(tmp_path, texts)
    async with attached(captured(name)) as editor:
        server = Server(editor, tmp_path)
        editor.open(uri, text)
        mended = await server.fixed("main.tf")
        assert mended == core.fixed("main.tf") != {}
        editor.replace(uri, mended["main.tf"])
        only, trigger = ["source.fixAll.terrafence"], types.CodeActionTriggerKind.Automatic
        assert await editor.actions(uri, everywhere(text), only, trigger) == []
