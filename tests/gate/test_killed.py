"""Killed at any moment, no file is left half-written, and the next run is right."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repository import PACKAGES, Git

KEY = 'resource "aws_kms_key" "k{}" {{\n  description = "key"\n}}\n'
FILES = {f"m{number}/main.tf": "".join(KEY.format(at) for at in range(5)) for number in range(6)}
SETTINGS = {"terrafence.toml": 'select = ["aws-kms-rotation-off"]\n'}
KILLS = 100


def killed(git: Git, seconds: float, *arguments: str) -> None:
    """Runs the command line and kills it after some time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "terrafence_hooks", *arguments],
        cwd=git.path,
        env={**os.environ, "PYTHONPATH": PACKAGES},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def duration(git: Git, *arguments: str) -> float:
    started = time.monotonic()
    git_run = [sys.executable, "-m", "terrafence_hooks", *arguments]
    env = {**os.environ, "PYTHONPATH": PACKAGES}
    subprocess.run(git_run, cwd=git.path, env=env, capture_output=True, check=False)
    return time.monotonic() - started


@pytest.mark.slow
@pytest.mark.parametrize("command", ["fix", "baseline"])
def test_killed_at_random(git: Git, command: str) -> None:
    before = FILES
    git.write({**FILES, **SETTINGS})
    assert git.terrafence(command).code == 0
    after = {name: (git.path / name).read_text() for name in FILES}
    baseline = git.path / "terrafence.baseline"
    whole = baseline.read_bytes() if command == "baseline" else b""
    most = duration(git, command)
    rest = random.Random(50)
    for _ in range(KILLS):
        git.write({**FILES})
        baseline.unlink(missing_ok=True)
        killed(git, rest.uniform(most / 3, most * 1.2), command)
        for name in FILES:
            assert (git.path / name).read_text() in (before[name], after[name])
        assert not baseline.exists() or baseline.read_bytes() == whole
        assert git.terrafence(command).code == 0
        assert {name: (git.path / name).read_text() for name in FILES} == after


@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from terrafence.errors import UserError
    from terrafence_hooks.write import write_all

    path = tmp_path / "main.tf"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, moment, full)
    with pytest.raises(UserError, match="no space left on device"):
        write_all({str(path): b"new text"})
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["main.tf"]
