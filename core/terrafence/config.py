"""The settings of a run: `terrafence.toml`, or `[tool.terrafence]` in `pyproject.toml`."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias, TypeGuard

from terrafence.errors import UserError, did_you_mean
from terrafence.evaluate.workspace import Inputs
from terrafence.files import Files, Unreadable

LEVELS = ("block", "warn", "note")
SETTINGS_FILES = ("terrafence.toml", "pyproject.toml")


class Config(NamedTuple):
    """What a run is told. `path` is the settings file, absolute. `select` and `ignore` hold rule ids,
    aliases, or prefixes of ids (`aws-s3`); an empty `select` is every rule. `fail_on` is the lowest
    level that blocks. `exclude` are patterns as in `.gitignore`, read from the settings file's
    directory. `required_tags` are the keys that every resource that can be tagged must have."""

    path: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = "block"
    required_tags: tuple[str, ...] = ()
    inputs: Inputs = Inputs()
    levels: Mapping[str, str] = {}


def load(files: Files, start_path: str) -> Config:
    """The settings for a file or directory: those of the nearest settings file in its directory or above
    it, else the defaults. Raises UserError for settings that cannot be read or understood."""
    path = nearest(files, start_path)
    return Config() if path is None else read(files, path)


def nearest(files: Files, start_path: str) -> str | None:
    """The settings file that `load` would read. Raises UserError for a `pyproject.toml` that names this
    tool and does not parse."""
    directory = start_path if files.kind(start_path) == "directory" else _parent(start_path)
    while True:
        for name in SETTINGS_FILES:
            path = f"{directory.rstrip('/')}/{name}"
            if files.kind(path) != "missing" and _has_settings(files, path):
                return path
        if directory == _parent(directory):
            return None
        directory = _parent(directory)


def read(files: Files, path: str) -> Config:
    """The settings in one file. Raises UserError, with the line, for what cannot be read or understood."""
    text = _text(files, path)
    whole = _parse(path, text)
    source = _Source(files, path, text)
    if _is_pyproject(path):
        return _config(_Setting(source, ("tool", "terrafence"), _own_part(whole) or {}))
    return _config(_Setting(source, (), whole))


def place(files: Files, path: str, key: str, word: str) -> str:
    """`PATH:LINE` of a word that stands under a top-level key of a settings file, for messages about it."""
    text = _text(files, path)
    keys = ("tool", "terrafence", key) if _is_pyproject(path) else (key,)
    first = _line_of(text, keys)
    for number, line in enumerate(text.split("\n")[first - 1 :], first):
        if word in line:
            return f"{path}:{number}"
    return f"{path}:{first}"


# ---------------------------------------------------------------- finding and parsing the file

Table: TypeAlias = dict[str, object]


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _is_pyproject(path: str) -> bool:
    return path.endswith("/pyproject.toml")


def _has_settings(files: Files, path: str) -> bool:
    if not _is_pyproject(path):
        return True
    text = _text(files, path)
    bare = text.replace(" ", "").replace('"', "")
    # Most that mention this tool only depend on it, and loading the TOML parser takes as long as linting.
    if "tool.terrafence" not in bare and "[tool]" not in bare:
        return False
    return _own_part(_parse(path, text)) is not None


def _own_part(table: Table) -> Table | None:
    tool = table.get("tool")
    own = tool.get("terrafence") if _is_table(tool) else None
    return own if _is_table(own) else None


def _text(files: Files, path: str) -> str:
    try:
        return files.read(path).removeprefix(b"\xef\xbb\xbf").decode()
    except Unreadable as error:
        raise UserError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8 (byte {error.start})") from error


def _parse(path: str, text: str) -> Table:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = place.removeprefix("line ").partition(",")[0]
        number = int(line) if line.isdigit() else text.count("\n") + 1
        raise UserError(f"{path}:{number}: is not valid TOML: {message}") from error


# ---------------------------------------------------------------- the settings


class _Source(NamedTuple):
    """The settings file, for paths and line numbers."""

    files: Files
    path: str
    text: str


class _Setting(NamedTuple):
    """One value, and the keys that lead to it."""

    source: _Source
    keys: tuple[str, ...]
    value: object

    def error(self, message: str) -> UserError:
        """A message that starts with the file and the line."""
        line = _line_of(self.source.text, self.keys)
        return UserError(f"{self.source.path}:{line}: {message}")

    def below(self, key: str, value: object) -> "_Setting":
        """A part of this value."""
        return _Setting(self.source, (*self.keys, key), value)


def _config(root: _Setting) -> Config:
    keys = ("select", "ignore", "exclude", "fail-on", "levels", "tags", "variables", "var-files")
    given = _table(root, keys)
    tags = _table(given.get("tags"), ("required",))
    return Config(
        path=root.source.path,
        select=_strings(given.get("select")),
        ignore=_strings(given.get("ignore")),
        exclude=_strings(given.get("exclude")),
        fail_on=_level(given["fail-on"]) if "fail-on" in given else "block",
        required_tags=_strings(tags.get("required")),
        inputs=Inputs(
            variables=tuple((name, _literal(item)) for name, item in _table(given.get("variables")).items()),
            var_files=_paths(given.get("var-files")),
        ),
        levels={rule: _level(item) for rule, item in _table(given.get("levels")).items()},
    )


def _table(setting: _Setting | None, known: Sequence[str] | None = None) -> dict[str, _Setting]:
    if setting is None:
        return {}
    if not _is_table(setting.value):
        raise setting.error(f'"{setting.keys[-1]}" must be a table, not {_kind(setting.value)}')
    parts = {key: setting.below(key, value) for key, value in setting.value.items()}
    for key, part in parts.items():
        if known is not None and key not in known:
            raise part.error(f'unknown setting "{key}"{did_you_mean(key, known)}')
    return parts


def _strings(setting: _Setting | None) -> tuple[str, ...]:
    if setting is None:
        return ()
    items = setting.value
    if not _is_list(items):
        raise setting.error(f'"{setting.keys[-1]}" must be a list of strings, not {_kind(items)}')
    strings = tuple(item for item in items if isinstance(item, str))
    if len(strings) < len(items):
        odd = next(item for item in items if not isinstance(item, str))
        raise setting.error(f'"{setting.keys[-1]}" must be a list of strings; it holds {_kind(odd)}')
    return strings


def _level(setting: _Setting) -> str:
    if isinstance(setting.value, str) and setting.value in LEVELS:
        return setting.value
    hint = did_you_mean(setting.value, LEVELS) if isinstance(setting.value, str) else ""
    raise setting.error(f'"{setting.keys[-1]}" must be "block", "warn" or "note"{hint}')


def _paths(setting: _Setting | None) -> tuple[str, ...]:
    paths: list[str] = []
    for name in _strings(setting):
        assert setting is not None
        path = os.path.normpath(os.path.join(_parent(setting.source.path), name))
        if setting.source.files.kind(path) == "missing":
            raise setting.error(f'the variables file "{name}" does not exist')
        paths.append(path)
    return tuple(paths)


def _literal(setting: _Setting) -> str:
    """A variable's value as `--var` takes it: a string as it is, anything else as an HCL expression."""
    value = setting.value
    return value if isinstance(value, str) else _expression(setting, value)


def _expression(setting: _Setting, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _quoted(value)
    if _is_list(value):
        return "[" + ", ".join(_expression(setting, item) for item in value) + "]"
    if _is_table(value):
        parts = (f"{_quoted(key)} = {_expression(setting, item)}" for key, item in value.items())
        return "{" + ", ".join(parts) + "}"
    raise setting.error(f'the variable "{setting.keys[-1]}" cannot be {_kind(value)}')


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _is_table(value: object) -> TypeGuard[Table]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _kind(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or time"


def _line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line that writes the longest part of the keys; the first line when none does."""
    best, length = 1, 0
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith("["):
            table = written = _key(bare.strip("[").partition("]")[0])
        else:
            written = (*table, *_key(bare.partition("=")[0]))
        if len(written) > length and keys[: len(written)] == written:
            best, length = number, len(written)
    return best


def _key(text: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in text.split("."))
