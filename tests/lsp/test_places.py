"""The one edit that fix-all answers with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrafence.text import Edit, Span, apply_edits
from terrafence_lsp.places import smallest_edit

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
