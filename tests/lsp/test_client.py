"""What is read from the capabilities of editors."""

import pytest
from capabilities import NONE, captured
from lsprotocol import types

from terrafence.text import Encoding
from terrafence_lsp.client import Client, read


def test_a_client_that_announces_nothing_is_asked_for_nothing() -> None:
    assert read(NONE) == Client()


@pytest.mark.parametrize(
    ("announced", "encoding"),
    [
        ([], Encoding.UTF16),
        (["utf-7"], Encoding.UTF16),
        (["utf-7", "utf-32"], Encoding.UTF32),
        (["utf-8", "utf-16"], Encoding.UTF8),
    ],
)
def test_encodings(announced: list[str], encoding: Encoding) -> None:
    general = types.GeneralClientCapabilities(position_encodings=announced)
    assert read(types.ClientCapabilities(general=general)).encoding is encoding


@pytest.mark.parametrize(
    ("editor", "encoding", "abilities"),
    [
        (
            "vscode",
            Encoding.UTF16,
            "pulls related_information document_changes creates_files literal_actions resolves preferred "
            "markdown configuration watches_files watches_settings shows_documents progress "
            "refreshes_lenses refreshes_hints",
        ),
        (
            "nvim",
            Encoding.UTF8,
            "related_information creates_files literal_actions resolves preferred markdown configuration "
            "shows_documents progress refreshes_hints",
        ),
        ("eglot", Encoding.UTF16, "document_changes literal_actions preferred configuration watches_files"),
    ],
)
def test_editors(editor: str, encoding: Encoding, abilities: str) -> None:
    client = read(captured(editor))
    assert client.encoding is encoding
    assert {name for name, value in client._asdict().items() if value is True} == set(abilities.split())
