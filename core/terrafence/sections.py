"""The settings of a run: `terrafence.toml`, or `[tool.terrafence]` in `pyproject.toml`.

A section of the settings is a function from a `Table` to its own type; `_settings` puts them together.
"""

import os

from terrafence import __version__
from terrafence.acceptance import Policy
from terrafence.config import Config, Override, nearest
from terrafence.evaluate.workspace import Environment, Inputs
from terrafence.files import Disk, Files
from terrafence.settings.document import Data, Document, open_document
from terrafence.settings.exemptions import EXEMPTIONS
from terrafence.settings.kinds import (
    COUNT,
    EXISTING_PATH,
    EXISTING_PATHS,
    FLAG,
    JSON,
    LEVEL,
    LITERAL,
    PATH,
    RULE,
    RULES,
    SEVERITY,
    STRING,
    STRINGS,
    list_of,
    section,
    table_of,
)
from terrafence.settings.table import Kind, Schema, Setting, Table, read_table, schema_of
from terrafence.settings.tags import tags


def load(files: Files, start_path: str) -> Config:
    """The settings for a file or directory: those of the nearest settings file in its directory or above
    it, else the defaults. Raises UserError for settings that cannot be read or understood."""
    path = nearest(files, start_path)
    return Config() if path is None else read(files, path)


def read(files: Files, path: str) -> Config:
    """The settings in one file and in those it extends. Raises UserError, with the line, for what cannot be
    read or understood."""
    return _read(files, path, Config(), ())


def schema() -> Schema:
    """The JSON schema of a settings file."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of terrafence",
        **schema_of(lambda table: _settings(table, Config())),
    }


# ---------------------------------------------------------------- one file on top of another


def _read(files: Files, path: str, base: Config, chain: tuple[str, ...]) -> Config:
    document, data = open_document(files, path)
    if path in chain:
        raise document.error(("extends",), "extends itself")
    _check_version(document, data)
    for at, extended in enumerate(_extended(document, data)):
        base = _read(_files_for(files, extended), _found(document, extended, at), base, (*chain, path))
    for key, locker in base.locked.items():
        if key in data:
            raise document.error((key,), f'"{key}" is locked by {locker}')
    return read_table(Setting(document, (), data), lambda table: _settings(table, base))


def _check_version(document: Document, data: Data) -> None:
    """First of all: a file for another version may hold settings that this one does not know."""
    wanted = data.get("required-version")
    if not isinstance(wanted, str):
        return
    from terrafence.evaluate.versions import satisfies

    if not satisfies(__version__, wanted):
        message = f'the settings need terrafence "{wanted}"; this is {__version__}'
        raise document.error(("required-version",), message)


def _extended(document: Document, data: Data) -> tuple[str, ...]:
    value = data.get("extends", ())
    setting = Setting(document, ("extends",), [value] if isinstance(value, str) else value)
    return () if value == () else STRINGS.read(setting)


def _found(document: Document, extended: str, at: int) -> str:
    if is_path(extended):
        path = os.path.normpath(os.path.join(document.directory, extended))
    else:
        path = _in_package(extended)
    if _files_for(document.files, extended).kind(path) == "missing":
        where = "file" if is_path(extended) else "installed package with a terrafence.toml in it"
        raise Setting(document, ("extends", at), extended).error(f'there is no {where} "{extended}"')
    return path


def is_path(extended: str) -> bool:
    """Whether what a file extends is a path, and not a package."""
    return "/" in extended or extended.endswith(".toml")


def _files_for(files: Files, extended: str) -> Files:
    """A package is on this machine, whichever tree the settings are read from."""
    return files if is_path(extended) else Disk()


def _in_package(name: str) -> str:
    """The settings file of an installed package, whose code is not run; a path where nothing is when there
    is no such package."""
    from importlib.util import find_spec

    found = find_spec(name) if name.isidentifier() else None
    places = list(found.submodule_search_locations or ()) if found is not None else []
    return f"{places[0] if places else '/nowhere'}/terrafence.toml".replace(os.sep, "/")


# ---------------------------------------------------------------- the sections


def _settings(table: Table, base: Config) -> Config:
    table.get("extends", _EXTENDS, (), "settings that hold unless this file says otherwise: paths, packages")
    table.get("required-version", STRING, "", "the versions of terrafence that can read this file: >= 0.1")
    locked = table.get("locked", STRINGS, (), "keys that files which extend this one may not set")
    return Config(
        path=table.path,
        select=table.get("select", RULES, base.select, "only these rules (everything when empty)"),
        ignore=table.get("ignore", RULES, base.ignore, "not these rules"),
        exclude=table.get("exclude", STRINGS, base.exclude, "files left out, as in .gitignore"),
        fail_on=table.get("fail-on", LEVEL, base.fail_on, "the lowest level that makes the exit code 1"),
        tags=table.get("tags", section(lambda part: tags(part, base.tags)), base.tags, _TAGS),
        inputs=_inputs(table, base.inputs),
        levels={**base.levels, **table.get("levels", _LEVELS, {}, "what happens: a level for rules")},
        severities={
            **base.severities,
            **table.get("severities", _SEVERITIES, {}, "how bad: a severity for rules"),
        },
        overrides=base.overrides + table.get("override", _OVERRIDES, (), "other settings for some files"),
        baseline=table.get("baseline", PATH, base.baseline, "the file of findings that are let be"),
        suppressions=table.get(
            "suppressions", section(lambda it: _policy(it, base)), base.suppressions, _POLICY
        ),
        exceptions=table.get("exceptions", EXEMPTIONS, base.exceptions, "the file of central exceptions"),
        locked={**base.locked, **dict.fromkeys(locked, table.path or "")},
    )


def _extends_schema() -> Schema:
    return {"anyOf": [STRING.schema(), STRINGS.schema()]}


def _already_read(_: Setting) -> tuple[str, ...]:
    return ()


_EXTENDS = Kind(_extends_schema, _already_read)
_LEVELS = table_of(LEVEL, RULE)
_SEVERITIES = table_of(SEVERITY, RULE)
_TAGS = "what is asked of the tags that resources end up with"
_ASSUME = "resources that every account has although no file declares them, by type"


def _inputs(table: Table, base: Inputs) -> Inputs:
    given = table.get("variables", table_of(LITERAL), {}, "values of root variables")
    variables = (*base.variables, *given.items())
    var_files = table.get("var-files", EXISTING_PATHS, base.var_files, "files of such values")
    roots = table.get("root", _ROOTS, base.environments, "a root module as it is deployed, once for each")
    return Inputs(
        variables=variables,
        var_files=var_files,
        environments=tuple(
            root._replace(variables=(*variables, *root.variables), var_files=(*var_files, *root.var_files))
            for root in roots
        ),
        assumed=(*base.assumed, *table.get("assume", _FACTS, {}, _ASSUME).items()),
    )


def _environment(table: Table) -> Environment:
    table.require("path")
    variables = table.get("variables", table_of(LITERAL), {}, "values of its variables")
    environment = Environment(
        directory=table.get("path", EXISTING_PATH, "", "the root module's directory"),
        name=table.get(
            "name", STRING, "", "what findings call it (default: the workspace or variables file)"
        ),
        workspace=table.get("workspace", STRING, "default", "what terraform.workspace is"),
        var_files=table.get("var-files", EXISTING_PATHS, (), "files of values of its variables"),
        variables=tuple(variables.items()),
    )
    return environment if environment.name else environment._replace(name=_usual_name(environment))


def _usual_name(environment: Environment) -> str:
    if environment.workspace != "default":
        return environment.workspace
    names = [os.path.basename(path).partition(".")[0] for path in environment.var_files]
    return "+".join(names) or "default"


_POLICY = "what is asked of comments that silence findings"


def _policy(table: Table, base: Config) -> Policy:
    was = base.suppressions
    words = table.get("non-suppressible", RULES, was.non_suppressible, "rules that nothing silences")
    return Policy(
        table.get("require-reason", FLAG, was.require_reason, "whether a comment must say why to count"),
        table.get("grace-days", COUNT, was.grace_days, "how long an expired one warns before it blocks"),
        words,
    )


def _override(table: Table) -> Override:
    table.require("paths")
    return Override(
        paths=table.get("paths", STRINGS, (), "the files, as in .gitignore"),
        ignore=table.get("ignore", RULES, (), "not these rules"),
        levels=table.get("levels", _LEVELS, {}, "what happens: a level for rules"),
        severities=table.get("severities", _SEVERITIES, {}, "how bad: a severity for rules"),
    )


_ROOTS = list_of(section(_environment), "tables")
_OVERRIDES = list_of(section(_override), "tables")
_FACTS = table_of(JSON)
