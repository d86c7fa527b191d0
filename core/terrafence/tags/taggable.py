"""Which resource types take tags, and where."""

from functools import cache

from terrafence.record import NamedTuple
from terrafence.tags.types import INHERITING, TYPES

_DEFAULTS = {"aws": "default_tags", "google": "default_labels"}


class Holder(NamedTuple):
    """Where a type has its tags. `path` is an attribute that is a map (`tags`, `metadata.labels`), or
    `tag`, a block for each. `defaults` is what a provider configuration calls the tags that the type gets
    from it, empty when it gets none."""

    path: str
    defaults: str


def holder(type: str) -> Holder | None:
    """Where a resource type has its tags; None when it takes none, or is not known."""
    path = _paths(type.partition("_")[0]).get(type)
    if path is None:
        return None
    provider = type.partition("_")[0]
    return Holder(path, _DEFAULTS[provider] if path in INHERITING.get(provider, ()) else "")


@cache
def _paths(provider: str) -> dict[str, str]:
    """The path of every type of a provider."""
    return {
        f"{provider}_{name}": path
        for path, names in TYPES.get(provider, {}).items()
        for name in names.split()
    }
