"""Visual Studio Code itself, with the extension as it is packaged: code-server in headless Chromium.

Needs `TERRAFENCE_CODE_SERVER`, a directory in which `npm install code-server` was run, its Node as
`TERRAFENCE_NODE`, npm, and Chromium: CONTRIBUTING.md has the commands. `TERRAFENCE_PICTURES` is where the
screenshots go (default: a temporary directory).
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from programs import with_server
from samples import IMDS, instance

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

EXTENSION = Path(__file__).parents[2] / "editors" / "vscode"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
TEXT = instance('"required"')
SETTINGS: dict[str, object] = {
    "editor.codeActionsOnSave": {"source.fixAll.terrafence": "explicit"},
    "files.autoSave": "off",
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Dark Modern",
    "chat.disableAIFeatures": True,
    "chat.commandCenter.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "window.menuBarVisibility": "hidden",
    "workbench.tips.enabled": False,
    "editor.minimap.enabled": False,
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, built and packaged."""
    if shutil.which("npm") is None:
        pytest.skip("no npm to build the extension with")
    if not (EXTENSION / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=EXTENSION, check=True)
    subprocess.run(["npm", "run", "build"], cwd=EXTENSION, check=True)
    target = tmp_path_factory.mktemp("package") / "terrafence.vsix"
    command = ["npx", "vsce", "package", "--no-dependencies", "-o", str(target)]
    done = subprocess.run(command, cwd=EXTENSION, capture_output=True, text=True, check=True)
    assert "warning" not in (done.stdout + done.stderr).lower()
    return target


@pytest.fixture(scope="module")
def seen(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What the script saw when it used the editor as a person would."""
    directory = tmp_path_factory.mktemp("vscode")
    project = directory / "project"
    project.mkdir()
    (project / "main.tf").write_text(TEXT)
    (project / "terrafence.toml").write_text(f'select = ["{IMDS}"]\n')
    # VS Code takes the PATH of a login shell, not that of its own environment.
    server = {"terrafence.path": str(directory / "bin" / "terrafence-lsp")}
    for scope, settings in (("User", SETTINGS), ("Machine", server)):
        file = directory / "data" / scope / "settings.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(settings))
    pictures = Path(os.environ.get("TERRAFENCE_PICTURES", directory / "pictures"))
    with_code_server = _CodeServer(directory)
    with_code_server.install(package)
    address = with_code_server.start()
    try:
        command = ["node", str(EXTENSION / "drive" / "drive.mjs"), address, str(project), str(pictures)]
        env = os.environ | {"CHROMIUM": CHROMIUM}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=400, check=False)
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout)
    finally:
        with_code_server.stop()


class _CodeServer:
    def __init__(self, directory: Path) -> None:
        root = os.environ.get("TERRAFENCE_CODE_SERVER")
        node = os.environ.get("TERRAFENCE_NODE")
        if root is None or node is None or not Path(CHROMIUM).exists():
            pytest.skip("no code-server: set TERRAFENCE_CODE_SERVER and TERRAFENCE_NODE (CONTRIBUTING.md)")
        entry = str(Path(root) / "node_modules" / "code-server" / "out" / "node" / "entry.js")
        folders = [
            "--user-data-dir",
            str(directory / "data"),
            "--extensions-dir",
            str(directory / "extensions"),
        ]
        self._command = [node, entry, *folders]
        self._env = with_server(directory)
        self._log = directory / "code-server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def install(self, package: Path) -> None:
        subprocess.run([*self._command, "--install-extension", str(package)], env=self._env, check=True)

    def start(self) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        flags = [
            "--auth",
            "none",
            "--disable-telemetry",
            "--disable-update-check",
            "--disable-workspace-trust",
        ]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*self._command, *flags, "--bind-addr", f"127.0.0.1:{port}"],
                env=self._env,
                stdout=log,
                stderr=log,
            )
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                    return address
            except OSError:
                time.sleep(0.2)
        raise AssertionError(self._log.read_text())

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)


def test_everything_went_as_a_person_would_expect(seen: dict[str, Any]) -> None:
    assert "error" not in seen, seen


def test_unsaved_text_is_underlined(seen: dict[str, Any]) -> None:
    assert seen["clean"] == 0
    assert seen["savedText"]
    assert seen["squiggle"] >= 1


def test_hover_shows_the_rule(seen: dict[str, Any]) -> None:
    for said in (IMDS, 'http_tokens = "optional"', "in aws_instance.web"):
        assert said in seen["hover"].replace("\xa0", " ")


def test_the_lightbulb_offers_the_fix_and_the_ways_to_silence(seen: dict[str, Any]) -> None:
    assert seen["lightbulb"]
    offered = "\n".join(seen["menu"])
    for title in (
        "Set `metadata_options.http_tokens`",
        f"Ignore {IMDS} here with a reason",
        f"Ignore {IMDS} in this whole block with a reason",
        f"Ignore {IMDS} in this whole file with a reason",
        f"Let this finding of {IMDS} be: add it to the baseline",
        f"Show the page of {IMDS}",
    ):
        assert title in offered


def test_the_fix_is_applied(seen: dict[str, Any]) -> None:
    assert re.search(r'http_tokens\s*=\s*"required"', seen["fixed"])


def test_saving_fixes_all(seen: dict[str, Any]) -> None:
    assert seen["fixedOnSave"] == TEXT


def test_calls_follow_a_module_that_is_renamed(seen: dict[str, Any]) -> None:
    assert 'source = "./net"\n' in seen["calls"]


def test_silencing_writes_the_comment(seen: dict[str, Any]) -> None:
    assert f"# terrafence:ignore[{IMDS}] " in seen["ignored"]
