"""Where an expectation or condition is judged."""

from terrafence.check.links import World
from terrafence.check.paths import below, blocks, spots
from terrafence.check.verdict import Spot
from terrafence.evaluate.resource import Resource
from terrafence.record import NamedTuple


class Place(NamedTuple):
    """A resource, or a block or element inside it, with everything else in its root."""

    resource: Resource
    world: World
    name: str
    """The name of the subject that the rule is about: `{name}` in a path."""
    inside: Spot | None = None

    def spots(self, path: str) -> list[Spot]:
        """What a path names from here."""
        path = path.replace("{name}", self.name)
        if self.inside is not None:
            return below(self.inside, path)
        return spots(self.resource, self.resource.body, path)

    def blocks(self, path: str) -> "list[Place]":
        """The blocks and elements at a path, each as a place of its own."""
        if self.inside is None:
            return [self._replace(inside=spot) for spot in blocks(self.resource, self.resource.body, path)]
        found = below(self.inside, path)
        return [self._replace(inside=spot) for spot in found if spot.block or spot.value is not None]
