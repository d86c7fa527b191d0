"""The tags of a resource against the policy."""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from terrafence.evaluate.resource import Resource
from terrafence.evaluate.values import Unknown
from terrafence.record import NamedTuple
from terrafence.tags.effective import Tag, Tags, passed_on
from terrafence.tags.policy import PROVIDERS, STYLES, Allowed, Limits, Policy, TagSettings, spelled


class Fault(NamedTuple):
    """What is wrong with the tags of a resource: required keys that are missing, or one tag. `path` is where
    they belong, if not to the resource itself. `instead` are values that a person may choose from, for a
    `renamed` tag the key it should have."""

    detail: str
    path: str = ""
    missing: tuple[str, ...] = ()
    tag: Tag | None = None
    instead: tuple[str, ...] = ()
    renamed: bool = False


class Verdict(NamedTuple):
    """Faults, and why more cannot be known."""

    faults: tuple[Fault, ...] = ()
    reasons: tuple[str, ...] = ()


class Judge(NamedTuple):
    """The tags of one resource, and the settings."""

    resource: Resource
    tags: Tags
    settings: TagSettings

    @property
    def type(self) -> str:
        return self.resource.type

    def required(self) -> Verdict:
        """Keys that are required and not there. A key that is there in another spelling is to be renamed."""
        missing: dict[str, str] = {}
        faults: list[Fault] = []
        reasons: list[str] = []
        for policy, doubt in self.policies():
            for key in (spelled(key, self.type) for key in policy.required):
                if key in self.tags.entries:
                    continue
                other = self._variant(key, policy)
                if doubt or self.tags.open:
                    reasons.append(doubt or self.tags.open)
                elif other is not None:
                    faults.append(_rename(other, key))
                else:
                    missing[key] = ""
        if missing:
            words = ", ".join(f"`{key}`" for key in missing)
            faults.insert(0, Fault(f"it lacks {words}", missing=tuple(missing)))
        launched = self._launched()
        faults, reasons = [*faults, *launched.faults], [*reasons, *launched.reasons]
        return Verdict(tuple(dict.fromkeys(faults)), tuple(reasons))

    def values(self) -> Verdict:
        """Values that are not allowed."""
        faults: list[Fault] = []
        reasons: list[str] = []
        for policy, doubt in self.policies():
            for key, allowed in policy.values.items():
                tag = self.tags.entries.get(spelled(key, self.type))
                if tag is None or (tag.text is not None and self._allows(allowed, tag.text)):
                    continue
                data = tag.value.data
                if doubt or isinstance(data, Unknown):
                    reasons.append(doubt or (data.reason if isinstance(data, Unknown) else ""))
                else:
                    faults.append(self._not_allowed(tag, allowed))
        return Verdict(tuple(dict.fromkeys(faults)), tuple(reasons))

    def forbidden(self) -> Verdict:
        """Keys that must not be there."""
        found = [
            (Fault(f"`{key}` must not be a tag", tag=tag), doubt)
            for policy, doubt in self.policies()
            for key, tag in self.tags.entries.items()
            if any(fnmatchcase(key, spelled(pattern, self.type)) for pattern in policy.forbidden)
        ]
        return _verdict(found)

    def case(self) -> Verdict:
        """Keys in another case than the policy's, and keys that differ in nothing else."""
        found: list[tuple[Fault, str]] = []
        for policy, doubt in self.policies():
            for key in (*policy.values, *policy.when):
                other = self._variant(spelled(key, self.type), policy)
                if other is not None and key not in policy.required:
                    found.append((_rename(other, spelled(key, self.type)), doubt))
            if policy.case and self.type.partition("_")[0] in ("aws", "azurerm"):
                found += [(_styled(tag, policy.case), doubt) for tag in self._odd(policy.case)]
        twins = [(Fault(f"`{a.key}` and `{b.key}` differ in case only", tag=b), "") for a, b in self._twins()]
        return _verdict([*found, *twins] if self.settings.policies else [])

    def limits(self) -> Verdict:
        """What the provider does not accept, or the settings do not."""
        name = self.type.partition("_")[0]
        provider = PROVIDERS.get(name)
        if provider is None or not (self.settings.policies or self.settings.limits):
            return Verdict()
        limits = self.settings.limits.get(name, provider.limits)
        faults = list(self._too_many(limits))
        for tag in self.tags.entries.values():
            if wrong := _beyond(tag, limits, provider.key, provider.value):
                faults.append(Fault(wrong, tag=tag))
        return Verdict(tuple(faults))

    def meets(self, when: Iterable[tuple[str, str]]) -> bool | str:
        """Whether the tags are as a condition says, or why that is not known."""
        doubt = ""
        for key, wanted in when:
            tag = self.tags.entries.get(spelled(key, self.type))
            if tag is None:
                if not self.tags.open:
                    return False
                doubt = doubt or self.tags.open
            elif tag.text is None and wanted != "*":
                doubt = doubt or (tag.value.data.reason if isinstance(tag.value.data, Unknown) else "?")
            elif wanted != "*" and tag.text != spelled(wanted, self.type):
                return False
        return doubt or True

    def policies(self) -> Iterator[tuple[Policy, str]]:
        """Those that hold here, and for those that may, why that is not known."""
        resource = self.resource
        # Modules are named as calls are written: `module.network`, whichever instance it is.
        module = resource.config_address.removesuffix(f"{resource.type}.{resource.name}").rstrip(".")
        for policy in self.settings.policies:
            if policy.scope.covers(resource.type, resource.body.block.file.path, module):
                holds = self.meets(policy.when.items())
                if holds is not False:
                    yield policy, "" if holds is True else holds

    def _launched(self) -> Verdict:
        """Required keys that what the resource launches lacks."""
        wanted = {
            key: ""
            for policy, doubt in self.policies()
            if policy.launched and not doubt
            for key in policy.required
        }
        faults: list[Fault] = []
        reasons: list[str] = []
        for target, path, tags in passed_on(self.resource) if wanted else ():
            lacking = [key for key in wanted if key not in tags.entries]
            if lacking and tags.open:
                reasons.append(tags.open)
            elif lacking:
                words = ", ".join(f"`{key}`" for key in lacking)
                faults.append(Fault(f"the {target} that it launches lacks {words} (`{path}`)", path))
        return Verdict(tuple(faults), tuple(reasons))

    def _variant(self, key: str, policy: Policy) -> Tag | None:
        """A tag that is meant to have this key."""
        if key in self.tags.entries:
            return None
        for other, tag in self.tags.entries.items():
            if other.lower() == key.lower() or policy.rename.get(other) == key:
                return tag
        return None

    def _allows(self, allowed: Allowed, value: str) -> bool:
        if self.type.startswith("google_"):
            allowed = allowed._replace(values=tuple(word.lower() for word in allowed.values))
        return allowed.allows(value)

    def _not_allowed(self, tag: Tag, allowed: Allowed) -> Fault:
        choices = tuple(spelled(value, self.type) for value in allowed.values)
        near = tuple(value for value in choices if value.lower() == (tag.text or "").lower())
        wanted = _listed(choices) if choices else f"match `{allowed.pattern}`"
        shown = "(sensitive)" if tag.value.sensitive else tag.text
        return Fault(f"`{tag.key}` is `{shown}` and must {wanted}", tag=tag, instead=near or choices)

    def _odd(self, style: str) -> list[Tag]:
        """Tags whose key is not in a style; keys with a prefix are somebody else's."""
        names = (tag for tag in self.tags.entries.values() if ":" not in tag.key and "/" not in tag.key)
        return [tag for tag in names if re.fullmatch(STYLES[style], tag.key) is None]

    def _twins(self) -> list[tuple[Tag, Tag]]:
        seen: dict[str, Tag] = {}
        twins: list[tuple[Tag, Tag]] = []
        for key, tag in self.tags.entries.items():
            first = seen.setdefault(key.lower(), tag)
            twins += [(first, tag)] if first is not tag else []
        return twins

    def _too_many(self, limits: Limits) -> Iterator[Fault]:
        count = len(self.tags.entries)
        if limits.tags and count > limits.tags:
            yield Fault(f"it has {count} tags, {limits.tags} are allowed")


def _rename(tag: Tag, key: str) -> Fault:
    return Fault(f"`{tag.key}` should be `{key}`", tag=tag, instead=(key,), renamed=True)


def _styled(tag: Tag, style: str) -> Fault:
    return Fault(f"the key `{tag.key}` is not in {style}", tag=tag)


def _listed(words: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{word}`" for word in words[:8])
    more = f" or {len(words) - 8} others" if len(words) > 8 else ""
    return f"be {shown}{more}" if len(words) == 1 else f"be one of {shown}{more}"


def _beyond(tag: Tag, limits: Limits, key: str, value: str) -> str:
    text = tag.text or ""
    if limits.key and len(tag.key) > limits.key:
        return f"the key `{tag.key[:40]}…` has {len(tag.key)} characters, {limits.key} are allowed"
    if limits.value and len(text) > limits.value:
        return f"the value of `{tag.key}` has {len(text)} characters, {limits.value} are allowed"
    if re.fullmatch(key, tag.key) is None:
        return f"the provider does not accept the key `{tag.key}`"
    return "" if re.fullmatch(value, text) else f"the provider does not accept the value of `{tag.key}`"


def _verdict(found: list[tuple[Fault, str]]) -> Verdict:
    faults = (fault for fault, doubt in found if not doubt)
    return Verdict(tuple(dict.fromkeys(faults)), tuple(doubt for _, doubt in found if doubt))
