"""Every rule on everything in a workspace, remembered by declaration, so that after an edit only what it
bears on is judged again."""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence import registry
from terrafence.acceptance import Acceptance
from terrafence.check.engine import check
from terrafence.check.links import World, subject_key
from terrafence.check.verdict import Truth
from terrafence.config import Config
from terrafence.declare import Rule
from terrafence.derive import message
from terrafence.drafts import Draft, calls_of, draft, stakes, weighed
from terrafence.evaluate.names import Impact, Name, nothing
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.subjects import Called, name_of, unread_calls
from terrafence.evaluate.workspace import Root, Workspace
from terrafence.finding import (
    Applicability,
    Evaluated,
    FileEdit,
    Finding,
    Fix,
    Identity,
    Place,
    Suppressed,
    Undecided,
)
from terrafence.fingerprint import normal_form
from terrafence.novelty import Novelty
from terrafence.record import NamedTuple
from terrafence.repair import repair
from terrafence.text import Span

if TYPE_CHECKING:
    from terrafence.evaluate.reload import Reloaded
    from terrafence.reach import Worlds
    from terrafence.shift import Shifts

Fault: TypeAlias = tuple[str, str, Span, str]
"""What makes faults one: the rule, the place and the path, however many instances and callers show it."""


class Record(NamedTuple):
    """What came of judging the instances of one declaration in one root."""

    kind: str
    undecided: list[Undecided]
    addresses: list[str]
    subjects: set[tuple[str, str]]
    undecidable: set[tuple[str, str, str]]
    evaluated: list[Evaluated]


class Claim(NamedTuple):
    """What decides whether a fault is accepted."""

    rule: Rule
    places: tuple[tuple[str, Span], ...]
    root: str
    address: str


class Group(NamedTuple):
    """One fault as it is reported, without what accepts it. `names` are the declarations whose instances show
    it; `traced` when it is shown or mended elsewhere than at the resource; `extent` is between which bytes of
    which files all of its places are."""

    finding: Finding
    claims: tuple[Claim, ...]
    names: frozenset[Name]
    traced: bool
    extent: tuple[tuple[str, Span], ...]

    def shown_in(self, root: str) -> bool:
        """Whether something in a root shows it."""
        return any(claim.root == root for claim in self.claims)


@final
class Judgement:
    """The rules on a workspace, or on `part` of it. `records` are by root and declaration; neither they nor
    the groups refer to what was evaluated."""

    __slots__ = ("_by_kind", "config", "groups", "part", "records", "workspace")

    def __init__(
        self,
        workspace: Workspace,
        config: Config,
        records: Mapping[tuple[str, Name], Record],
        groups: Mapping[Fault, Group],
        part: bool = False,
    ) -> None:
        self.workspace = workspace
        self.part = part
        self.config = config
        self.records = records
        self.groups = groups
        self._by_kind: dict[str, set[Name]] = {}

    def of_kind(self, kind: str) -> Set[Name]:
        """The declarations of a kind that were judged."""
        if not self._by_kind:
            for (_, name), record in self.records.items():
                self._by_kind.setdefault(record.kind, set()).add(name)
        return self._by_kind.get(kind, frozenset())

    def findings(self, acceptance: Acceptance) -> Iterator[Finding]:
        """The faults, each with what accepts it."""
        for group in self.groups.values():
            if acceptance.any:
                yield group.finding._replace(suppressed=_accepted(group.claims, acceptance))
            else:
                yield group.finding


class Stopped(Exception):
    """Nobody wants the judgement any more."""


Stop: TypeAlias = Callable[[], bool]
"""Whether nobody wants it any more; asked now and then, and then Stopped is raised."""


def _never() -> bool:
    return False


def judge_all(
    workspace: Workspace, config: Config, novelty: Novelty | None = None, stop: Stop = _never
) -> Judgement:
    """Judges everything. What `novelty` does not know to be new was there before."""
    judging = _Judging(workspace, config, novelty, stop)
    judging.run(worlds_of(workspace, config), None)
    return Judgement(workspace, config, judging.records, judging.groups())


def judge_some(
    workspace: Workspace,
    config: Config,
    worlds: Iterable[World],
    wanted: Impact,
    novelty: Novelty | None = None,
) -> Judgement:
    """As `judge_all`, of the declarations that are wanted."""
    judging = _Judging(workspace, config, novelty)
    judging.run(worlds, wanted)
    return Judgement(workspace, config, judging.records, judging.groups(), part=True)


def judge_again(
    before: Judgement, edit: "Reloaded", novelty: Novelty | None = None, stop: Stop = _never
) -> Judgement:
    """Judges what an edit bears on; the rest is as it was, at the place where it now stands."""
    from terrafence.reach import Worlds

    workspace = edit.workspace()
    worlds = Worlds(worlds_of(before.workspace, before.config), worlds_of(workspace, before.config))
    kept = _kept(before, edit)
    old = _old(before, edit, kept, worlds)
    while True:
        old = _with_companions(before, old)
        groups = {_fault(it): it for it in kept.values() if it is not None and it.names.isdisjoint(old)}
        judging = _Judging(workspace, before.config, novelty, stop)
        judging.run(worlds.after, edit.impact.with_names(old))
        merged = {name for fault in judging.faults() & groups.keys() for name in groups[fault].names}
        if not merged:
            break
        old |= merged
    records = {key: record for key, record in before.records.items() if key[1] not in old}
    groups |= judging.groups()
    return Judgement(workspace, before.config, records | judging.records, groups)


def judge_first(
    before: Judgement, edit: "Reloaded", root: Root, most: int, novelty: Novelty | None = None
) -> Judgement:
    """Judges in one of the roots what an edit bears on by name; of more than so many declarations, those next
    to the edit. The rest, what only other roots show, and what rules look at from elsewhere, stay as they
    were: they are for `judge_again`."""
    workspace, config = edit.workspace([root]), before.config
    kept = _kept(before, edit)
    wanted = edit.impact.with_names(_affected(before, edit.impact, kept))
    old = _nearest(before, edit, wanted, most)
    judging = _Judging(workspace, config, novelty)
    judging.run(worlds_of(workspace, config), nothing().with_names(old))
    name = before.workspace.name_of(root)
    stays = (it for it in kept.values() if it is not None)
    groups = {_fault(it): it for it in stays if it.names.isdisjoint(old) or not it.shown_in(name)}
    records = {**before.records, **judging.records}
    return Judgement(workspace, config, records, groups | judging.groups(), before.part)


def _kept(before: Judgement, edit: "Reloaded") -> Mapping[Fault, Group | None]:
    from terrafence.shift import Shifts

    shifts = Shifts(edit.edited)
    return {fault: _shifted(group, shifts) for fault, group in before.groups.items()}


def _old(
    before: Judgement, edit: "Reloaded", kept: Mapping[Fault, Group | None], worlds: "Worlds"
) -> set[Name]:
    """The declarations that the edit bears on, and those that look at one of them."""
    from terrafence.reach import reached

    looking = reached(edit.impact, before.of_kind, worlds)
    return _affected(before, edit.impact, kept) | looking


def worlds_of(workspace: Workspace, config: Config) -> list[World]:
    """The roots of a workspace, for the rules that the settings ask for."""
    return [World(root, config.tags, lambda kind: _asked_of(kind, config)) for root in workspace.roots]


def _asked_of(kind: str, config: Config) -> frozenset[str]:
    from terrafence.asked import asked_for

    return asked_for(_rules(kind, config))


def _rules(kind: str, config: Config) -> tuple[Rule, ...]:
    """The rules about a kind that the settings do not leave out."""
    rules = registry.rules_for((kind,))
    if config.levels or config.severities:
        rules = tuple(registry.weighed(rule, config.levels, config.severities) for rule in rules)
    if config.notes is not None:
        from terrafence.notes import judged

        rules = judged(rules, config)
    return registry.select(rules, (), config.ignore)


def _affected(before: Judgement, impact: Impact, kept: Mapping[Fault, Group | None]) -> set[Name]:
    """The declarations that the impact holds, and those that show a fault whose place has changed."""
    old = {name for _, name in before.records if impact.holds(*name)}
    for fault, found in kept.items():
        group = before.groups[fault]
        if found is None or (impact.reads and group.traced):
            old |= group.names
    return old


def _nearest(before: Judgement, edit: "Reloaded", wanted: Impact, most: int) -> set[Name]:
    """The declarations that are wanted, if they are no more than so many; else those next to the edit, and
    what shows a fault together with them."""
    names = wanted.names | {name for _, name in before.records if wanted.holds(*name)}
    if len(names) <= most and not wanted.modules:
        return set(names)
    from terrafence.shift import distances

    away = distances(edit.edited)
    names |= {name for name in away if wanted.holds(*name)}
    near = sorted(names, key=lambda name: (away.get(name, sys.maxsize), name))[:most]
    return _with_companions(before, set(near))


def _with_companions(before: Judgement, old: set[Name]) -> set[Name]:
    """With all that show a fault together with one of them."""
    grown = -1
    while grown != len(old):
        grown = len(old)
        for group in before.groups.values():
            if not group.names.isdisjoint(old):
                old = old | group.names
    return old


@final
class _Judging:
    """Judges the subjects of a workspace."""

    __slots__ = ("_config", "_drafts", "_novelty", "_rules", "_stop", "_workspace", "records")

    def __init__(
        self, workspace: Workspace, config: Config, novelty: Novelty | None, stop: Stop = _never
    ) -> None:
        self._workspace = workspace
        self._stop = stop
        self._config = config
        self._novelty = novelty
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._drafts: dict[Fault, list[tuple[Name, Draft]]] = {}
        self.records: dict[tuple[str, Name], Record] = {}

    def run(self, worlds: Iterable[World], wanted: Impact | None) -> None:
        """Judges the subjects of the declarations that are wanted; None means all."""
        for world in worlds:
            for subject in world.all() if wanted is None else world.root.select(wanted):
                self._subject(subject, world.root, world)
            root = world.root
            instances = root.instances if wanted is None else root.inside(wanted.directories)
            if calls := list(unread_calls(instances, wanted)):
                self._supposed(calls, world)

    def faults(self) -> Collection[Fault]:
        """What was found."""
        return self._drafts.keys()

    def groups(self) -> dict[Fault, Group]:
        """What was found, as it is reported."""
        return {fault: self._group(found) for fault, found in self._drafts.items()}

    def _subject(self, subject: Resource, root: Root, world: World) -> None:
        kind, name, root_name = subject_key(subject), name_of(subject), self._workspace.name_of(root)
        record = self.records.get((root_name, name))
        if record is None:
            record = self.records[root_name, name] = Record(kind, [], [], set(), set(), [])
        record.subjects.add((root_name, subject.config_address))
        if subject.mode in ("managed", "data"):
            record.addresses.append(f"{root.directory}\0{subject.address}")
        for rule in self._rules_for(kind):
            self._rule(rule, subject, name, world, root_name, record)

    def _supposed(self, calls: Iterable[Called], world: World) -> None:
        """Judges calls of modules that cannot be read, of which only what is written counts."""
        from terrafence.supposed import judged

        for rule, broken, subject in judged(calls, world, self._rules_for):
            self._add(name_of(subject), draft(rule, broken, subject, world))

    def _rules_for(self, kind: str) -> tuple[Rule, ...]:
        if kind not in self._rules:
            rules = _rules(kind, self._config)
            self._rules[kind] = registry.select(rules, self._config.select, ())
        return self._rules[kind]

    def _rule(
        self, rule: Rule, subject: Resource, name: Name, world: World, root: str, record: Record
    ) -> None:
        outcome = check(rule, subject, world)
        path, config_address = subject.body.block.file.path, subject.config_address
        drafts: list[Draft] = []
        if outcome.faults:
            heavier = weighed(rule, subject, world)
            drafts = [draft(heavier, broken, subject, world) for broken in outcome.faults]
            drafts = [it for it in drafts if self._is_asked_for(it)]
        if drafts or (not outcome.faults and path in self._workspace.selected):
            holds = False if drafts else True if outcome.truth is Truth.TRUE else None
            address = drafts[0].owner.address if drafts else subject.address
            record.evaluated.append(Evaluated(rule.id, root, config_address, address, path, holds))
        for it in drafts:
            self._add(name, it)
        if outcome.truth is Truth.TRUE or outcome.faults:
            return
        record.undecidable.add((rule.id, root, config_address))
        if path in self._workspace.selected:
            record.undecided.append(Undecided(rule.id, subject.address, path, outcome.reasons[0]))

    def _add(self, name: Name, found: Draft) -> None:
        if self._is_asked_for(found):
            fault = (found.rule.id, found.file.path, found.span, found.broken.spot.path)
            self._drafts.setdefault(fault, []).append((name, found))

    def _is_asked_for(self, found: Draft) -> bool:
        paths = {found.file.path, *(place.path for place in found.related)}
        return not paths.isdisjoint(self._workspace.selected)

    def _group(self, found: list[tuple[Name, Draft]]) -> Group:
        drafts = [it for _, it in found]
        first = min(drafts, key=lambda it: (it.owner.address, self._workspace.name_of(it.world.root)))
        finding = self._finding(first, drafts)
        block = first.subject.body.block
        written = [(item.path, item.edit.span) for item in finding.fix.edits] if finding.fix else []
        outside = any(path != block.file.path or not block.span.contains(span) for path, span in written)
        names = frozenset(name for name, _ in found)
        claims = tuple(map(self._claim, drafts))
        traced = outside or finding.origin is not None
        return Group(finding, claims, names, traced, _extent(finding, claims))

    def _finding(self, first: Draft, drafts: list[Draft]) -> Finding:
        instances = tuple(sorted({it.owner.address for it in drafts}))
        blocks = {it.owner.config_address for it in drafts}
        origin, fixes = first.origin, _fixes(first, lambda edits: self._is_new(drafts, edits))
        safe = bool(fixes) and fixes[0].applicability is Applicability.SAFE
        return Finding(
            rule=max((it.rule for it in drafts), key=registry.weight_of),
            message=message(first.rule, first.broken, safe),
            path=first.file.path,
            span=first.span,
            address=instances[0] if len(instances) == 1 or len(blocks) > 1 else first.owner.config_address,
            instances=instances,
            origin=None if origin is None else Place(origin.file.path, origin.span, origin.steps[-1].label),
            related=first.related,
            fix=next(iter(fixes), None),
            fingerprint=self._identity(first).fingerprint,
            environments=tuple(sorted({it.world.root.environment for it in drafts} - {""})),
            identities=tuple(sorted({self._identity(it) for it in drafts})),
            alternatives=fixes[1:],
            owner=first.world.tags.owner(first.subject),
        )

    def _is_new(self, drafts: Iterable[Draft], edits: Sequence[FileEdit]) -> bool:
        """Whether edits change what is new only, and so is all that the fault concerns."""
        novelty = self._novelty
        return (
            novelty is not None
            and all(
                (found := stakes(it)) is not None and all(novelty.has(one, it.world.root) for one in found)
                for it in drafts
            )
            and novelty.takes(edits, self._workspace.files)
        )

    def _claim(self, found: Draft) -> Claim:
        places = [(found.file.path, found.span)]
        places += [(place.path, place.span) for place in found.related]
        places += [(call.file.path, call.header) for call in calls_of(found.subject)]
        root = self._workspace.name_of(found.world.root)
        return Claim(found.rule, tuple(places), root, found.owner.address)

    def _identity(self, found: Draft) -> Identity:
        return Identity(
            found.rule.id,
            self._workspace.name_of(found.world.root),
            found.subject.config_address,
            found.broken.spot.path,
            normal_form(found.broken),
        )


def _fixes(found: Draft, is_new: Callable[[Sequence[FileEdit]], bool]) -> tuple[Fix, ...]:
    if found.rule.no_fix:
        return ()
    if found.broken.tags is not None:
        from terrafence.retag import fixes

        return fixes(found.broken, found.subject, found.world)
    fix = repair(found.rule, found.broken, found.subject, found.world, is_new)
    return () if fix is None else (fix,)


def _accepted(claims: Iterable[Claim], acceptance: Acceptance) -> Suppressed | None:
    """What accepts every instance of a fault; None as soon as one is not accepted."""
    found = [acceptance.of(*claim) for claim in claims]
    return found[0] if all(found) else None


# ---------------------------------------------------------------- what stays after an edit


def _fault(group: Group) -> Fault:
    finding = group.finding
    return finding.rule.id, finding.path, finding.span, finding.identities[0].path


def _extent(finding: Finding, claims: Iterable[Claim]) -> tuple[tuple[str, Span], ...]:
    fixes = (*(() if finding.fix is None else (finding.fix,)), *finding.alternatives)
    origin = () if finding.origin is None else (finding.origin,)
    places = [(finding.path, finding.span)]
    places += [(place.path, place.span) for place in (*origin, *finding.related)]
    places += [(path, edit.span) for fix in fixes for path, edit in fix.edits]
    places += [place for claim in claims for place in claim.places]
    found: dict[str, Span] = {}
    for path, (start, end) in places:
        known = found.get(path, Span(start, end))
        found[path] = Span(min(known.start, start), max(known.end, end))
    return tuple(found.items())


def _shifted(group: Group, shifts: "Shifts") -> Group | None:
    """The group where it now stands; None when the edit touches one of its places."""
    if not shifts.move(group.extent):
        return group
    finding = shifts.finding(group.finding)
    claims = [shifts.places(claim.places) for claim in group.claims]
    if finding is None or None in claims:
        return None
    moved = tuple(
        claim._replace(places=places)
        for claim, places in zip(group.claims, claims, strict=True)
        if places is not None
    )
    extent = shifts.places(group.extent) or _extent(finding, moved)
    return group._replace(finding=finding, claims=moved, extent=extent)
