"""Where the files of a result are for the client: URIs, ranges, and edits in its units."""

import posixpath
from collections.abc import Iterable
from typing import final

from lsprotocol import types

from terrafence.files import Unreadable
from terrafence.finding import FileEdit
from terrafence.text import Edit, LineIndex, Span
from terrafence_lsp import uris
from terrafence_lsp.analysis import Outcome
from terrafence_lsp.client import Client
from terrafence_lsp.positions import to_range
from terrafence_lsp.session import Session


@final
class Places:
    """The files that a result speaks of. An open document goes by the URI that the client gave it."""

    def __init__(self, session: Session, outcome: Outcome) -> None:
        self._documents = {document.path: document for document in session.documents.values()}
        self._outcome = outcome
        self.client: Client = session.client
        self.fail_on = outcome.fail_on

    def uri(self, path: str) -> str:
        """The URI of a path."""
        document = self._documents.get(path)
        return uris.from_path(path) if document is None else document.uri

    def range(self, path: str, span: Span) -> types.Range:
        """A byte span of a file as a range; the start of the file when it cannot be read any more."""
        return to_range(self._lines(path) or LineIndex(b""), span, self.client.encoding)

    def location(self, path: str, span: Span) -> types.Location:
        """A byte span of a file as a location."""
        return types.Location(uri=self.uri(path), range=self.range(path, span))

    def link(self, path: str, span: Span) -> str:
        """A place as a Markdown link that says file and line, or as those words."""
        line = self.range(path, span).start.line + 1
        said = f"{posixpath.basename(path)}:{line}"
        return f"[{said}]({self.uri(path)}#L{line})" if self.client.markdown else said

    def text_edits(self, path: str, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits of one file, in order."""
        ordered = sorted(edits, key=lambda edit: edit.span)
        return [
            types.TextEdit(self.range(path, edit.span), edit.text.decode("utf-8", "replace"))
            for edit in ordered
        ]

    def workspace_edit(self, edits: Iterable[FileEdit]) -> types.WorkspaceEdit:
        """Edits of any files as one, bound to the versions they were made for where the client takes
        that."""
        by_path: dict[str, list[Edit]] = {}
        for path, edit in edits:
            by_path.setdefault(path, []).append(edit)
        written = {path: self.text_edits(path, found) for path, found in by_path.items()}
        if not self.client.document_changes:
            return types.WorkspaceEdit(changes={self.uri(path): found for path, found in written.items()})
        return types.WorkspaceEdit(
            document_changes=[
                types.TextDocumentEdit(self._versioned(path), found) for path, found in written.items()
            ]
        )

    def created(self, path: str, text: bytes) -> types.WorkspaceEdit:
        """A file that is not there yet."""
        start = types.Position(0, 0)
        insert = types.TextEdit(types.Range(start, start), text.decode())
        new = types.OptionalVersionedTextDocumentIdentifier(self.uri(path), None)
        changes = [types.CreateFile(self.uri(path)), types.TextDocumentEdit(new, [insert])]
        return types.WorkspaceEdit(document_changes=changes)

    def source(self, path: str) -> bytes | None:
        """The text that the result was made from; None when the file cannot be read."""
        document, file = self._documents.get(path), self._outcome.report.files.get(path)
        if document is not None:
            return document.text
        if file is not None:
            return file.source
        try:
            return self._outcome.files.read(path)
        except Unreadable:
            return None

    def _lines(self, path: str) -> LineIndex | None:
        document, file = self._documents.get(path), self._outcome.report.files.get(path)
        if document is not None:
            return document.lines
        if file is not None:
            return file.lines
        source = self.source(path)
        return None if source is None else LineIndex(source)

    def _versioned(self, path: str) -> types.OptionalVersionedTextDocumentIdentifier:
        document = self._documents.get(path)
        version = None if document is None else document.version
        return types.OptionalVersionedTextDocumentIdentifier(uri=self.uri(path), version=version)


def smallest_edit(old: bytes, new: bytes) -> Edit | None:
    """The one edit of whole lines that makes `new` of `old`; None when they are the same. Whole lines,
    because a position inside a CRLF or a character cannot be said in the protocol."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = _same(before, after)
    tail = _same(before[head:][::-1], after[head:][::-1])
    if old == new:
        return None
    start = sum(map(len, before[:head]))
    end = len(old) - sum(map(len, before[len(before) - tail :]))
    return Edit(Span(start, end), b"".join(after[head : len(after) - tail]))


def _same(left: list[bytes], right: list[bytes]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))
