"""Completion: rule ids where a comment or the settings name rules, keys and values that the policy wants
where a resource is tagged."""

import re
from collections.abc import Callable, Iterable, Iterator

from lsprotocol import types

from terrafence.declare import Rule
from terrafence.derive import page
from terrafence.registry import all_rules, find
from terrafence.tags.policy import Policy, spelled
from terrafence.text import Span
from terrafence_lsp.cursor import Cursor, cursor
from terrafence_lsp.documents import Document, Role
from terrafence_lsp.positions import to_offset, to_range
from terrafence_lsp.session import Module, Session

TRIGGERS = ("[", ",", '"', "-")

_IN_COMMENT = re.compile(rb"(?:#|//|/\*).*terrafence:ignore(?:-file)?\[(?:[^\],]*,\s*)*(?P<word>[^\],\s]*)$")
_IN_STRING = re.compile(rb'^[^#"]*(?:"[^"]*"[^#"]*)*"(?P<word>[\w-]*)$')
_BARE_KEY = re.compile(rb"^\s*(?P<word>[\w-]*)$")
_TABLE = re.compile(rb"^\s*\[(?P<name>[^\]]*)\]", re.MULTILINE)
_KEY = re.compile(rb'^\s*"?(?P<name>[\w-]+)"?\s*=', re.MULTILINE)
_TAG_KEY = re.compile(rb'^\s*"?(?P<word>[\w:-]*)$')
_TAG_VALUE = re.compile(rb'^\s*"?(?P<key>[\w:-]+)"?\s*[=:]\s*"(?P<word>[^"]*)$')

_LISTS = (b"select", b"ignore", b"non-suppressible")
_TABLES = (b"levels", b"severities")
_TAG_MAPS = ("tags", "labels", "resource_labels", "user_labels", "default_labels", "volume_tags")


def complete(
    session: Session, document: Document, module: Module | None, position: types.Position
) -> list[types.CompletionItem]:
    """What may stand at a position."""
    offset = to_offset(document.lines, position, session.client.encoding)
    line = document.text[document.lines.line_span(document.lines.line_of(offset)).start : offset]

    def place(word: bytes) -> types.Range:
        return to_range(document.lines, Span(offset - len(word), offset), session.client.encoding)

    found = _rule_word(document, offset, line)
    if found is not None:
        return [_rule(rule, place(found["word"])) for rule in all_rules()]
    at = None if module is None else cursor(module, document, offset)
    return [] if at is None else list(_tags(at, line, place))


def described(item: types.CompletionItem, markdown: bool) -> types.CompletionItem:
    """The item with the page of its rule."""
    for rule in find(item.label):
        kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
        item.documentation = types.MarkupContent(kind, page(rule))
    return item


def _rule_word(document: Document, offset: int, line: bytes) -> "re.Match[bytes] | None":
    """The word that is being typed, where it is one that names a rule."""
    if document.role is not Role.SETTINGS:
        return _IN_COMMENT.search(line)
    above = document.text[: offset - len(line)]
    tables = _TABLE.findall(above)
    if tables and tables[-1].strip().rpartition(b".")[2] in _TABLES:
        return _BARE_KEY.match(line) or _IN_STRING.match(line) if b"=" not in line else None
    keys = _KEY.findall(above + line)
    return _IN_STRING.match(line) if keys and keys[-1] in _LISTS else None


def _rule(rule: Rule, place: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        label=rule.id,
        kind=types.CompletionItemKind.Value,
        detail=rule.summary,
        text_edit=types.TextEdit(place, rule.id),
    )


def _tags(at: Cursor, line: bytes, place: Callable[[bytes], types.Range]) -> Iterator[types.CompletionItem]:
    """Keys that the policy requires or knows values of, or the values of one."""
    name = at.attribute.name if at.attribute is not None else ""
    config = at.outcome.config
    if name not in _TAG_MAPS or config is None:
        return
    kind = at.blocks[0].labels[0] if at.blocks and at.blocks[0].labels else ""
    value, key = _TAG_VALUE.match(line), _TAG_KEY.match(line)
    if value is not None:
        for word in _values(config.tags.policies, value["key"].decode(), kind):
            yield _item(word, place(value["word"]), types.CompletionItemKind.EnumMember)
    elif key is not None:
        for word in _keys(config.tags.policies, kind):
            yield _item(word, place(key["word"]), types.CompletionItemKind.Property)


def _keys(policies: Iterable[Policy], kind: str) -> list[str]:
    keys = [key for policy in policies for key in (*policy.required, *policy.values)]
    return list(dict.fromkeys(spelled(key, kind) for key in keys))


def _values(policies: Iterable[Policy], key: str, kind: str) -> list[str]:
    allowed = [
        values for policy in policies for name, values in policy.values.items() if spelled(name, kind) == key
    ]
    return list(dict.fromkeys(spelled(word, kind) for values in allowed for word in values.values))


def _item(word: str, place: types.Range, kind: types.CompletionItemKind) -> types.CompletionItem:
    return types.CompletionItem(label=word, kind=kind, text_edit=types.TextEdit(place, word))
