"""Which attributes of a resource rules ask for."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from terrafence.declare import (
    All,
    Any,
    Each,
    Expectation,
    Function,
    Ignores,
    Level,
    Linked,
    Moved,
    Never,
    PolicyForbids,
    PolicyHas,
    Presence,
    Require,
    Rule,
    Setting,
    Tagged,
    When,
)


def asked_for(rules: Iterable[Rule]) -> frozenset[str]:
    """The attributes and blocks of its own that a resource has to have right for the rules that block or
    warn; secrets and tags, which something else often sets, are not among them."""
    weighty = (rule for rule in rules if rule.level is not Level.NOTE)
    paths = (path for rule in weighty for path in _paths(rule.check))
    return frozenset(path.partition(".")[0] for path in paths) - {"", "*"}


def _paths(expectation: Expectation) -> Iterator[str]:
    match expectation:
        case Require(path, test):
            if test not in (Presence.NO_LITERAL, Presence.NO_CREDENTIAL):
                yield path
        case All(inner) | Any(inner):
            for one in inner:
                yield from _paths(one)
        case When(_, inner):
            yield from _paths(inner)
        case Each(path) | Setting(path) | PolicyForbids(path) | PolicyHas(path):
            yield path
        case Never() | Linked() | Moved() | Tagged() | Ignores() | Function():
            return
        case _:
            assert_never(expectation)
