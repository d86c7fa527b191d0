"""YAML as `yamlencode` writes it."""

import re
from collections.abc import Mapping

from terrafence.evaluate.jsontext import encode as encode_json
from terrafence.evaluate.values import Value

_MAX_SIMPLE_KEY = 130
_SPECIAL = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u2028\u2029]")
_ESCAPES: Mapping[str, str] = {
    '"': '\\"',
    "\\": "\\\\",
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    "\x85": "\\N",
    "\u2028": "\\L",
    "\u2029": "\\P",
}


def encode(value: Value) -> str:
    """The YAML of a wholly known value: block style, quoted strings, keys sorted."""
    lines = _node(value)
    bare = not isinstance(value.data, str | tuple | dict)
    return "\n".join(lines) + ("\n...\n" if bare else "\n")


def _node(value: Value) -> list[str]:
    """The lines of a node that starts a line or follows an indicator."""
    data = value.data
    if isinstance(data, tuple):
        return [line for item in data for line in _item(item)] or ["[]"]
    if isinstance(data, dict):
        return [line for name in sorted(data) for line in _pair(name, data[name])] or ["{}"]
    return _text(data) if isinstance(data, str) else [encode_json(value)]


def _item(item: Value) -> list[str]:
    lines = _node(item)
    return ["- " + lines[0], *(lines[1:] if isinstance(item.data, str) else _indented(lines[1:]))]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _pair(name: str, value: Value) -> list[str]:
    key = _text(name)
    lines = _node(value)
    if len(key) > 1 or len(key[0]) > _MAX_SIMPLE_KEY:
        following = lines[1:] if isinstance(value.data, str) else _indented(lines[1:])
        return ["? " + key[0], *key[1:], ": " + lines[0], *following]
    if isinstance(value.data, tuple) and value.data:
        return [f"{key[0]}:", *lines]
    if isinstance(value.data, dict) and value.data:
        return [f"{key[0]}:", *_indented(lines)]
    return [f"{key[0]}: {lines[0]}", *lines[1:]]


def _text(given: str) -> list[str]:
    """Text of several lines is a block unless something in it needs an escape."""
    if "\n" in given and not (_SPECIAL.search(given) or " \n" in given or given.endswith(" ")):
        return _block(given)
    escaped = re.sub(r'["\\\n]|' + _SPECIAL.pattern, lambda found: _escape(found[0]), given)
    return [f'"{escaped}"']


def _escape(char: str) -> str:
    code = ord(char)
    wide = f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return _ESCAPES.get(char, wide)


def _block(given: str) -> list[str]:
    hint = "2" if given[0] in " \n" else ""
    kept = given == "\n" or given.endswith("\n\n")
    chomping = "+" if kept else "" if given.endswith("\n") else "-"
    lines = given.removesuffix("\n").split("\n")
    return [f"|{hint}{chomping}", *_indented(lines)]
