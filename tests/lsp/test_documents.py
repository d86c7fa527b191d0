"""The text of open documents under edits."""

from pathlib import Path

import pytest
from lsprotocol import types

from terrafence.text import Encoding
from terrafence_lsp.documents import Document, Role, changed, opened

UTF8, UTF16, UTF32 = Encoding.UTF8, Encoding.UTF16, Encoding.UTF32


def open_text(text: str, uri: str = "file:///work/main.tf", language: str = "terraform") -> Document:
    return opened(types.TextDocumentItem(uri, language, 1, text))


def edit(start: tuple[int, int], end: tuple[int, int], text: str) -> types.TextDocumentContentChangeEvent:
    place = types.Range(types.Position(*start), types.Position(*end))
    return types.TextDocumentContentChangePartial(range=place, text=text)


@pytest.mark.parametrize(
    ("text", "start", "end", "inserted", "encoding", "expected"),
    [
        pytest.param("", (0, 0), (0, 0), "x", UTF16, "x", id="into an empty document"),
        pytest.param("ab", (7, 9), (9, 9), "x", UTF16, "abx", id="past the last line"),
        pytest.param("ab\ncd", (0, 99), (0, 99), "x", UTF16, "abx\ncd", id="past the end of the line"),
        pytest.param("abcd", (0, 3), (0, 1), "x", UTF16, "axd", id="ends swapped"),
        pytest.param("a\x0cb\nc", (1, 0), (1, 1), "x", UTF16, "a\x0cb\nx", id="form feed is no line end"),
        pytest.param("a\u2028b\nc", (1, 0), (1, 1), "x", UTF16, "a\u2028b\nx", id="nor is U+2028"),
        pytest.param("a\r\nb\r\n", (1, 0), (1, 1), "x", UTF16, "a\r\nx\r\n", id="CRLF"),
        pytest.param("a\r\nb", (0, 1), (1, 0), "", UTF16, "ab", id="joining CRLF lines"),
        pytest.param("a\rb\rc", (1, 0), (1, 1), "x", UTF16, "a\rx\rc", id="CR"),
        pytest.param("𝔘x", (0, 4), (0, 5), "y", UTF8, "𝔘y", id="astral before, utf-8"),
        pytest.param("𝔘x", (0, 2), (0, 3), "y", UTF16, "𝔘y", id="astral before, utf-16"),
        pytest.param("𝔘x", (0, 1), (0, 2), "y", UTF32, "𝔘y", id="astral before, utf-32"),
        pytest.param("äx", (0, 1), (0, 2), "y", UTF16, "äy", id="two bytes before, utf-16"),
        pytest.param("abc", (0, 0), (0, 3), "𝔘ä\n", UTF16, "𝔘ä\n", id="everything"),
    ],
)
def test_one_edit(
    text: str, start: tuple[int, int], end: tuple[int, int], inserted: str, encoding: Encoding, expected: str
) -> None:
    after = changed(open_text(text), 2, [edit(start, end, inserted)], encoding)
    assert after.text == expected.encode()
    assert after.version == 2


def test_each_change_counts_from_the_one_before() -> None:
    changes = [edit((0, 0), (0, 0), "a\n"), edit((1, 0), (1, 1), "𝔘"), edit((1, 2), (1, 2), "!")]
    assert changed(open_text("x"), 2, changes, UTF16).text == "a\n𝔘!".encode()


def test_whole_text_replaces_everything() -> None:
    whole = types.TextDocumentContentChangeWholeDocument(text="b\r\n")
    assert changed(open_text("a"), 2, [whole, edit((0, 1), (0, 1), "c")], UTF16).text == b"bc\r\n"


def test_half_a_surrogate_pair_does_no_harm() -> None:
    document = open_text("a\ud83db")
    assert document.text == b"a?b"
    assert changed(document, 2, [edit((0, 2), (0, 3), "\udc00c")], UTF16).text == b"a??c"


@pytest.mark.parametrize(
    ("uri", "language", "role"),
    [
        ("file:///work/main.py", "python", Role.OTHER),
        ("file:///work/main.tf.bak", "terraform", Role.OTHER),
        ("file:///work/tests/a.tftest.hcl", "terraform-test", Role.OTHER),
        ("vscode-vfs://github/a/main.tf", "terraform", Role.OTHER),
        ("git:/work/main.tf", "terraform", Role.OTHER),
        ("untitled:Untitled-1", "python", Role.OTHER),
        ("untitled:Untitled-1", "terraform", Role.LONE),
        ("file:///work/main.tf", "plaintext", Role.SOURCE),
        ("file:///work/main.tofu", "opentofu", Role.SOURCE),
        ("file:///work/main.tf.json", "json", Role.SOURCE),
        ("file:///work/prod.auto.tfvars", "terraform-vars", Role.SOURCE),
        ("file:///work/terrafence.toml", "toml", Role.SETTINGS),
        ("file:///work/pyproject.toml", "toml", Role.SETTINGS),
    ],
)
def test_roles(uri: str, language: str, role: Role) -> None:
    assert open_text("", uri, language).role is role


def test_untitled_documents_stand_each_alone() -> None:
    one, other = (open_text("", f"untitled:Untitled-{number}") for number in (1, 2))
    assert one.path is not None
    assert other.path is not None
    assert one.path.endswith("/main.tf")
    assert one.path.rpartition("/")[0] != other.path.rpartition("/")[0]


def test_links_are_resolved(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    document = open_text("", (tmp_path / "link" / "main.tf").as_uri())
    assert document.path == str(tmp_path.resolve() / "real" / "main.tf")
