"""What a call of a module that cannot be read says on its face.

`module "graph" { source = "terraform-aws-modules/neptune/aws", publicly_accessible = true }` is about
Neptune, by the name of the module, and publicly accessible, by the name of the argument. Such a call is
judged as the resources that it may stand for, of which only the arguments written are known.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from terrafence import registry
from terrafence.check.engine import check
from terrafence.check.links import World
from terrafence.check.verdict import Broken
from terrafence.declare import (
    AtLeast,
    AtMost,
    Equals,
    Excludes,
    Lacks,
    Level,
    NoneOf,
    OneOf,
    PolicyForbids,
    Require,
    Rule,
    Safety,
)
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.sources import source_of
from terrafence.evaluate.subjects import Called, supposed_as

_PROVIDERS = {"aws": "aws", "azure": "azurerm", "azurerm": "azurerm", "gcp": "google", "google": "google"}
_FILLERS = frozenset({"", "terraform", "tf", "module", "modules", *_PROVIDERS})
"""Words of a source that say nothing of what the module makes."""

_FORBIDDING = (AtLeast, AtMost, Equals, Excludes, Lacks, NoneOf, OneOf)
"""Tests that a value can fail by itself, without anything being absent."""

_NOTE = "The module cannot be read; its name and that of the argument say so."


def judged(
    calls: Iterable[Called], world: World, rules_for: Callable[[str], Iterable[Rule]]
) -> Iterator[tuple[Rule, Broken, Resource]]:
    """The faults of the resources that calls of unread modules may stand for. An argument is at fault as that
    of one type, the one of the shortest name."""
    for instance, call in calls:
        told: dict[str, str] = {}
        for kind in kinds_of(source_of(call) or ""):
            subject = supposed_as(kind, instance, call)
            for rule in rules_for(kind):
                faults = check(rule, subject, world).faults if kind in rule.resources else ()
                for broken in filter(_is_written, faults):
                    if told.setdefault(broken.spot.path.partition(".")[0], kind) == kind:
                        yield _as_supposed(rule), _alone(broken), subject


@cache
def kinds_of(source: str) -> tuple[str, ...]:
    """The resource types that a module's source names, the shortest first: those that begin with the most
    words in a row of its last parts. Only types that rules are about."""
    name, provider, inside = _parts(source)
    words = [word for part in (name, inside) for word in re.split(r"[^a-z0-9]+", part.lower())]
    provider = provider or next((_PROVIDERS[word] for word in words if word in _PROVIDERS), "")
    words = [word for word in words if word not in _FILLERS]
    types = [kind for kind in registry.types() if not provider or kind.startswith(f"{provider}_")]
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            stem = "_".join(words[start : start + size])
            if found := [kind for kind in types if f"{kind.partition('_')[2]}_".startswith(f"{stem}_")]:
                return tuple(sorted(found, key=len))
    return ()


def _parts(source: str) -> tuple[str, str, str]:
    """A module's name, its provider where the source names one, and the submodule."""
    published = re.fullmatch(r"(?:[\w-]+\.[\w.-]+/)?[\w-]+/([\w-]+)/([a-z0-9]+)(?://(.*))?", source)
    if published is not None:
        return published[1], published[2], (published[3] or "").rpartition("/")[2]
    path = source.partition("?")[0].rpartition("://")[2]
    whole, _, inside = path.partition("//")
    name = re.split(r"[/:]", whole)[-1]
    return re.sub(r"\.(git|zip|tgz|tar\.\w+)$", "", name), "", inside.rpartition("/")[2]


def _as_supposed(rule: Rule) -> Rule:
    """It never blocks, and its fix is for a person to decide."""
    level = Level.WARN if rule.level is Level.BLOCK else rule.level
    return rule._replace(level=level, safety=Safety.UNSAFE, belongs_to=None, note=_NOTE)


def _is_written(fault: Broken) -> bool:
    """Whether a value that is written is by itself the fault."""
    expectation = fault.expectation
    if fault.spot.value is None:
        return False
    is_forbidden = isinstance(expectation, Require) and isinstance(expectation.test, _FORBIDDING)
    return is_forbidden or isinstance(expectation, PolicyForbids)


def _alone(fault: Broken) -> Broken:
    """The fault without what its fix would add beside: the module may have no such arguments."""
    if isinstance(fault.expectation, Require):
        return fault._replace(expectation=fault.expectation._replace(beside={}))
    return fault
