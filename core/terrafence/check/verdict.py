"""What comes of judging: faults with the place they are at, or the reasons why nothing can be said."""

from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from terrafence.declare import Content, Expectation, Scalar
from terrafence.evaluate.resource import EvaluatedBody, Resource, Slot
from terrafence.evaluate.values import Value
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression, ObjectCons, TupleCons
from terrafence.syntax.views import SourceFile

if TYPE_CHECKING:
    from terrafence.tags.judge import Fault as TagFault

Steps: TypeAlias = tuple[str | int, ...]


class Truth(Enum):
    """Kleene's three values."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


def negate(truth: Truth) -> Truth:
    """Not: unknown stays unknown."""
    if truth is Truth.UNKNOWN:
        return truth
    return Truth.FALSE if truth is Truth.TRUE else Truth.TRUE


class Ruling(NamedTuple):
    """A truth, and when it is unknown, why."""

    truth: Truth
    reason: str = ""


TRUE = Ruling(Truth.TRUE)
FALSE = Ruling(Truth.FALSE)


def conjunction(rulings: Iterable[Ruling]) -> Ruling:
    """And: false wins over unknown, unknown over true. Asks for no more once it is decided."""
    return _dominant(rulings, Truth.FALSE, TRUE)


def disjunction(rulings: Iterable[Ruling]) -> Ruling:
    """Or: true wins over unknown, unknown over false. Asks for no more once it is decided."""
    return _dominant(rulings, Truth.TRUE, FALSE)


def _dominant(rulings: Iterable[Ruling], winner: Truth, neutral: Ruling) -> Ruling:
    first_unknown: Ruling | None = None
    for ruling in rulings:
        if ruling.truth is winner:
            return ruling
        if ruling.truth is Truth.UNKNOWN and first_unknown is None:
            first_unknown = ruling
    return first_unknown or neutral


class Spot(NamedTuple):
    """Where a path led. `value` is None where nothing is written; `rest` is then what would have to be
    written, starting in `slot` at `steps` when that is set, else in `body`. `path` is the whole of it.
    `certain` is False for a place without a value that a dynamic block over an unknown collection may
    fill. `block` is set when the path ends at a block."""

    resource: Resource
    body: EvaluatedBody
    path: str
    slot: Slot | None = None
    steps: Steps = ()
    value: Value | None = None
    rest: tuple[str, ...] = ()
    certain: bool = True
    block: bool = False


class Broken(NamedTuple):
    """One failed expectation. `found` is the offending value where one is written. `items` are the elements
    of a collection that are at fault. `detail` is the key of the repeated block that it is in, or what a
    plain function says. `at` is a narrower place than the spot when one is known; `into` is where a lacking
    statement, or a condition to a statement, can be added. `tags` says more about a fault of tags."""

    spot: Spot
    expectation: Expectation
    found: Value | None = None
    items: tuple[Scalar, ...] = ()
    detail: str = ""
    set: Content | None = None
    at: tuple[SourceFile, Expression] | None = None
    into: "tuple[SourceFile, TupleCons | ObjectCons] | EvaluatedBody | None" = None
    tags: "TagFault | None" = None


class Outcome(NamedTuple):
    """The result of an expectation: it holds when both are empty."""

    faults: tuple[Broken, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def truth(self) -> Truth:
        """False as soon as something is known to be wrong."""
        if self.faults:
            return Truth.FALSE
        return Truth.UNKNOWN if self.reasons else Truth.TRUE


HOLDS = Outcome()


def merged(outcomes: "list[Outcome]") -> Outcome:
    """All of them as one."""
    if len(outcomes) == 1:
        return outcomes[0]
    return Outcome(
        tuple(fault for outcome in outcomes for fault in outcome.faults),
        tuple(reason for outcome in outcomes for reason in outcome.reasons),
    )
