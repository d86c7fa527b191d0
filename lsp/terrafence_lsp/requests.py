"""What the server answers when it is asked."""

import os
import posixpath

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from terrafence.evaluate.discover import join
from terrafence.registry import find
from terrafence_lsp import actions, completion, diagnostics, hover, marks, renames, uris
from terrafence_lsp.analysis import NOTHING, Outcome, mend
from terrafence_lsp.cursor import tagged, worth
from terrafence_lsp.documents import Document
from terrafence_lsp.host import Server
from terrafence_lsp.places import Places
from terrafence_lsp.positions import to_offset, to_span
from terrafence_lsp.session import Module


async def pull(ls: Server, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """Answers with the diagnostics of the present text."""
    await ls.settled(params.text_document.uri)
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return ls.publisher.answer(document, ls.session.module_of(document), params.previous_result_id)


async def pull_workspace(
    ls: Server, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """Answers with the diagnostics of files that are not open, once there is anything new about them."""
    await ls.folders.due()
    token = params.work_done_token
    if token is not None:
        begin = types.WorkDoneProgressBegin("terrafence: reading the workspace")
        ls.work_done_progress.begin(token, begin)
    try:
        return await ls.folders.report({item.uri: item.value for item in params.previous_result_ids})
    finally:
        if token is not None:
            ls.work_done_progress.end(token, types.WorkDoneProgressEnd())


async def code_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Answers with what can be done at a range of the present text."""
    found = await ls.settled(params.text_document.uri)
    if found is None or not ls.session.client.literal_actions:
        return []
    document, module = found
    places = Places(ls.session, module.outcome)
    request = actions.Request(ls.session, document, module, places, params.context)
    answer = actions.for_findings(request, params.range)
    if actions.asks_for_fix_all(params.context, ls.session):
        answer += await _fix_all(ls, document, module)
    if not ls.session.client.resolves:
        for action in answer:
            ask = actions.read_ask(action.data)
            action.edit = action.edit if ask is None else await _mended(ls, document, ask)
    return answer


async def _fix_all(ls: Server, document: Document, module: Module) -> list[types.CodeAction]:
    """The fix-all action, where there is anything for it: of notes that nobody sees, only mending tells."""
    action = actions.fix_all_action(document)
    if actions.can_fix_all(ls.session, module, document):
        return [action]
    if ls.session.settings.notes or module.outcome.fail_on == "note":
        return []
    action.edit = await _mended(ls, document, actions.Ask(actions.Kind.FIX_ALL, document.uri))
    action.data = None
    return [action] if action.edit.changes or action.edit.document_changes else []


async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    """Fills in the edit of a code action. Raises JsonRpcContentModified when its finding is gone."""
    ask = actions.read_ask(action.data)
    found = None if ask is None else await ls.settled(ask.uri)
    if ask is None or found is None:
        raise JsonRpcContentModified("this action is not for a document that is open")
    document, module = found
    if ask.mends:
        action.edit = await _mended(ls, document, ask)
        return action
    finding = actions.find(ask, ls.session, module, document)
    if finding is None:
        raise JsonRpcContentModified("the finding of this action is gone")
    action.edit = actions.edit_of(ask, finding, module, Places(ls.session, module.outcome))
    return action


async def _mended(ls: Server, document: Document, ask: actions.Ask) -> types.WorkspaceEdit:
    """Mends a document, or with it the workspace, in the worker. Raises JsonRpcContentModified when it was
    edited meanwhile."""
    module = ls.session.module_of(document)
    path, outcome = document.path, None if module is None else module.outcome
    if path is None or outcome is None:
        return types.WorkspaceEdit()
    everywhere = ask.kind is actions.Kind.FIX_RULE_EVERYWHERE
    paths = (ls.session.folder_of(path),) if everywhere else (path,)
    rule = next(iter(find(ask.rule)), None) if ask.rule else None
    places = Places(ls.session, outcome)
    changed = await ls.scheduler.run(lambda: mend(outcome, paths, rule))
    if ls.session.documents.get(document.uri) is not document:
        raise JsonRpcContentModified("the document was edited while it was being mended")
    return actions.mended(changed.items(), places)


async def show_rule(ls: Server, *arguments: object) -> None:
    """Opens the page of a rule in a browser. Raises JsonRpcInvalidParams without the page's address."""
    match arguments:
        case (str() as address,):
            pass
        case _:
            raise JsonRpcInvalidParams("the argument is the address of a page")
    await ls.window_show_document_async(types.ShowDocumentParams(uri=address, external=True))


async def hovered(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """Answers with what there is to say about a position."""
    found = await ls.completed(params.text_document.uri)
    if found is None:
        return None
    document, module = found
    look = hover.look(ls.session, module, document, params.position)
    values, tags = await ls.scheduler.run(lambda: (worth(look.here), tagged(look.here)))
    return look.answer(values, tags)


async def definition(ls: Server, params: types.DefinitionParams) -> list[types.Location]:
    """Answers with the other places of the findings at a position: what they come from, or are about."""
    found = await ls.settled(params.text_document.uri)
    if found is None:
        return []
    document, module = found
    places = Places(ls.session, module.outcome)
    offset = to_offset(document.lines, params.position, ls.session.client.encoding)
    covering = [
        finding
        for finding in diagnostics.shown(ls.session, module, document.path)
        if finding.span.start <= offset <= finding.span.end
    ]
    related = dict.fromkeys((place.path, place.span) for finding in covering for place in finding.related)
    return [places.location(path, span) for path, span in related]


async def lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Answers with the counts of findings."""
    found = await ls.completed(params.text_document.uri)
    if found is None or not ls.session.settings.code_lens:
        return []
    return marks.lenses(ls.session, found[1], found[0])


async def hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
    """Answers with the values in a range that come from elsewhere."""
    found = await ls.completed(params.text_document.uri)
    if found is None or not ls.session.settings.inlay_hints:
        return []
    document, module = found
    workspace, file = module.outcome.workspace, module.outcome.report.files.get(document.path or "")
    if workspace is None or file is None:
        return []
    span = to_span(document.lines, params.range, ls.session.client.encoding)
    shown = await ls.scheduler.run(lambda: marks.hints(workspace, file, span))
    return marks.as_hints(ls.session, document, shown)


async def links(ls: Server, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """Answers with links from rule ids to their pages."""
    await ls.settled(params.text_document.uri)
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        return []
    return marks.as_links(ls.session, document, ls.session.module_of(document))


async def will_rename(ls: Server, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """Answers with the edits that keep module calls as they are when files or directories are renamed. Raises
    JsonRpcContentModified when a document was edited meanwhile."""
    paths = [(_real(item.old_uri), _real(item.new_uri)) for item in params.files]
    moves = {old: new for old, new in paths if old is not None and new is not None}
    documents, files = dict(ls.session.documents), ls.folders.files()
    places = Places(ls.session, Outcome(0, files, NOTHING))
    edits = await ls.scheduler.run(lambda: renames.rewritten(files, ls.session.folders, moves))
    if ls.session.documents != documents:
        raise JsonRpcContentModified("a document was edited meanwhile")
    return places.workspace_edit(edits) if edits else None


def _real(uri: str) -> str | None:
    """The path of a URI, which may itself be a link, or not be there yet."""
    path = uris.to_path(uri)
    if path is None:
        return None
    directory, name = posixpath.split(path)
    return join(os.path.realpath(directory).replace(os.sep, "/"), name)


def complete(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Answers with what may stand at a position, without waiting for the text to be linted."""
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        return []
    return completion.complete(ls.session, document, ls.session.module_of(document), params.position)


def describe(ls: Server, item: types.CompletionItem) -> types.CompletionItem:
    """Fills in the page of a completed rule."""
    return completion.described(item, ls.session.client.markdown)
