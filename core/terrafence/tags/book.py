"""The tags of everything in a root, looked up once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, final

from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.syntax.views import Block
from terrafence.tags.effective import Tags, effective
from terrafence.tags.policy import Allowed, TagSettings, spelled
from terrafence.tags.taggable import holder

if TYPE_CHECKING:
    from terrafence.tags.judge import Judge


@final
class TagBook:
    """The effective tags of a root's resources, and what most of them have in common."""

    __slots__ = ("_common", "_found", "_resources", "_users", "settings")

    def __init__(self, settings: TagSettings, resources: Callable[[], Iterable[Resource]]) -> None:
        self.settings = settings
        self._resources = resources
        self._found: dict[Resource, Tags | None] = {}
        self._users: dict[Block, list[Resource]] | None = None
        self._common: dict[str, Counter[str]] | None = None

    def of(self, resource: Resource) -> Tags | None:
        """The effective tags; None when the type takes none."""
        if resource not in self._found:
            self._found[resource] = effective(resource)
        return self._found[resource]

    def judge(self, resource: Resource) -> "Judge | None":
        """The policy for a resource; None when it takes no tags."""
        from terrafence.tags.judge import Judge

        tags = self.of(resource)
        return None if tags is None else Judge(resource, tags, self.settings)

    def owner(self, resource: Resource) -> str:
        """Who the resource belongs to, by its tags; empty when they do not say."""
        tags = self.of(resource)
        for key in self.settings.owner if tags is not None else ():
            tag = tags.entries.get(key) if tags is not None else None
            if tag is not None and tag.text and not tag.value.sensitive:
                return tag.text
        return ""

    def default_place(self, resource: Resource) -> EvaluatedBody | None:
        """The provider configuration in which a tag could be set for this resource and others."""
        place = holder(resource.type)
        return resource.provider.body if place is not None and place.defaults else None

    def most_lack(self, resource: Resource, keys: Iterable[str]) -> bool:
        """Whether of those that use the same provider configuration most, and not one alone, lack one of
        the keys."""
        body = self.default_place(resource)
        if body is None:
            return False
        users = self._by_provider().get(body.block, [])
        lacking = [user for user in users if not _all_there(self.of(user), keys)]
        return len(lacking) > 1 and 2 * len(lacking) > len(users)

    def choices(self, resource: Resource, key: str) -> tuple[str, ...]:
        """Values for a key that a fix may write, the likeliest first, by the policies and by what else the
        root says; several when a person has to choose."""
        allowed = self._allowed(resource, key)
        if allowed.default:
            return (spelled(allowed.default, resource.type),)
        values = [spelled(value, resource.type) for value in allowed.values]
        usual = [value for value, _ in self._values(key).most_common() if allowed.allows(value)]
        if values:
            return tuple(sorted(values, key=lambda value: value not in usual[:1]))
        return tuple(usual[:1])

    def certain(self, resource: Resource, key: str) -> bool:
        """Whether the policies leave one value for a key."""
        allowed = self._allowed(resource, key)
        return bool(allowed.default) or len(allowed.values) == 1

    def _allowed(self, resource: Resource, key: str) -> Allowed:
        judge = self.judge(resource)
        found = Allowed()
        for policy, _ in judge.policies() if judge is not None else ():
            for name, allowed in policy.values.items():
                if spelled(name, resource.type) == key:
                    found = allowed
        return found

    def _by_provider(self) -> Mapping[Block, list[Resource]]:
        if self._users is None:
            self._users = {}
            for resource in self._resources():
                body = self.default_place(resource) if resource.mode == "managed" else None
                if body is not None:
                    self._users.setdefault(body.block, []).append(resource)
        return self._users

    def _values(self, key: str) -> Counter[str]:
        if self._common is None:
            self._common = {}
            for resource in self._resources():
                tags = self.of(resource)
                for name, tag in tags.entries.items() if tags is not None else ():
                    if tag.text and not tag.value.sensitive:
                        self._common.setdefault(name, Counter())[tag.text] += 1
        return self._common.get(key, Counter())


def _all_there(tags: Tags | None, keys: Iterable[str]) -> bool:
    return tags is None or all(key in tags.entries for key in keys)
