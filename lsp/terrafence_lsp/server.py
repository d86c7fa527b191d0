"""The language server: the protocol's messages, each handed to what answers it."""

import logging
import traceback
from collections.abc import Callable
from typing import final

from lsprotocol import types
from pygls.exceptions import (
    FeatureRequestError,
    JsonRpcContentModified,
    JsonRpcException,
    JsonRpcInternalError,
)
from pygls.lsp.server import LanguageServer

from terrafence import __version__
from terrafence_lsp import actions, client, documents, hover, settings
from terrafence_lsp.analysis import Analyse, analyse, fix_all
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.places import Places
from terrafence_lsp.publisher import Publisher
from terrafence_lsp.scheduler import FAILED, Scheduler
from terrafence_lsp.session import Module, Session

log = logging.getLogger(__name__)

WATCHED = (
    "**/*.{tf,tofu,tfvars}",
    "**/*.{tf,tofu,tfvars}.json",
    "**/{terrafence,pyproject}.toml",
    "**/.terraform/modules/modules.json",
)
REPORT_BUGS = "https://github.com/terrafence/terrafence/issues"


@final
class Server(LanguageServer):
    """Holds the session and what works on it."""

    def __init__(self, judge: Analyse) -> None:
        super().__init__("terrafence", __version__)  # pyright: ignore[reportUnknownMemberType]
        self.session = Session()
        self.publisher = Publisher(self.session, self)
        self.scheduler = Scheduler(self.session, judge, self.deliver, self.bug)
        self.shut_down = False
        self._said: set[str] = set()

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

    def configure(self, raw: object) -> None:
        """Takes the editor's settings; what is wrong with them is said once."""
        self.session.settings, problems = settings.parse(raw)
        if problems:
            self.say_once(f"settings: {'; '.join(problems)}", types.MessageType.Warning)
        self.scheduler.schedule(self.session.touch(None))


def create_server(judge: Analyse = analyse) -> Server:
    """A server that is ready to be started on a pair of streams."""
    server = Server(judge)
    for method, handler in _DOCUMENT_HANDLERS.items():
        # pygls' own store of documents breaks lines where the protocol does not.
        server.protocol.fm.builtin_features.pop(method)  # pyright: ignore[reportUnknownMemberType]
        server.feature(method)(handler)
    for method, handler in _HANDLERS.items():
        server.feature(method)(handler)
    kinds = [types.CodeActionKind.QuickFix, actions.FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(code_actions)
    return server


# ---------------------------------------------------------------- life


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Reads what the client can do, and offers diagnostics on demand to one that is better served so."""
    ls.session.client = client.read(params.capabilities)
    ls.configure(params.initialization_options)
    if ls.session.client.pulls:
        options = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="terrafence"
        )
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(pull)


async def initialized(ls: Server, params: types.InitializedParams) -> None:
    """Asks for what can only be asked for now: watched files, and settings."""
    able = ls.session.client
    wanted: list[types.Registration] = []
    if able.watches_files:
        watchers = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(pattern) for pattern in WATCHED]
        )
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        wanted.append(types.Registration("watched-files", method, watchers))
    if able.watches_settings:
        section = types.DidChangeConfigurationRegistrationOptions(settings.SECTION)
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        wanted.append(types.Registration("settings", method, section))
    if wanted:
        await ls.client_register_capability_async(types.RegistrationParams(wanted))
    if able.configuration:
        await _pull_settings(ls)


def shutdown(ls: Server, params: None) -> None:
    """Stops the worker."""
    ls.shut_down = True
    ls.scheduler.stop()


# ---------------------------------------------------------------- documents


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Takes a document over from the disk."""
    _take(ls, documents.opened(params.text_document))


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Takes edits. Those of a document that is not open, or of an older version, are left out."""
    document = ls.session.documents.get(params.text_document.uri)
    version = params.text_document.version
    if document is None or version < document.version:
        log.warning("an edit of %s was left out: it came out of order", params.text_document.uri)
        return
    _take(ls, documents.changed(document, version, params.content_changes, ls.session.client.encoding))


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Gives a document back to the disk."""
    ls.publisher.withdraw(params.text_document.uri)
    ls.scheduler.schedule(ls.session.drop(params.text_document.uri))


def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Looks at the disk again where nothing else tells that other files have changed."""
    if not ls.session.client.watches_files:
        ls.scheduler.schedule(ls.session.touch(None))


def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Lints again when a file changed that no open document hides."""
    if any(change.uri not in ls.session.documents for change in params.changes):
        ls.scheduler.schedule(ls.session.touch(None))


def _take(ls: Server, document: Document) -> None:
    ls.scheduler.schedule(ls.session.put(document))
    if document.role is Role.SETTINGS:
        ls.publisher.deliver_settings(document)


# ---------------------------------------------------------------- settings


async def did_change_configuration(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Takes new settings, from the message or by asking."""
    if ls.session.client.configuration:
        await _pull_settings(ls)
    else:
        ls.configure(params.settings)


async def _pull_settings(ls: Server) -> None:
    items = [types.ConfigurationItem(section=settings.SECTION)]
    answer = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    if answer and answer[0] is not None:
        ls.configure(answer[0])


# ---------------------------------------------------------------- requests


async def pull(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """Answers with the diagnostics of the present text."""
    await ls.settled(params.text_document.uri)
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return ls.publisher.answer(document, ls.session.module_of(document), params.previous_result_id)


async def code_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Answers with what can be done at a range of the present text."""
    found = await ls.settled(params.text_document.uri)
    if found is None or not ls.session.client.literal_actions:
        return []
    document, module = found
    places = Places(ls.session, module.outcome)
    request = actions.Request(ls.session, document, module, places, params.context)
    answer = actions.for_findings(request, params.range)
    fixable = actions.can_fix_all(ls.session, module, document)
    if not fixable or not actions.asks_for_fix_all(params.context, ls.session):
        return answer
    action = actions.fix_all_action()
    if ls.session.client.resolves:
        action.data = list(actions.Ask("fix-all", document.uri))
    else:
        action.edit = await _fix_all(ls, document)
    return [*answer, action]


async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    """Fills in the edit of a code action. Raises JsonRpcContentModified when its finding is gone."""
    ask = actions.read_ask(action.data)
    found = None if ask is None else await ls.settled(ask.uri)
    if ask is None or found is None:
        raise JsonRpcContentModified("this action is not for a document that is open")
    document, module = found
    if ask.action == "fix-all":
        action.edit = await _fix_all(ls, document)
        return action
    finding = actions.find(ask, ls.session, module, document)
    if finding is None:
        raise JsonRpcContentModified("the finding of this action is gone")
    action.edit = actions.edit_of(ask, finding, module, Places(ls.session, module.outcome))
    return action


async def _fix_all(ls: Server, document: Document) -> types.WorkspaceEdit:
    """Mends a document in the worker. Raises JsonRpcContentModified when it was edited meanwhile."""
    module = ls.session.module_of(document)
    path, outcome = document.path, None if module is None else module.outcome
    if path is None or outcome is None:
        return types.WorkspaceEdit()
    places = Places(ls.session, outcome)
    changed = await ls.scheduler.run(lambda: fix_all(outcome, path))
    if ls.session.documents.get(document.uri) is not document:
        raise JsonRpcContentModified("the document was edited while it was being mended")
    return actions.fix_all_edit(changed.items(), places)


async def hovered(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """Answers with the pages of the rules whose findings are at a position."""
    found = await ls.settled(params.text_document.uri)
    return None if found is None else hover.at(ls.session, found[1], found[0], params.position)


_DOCUMENT_HANDLERS: dict[str, Callable[..., object]] = {
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
}
_HANDLERS: dict[str, Callable[..., object]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.SHUTDOWN: shutdown,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.CODE_ACTION_RESOLVE: resolve,
    types.TEXT_DOCUMENT_HOVER: hovered,
}
