"""Cutting a file that does not parse into chunks, so that an error costs one block and not its
neighbours."""

import re
from collections.abc import Iterator

from terrafence.syntax.regions import HEADER_WORDS, mask
from terrafence.syntax.templates import unescape_quoted
from terrafence.text import Span

_CUT = re.compile(
    rb"^(?=" + HEADER_WORDS + rb'(?:[ \t]*["{]|[ \t]+[A-Za-z_]|[ \t]*\r?$))'
    rb"|^\}(?=[ \t]*(?:[A-Za-z_}]|\r?$))"
    rb'|^[ \t]+(?=(?:resource[ \t]+"x*"[ \t]+"x*"|(?:module|variable|output|provider)[ \t]+"x*")[ \t]*\{)',
    re.MULTILINE,
)
_ONE_LINE_BLOCK = re.compile(rb"^" + HEADER_WORDS + rb"[^{}\n]*\{.*\}[ \t]*\r?$", re.MULTILINE)
_ASSIGNMENT = re.compile(rb"^(?=[A-Za-z_\x80-\xff][\w\x80-\xff-]*[ \t]*=(?![=>]))", re.MULTILINE)
_HEADER = re.compile(
    rb"^[ \t]*(" + HEADER_WORDS + rb')(?![\w-])((?:[ \t]*+(?:"x*+"?+|[A-Za-z_][\w-]*+))*+)[ \t]*(?:\{|\r?$)',
    re.MULTILINE,
)
_LABEL = re.compile(rb'"x*"?|[A-Za-z_][\w-]*')


def cut(masked: bytes, values: bool) -> Iterator[Span]:
    """The chunks of a masked source that hold any code. `values` is set for a file of variable values,
    where every assignment in the first column starts one."""
    cuts = {found.end() for found in _CUT.finditer(masked)}
    for found in _ONE_LINE_BLOCK.finditer(masked):
        if found[0].count(b"{") == found[0].count(b"}"):
            cuts.add(found.end())
    if values:
        cuts.update(found.end() for found in _ASSIGNMENT.finditer(masked))
    start = 0
    for end in (*sorted(cuts), len(masked)):
        chunk = masked[start:end]
        if code := chunk.strip():
            first = start + chunk.index(code)
            yield Span(first, first + len(code))
        start = end


def splits(text: bytes) -> bool:
    """Whether the text of one block would be cut in two."""
    chunks = cut(mask(text).text, False)
    return next(chunks, None) is not None and next(chunks, None) is not None


def names(source: bytes, masked: bytes, chunk: Span) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The block headers in a chunk, each (type, labels). A label whose quote is still open is not one
    yet."""
    return tuple(
        (
            found[1].decode(),
            tuple(
                _label(source[slice(*label.span())])
                for label in _LABEL.finditer(masked, *found.span(2))
                if not label[0].startswith(b'"') or label[0].endswith(b'"', 1)
            ),
        )
        for found in _HEADER.finditer(masked, chunk.start, chunk.end)
    )


def _label(text: bytes) -> str:
    decoded = text.decode("utf-8", "replace")
    return unescape_quoted(decoded[1:-1]) if decoded.startswith('"') else decoded
