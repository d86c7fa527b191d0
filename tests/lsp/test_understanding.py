"""What the server tells about a place: hover, lenses, hints, links, definitions, completion."""

import asyncio
from pathlib import Path

import pytest
from capabilities import captured
from editor import Editor, Editors, attached
from lsprotocol import types
from samples import IMDS, everywhere, instance, of_rule, uri_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.e2e]

VARIABLES = 'variable "tokens" {\n  default = "optional"\n}\n'
LOCALS = (
    'locals {\n  sizes = [for size in ["small", "large"] : "t3.${size}"]\n  odd   = data.aws_ami.x.id\n}\n'
)


async def opened(editor: Editor, directory: Path, text: str, name: str = "main.tf") -> str:
    uri = uri_in(directory, name)
    editor.open(uri, text, "toml" if name.endswith(".toml") else "terraform")
    await editor.diagnostics(uri)
    return uri


def position(text: str, word: str, after: int = 0) -> types.Position:
    """Where a word first stands."""
    before = text[: text.index(word) + after]
    return types.Position(before.count("\n"), len(before) - before.rfind("\n") - 1)


async def hovered(editor: Editor, uri: str, at: types.Position) -> str:
    hover = await editor.client.text_document_hover_async(
        types.HoverParams(types.TextDocumentIdentifier(uri), at)
    )
    if hover is None:
        return ""
    assert isinstance(hover.contents, types.MarkupContent)
    return hover.contents.value


@pytest.mark.parametrize(
    ("text", "word", "says"),
    [
        ("# nothing\n" + instance(), "nothing", ()),
        (instance(), "ami", ('ami = "ami-1"', "in `aws_instance.web`")),
        (instance("var.gone"), "http_tokens", ("`http_tokens` is not known: ",)),
        (LOCALS, "sizes", ('"t3.small"', "in `local.sizes`")),
        (VARIABLES, "default", ('default = "optional"',)),
        ('output "x" {\n  value = upper("x")\n}\n', "value", ('value = "X"', "in `output.x`")),
        (
            'resource "aws_instance" "web" {\n  count = 2\n  ami = "ami-${count.index}"\n}\n',
            "ami =",
            ('ami = "ami-0"', "`aws_instance.web[0]`", 'ami = "ami-1"', "`aws_instance.web[1]`"),
        ),
        (
            'resource "aws_instance" "web" {\n  dynamic "metadata_options" {\n    for_each = ["required"]\n'
            "    content {\n      http_tokens = metadata_options.value\n    }\n  }\n}\n",
            "http_tokens",
            ('http_tokens = "required"',),
        ),
        (
            'variable "s" {\n  sensitive = true\n  default   = "hush"\n}\nlocals {\n  t = var.s\n}\n',
            "t =",
            ("(sensitive value)",),
        ),
    ],
)
async def test_hover_on_an_attribute(
    text: str, word: str, says: tuple[str, ...], editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, text)
    said = await hovered(editor, uri, position(text, word))
    assert bool(said) is bool(says)
    assert [phrase for phrase in says if phrase not in said] == []


async def test_hover_tells_where_a_value_comes_from(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    (tmp_path / "variables.tf").write_text(VARIABLES)
    text = instance("var.tokens")
    uri = await opened(editor, tmp_path, text)
    said = await hovered(editor, uri, position(text, "http_tokens"))
    assert 'http_tokens = "optional"' in said
    assert f"[variables.tf:2]({uri_in(tmp_path, 'variables.tf')}#L2)" in said


async def test_hover_on_broken_text_knows_what_was_there(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, instance())
    broken = "\n" + instance().replace('instance_type = "t3.micro"', "instance_type = ")
    editor.replace(uri, broken)
    assert 'ami = "ami-1"' in await hovered(editor, uri, position(broken, "ami"))


async def test_hover_on_a_suppression(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    comment = f"# terrafence:ignore[{IMDS}, no-such] needed by the old agent until 2099-01-31\n"
    text = comment + instance()
    uri = await opened(editor, tmp_path, text)
    said = await hovered(editor, uri, position(text, "needed"))
    for phrase in (f"`{IMDS}`", "`no-such` is no rule", "needed by the old agent", "2099-01-31", "1 finding"):
        assert phrase in said


async def test_lenses_count_what_is_in_a_block(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    (tmp_path / "terrafence.toml").write_text(f'select = ["{IMDS}"]\n')
    text = instance() + instance('"required"').replace("web", "good")
    uri = await opened(editor, tmp_path, text)
    params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
    [lens] = await editor.client.text_document_code_lens_async(params) or []
    assert lens.range.start == types.Position(0, 0)
    assert lens.command is not None
    assert lens.command.title == "1 finding, 1 safe fix"


async def test_hints_are_off_until_asked_for(tmp_path: Path) -> None:
    text = VARIABLES + instance("var.tokens") + instance("upper(var.tokens)").replace("web", "up")
    whole = everywhere(text)
    for wanted in (False, True):
        async with attached(captured("vscode"), options={"inlayHints": wanted}) as editor:
            uri = await opened(editor, tmp_path, text)
            params = types.InlayHintParams(types.TextDocumentIdentifier(uri), whole)
            found = await editor.client.text_document_inlay_hint_async(params) or []
            place = position(text, "var.tokens", len("var.tokens"))
            assert [(hint.label, hint.position) for hint in found] == (
                [('= "optional"', place)] if wanted else []
            )


@pytest.mark.parametrize(
    ("name", "text", "linked"),
    [
        ("main.tf", f"# see {IMDS}\n" + instance(), []),
        ("main.tf", f"# terrafence:ignore[{IMDS}] old agent\n" + instance(), [IMDS]),
        ("main.tf", "#trivy:ignore:AVD-AWS-0028\n" + instance(), [IMDS]),
        ("terrafence.toml", f'ignore = ["{IMDS}", "aws-s3"]\n', [IMDS]),
    ],
)
async def test_rule_ids_link_to_their_pages(
    name: str, text: str, linked: list[str], editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, text, name)
    params = types.DocumentLinkParams(types.TextDocumentIdentifier(uri))
    found = await editor.client.text_document_document_link_async(params) or []
    assert [link.target for link in found] == [
        f"https://github.com/terrafence/terrafence/blob/main/docs/rules/{rule}.md" for rule in linked
    ]


async def test_a_finding_leads_to_what_it_is_about(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    (tmp_path / "main.tf").write_text(instance("var.tokens"))
    uri = await opened(editor, tmp_path, VARIABLES, "variables.tf")
    at = types.TextDocumentIdentifier(uri)
    for line, targets in ((0, set[str]()), (1, {uri_in(tmp_path)})):
        params = types.DefinitionParams(at, types.Position(line, 13))
        found = await editor.client.text_document_definition_async(params) or []
        assert isinstance(found, list)
        assert {place.uri for place in found if isinstance(place, types.Location)} >= targets
        assert bool(found) is bool(targets)


@pytest.mark.parametrize(
    ("name", "text", "offered"),
    [
        ("main.tf", "# terrafence: aws-s3-", False),
        ("main.tf", "# terrafence:ignore[", True),
        ("main.tf", "# terrafence:ignore[aws-s3-acl-public-read, aws-", True),
        ("main.tf", "# terrafence:ignore[aws-s3-acl-public-read] ", False),
        ("main.tf", 'resource "aws', False),
        ("terrafence.toml", 'select = ["aws-s', True),
        ("terrafence.toml", 'select = [\n  "aws-s3",\n  "', True),
        ("terrafence.toml", 'exclude = ["aws-s', False),
        ("terrafence.toml", "[levels]\naws-", True),
        ("terrafence.toml", '[levels]\naws-s3-acl-public-read = "', False),
        ("terrafence.toml", "[variables]\naws-", False),
    ],
)
async def test_rule_ids_are_completed(
    name: str, text: str, offered: bool, editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, text, name)
    line, column = text.count("\n"), len(text.rpartition("\n")[2])
    params = types.CompletionParams(types.TextDocumentIdentifier(uri), types.Position(line, column))
    found = await editor.client.text_document_completion_async(params) or []
    assert isinstance(found, list)
    assert (IMDS in {item.label for item in found}) is offered
    if offered:
        item = next(item for item in found if item.label == IMDS)
        assert isinstance(item.text_edit, types.TextEdit)
        assert item.text_edit.range.end == types.Position(line, column)
        described = await editor.client.completion_item_resolve_async(item)
        assert isinstance(described.documentation, types.MarkupContent)
        assert f"# {IMDS}" in described.documentation.value


@pytest.mark.parametrize("name", ["vscode", "eglot"])
async def test_all_findings_of_a_rule_are_fixed_at_once(name: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get(name)
    text = instance() + instance().replace("web", "other") + 'resource "aws_kms_key" "key" {}\n'
    uri = await opened(editor, tmp_path, text)
    [first, _] = of_rule(await editor.diagnostics(uri))
    actions = await editor.actions(uri, first.range)
    [action] = [action for action in actions if action.title.startswith("Fix all 2 findings of")]
    editor.apply(action.edit)
    assert of_rule(await editor.diagnostics(uri)) == []
    assert of_rule(await editor.diagnostics(uri), "aws-kms-rotation-off") != []


async def test_a_rule_is_fixed_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "main.tf").write_text(instance())
    async with attached(captured("vscode"), folders=[tmp_path]) as editor:
        uri = await opened(editor, tmp_path / "a", instance())
        [found] = of_rule(await editor.diagnostics(uri))
        actions = await editor.actions(uri, found.range)
        [action] = [action for action in actions if "in the workspace" in action.title]
        assert action.edit is not None
        changed = {
            change.text_document.uri
            for change in action.edit.document_changes or ()
            if isinstance(change, types.TextDocumentEdit)
        }
        assert changed == {uri, uri_in(tmp_path / "b")}


async def test_a_block_is_ignored_whole(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, "\n" + instance())
    [found] = of_rule(await editor.diagnostics(uri))
    actions = await editor.actions(uri, found.range)
    [action] = [action for action in actions if "whole block" in action.title]
    editor.apply(action.edit)
    assert editor.texts[uri].startswith(f"\n# terrafence:ignore[{IMDS}] ")
    assert of_rule(await editor.diagnostics(uri)) == []


async def test_the_page_of_a_rule_is_shown_by_a_command(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, instance())
    [found] = of_rule(await editor.diagnostics(uri))
    context = types.CodeActionContext([])
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), found.range, context)
    offered = await editor.client.text_document_code_action_async(params) or []
    [command] = [
        action.command for action in offered if isinstance(action, types.CodeAction) and action.command
    ]
    assert isinstance(command, types.Command)
    arguments = types.ExecuteCommandParams(command.command, command.arguments)
    await editor.client.workspace_execute_command_async(arguments)
    shown = editor.client.shown_documents
    assert [document.uri for document in shown if document.uri.endswith(f"{IMDS}.md")] != []


async def test_the_workspace_is_told_of_files_that_are_not_open(tmp_path: Path) -> None:
    for name, text in (("open", instance()), ("closed", instance()), ("clean", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(text)
    closed = tmp_path / "closed" / "main.tf"
    async with attached(captured("vscode"), folders=[tmp_path]) as editor:
        await opened(editor, tmp_path / "open", instance())
        first = await editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams([]))
        assert {item.uri for item in first.items} == {closed.as_uri()}
        [item] = first.items
        assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
        assert len(of_rule(list(item.items))) == 1
        assert item.result_id is not None
        known = types.WorkspaceDiagnosticParams([types.PreviousResultId(item.uri, item.result_id)])
        waiting = asyncio.create_task(editor.client.workspace_diagnostic_async(known))
        await editor.quiet()
        assert not waiting.done()
        closed.write_text(instance('"required"'))
        editor.disk_changed(closed.as_uri())
        second = await waiting
        [item] = second.items
        assert isinstance(item, types.WorkspaceFullDocumentDiagnosticReport)
        assert (item.uri, of_rule(list(item.items))) == (closed.as_uri(), [])


@pytest.mark.parametrize("name", ["nvim", "eglot"])
async def test_a_finding_in_a_file_that_is_not_open_is_shown_while_its_module_is(
    name: str, editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get(name)
    variables = tmp_path / "variables.tf"
    variables.write_text(VARIABLES)
    uri = await opened(editor, tmp_path, instance("var.tokens"))
    await editor.until(lambda: variables.as_uri() in editor.published)
    assert len(of_rule(list(editor.published[variables.as_uri()].diagnostics))) == 1
    editor.replace(uri, instance('"required"'))
    await editor.until(lambda: not editor.published[variables.as_uri()].diagnostics)
    editor.replace(uri, instance("var.tokens"))
    await editor.until(lambda: bool(editor.published[variables.as_uri()].diagnostics))
    editor.close(uri)
    await editor.until(lambda: not editor.published[variables.as_uri()].diagnostics)


POLICY = """[tags]
required = ["Team"]

[tags.values]
Team = ["payments", "search"]
"""
TAGGED = """provider "aws" {
  default_tags {
    tags = { Environment = "live" }
  }
}

resource "aws_kms_key" "key" {
  enable_key_rotation = true
  tags = {
    Service = "shop"
  }
}
"""


async def test_hover_on_a_resource_tells_its_tags(editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    uri = await opened(editor, tmp_path, TAGGED)
    said = await hovered(editor, uri, position(TAGGED, '"key"'))
    assert "| Environment | live | provider | [main.tf:3]" in said
    assert "| Service | shop | resource | [main.tf:10]" in said
    assert "**Tags**" not in await hovered(editor, uri, position(TAGGED, "provider"))


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("", ["Team"]),
        ('"', ["Team"]),
        ("T", ["Team"]),
        ('Team = "', ["payments", "search"]),
        ('Team = "pay', ["payments", "search"]),
        ('Other = "', []),
        ("Team = upper(", []),
    ],
)
async def test_tags_are_completed_by_the_policy(
    line: str, offered: list[str], editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    (tmp_path / "terrafence.toml").write_text(POLICY)
    uri = await opened(editor, tmp_path, TAGGED)
    await editor.diagnostics(uri)
    text = TAGGED.replace('    Service = "shop"\n', f'    Service = "shop"\n    {line}\n')
    editor.replace(uri, text)
    await editor.diagnostics(uri)
    at = position(text, "Service", len(f'Service = "shop"\n    {line}'))
    params = types.CompletionParams(types.TextDocumentIdentifier(uri), at)
    found = await editor.client.text_document_completion_async(params) or []
    assert isinstance(found, list)
    assert [item.label for item in found] == offered


@pytest.mark.parametrize("value", ["payments", "search"])
async def test_a_missing_tag_can_have_each_allowed_value(
    value: str, editors: Editors, tmp_path: Path
) -> None:
    editor = await editors.get("vscode")
    (tmp_path / "terrafence.toml").write_text(POLICY)
    uri = await opened(editor, tmp_path, TAGGED)
    [missing] = of_rule(await editor.diagnostics(uri), "terraform-required-tag-missing")
    actions = await editor.actions(uri, missing.range)
    assert [action.title for action in actions if action.title.startswith("Fix all")] == []
    [action] = [action for action in actions if action.title == f"Add `Team = {value}` to `tags`"]
    editor.apply(action.edit)
    assert f'    Team    = "{value}"\n' in editor.texts[uri]
    assert of_rule(await editor.diagnostics(uri), "terraform-required-tag-missing") == []


async def test_hints_tell_the_tags_that_a_provider_adds(tmp_path: Path) -> None:
    broken = TAGGED + 'resource "aws_kms_key" "half" {\n  enable_key_rotation = \n'
    async with attached(captured("vscode"), options={"inlayHints": True}) as editor:
        uri = await opened(editor, tmp_path, TAGGED)
        for text in (TAGGED, broken):
            editor.replace(uri, text)
            params = types.InlayHintParams(types.TextDocumentIdentifier(uri), everywhere(text))
            found = await editor.client.text_document_inlay_hint_async(params) or []
            place = position(text, '"aws_kms_key" "key"', len('"aws_kms_key" "key"'))
            assert [(hint.label, hint.position) for hint in found] == [("Environment = live", place)]


@pytest.mark.parametrize("broken", ["", 'resource "aws_instance" "half" {\n  ami = \n'])
async def test_lenses_count_findings_and_fixes(broken: str, editors: Editors, tmp_path: Path) -> None:
    editor = await editors.get("vscode")
    rules = (IMDS, "aws-ec2-public-address", "aws-kms-rotation-off")
    (tmp_path / "terrafence.toml").write_text(f"select = {list(rules)}\n".replace("'", '"'))
    public = instance().replace("\n\n", "\n  associate_public_ip_address = true\n\n")
    text = public + 'resource "aws_kms_key" "key" {}\n' + broken
    uri = await opened(editor, tmp_path, text)
    params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
    found = await editor.client.text_document_code_lens_async(params) or []
    titles = [lens.command.title for lens in found if lens.command is not None]
    assert titles == ["2 findings, 1 safe fix, 1 unsafe fix", "1 finding, 1 safe fix"]
