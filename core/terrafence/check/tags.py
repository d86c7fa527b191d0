"""What the tag policy of the settings says of a resource."""

import os
from typing import assert_never

from terrafence.check.links import World
from terrafence.check.place import Place
from terrafence.check.verdict import HOLDS, Broken, Outcome, Spot
from terrafence.declare import Tagged
from terrafence.evaluate.resource import Resource
from terrafence.tags.judge import Fault, Judge, Verdict
from terrafence.tags.taggable import holder


def tagged(expectation: Tagged, place: Place) -> Outcome:
    """The faults that the policy finds in the effective tags. Types that take no tags have none."""
    judge = place.world.tags.judge(place.resource)
    if judge is None:
        return HOLDS
    verdict = _verdict(expectation, judge)
    faults = (_broken(expectation, fault, place) for fault in verdict.faults)
    return Outcome(tuple(faults), verdict.reasons)


def _verdict(expectation: Tagged, judge: Judge) -> Verdict:
    match expectation:
        case Tagged.REQUIRED_KEYS:
            return judge.required()
        case Tagged.ALLOWED_VALUES:
            return judge.values()
        case Tagged.NO_FORBIDDEN_KEYS:
            return judge.forbidden()
        case Tagged.KEY_CASE:
            return judge.case()
        case Tagged.WITHIN_LIMITS:
            return judge.limits()
        case _:
            assert_never(expectation)


def _broken(expectation: Tagged, fault: Fault, place: Place) -> Broken:
    path = _path(place.resource)
    if fault.tag is None:
        spot = _spot(place, fault.path or path)
        hint = _default_hint(place.resource, place.world) if fault.missing else ""
        return Broken(spot, expectation, items=fault.missing, detail=fault.detail + hint, tags=fault)
    spot = Spot(place.resource, place.resource.body, f"{path}.{fault.tag.key}")
    return Broken(spot, expectation, items=(fault.tag.key,), detail=fault.detail, tags=fault)


def _path(resource: Resource) -> str:
    place = holder(resource.type)
    return place.path if place is not None else "tags"


def _spot(place: Place, path: str) -> Spot:
    if path == "tag":
        return Spot(place.resource, place.resource.body, path, rest=(path,))
    return next(iter(place.spots(path)))


def _default_hint(resource: Resource, world: World) -> str:
    """Where the provider could give the tag to all that use it."""
    body, place = world.tags.default_place(resource), holder(resource.type)
    if body is None or place is None:
        return ""
    provider = resource.provider
    name = provider.name if provider.alias is None else f"{provider.name}.{provider.alias}"
    where = os.path.basename(body.block.file.path)
    return f" (`{place.defaults}` of provider `{name}`, {where}, could give it to all that use it)"
