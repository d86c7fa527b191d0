"""What clients send that they should not, and text that is not Terraform: no crash, nothing stuck."""

import asyncio
import sys
from pathlib import Path

import pytest
from capabilities import BARE, EDITORS, NONE, captured
from editor import Editor, Editors, attached
from lsprotocol import types
from samples import IMDS, instance, of_rule, uri_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.e2e]


async def alive(editor: Editor, directory: Path) -> None:
    """The server still does its work."""
    uri = uri_in(directory, "alive.tf")
    editor.open(uri, instance())
    assert len(of_rule(await editor.diagnostics(uri))) == 1
    assert not [message for message in editor.client.messages if "bug" in message.message]


def partial(line: int, start: int, end: int, text: str) -> types.TextDocumentContentChangeEvent:
    place = types.Range(types.Position(line, start), types.Position(line, end))
    return types.TextDocumentContentChangePartial(range=place, text=text)


@pytest.mark.parametrize("name", EDITORS)
async def test_messages_out_of_order(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    uri = uri_in(tmp_path)
    editor.change(uri, partial(0, 0, 0, "never opened"))
    editor.close(uri)
    editor.save(uri)
    editor.open(uri, "", version=5)
    editor.open(uri, instance(), version=7)
    editor.versions[uri] = 3
    editor.replace(uri, "too late")
    editor.versions[uri] = 7
    assert len(of_rule(await editor.diagnostics(uri))) == 1
    editor.close(uri)
    editor.close(uri)
    editor.change(uri, partial(0, 0, 0, "closed"))
    await alive(editor, tmp_path)


async def test_closing_clears(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(BARE)
    uri = uri_in(tmp_path)
    editor.open(uri, instance())
    assert await editor.diagnostics(uri)
    editor.close(uri)
    await editor.until(lambda: not editor.published[uri].diagnostics)


@pytest.mark.parametrize("name", EDITORS)
async def test_a_file_that_is_deleted_under_its_buffer(name: str, editors: Editors, tmp_path: Path) -> None:
    path = tmp_path / "sub" / "main.tf"
    path.parent.mkdir()
    path.write_text("")
    editor = await editors.get(name)
    editor.open(path.as_uri(), "")
    await editor.diagnostics(path.as_uri())
    path.unlink()
    path.parent.rmdir()
    editor.disk_changed(path.as_uri())
    editor.replace(path.as_uri(), instance())
    assert len(of_rule(await editor.diagnostics(path.as_uri()))) == 1
    editor.save(path.as_uri())
    await alive(editor, tmp_path)


@pytest.mark.parametrize(
    ("uri", "language", "findings"),
    [
        ("untitled:Untitled-1", "terraform", 1),
        ("untitled:/a b/ü", "terraform", 1),
        ("untitled:Untitled-2", "python", 0),
        ("vscode-vfs://github/org/repo/main.tf", "terraform", 0),
        ("git:/work/main.tf?%7B%7D", "terraform", 0),
        ("inmemory://model/1", "terraform", 0),
        ("nonsense", "terraform", 0),
        ("", "terraform", 0),
        ("file:///nowhere/at%00all.tf", "terraform", 0),
        ("file:///nowhere/at/all/main.tf", "terraform", 1),
        ("file:///c%3A/nowhere/main.tf", "terraform", 1),
    ],
)
async def test_documents_that_are_no_files(
    uri: str, language: str, findings: int, editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    editor.open(uri, instance(), language)
    assert len(of_rule(await editor.diagnostics(uri))) == findings
    editor.replace(uri, instance('"required"'))
    assert of_rule(await editor.diagnostics(uri)) == []
    editor.close(uri)
    await alive(editor, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\0",
        "\ufeff",
        "{",
        'resource "aws_instance" "web" {',
        '"""${${${',
        "<<EOT\n",
        "/*",
        "[" * 3000,
        "a = " + "(" * 3000,
        "\ud800 = 1",
        "\r\r\n\n\r",
        "\u2028\u2029\x0b\x0c\x85",
    ],
)
async def test_text_that_is_no_terraform(text: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(BARE)
    uri = uri_in(tmp_path)
    editor.open(uri, text)
    assert of_rule(await editor.diagnostics(uri)) == []
    editor.replace(uri, instance())
    assert len(of_rule(await editor.diagnostics(uri))) == 1
    await editor.quiet()
    assert editor.client.messages == []


@pytest.mark.parametrize("name", ["main.tf.json", "x.auto.tfvars", "x.tfvars.json", "main.tofu"])
async def test_other_forms_of_files(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(BARE)
    uri = uri_in(tmp_path, name)
    editor.open(uri, "")
    for text in ("", "{", "{}", "x = 1\n", instance()):
        editor.replace(uri, text)
        await editor.diagnostics(uri)
    await alive(editor, tmp_path)


@pytest.mark.parametrize("raw", [[], "yes", 3, True, {"terrafence": []}, {"terrafence": {"fixAll": "yes"}}])
async def test_settings_of_the_wrong_shape_are_said_once(raw: object, tmp_path: Path) -> None:
    async with attached(NONE, options=raw) as editor:
        for _ in range(3):
            editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(raw))
        await alive(editor, tmp_path)
        assert [message.message[:20] for message in editor.client.messages] == ["terrafence: settings"]


async def test_settings_of_the_wrong_shape_when_asked_for(tmp_path: Path) -> None:
    async with attached(captured("vscode"), configuration=["nonsense"]) as editor:
        await alive(editor, tmp_path)
        await editor.until(lambda: len(editor.client.messages) == 1)


async def test_bad_settings_files_are_said_once_and_the_last_good_ones_hold(tmp_path: Path) -> None:
    toml = tmp_path / "terrafence.toml"
    toml.write_text(f'ignore = ["{IMDS}"]\n')
    async with attached(NONE) as editor:
        uri = uri_in(tmp_path)
        editor.open(uri, instance())
        assert of_rule(await editor.diagnostics(uri)) == []
        toml.write_text("ignore = 3\n")
        for number in range(3):
            editor.save(uri)
            editor.replace(uri, instance() + "\n" * number)
            assert of_rule(await editor.diagnostics(uri)) == []
        assert [str(toml) in message.message for message in editor.client.messages] == [True]


async def test_bad_settings_from_the_start_are_shown_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "terrafence.toml").write_text("ignore = 3\n")
    async with attached(NONE) as editor:
        uri = uri_in(tmp_path)
        editor.open(uri, instance())
        [found] = await editor.diagnostics(uri)
        assert found.code == "not-checked"
        assert "terrafence.toml:1" in found.message


@pytest.mark.parametrize("name", EDITORS)
async def test_settings_files_that_are_open(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    uri, toml = uri_in(tmp_path), uri_in(tmp_path, "terrafence.toml")
    editor.open(uri, instance())
    assert len(of_rule(await editor.diagnostics(uri))) == 1
    editor.open(toml, "", "toml")
    assert await editor.diagnostics(toml) == []
    editor.replace(toml, "\nignore = [")
    [found] = await editor.diagnostics(toml)
    assert found.code == "not-checked"
    editor.replace(toml, 'ignore = [\n"aws-ec2-imds-v1-enabeld"]\n')
    [found] = await editor.diagnostics(toml)
    assert found.range.start.line == 1
    assert f'did you mean "{IMDS}"?' in found.message
    editor.replace(toml, f'ignore = ["{IMDS}"]\n')
    assert await editor.diagnostics(toml) == []
    await editor.quiet()
    editor.replace(uri, instance() + "\n")
    assert of_rule(await editor.diagnostics(uri)) == []
    assert editor.client.messages == []


async def test_a_bug_is_logged_and_shown_once(tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "from terrafence_lsp.analysis import analyse\n"
        "from terrafence_lsp.server import create_server\n"
        "def judge(snapshot):\n"
        "    if any(b'BUG' in snapshot.files.read(path) for path in snapshot.paths):\n"
        "        raise RuntimeError('planted')\n"
        "    return analyse(snapshot)\n"
        "create_server(judge).start_io()\n"
    )
    async with attached(NONE, (sys.executable, str(script))) as editor:
        uri = uri_in(tmp_path)
        for number in range(3):
            editor.open(uri, "# BUG\n" * (number + 1), version=number + 1)
            [found] = await editor.diagnostics(uri)
            assert found.code == "not-checked"
        assert len(editor.client.messages) == 1
        assert ["planted" in entry.message for entry in editor.client.log_messages] == [True]
        editor.replace(uri, instance())
        assert len(of_rule(await editor.diagnostics(uri))) == 1


FAR = types.Position(2**31 - 1, 2**31 - 1)


@pytest.mark.parametrize("name", ["main.tf", "not-open.tf", "terrafence.toml"])
async def test_places_that_are_not_there(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    editor.open(uri_in(tmp_path), instance())
    editor.open(uri_in(tmp_path, "terrafence.toml"), "", "toml")
    client, at = editor.client, types.TextDocumentIdentifier(uri_in(tmp_path, name))
    turned = types.Range(FAR, types.Position(7, 0))
    actions = types.CodeActionParams(at, turned, types.CodeActionContext([]))
    assert await client.text_document_hover_async(types.HoverParams(at, FAR)) is None
    assert not await client.text_document_definition_async(types.DefinitionParams(at, FAR))
    assert not await client.text_document_completion_async(types.CompletionParams(at, FAR))
    assert not await client.text_document_inlay_hint_async(types.InlayHintParams(at, turned))
    assert not await client.text_document_code_action_async(actions)
    await alive(editor, tmp_path)


@pytest.mark.parametrize("arguments", [None, [], [3], [{}], ["https://x.invalid", "and more"]])
async def test_a_command_with_the_wrong_arguments(
    arguments: list[object] | None, editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    params = types.ExecuteCommandParams("terrafence.showRule", arguments)
    with pytest.raises(Exception, match="the address of a page"):
        await editor.client.workspace_execute_command_async(params)
    await alive(editor, tmp_path)


def refuse(*_: object) -> None:
    raise RuntimeError("the editor does not do this")


@pytest.mark.parametrize(
    "method",
    [
        types.CLIENT_REGISTER_CAPABILITY,
        types.WORKSPACE_CONFIGURATION,
        types.WORKSPACE_DIAGNOSTIC_REFRESH,
    ],
)
async def test_an_editor_that_refuses_what_it_announced(method: str, tmp_path: Path) -> None:
    toml = tmp_path / "terrafence.toml"
    async with attached(captured("vscode"), answers={method: refuse}) as editor:
        await alive(editor, tmp_path)
        uri = uri_in(tmp_path)
        editor.open(uri, instance())
        assert len(of_rule(await editor.diagnostics(uri))) == 1
        toml.write_text(f'ignore = ["{IMDS}"]\n')
        if method != types.CLIENT_REGISTER_CAPABILITY:
            editor.disk_changed(toml.as_uri())
        editor.save(uri)
        assert of_rule(await editor.diagnostics(uri)) == []
        assert editor.client.messages == []


async def test_a_message_that_cannot_be_read(tmp_path: Path) -> None:
    async with attached(NONE) as editor:
        for _ in range(3):
            editor.send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 3}})
        editor.send({"jsonrpc": "2.0", "method": "$/unheardOf"})
        editor.send({"jsonrpc": "2.0", "method": "textDocument/didFly", "params": {}})
        editor.send([])
        await alive(editor, tmp_path)
        assert ["could not be read" in message.message for message in editor.client.messages] == [True]


async def test_a_request_that_is_cancelled(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text(
        "import time\n"
        "from terrafence_lsp.analysis import analyse\n"
        "from terrafence_lsp.server import create_server\n"
        "def judge(snapshot):\n"
        "    time.sleep(0.5)\n"
        "    return analyse(snapshot)\n"
        "create_server(judge).start_io()\n"
    )
    async with attached(captured("vscode"), (sys.executable, str(script))) as editor:
        uri = uri_in(tmp_path)
        editor.open(uri, instance())
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        method = types.TEXT_DOCUMENT_DIAGNOSTIC
        waiting = asyncio.ensure_future(
            editor.client.protocol.send_request_async(method, params, msg_id="pull-1")
        )
        await asyncio.sleep(0.05)
        editor.client.cancel_request(types.CancelParams("pull-1"))
        with pytest.raises(Exception, match="cancel"):
            await asyncio.wait_for(waiting, 0.4)
        assert len(of_rule(await editor.diagnostics(uri))) == 1
