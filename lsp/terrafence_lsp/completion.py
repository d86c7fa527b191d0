"""Completion: rule ids where a comment or the settings name rules."""

import re

from lsprotocol import types

from terrafence.declare import Rule
from terrafence.derive import page
from terrafence.registry import all_rules, find
from terrafence.text import Span
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.positions import to_offset, to_range
from terrafence_lsp.session import Session

TRIGGERS = ("[", ",", '"', "-")

_IN_COMMENT = re.compile(rb"(?:#|//|/\*).*terrafence:ignore(?:-file)?\[(?:[^\],]*,\s*)*(?P<word>[^\],\s]*)$")
_IN_STRING = re.compile(rb'^[^#"]*(?:"[^"]*"[^#"]*)*"(?P<word>[\w-]*)$')
_BARE_KEY = re.compile(rb"^\s*(?P<word>[\w-]*)$")
_TABLE = re.compile(rb"^\s*\[(?P<name>[^\]]*)\]", re.MULTILINE)
_KEY = re.compile(rb'^\s*"?(?P<name>[\w-]+)"?\s*=', re.MULTILINE)

_LISTS = (b"select", b"ignore", b"non-suppressible")
_TABLES = (b"levels", b"severities")


def complete(session: Session, document: Document, position: types.Position) -> list[types.CompletionItem]:
    """What may stand at a position."""
    word = _word(document, to_offset(document.lines, position, session.client.encoding))
    if word is None:
        return []
    place = to_range(document.lines, word, session.client.encoding)
    return [_item(rule, place) for rule in all_rules()]


def described(item: types.CompletionItem, markdown: bool) -> types.CompletionItem:
    """The item with the page of its rule."""
    for rule in find(item.label):
        kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
        item.documentation = types.MarkupContent(kind, page(rule))
    return item


def _word(document: Document, offset: int) -> Span | None:
    """The word that is being typed, where it is one that names a rule."""
    line = document.text[document.lines.line_span(document.lines.line_of(offset)).start : offset]
    if document.role is Role.SETTINGS:
        found = _in_settings(document.text[: offset - len(line)], line)
    else:
        found = _IN_COMMENT.search(line)
    return None if found is None else Span(offset - len(found["word"]), offset)


def _in_settings(above: bytes, line: bytes) -> "re.Match[bytes] | None":
    """The word, where the settings name rules: in certain lists, and as the keys of certain tables."""
    tables = _TABLE.findall(above)
    if tables and tables[-1].strip().rpartition(b".")[2] in _TABLES:
        return _BARE_KEY.match(line) or _IN_STRING.match(line) if b"=" not in line else None
    keys = _KEY.findall(above + line)
    return _IN_STRING.match(line) if keys and keys[-1] in _LISTS else None


def _item(rule: Rule, place: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        label=rule.id,
        kind=types.CompletionItemKind.Value,
        detail=rule.summary,
        text_edit=types.TextEdit(place, rule.id),
    )
