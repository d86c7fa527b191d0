"""An editor for tests: a real client with given capabilities, attached to a real server process."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from capabilities import captured
from cattrs import Converter
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

import terrafence
import terrafence_hooks
import terrafence_lsp

SERVER = (sys.executable, "-m", "terrafence_lsp", "--stdio")
SECONDS = 60


def environment() -> dict[str, str]:
    """The environment in which a process finds the code under test."""
    packages = (terrafence.__file__, terrafence_hooks.__file__, terrafence_lsp.__file__)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(Path(file).parents[1]) for file in packages if file),
    }


class Editor:
    """Keeps its documents as a client does, and what the server told it."""

    def __init__(self, client: LanguageClient, capabilities: types.ClientCapabilities) -> None:
        self.client = client
        self.capabilities = capabilities
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.registered: list[types.Registration] = []
        self.answer = types.InitializeResult(types.ServerCapabilities())

    @property
    def pulls(self) -> bool:
        """Whether the server expects to be asked for diagnostics."""
        return self.answer.capabilities.diagnostic_provider is not None

    def open(self, uri: str, text: str, language: str = "terraform", version: int = 1) -> None:
        self.texts[uri], self.versions[uri] = text, version
        item = types.TextDocumentItem(uri, language, version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def replace(self, uri: str, text: str) -> None:
        """Sends the whole text anew."""
        self.texts[uri] = text
        self.change(uri, types.TextDocumentContentChangeWholeDocument(text=text))

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        """Sends changes as they are."""
        self.versions[uri] = self.versions.get(uri, 0) + 1
        document = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, list(changes)))

    def edit(self, uri: str, *changes: tuple[int, int, str]) -> None:
        """Replaces characters from one index to another, one change after the other, in one message."""
        sent: list[types.TextDocumentContentChangeEvent] = []
        for start, end, inserted in changes:
            text = self.texts[uri]
            place = types.Range(*(position_of(text, at, self.encoding) for at in (start, end)))
            sent.append(types.TextDocumentContentChangePartial(range=place, text=inserted))
            self.texts[uri] = text[:start] + inserted + text[end:]
        self.change(uri, *sent)

    def close(self, uri: str) -> None:
        self.texts.pop(uri, None)
        document = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def save(self, uri: str) -> None:
        document = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document))

    def configure(self, **settings: bool) -> None:
        """Changes settings, and says so."""
        changed = {"terrafence": settings}
        self.client.set_configuration(changed)
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(changed))

    def disk_changed(self, uri: str) -> None:
        """Says that a file was written outside of the editor."""
        event = types.FileEvent(uri, types.FileChangeType.Changed)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    def send(self, message: object) -> None:
        """Sends a message as it is, right or wrong."""
        body = json.dumps(message).encode()
        writer = self.client.protocol.writer
        assert writer is not None
        writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def diagnostics(self, uri: str) -> list[types.Diagnostic]:
        """Those of the present version, asked or waited for, once nothing more is to come."""
        async with asyncio.timeout(SECONDS):
            # What is said of a value waits for the last result.
            params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
            await self.client.text_document_hover_async(params)
        if self.pulls:
            report = await self.pull(uri)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return list(report.items)
        await self.until(lambda: uri in self.published and self.published[uri].version == self.versions[uri])
        return list(self.published[uri].diagnostics)

    async def pull(self, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
        params = types.DocumentDiagnosticParams(
            types.TextDocumentIdentifier(uri), previous_result_id=previous
        )
        async with asyncio.timeout(SECONDS):
            return await self.client.text_document_diagnostic_async(params)

    async def actions(
        self,
        uri: str,
        place: types.Range,
        only: list[str] | None = None,
        trigger: types.CodeActionTriggerKind | None = None,
        diagnostics: list[types.Diagnostic] | None = None,
    ) -> list[types.CodeAction]:
        """The code actions at a range, resolved when the client can."""
        context = types.CodeActionContext(diagnostics or [], only, trigger)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), place, context)
        async with asyncio.timeout(SECONDS):
            found = await self.client.text_document_code_action_async(params) or []
            actions = [action for action in found if isinstance(action, types.CodeAction)]
            assert len(actions) == len(found)
            return [
                action
                if action.edit or action.command
                else await self.client.code_action_resolve_async(action)
                for action in actions
            ]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for something to become true; fails when it does not."""
        async with asyncio.timeout(SECONDS):
            while not condition():
                await asyncio.sleep(0.005)

    async def quiet(self) -> None:
        """Waits until the server has answered everything it was sent."""
        params = types.HoverParams(types.TextDocumentIdentifier("file:///nowhere"), types.Position(0, 0))
        async with asyncio.timeout(SECONDS):
            assert await self.client.text_document_hover_async(params) is None

    def apply(self, edit: types.WorkspaceEdit | None) -> None:
        """Makes a workspace edit in the open documents and tells the server of it."""
        assert edit is not None
        for uri, edits in edits_of(edit, self.versions).items():
            self.replace(uri, applied(self.texts[uri], edits, self.encoding))

    @property
    def encoding(self) -> str:
        return str(self.answer.capabilities.position_encoding or "utf-16")


def edits_of(
    edit: types.WorkspaceEdit, versions: Mapping[str, int | None]
) -> dict[str, list[types.TextEdit]]:
    """The text edits by document; those for another version than the client has are refused."""
    if edit.changes is not None:
        return {uri: list(edits) for uri, edits in edit.changes.items()}
    found: dict[str, list[types.TextEdit]] = {}
    for change in edit.document_changes or ():
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == versions.get(change.text_document.uri)
        found[change.text_document.uri] = [item for item in change.edits if isinstance(item, types.TextEdit)]
    return found


def applied(text: str, edits: list[types.TextEdit], encoding: str) -> str:
    """The text after edits, worked out without the code under test."""
    for edit in reversed(edits):
        start, end = (index_of(text, position, encoding) for position in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    return text


def index_of(text: str, position: types.Position, encoding: str) -> int:
    """The index in a Python string of a position, one character at a time."""
    index = 0
    for _ in range(position.line):
        while text[index] not in "\r\n":
            index += 1
        index += 2 if text[index : index + 2] == "\r\n" else 1
    units = 0
    while units < position.character:
        units += width(text[index], encoding)
        index += 1
    return index


def position_of(text: str, index: int, encoding: str) -> types.Position:
    """The position of an index in a Python string, one character at a time."""
    line = column = 0
    for at, char in enumerate(text[:index]):
        if char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n"):
            line, column = line + 1, 0
        else:
            column += width(char, encoding)
    return types.Position(line, column)


def width(char: str, encoding: str) -> int:
    """How many units of an encoding a character takes."""
    if encoding == "utf-32":
        return 1
    return len(char.encode()) if encoding == "utf-8" else len(char.encode("utf-16-le")) // 2


def converter() -> Converter:
    """pygls' own, which takes a code action that has a command for a command."""
    made = default_converter()
    made.register_structure_hook(
        types.Command | types.CodeAction,
        lambda raw, _: made.structure(
            raw, types.Command if isinstance(raw.get("command"), str) else types.CodeAction
        ),
    )
    return made


@asynccontextmanager
async def attached(
    capabilities: types.ClientCapabilities,
    command: tuple[str, ...] = SERVER,
    options: object = None,
    configuration: object = None,
    folders: Sequence[Path] = (),
    answers: Mapping[str, Callable[..., object]] = {},
    directory: Path | None = None,
) -> AsyncGenerator[Editor]:
    """Starts a server, attaches an editor to it, and ends both in order. `answers` are what the editor does
    otherwise than is usual, by method; the server runs in `directory`."""
    client = LanguageClient(converter_factory=converter, configuration={"": {"terrafence": configuration}})
    editor = Editor(client, capabilities)

    def publish(params: types.PublishDiagnosticsParams) -> None:
        editor.published[params.uri] = params

    def register(params: types.RegistrationParams) -> None:
        editor.registered += params.registrations

    own = {
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
        types.CLIENT_REGISTER_CAPABILITY: register,
    }
    register_lsp_features(client, {**DEFAULT_CLIENT_FEATURES, **own, **answers})
    await client.start_io(  # pyright: ignore[reportUnknownMemberType]
        *command, env=environment(), cwd=directory
    )
    try:
        params = types.InitializeParams(capabilities, initialization_options=options)
        params.workspace_folders = [types.WorkspaceFolder(at.as_uri(), at.name) for at in folders] or None
        async with asyncio.timeout(SECONDS):
            editor.answer = await client.initialize_session(params)
        yield editor
        async with asyncio.timeout(SECONDS):
            await client.shutdown_session()
    finally:
        if client.protocol.writer is not None:
            client.protocol.writer.close()
        await client.stop()


class Editors:
    """Attached editors by name, each with no document open and nothing said."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._attached: dict[str, Editor] = {}

    async def get(self, name: str) -> Editor:
        if name not in self._attached:
            self._attached[name] = await self._stack.enter_async_context(attached(captured(name)))
        editor = self._attached[name]
        for uri in list(editor.texts):
            editor.close(uri)
        await editor.quiet()
        editor.published.clear()
        editor.client.messages.clear()
        return editor
