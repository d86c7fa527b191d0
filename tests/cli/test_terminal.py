"""What reaches a terminal is visible, fits, and is coloured only where that is wanted."""

import io

import pytest
from fake_reports import file, span_of

from terrafence.text import Span
from terrafence_hooks.report.excerpt import excerpt
from terrafence_hooks.terminal import Paint, clip, colour_wanted, columns, visible, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ä 🔒", "plain ä 🔒"),
        ("tab\tstays", "tab\tstays"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("bell\x07 cr\r lf\n nul\x00", "bell\\x07 cr\\r lf\\n nul\\x00"),
        ("c1 \x9b1m", "c1 \\x9b1m"),
        ("turned \u202e round \u2066", "turned \\u202e round \\u2066"),
        ("zero\u200bwidth \u2028", "zero\\u200bwidth \\u2028"),
        ("undecodable \udcff", "undecodable \\udcff"),
    ],
)
def test_nothing_invisible_is_printed(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("ä", 1), ("e\u0301", 1), ("漢字", 4), ("", 0)])
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "width", "clipped"),
    [("short", 5, "short"), ("longer text", 8, "longe..."), ("漢字漢字", 7, "漢字..."), ("", 4, "")],
)
def test_clip(text: str, width: int, clipped: str) -> None:
    assert clip(text, width) == clipped
    assert columns(clipped) <= width


def test_wrap_keeps_long_words_whole() -> None:
    assert wrap("one two  averylongword three", 8) == ["one two", "averylongword", "three"]
    assert wrap("", 8) == []


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "xterm"}, True),
        (False, {"FORCE_COLOR": "1"}, True),
    ],
)
def test_colour(terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    assert colour_wanted(Terminal() if terminal else io.StringIO(), environment) is wanted


def marks(lines: list[str]) -> str:
    """What stands above the carets."""
    source, caret = lines[-2], lines[-1]
    return source[caret.index("^") : caret.rindex("^") + 1]


@pytest.mark.parametrize(
    ("source", "marked", "width", "seen"),
    [
        (b"a = 1\n", b"1", 80, "1"),
        (b'a = "\xc3\xa4\xc3\xb6" # b\n', b"# b", 80, "# b"),
        (b"\ta =\t1\n", b"1", 80, "1"),
        (b"a = 1\r\nb = 2\r\n", b"b = 2", 80, "b = 2"),
        (b"a = <<E\n  x\nE\n", b"a = <<E\n  x\nE", 80, "a = <<E"),
        (b"a = \x1b[1m\n", b"\x1b[1m", 80, "\\x1b[1m"),
        (b"x = " + b"y" * 300 + b" z\n", b"z", 40, "z"),
        (b"x = " + b"y" * 300 + b" z\n", b"x", 40, "x"),
    ],
)
def test_the_carets_stand_under_the_place(source: bytes, marked: bytes, width: int, seen: str) -> None:
    lines = excerpt(file(source=source), span_of(marked, source), width, Paint(False))
    assert marks(lines) == seen
    assert all(len(line) <= width for line in lines)


@pytest.mark.parametrize("at", [0, 5, 6, 999])
def test_an_empty_place_has_a_caret(at: int) -> None:
    assert excerpt(file(source=b"a = 1\n"), Span(at, at), 80, Paint(False))[-1].count("^") == 1


def test_the_block_is_named_above() -> None:
    assert excerpt(file(), span_of(b'"public-read"'), 80, Paint(False)) == [
        '1 | resource "aws_s3_bucket" "receipts" {',
        "  | ...",
        '4 |   acl = "public-read"',
        "  |         ^^^^^^^^^^^^^",
    ]


def test_the_header_itself_stands_alone() -> None:
    assert excerpt(file(), span_of(b'resource "aws_s3_bucket" "receipts"'), 80, Paint(False)) == [
        '1 | resource "aws_s3_bucket" "receipts" {',
        "  | " + "^" * 35,
    ]
