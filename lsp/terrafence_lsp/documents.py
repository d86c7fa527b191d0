"""The text of open documents, kept byte for byte as the client has it."""

import os
import posixpath
from collections.abc import Iterable
from enum import Enum
from urllib.parse import quote

from lsprotocol import types

from terrafence.config import SETTINGS_FILES
from terrafence.record import NamedTuple
from terrafence.text import Edit, Encoding, LineIndex, apply_edits
from terrafence_lsp import uris
from terrafence_lsp.positions import to_span

SOURCE_SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")


class Role(Enum):
    """What a document is to the server."""

    SOURCE = "linted"
    LONE = "linted by itself: it is nowhere on disk"
    SETTINGS = "settings of the documents beside and below it"
    OTHER = "only read by others"


class Document(NamedTuple):
    """An open document. `path` is where the core finds it, symbolic links resolved; None when it is of no
    use to the core."""

    uri: str
    path: str | None
    role: Role
    version: int
    text: bytes
    lines: LineIndex

    @property
    def linted(self) -> bool:
        """Whether the document has findings of its own."""
        return self.role in (Role.SOURCE, Role.LONE)


def opened(item: types.TextDocumentItem) -> Document:
    """The document that the client opens."""
    path, role = _place(item.uri, item.language_id)
    text = _bytes(item.text)
    return Document(item.uri, path, role, item.version, text, LineIndex(text))


def changed(
    document: Document,
    version: int,
    changes: Iterable[types.TextDocumentContentChangeEvent],
    encoding: Encoding,
) -> Document:
    """The document after the changes, each of which counts from the text that the one before it left."""
    text, lines = document.text, document.lines
    for change in changes:
        inserted = _bytes(change.text)
        if isinstance(change, types.TextDocumentContentChangePartial):
            text = apply_edits(text, [Edit(to_span(lines, change.range, encoding), inserted)])
        else:
            text = inserted
        lines = LineIndex(text)
    return document._replace(version=version, text=text, lines=lines)


def _place(uri: str, language: str) -> tuple[str | None, Role]:
    path = uris.to_path(uri)
    if path is None:
        lone = uris.scheme(uri) == "untitled" and language in _LONE_NAMES
        return (f"/{quote(uri, safe='')}/{_LONE_NAMES[language]}", Role.LONE) if lone else (None, Role.OTHER)
    path = os.path.realpath(path).replace(os.sep, "/")
    name = posixpath.basename(path)
    if name in SETTINGS_FILES:
        return path, Role.SETTINGS
    return path, Role.SOURCE if name.endswith(SOURCE_SUFFIXES) else Role.OTHER


_LONE_NAMES = {
    "terraform": "main.tf",
    "opentofu": "main.tofu",
    "terraform-vars": "terraform.tfvars",
    "opentofu-vars": "terraform.tfvars",
}


def _bytes(text: str) -> bytes:
    """Half of a surrogate pair, which a client can send, becomes a question mark: one unit, as it was."""
    return text.encode("utf-8", "replace")
