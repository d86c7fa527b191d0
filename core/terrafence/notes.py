"""Which rules of level `note` are judged where nobody wants to see notes."""

from collections.abc import Iterable
from functools import cache

from terrafence import registry
from terrafence.config import Config
from terrafence.declare import Level, Rule
from terrafence.suppress import means, suppressions
from terrafence.syntax.views import File


def with_named(config: Config, files: Iterable[File]) -> Config:
    """The settings, where they leave out notes, with the names in comments of these files: whether one
    silences anything is told of notes too."""
    if config.notes is None:
        return config
    names = {name for file in files for comment in suppressions(file) for name in comment.names}
    return config._replace(notes=tuple(sorted(filter(_is_known, names))))


def judged(rules: Iterable[Rule], config: Config) -> tuple[Rule, ...]:
    """The rules that are more than a note or may become so, by tags or in some files, or that a comment or an
    exception names."""
    return tuple(rule for rule in rules if rule.level is not Level.NOTE or _counts(rule, config))


@cache
def _is_known(name: str) -> bool:
    """Whether a name means any rule: half-typed ones change nothing."""
    return any(means(name, rule) for rule in registry.all_rules())


def _counts(rule: Rule, config: Config) -> bool:
    if any(means(name, rule) for name in config.notes or ()):
        return True
    if any(registry.names(it.rule, rule) for it in config.exceptions):
        return True
    weights = (it for it in config.tags.weights if it.level not in ("", Level.NOTE.value))
    if any(not it.rules or any(registry.names(word, rule) for word in it.rules) for it in weights):
        return True
    levels = [pair for it in config.overrides for pair in it.levels.items()]
    return any(level != Level.NOTE.value and registry.names(word, rule) for word, level in levels)
