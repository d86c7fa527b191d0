"""Values as Terraform writes them into a plan's JSON: what is known, what is not, and what is sensitive."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from terrafence.evaluate.resource import EvaluatedBody, Slot
from terrafence.evaluate.values import Unknown, Value
from terrafence.record import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class Planned(NamedTuple):
    """A value in the three shapes of a plan. Unknown attributes are missing from `known`; `unknown` and
    `sensitive` are `true` where that holds of the whole, else hold the parts of which it does."""

    known: Json
    unknown: Json
    sensitive: Json


def planned(value: Value) -> Planned:
    """One value."""
    data = value.data
    if isinstance(data, Unknown):
        return Planned(None, True, value.sensitive)
    if isinstance(data, tuple):
        parts = [planned(item) for item in data]
        shaped = Planned(
            [part.known for part in parts],
            [part.unknown for part in parts],
            [part.sensitive for part in parts],
        )
    elif isinstance(data, dict):
        shaped = _mapped({name: planned(part) for name, part in data.items()})
    else:
        shaped = Planned(data if data is None or isinstance(data, str | int) else _number(data), False, False)
    return shaped._replace(sensitive=True) if value.sensitive else shaped


def planned_body(body: EvaluatedBody, skipped: frozenset[str] = frozenset()) -> Planned:
    """The attributes and nested blocks of a body; blocks are lists of objects (what JSON leaves open is an
    attribute). Of a block that may be
    repeated an unknown number of times only that it is unknown is written."""
    parts = {slot.name: _slot(slot) for slot in body.attributes()}
    for kind in body.block_types():
        if kind not in skipped and kind not in parts:
            parts[kind] = _blocks(body, kind)
    return _mapped(parts)


def _slot(slot: Slot) -> Planned:
    return planned(slot.value)


def _blocks(body: EvaluatedBody, kind: str) -> Planned:
    blocks = body.blocks(kind)
    if not all(block.certain for block in blocks):
        return Planned(None, True, False)
    parts = [planned_body(block) for block in blocks]
    return Planned(
        [part.known for part in parts], [part.unknown for part in parts], [part.sensitive for part in parts]
    )


def _mapped(parts: dict[str, Planned]) -> Planned:
    return Planned(
        {name: part.known for name, part in parts.items() if part.unknown is not True},
        {name: part.unknown for name, part in parts.items() if part.unknown is not False},
        {name: part.sensitive for name, part in parts.items() if part.sensitive is not False},
    )


def _number(amount: "Fraction") -> float:
    return float(amount)
