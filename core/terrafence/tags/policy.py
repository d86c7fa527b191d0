"""What a team asks of tags. An empty policy asks nothing."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from terrafence.record import NamedTuple


class Allowed(NamedTuple):
    """What the value of a key may be: one of `values` where there are any, and wholly `pattern` where there
    is one (a regular expression). `default` is what a fix writes, empty when a person has to choose."""

    values: tuple[str, ...] = ()
    pattern: str = ""
    default: str = ""

    def allows(self, value: str) -> bool:
        """Whether a value is one of these."""
        return (not self.values or value in self.values) and (
            not self.pattern or re.fullmatch(self.pattern, value) is not None
        )


class Scope(NamedTuple):
    """What a policy is about: all that is empty, or where one of the patterns fits. `providers` are first
    words of types, `types` may hold `*`, `paths` are absolute with `*` and `**`, `modules` are module
    paths without instance keys (`module.network*`; `.` is the root)."""

    providers: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()

    def covers(self, type: str, path: str, module: str) -> bool:
        """Whether a resource is meant, by its type, its file and its module."""
        return (
            _fits(type.partition("_")[0], self.providers)
            and _fits(type, self.types)
            and _fits(path, self.paths)
            and _fits(module or ".", self.modules)
        )


def _fits(text: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for pattern in patterns)


class Policy(NamedTuple):
    """Demands on the tags of what `scope` covers and whose tags are as `when` says (`*`: any value).
    `forbidden` are keys, with `*`; `case` is the name of a style of keys; `rename` maps keys that people
    write to the ones that are meant; `launched` asks what the resource makes besides itself for the required
    keys too."""

    scope: Scope = Scope()
    when: Mapping[str, str] = {}
    required: tuple[str, ...] = ()
    values: Mapping[str, Allowed] = {}
    forbidden: tuple[str, ...] = ()
    case: str = ""
    rename: Mapping[str, str] = {}
    launched: bool = False


class Limits(NamedTuple):
    """How many tags a resource may have, and how long their keys and values may be, in characters; 0 for
    no limit."""

    tags: int = 0
    key: int = 0
    value: int = 0


class Weight(NamedTuple):
    """What findings about resources with these tags weigh at least. `rules` are words that name rules,
    empty for all; an empty `level` leaves it."""

    when: Mapping[str, str]
    severity: str
    level: str
    rules: tuple[str, ...]


class TagSettings(NamedTuple):
    """The tags part of the settings. `owner` are keys whose value says who a resource belongs to, the first
    that is there holds; `limits` replace those of providers."""

    policies: tuple[Policy, ...] = ()
    owner: tuple[str, ...] = ("Owner", "owner", "Team", "team")
    limits: Mapping[str, Limits] = {}
    weights: tuple[Weight, ...] = ()


def requiring(*keys: str) -> TagSettings:
    """Settings that require these keys everywhere."""
    return TagSettings((Policy(required=keys),))


EXAMPLE = TagSettings(
    (
        Policy(
            required=("Owner",),
            values={"Owner": Allowed(default="shop"), "Stage": Allowed(("live", "test"))},
            forbidden=("Password",),
        ),
    )
)
"""What the examples of the rules about tags are judged by."""

STYLES = {
    "lower": r"[^A-Z]+",
    "UPPER": r"[^a-z]+",
    "camelCase": r"[a-z][A-Za-z0-9]*",
    "PascalCase": r"[A-Z][A-Za-z0-9]*",
    "snake_case": r"[a-z][a-z0-9]*(_[a-z0-9]+)*",
    "kebab-case": r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
}
"""Styles of keys, as regular expressions for a whole key."""


class Provider(NamedTuple):
    """What a provider accepts: limits, and regular expressions for a whole key and a whole value."""

    limits: Limits
    key: str
    value: str


PROVIDERS = {
    # https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
    "aws": Provider(Limits(50, 128, 256), r"(?!aws:)[\w\s+\-=.:/@]+", r"[\w\s+\-=.:/@]*"),
    # https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
    "azurerm": Provider(Limits(50, 512, 256), r"[^<>%&\\?/]+", r"(?s).*"),
    # https://cloud.google.com/resource-manager/docs/labels-overview
    "google": Provider(Limits(64, 63, 63), r"(?=[^\d_-])[^\W A-Z-]?[\w-]*", r"[\w-]*"),
    # https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
    "kubernetes": Provider(
        Limits(0, 317, 63),
        r"([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?",
        r"([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?",
    ),
}


def spelled(word: str, type: str) -> str:
    """A key or value of a policy as a type's provider has it: Google's labels are in lower case."""
    return word.lower() if type.startswith("google_") else word
