"""A resource as a plain rule function may read it."""

from typing import final

from terrafence.check.paths import below, blocks, spots
from terrafence.check.verdict import Spot
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.values import Unknown, Value
from terrafence.readable import BlockView, ValueView


@final
class View:
    """Implements `readable.ResourceView`."""

    __slots__ = ("_resource",)

    def __init__(self, resource: Resource) -> None:
        self._resource = resource

    @property
    def type(self) -> str:
        return self._resource.type

    @property
    def name(self) -> str:
        return self._resource.name

    def values(self, path: str) -> list[ValueView]:
        found = spots(self._resource, self._resource.body, path)
        return [PlainValue(spot.value) for spot in found if spot.value is not None]

    def blocks(self, path: str) -> "list[Block]":
        return [Block(spot) for spot in blocks(self._resource, self._resource.body, path)]

    def span_text(self, path: str) -> str:
        for spot in spots(self._resource, self._resource.body, path):
            if spot.slot is not None:
                return spot.slot.attribute.file.text(spot.slot.attribute.value_span)
        return ""


@final
class Block:
    """Implements `declare.BlockView`; `spot` is where it stands."""

    __slots__ = ("spot",)

    def __init__(self, spot: Spot) -> None:
        self.spot = spot

    @property
    def certain(self) -> bool:
        return self.spot.body.certain

    def value(self, name: str) -> "PlainValue | None":
        found = [spot.value for spot in below(self.spot, name) if spot.value is not None]
        return PlainValue(found[0]) if found else None


def spot_inside(block: BlockView, path: str) -> Spot:
    """The first place that a path names from a block."""
    assert isinstance(block, Block)
    return below(block.spot, path)[0]


@final
class PlainValue:
    """Implements `declare.ValueView`."""

    __slots__ = ("_value",)

    def __init__(self, value: Value) -> None:
        self._value = value

    @property
    def known(self) -> bool:
        return _known(self._value)

    def plain(self) -> object:
        return _plain(self._value)


def _known(value: Value) -> bool:
    data = value.data
    if value.sensitive or isinstance(data, Unknown):
        return False
    if isinstance(data, tuple):
        return all(_known(item) for item in data)
    return all(_known(item) for item in data.values()) if isinstance(data, dict) else True


def _plain(value: Value) -> object:
    data = value.data
    if isinstance(data, tuple):
        return [_plain(item) for item in data]
    if isinstance(data, dict):
        return {key: _plain(item) for key, item in data.items()}
    if data is None or isinstance(data, bool | int | str | Unknown):
        return data
    return float(data)
