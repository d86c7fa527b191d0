"""Compares a static plan with a real one."""

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeGuard

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.workspace import Inputs, load_root
from terrafence.files import Disk

UNKNOWN = object()


def is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a piece of JSON is an object."""
    return isinstance(value, dict)


def is_array(value: Any) -> TypeGuard[list[Any]]:
    """Whether a piece of JSON is an array."""
    return isinstance(value, list)


def ours(directory: Path) -> dict[str, Any]:
    """The static plan, of the directory as a root."""
    (root,) = load_root(Disk(), str(directory), Inputs()).roots
    return json.loads(json.dumps(static_plan(root)), parse_float=Fraction)


def compare(real: dict[str, Any], static: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """Counts of the attributes known in the real plan, and what differs."""
    counts: Counter[str] = Counter()
    differences: list[str] = []
    planned = {change["address"]: change for change in static["resource_changes"]}
    created = [change for change in real.get("resource_changes", []) if change["mode"] == "managed"]
    for change in created:
        mine = planned.get(change["address"]) or planned.get(symbolic(change["address"]))
        theirs = merged(change["change"]["after"], change["change"]["after_unknown"])
        if mine is None:
            differences.append(f"{change['address']}: missing")
            counts["different"] += 1
            continue
        held = merged(mine["change"]["after"], mine["change"]["after_unknown"])
        for path, kind, detail in leaves(theirs, held, ""):
            if path != "tags_all" and not path.startswith("tags_all."):
                counts[kind] += 1
                if kind == "different":
                    differences.append(f"{change['address']}.{path}: {detail}")
    extra = {address for address, change in planned.items() if change["mode"] == "managed"}
    for address in sorted(extra - {change["address"] for change in created}):
        if '["?"]' not in address:
            differences.append(f"{address}: is not in the real plan")
            counts["different"] += 1
    return counts, differences


def symbolic(address: str) -> str:
    return address.rpartition("[")[0] + '["?"]' if address.endswith("]") else address


def merged(after: Any, unknown: Any) -> Any:
    """One value with UNKNOWN where it is."""
    if unknown is True:
        return UNKNOWN
    if is_object(unknown) and (after is None or is_object(after)):
        known = after or {}
        return {key: merged(known.get(key), unknown.get(key)) for key in known.keys() | unknown.keys()}
    if is_array(unknown) and is_array(after):
        return [merged(item, unknown[at] if at < len(unknown) else None) for at, item in enumerate(after)]
    return after


def leaves(real: Any, mine: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Every known leaf of the real value with what ours has there."""
    if real is UNKNOWN or (real is None and mine is UNKNOWN):
        return
    if is_object(real):
        if is_array(mine) and len(mine) == 1:
            mine = mine[0]
        for key, value in real.items():
            if value is None and is_object(mine) and key not in mine:
                continue
            inner = mine.get(key, absent(value)) if is_object(mine) else UNKNOWN if mine is UNKNOWN else None
            yield from leaves(value, inner, f"{path}.{key}" if path else key)
    elif is_array(real):
        yield from elements(real, mine, path)
    elif real is not None or mine is not None:
        kind = "unknown" if mine is UNKNOWN else "equal" if same(real, mine) else "different"
        yield path, kind, f"{shown(real)} is {shown(mine)} in ours"


def absent(value: Any) -> Any:
    """What an attribute is that is not written: unknown to us unless it holds nothing."""
    return value if value in (None, [], {}) else UNKNOWN


def elements(real: list[Any], mine: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """A set has no order, and equal elements once; a list that a set was written as is compared so, too."""
    if is_object(mine):
        mine = [mine]
    if not is_array(mine):
        if real or mine is not UNKNOWN:
            kind = "unknown" if mine is UNKNOWN else "equal" if mine is None and not real else "different"
            yield path, kind, f"{shown(real)} is {shown(mine)} in ours"
        return
    waiting = list(mine)
    for at, item in enumerate(real):
        scored = [(score(item, other), -place) for place, other in enumerate(waiting)]
        if not scored:
            yield path, "different", f"{shown(item)} is missing"
            continue
        place = -max(scored)[1]
        yield from leaves(item, waiting.pop(place), f"{path}[{at}]")
    for item in waiting:
        if item is not UNKNOWN and not any(score(other, item)[0] == 0 for other in real):
            yield path, "different", f"{shown(item)} is too much"


def score(real: Any, mine: Any) -> tuple[int, int, int]:
    kinds = Counter(kind for _, kind, _ in leaves(real, mine, ""))
    return -kinds["different"], kinds["equal"], -kinds["unknown"]


def same(real: Any, mine: Any) -> bool:
    """Whether the value is the same after the conversion that a schema asks for."""
    if isinstance(real, bool) or isinstance(mine, bool):
        return text(real) == text(mine)
    if isinstance(real, str) != isinstance(mine, str):
        try:
            return Fraction(real) == Fraction(mine)
        except (TypeError, ValueError, ZeroDivisionError):
            return False
    return real == mine


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(value: Any) -> str:
    words = (
        "unknown"
        if value is UNKNOWN
        else json.dumps(value, default=lambda item: "unknown" if item is UNKNOWN else str(item))
    )
    return words if len(words) < 160 else words[:157] + "..."
