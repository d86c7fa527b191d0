"""From what was named on the command line to what is linted with which settings."""

import os
from collections.abc import Collection, Iterable, Sequence

from terrafence.config import SETTINGS_FILES, Config, nearest
from terrafence.errors import UserError, did_you_mean
from terrafence.evaluate.discover import Kind, Tree, base_of, kind_of
from terrafence.evaluate.workspace import variables_of
from terrafence.files import Files, Unreadable
from terrafence.record import NamedTuple
from terrafence_hooks.options import Options


class Batch(NamedTuple):
    """Absolute paths that share one settings file."""

    config: Config
    paths: tuple[str, ...]


def absolute(path: str) -> str:
    """The form in which the core takes paths."""
    return os.path.abspath(path).replace(os.sep, "/")


def named(files: Files, names: Sequence[str], options: Options) -> list[Batch]:
    """What people named (`.` when that is nothing) as `batches` groups it. A directory with other settings
    somewhere below it goes in parts. Raises UserError as that does."""
    paths = [absolute(name) for name in names or ["."]]
    if not options.isolated and not options.config:
        paths = [part for path in paths for part in _parts(files, path)]
    return batches(files, paths, options)


def batches(files: Files, paths: Iterable[str], options: Options) -> list[Batch]:
    """The paths (absolute) grouped by the settings that hold for them, with the command line's own
    options on top. Raises UserError for bad settings, variables files that are not there, and options that
    would loosen what the settings lock."""
    _check_names(options)
    paths = list(paths)
    if options.isolated or options.config:
        from terrafence_hooks.locks import refuse_leaving

        refuse_leaving(files, paths, _chosen(options))
    grouped: dict[str | None, list[str]] = {}
    for path in paths:
        grouped.setdefault(_settings_file(files, path, options), []).append(path)
    return [Batch(_config(files, file, options), tuple(group)) for file, group in grouped.items()]


def _parts(files: Files, path: str) -> list[str]:
    """The directory, unless directories below it have settings of their own: then these, and the rest of it
    without them."""
    if files.kind(path) != "directory":
        return [path]
    tree = Tree(files, base_of(files, path))
    top = tree.canonical(path)
    directories = list(tree.walk(top))
    own = [at for at in directories if at != top and _has_settings(files, at)]
    mixed = {above for at in own for above in _between(top, at)}
    parts: list[str] = []
    for at in directories if mixed else ():
        if at in mixed:
            listing = tree.listing(at)
            parts += [*listing.files, *map(tree.canonical, listing.links)]
        elif os.path.dirname(at) in mixed:
            parts.append(at)
    return [part for part in parts if files.kind(part) != "directory" or _holds_any(tree, part)] or [path]


def _has_settings(files: Files, directory: str) -> bool:
    """Whether a directory has settings of its own; asked of every one, so the names are looked at first."""
    try:
        names = {entry.name for entry in files.entries(directory)}
    except Unreadable:
        return False
    own = nearest(files, directory) if names.intersection(SETTINGS_FILES) else None
    return own is not None and os.path.dirname(own) == directory


def _between(top: str, directory: str) -> Iterable[str]:
    """The directories above one, up to another; none when it is not below that."""
    while directory.startswith(f"{top.rstrip('/')}/"):
        directory = os.path.dirname(directory)
        yield directory


def _holds_any(tree: Tree, directory: str) -> bool:
    return any(tree.listing(at).files for at in tree.walk(directory))


def fed_roots(files: Files, top: str, touched: Iterable[str], options: Options) -> set[str]:
    """The directories below `top` whose variables get values from one of the files touched, wherever that is,
    since the settings or the options name it. None where the settings cannot be understood."""
    named = {path for path in touched if kind_of(os.path.basename(path)) is Kind.VARIABLES}
    if not named:
        return set()
    try:
        work = batches(files, Tree(files, top).walk(top), options)
    except UserError:
        return set()
    fed = {path for config, paths in work if named & {*config.inputs.var_files} for path in paths}
    environments = (environment for config, _ in work for environment in config.inputs.environments)
    return fed | {it.directory for it in environments if named & {*it.var_files}}


def _settings_file(files: Files, path: str, options: Options) -> str | None:
    return _chosen(options) if options.isolated or options.config else nearest(files, path)


def _chosen(options: Options) -> str | None:
    return absolute(options.config) if options.config and not options.isolated else None


def _config(files: Files, file: str | None, options: Options) -> Config:
    config = Config() if file is None else _read(files, file)
    if config.locked:
        from terrafence_hooks.locks import refuse_loosening

        refuse_loosening(config, options)
    if options.select:
        config = config._replace(select=tuple(options.select), ignore=())
    given = config.inputs.plus(options.variables, _var_files(files, options))
    return config._replace(
        ignore=(*config.ignore, *options.ignore),
        fail_on=options.fail_on or config.fail_on,
        inputs=given._replace(environment=variables_of(os.environ)),
    )


def _read(files: Files, file: str) -> Config:
    from terrafence.sections import read

    return read(files, file)


def _check_names(options: Options) -> None:
    for word in _unknown((*options.select, *options.ignore)):
        raise UserError(
            f'there is no rule "{word}"{did_you_mean(word, _rule_ids())} (terrafence rules lists them)'
        )


def _unknown(words: Collection[str]) -> tuple[str, ...]:
    if not words:
        return ()
    from terrafence.registry import unknown

    return unknown(words)


def _rule_ids() -> list[str]:
    from terrafence.registry import all_rules

    return [rule.id for rule in all_rules()]


def _var_files(files: Files, options: Options) -> tuple[str, ...]:
    paths = tuple(absolute(path) for path in options.var_files)
    for path in paths:
        if files.kind(path) == "missing":
            raise UserError(f"there is no variables file {path}")
    return paths
