"""What the server knows. The event loop owns it; other threads only ever see a `Snapshot`."""

import asyncio
import posixpath
from typing import final

from terrafence.config import BASELINE_FILE, SETTINGS_FILES
from terrafence.novelty import Heads, Novelty
from terrafence_lsp.analysis import NOTHING, Outcome, Result, Snapshot, alone, over_disk
from terrafence_lsp.client import Client
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.settings import Settings


@final
class Module:
    """A directory with open documents: what is linted together.

    `generation` counts the changes that may bear on it; `outcome` is the last result, and belongs to the
    present text when the two generations are the same; `base` is the last that was complete. `changes` are
    those since then: the last generation that a change of each open document began, and under None that of
    changes of more.
    `readable` has, for each document that does not parse now, the last result in which it did.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.generation = 1
        self.changes: dict[str | None, int] = {}
        self.outcome = self.base = Outcome(0, over_disk({}), NOTHING)
        self.readable: dict[str, Outcome] = {}
        self.waiters: list[asyncio.Future[None]] = []

    @property
    def settled(self) -> bool:
        """Whether the outcome belongs to the present text."""
        return self.outcome.generation == self.generation

    @property
    def complete(self) -> bool:
        """Whether it does, and nothing more is to come."""
        return self.base.generation == self.generation

    def touch(self, path: str | None = None) -> None:
        """Makes the outcome old: an open document changed, or anything did."""
        self.generation += 1
        self.changes[path] = self.generation

    def edited(self, since: Outcome) -> tuple[str, ...] | None:
        """The documents that changed since an outcome, the base or a later one; None when more did."""
        paths = {path for path, generation in self.changes.items() if generation > since.generation}
        return None if None in paths else tuple(sorted(path for path in paths if path is not None))

    def reads(self, path: str) -> bool:
        """Whether a change of the file may change the outcome."""
        directory, name = posixpath.split(path)
        return (
            name in (*SETTINGS_FILES, BASELINE_FILE)
            or directory == self.directory
            or directory in self.base.directories
        )


@final
class Session:
    """The open documents, the modules that they are in, and what the client can do and wants."""

    def __init__(self) -> None:
        self.client = Client()
        self.settings = Settings()
        self.documents: dict[str, Document] = {}
        self.modules: dict[str, Module] = {}
        self.folders: list[str] = []
        self.heads = Heads()

    def folder_of(self, path: str) -> str:
        """The innermost workspace folder that a file is in, else its directory."""
        around = [folder for folder in self.folders if path.startswith(f"{folder.rstrip('/')}/")]
        return max(around, key=len, default=posixpath.dirname(path))

    def linted(self, module: Module) -> list[Document]:
        """The open documents of a module that have findings of their own."""
        return [document for document in self.documents.values() if self.module_of(document) is module]

    def module_of(self, document: Document) -> Module | None:
        """The module that a document is linted with."""
        if document.path is None or not document.linted:
            return None
        return self.modules.get(posixpath.dirname(document.path))

    def put(self, document: Document) -> list[Module]:
        """Opens a document, or takes its new text. Returns the modules to lint again, the document's own
        first."""
        new = document.uri not in self.documents
        self.documents[document.uri] = document
        if document.path is not None and document.linted:
            directory = posixpath.dirname(document.path)
            self.modules.setdefault(directory, Module(directory))
        return self.touch(None if new else document.path, self.module_of(document))

    def drop(self, uri: str) -> list[Module]:
        """Closes a document. Returns the modules to lint again."""
        document = self.documents.pop(uri, None)
        if document is None:
            return []
        for module in [module for module in self.modules.values() if not self.linted(module)]:
            del self.modules[module.directory]
            _release(module)
        return self.touch(None)

    def touch(self, path: str | None, first: Module | None = None) -> list[Module]:
        """Makes every result old that a change of the file may change, or every result at all. Returns
        those modules, `first` first."""
        touched = [module for module in self.modules.values() if path is None or module.reads(path)]
        for module in touched:
            module.touch(path)
        return sorted(touched, key=lambda module: module is not first)

    def snapshot(self, module: Module) -> Snapshot:
        """The module as it stands."""
        documents = self.linted(module)
        paths = tuple(sorted({document.path for document in documents if document.path is not None}))
        buffers = {
            document.path: document.text
            for document in self.documents.values()
            if document.path is not None and document.role is not Role.LONE
        }
        lone = next((document for document in documents if document.role is Role.LONE), None)
        files = over_disk(buffers) if lone is None else alone(paths[0], lone.text)
        last, generation = module.base, module.generation
        return Snapshot(
            generation,
            module.directory,
            paths,
            files,
            last.config,
            last.report.files,
            Novelty(files, self.heads),
            _result(module, module.base),
            _result(module, module.outcome),
            last.novelty,
            lambda: module.generation != generation,
            self.settings.notes,
        )

    def settle(self, module: Module, outcome: Outcome) -> list[Module]:
        """Takes a result, which later edits may have made old; the next one starts from it. Returns the
        modules that this module has begun or ceased to read, whose own results are old by that."""
        if (outcome.generation, outcome.complete) <= (module.outcome.generation, module.outcome.complete):
            return []
        module.outcome = outcome
        touched = self._complete(module, outcome) if outcome.complete else []
        if module.settled:
            _release(module)
        return touched

    def _complete(self, module: Module, outcome: Outcome) -> list[Module]:
        first = module.base.generation == 0
        moved = frozenset[str]() if first else module.base.directories ^ outcome.directories
        _keep_readable(module, outcome)
        module.base = outcome
        later = {path: at for path, at in module.changes.items() if at > outcome.generation}
        module.changes = later
        touched = [other for other in self.modules.values() if other.directory in moved - {module.directory}]
        for other in touched:
            other.touch()
        return touched


def _keep_readable(module: Module, outcome: Outcome) -> None:
    """Holds on to the result that is about to go where the new one does not parse."""
    for path, file in outcome.report.files.items():
        before = module.base.report.files.get(path)
        if not file.problems:
            module.readable.pop(path, None)
        elif before is not None and not before.problems:
            module.readable[path] = module.base


def _result(module: Module, outcome: Outcome) -> Result | None:
    edited = module.edited(outcome)
    if edited is None or outcome.judgement is None:
        return None
    return Result(outcome.judgement, edited)


def _release(module: Module) -> None:
    for waiter in module.waiters:
        if not waiter.done():
            waiter.set_result(None)
    module.waiters.clear()
