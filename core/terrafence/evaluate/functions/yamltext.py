"""YAML as `yamlencode` writes it."""

import re
from collections.abc import Mapping

from terrafence.evaluate.jsontext import encode as encode_json
from terrafence.evaluate.values import Value

_MAX_SIMPLE_KEY = 130
_WIDTH = 80
_SPACE = re.compile(r"(?<! ) ")
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
    bare = not isinstance(value.data, str | tuple | dict)
    return "\n".join(_node(value, 0, 2, 0)) + ("\n...\n" if bare else "\n")


def _node(value: Value, indent: int, hang: int, column: int) -> list[str]:
    """The lines of a node that starts at `column`: those of a block are indented by `indent`, the further
    lines of a text by `hang`. The first line has no indent."""
    data = value.data
    if isinstance(data, str):
        return _text(data, hang, column)
    if not isinstance(data, tuple | dict):
        return [encode_json(value)]
    if not data:
        return ["[]" if isinstance(data, tuple) else "{}"]
    lines = _sequence(data, indent) if isinstance(data, tuple) else _mapping(data, indent)
    return [lines[0][indent:], *lines[1:]]


def _sequence(items: tuple[Value, ...], indent: int) -> list[str]:
    lines: list[str] = []
    for item in items:
        first, *rest = _node(item, indent + 2, indent + 2, indent + 2)
        lines += [f"{' ' * indent}- {first}", *rest]
    return lines


def _mapping(held: dict[str, Value], indent: int) -> list[str]:
    return [line for name in sorted(held) for line in _pair(name, held[name], indent)]


def _pair(name: str, value: Value, indent: int) -> list[str]:
    lead = " " * indent
    escaped = _escaped(name)
    if "\n" in name or len(escaped) > _MAX_SIMPLE_KEY:
        key, *more = _text(name, indent + 2, indent + 2)
        first, *rest = _node(value, indent + 2, indent + 2, indent + 2)
        return [f"{lead}? {key}", *more, f"{lead}: {first}", *rest]
    if isinstance(value.data, tuple) and value.data:
        return [f"{lead}{escaped}:", *_sequence(value.data, indent)]
    if isinstance(value.data, dict) and value.data:
        return [f"{lead}{escaped}:", *_mapping(value.data, indent + 2)]
    first, *rest = _node(value, indent, indent + 2, indent + len(escaped) + 2)
    return [f"{lead}{escaped}: {first}", *rest]


def _text(given: str, hang: int, column: int) -> list[str]:
    """Text of several lines is a block unless something in it needs an escape."""
    lead = " " * hang
    if "\n" in given and not (_SPECIAL.search(given) or " \n" in given or given.endswith(" ")):
        header, *lines = _block(given)
        return [header, *(lead + line if line else "" for line in lines)]
    first, *rest = _folded(_escaped(given), hang, column)
    return [first, *(lead + line for line in rest)]


def _folded(escaped: str, hang: int, column: int) -> list[str]:
    """Breaks at single spaces past the width; a break in front of another space needs a backslash."""
    lines: list[str] = []
    start = 0
    last = len(escaped) - 2
    for found in _SPACE.finditer(escaped):
        at = found.start()
        if column + at - start <= _WIDTH or at in (1, last):
            continue
        lines.append(escaped[start:at])
        start, column = at + 1, hang
        if escaped[start] == " ":
            escaped = f"{escaped[:start]}\\{escaped[start:]}"
            return [*lines, *_folded(escaped[start:], hang, column)]
    return [*lines, escaped[start:]]


def _escaped(given: str) -> str:
    return '"' + re.sub(r'["\\\n]|' + _SPECIAL.pattern, lambda found: _escape(found[0]), given) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    wide = f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
    return _ESCAPES.get(char, wide)


def _block(given: str) -> list[str]:
    hint = "2" if given[0] in " \n" else ""
    kept = given == "\n" or given.endswith("\n\n")
    chomping = "+" if kept else "" if given.endswith("\n") else "-"
    return [f"|{hint}{chomping}", *given.removesuffix("\n").split("\n")]
