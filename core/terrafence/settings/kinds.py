"""The kinds of values that settings have."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from terrafence.errors import did_you_mean
from terrafence.rating import LEVELS
from terrafence.settings.document import is_data, is_list
from terrafence.settings.table import Kind, Setting, Table, kind_of, read_table, schema_of

T = TypeVar("T")


def list_of(kind: Kind[T], noun: str) -> Kind[tuple[T, ...]]:
    """A list of values; `noun` names them in messages (`strings`)."""

    def read(setting: Setting) -> tuple[T, ...]:
        items = setting.value
        if not is_list(items):
            raise setting.error(f'"{setting.name}" must be a list of {noun}, not {kind_of(items)}')
        return tuple(kind.read(setting.below(at, item)) for at, item in enumerate(items))

    return Kind(lambda: {"type": "array", "items": kind.schema()}, read)


def table_of(kind: Kind[T], names: Kind[str] | None = None) -> Kind[Mapping[str, T]]:
    """A table whose keys are the user's own; `names` says what they may be."""

    def read(setting: Setting) -> Mapping[str, T]:
        if not is_data(setting.value):
            raise setting.error(f'"{setting.name}" must be a table, not {kind_of(setting.value)}')
        parts = {key: setting.below(key, value) for key, value in setting.value.items()}
        if names is not None:
            for key, part in parts.items():
                names.read(part._replace(value=key))
        return {key: kind.read(part) for key, part in parts.items()}

    return Kind(lambda: {"type": "object", "additionalProperties": kind.schema()}, read)


def section(parser: Callable[[Table], T]) -> Kind[T]:
    """A table that a section reads."""

    def read(setting: Setting) -> T:
        return read_table(setting, parser)

    return Kind(lambda: schema_of(parser), read)


def choice(choices: Sequence[str]) -> Kind[str]:
    """One of these words."""
    *first, last = (f'"{word}"' for word in choices)
    wanted = f"{', '.join(first)} or {last}"

    def read(setting: Setting) -> str:
        value = setting.value
        if isinstance(value, str) and value in choices:
            return value
        hint = did_you_mean(value, choices) if isinstance(value, str) else ""
        raise setting.error(f'"{setting.name}" must be {wanted}{hint}')

    return Kind(lambda: {"enum": list(choices)}, read)


def _string(setting: Setting) -> str:
    if isinstance(setting.value, str):
        return setting.value
    if setting.keys and isinstance(setting.keys[-1], int):
        raise setting.error(f'"{setting.name}" must be a list of strings; it holds {kind_of(setting.value)}')
    raise setting.error(f'"{setting.name}" must be a string, not {kind_of(setting.value)}')


def _flag(setting: Setting) -> bool:
    if isinstance(setting.value, bool):
        return setting.value
    raise setting.error(f'"{setting.name}" must be true or false, not {kind_of(setting.value)}')


def _count(setting: Setting) -> int:
    value = setting.value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise setting.error(f'"{setting.name}" must be a whole number from 0 up')


def _date(setting: Setting) -> str:
    from datetime import date, datetime

    value = setting.value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise setting.error(f'"{setting.name}" must be a date such as 2027-01-31') from None


def _rule(setting: Setting) -> str:
    from terrafence.registry import all_rules, unknown

    word = _string(setting)
    if unknown((word,)):
        names = [rule.id for rule in all_rules()]
        raise setting.error(f'there is no rule "{word}"{did_you_mean(word, names)}')
    return word


def _path(setting: Setting) -> str:
    return os.path.normpath(os.path.join(setting.document.directory, _string(setting)))


def _existing(setting: Setting) -> str:
    path = _path(setting)
    if setting.document.files.kind(path) == "missing" and not _is_ignored(setting, path):
        raise setting.error(f'"{setting.name}" names "{setting.value}", which does not exist')
    return path


def _is_ignored(setting: Setting, path: str) -> bool:
    """Whether git leaves out the file: then it need not be in every checkout."""
    from terrafence.evaluate.ignore import is_ignored

    return is_ignored(setting.document.files, path)


def _literal(setting: Setting) -> str:
    value = setting.value
    return value if isinstance(value, str) else _hcl(setting)


def _hcl(setting: Setting) -> str:
    value = setting.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    if is_list(value):
        return "[" + ", ".join(_hcl(setting._replace(value=item)) for item in value) + "]"
    if is_data(value):
        parts = (f"{_quoted(key)} = {_hcl(setting._replace(value=item))}" for key, item in value.items())
        return "{" + ", ".join(parts) + "}"
    raise setting.error(f'"{setting.name}" cannot be {kind_of(value)}')


def _json(setting: Setting) -> str:
    import json

    try:
        return json.dumps(setting.value)
    except TypeError:
        raise setting.error(f'"{setting.name}" cannot hold a date or time') from None


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


STRING = Kind(lambda: {"type": "string"}, _string)
STRINGS = list_of(STRING, "strings")
FLAG = Kind(lambda: {"type": "boolean"}, _flag)
COUNT = Kind(lambda: {"type": "integer", "minimum": 0}, _count)
DATE = Kind(lambda: {"type": "string", "format": "date"}, _date)
"""A TOML date, or one in quotes; read as an ISO date."""

RULE = Kind(lambda: {"type": "string"}, _rule)
"""A word that names rules: an id, a prefix of ids, another tool's id, a severity."""

RULES = list_of(RULE, "strings")
PATH = Kind(lambda: {"type": "string"}, _path)
"""A path from the settings file; absolute when read."""

EXISTING_PATH = Kind(lambda: {"type": "string"}, _existing)
EXISTING_PATHS = list_of(EXISTING_PATH, "paths")
LITERAL = Kind(dict, _literal)
"""A variable's value as `--var` takes it: a string as it is, anything else as an HCL expression."""

JSON = Kind(dict, _json)
"""Any value, as JSON."""

SEVERITIES = ("critical", "high", "medium", "low")
LEVEL = choice(LEVELS)
SEVERITY = choice(SEVERITIES)
