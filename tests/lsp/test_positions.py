"""Columns in each encoding, over the wire."""

import asyncio
from pathlib import Path

import pytest
from editor import applied, attached, edits_of, position_of
from lsprotocol import types
from samples import instance, of_rule, uri_in

from terrafence.text import Encoding, LineIndex, Span
from terrafence_lsp.positions import to_range, to_span

ENCODINGS = ("utf-8", "utf-16", "utf-32")
NOTES = ("", "/* 𝔘 */ ", "/* ä */ ", "/* 👩‍👩‍👧 e\u0301 \u2028 */ ", "/* \x0c */ ")


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_spans_are_where_a_client_counts_them(encoding: Encoding, note: str, line_end: str) -> None:
    text = f"𝔘{line_end}{note}here{line_end}"
    start = text.index("here")
    span = Span(len(text[:start].encode()), len(text[: start + 4].encode()))
    lines = LineIndex(text.encode())
    place = to_range(lines, span, encoding)
    assert place.start == position_of(text, start, encoding.value)
    assert place.end == position_of(text, start + 4, encoding.value)
    assert to_span(lines, place, encoding) == span


def client_of(encoding: str) -> types.ClientCapabilities:
    general = types.GeneralClientCapabilities(position_encodings=[encoding])
    kinds = types.ClientCodeActionKindOptions([types.CodeActionKind.QuickFix])
    literals = types.ClientCodeActionLiteralOptions(kinds)
    actions = types.CodeActionClientCapabilities(
        code_action_literal_support=literals, is_preferred_support=True
    )
    return types.ClientCapabilities(
        general=general, text_document=types.TextDocumentClientCapabilities(code_action=actions)
    )


@pytest.mark.e2e
@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_diagnostics_and_fixes_in_the_negotiated_encoding(encoding: str, tmp_path: Path) -> None:
    async with attached(client_of(encoding)) as editor:
        assert editor.encoding == encoding
        for number, note in enumerate(NOTES):
            for line_end in ("\n", "\r\n"):
                text = ("# 𝔘\n" + instance(note=note)).replace("\n", line_end)
                uri = uri_in(tmp_path / f"{number}{len(line_end)}")
                editor.open(uri, text)
                [found] = of_rule(await editor.diagnostics(uri))
                start = text.index("http_tokens")
                assert found.range.start == position_of(text, start, encoding), note
                actions = await editor.actions(uri, found.range)
                fix = next(action for action in actions if action.is_preferred)
                assert fix.edit is not None
                [edits] = edits_of(fix.edit, editor.versions).values()
                assert applied(text, edits, encoding) == text.replace("optional", "required")
                editor.close(uri)
        await asyncio.sleep(0)
