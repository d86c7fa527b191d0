"""The capabilities of real editors, as captured from them."""

import json
from pathlib import Path

import pytest
from lsprotocol import converters, types

CAPTURED = Path(__file__).parents[3] / "shared" / "field" / "client-capabilities"
EDITORS = ("vscode", "nvim", "eglot")
NONE = types.ClientCapabilities()
BARE = "bare"
ABLE = "able"
_ACTIONS = types.CodeActionClientCapabilities(
    code_action_literal_support=types.ClientCodeActionLiteralOptions(
        types.ClientCodeActionKindOptions([types.CodeActionKind.QuickFix])
    )
)


def captured(editor: str) -> types.ClientCapabilities:
    """What an editor announces, `bare` being one that announces nothing and `able` one that takes code
    actions and nothing else; skips the test where the captures are not at hand."""
    if editor == BARE:
        return NONE
    if editor == ABLE:
        return types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(code_action=_ACTIONS)
        )
    path = CAPTURED / f"caps-{editor}.json"
    if not path.is_file():
        pytest.skip(f"no captured capabilities of {editor} at {path}")
    raw = json.loads(path.read_text())["capabilities"]
    return converters.get_converter().structure(raw, types.ClientCapabilities)
