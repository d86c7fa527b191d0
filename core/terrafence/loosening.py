"""What new settings let pass that the old ones would not."""

from collections.abc import Iterable, Mapping

from terrafence.acceptance import Policy
from terrafence.config import Config
from terrafence.rating import LEVELS
from terrafence.settings.kinds import SEVERITIES

_OWN = "the rule's own"


def loosened(old: Config, new: Config) -> list[str]:
    """One line for each setting that was loosened."""
    name = _name(new.path or old.path or "")
    gained = [item for item in new.exceptions if item not in old.exceptions]
    return [
        *(f"{name}: {what}" for what in _loosened(old, new)),
        *(f"{_name(it.path)} gains an exception: {it.rule} for {it.address}" for it in gained),
    ]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _loosened(old: Config, new: Config) -> Iterable[str]:
    if new.select != old.select and (not old.select or set(old.select) - set(new.select)):
        gone = sorted(set(old.select) - set(new.select)) if new.select else []
        if new.select:
            yield f"select loses {_list(gone)}" if gone else f"select is narrowed to {_list(new.select)}"
    for key, before, after in (
        ("ignore", old.ignore, new.ignore),
        ("exclude", old.exclude, new.exclude),
    ):
        gained = [word for word in after if word not in before]
        if gained:
            yield f"{key} gains {_list(gained)}"
    if LEVELS.index(new.fail_on) < LEVELS.index(old.fail_on):
        yield f"fail-on goes from {old.fail_on} to {new.fail_on}"
    yield from _lowered("levels", old.levels, new.levels, LEVELS)
    yield from _lowered("severities", old.severities, new.severities, SEVERITIES)
    if [item for item in new.overrides if item not in old.overrides]:
        yield "override changes"
    if [item for item in new.inputs.assumed if item not in old.inputs.assumed]:
        yield "assume gains " + _list([kind for kind, _ in set(new.inputs.assumed) - set(old.inputs.assumed)])
    lost_roots = [it for it in _roots(old) if it not in _roots(new)] if _roots(new) else []
    if lost_roots:
        yield f"root loses {_list(lost_roots)}"
    yield from _laxer(old.suppressions, new.suppressions)
    lost = [key for key in _required(old) if key not in _required(new)]
    if lost:
        yield f"tags.required loses {_list(lost)}"
    elif any(policy not in new.tags.policies for policy in old.tags.policies):
        yield "tags changes"


def _laxer(old: Policy, new: Policy) -> Iterable[str]:
    if old.require_reason and not new.require_reason:
        yield "suppressions.require-reason is gone"
    if new.grace_days > old.grace_days:
        yield f"suppressions.grace-days goes up to {new.grace_days}"
    words = set(old.non_suppressible) - set(new.non_suppressible)
    if words:
        yield f"suppressions.non-suppressible loses {_list(sorted(words))}"


def _roots(config: Config) -> dict[str, None]:
    return {f"{_name(it.directory)} ({it.name})": None for it in config.inputs.environments}


def _required(config: Config) -> dict[str, None]:
    return {key: None for policy in config.tags.policies for key in policy.required}


def _lowered(
    key: str, old: Mapping[str, str], new: Mapping[str, str], order: tuple[str, ...]
) -> Iterable[str]:
    """A word that is new, or lower than before."""
    for word in {**old, **new}:
        before, after = old.get(word), new.get(word)
        if before == after:
            continue
        if before is None or after is None or order.index(after) > order.index(before):
            yield f"{key}: {word} goes from {before or _OWN} to {after or _OWN}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
