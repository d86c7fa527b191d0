"""A file of twenty thousand lines: no less right, only slower."""

from pathlib import Path

import pytest
from capabilities import captured
from doors import HINT, CommandLine, Server
from editor import attached
from lsprotocol import types
from samples import IMDS, instance, of_rule, uri_in

pytestmark = [pytest.mark.asyncio, pytest.mark.e2e, pytest.mark.slow]

COUNT = 2_300


def named(number: int) -> str:
    """One of many; every tenth has the fault."""
    tokens = '"required"' if number % 10 else '"optional"'
    return instance(tokens).replace('"web"', f'"web_{number}"')


async def test_a_huge_file_is_answered_for_to_its_end(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    text, uri, new = "\n".join(map(named, range(COUNT))), uri_in(root), "\n" + named(COUNT)
    assert text.count("\n") > 20_000
    async with attached(captured("vscode")) as editor:
        editor.open(uri, text)
        assert len(of_rule(await editor.diagnostics(uri))) == COUNT // 10
        for start, end in ((0, 1), (1, 2), (2, 40), (40, len(new))):
            editor.edit(uri, (len(text) + start, len(text) + start, new[start:end]))
        last = of_rule(await editor.diagnostics(uri))[-1]
        assert last.range.start.line == editor.texts[uri].count("\n") - 3
        at = types.TextDocumentIdentifier(uri)
        hover = await editor.client.text_document_hover_async(types.HoverParams(at, last.range.start))
        assert hover is not None
        lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(at)) or []
        assert len(lenses) == COUNT + 1
        actions = await editor.actions(uri, last.range)
        editor.apply(next(action.edit for action in actions if action.is_preferred))
        found = await Server(editor, root).said(["main.tf"])
        assert len([item for item in found if item.rule == IMDS]) == COUNT // 10
        told = CommandLine(root, {"main.tf": editor.texts[uri]}).said()
        assert found == [item for item in told if item.weight < HINT]
        assert editor.client.messages == []
