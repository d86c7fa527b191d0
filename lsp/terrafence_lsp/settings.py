"""The editor's settings. They choose how findings are presented; rules, levels and variables come from
`terrafence.toml` alone, or the doors would disagree."""

from collections.abc import Mapping
from typing import TypeGuard

from terrafence.record import NamedTuple

SECTION = "terrafence"


class Settings(NamedTuple):
    """`fix_all` (`fixAll`): fix-all answers the generic kind `source.fixAll` too. `syntax_errors`
    (`syntaxErrors`): show syntax errors, which terraform-ls may show already. `code_lens` (`codeLens`):
    count findings above each block. `inlay_hints` (`inlayHints`): show values that come from elsewhere.
    `notes`: show findings of level note."""

    fix_all: bool = False
    syntax_errors: bool = True
    code_lens: bool = True
    inlay_hints: bool = False
    notes: bool = False


class Parsed(NamedTuple):
    """Settings, and what was wrong with them: one phrase for each, empty when all is well."""

    settings: Settings
    problems: tuple[str, ...]


_FIELDS = {
    "fixAll": "fix_all",
    "syntaxErrors": "syntax_errors",
    "codeLens": "code_lens",
    "inlayHints": "inlay_hints",
    "notes": "notes",
}


def parse(raw: object) -> Parsed:
    """Settings from what the client sends: the section itself, or an object that holds it. What has the
    wrong shape keeps its default; keys of other programs are not looked at."""
    section = raw.get(SECTION, raw) if _is_object(raw) else raw
    if section is None:
        return Parsed(Settings(), ())
    if not _is_object(section):
        return Parsed(Settings(), (f"expected an object, found {_kind(section)}",))
    right: dict[str, bool] = {}
    problems: list[str] = []
    for key, field in _FIELDS.items():
        value = section.get(key, getattr(Settings(), field))
        if isinstance(value, bool):
            right[field] = value
        else:
            problems.append(f"`{key}` must be true or false, found {_kind(value)}")
    return Parsed(Settings(**right), tuple(problems))


def _is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"
