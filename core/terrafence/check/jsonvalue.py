"""JSON and YAML text that stands inside a configuration, as values."""

import re
from collections.abc import Callable

from terrafence.evaluate.budget import Budget, TooLarge
from terrafence.evaluate.resource import Slot
from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.values import Unknown, Value, blended, mapping, sequence
from terrafence.syntax.expressions import (
    Expression,
    Literal,
    Template,
    TemplateFor,
    TemplateIf,
    json_argument,
)

_HOLE = re.compile("\ue000([0-9]+)\ue001")


def from_json(text: str) -> Value | None:
    """What `jsondecode` makes of a text; None when it is not JSON."""
    from terrafence.evaluate.jsontext import decode

    try:
        return decode(text)
    except (EvaluationError, TooLarge):
        return None


def from_text(text: str) -> Value | None:
    """What a text says that is JSON, or else a YAML mapping; None when it is neither."""
    found = from_json(text)
    if found is not None or ":" not in text:
        return found
    try:
        from terrafence.evaluate.functions import yamlread
    except ImportError:
        return None
    try:
        value = yamlread.decode(text, Budget())
    except (EvaluationError, TooLarge):
        return None
    return value if isinstance(value.data, dict) else None


def without_trailing_commas(text: str) -> str:
    """The text without commas behind last elements: no JSON, but there is no doubt what is meant."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', lambda found: found[1] or "", text)


def with_holes(template: Template, evaluate: Callable[[Expression], Value]) -> Value | None:
    """The JSON that a template writes, in which only the strings that hold something unknown are unknown;
    None when it cannot be read so."""
    text, inside, holes = "", False, list[Value]()
    for part in template.parts:
        if isinstance(part, TemplateIf | TemplateFor):
            return None
        value = part if isinstance(part, Literal) else evaluate(_as_text(part))
        piece = value.value if isinstance(value, Literal) else value.data
        if isinstance(value, Value) and isinstance(piece, Unknown):
            holes.append(value)
            piece = f"\ue000{len(holes) - 1}\ue001"
            piece = piece if inside else f'"{piece}"'
        if not isinstance(piece, str):
            return None
        inside ^= _opens_string(piece)
        text += piece
    found = from_json(without_trailing_commas(text))
    return None if found is None else _filled(found, holes)


def _as_text(part: Expression) -> Expression:
    """A template of one part yields the part; of two, text."""
    return Template(part.span, (Literal(part.span, ""), part), heredoc=False)


def _opens_string(text: str) -> bool:
    return re.sub(r"\\.", "", text, flags=re.DOTALL).count('"') % 2 == 1


def _filled(value: Value, holes: list[Value]) -> Value:
    data = value.data
    if isinstance(data, str):
        found = [holes[int(number)] for number in _HOLE.findall(data)]
        return blended(found, value.type) if found else value
    if isinstance(data, tuple):
        return sequence([_filled(item, holes) for item in data])
    if isinstance(data, dict):
        return mapping({key: _filled(item, holes) for key, item in data.items()})
    return value


def encoded(slot: Slot) -> Value | None:
    """What a text with unknown parts at the attribute or its origin, a template or `jsonencode(…)`, encodes;
    None when something else stands there."""
    expression, evaluate = slot.attribute.expression, slot.evaluate
    origin = slot.origin()
    if origin is not None:
        expression, evaluate = origin.expression, origin.evaluate
    argument = json_argument(expression)
    if argument is not None:
        return evaluate(argument)
    return with_holes(expression, evaluate) if isinstance(expression, Template) else None
