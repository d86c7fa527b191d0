"""Following a path through blocks, lists of objects and maps to every place it leads to."""

from collections.abc import Iterator

from terrafence.check.jsonvalue import encoded, from_text
from terrafence.check.verdict import Spot, Steps
from terrafence.evaluate.resource import EvaluatedBody, Resource, Slot
from terrafence.evaluate.values import Value, unknown


def spots(resource: Resource, body: EvaluatedBody, path: str) -> list[Spot]:
    """Every place that `path` names, and one without a value for each place where it could have been
    written and is not."""
    return list(_in_body(Spot(resource, body, path), tuple(path.split("."))))


def blocks(resource: Resource, body: EvaluatedBody, path: str) -> list[Spot]:
    """The places at the end of `path` that exist, for stepping into: blocks, and elements of lists of
    objects."""
    found: list[Spot] = []
    for spot in spots(resource, body, path):
        found += _elements(spot) if spot.value is not None else [spot] if spot.block else []
    return found


def below(spot: Spot, path: str) -> list[Spot]:
    """What `path` names inside a spot that `blocks` gave."""
    names = tuple(path.split("."))
    whole = f"{spot.path}.{path}"
    if spot.slot is None or spot.value is None:
        return list(_in_body(spot._replace(path=whole, block=False), names))
    return list(_in_value(spot._replace(path=whole, value=None), spot.slot, spot.value, spot.steps, names))


def _in_body(spot: Spot, names: tuple[str, ...]) -> Iterator[Spot]:
    name, rest = names[0], names[1:]
    if name == "*":
        for slot in spot.body.attributes():
            yield from _in_value(spot, slot, slot.value, (), rest)
        for kind in spot.body.block_types():
            yield from _in_blocks(spot, kind, rest)
        return
    slot = spot.body.attribute(name)
    if slot is not None:
        yield from _in_value(spot, slot, _readable(slot, rest), (), rest)
        return
    nested = list(_in_blocks(spot, name, rest))
    yield from nested
    if not any(inner.body.certain for inner in nested):
        yield spot._replace(rest=names, certain=not nested)


def _readable(slot: Slot, rest: tuple[str, ...]) -> Value:
    """The value of an attribute for a path that goes on inside it. One unknown part makes the
    whole text unknown, but not the other parts of what it encodes."""
    inner = encoded(slot) if rest and slot.value.unknown is not None else None
    return slot.value if inner is None else inner


def _in_blocks(spot: Spot, kind: str, rest: tuple[str, ...]) -> Iterator[Spot]:
    for inner in spot.body.blocks(kind):
        there = spot._replace(body=inner)
        labels = inner.block.labels if rest and inner.block.type == kind else ()
        if rest[: len(labels)] != labels:
            continue
        if rest[len(labels) :]:
            yield from _in_body(there, rest[len(labels) :])
        else:
            yield there._replace(block=True)


def _in_value(spot: Spot, slot: Slot, value: Value, steps: Steps, rest: tuple[str, ...]) -> Iterator[Spot]:
    here = spot._replace(slot=slot, steps=steps)
    data = value.data
    if rest and isinstance(data, str):
        value = from_text(data) or unknown("a collection, JSON or YAML is expected here")
        data = value.data
    if data is None:
        yield here._replace(rest=rest)
    elif not rest or value.unknown is not None:
        yield here._replace(value=value)
    elif isinstance(data, tuple):
        yield from _in_items(here, slot, data, steps, rest)
    elif isinstance(data, dict):
        yield from _in_map(here, slot, data, steps, rest)
    else:
        yield here._replace(value=unknown("a collection is expected here"))


def _in_items(
    here: Spot, slot: Slot, data: tuple[Value, ...], steps: Steps, rest: tuple[str, ...]
) -> Iterator[Spot]:
    below_star = rest[1:] if rest[0] == "*" else rest
    for index, item in enumerate(data):
        yield from _in_value(here, slot, item, (*steps, index), below_star)
    if not data:
        yield here._replace(rest=rest)


def _in_map(
    here: Spot, slot: Slot, data: dict[str, Value], steps: Steps, rest: tuple[str, ...]
) -> Iterator[Spot]:
    name = rest[0]
    if name == "*":
        for key, item in data.items():
            yield from _in_value(here, slot, item, (*steps, key), rest[1:])
    elif name in data:
        yield from _in_value(here, slot, data[name], (*steps, name), rest[1:])
    else:
        yield here._replace(rest=rest)


def _elements(spot: Spot) -> list[Spot]:
    data = spot.value.data if spot.value is not None else None
    if not isinstance(data, tuple):
        return [spot]
    return [spot._replace(value=item, steps=(*spot.steps, index)) for index, item in enumerate(data)]
