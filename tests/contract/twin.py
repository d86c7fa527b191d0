"""A configuration written as HCL, written as JSON."""

import json
from typing import TypeAlias

from terrafence.syntax.expressions import Expression, Literal, Number, ObjectCons, TupleCons
from terrafence.syntax.views import Body, File

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def json_of(file: File) -> str:
    """The same configuration in JSON syntax."""
    return json.dumps(_body(file, file.body), indent=2) + "\n"


def _body(file: File, body: Body) -> dict[str, Json]:
    written: dict[str, Json] = {
        name: _value(file, attribute.expression) for name, attribute in body.attributes.items()
    }
    for block in body.blocks:
        inner: Json = _body(file, block.body)
        if block.type == "variable" and "type" in block.body.attributes:
            assert isinstance(inner, dict)
            inner["type"] = file.text(block.body.attributes["type"].value_span)
        if block.type == "lifecycle" and "ignore_changes" in block.body.attributes:
            assert isinstance(inner, dict)
            inner["ignore_changes"] = _names(file, block.body.attributes["ignore_changes"].expression)
        for label in reversed(block.labels):
            inner = {label: inner}
        written[block.type] = _joined(written.get(block.type), inner, len(block.labels))
    return written


def _names(file: File, expression: Expression) -> Json:
    """References that are written as they are in JSON syntax, too."""
    if isinstance(expression, TupleCons):
        return [file.text(item.span) for item in expression.items]
    return file.text(expression.span)


def _joined(before: Json, after: Json, depth: int) -> Json:
    """Two blocks of one type: under their labels, or as a list."""
    if before is None:
        return after
    if depth and isinstance(before, dict) and isinstance(after, dict):
        merged = dict(before)
        for label, inner in after.items():
            merged[label] = _joined(merged.get(label), inner, depth - 1)
        return merged
    return [*(before if isinstance(before, list) else [before]), after]


def _value(file: File, expression: Expression) -> Json:
    match expression:
        case Literal():
            text = expression.value
            return text.replace("${", "$${").replace("%{", "%%{") if isinstance(text, str) else text
        case Number():
            return float(expression.text) if "." in expression.text else int(expression.text)
        case TupleCons():
            return [_value(file, item) for item in expression.items]
        case ObjectCons():
            return {_key(file, item.key): _value(file, item.value) for item in expression.items}
        case _:
            return "${" + file.text(expression.span) + "}"


def _key(file: File, key: Expression) -> str:
    return key.value if isinstance(key, Literal) and isinstance(key.value, str) else file.text(key.span)
