"""Edits in the client's units, and the one edit that fix-all answers with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from terrafence.finding import FileEdit
from terrafence.syntax.read import read
from terrafence.text import Edit, Span, apply_edits
from terrafence_lsp.analysis import NOTHING, Outcome, over_disk
from terrafence_lsp.documents import opened
from terrafence_lsp.places import Places, smallest_edit
from terrafence_lsp.session import Session

OPEN, CLOSED = "/work/a b.tf", "/work/closed.tf"
LINES = st.lists(st.sampled_from([b"a\n", b"b\r\n", b"c\r", b"\n", b"\xc3\xa4\n", b"d"])).map(b"".join)


@pytest.mark.parametrize("text", [b"", b"a", b"a\n", b"a\r\nb"])
def test_nothing_to_change_is_no_edit(text: bytes) -> None:
    assert smallest_edit(text, text) is None


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        (b"", b"a\n", Edit(Span(0, 0), b"a\n")),
        (b"a\n", b"", Edit(Span(0, 2), b"")),
        (b"a\nb\nc\n", b"a\nx\nc\n", Edit(Span(2, 4), b"x\n")),
        (b"a\na\n", b"a\na\na\n", Edit(Span(4, 4), b"a\n")),
        (b"a\r\nb\r\n", b"a\nb\r\n", Edit(Span(0, 3), b"a\n")),
        (b"a\nb", b"a\nb\n", Edit(Span(2, 3), b"b\n")),
        (b"a\n\xc3\xa4 = 1\n", b"a\n\xc3\xb6 = 1\n", Edit(Span(2, 9), b"\xc3\xb6 = 1\n")),
    ],
)
def test_whole_lines_are_replaced(old: bytes, new: bytes, edit: Edit) -> None:
    assert smallest_edit(old, new) == edit


@given(LINES, LINES)
def test_the_edit_makes_the_one_of_the_other(old: bytes, new: bytes) -> None:
    edit = smallest_edit(old, new)
    assert apply_edits(old, [] if edit is None else [edit]) == new


def places(document_changes: bool) -> Places:
    session = Session()
    session.client = session.client._replace(document_changes=document_changes)
    session.put(opened(types.TextDocumentItem("file:///work/a b.tf", "terraform", 7, "𝔘 = 1\n")))
    closed = read(CLOSED, b"x = 1\n")
    report = NOTHING._replace(files={CLOSED: closed})
    return Places(session, Outcome(1, over_disk({}), report))


EDITS = (
    FileEdit(OPEN, Edit(Span(7, 8), b"2")),
    FileEdit(CLOSED, Edit(Span(0, 1), b"y")),
    FileEdit(OPEN, Edit(Span(0, 4), b"z")),
)
IN_OPEN = [
    types.TextEdit(types.Range(types.Position(0, 0), types.Position(0, 2)), "z"),
    types.TextEdit(types.Range(types.Position(0, 5), types.Position(0, 6)), "2"),
]
IN_CLOSED = [types.TextEdit(types.Range(types.Position(0, 0), types.Position(0, 1)), "y")]


def test_edits_go_by_the_uri_of_the_client() -> None:
    edit = places(document_changes=False).workspace_edit(EDITS)
    assert edit == types.WorkspaceEdit(
        changes={"file:///work/a b.tf": IN_OPEN, "file:///work/closed.tf": IN_CLOSED}
    )


def test_edits_are_for_a_version_where_there_is_one() -> None:
    edit = places(document_changes=True).workspace_edit(EDITS)
    assert edit == types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier("file:///work/a b.tf", 7), IN_OPEN
            ),
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier("file:///work/closed.tf", None), IN_CLOSED
            ),
        ]
    )


def test_a_file_that_is_gone_is_placed_at_its_start() -> None:
    location = places(document_changes=True).location("/nowhere/x.tf", Span(5, 9))
    start = types.Position(0, 0)
    assert location == types.Location("file:///nowhere/x.tf", types.Range(start, start))
