"""The language server: the protocol's messages, each handed to what answers it."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from terrafence_lsp import actions, client, completion, documents, requests, settings, uris
from terrafence_lsp.analysis import Analyse, analyse
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.heap import Heap
from terrafence_lsp.host import Server

log = logging.getLogger(__name__)

WATCHED = (
    "**/*.{tf,tofu,tfvars}",
    "**/*.{tf,tofu,tfvars}.json",
    "**/{terrafence,pyproject}.toml",
    "**/terrafence.baseline",
    "**/.terraform/modules/modules.json",
    "**/.git/{HEAD,MERGE_HEAD,logs/HEAD}",
)

RENAMED = (
    "**/*.{tf,tofu,tfvars,toml,tf.json,tofu.json,tfvars.json,"
    "tftest.hcl,tftest.json,tofutest.hcl,tofutest.json}"
)


def create_server(judge: Analyse = analyse, heap: Heap | None = None) -> Server:
    """A server that is ready to be started on a pair of streams. `heap` is looked after, if the process has
    nothing else to do."""
    server = Server(judge, heap)
    for method, handler in _DOCUMENT_HANDLERS.items():
        # pygls' own store of documents breaks lines where the protocol does not.
        server.protocol.fm.builtin_features.pop(method)  # pyright: ignore[reportUnknownMemberType]
        server.feature(method)(handler)
    for method, handler in _HANDLERS.items():
        server.feature(method)(handler)
    kinds = [types.CodeActionKind.QuickFix, actions.FIX_ALL]
    options = types.CodeActionOptions(code_action_kinds=kinds, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(requests.code_actions)
    completions = types.CompletionOptions(trigger_characters=completion.TRIGGERS, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_COMPLETION, completions)(requests.complete)
    moved = types.FileOperationRegistrationOptions([*map(_filter, types.FileOperationPatternKind)])
    server.feature(types.WORKSPACE_WILL_RENAME_FILES, moved)(requests.will_rename)
    server.feature(types.WORKSPACE_DID_RENAME_FILES, moved)(did_rename)
    server.command(actions.SHOW_RULE)(requests.show_rule)
    return server


# ---------------------------------------------------------------- life


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Reads what the client can do, and offers diagnostics on demand to one that is better served so."""
    ls.session.client = client.read(params.capabilities)
    ls.session.folders = [*_folders(params.workspace_folders or ())]
    ls.configure(params.initialization_options)
    if ls.session.client.pulls:
        options = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier="terrafence"
        )
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(requests.pull)
        ls.feature(types.WORKSPACE_DIAGNOSTIC)(requests.pull_workspace)


def did_change_folders(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Takes and leaves workspace folders."""
    removed = {*_folders(params.event.removed)}
    kept = [folder for folder in ls.session.folders if folder not in removed]
    ls.session.folders = list(dict.fromkeys([*kept, *_folders(params.event.added)]))
    ls.folders.touch()


def _folders(given: Iterable[types.WorkspaceFolder]) -> Iterator[str]:
    for folder in given:
        path = uris.to_path(folder.uri)
        if path is not None:
            yield os.path.realpath(path).replace(os.sep, "/")


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
    try:
        if wanted:
            await ls.client_register_capability_async(types.RegistrationParams(wanted))
    except JsonRpcException as error:
        log.warning("the editor does not tell of files that change, so they are looked at on save: %s", error)
        ls.session.client = able._replace(watches_files=False, watches_settings=False)
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
    touched = ls.session.drop(params.text_document.uri)
    ls.publisher.withdraw(params.text_document.uri)
    ls.folders.touch()
    ls.scheduler.schedule(touched)


def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Looks whether somebody has committed, and at the whole disk where nothing else tells that other files
    have changed."""
    ls.folders.touch()
    document = ls.session.documents.get(params.text_document.uri)
    told = ls.session.client.watches_files
    ls.scheduler.schedule(ls.session.touch(document.path if told and document is not None else None))


def did_change_watched_files(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Lints again when a file changed that no open document hides."""
    if any(change.uri not in ls.session.documents for change in params.changes):
        ls.look_again()


def did_rename(ls: Server, params: types.RenameFilesParams) -> None:
    """Lints again what files that are elsewhere now may bear on."""
    ls.look_again()


def _filter(kind: types.FileOperationPatternKind) -> types.FileOperationFilter:
    """Which files, or which directories, the server wants to hear of when they are renamed."""
    glob = RENAMED if kind is types.FileOperationPatternKind.File else "**"
    return types.FileOperationFilter(types.FileOperationPattern(glob, matches=kind), scheme="file")


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
        _configure(ls, params.settings)


async def _pull_settings(ls: Server) -> None:
    items = [types.ConfigurationItem(section=settings.SECTION)]
    try:
        answer = await ls.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException as error:
        log.warning("the editor does not tell its settings: %s", error)
        return
    if answer and answer[0] is not None:
        _configure(ls, answer[0])


def _configure(ls: Server, raw: object) -> None:
    ls.configure(raw)
    ls.publisher.refresh_marks()


_DOCUMENT_HANDLERS: dict[str, Callable[..., object]] = {
    types.TEXT_DOCUMENT_DID_OPEN: did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close,
}
_HANDLERS: dict[str, Callable[..., object]] = {
    types.INITIALIZE: initialize,
    types.INITIALIZED: initialized,
    types.SHUTDOWN: shutdown,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
    types.TEXT_DOCUMENT_DID_SAVE: did_save,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    types.CODE_ACTION_RESOLVE: requests.resolve,
    types.TEXT_DOCUMENT_HOVER: requests.hovered,
    types.TEXT_DOCUMENT_DEFINITION: requests.definition,
    types.TEXT_DOCUMENT_CODE_LENS: requests.lenses,
    types.TEXT_DOCUMENT_INLAY_HINT: requests.hints,
    types.TEXT_DOCUMENT_DOCUMENT_LINK: requests.links,
    types.COMPLETION_ITEM_RESOLVE: requests.describe,
}
