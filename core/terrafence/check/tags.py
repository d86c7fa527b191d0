"""The tags a resource ends up with, as far as the tag policy needs them."""

from typing import NamedTuple

from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.values import Value


class MissingTags(NamedTuple):
    """Required keys that a resource lacks, and the attribute they belong into."""

    attribute: str
    keys: tuple[str, ...]


class _Keys(NamedTuple):
    known: frozenset[str]
    reason: str = ""


def missing_tags(resource: Resource, required: tuple[str, ...]) -> tuple[MissingTags | None, str]:
    """The required keys that neither the resource nor its provider's `default_tags` sets, or why that is
    not known."""
    if not required:
        return None, ""
    from terrafence.taggable import tag_attribute

    attribute = tag_attribute(resource.type)
    if attribute is None:
        return None, ""
    own, given = _own(resource.body, attribute), _defaults(resource)
    missing = tuple(key for key in required if key not in own.known | given.known)
    if not missing:
        return None, ""
    reason = own.reason or given.reason
    return (None, reason) if reason else (MissingTags(attribute, missing), "")


def _own(body: EvaluatedBody, attribute: str) -> _Keys:
    slot = body.attribute(attribute)
    return _Keys(frozenset()) if slot is None else _keys(slot.value)


def _defaults(resource: Resource) -> _Keys:
    body = resource.provider.body
    if body is None:
        return _Keys(frozenset())
    labels = body.attribute("default_labels")
    found = [_keys(labels.value)] if labels is not None else []
    for block in body.blocks("default_tags"):
        slot = block.attribute("tags")
        found += [_keys(slot.value)] if slot is not None else []
    return _Keys(
        frozenset(key for keys in found for key in keys.known),
        next((k.reason for k in found if k.reason), ""),
    )


def _keys(value: Value) -> _Keys:
    if value.unknown is not None:
        return _Keys(frozenset(), value.unknown.reason)
    data = value.data
    if not isinstance(data, dict):
        return _Keys(frozenset())
    return _Keys(frozenset(key for key, item in data.items() if item.data is not None))
