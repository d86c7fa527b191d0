"""JSON text that stands inside a configuration, as values."""

from typing import cast

from terrafence.evaluate.values import NULL, Collection, Primitive, Value, boolean, number, string


def from_json(text: str) -> Value | None:
    """The value that a JSON text says; None when it is not JSON."""
    import json

    try:
        return _value(json.loads(text))
    except (ValueError, RecursionError):
        return None


def _value(data: object) -> Value:
    if isinstance(data, dict):
        parts = {key: _value(item) for key, item in cast("dict[str, object]", data).items()}
        return Value(Collection("map", Primitive.DYNAMIC), parts)
    if isinstance(data, list):
        items = tuple(_value(item) for item in cast("list[object]", data))
        return Value(Collection("list", Primitive.DYNAMIC), items)
    if isinstance(data, bool):
        return boolean(data)
    if isinstance(data, str):
        return string(data)
    return number(int(data)) if isinstance(data, int | float) else NULL
