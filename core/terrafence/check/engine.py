"""A rule against a resource: an expectation judged to an outcome."""

from collections.abc import Mapping
from typing import assert_never

from terrafence.check.conditions import OPEN_BLOCKS, judge, passes
from terrafence.check.links import World, refers, subject_key
from terrafence.check.place import Place
from terrafence.check.policies import forbids, has
from terrafence.check.predicates import offenders
from terrafence.check.resource_view import View, spot_inside
from terrafence.check.verdict import HOLDS, Broken, Outcome, Ruling, Spot, Truth, conjunction, merged
from terrafence.declare import (
    All,
    Any,
    Attr,
    Each,
    Equals,
    Expectation,
    Fault,
    Function,
    Ignores,
    Linked,
    Moved,
    Never,
    PolicyForbids,
    PolicyHas,
    Require,
    Rule,
    Scalar,
    Setting,
    Tagged,
    When,
)
from terrafence.evaluate.resource import Resource


def check(rule: Rule, resource: Resource, world: World) -> Outcome:
    """What the rule says of one resource instance of the root."""
    return _expect(rule.check, Place(resource, world, resource.name))


def _expect(expectation: Expectation, place: Place) -> Outcome:
    match expectation:
        case Require():
            return merged([_require(expectation, spot) for spot in place.spots(expectation.path)])
        case All(expectations):
            return merged([_expect(inner, place) for inner in expectations])
        case Any(expectations):
            return _any([_expect(inner, place) for inner in expectations])
        case Each(path, inner):
            return merged([_expect(inner, block) for block in place.blocks(path)])
        case When(condition, inner):
            return _when(judge(condition, place), inner, place)
        case Never():
            return _never(expectation, place)
        case Setting():
            return _setting(expectation, place)
        case Linked():
            return _linked(expectation, place)
        case Moved():
            return _moved(expectation, place)
        case PolicyForbids():
            return forbids(expectation, place)
        case PolicyHas():
            return has(expectation, place)
        case Tagged():
            return _tagged(expectation, place)
        case Ignores():
            return _ignores(expectation, place)
        case Function():
            return _function(expectation, place)
        case _:
            assert_never(expectation)


def _any(outcomes: list[Outcome]) -> Outcome:
    for wanted in (Truth.TRUE, Truth.UNKNOWN):
        for outcome in outcomes:
            if outcome.truth is wanted:
                return outcome
    return outcomes[0] if outcomes else HOLDS


def _when(ruling: Ruling, expectation: Expectation, place: Place) -> Outcome:
    if ruling.truth is Truth.FALSE:
        return HOLDS
    outcome = _expect(expectation, place)
    if ruling.truth is Truth.TRUE or outcome.truth is Truth.TRUE:
        return outcome
    return Outcome((), (ruling.reason,))


def _never(expectation: Never, place: Place) -> Outcome:
    ruling = judge(expectation.condition, place)
    if ruling.truth is Truth.FALSE:
        return HOLDS
    if ruling.truth is Truth.UNKNOWN:
        return Outcome((), (ruling.reason,))
    spot = Spot(place.resource, place.inside.body if place.inside else place.resource.body, "")
    return Outcome((Broken(spot, expectation),))


def _require(expectation: Require, spot: Spot) -> Outcome:
    ruling = passes(expectation.test, spot, expectation.absent)
    if ruling.truth is Truth.TRUE:
        return HOLDS
    if ruling.truth is Truth.UNKNOWN:
        return Outcome((), (f"`{expectation.path}`: {ruling.reason}",))
    items = offenders(expectation.test, spot.value) if spot.value is not None else ()
    return Outcome((Broken(spot, expectation, spot.value, items),))


def _setting(expectation: Setting, place: Place) -> Outcome:
    blocks = place.blocks(expectation.block)
    rulings = [_has_key(expectation.key, block) for block in blocks]
    mine = [block for block, ruling in zip(blocks, rulings, strict=True) if ruling.truth is Truth.TRUE]
    if mine:
        outcome = merged([_expect(expectation.expectation, block) for block in mine])
        named = ", ".join(str(value) for value in expectation.key.values())
        return outcome._replace(faults=tuple(fault._replace(detail=named) for fault in outcome.faults))
    for ruling in rulings:
        if ruling.truth is Truth.UNKNOWN:
            return Outcome((), (f"a `{expectation.block}` may be it: {ruling.reason}",))
    name = expectation.block
    if place.inside is None:
        missing = Spot(place.resource, place.resource.body, name, rest=(name,))
    else:
        missing = place.inside._replace(path=f"{place.inside.path}.{name}", rest=(name,), block=False)
    return Outcome((Broken(missing, expectation, items=tuple(expectation.key.values())),))


def _has_key(key: Mapping[str, Scalar], block: Place) -> Ruling:
    found = [judge(Attr(name, Equals(value)), block) for name, value in key.items()]
    ruling = conjunction(found)
    certain = block.inside is None or block.inside.body.certain
    return ruling if certain or ruling.truth is Truth.FALSE else Ruling(Truth.UNKNOWN, OPEN_BLOCKS)


def _linked(expectation: Linked, place: Place) -> Outcome:
    world, target = place.world, place.resource
    candidates = world.companions(expectation.type, expectation.by, target)
    rulings = [(other, _belongs(expectation, other, place)) for other in candidates]
    mine = [other for other, ruling in rulings if ruling.truth is Truth.TRUE]
    if mine:
        return _companions(expectation, mine, world)
    for _, ruling in rulings:
        if ruling.truth is Truth.UNKNOWN:
            return Outcome((), (f"a `{expectation.type}` may belong to it: {ruling.reason}",))
    if world.may_hold(expectation.type, target.module_path):
        return Outcome((), (f"a `{expectation.type}` that does not parse may belong to it",))
    spot = Spot(target, target.body, "", rest=(expectation.type,))
    return Outcome((Broken(spot, expectation),))


def _belongs(expectation: Linked, other: Resource, place: Place) -> Ruling:
    ruling = refers(other, expectation.by, place.resource, place.world)
    if ruling.truth is Truth.FALSE or expectation.such is None:
        return ruling
    return conjunction((ruling, judge(expectation.such, Place(other, place.world, other.name))))


def _companions(expectation: Linked, found: list[Resource], world: World) -> Outcome:
    if expectation.expectation is None:
        return HOLDS
    return _any([_expect(expectation.expectation, Place(other, world, other.name)) for other in found])


def _moved(expectation: Moved, place: Place) -> Outcome:
    for name in expectation.names:
        for spot in place.spots(name):
            if spot.value is not None:
                return Outcome((Broken(spot, expectation, spot.value),))
    return HOLDS


def _tagged(expectation: Tagged, place: Place) -> Outcome:
    settings = place.world.tag_settings
    if not settings.policies and not settings.limits:
        return HOLDS
    from terrafence.check.tags import tagged

    return tagged(expectation, place)


def _ignores(expectation: Ignores, place: Place) -> Outcome:
    ignored = place.resource.ignored_changes
    if not ignored:
        return HOLDS
    asked = place.world.asked_for(subject_key(place.resource))
    found = sorted(asked if "all" in ignored else asked & ignored)
    if not found:
        return HOLDS
    spot = place.spots("lifecycle.ignore_changes")[0]
    return Outcome((Broken(spot, expectation, detail=" and ".join(f"`{name}`" for name in found)),))


def _function(expectation: Function, place: Place) -> Outcome:
    return Outcome(
        tuple(
            Broken(_spot_of(fault, place), expectation, detail=fault.detail, set=fault.set)
            for fault in expectation.check(View(place.resource))
        )
    )


def _spot_of(fault: Fault, place: Place) -> Spot:
    if fault.inside is not None:
        return spot_inside(fault.inside, fault.path)
    found = place.spots(fault.path)
    return next((spot for spot in found if spot.value is not None or spot.block), found[0])
