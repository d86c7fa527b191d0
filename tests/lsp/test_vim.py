"""A real Vim with ALE, configured by pasting from its README."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from programs import with_server
from samples import IMDS, instance

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
README = HERE.parents[1] / "editors" / "vim" / "README.md"
SNIPPETS = re.findall(r"^```vim\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
CONFIG = "\n".join(snippet for snippet in SNIPPETS if "filetype=" in snippet or "ale#linter" in snippet)
ALE = Path("/usr/share/vim-ale")


def vim() -> str:
    found = shutil.which("vim")
    if found is None or not ALE.is_dir():
        pytest.skip("no vim with ALE: apt-get install vim-nox vim-ale")
    return found


def test_shows_and_forgets(tmp_path: Path) -> None:
    paths = {name: tmp_path / name.lower() for name in ("CONFIG", "UNSAVED", "REPORT")}
    paths["FILE"] = tmp_path / "main.tf"
    paths["CONFIG"].write_text(CONFIG)
    paths["UNSAVED"].write_text(instance())
    paths["FILE"].write_text("locals {}\n")
    env = with_server(tmp_path) | {name: str(path) for name, path in paths.items()} | {"HOME": str(tmp_path)}
    command = [vim(), "-u", "NONE", "-N", "-n", "-es", "-T", "dumb", "-S", str(HERE / "vim.vim")]
    subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)
    seen = json.loads(paths["REPORT"].read_text())
    assert "problem" not in seen, seen["problem"]
    assert seen["filetype"] == "terraform"
    assert seen["modified"]
    assert seen["at"] == "http_tokens"
    assert seen["code"] == IMDS
    assert seen["gone"]
