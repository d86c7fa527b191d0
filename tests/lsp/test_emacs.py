"""A real Emacs with eglot, configured by pasting from its README."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from programs import with_server
from samples import instance

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
README = HERE.parents[1] / "editors" / "emacs" / "README.md"
EGLOT = next(
    snippet
    for snippet in re.findall(r"^```elisp\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
    if "eglot-server-programs" in snippet
)
EGLOT_FILES = "/usr/share/emacs/site-lisp/elpa*/eglot*"
HAS_EGLOT = f'(unless (or (fboundp \'eglot) (file-expand-wildcards "{EGLOT_FILES}")) (kill-emacs 1))'


def emacs() -> str:
    found = shutil.which("emacs")
    if found is None:
        pytest.skip("no emacs: apt-get install emacs-nox elpa-eglot")
    if subprocess.run([found, "--batch", "--eval", HAS_EGLOT], check=False).returncode:
        pytest.skip("this Emacs has no eglot: apt-get install elpa-eglot, or Emacs 29")
    return found


def test_shows_mends_and_forgets(tmp_path: Path) -> None:
    text = instance(note="/* 𝔘 */ ")
    config, unsaved, report = tmp_path / "config.el", tmp_path / "unsaved", tmp_path / "report.json"
    config.write_text(EGLOT)
    unsaved.write_text(text)
    file = tmp_path / "main.tf"
    file.write_text("locals {}\n")
    script = [str(HERE / "emacs.el"), "--", *map(str, (config, file, unsaved, report))]
    env = with_server(tmp_path) | {"HOME": str(tmp_path)}
    command = [emacs(), "--batch", "-Q", "-l", *script]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert report.exists(), done.stderr
    seen = json.loads(report.read_text())
    assert "problem" not in seen, seen["problem"] + done.stderr
    assert seen["mode"] == "terraform-mode"
    assert seen["at"] == "http_tokens"
    assert seen["modified"] is True
    assert any(title.startswith("Ignore aws-ec2-imds-v1-enabled") for title in seen["titles"])
    assert seen["fixed"] == text.replace('"optional"', '"required"')
    assert file.read_text() == "locals {}\n"
