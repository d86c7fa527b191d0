"""Text from files that we do not know, in Markdown."""

import re

from terrafence_hooks.terminal import visible

# CommonMark 0.31, 6.1: a code span ends at the next run of as many backticks.
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SPECIAL = re.compile(r"[\\`*{}\[\]<>&|~#!$@]|:(?=\S)|_(?!\w)|(?<!\w)_|(?<=www)\.", re.IGNORECASE)


def inline(text: str) -> str:
    """The text on one line, with its code spans and nothing else that Markdown, HTML or GitHub would
    make something of."""
    shown = visible(text)
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(shown):
        parts += (escaped(shown[at : code.start()]), code[0])
        at = code.end()
    return "".join((*parts, escaped(shown[at:])))


def escaped(text: str) -> str:
    """The text as it stands, on one line."""
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", visible(text))


def cell(text: str) -> str:
    """As `inline`, for a table, where a bar ends the cell even in code."""
    return inline(text).replace("|", "\\|")
