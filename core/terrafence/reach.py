"""Which subjects the rules may judge otherwise because another one has changed: those tied to it, before or
after."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

from terrafence.check.links import World
from terrafence.evaluate.names import Impact, Name, kind_of_key
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.subjects import name_of
from terrafence.record import NamedTuple
from terrafence.relations import ANY, NAMES, Link, Relation, Way, readers_of, relations_of


class Worlds(NamedTuple):
    """What there was before an edit and what there is after it."""

    before: Sequence[World]
    after: Sequence[World]


def reached(
    impact: Impact, subjects: Callable[[str], Set[Name]], worlds: Worlds, fixes: bool = True
) -> set[Name]:
    """The declarations whose rules read something that an impact changes, with or without what only their
    `fixes` read. `subjects` are all that there were of a kind."""
    changed: dict[str, dict[Name, frozenset[str]]] = {}
    for name, parts in impact.parts.items():
        changed.setdefault(kind_of_key(name[1]), {})[name] = parts
    unparsed: dict[str, set[str]] = {}
    for directory, kind in impact.unparsed:
        unparsed.setdefault(kind, set()).add(directory)
    found: set[Name] = set()
    for kind in sorted(readers_of(changed.keys() | unparsed.keys())):
        relations = [it for it in relations_of(kind) if fixes or not it.mends]
        if unparsed:
            found |= _beside_unparsed(subjects(kind), relations, unparsed)
        for links, read in _read(relations, changed).items():
            if any(link.way is Way.NEIGHBOUR for link in links):
                # A call of a module that cannot be read may stand for one of the kind.
                found |= subjects(kind) | subjects("module")
                break
            found.update(_tied(kind, links, read, worlds))
    return found


def _beside_unparsed(
    names: Set[Name], relations: Iterable[Relation], unparsed: Mapping[str, Set[str]]
) -> Set[Name]:
    """Those that something that does not parse may belong to."""
    for relation in relations:
        for at, link in enumerate(relation.links):
            directories = unparsed.get(link.kind, frozenset[str]())
            if directories and (at > 0 or link.way is not Way.COMPANION):
                return names
    kinds = {relation.links[0].kind for relation in relations} & unparsed.keys()
    directories = {directory for kind in kinds for directory in unparsed[kind]}
    return {name for name in names if name[0] in directories}


def _read(
    relations: Iterable[Relation], changed: Mapping[str, Mapping[Name, frozenset[str]]]
) -> dict[tuple[Link, ...], dict[Name, frozenset[str]]]:
    """What changed at the end of which ties."""
    read: dict[tuple[Link, ...], dict[Name, frozenset[str]]] = {}
    for relation in relations:
        for name, parts in changed.get(relation.links[-1].kind, {}).items():
            if relation.reads(parts):
                read.setdefault(relation.links, {})[name] = parts
    return read


def _tied(
    kind: str, links: tuple[Link, ...], changed: Mapping[Name, frozenset[str]], worlds: Worlds
) -> Iterator[Name]:
    ties = {ANY, links[-1].by.partition(".")[0], *NAMES}
    retied = {name for name, parts in changed.items() if not ties.isdisjoint(parts)}
    for every, names in ((worlds.after, changed.keys()), (worlds.before, retied)):
        for world in every if names else ():
            ends = [it for it in world.of_type(links[-1].kind) if name_of(it) in names]
            yield from map(name_of, _back(kind, links, ends, world))


def _back(kind: str, links: tuple[Link, ...], ends: list[Resource], world: World) -> Iterable[Resource]:
    """The subjects of a kind from which the ties may lead to one of the ends."""
    for at in reversed(range(len(links))):
        way, by = links[at].way, links[at].by
        near = links[at - 1].kind if at else kind
        tied = world.targets if way is Way.COMPANION else world.companions
        ends = list(dict.fromkeys(it for end in ends for it in tied(near, by, end)))
    return ends
