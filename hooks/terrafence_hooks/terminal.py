"""What is safe and fitting to print: visible characters, widths, colours."""

import os
from collections.abc import Mapping
from typing import TextIO, final

DEFAULT_WIDTH = 100
NARROWEST = 20


def visible(text: str) -> str:
    """The text on one line with every character that does not print (controls, escape sequences,
    direction marks, zero-width characters) written as an escape. Tabs stay."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\t" else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def columns(text: str) -> int:
    """How many terminal columns the text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def clip(text: str, width: int) -> str:
    """The text cut to a number of columns, with `...` where something is missing."""
    if columns(text) <= width:
        return text
    while text and columns(text) > width - 3:
        text = text[:-1]
    return text + "..."


def wrap(text: str, width: int) -> list[str]:
    """The text as lines of at most `width` columns, broken at spaces; a longer word stands alone."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and columns(line) + 1 + columns(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


def terminal_width(stream: TextIO | None) -> int:
    """The columns of the terminal, or a width that suits a file."""
    if stream is None:
        return DEFAULT_WIDTH
    try:
        return max(os.get_terminal_size(stream.fileno()).columns, NARROWEST)
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def colour_wanted(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to colour: never with NO_COLOR, always with FORCE_COLOR, else on a terminal that is not
    dumb."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


@final
class Paint:
    """Puts colour around text, or leaves it as it is."""

    __slots__ = ("_on",)

    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, code: str, text: str) -> str:
        """`code` is what stands between `ESC [` and `m`."""
        return f"\x1b[{code}m{text}\x1b[0m" if self._on and text else text


BOLD, DIM, RED, YELLOW, GREEN, CYAN = "1", "2", "1;31", "33", "32", "36"
