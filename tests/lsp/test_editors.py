"""The server as editors see it: a real process, and the captured capabilities of each editor."""

from pathlib import Path
from unittest.mock import ANY

import pytest
from capabilities import BARE, EDITORS, captured
from editor import Editor, Editors, attached
from lsprotocol import types
from samples import IMDS, everywhere, instance, of_rule, uri_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.e2e]

QUICK_FIX = types.CodeActionKind.QuickFix
AUTOMATIC, INVOKED = types.CodeActionTriggerKind.Automatic, types.CodeActionTriggerKind.Invoked
FIX_ALL = "source.fixAll.terrafence"


async def opened(editor: Editor, directory: Path, text: str) -> str:
    uri = uri_in(directory)
    editor.open(uri, text)
    await editor.diagnostics(uri)
    return uri


@pytest.mark.parametrize("name", EDITORS)
async def test_unsaved_text_is_linted_mended_and_clean(name: str, editors: Editors, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(instance('"required"'))
    editor = await editors.get(name)
    uri = await opened(editor, tmp_path, instance('"required"'))
    assert of_rule(await editor.diagnostics(uri)) == []
    editor.replace(uri, instance())
    [diagnostic] = of_rule(await editor.diagnostics(uri))
    actions = await editor.actions(uri, diagnostic.range, [QUICK_FIX], INVOKED, [diagnostic])
    fix = next(action for action in actions if action.is_preferred)
    assert fix.kind == QUICK_FIX
    assert of_rule(list(fix.diagnostics or ()))
    editor.apply(fix.edit)
    assert of_rule(await editor.diagnostics(uri)) == []
    assert '"required"' in editor.texts[uri]


@pytest.mark.parametrize("name", EDITORS)
async def test_ignoring_here_silences(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    uri = await opened(editor, tmp_path, instance())
    [diagnostic] = of_rule(await editor.diagnostics(uri))
    actions = await editor.actions(uri, diagnostic.range, [QUICK_FIX])
    ignore = next(action for action in actions if action.title.startswith(f"Ignore {IMDS}"))
    assert not ignore.is_preferred
    editor.apply(ignore.edit)
    assert f"# terrafence:ignore[{IMDS}] " in editor.texts[uri]
    assert of_rule(await editor.diagnostics(uri)) == []


async def test_ignoring_in_the_file_silences_all_of_a_rule(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    text = "\n".join(instance().replace("web", name) for name in ("a", "b"))
    uri = await opened(editor, tmp_path, text)
    first, _ = of_rule(await editor.diagnostics(uri))
    actions = await editor.actions(uri, first.range, [QUICK_FIX])
    ignore = next(item for item in actions if item.title == f"Ignore {IMDS} in this whole file with a reason")
    editor.apply(ignore.edit)
    assert editor.texts[uri].startswith(f"# terrafence:ignore-file[{IMDS}] ")
    codes = [item.code for item in await editor.diagnostics(uri)]
    assert IMDS not in codes
    assert "unused-suppression" not in codes


@pytest.mark.parametrize("name", EDITORS)
async def test_fix_all_is_one_edit(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    text = instance() + "\n" + instance('"required"').replace("web", "ok") + "# end\n"
    uri = await opened(editor, tmp_path, text)
    [action] = await editor.actions(uri, everywhere(text), [FIX_ALL], AUTOMATIC)
    assert action.kind == FIX_ALL
    editor.apply(action.edit)
    assert of_rule(await editor.diagnostics(uri)) == []
    assert editor.texts[uri].endswith("# end\n")
    assert await editor.actions(uri, everywhere(text), [FIX_ALL], AUTOMATIC) == []


@pytest.mark.parametrize("name", EDITORS)
async def test_hover_shows_the_rule(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    uri = await opened(editor, tmp_path, instance())
    [diagnostic] = of_rule(await editor.diagnostics(uri))
    at = types.TextDocumentIdentifier(uri)
    assert await editor.client.text_document_hover_async(types.HoverParams(at, types.Position(3, 0))) is None
    params = types.HoverParams(at, diagnostic.range.start)
    hover = await editor.client.text_document_hover_async(params)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert f"# {IMDS}" in hover.contents.value
    plain = name == "eglot"
    assert hover.contents.kind == (types.MarkupKind.PlainText if plain else types.MarkupKind.Markdown)


async def test_a_diagnostic_says_everything(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("nvim")
    uri = await opened(editor, tmp_path, instance())
    [found] = of_rule(await editor.diagnostics(uri))
    assert found.source == "terrafence"
    assert found.severity == types.DiagnosticSeverity.Error
    assert found.code_description is not None
    assert found.code_description.href.endswith(f"/docs/rules/{IMDS}.md")
    assert found.range.start == types.Position(5, 4)
    assert found.related_information
    assert found.related_information[0].location.uri == uri
    fix = {"title": 'Set `metadata_options.http_tokens` to `"required"`', "applicability": "safe"}
    assert found.data == {"rule": IMDS, "fingerprint": ANY, "fix": fix}


async def test_related_information_only_where_it_is_understood(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("eglot")
    uri = await opened(editor, tmp_path, instance())
    [found] = of_rule(await editor.diagnostics(uri))
    assert found.related_information is None


async def test_a_client_without_any_ability_still_gets_diagnostics(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(BARE)
    uri = await opened(editor, tmp_path, instance())
    [found] = of_rule(await editor.diagnostics(uri))
    assert await editor.actions(uri, found.range) == []
    assert editor.registered == []
    editor.replace(uri, instance('"required"'))
    assert of_rule(await editor.diagnostics(uri)) == []


@pytest.mark.parametrize("name", EDITORS)
async def test_never_pushed_and_pulled(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    await opened(editor, tmp_path, instance())
    await editor.quiet()
    assert editor.pulls is (name == "vscode")
    assert bool(editor.published) is not editor.pulls


async def test_a_pull_that_finds_nothing_new_says_so(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, instance())
    first = await editor.pull(uri)
    editor.change(uri)
    again = await editor.pull(uri, first.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.replace(uri, "\n" + instance())
    assert isinstance(await editor.pull(uri, first.result_id), types.RelatedFullDocumentDiagnosticReport)


async def test_a_pulling_client_is_told_of_changes_elsewhere(editors: Editors, tmp_path: Path) -> None:
    module, variables = uri_in(tmp_path), uri_in(tmp_path, "variables.tf")
    editor = await editors.get("vscode")
    editor.open(module, instance("var.tokens"))
    editor.open(variables, 'variable "tokens" {\n  default = "required"\n}\n')
    assert of_rule(await editor.diagnostics(module)) == []
    assert of_rule(await editor.diagnostics(variables)) == []
    editor.replace(module, instance())
    assert len(of_rule(await editor.diagnostics(module))) == 1
    before = editor.client.diagnostic_refresh_count
    editor.open(uri_in(tmp_path, "terrafence.toml"), f'ignore = ["{IMDS}"]\n', "toml")
    await editor.until(lambda: editor.client.diagnostic_refresh_count > before)
    assert of_rule(await editor.diagnostics(module)) == []


@pytest.mark.parametrize(
    ("name", "methods"),
    [
        ("vscode", ["workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles"]),
        ("eglot", ["workspace/didChangeWatchedFiles"]),
        ("nvim", []),
    ],
)
async def test_files_that_change_on_disk(
    name: str, methods: list[str], editors: Editors, tmp_path: Path
) -> None:
    module, variables = uri_in(tmp_path), tmp_path / "terrafence.toml"
    editor = await editors.get(name)
    assert sorted(registration.method for registration in editor.registered) == methods
    await opened(editor, tmp_path, instance())
    assert len(of_rule(await editor.diagnostics(module))) == 1
    editor.published.clear()
    variables.write_text(f'ignore = ["{IMDS}"]\n')
    if methods:
        editor.disk_changed(variables.as_uri())
    else:
        editor.save(module)
    if editor.pulls:
        await editor.until(lambda: editor.client.diagnostic_refresh_count > 0)
    assert of_rule(await editor.diagnostics(module)) == []


@pytest.mark.parametrize("name", ["nvim", "eglot"])
async def test_a_module_is_judged_together(name: str, editors: Editors, tmp_path: Path) -> None:
    module, variables = uri_in(tmp_path), uri_in(tmp_path, "variables.tf")
    editor = await editors.get(name)
    editor.open(module, instance("var.tokens"))
    editor.open(variables, 'variable "tokens" {\n  default = "required"\n}\n')
    assert of_rule(await editor.diagnostics(variables)) == []
    editor.replace(variables, 'variable "tokens" {\n  default = "optional"\n}\n')
    [found] = of_rule(await editor.diagnostics(variables))
    assert found.range.start.line == 1
    assert of_rule(await editor.diagnostics(module)) == []


@pytest.mark.parametrize(
    ("only", "trigger", "offered"),
    [
        (None, INVOKED, False),
        ([""], INVOKED, False),
        ([QUICK_FIX], INVOKED, False),
        (["source.organizeImports"], INVOKED, False),
        (["source.fixAll.eslint"], INVOKED, False),
        (["source.fixAll"], AUTOMATIC, False),
        (["source.fixAll"], None, False),
        (["source"], AUTOMATIC, False),
        (["source.fixAll"], INVOKED, True),
        (["source"], INVOKED, True),
        ([FIX_ALL], AUTOMATIC, True),
        ([FIX_ALL], None, True),
        (["source.fixAll", FIX_ALL], AUTOMATIC, True),
    ],
)
async def test_fix_all_is_for_those_who_ask(
    only: list[str] | None,
    trigger: types.CodeActionTriggerKind | None,
    offered: bool,
    editors: Editors,
    tmp_path: Path,
) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, instance())
    actions = await editor.actions(uri, everywhere(instance()), only, trigger)
    assert any(action.kind == FIX_ALL for action in actions) is offered


async def test_the_setting_lets_the_generic_kind_fix_all(tmp_path: Path) -> None:
    async with attached(captured("nvim"), configuration={"fixAll": True}) as editor:
        uri = await opened(editor, tmp_path, instance())
        [action] = await editor.actions(uri, everywhere(instance()), ["source.fixAll"], AUTOMATIC)
        assert action.kind == FIX_ALL


@pytest.mark.parametrize("only", [["source"], ["refactor"], ["source.fixAll.eslint"], ["quickfix.other"]])
async def test_other_kinds_get_no_quick_fix(only: list[str], editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, instance())
    actions = await editor.actions(uri, everywhere(instance()), only, AUTOMATIC)
    assert actions == []


async def test_quick_fixes_belong_to_their_place_or_their_diagnostic(
    editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("nvim")
    uri = await opened(editor, tmp_path, instance())
    [found] = of_rule(await editor.diagnostics(uri))
    start = types.Range(types.Position(5, 0), types.Position(5, 0))
    assert [a for a in await editor.actions(uri, start) if a.is_preferred] == []
    assert len([a for a in await editor.actions(uri, start, diagnostics=[found]) if a.is_preferred]) == 1


async def test_an_action_whose_finding_is_gone_is_refused(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, instance())
    context = types.CodeActionContext([], [QUICK_FIX])
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), everywhere(instance()), context)
    action, *_ = await editor.client.text_document_code_action_async(params) or []
    assert isinstance(action, types.CodeAction)
    assert action.edit is None
    editor.replace(uri, "")
    with pytest.raises(Exception, match="gone"):
        await editor.client.code_action_resolve_async(action)
    with pytest.raises(Exception, match="not for a document"):
        await editor.client.code_action_resolve_async(types.CodeAction("Other", data={"by": "other"}))
