"""JSON as `jsonencode` writes it and `jsondecode` reads it."""

import json
import re
from typing import Any, NoReturn

from terrafence.evaluate.budget import TooLarge
from terrafence.evaluate.numbers import Amount, parse, plain
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.values import FALSE, NULL, TRUE, Unknown, Value, mapping, number, sequence, string

# Go's encoder also escapes what HTML and JavaScript could trip over.
_ESCAPED = re.compile('[\\x00-\\x1f"\\\\<>&\u2028\u2029]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def encode(value: Value) -> str:
    """The JSON text of a wholly known value, keys sorted, without spaces."""
    pieces: list[str] = []
    _write(value, pieces)
    return "".join(pieces)


def decode(text: str) -> Value:
    """The value of JSON text: objects, tuples and primitives. Raises EvaluationError and TooLarge."""
    try:
        return _value(json.loads(text, parse_int=_amount, parse_float=_amount, parse_constant=_refuse))
    except ValueError as error:
        raise EvaluationError(f"invalid JSON: {error}") from error
    except RecursionError as error:
        raise TooLarge from error


def quoted(text: str) -> str:
    """The string as a JSON literal."""
    return f'"{_ESCAPED.sub(_escape, text)}"' if _ESCAPED.search(text) else f'"{text}"'


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return _SHORT.get(char) or f"\\u{ord(char):04x}"


def _write(value: Value, pieces: list[str]) -> None:
    data = value.data
    if isinstance(data, str):
        pieces.append(quoted(data))
    elif isinstance(data, dict):
        mark = "{"
        for name in sorted(data):
            pieces += (mark, quoted(name), ":")
            _write(data[name], pieces)
            mark = ","
        pieces.append("}" if data else "{}")
    elif isinstance(data, tuple):
        mark = "["
        for item in data:
            pieces.append(mark)
            _write(item, pieces)
            mark = ","
        pieces.append("]" if data else "[]")
    elif data is None or isinstance(data, Unknown):
        pieces.append("null")
    elif isinstance(data, bool):
        pieces.append("true" if data else "false")
    else:
        pieces.append(plain(data))


def _value(data: Any) -> Value:
    kind = data.__class__
    if kind is str:
        return string(data)
    if kind is dict:
        return mapping({name: _value(part) for name, part in data.items()})
    if kind is list:
        return sequence([_value(item) for item in data])
    if kind is bool:
        return TRUE if data else FALSE
    return NULL if data is None else number(data)


def _amount(text: str) -> Amount:
    amount = parse(text)
    assert amount is not None
    return amount


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
