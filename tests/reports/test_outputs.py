"""Reports in files, several at once, as processes write them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from process import OPEN_BUCKET, environment, terrafence

pytestmark = pytest.mark.e2e


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "main.tf").write_text(OPEN_BUCKET)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_several_at_once(module: Path) -> None:
    outputs = [f"--output={name}={name}.out" for name in ("sarif", "junit", "html", "json", "concise")]
    run = terrafence("check", *outputs, extra={"FORCE_COLOR": "1"})
    assert run.returncode == 1
    assert "\x1b[" in run.stdout
    assert json.loads((module / "sarif.out").read_text())["version"] == "2.1.0"
    assert (module / "junit.out").read_text().startswith("<?xml")
    assert (module / "html.out").read_text().startswith("<!doctype html>")
    assert json.loads((module / "json.out").read_text())["summary"]["findings"] == 1
    assert "\x1b" not in (module / "concise.out").read_text()


def test_one_that_cannot_be_written_does_not_keep_back_the_others(module: Path) -> None:
    run = terrafence("check", "--output", "sarif=nowhere/x", "--output", "junit=x.xml", "-q")
    assert run.returncode == 2
    assert run.stderr == "terrafence: nowhere/x: cannot be written: no such file or directory\n"
    assert "aws-s3-acl-public-read" in run.stdout
    assert (module / "x.xml").exists()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("sarif", 'expected FORMAT=FILE, not "sarif"'),
        ("sarif=", "expected FORMAT=FILE"),
        ("srif=x", 'there is no format "srif"; did you mean "sarif"?'),
    ],
)
def test_what_is_no_output(module: Path, value: str, said: str) -> None:
    run = terrafence("check", "--output", value)
    assert run.returncode == 2
    assert said in run.stderr


def test_two_reports_do_not_go_to_one_file(module: Path) -> None:
    (module / "link").symlink_to("x")
    run = terrafence("check", "--output", "sarif=x", "--output", "junit=./link")
    assert (run.returncode, run.stderr) == (2, "terrafence: two reports would go to ./link\n")
    assert not (module / "x").exists()


def test_a_device_is_written_to_and_not_replaced(module: Path) -> None:
    os.mkfifo("pipe")
    with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        terrafence("check", "--output", "junit=pipe")
        told, _ = reader.communicate(timeout=30)
    assert told.startswith("<?xml")
    assert (module / "pipe").is_fifo()


def test_files_are_written_although_nobody_reads_the_rest(module: Path) -> None:
    command = [sys.executable, "-m", "terrafence_hooks", "check", "--output", "sarif=x.sarif"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(60) == 141
    assert json.loads((module / "x.sarif").read_text())["runs"]


def test_suppressed_findings_can_be_left_out(module: Path) -> None:
    (module / "main.tf").write_text(f"# terrafence:ignore[aws-s3-acl-public-read] a site\n{OPEN_BUCKET}")
    terrafence("check", "--output", "sarif=with", "--hide-suppressed", "--output", "json=without")
    assert json.loads((module / "with").read_text())["runs"][0]["results"] == []
    document = json.loads((module / "without").read_text())
    assert (document["findings"], document["summary"]["suppressed"]) == ([], 1)
