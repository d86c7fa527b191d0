"""The server says and does what the command line does."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from capabilities import NONE, captured
from editor import applied, attached, edits_of, environment
from lsprotocol import types
from samples import IMDS, everywhere, instance

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio]

FAULTY = (
    instance()
    + """
resource "aws_s3_bucket" "data" {
  bucket = "data-𝔘"
}

resource "aws_db_instance" "db" {
  engine              = "postgres"
  publicly_accessible = true
  storage_encrypted   = false
}

resource "aws_kms_key" "key" {}

variable "open" {
  default = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "ssh" {
  type        = "ingress"
  from_port   = 22
  to_port     = 22
  protocol    = "tcp"
  cidr_blocks = var.open
}
"""
)
BROKEN = FAULTY.replace('engine              = "postgres"', "engine = ")


def terrafence(*arguments: str, code: int) -> str:
    """What the command line writes."""
    command = (sys.executable, "-m", "terrafence_hooks", *arguments)
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


IGNORED = "# terrafence:ignore-file[aws-ec2-imds-v1-enabled, aws-kms-rotation-off] a sandbox\n" + FAULTY


@pytest.mark.parametrize("text", ["", FAULTY, BROKEN, IGNORED, FAULTY.replace("\n", "\r\n")])
async def test_check_says_the_same(text: str, tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(text.encode())
    said = json.loads(terrafence("check", "--format", "json", "--exit-zero", str(path), code=0))
    expected = [
        (found["rule_id"], found["message"], found["range"])
        for found in said["findings"]
        if not found["suppressed"] and found["level"] != "note"
    ]
    async with attached(NONE) as editor:
        editor.open(path.as_uri(), text)
        answer = [
            (found.code, found.message, as_json(found.range))
            for found in await editor.diagnostics(path.as_uri())
        ]
    assert answer == expected
    assert bool(answer) is bool(text)
    assert (IMDS in [rule for rule, *_ in answer]) is (text not in ("", IGNORED))


async def test_the_baseline_lets_be_the_same_and_grows_the_same(tmp_path: Path) -> None:
    path, kept = tmp_path / "main.tf", tmp_path / "terrafence.baseline"
    path.write_text(FAULTY)
    (tmp_path / "terrafence.toml").write_text('select = ["aws-ec2-imds-v1-enabled"]\n')
    async with attached(captured("vscode")) as editor:
        editor.open(path.as_uri(), FAULTY)
        [found] = await editor.diagnostics(path.as_uri())
        actions = await editor.actions(path.as_uri(), found.range)
        action = next(item for item in actions if item.title.endswith("add it to the baseline"))
        assert action.edit is not None
        assert action.edit.document_changes is not None
        created, written = action.edit.document_changes
        assert isinstance(created, types.CreateFile)
        assert created.uri == kept.as_uri()
        assert isinstance(written, types.TextDocumentEdit)
        [insert] = written.edits
        terrafence("baseline", str(path), code=0)
        assert isinstance(insert, types.TextEdit)
        assert insert.new_text == kept.read_text()
        editor.disk_changed(kept.as_uri())
        assert await editor.diagnostics(path.as_uri()) == []
        kept.write_text("nonsense\n")
        editor.disk_changed(kept.as_uri())
        [problem] = await editor.diagnostics(path.as_uri())
        assert "terrafence.baseline:1: is not a line of a baseline" in problem.message


async def test_findings_are_added_to_the_baseline_one_by_one(tmp_path: Path) -> None:
    path, kept, alone = tmp_path / "main.tf", tmp_path / "terrafence.baseline", tmp_path / "alone.baseline"
    text = FAULTY + instance().replace("web", "other")
    path.write_text(text)
    (tmp_path / "terrafence.toml").write_text(
        'select = ["aws-ec2-imds-v1-enabled", "aws-kms-rotation-off"]\n'
    )
    terrafence("baseline", str(path), code=0)
    shutil.move(kept, alone)
    kept.write_text("")
    async with attached(captured("eglot")) as editor:
        editor.open(path.as_uri(), text)
        for left in (2, 1, 0):
            found, *_ = await editor.diagnostics(path.as_uri())
            actions = await editor.actions(path.as_uri(), found.range)
            action = next(item for item in actions if item.title.endswith("add it to the baseline"))
            assert action.edit is not None
            [edits] = edits_of(action.edit, {kept.as_uri(): None}).values()
            kept.write_text(applied(kept.read_text(), edits, editor.encoding))
            editor.published.clear()
            editor.disk_changed(kept.as_uri())
            assert len(await editor.diagnostics(path.as_uri())) == left
    assert kept.read_text() == alone.read_text()


async def test_no_baseline_is_begun_where_the_editor_makes_no_files(tmp_path: Path) -> None:
    async with attached(captured("eglot")) as editor:
        editor.open((tmp_path / "main.tf").as_uri(), instance())
        [found, *_] = await editor.diagnostics((tmp_path / "main.tf").as_uri())
        actions = await editor.actions((tmp_path / "main.tf").as_uri(), found.range)
        assert actions
        assert [item.title for item in actions if "baseline" in item.title] == []


@pytest.mark.parametrize("editor_name", ["vscode", "eglot"])
@pytest.mark.parametrize("text", [FAULTY, FAULTY.replace("\n", "\r\n")])
async def test_fix_writes_the_same(editor_name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_bytes(text.encode())
    async with attached(captured(editor_name)) as editor:
        editor.open(path.as_uri(), text)
        [action] = await editor.actions(path.as_uri(), everywhere(text), ["source.fixAll.terrafence"])
        editor.apply(action.edit)
        mended = editor.texts[path.as_uri()]
    terrafence("fix", str(path), code=1)
    assert mended.encode() == path.read_bytes()
    assert mended != text


async def test_what_the_baseline_lets_be_is_not_mended(tmp_path: Path) -> None:
    path = tmp_path / "main.tf"
    path.write_text(FAULTY)
    terrafence("baseline", str(path), code=0)
    text = FAULTY + '\nresource "aws_kms_key" "new" {}\n'
    path.write_text(text)
    async with attached(captured("vscode")) as editor:
        editor.open(path.as_uri(), text)
        [action] = await editor.actions(path.as_uri(), everywhere(text), ["source.fixAll.terrafence"])
        editor.apply(action.edit)
        mended = editor.texts[path.as_uri()]
    terrafence("fix", "--exit-zero", str(path), code=0)
    assert mended == path.read_text()
    assert (mended.startswith(FAULTY), mended.count("enable_key_rotation = true")) == (True, 1)


def as_json(place: types.Range) -> dict[str, dict[str, int]]:
    return {
        name: {"line": at.line, "character": at.character}
        for name, at in (("start", place.start), ("end", place.end))
    }
