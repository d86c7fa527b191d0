"""Which rules there are. A run imports only the rule modules that its resource types need."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import ModuleType

from terrafence.declare import Level, Rule, Severity
from terrafence.rules.index import BY_TYPE, MODULES

_SEVERITIES, _LEVELS = tuple(Severity), tuple(Level)
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


def types() -> tuple[str, ...]:
    """The resource types that rules are about."""
    return tuple(kind for kind in BY_TYPE if "_" in kind and "." not in kind)


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
    its id, a former id, an alias, the first parts of its id (`aws-s3`), or its severity."""
    if not select and not ignore:
        return tuple(rules)
    return tuple(rule for rule in rules if (not select or _named(rule, select)) and not _named(rule, ignore))


def weighed(rule: Rule, levels: Mapping[str, str], severities: Mapping[str, str]) -> Rule:
    """The rule with the level and the severity that the settings give it; the last word that names it
    holds."""
    for word, severity in severities.items():
        if names(word, rule):
            rule = rule._replace(severity=Severity(severity))
    for word, level in levels.items():
        if names(word, rule):
            rule = rule._replace(level=Level(level))
    return rule


def at_least(rule: Rule, severity: str, level: str, words: Sequence[str]) -> Rule:
    """The rule with a severity, and a level where one is given, not below these; as it is when the words, if
    there are any, do not name it."""
    if words and not _named(rule, words):
        return rule
    heavier = rule._replace(severity=max(rule.severity, Severity(severity), key=_SEVERITIES.index))
    return heavier._replace(level=min(rule.level, Level(level), key=_LEVELS.index)) if level else heavier


def weight_of(rule: Rule) -> tuple[int, int]:
    """For sorting: how severe it is, then how strictly it is taken."""
    return _SEVERITIES.index(rule.severity), -_LEVELS.index(rule.level)


def unknown(words: Iterable[str]) -> tuple[str, ...]:
    """The words that name no rule."""
    known = _words()
    return tuple(word for word in words if word.lower() not in known)


def names(word: str, rule: Rule) -> bool:
    """Whether a word of the settings or a comment names the rule."""
    return word.lower() in _words_of(rule)


def _named(rule: Rule, words: Sequence[str]) -> bool:
    known = _words_of(rule) if words else set[str]()
    return any(word.lower() in known for word in words)


@cache
def _words() -> frozenset[str]:
    severities = {severity.value for severity in Severity}
    return frozenset(severities.union(*(_words_of(rule) for rule in all_rules())))


def _words_of(rule: Rule) -> set[str]:
    parts = rule.id.split("-")
    prefixes = {"-".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return {*prefixes, *_former(rule), *_aliases(rule), rule.severity.value}


def _own(rule: Rule) -> tuple[str, ...]:
    return (rule.id,)


def _former(rule: Rule) -> tuple[str, ...]:
    return rule.formerly


def _aliases(rule: Rule) -> tuple[str, ...]:
    return tuple(alias.lower() for alias in rule.aliases)


@cache
def _rules_in(name: str) -> tuple[Rule, ...]:
    module: ModuleType = __import__(
        f"terrafence.rules.{name}", fromlist=("",)
    )  # importlib takes a quarter of a ms
    return tuple(value for value in vars(module).values() if isinstance(value, Rule))
