"""The tags that a resource lacks."""

from typing import NamedTuple

from terrafence.evaluate.resource import Resource


class MissingTags(NamedTuple):
    """Required keys that a resource lacks, and the attribute they belong into."""

    attribute: str
    keys: tuple[str, ...]


def missing_tags(resource: Resource, required: tuple[str, ...]) -> tuple[MissingTags | None, str]:
    """The required keys that neither the resource nor its provider configuration sets, or why that is not
    known."""
    if not required:
        return None, ""
    from terrafence.tags.effective import effective
    from terrafence.tags.taggable import holder

    place, tags = holder(resource.type), effective(resource)
    if place is None or tags is None:
        return None, ""
    missing = tuple(key for key in required if key not in tags.entries)
    if not missing:
        return None, ""
    return (None, tags.open) if tags.open else (MissingTags(place.path, missing), "")
