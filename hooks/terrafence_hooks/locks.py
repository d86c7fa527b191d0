"""Options against the keys that settings lock: what only tightens passes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from terrafence.config import Config, nearest
from terrafence.errors import UserError
from terrafence.files import Files
from terrafence.rating import LEVELS

if TYPE_CHECKING:
    from terrafence_hooks.options import Options


class Locked(UserError):
    """An option stands against what the settings lock."""


def refuse_loosening(config: Config, options: "Options") -> None:
    """Raises Locked for an option that would loosen a key which is locked."""
    ignore = (*config.ignore, *options.ignore)
    for option, key, loosens in (
        ("--select", "select", lambda: bool(options.select) and _loses_rules(config, options.select, ())),
        ("--ignore", "ignore", lambda: _loses_rules(config, config.select, ignore)),
        ("--fail-on", "fail-on", lambda: _is_laxer(options.fail_on or config.fail_on, config.fail_on)),
        ("--var", "variables", lambda: bool(options.variables)),
        ("--var-file", "var-files", lambda: bool(options.var_files)),
    ):
        if key in config.locked and loosens():
            raise Locked(f'{option} would loosen "{key}", which {config.locked[key]} locks')


def _loses_rules(config: Config, select: Iterable[str], ignore: Iterable[str]) -> bool:
    """Whether a rule that the settings ask for would not be asked."""
    from terrafence.registry import all_rules
    from terrafence.registry import select as selected

    rules = tuple(all_rules())
    asked = {rule.id for rule in selected(rules, tuple(select), tuple(ignore))}
    return any(rule.id not in asked for rule in selected(rules, config.select, config.ignore))


def _is_laxer(level: str, than: str) -> bool:
    return LEVELS.index(level) < LEVELS.index(than)


def refuse_leaving(files: Files, paths: Iterable[str], chosen: str | None) -> None:
    """Raises Locked when the settings file that holds for one of the paths locks a key, and the chosen one
    (none at all when it is None) does not take it from where it is locked."""
    kept = _locked(files, chosen)
    for own in dict.fromkeys(_nearest(files, path) for path in paths):
        for key, locker in _locked(files, own).items():
            if kept.get(key) != locker:
                option = "--isolated" if chosen is None else "--config"
                raise Locked(f'{option} would set aside "{key}", which {locker} locks')


def _nearest(files: Files, path: str) -> str | None:
    try:
        return nearest(files, path)
    except UserError:
        return None


def _locked(files: Files, path: str | None) -> dict[str, str]:
    """Nothing for settings that cannot be understood, which bind nobody who does not use them."""
    from terrafence.sections import read

    try:
        return {} if path is None else dict(read(files, path).locked)
    except UserError:
        return {}
