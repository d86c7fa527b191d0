"""The process: how it starts and how it ends."""

import json
import subprocess
import sys

import pytest
from editor import SERVER, environment

from terrafence import __version__

pytestmark = pytest.mark.e2e


def message(method: str, number: int | None = None, params: object = None) -> bytes:
    content: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
    if number is not None:
        content["id"] = number
    body = json.dumps(content).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


INITIALIZE = message("initialize", 1, {"processId": None, "rootUri": None, "capabilities": {}})


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(b"", 1, id="the client goes away at once"),
        pytest.param(b"nonsense\r\n", 1, id="nonsense"),
        pytest.param(INITIALIZE, 1, id="the client goes away"),
        pytest.param(INITIALIZE + message("exit"), 1, id="exit without shutdown"),
        pytest.param(INITIALIZE + message("shutdown", 2) + message("exit"), 0, id="in order"),
    ],
)
def test_ends(sent: bytes, code: int) -> None:
    done = subprocess.run(SERVER, input=sent, capture_output=True, timeout=20, env=environment(), check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


def test_the_command_line_starts_it() -> None:
    command = (sys.executable, "-m", "terrafence_hooks", "lsp", "--stdio")
    sent = INITIALIZE + message("shutdown", 2) + message("exit")
    done = subprocess.run(
        command, input=sent, capture_output=True, timeout=20, env=environment(), check=False
    )
    assert done.returncode == 0, done.stderr
    assert b'"serverInfo"' in done.stdout


def test_says_its_version() -> None:
    command = (sys.executable, "-m", "terrafence_lsp", "--version")
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, env=environment(), check=True)
    assert done.stdout == f"terrafence {__version__}\n"


def test_without_the_protocol_library_says_how_to_install_it() -> None:
    code = (
        "import sys; sys.modules['pygls'] = None; "
        "from terrafence_lsp.__main__ import main; sys.exit(main([]))"
    )
    command = (sys.executable, "-c", code)
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, env=environment(), check=False)
    assert done.returncode == 2
    assert "pip install 'terrafence[lsp]'" in done.stderr
    assert "Traceback" not in done.stderr
