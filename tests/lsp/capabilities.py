"""The capabilities of real editors, as captured from them."""

import json
from pathlib import Path

import pytest
from lsprotocol import converters, types

CAPTURED = Path(__file__).parents[3] / "shared" / "field" / "client-capabilities"
EDITORS = ("vscode", "nvim", "eglot")
NONE = types.ClientCapabilities()
BARE = "bare"


def captured(editor: str) -> types.ClientCapabilities:
    """What an editor announces, `bare` being one that announces nothing; skips the test where the captures
    are not at hand."""
    if editor == BARE:
        return NONE
    path = CAPTURED / f"caps-{editor}.json"
    if not path.is_file():
        pytest.skip(f"no captured capabilities of {editor} at {path}")
    raw = json.loads(path.read_text())["capabilities"]
    return converters.get_converter().structure(raw, types.ClientCapabilities)
