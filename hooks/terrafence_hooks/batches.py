"""From what was named on the command line to what is linted with which settings."""

import os
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from terrafence import config as settings
from terrafence.config import Config
from terrafence.errors import UserError
from terrafence.files import Files
from terrafence_hooks.options import Options


class Batch(NamedTuple):
    """Absolute paths that share one settings file."""

    config: Config
    paths: tuple[str, ...]


def absolute(path: str) -> str:
    """The form in which the core takes paths."""
    return os.path.abspath(path).replace(os.sep, "/")


def batches(files: Files, paths: Iterable[str], options: Options) -> list[Batch]:
    """The paths (absolute) grouped by the settings that hold for them, with the command line's own
    options on top. Raises UserError for bad settings and variables files that are not there."""
    grouped: dict[str | None, list[str]] = {}
    for path in paths:
        grouped.setdefault(_settings_file(files, path, options), []).append(path)
    return [Batch(_config(files, file, options), tuple(group)) for file, group in grouped.items()]


def _settings_file(files: Files, path: str, options: Options) -> str | None:
    if options.isolated:
        return None
    return absolute(options.config) if options.config else settings.nearest(files, path)


def _config(files: Files, file: str | None, options: Options) -> Config:
    config = Config() if file is None else settings.read(files, file)
    if options.select:
        config = config._replace(select=tuple(options.select), ignore=())
    var_files = tuple(absolute(path) for path in options.var_files)
    for path in var_files:
        if files.kind(path) == "missing":
            raise UserError(f"{path}: there is no such variables file")
    inputs = config.inputs
    return config._replace(
        ignore=(*config.ignore, *options.ignore),
        fail_on=options.fail_on or config.fail_on,
        inputs=inputs._replace(
            variables=(*inputs.variables, *options.variables),
            var_files=(*inputs.var_files, *var_files),
            environment=_terraform_variables(os.environ),
        ),
    )


def _terraform_variables(environment: Mapping[str, str]) -> dict[str, str]:
    return {name[7:]: value for name, value in environment.items() if name.startswith("TF_VAR_")}
