"""What a change makes worse: the findings of one tree against those of the trees before it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from terrafence.finding import Finding, Identity, Report
from terrafence.record import NamedTuple
from terrafence.rules.terrafence import SYNTAX_ERROR

T = TypeVar("T")


class Moves(NamedTuple):
    """What was called otherwise before: `directories` by old path, relative to the repository, and by root
    the addresses of `moved` blocks, by old address."""

    directories: Mapping[str, str] = {}
    addresses: Mapping[str, Mapping[str, str]] = {}

    def now(self, identity: Identity) -> Identity:
        """The identity as the tree after the change has it."""
        root, at, environment = identity.root.partition("@")
        if identity.rule_id == SYNTAX_ERROR.id:
            directory, _, name = root.rpartition("/")
            root = f"{self.directories.get(directory, directory)}/{name}".lstrip("/")
        root = f"{self.directories.get(root, root)}{at}{environment}"
        return identity._replace(root=root, address=moved(identity.address, self.addresses.get(root, {})))


def moved(address: str, moves: Mapping[str, str]) -> str:
    """The address after every move that applies to it or to a module around it."""
    for _ in range(len(moves)):
        old = next((old for old in moves if _within(address, old)), None)
        if old is None:
            break
        address = moves[old] + address[len(old) :]
    return address


def _within(address: str, outer: str) -> bool:
    return address == outer or address.startswith(f"{outer}.")


class Past(NamedTuple):
    """What a report is remembered by: the faults, those that something silenced, and the rest as in
    `Report`."""

    open: tuple[Identity, ...]
    silenced: tuple[Identity, ...]
    subjects: frozenset[tuple[str, str]]
    undecidable: frozenset[tuple[str, str, str]]


def past_of(report: Report) -> Past:
    """What the report is compared by."""
    faults = [(finding.suppressed is None, it) for finding in report.findings for it in finding.identities]
    return Past(
        tuple(identity for is_open, identity in faults if is_open),
        tuple(identity for is_open, identity in faults if not is_open),
        report.subjects,
        report.undecidable,
    )


class Before(NamedTuple):
    """What was there in one parent, and the moves that lead from it to the present."""

    past: Past
    moves: Moves = Moves()


class Difference(NamedTuple):
    """`known` and `unprotected` are the positions of findings in the present report; `fixed` counts the
    findings that are gone."""

    known: frozenset[int]
    unprotected: frozenset[int]
    fixed: int


def compare(parents: Sequence[Before], now: Report, accepted: Mapping[str, int] = {}) -> Difference:
    """A finding is known when every fault in it was in one of the parents, as often, or is accepted (the
    counts of a baseline, by fingerprint)."""
    old = [_Parent(parent) for parent in parents]
    left = _most([parent.open for parent in old])
    silenced = _most([parent.silenced for parent in old])
    spare = Counter(accepted)
    known: set[int] = set()
    for at, finding in enumerate(now.findings):
        among = [left] if finding.suppressed is None else [silenced, left]
        if any(_take(finding.identities, some) for some in among) or _take(
            _accepted(finding, now, spare), spare
        ):
            known.add(at)
    unprotected = {
        at
        for at, finding in enumerate(now.findings)
        if at not in known and finding.suppressed is None and _unprotects(finding, old)
    }
    return Difference(frozenset(known), frozenset(unprotected), _fixed(left, now))


def beyond(accepted: Mapping[str, int]) -> Callable[[Report], list[Finding]]:
    """What chooses of a report the findings that are not accepted (the counts of baselines, by
    fingerprint)."""

    def chosen(report: Report) -> list[Finding]:
        known = compare((), report, accepted).known
        return [finding for at, finding in enumerate(report.findings) if at not in known]

    return chosen


class _Parent:
    """One parent in the names of the present."""

    __slots__ = ("_faulty", "_subjects", "_undecidable", "open", "silenced")

    def __init__(self, before: Before) -> None:
        past, moves = before
        self.open = Counter(moves.now(identity) for identity in past.open)
        self.silenced = Counter(moves.now(identity) for identity in past.silenced)
        every = {**self.open, **self.silenced}
        self._faulty = {(identity.rule_id, identity.root, identity.address) for identity in every}
        self._subjects = {_moved(moves, "", *subject)[1:] for subject in past.subjects}
        self._undecidable = {_moved(moves, *item) for item in past.undecidable}

    def protected(self, identity: Identity) -> bool:
        """Whether the resource was there and the rule was content with it."""
        subject = (identity.root, identity.address)
        rule = (identity.rule_id, *subject)
        return subject in self._subjects and rule not in self._faulty and rule not in self._undecidable


def _moved(moves: Moves, rule_id: str, root: str, address: str) -> tuple[str, str, str]:
    identity = moves.now(Identity(rule_id, root, address, "", ""))
    return identity.rule_id, identity.root, identity.address


def _most(counters: Sequence[Counter[Identity]]) -> Counter[Identity]:
    most: Counter[Identity] = Counter()
    for counter in counters:
        most |= counter
    return most


def _accepted(finding: Finding, now: Report, spare: Counter[str]) -> list[str]:
    """The fingerprints as a baseline has them, which may be older than the `moved` blocks."""
    if not spare:
        return []
    found: list[str] = []
    for identity in finding.identities:
        forms = [form.fingerprint for form in _forms(identity, now.moved.get(identity.root, {}))]
        found.append(next((form for form in forms if spare[form] > 0), forms[0]))
    return found


def _forms(identity: Identity, moves: Mapping[str, str]) -> Iterator[Identity]:
    """The identity, and what it was before each move that led to it."""
    former = {new: old for old, new in moves.items()}
    for _ in range(len(former) + 1):
        yield identity
        new = next((new for new in former if _within(identity.address, new)), None)
        if new is None:
            return
        identity = identity._replace(address=former[new] + identity.address[len(new) :])


def _take(wanted: Sequence[T], among: Counter[T]) -> bool:
    if not wanted or any(among[item] < 1 for item in wanted):
        return False
    among.subtract(wanted)
    return True


def _unprotects(finding: Finding, parents: Sequence[_Parent]) -> bool:
    return any(all(parent.protected(it) for parent in parents) for it in finding.identities if parents)


def _fixed(left: Counter[Identity], now: Report) -> int:
    """Those that nothing answers to any more. What a broken file or an unknown value hides is not fixed."""
    broken = any(finding.rule is SYNTAX_ERROR for finding in now.findings)
    if broken:
        return 0
    return sum(
        count
        for identity, count in left.items()
        if count > 0 and (identity.rule_id, identity.root, identity.address) not in now.undecidable
    )
