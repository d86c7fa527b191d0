"""The text of quoted strings, heredocs and templates: escapes, strip markers, heredoc indentation and the
nesting of directives.

A template is first a flat run of pieces, as Terraform's own scanner sees it; strip markers and indentation
work on that run, and only then are the directives nested.
"""

import re
from collections.abc import Iterator

from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression, Literal, Template, TemplateFor, TemplateIf
from terrafence.text import Span

# What Go calls a space; str.strip() alone would take U+001C to U+001F too.
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Text(NamedTuple):
    """Literal text with its escapes resolved."""

    span: Span
    text: str


class Interpolation(NamedTuple):
    """`${x}`."""

    span: Span
    expression: Expression


class Directive(NamedTuple):
    """One `%{…}`. `word` is `if`, `else`, `endif`, `for` or `endfor`; `names` are those of a `for`."""

    span: Span
    word: str
    expression: Expression | None = None
    names: tuple[str | None, str] = (None, "")


class Mark(NamedTuple):
    """A piece of a template that is not literal text, and whether `~` strips the text on either side."""

    piece: Interpolation | Directive
    strips_before: bool
    strips_after: bool


def unescape_quoted(text: str) -> str:
    """The value of literal text between quotes. An escape that Terraform does not know is left as it is."""
    if "\\" not in text:
        return unescape_bare(text)
    return re.sub(
        r'\\(?:[nrt"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|([$%])\1(?=\{)',
        lambda found: found[1] or _escaped(found[0]),
        text,
    )


def unescape_bare(text: str) -> str:
    """The value of literal text in a heredoc or in a template of its own, where only `$${` and `%%{` are
    special."""
    return text.replace("$${", "${").replace("%%{", "%{") if "{" in text else text


def _escaped(escape: str) -> str:
    known = _ESCAPES.get(escape[1])
    if known is not None:
        return known
    code = int(escape[2:], 16)
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def strip(pieces: list[Text | Mark]) -> list[Text | Interpolation | Directive]:
    """Applies the strip markers. A marker reaches only the piece of text next to it: in a heredoc, the
    rest of its line."""
    stripped: list[Text | Interpolation | Directive] = []
    strips_next = False
    for piece in pieces:
        if isinstance(piece, Text):
            text = piece.text.lstrip(_SPACE) if strips_next else piece.text
            stripped.append(Text(piece.span, text))
            strips_next = False
            continue
        if piece.strips_before and stripped and isinstance(last := stripped[-1], Text):
            stripped[-1] = Text(last.span, last.text.rstrip(_SPACE))
        stripped.append(piece.piece)
        strips_next = piece.strips_after
    return stripped


def unindent(pieces: list[Text | Interpolation | Directive]) -> list[Text | Interpolation | Directive]:
    """Takes the indentation of a `<<-` heredoc away: what all lines that are not blank have in common."""
    margin: int | None = None
    adjusted: set[int] = set()
    at_line_start = True
    for at, piece in enumerate(pieces):
        text = piece.text if isinstance(piece, Text) else None
        if at_line_start:
            at_line_start = False
            indent = _indent(text)
            if indent is not None:
                margin = indent if margin is None else min(margin, indent)
                adjusted.add(at)
        if text is not None and text.endswith("\n"):
            at_line_start = True
    return [
        Text(piece.span, piece.text[margin:]) if isinstance(piece, Text) and at in adjusted else piece
        for at, piece in enumerate(pieces)
    ]


def _indent(text: str | None) -> int | None:
    if text is None:
        return 0
    trimmed = text.lstrip(_SPACE)
    return None if not trimmed and text.endswith("\n") else len(text) - len(trimmed)


def nest(pieces: list[Text | Interpolation | Directive], span: Span, heredoc: bool) -> Literal | Template:
    """The pieces as a tree: one Literal when all of it is text."""
    if all(isinstance(piece, Text) for piece in pieces):
        return Literal(span, "".join(piece.text for piece in pieces if isinstance(piece, Text)))
    rest = iter(pieces)
    parts, _ = _parts(rest, heredoc)
    return Template(span, parts, heredoc)


_Piece = Text | Interpolation | Directive


def _parts(rest: Iterator[_Piece], heredoc: bool) -> tuple[tuple[Expression, ...], Directive | None]:
    """The parts up to the directive that ends them (`else`, `endif`, `endfor`), and that directive."""
    parts: list[Expression] = []
    for piece in rest:
        if isinstance(piece, Text):
            _append_text(parts, piece)
        elif isinstance(piece, Interpolation):
            parts.append(piece.expression)
        elif piece.word == "if":
            parts.append(_if(piece, rest, heredoc))
        elif piece.word == "for":
            parts.append(_for(piece, rest, heredoc))
        else:
            return tuple(parts), piece
    return tuple(parts), None


def _append_text(parts: list[Expression], piece: Text) -> None:
    if not piece.text:
        return
    last = parts[-1] if parts else None
    if isinstance(last, Literal) and isinstance(last.value, str) and last.span.end == piece.span.start:
        parts[-1] = Literal(Span(last.span.start, piece.span.end), last.value + piece.text)
    else:
        parts.append(Literal(piece.span, piece.text))


def _if(opening: Directive, rest: Iterator[_Piece], heredoc: bool) -> TemplateIf:
    then, ended = _parts(rest, heredoc)
    otherwise: Template | None = None
    then_span = Span(opening.span.end, ended.span.start if ended else opening.span.end)
    if ended and ended.word == "else":
        start = ended.span.end
        parts, ended = _parts(rest, heredoc)
        otherwise = Template(Span(start, ended.span.start if ended else start), parts, heredoc)
    end = ended.span.end if ended else then_span.end
    assert opening.expression is not None
    return TemplateIf(
        Span(opening.span.start, end), opening.expression, Template(then_span, then, heredoc), otherwise
    )


def _for(opening: Directive, rest: Iterator[_Piece], heredoc: bool) -> TemplateFor:
    body, ended = _parts(rest, heredoc)
    start, end = opening.span.end, ended.span.start if ended else opening.span.end
    key, value = opening.names
    assert opening.expression is not None
    whole = Span(opening.span.start, ended.span.end if ended else end)
    return TemplateFor(whole, key, value, opening.expression, Template(Span(start, end), body, heredoc))
