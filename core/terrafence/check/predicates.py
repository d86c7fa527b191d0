"""Tests on one value, three-valued."""

import re
from typing import assert_never

from terrafence.check.credentials import has_credential, is_placeholder, is_secret_name
from terrafence.check.jsonvalue import from_json
from terrafence.check.verdict import FALSE, TRUE, Ruling, Truth, conjunction
from terrafence.declare import (
    AtLeast,
    AtMost,
    Contains,
    Equals,
    Excludes,
    Lacks,
    Matches,
    NoneOf,
    OneOf,
    Presence,
    Scalar,
    Test,
)
from terrafence.evaluate.values import Unknown, Value, boolean, number, string


def holds(test: Test, value: Value | None, name: str = "") -> Ruling:
    """Whether a value passes; None stands for one that is not written. `name` is what the value is
    called, where that matters."""
    if value is None or value.data is None or value.data in ("", (), {}):
        return _on_nothing(test, value)
    if isinstance(test, Presence):
        return _presence(test, value, name)
    if isinstance(test, Contains | Excludes):
        return _on_elements(test, value)
    unknown = value.unknown
    if unknown is not None:
        return Ruling(Truth.UNKNOWN, unknown.reason)
    return _on_scalar(test, value)


def literal(scalar: Scalar) -> Value:
    """The value that a scalar of a declaration stands for."""
    if isinstance(scalar, bool):
        return boolean(scalar)
    return number(scalar) if isinstance(scalar, int) else string(scalar)


def same(scalar: Scalar, value: Value) -> bool:
    """Whether a known value equals a declared one after the conversions that Terraform makes (`"true"`
    and true, `"7"` and 7)."""
    data = value.data
    if isinstance(data, bool) or isinstance(scalar, bool):
        return _word(data) == _word(scalar)
    if isinstance(scalar, int) and isinstance(data, str):
        return data == str(scalar)
    if isinstance(scalar, str) and not isinstance(data, str):
        return not isinstance(data, tuple | dict) and str(data) == scalar
    return data == scalar


def offenders(test: Test, value: Value) -> tuple[Scalar, ...]:
    """The elements of a collection that an `Excludes` forbids, or those that a `Contains` finds lacking."""
    items = _items(value)
    if isinstance(test, Excludes):
        return tuple(word for word in test.values if any(same(word, item) for item in items))
    if isinstance(test, Contains):
        return tuple(word for word in test.values if not any(same(word, item) for item in items))
    return ()


def _on_nothing(test: Test, value: Value | None) -> Ruling:
    match test:
        case NoneOf() | Lacks() | Excludes() | Presence.ABSENT | Presence.NO_CREDENTIAL | Presence.NO_LITERAL:
            return TRUE
        case Equals() | OneOf() | AtLeast() | AtMost() | Matches():
            if value is not None and value.data == "":
                return _on_scalar(test, value)
            return FALSE
        case Contains() | Presence.PRESENT:
            return FALSE
        case _:
            assert_never(test)


def _presence(test: Presence, value: Value, name: str) -> Ruling:
    match test:
        case Presence.PRESENT:
            return TRUE
        case Presence.ABSENT:
            return Ruling(Truth.UNKNOWN, value.unknown.reason) if value.unknown is not None else FALSE
        case Presence.NO_CREDENTIAL:
            return _no_credential(value, name)
        case Presence.NO_LITERAL:
            if value.unknown is not None:
                return TRUE
            return TRUE if not isinstance(value.data, str) or is_placeholder(value.data) else FALSE


def _no_credential(value: Value, name: str) -> Ruling:
    data = value.data
    if isinstance(data, str):
        return FALSE if _is_credential(data, name) else TRUE
    if isinstance(data, tuple):
        return conjunction([_no_credential(item, name) for item in data])
    if isinstance(data, dict):
        return conjunction([_no_credential(item, _called(key, data)) for key, item in data.items()])
    return TRUE


def _called(key: str, siblings: dict[str, Value]) -> str:
    """The name of a map's element: its key, or in a `{ name = …, value = … }` pair the name given there."""
    name = siblings.get("name")
    if key != "value" or name is None or not isinstance(name.data, str):
        return key
    kind = siblings.get("type")
    return "" if kind is not None and kind.data in ("SECRETS_MANAGER", "PARAMETER_STORE") else name.data


def _is_credential(text: str, name: str) -> bool:
    if text.lstrip()[:1] in ("{", "["):
        parsed = from_json(text)
        if parsed is not None:
            return _no_credential(parsed, name) is FALSE
    named = is_secret_name(name) and text != "" and not is_placeholder(text)
    return named or has_credential(text) or has_credential(_decoded(text))


def _decoded(text: str) -> str:
    """What a Base64 text holds, when it is text; else nothing."""
    from base64 import b64decode
    from binascii import Error

    if len(text) < 16 or " " in text:
        return ""
    try:
        return b64decode(text, validate=True).decode("utf-8")
    except (Error, ValueError):
        return ""


def _on_elements(test: Contains | Excludes, value: Value) -> Ruling:
    wrong = offenders(test, value)
    if isinstance(test, Excludes) and wrong:
        return FALSE
    reason = _unknown_part(value)
    if isinstance(test, Contains) and not wrong:
        return TRUE
    if reason is not None:
        return Ruling(Truth.UNKNOWN, reason)
    return FALSE if wrong else TRUE


def _items(value: Value) -> tuple[Value, ...]:
    data = value.data
    if isinstance(data, tuple):
        return data
    if isinstance(data, dict):
        return tuple(data.values())
    return (value,)


def _unknown_part(value: Value) -> str | None:
    for item in (value, *_items(value)):
        if item.unknown is not None:
            return item.unknown.reason
    return None


def _on_scalar(test: Equals | OneOf | NoneOf | AtLeast | AtMost | Matches | Lacks, value: Value) -> Ruling:
    if isinstance(value.data, tuple | dict):
        return Ruling(Truth.UNKNOWN, "a single value is expected here")
    match test:
        case Equals(wanted):
            passed = same(wanted, value)
        case OneOf(values):
            passed = any(same(word, value) for word in values)
        case NoneOf(values):
            passed = not any(same(word, value) for word in values)
        case AtLeast(minimum):
            return _compare(value, minimum, 1)
        case AtMost(maximum):
            return _compare(value, maximum, -1)
        case Matches(pattern):
            passed = re.search(pattern, _word(value.data)) is not None
        case Lacks(pattern):
            passed = re.search(pattern, _word(value.data)) is None
        case _:
            assert_never(test)
    return TRUE if passed else FALSE


def _compare(value: Value, bound: int, sign: int) -> Ruling:
    number = amount(value)
    if number is None:
        return Ruling(Truth.UNKNOWN, "a number is expected here")
    return TRUE if number * sign >= bound * sign else FALSE


def amount(value: Value) -> float | None:
    """The number that a value is or spells; None when it is unknown or none."""
    data = value.data
    if data is None or isinstance(data, bool | tuple | dict | Unknown):
        return None
    try:
        return float(data)
    except (ValueError, OverflowError):
        return None


def _word(data: object) -> str:
    if isinstance(data, bool):
        return "true" if data else "false"
    return str(data)
