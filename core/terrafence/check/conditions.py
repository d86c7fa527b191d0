"""Conditions, judged by Kleene's tables."""

from itertools import chain
from typing import assert_never

from terrafence.check.documents import read_documents
from terrafence.check.links import referred_by, refers, subject_key, twins
from terrafence.check.place import Place
from terrafence.check.predicates import amount, holds, literal
from terrafence.check.statements import matches
from terrafence.check.verdict import (
    FALSE,
    TRUE,
    Ruling,
    Spot,
    Truth,
    conjunction,
    disjunction,
    negate,
)
from terrafence.declare import (
    Absent,
    AllOf,
    AnyOf,
    Attr,
    Companion,
    Condition,
    Exists,
    InModule,
    Missing,
    Not,
    PolicySays,
    ReferredBy,
    Some,
    Spans,
    Surely,
    Target,
    Test,
    Twin,
    TypeIs,
)
from terrafence.evaluate.resource import Resource

OPEN_BLOCKS = "a dynamic block over a collection that is not known may write it"
_UNREAD = Ruling(Truth.UNKNOWN, "a module that cannot be read may write it")


def judge(condition: Condition, place: Place) -> Ruling:
    """Whether the condition holds at a place."""
    match condition:
        case Attr(path, test, absent):
            return disjunction(passes(test, spot, absent) for spot in place.spots(path))
        case Spans():
            return _spans(condition, place)
        case Exists(path):
            return disjunction(_exists(spot) for spot in place.spots(path))
        case Some(path, inner):
            found = disjunction(judge(inner, block) for block in place.blocks(path))
            return _UNREAD if found is FALSE and _is_partial(place) else found
        case TypeIs(types):
            return TRUE if subject_key(place.resource) in types else FALSE
        case ReferredBy(places):
            return _UNREAD if _is_partial(place) else referred_by(place.world, place.resource, places)
        case Companion(kind, by, inner):
            return _UNREAD if _is_partial(place) else _companion(kind, by, inner, place)
        case Target(kind, by, inner):
            return _UNREAD if _is_partial(place) else _target(kind, by, inner, place)
        case InModule() | Twin():
            return _in_root(condition, place)
        case PolicySays():
            return _policy_says(condition, place)
        case Not(inner):
            ruling = judge(inner, place)
            return Ruling(negate(ruling.truth), ruling.reason)
        case Surely(inner):
            return TRUE if judge(inner, place).truth is Truth.TRUE else FALSE
        case AllOf(conditions):
            return conjunction(judge(inner, place) for inner in conditions)
        case AnyOf(conditions):
            return disjunction(judge(inner, place) for inner in conditions)
        case _:
            assert_never(condition)


def passes(test: Test, spot: Spot, absent: Absent) -> Ruling:
    """Whether what is at a spot passes; where nothing is written, whether what the cloud then does
    passes."""
    if spot.block:
        return holds(test, literal("a block"))
    if spot.value is not None:
        return holds(test, spot.value, _name(spot))
    if spot.body.partial:
        return _UNREAD
    if absent is Missing.UNDECIDED:
        return Ruling(Truth.UNKNOWN, "it is not written, and the files do not show what then holds")
    ruling = holds(test, None if absent is Missing.FAILS else literal(absent))
    if ruling.truth is Truth.FALSE and not spot.certain:
        return Ruling(Truth.UNKNOWN, OPEN_BLOCKS)
    return ruling


def _name(spot: Spot) -> str:
    """What people call the value: the key or attribute it stands at, or the variable that it is the
    default of."""
    if spot.resource.mode == "variable":
        return spot.resource.name
    keys = [step for step in spot.steps if isinstance(step, str)]
    return keys[-1] if keys else spot.slot.name if spot.slot is not None else ""


def _spans(condition: Spans, place: Place) -> Ruling:
    found = [place.spots(path)[0] for path in (condition.low, condition.high)]
    if any(spot.value is None for spot in found):
        if _is_partial(place):
            return _UNREAD
        return FALSE if all(spot.certain for spot in found) else Ruling(Truth.UNKNOWN, OPEN_BLOCKS)
    low, high = (None if spot.value is None else amount(spot.value) for spot in found)
    inside = [
        number
        for number in condition.numbers
        if (low is None or low <= number) and (high is None or number <= high)
    ]
    if inside and (low is None or high is None):
        return Ruling(Truth.UNKNOWN, "the range of numbers is not known")
    return TRUE if inside else FALSE


def _exists(spot: Spot) -> Ruling:
    if spot.block:
        return TRUE if spot.body.certain else Ruling(Truth.UNKNOWN, OPEN_BLOCKS)
    if spot.value is None:
        return _UNREAD if spot.body.partial else FALSE
    return TRUE


def _companion(kind: str, by: str, inner: Condition | None, place: Place) -> Ruling:
    found = (
        _both(refers(other, by, place.resource, place.world), inner, other, place)
        for other in place.world.companions(kind, by, place.resource)
    )
    return disjunction(chain(found, _unparsed(kind, place)))


def _target(kind: str, by: str, inner: Condition, place: Place) -> Ruling:
    return disjunction(
        _both(refers(place.resource, by, other, place.world), inner, other, place)
        for other in place.world.targets(kind, by, place.resource)
    )


def _is_partial(place: Place) -> bool:
    """Whether something that cannot be read may say more of the resource than its files do."""
    return place.resource.body.partial


def _both(linked: Ruling, inner: Condition | None, other: Resource, place: Place) -> Ruling:
    """Whether two resources belong together and the condition holds at the other one."""
    if linked.truth is Truth.FALSE or inner is None:
        return linked
    return conjunction((linked, judge(inner, place._replace(resource=other, inside=None))))


def _unparsed(kind: str, place: Place) -> list[Ruling]:
    if not place.world.may_hold(kind, place.resource.module_path):
        return []
    return [Ruling(Truth.UNKNOWN, f"a `{kind}` that does not parse may say so")]


def _in_root(condition: InModule | Twin, place: Place) -> Ruling:
    if isinstance(condition, Twin):
        return disjunction(twins(place.world, place.resource, condition.path))
    found = [
        judge(condition.condition, place._replace(resource=other, inside=None))
        for other in place.world.in_account(condition.type)
        if not condition.same_module or other.module_path == place.resource.module_path
        if not condition.earlier or other.config_address < place.resource.config_address
    ]
    return disjunction([*found, *_unparsed(condition.type, place)])


def _policy_says(condition: PolicySays, place: Place) -> Ruling:
    found = [doc for spot in place.spots(condition.path) for doc in read_documents(spot, place.world)]
    said = [matches(condition.statement, part) for doc in found for part in doc.parts]
    return disjunction((*said, *(Ruling(Truth.UNKNOWN, doc.reason) for doc in found if doc.reason)))
