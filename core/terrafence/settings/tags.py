"""The `[tags]` section."""

import re

from terrafence.files import Unreadable
from terrafence.settings.document import is_list
from terrafence.settings.kinds import (
    COUNT,
    FLAG,
    LEVEL,
    RULES,
    SEVERITY,
    STRING,
    STRINGS,
    choice,
    list_of,
    section,
    table_of,
)
from terrafence.settings.table import Kind, Setting, Table, read_table, schema_of
from terrafence.tags.policy import PROVIDERS, STYLES, Allowed, Limits, Policy, Scope, TagSettings, Weight


def tags(table: Table, base: TagSettings) -> TagSettings:
    """What stands directly in the section is a policy for everything."""
    everywhere = _demands(table, Policy())
    policies = (everywhere, *table.get("policy", _POLICIES, (), "what is asked of some resources"))
    return TagSettings(
        policies=base.policies + tuple(policy for policy in policies if policy != Policy()),
        owner=table.get("owner", STRINGS, base.owner, "keys that say whose a resource is, the first holds"),
        limits={**base.limits, **table.get("limits", _LIMITS, {}, "counts and lengths, by provider")},
        weights=base.weights
        + table.get("severity", _WEIGHTS, (), "what findings weigh at least where tags say so"),
    )


def _demands(table: Table, policy: Policy) -> Policy:
    return policy._replace(
        required=table.get("required", STRINGS, (), "keys that must be there"),
        values=table.get("values", _VALUES, {}, "what the values of keys may be"),
        forbidden=table.get("forbidden", STRINGS, (), "keys that must not be there, with *"),
        case=table.get("case", choice(list(STYLES)), "", "how keys are written"),
        rename=table.get("rename", table_of(STRING), {}, "keys that people write, and what they should be"),
    )


def _policy(table: Table) -> Policy:
    scope = Scope(
        providers=table.get("providers", STRINGS, (), "first words of types: aws, google"),
        types=table.get("types", STRINGS, (), "types of resources, with *"),
        paths=tuple(
            _absolute(table, path)
            for path in table.get("paths", STRINGS, (), "files, from here, with * and **")
        ),
        modules=table.get("modules", STRINGS, (), "calls, with *: module.network; . is the root"),
    )
    launched = table.get("launched", FLAG, False, "what the resources launch must have the keys too")
    when = table.get("when", table_of(STRING), {}, "tags that the resource must have for this to hold")
    return _demands(table, Policy(scope, when, launched=launched))


def _absolute(table: Table, path: str) -> str:
    directory = (table.path or "/").rpartition("/")[0]
    # fnmatch's `*` crosses directories; a pattern for a directory means what is in it.
    return f"{directory}/{path.rstrip('/')}" + ("/*" if path.endswith("/") else "")


def _allowed(table: Table) -> Allowed:
    pattern = table.get("pattern", _PATTERN, "", "a regular expression for the whole value")
    values = table.get("values", STRINGS, (), "the values that are allowed")
    listed = table.get("file", _LIST, (), "a file with an allowed value on each line")
    allowed = Allowed((*values, *listed), pattern)
    default = table.get("default", STRING, "", "the value that a fix writes")
    if default and not allowed.allows(default):
        raise table.error("default", f'the default "{default}" is not one of the allowed values')
    return allowed._replace(default=default)


def _values(setting: Setting) -> Allowed:
    if is_list(setting.value):
        return Allowed(STRINGS.read(setting))
    return read_table(setting, _allowed)


def _pattern(setting: Setting) -> str:
    text = STRING.read(setting)
    try:
        re.compile(text)
    except re.error as error:
        raise setting.error(f'"{setting.name}" is not a regular expression: {error}') from error
    return text


def _lines(setting: Setting) -> tuple[str, ...]:
    import os

    path = os.path.normpath(os.path.join(setting.document.directory, STRING.read(setting)))
    try:
        text = setting.document.files.read(path).decode()
    except (Unreadable, UnicodeDecodeError) as error:
        raise setting.error(f"{path} cannot be read: {error}") from error
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    values = tuple(line for line in lines if line and not line.startswith("#"))
    if not values:
        raise setting.error(f"{path} holds no values")
    return values


def _limits(table: Table) -> Limits:
    return Limits(
        tags=table.get("count", COUNT, 0, "how many tags a resource may have; 0 for any number"),
        key=table.get("key", COUNT, 0, "how many characters a key may have"),
        value=table.get("value", COUNT, 0, "how many characters a value may have"),
    )


def _weight(table: Table) -> Weight:
    table.require("when", "severity")
    return Weight(
        when=table.get("when", table_of(STRING), {}, "tags that the resource has"),
        severity=table.get("severity", SEVERITY, "high", "the least severity of findings about it"),
        level=table.get("level", LEVEL, "", "what happens then"),
        rules=table.get("rules", RULES, (), "only these rules"),
    )


_POLICIES = list_of(section(_policy), "tables")
_WEIGHTS = list_of(section(_weight), "tables")
_PATTERN = Kind(STRING.schema, _pattern)
_LIST = Kind(STRING.schema, _lines)
_VALUES = table_of(Kind(lambda: {"anyOf": [STRINGS.schema(), schema_of(_allowed)]}, _values))
_LIMITS = table_of(section(_limits), choice(list(PROVIDERS)))
