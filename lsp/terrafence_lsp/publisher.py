"""Gets diagnostics to the client: pushed, or kept until it asks. Never both."""

from typing import Protocol, final

from lsprotocol import types

from terrafence.record import NamedTuple
from terrafence_lsp import diagnostics
from terrafence_lsp.analysis import settings_problem
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.session import Module, Session


class Outlet(Protocol):
    """The messages that a publisher sends."""

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None: ...

    def workspace_diagnostic_refresh(self, params: None) -> object: ...

    def workspace_code_lens_refresh(self, params: None) -> object: ...

    def workspace_inlay_hint_refresh(self, params: None) -> object: ...


class Delivered(NamedTuple):
    """What the client last got for a document."""

    version: int
    result_id: str
    items: list[types.Diagnostic]


@final
class Publisher:
    """Knows what the client has, so that nothing is sent twice and a pull can be answered `unchanged`."""

    def __init__(self, session: Session, outlet: Outlet) -> None:
        self._session = session
        self._outlet = outlet
        self._delivered: dict[str, Delivered] = {}
        self._elsewhere: dict[str, list[types.Diagnostic]] = {}
        self._results = 0

    def deliver(self, module: Module) -> None:
        """Sends a new result; a client that pulls is told to ask again for documents that it did not
        change itself."""
        stale = False
        if not self._session.client.pulls:
            self._push_elsewhere()
        for uri, items in diagnostics.of_module(self._session, module).items():
            stale |= self._deliver(self._session.documents[uri], items)
        if stale:
            self._outlet.workspace_diagnostic_refresh(None)
            self.refresh_marks()

    def deliver_settings(self, document: Document) -> None:
        """Sends what is wrong in a settings file that is open."""
        if not self._session.client.pulls:
            self._deliver(document, self._of_settings(document))

    def answer(
        self, document: Document, module: Module | None, previous: str | None
    ) -> types.DocumentDiagnosticReport:
        """The answer to a pull, from the module's last result."""
        items: list[types.Diagnostic] = []
        if module is not None:
            items = diagnostics.of_module(self._session, module).get(document.uri, items)
        elif document.role is Role.SETTINGS:
            items = self._of_settings(document)
        delivered = self._record(document, items)
        if delivered.result_id == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=delivered.result_id)
        report = types.RelatedFullDocumentDiagnosticReport(items=items, result_id=delivered.result_id)
        if module is not None and self._session.client.related_documents:
            elsewhere = diagnostics.elsewhere(self._session, module.base)
            report.related_documents = {
                uri: types.FullDocumentDiagnosticReport(items=found) for uri, found in elsewhere.items()
            }
        return report

    def withdraw(self, uri: str) -> None:
        """Clears the diagnostics of a document that is closed, and those of files that only its module
        had something to say about."""
        delivered = self._delivered.pop(uri, None)
        if delivered is not None and delivered.items and not self._session.client.pulls:
            self._outlet.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        if not self._session.client.pulls:
            self._push_elsewhere()

    def _push_elsewhere(self) -> None:
        """Sends what the results say of files that are not open, and clears what they do not say any more."""
        found: dict[str, list[types.Diagnostic]] = {}
        for module in self._session.modules.values():
            for uri, items in diagnostics.elsewhere(self._session, module.base).items():
                known = found.setdefault(uri, [])
                known += [item for item in items if item not in known]
        for uri in self._elsewhere.keys() | found.keys():
            items = found.get(uri, [])
            if uri not in self._session.documents and items != self._elsewhere.get(uri):
                self._outlet.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items))
        self._elsewhere = found

    def _deliver(self, document: Document, items: list[types.Diagnostic]) -> bool:
        """Whether the client must be told to ask again."""
        before = self._delivered.get(document.uri)
        same = before is not None and before.version == document.version
        if self._session.client.pulls:
            return before is not None and same and before.items != items
        if before is None or not same or before.items != items:
            self._delivered[document.uri] = Delivered(document.version, "", items)
            params = types.PublishDiagnosticsParams(document.uri, items, document.version)
            self._outlet.text_document_publish_diagnostics(params)
        return False

    def refresh_marks(self) -> None:
        """Tells a client that listens to ask for lenses and hints again."""
        if self._session.client.refreshes_lenses:
            self._outlet.workspace_code_lens_refresh(None)
        if self._session.client.refreshes_hints:
            self._outlet.workspace_inlay_hint_refresh(None)

    def _record(self, document: Document, items: list[types.Diagnostic]) -> Delivered:
        before = self._delivered.get(document.uri)
        if before is None or before.items != items:
            self._results += 1
            before = Delivered(document.version, str(self._results), items)
        self._delivered[document.uri] = before._replace(version=document.version)
        return before

    def _of_settings(self, document: Document) -> list[types.Diagnostic]:
        problem = "" if document.path is None else settings_problem(document.path, document.text)
        if not problem:
            return []
        line, _, message = problem.removeprefix(f"{document.path}:").partition(": ")
        return [diagnostics.not_checked(message, int(line) - 1 if line.isdigit() else 0)]
