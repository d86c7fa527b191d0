"""Real repositories, whole: nothing is left unread, and mending them breaks nothing."""

import difflib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import hcl2
import pytest

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.fix import Fixed, fix
from terrafence.lint import lint

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
TERRAFORM = shutil.which("terraform")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no real repositories at {CORPUS}")


@pytest.mark.parametrize("name", ["terragoat", "terraform-aws-eks"])
def test_every_file_is_read_without_an_error(name: str) -> None:
    path = CORPUS / name
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "terrafence_hooks",
            "check",
            "--format",
            "json",
            "--isolated",
            "--exit-zero",
            path,
        ],
        capture_output=True,
        check=False,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("core", "hooks", "lsp"))},
    )
    assert (run.returncode, run.stderr) == (0, b"")
    document = json.loads(run.stdout)
    assert document["errors"] == []
    assert document["findings"]
    assert document["summary"]["files"] == len(list(path.rglob("*.tf")))


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fixed]:
    copy = tmp_path_factory.mktemp("mended") / "terragoat"
    shutil.copytree(CORPUS / "terragoat", copy)
    result = fix(Disk(), [str(copy)], Config(), unsafe=True)
    for path, text in result.changed.items():
        Path(path).write_bytes(text)
    return copy, result


def test_something_was_mended_and_nothing_refused(mended: tuple[Path, Fixed]) -> None:
    _, result = mended
    assert len(result.applied) > 30
    assert result.refused == ()


def test_a_second_run_changes_nothing(mended: tuple[Path, Fixed]) -> None:
    copy, _ = mended
    again = fix(Disk(), [str(copy)], Config(), unsafe=True)
    assert (dict(again.changed), again.applied) == ({}, ())


def test_what_was_mended_is_gone_and_nothing_is_new(mended: tuple[Path, Fixed]) -> None:
    copy, result = mended
    before = Counter(
        (finding.rule.id, finding.address)
        for finding in lint(Disk(), [str(CORPUS / "terragoat")], Config()).findings
    )
    after = Counter(
        (finding.rule.id, finding.address) for finding in lint(Disk(), [str(copy)], Config()).findings
    )
    applied = Counter((finding.rule.id, finding.address) for finding in result.applied)
    assert after - before == Counter()
    assert after - (before - applied) == Counter()


def test_every_file_still_parses_in_another_parser(mended: tuple[Path, Fixed]) -> None:
    _, result = mended
    for text in result.changed.values():
        hcl2.loads(text.decode() + "\n")  # pyright: ignore[reportUnknownMemberType]


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_fmt_differs_on_no_line_that_was_written(mended: tuple[Path, Fixed]) -> None:
    copy, result = mended
    for path, text in result.changed.items():
        original = (CORPUS / "terragoat" / Path(path).relative_to(copy)).read_text().splitlines()
        ours = text.decode().splitlines()
        formatted = _fmt(text).splitlines()
        assert _new(original, ours) & _changed(ours, formatted) == set(), path


def _new(old: list[str], new: list[str]) -> set[int]:
    """The lines of `new` that say something else than before: one that was only aligned anew was written
    by others."""
    known = {"".join(line.split()) for line in old}
    return {at for at, line in enumerate(new) if line.strip() and "".join(line.split()) not in known}


def _changed(old: list[str], new: list[str]) -> set[int]:
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {line for tag, start, end, _, _ in codes if tag != "equal" for line in range(start, end)}


def _fmt(text: bytes) -> str:
    assert TERRAFORM is not None
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    run = subprocess.run(
        [TERRAFORM, "fmt", "-"], input=text, capture_output=True, check=True, env=environment
    )
    return run.stdout.decode()
