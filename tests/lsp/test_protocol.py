"""What the server makes of what a client can do or not, and what reaches the files that are open."""

from pathlib import Path

import attrs
import pytest
from capabilities import ABLE, BARE, captured
from editor import Editor, Editors, attached
from lsprotocol import types
from samples import IMDS, everywhere, instance, of_rule, uri_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.e2e]

FIX_ALL = "source.fixAll.terrafence"
VARIABLE = 'variable "tokens" {}\n'


async def offered(editor: Editor, uri: str, only: list[str]) -> list[types.CodeAction]:
    """The code actions of a whole document as they come, none of them resolved."""
    context = types.CodeActionContext([], only)
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), everywhere(editor.texts[uri]), context)
    found = await editor.client.text_document_code_action_async(params) or []
    return [action for action in found if isinstance(action, types.CodeAction)]


@pytest.mark.parametrize("name", ["eglot", ABLE])
async def test_without_resolve_every_action_is_whole(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    text = instance() + instance().replace("web", "other")
    editor.open(uri_in(tmp_path), text)
    found = [
        item for only in ("quickfix", FIX_ALL) for item in await offered(editor, uri_in(tmp_path), [only])
    ]
    assert {item.title.partition(" ")[0] for item in found} >= {"Set", "Fix", "Ignore"}
    assert [item.title for item in found if item.edit is None] == []
    assert [item.title for item in found if "in the workspace" in item.title] == []


@pytest.mark.parametrize(("name", "versioned"), [("vscode", True), ("eglot", True), ("nvim", False)])
async def test_edits_have_the_form_that_is_understood(
    name: str, versioned: bool, editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get(name)
    editor.open(uri_in(tmp_path), instance(), version=41)
    for only in (["quickfix"], [FIX_ALL]):
        actions = await editor.actions(uri_in(tmp_path), everywhere(instance()), only)
        edit = next(item.edit for item in actions if item.is_preferred or item.kind == FIX_ALL)
        assert edit is not None
        assert (edit.changes is None, edit.document_changes is None) == (versioned, not versioned)
        if versioned:
            changes = [it for it in edit.document_changes or () if isinstance(it, types.TextDocumentEdit)]
            assert [change.text_document.version for change in changes] == [41]


@pytest.mark.parametrize("able", [True, False])
async def test_related_documents_come_with_a_pull_where_they_are_understood(
    able: bool, tmp_path: Path
) -> None:
    variables = tmp_path / "variables.tf"
    variables.write_text('variable "tokens" {\n  default = "optional"\n}\n')
    capabilities = captured("vscode")
    assert capabilities.text_document is not None
    pulls = types.DiagnosticClientCapabilities(related_document_support=able)
    text_document = attrs.evolve(capabilities.text_document, diagnostic=pulls)
    async with attached(attrs.evolve(capabilities, text_document=text_document)) as editor:
        editor.open(uri_in(tmp_path), instance("var.tokens"))
        report = await editor.pull(uri_in(tmp_path))
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        related = report.related_documents or {}
        assert list(related) == ([variables.as_uri()] if able else [])
        for item in related.values():
            assert isinstance(item, types.FullDocumentDiagnosticReport)
            assert len(of_rule(list(item.items))) == 1


async def test_reading_the_workspace_says_how_far_it_is(tmp_path: Path) -> None:
    said: list[object] = []
    (tmp_path / "main.tf").write_text(instance())

    def progress(_: object, params: types.ProgressParams) -> None:
        said.append(params.value)

    answers = {types.PROGRESS: progress}
    async with attached(captured("vscode"), folders=[tmp_path], answers=answers) as editor:
        for token in (None, "reading"):
            params = types.WorkspaceDiagnosticParams([], work_done_token=token)
            assert (await editor.client.workspace_diagnostic_async(params)).items
            editor.disk_changed(uri_in(tmp_path))
        assert [str(value).count("reading the workspace") for value in said] == [1, 0]


async def test_folders_come_and_go(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "main.tf").write_text(instance())
    async with attached(captured("vscode"), folders=[one]) as editor:
        known: dict[str, str] = {}

        async def told() -> dict[str, int]:
            """How many findings of the rule are new for each file."""
            previous = [types.PreviousResultId(uri, mark) for uri, mark in known.items()]
            params = types.WorkspaceDiagnosticParams(previous)
            report = await editor.client.workspace_diagnostic_async(params)
            full = [it for it in report.items if isinstance(it, types.WorkspaceFullDocumentDiagnosticReport)]
            known.update({item.uri: item.result_id or "" for item in full})
            return {item.uri: len(of_rule(list(item.items))) for item in full}

        assert await told() == {uri_in(one): 1}
        folders = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in (one, other)]
        event = types.WorkspaceFoldersChangeEvent(added=folders[1:], removed=folders[:1])
        params = types.DidChangeWorkspaceFoldersParams(event)
        editor.client.workspace_did_change_workspace_folders(params)
        assert await told() == {uri_in(one): 0, uri_in(other): 1}


@pytest.mark.parametrize("name", ["vscode", BARE])
async def test_settings_that_change_count_at_once(name: str, tmp_path: Path) -> None:
    broken, asked = 'resource "x" {\n  a = \n', {"terrafence": {"syntaxErrors": True}}

    def configuration(_: object, params: types.ConfigurationParams) -> list[object]:
        return [asked["terrafence"] for _ in params.items]

    answers = {types.WORKSPACE_CONFIGURATION: configuration}
    async with attached(captured(name), answers=answers) as editor:
        editor.open(uri_in(tmp_path), broken)
        assert of_rule(await editor.diagnostics(uri_in(tmp_path)), "syntax-error")
        for wanted in (False, True):
            asked["terrafence"] = {"syntaxErrors": wanted}
            editor.published.clear()
            params = types.DidChangeConfigurationParams(None if name == "vscode" else asked)
            editor.client.workspace_did_change_configuration(params)
            await editor.quiet()
            await editor.quiet()
            found = of_rule(await editor.diagnostics(uri_in(tmp_path)), "syntax-error")
            assert bool(found) is wanted
        assert editor.client.messages == []


CALL = 'module "m" {\n  source = "./m"\n}\n\n' + instance("lower(module.m.tokens)")


@pytest.mark.parametrize("name", ["vscode", "nvim"])
@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize(
    ("source", "file", "good", "bad"),
    [
        (
            CALL,
            "m/main.tf",
            'output "tokens" {\n  value = "required"\n}\n',
            'output "tokens" {\n  value = "optional"\n}\n',
        ),
        (
            VARIABLE + instance("lower(var.tokens)"),
            "terraform.tfvars",
            'tokens = "required"\n',
            'tokens = "optional"\n',
        ),
        (instance(), "terrafence.toml", f'ignore = ["{IMDS}"]\n', ""),
        (instance(), "../terrafence.toml", f'ignore = ["{IMDS}"]\n', ""),
    ],
)
async def test_what_a_change_elsewhere_bears_on_is_fresh(
    name: str,
    on_disk: bool,
    source: str,
    file: str,
    good: str,
    bad: str,
    editors: Editors,
    tmp_path: Path,
) -> None:
    """The open file has findings with one text of another file that it has not with the other."""
    root = tmp_path / "root"
    root.mkdir()
    other, uri = (root / file).resolve(), uri_in(root)
    other.parent.mkdir(exist_ok=True)
    other.write_text(good)
    editor = await editors.get(name)
    editor.open(uri, source)
    assert of_rule(await editor.diagnostics(uri)) == []
    if not on_disk:
        editor.open(other.as_uri(), good, "toml" if file.endswith("toml") else "terraform")
        await editor.quiet()
        assert of_rule(await editor.diagnostics(uri)) == []
    editor.published.pop(uri, None)
    before = editor.client.diagnostic_refresh_count
    if not on_disk:
        editor.replace(other.as_uri(), bad)
    else:
        other.write_text(bad)
        editor.disk_changed(other.as_uri())
        if not editor.pulls:
            editor.save(uri)
    if editor.pulls:
        await editor.until(lambda: editor.client.diagnostic_refresh_count > before)
    assert len(of_rule(await editor.diagnostics(uri))) == 1
