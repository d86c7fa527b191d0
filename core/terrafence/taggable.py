"""Which resource types take tags, and in which attribute."""

from functools import cache

from terrafence.tagged_types import ATTRIBUTES, TYPES


def tag_attribute(type: str) -> str | None:
    """The attribute that holds a type's tags as a map (`tags`, `labels`); None when it has none or the
    type is not known."""
    provider, _, name = type.partition("_")
    return ATTRIBUTES[provider] if provider in TYPES and name in _names(provider) else None


@cache
def _names(provider: str) -> frozenset[str]:
    return frozenset(TYPES[provider].split())
