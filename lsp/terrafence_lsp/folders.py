"""Diagnostics of the files that are not open, for a client that asks for the whole workspace."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeAlias, final

from lsprotocol import types

from terrafence.files import Files
from terrafence.novelty import Novelty
from terrafence.record import NamedTuple
from terrafence_lsp import diagnostics
from terrafence_lsp.analysis import Analyse, Outcome, Snapshot, over_disk, whole
from terrafence_lsp.session import Session

Run: TypeAlias = Callable[[Callable[[], Outcome]], Awaitable[Outcome]]


class _Given(NamedTuple):
    result_id: str
    items: list[types.Diagnostic]


@final
class Folders:
    """Lints the workspace folders when something changed on disk, not with every keystroke: what the open
    documents do to each other is told for each of them."""

    def __init__(self, session: Session, judge: Analyse, run: Run) -> None:
        self._session = session
        self._judge = judge
        self._run = run
        self._given: dict[str, _Given] = {}
        self._results = 0
        self._changed = asyncio.Event()
        self._changed.set()

    def touch(self) -> None:
        """Something changed on disk, or which files are open."""
        self._changed.set()

    async def due(self) -> None:
        """Waits until there is reason to look."""
        await self._changed.wait()

    def files(self) -> Files:
        """The disk with the open documents over it."""
        documents = self._session.documents.values()
        return over_disk({item.path: item.text for item in documents if item.path is not None})

    async def report(self, previous: Mapping[str, str]) -> types.WorkspaceDiagnosticReport:
        """What the client does not have yet; `previous` are the result ids that it has, by URI. Files that
        are open are left out: they are asked for one by one."""
        self._changed.clear()
        items: list[types.WorkspaceDocumentDiagnosticReport] = []
        found: dict[str, list[types.Diagnostic]] = {}
        for folder in self._session.folders:
            files = self.files()
            novelty = Novelty(files, self._session.heads)
            notes = self._session.settings.notes
            snapshot = Snapshot(0, folder, (folder,), files, None, novelty=novelty, notes=notes)
            outcome = await self._run(partial(self._whole, snapshot))
            found |= diagnostics.elsewhere(self._session, outcome)
        closed: dict[str, list[types.Diagnostic]] = {
            uri: [] for uri in previous if uri not in self._session.documents
        }
        for uri, diagnosed in sorted((closed | found).items()):
            given = self._record(uri, diagnosed)
            if previous.get(uri) != given.result_id:
                full = types.WorkspaceFullDocumentDiagnosticReport(uri, diagnosed, result_id=given.result_id)
                items.append(full)
        return types.WorkspaceDiagnosticReport(items)

    def _whole(self, snapshot: Snapshot) -> Outcome:
        return whole(self._judge(snapshot))

    def _record(self, uri: str, items: list[types.Diagnostic]) -> _Given:
        before = self._given.get(uri)
        if before is None or before.items != items:
            self._results += 1
            self._given[uri] = before = _Given(f"folder-{self._results}", items)
        return before
