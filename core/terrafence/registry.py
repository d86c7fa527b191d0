"""Which rules there are. A run imports only the rule modules that its resource types need."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import import_module

from terrafence.declare import Level, Rule
from terrafence.rules.index import BY_TYPE, MODULES

_NOT_MANAGED = frozenset({"module", "provider", "terraform", "variable", "tfvars"})


def all_rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id."""
    return tuple(sorted((rule for name in MODULES for rule in _rules_in(name)), key=lambda rule: rule.id))


def rules_for(types: Iterable[str]) -> tuple[Rule, ...]:
    """The rules about any of these subjects: resource types, `data.TYPE`, or `module`, `provider`,
    `terraform`, `variable`, `tfvars`."""
    wanted = set(types)
    if any("." not in kind and kind not in _NOT_MANAGED for kind in wanted):
        wanted.add("*")
    modules = dict.fromkeys(name for kind in sorted(wanted) for name in BY_TYPE.get(kind, ()))
    return tuple(
        rule for name in modules for rule in _rules_in(name) if not wanted.isdisjoint(rule.resources)
    )


def find(word: str) -> tuple[Rule, ...]:
    """The rules of this id, else of this former id, else with this alias (several may share one). Case
    does not matter."""
    rules, lowered = all_rules(), word.lower()
    for names in (_own, _former, _aliases):
        found = tuple(rule for rule in rules if lowered in names(rule))
        if found:
            return found
    return ()


def select(rules: Sequence[Rule], select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that `select` names (all when it is empty) and `ignore` does not. A word names a rule by
    its id, a former id, an alias, or the first parts of its id (`aws-s3`)."""
    if not select and not ignore:
        return tuple(rules)
    return tuple(rule for rule in rules if (not select or _named(rule, select)) and not _named(rule, ignore))


def with_levels(rules: Sequence[Rule], levels: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules with the levels that the settings give them; the last word that names a rule holds."""
    if not levels:
        return tuple(rules)
    return tuple(_with_level(rule, levels) for rule in rules)


def _with_level(rule: Rule, levels: Mapping[str, str]) -> Rule:
    given = [level for word, level in levels.items() if _named(rule, (word,))]
    return rule._replace(level=Level(given[-1])) if given else rule


def unknown(words: Iterable[str]) -> tuple[str, ...]:
    """The words that name no rule."""
    rules = all_rules()
    return tuple(word for word in words if not any(_named(rule, (word,)) for rule in rules))


def _named(rule: Rule, words: Sequence[str]) -> bool:
    for word in words:
        lowered = word.lower()
        if rule.id.startswith(f"{lowered}-") or lowered in (*_own(rule), *_former(rule), *_aliases(rule)):
            return True
    return False


def _own(rule: Rule) -> tuple[str, ...]:
    return (rule.id,)


def _former(rule: Rule) -> tuple[str, ...]:
    return rule.formerly


def _aliases(rule: Rule) -> tuple[str, ...]:
    return tuple(alias.lower() for alias in rule.aliases)


@cache
def _rules_in(name: str) -> tuple[Rule, ...]:
    module = import_module(f"terrafence.rules.{name}")
    return tuple(value for value in vars(module).values() if isinstance(value, Rule))
