"""How the rules about a kind of subject get to others: what they are tied by, and what is read there."""

from collections.abc import Iterable, Iterator, Mapping, Set
from enum import Enum
from functools import cache

from terrafence import registry
from terrafence.check.links import NAMES
from terrafence.declare import (
    All,
    AllOf,
    Any,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Content,
    Cure,
    Each,
    Exists,
    Expectation,
    Expr,
    InModule,
    Linked,
    Moved,
    Never,
    Not,
    Pick,
    PolicyForbids,
    PolicyHas,
    PolicySays,
    ReferredBy,
    Require,
    Rule,
    Setting,
    Some,
    Spans,
    Surely,
    Target,
    Through,
    Twin,
    When,
)
from terrafence.novelty import SOURCES
from terrafence.record import NamedTuple
from terrafence.ties import READ_BY

ANY = "*"
THERE = ""
"""No part: only whether there is another one."""


class Way(Enum):
    """How two subjects are tied."""

    COMPANION = "the other refers to the one"
    TARGET = "the one refers to the other"
    NEIGHBOUR = "both are in one root"


class Link(NamedTuple):
    """A tie to a subject of a kind, by an attribute of the one that refers."""

    kind: str
    way: Way
    by: str = ""


class Relation(NamedTuple):
    """The ties that lead from a subject to another one, and an attribute or block at the top of the last that
    is read there; ANY for all of it. Whether there is another one at all is read by every relation. `mends`
    is set when only a fix looks there."""

    links: tuple[Link, ...]
    part: str
    mends: bool = False

    def reads(self, parts: Set[str]) -> bool:
        """Whether one of some parts (ANY for all) is read."""
        return self.part in parts or self.part == ANY or ANY in parts


def readers_of(kinds: Iterable[str]) -> set[str]:
    """The kinds about which there are rules with a relation by way of one of some kinds."""
    return {reader for kind in kinds for reader in READ_BY.get(kind, "").split()}


@cache
def relations_of(kind: str) -> frozenset[Relation]:
    """The relations of the rules about a kind."""
    found: set[Relation] = set()
    for rule in registry.rules_for((kind,)):
        found.update(_Search(kind).within(rule.check, ()))
        if rule.unsafe_when is not None:
            found.update(_Search(kind).within(rule.unsafe_when, ()))
        if rule.belongs_to is not None:
            found.update(_at((Link(rule.belongs_to[0], Way.TARGET, rule.belongs_to[1]),), NAMES))
        found.update(it._replace(mends=True) for it in _at_stake(rule, kind))
    return frozenset(found)


def _at_stake(rule: Rule, kind: str) -> Iterator[Relation]:
    """What says whether all is new that a fix has at stake."""
    wholes = [it[1:] for it in rule.part_of if it[0] == kind]
    wholes += [] if rule.belongs_to is None else [rule.belongs_to[::-1]]
    for by, whole in wholes:
        yield from _at((Link(whole, Way.TARGET, by),), (*NAMES, *SOURCES))
    for user, by in rule.used_by:
        yield from _at((Link(user, Way.COMPANION, by),), (_first(by), *SOURCES))
    if rule.used_by:
        yield from _at((Link("module", Way.NEIGHBOUR),), ("source", "version"))


class _Search(NamedTuple):
    kind: str

    def within(self, of: Expectation | Condition, links: tuple[Link, ...]) -> Iterator[Relation]:
        """The relations of an expectation or condition about the subject that the links lead to."""
        yield from _at(links, (_first(path) for path in _paths(of))) if links else ()
        for relation in (relation for content in _contents(of) for relation in _picked(content)):
            yield relation._replace(mends=True)
        if isinstance(of, Require) and of.through is not None:
            yield from self._through(of.through, links)
        if isinstance(of, Never) and not isinstance(of.cure, Cure):
            named = (Link(added.type, Way.NEIGHBOUR) for added in of.cure)
            yield from (Relation((link,), THERE, mends=True) for link in named)
        match of:
            case All(inner) | Any(inner) | AllOf(inner) | AnyOf(inner):
                yield from (relation for item in inner for relation in self.within(item, links))
            case Not(inner) | Surely(inner) | Never(condition=inner):
                yield from self.within(inner, links)
            case When(condition, inner):
                yield from self.within(condition, links)
                yield from self.within(inner, links)
            case Each(_, inner) | Some(_, inner):
                yield from self._inside(inner, links)
            case Setting():
                yield from self._inside(of.expectation, links)
            case Linked(other, by, inner):
                yield from self._companion(other, by, inner, links)
                there = (*links, Link(other, Way.COMPANION, by))
                yield from self.within(of.such, there) if of.such is not None else ()
            case Companion(other, by, inner):
                yield from self._companion(other, by, inner, links)
            case ReferredBy(places):
                for other, by in places:
                    yield from self._companion(other, by, None, links)
            case Target(other, by, inner):
                there = (*links, Link(other, Way.TARGET, by))
                yield from _at(links, (_first(by),)) if links else ()
                yield from _at(there, NAMES)
                yield from self.within(inner, there)
            case Twin() | InModule() | Moved():
                yield from self._neighbours(of, links)
            case _:
                pass

    def _through(self, through: Through, links: tuple[Link, ...]) -> Iterator[Relation]:
        ways = [links]
        for by, kinds in through.steps:
            yield from (Relation(way, _first(by), mends=True) for way in ways if way)
            ways = [(*way, Link(kind, Way.TARGET, by)) for way in ways for kind in kinds]
            yield from (Relation(way, name, mends=True) for way in ways for name in NAMES)

    def _neighbours(self, of: Twin | InModule | Moved, links: tuple[Link, ...]) -> Iterator[Relation]:
        match of:
            case Twin(path):
                yield from _at((*links, Link(self.kind, Way.NEIGHBOUR)), (_first(path),))
            case InModule(other, inner):
                there = (*links, Link(other, Way.NEIGHBOUR))
                yield from _at(there, (THERE,))
                yield from self.within(inner, there)
            case Moved():
                yield from _at((Link(of.type, Way.NEIGHBOUR),), (THERE,))

    def _inside(self, of: Expectation | Condition, links: tuple[Link, ...]) -> Iterator[Relation]:
        """Paths start in a block of which the whole is read; ties do not."""
        return (relation for relation in self.within(of, links) if len(relation.links) > len(links))

    def _companion(
        self, other: str, by: str, inner: Expectation | Condition | None, links: tuple[Link, ...]
    ) -> Iterator[Relation]:
        """It may mean this subject or another of its kind."""
        there = (*links, Link(other, Way.COMPANION, by))
        kind = links[-1].kind if links else self.kind
        yield from _at(there, (_first(by),))
        yield from _at((*there, Link(kind, Way.TARGET, by)), NAMES)
        yield from self.within(inner, there) if inner is not None else ()


def _at(links: tuple[Link, ...], parts: "Iterator[str] | tuple[str, ...]") -> Iterator[Relation]:
    return (Relation(links, part) for part in parts)


def _first(path: str) -> str:
    return path.partition(".")[0].replace("{name}", ANY)


def _paths(of: Expectation | Condition) -> tuple[str, ...]:
    match of:
        case (
            Attr()
            | Exists()
            | Twin()
            | Require()
            | Each()
            | Some()
            | PolicyForbids()
            | PolicyHas()
            | PolicySays()
        ):
            return (of.path,)
        case Spans():
            return of.low, of.high
        case Setting():
            return (of.block,)
        case _:
            return ()


def _contents(of: Expectation | Condition) -> Iterator[Content]:
    match of:
        case Require():
            yield of.set if of.set is not None else ()
            yield of.beside
        case Setting() | PolicyHas():
            yield of.add
        case Linked():
            yield of.companion or {}
        case PolicyForbids():
            yield of.limit
            yield of.instead
        case Never():
            yield from () if isinstance(of.cure, Cure) else (it.content for it in of.cure)
        case _:
            pass


def _picked(content: Content) -> Iterator[Relation]:
    """What a fix refers to, or has to declare: whether it is there, and where."""
    match content:
        case Pick():
            yield from _at((Link(content.type, Way.NEIGHBOUR),), ("region",) if content.evident else (THERE,))
        case Expr():
            there = (Link("data.aws_caller_identity", Way.NEIGHBOUR),)
            yield from _at(there, (THERE,)) if "{account}" in content.text else ()
            yield from (relation for pick in content.picks for relation in _picked(pick))
        case tuple():
            yield from (relation for item in content for relation in _picked(item))
        case Mapping():
            yield from (relation for item in content.values() for relation in _picked(item))
        case _:
            pass
