"""What the client can do, read once from its capabilities."""

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder, get_capability

from terrafence.record import NamedTuple
from terrafence.text import Encoding


class Client(NamedTuple):
    """The abilities that the server asks about. The defaults are those of a client that announces none.

    `pulls`: it asks for diagnostics and can be told to ask again. A client that asks only after its own
    edits (Neovim 0.11) would keep stale diagnostics in the other files of a module: it is pushed to.
    `literal_actions`: it takes code actions, not only commands. `resolves`: it asks for the edit of a code
    action when the person chooses it.
    """

    encoding: Encoding = Encoding.UTF16
    pulls: bool = False
    related_information: bool = False
    document_changes: bool = False
    creates_files: bool = False
    literal_actions: bool = False
    resolves: bool = False
    preferred: bool = False
    markdown: bool = False
    configuration: bool = False
    watches_files: bool = False
    watches_settings: bool = False
    shows_documents: bool = False
    related_documents: bool = False
    progress: bool = False
    refreshes_lenses: bool = False
    refreshes_hints: bool = False


def read(capabilities: types.ClientCapabilities) -> Client:
    """The abilities that a client announces."""

    def has(name: str) -> bool:
        return bool(get_capability(capabilities, name, False))

    resolved = get_capability(capabilities, "text_document.code_action.resolve_support.properties", ())
    formats = get_capability(capabilities, "text_document.hover.content_format", ())
    return Client(
        encoding=Encoding(ServerCapabilitiesBuilder.choose_position_encoding(capabilities)),
        pulls=has("text_document.diagnostic") and has("workspace.diagnostics.refresh_support"),
        related_information=has("text_document.publish_diagnostics.related_information"),
        document_changes=has("workspace.workspace_edit.document_changes"),
        creates_files=types.ResourceOperationKind.Create
        in get_capability(capabilities, "workspace.workspace_edit.resource_operations", ()),
        literal_actions=has("text_document.code_action.code_action_literal_support"),
        resolves=has("text_document.code_action.data_support") and "edit" in resolved,
        preferred=has("text_document.code_action.is_preferred_support"),
        markdown=types.MarkupKind.Markdown in formats,
        configuration=has("workspace.configuration"),
        watches_files=has("workspace.did_change_watched_files.dynamic_registration"),
        watches_settings=has("workspace.did_change_configuration.dynamic_registration"),
        shows_documents=has("window.show_document.support"),
        related_documents=has("text_document.diagnostic.related_document_support"),
        progress=has("window.work_done_progress"),
        refreshes_lenses=has("workspace.code_lens.refresh_support"),
        refreshes_hints=has("workspace.inlay_hint.refresh_support"),
    )
