"""Values as text for people and as data for JSON."""

from typing import TypeAlias

from terrafence.evaluate.numbers import Amount, plain
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING, friendly
from terrafence.evaluate.values import Collection, Unknown, Value

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_NULLS = {DYNAMIC: "null", STRING: "tostring(null)", NUMBER: "tonumber(null)", BOOL: "tobool(null)"}
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}


def to_json(value: Value) -> Json:
    """The value as data that `json.dumps` takes; what is unknown or sensitive is null. A number that is not
    whole loses what a 64-bit float cannot hold."""
    data = value.data
    if value.sensitive or isinstance(data, Unknown):
        return None
    if isinstance(data, dict):
        return {name: to_json(data[name]) for name in sorted(data)}
    if isinstance(data, tuple):
        return [to_json(item) for item in data]
    if data is None or isinstance(data, str | bool):
        return data
    return int(data) if data.denominator == 1 else float(data)


def console_text(value: Value, indent: int = 0) -> str:
    """The value as `terraform console` prints it; what is sensitive is hidden."""
    data = value.data
    if isinstance(data, Unknown):
        return "(known after apply)"
    if value.sensitive:
        return "(sensitive value)"
    if data is None:
        return _null(value)
    if isinstance(data, str):
        return _heredoc(data, indent) if "\n" in data else _quoted(data)
    if isinstance(data, dict):
        return _wrapped(value, _mapping(data, indent))
    if isinstance(data, tuple):
        return _wrapped(value, _sequence(data, indent))
    return _scalar(data)


def _scalar(data: Amount) -> str:
    return ("true" if data else "false") if isinstance(data, bool) else plain(data)


def _null(value: Value) -> str:
    for type, text in _NULLS.items():
        if value.type is type:
            return text
    if isinstance(value.type, Collection):
        return f"to{value.type.kind}(null) /* of {friendly(value.type.element)} */"
    return f"null /* {friendly(value.type)} */"


def _wrapped(value: Value, text: str) -> str:
    return f"to{value.type.kind}({text})" if isinstance(value.type, Collection) else text


def _mapping(data: dict[str, Value], indent: int) -> str:
    inner = "\n" + " " * (indent + 2)
    items = [f"{inner}{_quoted(name)} = {console_text(data[name], indent + 2)}" for name in sorted(data)]
    return "{" + "".join(items) + ("\n" + " " * indent if items else "") + "}"


def _sequence(data: tuple[Value, ...], indent: int) -> str:
    inner = "\n" + " " * (indent + 2)
    items = [f"{inner}{console_text(item, indent + 2)}," for item in data]
    return "[" + "".join(items) + ("\n" + " " * indent if items else "") + "]"


def _heredoc(text: str, indent: int) -> str:
    lines = text.split("\n")
    delimiter = "EOT"
    while any(line.strip() == delimiter for line in lines):
        delimiter += "_"
    lead = "\n" + " " * indent
    body = "".join(lead + line for line in lines)
    return f"<<{'-' if indent else ''}{delimiter}{body}{lead}{delimiter}"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _shown(char) for char in text) + '"'


def _shown(char: str) -> str:
    code = ord(char)
    if char.isprintable():
        return char
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
