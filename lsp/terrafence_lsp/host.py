"""The server: the session, and what works on it."""

import logging
import traceback
from typing import final

from lsprotocol import types
from pygls.exceptions import FeatureRequestError, JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from terrafence import __version__
from terrafence_lsp import settings
from terrafence_lsp.analysis import Analyse
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.folders import Folders
from terrafence_lsp.heap import Heap
from terrafence_lsp.publisher import Publisher
from terrafence_lsp.scheduler import FAILED, Scheduler
from terrafence_lsp.session import Module, Session
from terrafence_lsp.wire import converter

log = logging.getLogger(__name__)

REPORT_BUGS = "https://github.com/terrafence/terrafence/issues"


@final
class Server(LanguageServer):
    """Holds the session and what works on it."""

    def __init__(self, judge: Analyse, heap: Heap | None = None) -> None:
        super().__init__("terrafence", __version__, converter_factory=converter)  # pyright: ignore[reportUnknownMemberType]
        self.session = Session()
        self.publisher = Publisher(self.session, self)
        self.scheduler = Scheduler(self.session, judge, self.deliver, self.bug, heap)
        self.folders = Folders(self.session, judge, self.scheduler.run)
        self.shut_down = False
        self._said: set[str] = set()

    def close(self) -> None:
        """Waits for what the worker is busy with, and ends what it started."""
        self.scheduler.stop(wait=True)
        self.session.heads.close()

    def deliver(self, module: Module) -> None:
        """Sends a new result to the client, with what kept it from being complete."""
        self.publisher.deliver(module)
        problem = module.outcome.problem
        shown_there = any(
            document.role is Role.SETTINGS and problem.startswith(f"{document.path}:")
            for document in self.session.documents.values()
        )
        if problem and problem != FAILED and not shown_there:
            self.say_once(problem, types.MessageType.Warning)

    def say_once(self, message: str, kind: types.MessageType) -> None:
        """Shows a message, the first time that there is reason to."""
        if message not in self._said:
            self._said.add(message)
            self.window_show_message(types.ShowMessageParams(kind, f"terrafence: {message}"))

    def bug(self, error: Exception) -> None:
        """The boundary of the server: what nobody foresaw is logged whole and shown once, and the server
        goes on."""
        log.error("unexpected", exc_info=error)
        whole = "".join(traceback.format_exception(error))
        if whole not in self._said:
            self._said.add(whole)
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, whole))
        self.say_once(f"a bug; please report it with the log at {REPORT_BUGS}", types.MessageType.Error)

    def report_server_error(self, error: Exception, source: object) -> None:
        """What pygls caught: a message that it could not read, or a handler's exception. Any other answer
        to a request is the client's to show."""
        if source is JsonRpcException:
            log.error("unreadable", exc_info=error)
            self.say_once("a message from the editor could not be read", types.MessageType.Warning)
        elif source is not FeatureRequestError or isinstance(error, JsonRpcInternalError):
            self.bug(error)

    def found(self, uri: str) -> tuple[Document, Module] | None:
        """An open document with its module; None for what is not open or not linted."""
        document = self.session.documents.get(uri)
        module = None if document is None else self.session.module_of(document)
        return None if document is None or module is None else (document, module)

    async def settled(self, uri: str) -> tuple[Document, Module] | None:
        """The same once the module's result is of the present text."""
        before = self.found(uri)
        if before is not None:
            await self.scheduler.settled(before[1])
        return self.found(uri)

    async def completed(self, uri: str) -> tuple[Document, Module] | None:
        """The same once nothing more is to come."""
        before = self.found(uri)
        if before is not None:
            await self.scheduler.completed(before[1])
        return self.found(uri)

    def configure(self, raw: object) -> None:
        """Takes the editor's settings; what is wrong with them is said once."""
        self.session.settings, problems = settings.parse(raw)
        if problems:
            self.say_once(f"settings: {'; '.join(problems)}", types.MessageType.Warning)
        self.look_again()

    def look_again(self) -> None:
        """Lints everything again: something changed that no document tells of."""
        self.folders.touch()
        self.scheduler.schedule(self.session.touch(None))
