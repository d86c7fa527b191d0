"""What a run is told, and where that may be written; `sections` reads it there."""

from collections.abc import Mapping

from terrafence.acceptance import Policy
from terrafence.evaluate.discover import base_of
from terrafence.evaluate.workspace import Inputs
from terrafence.exemptions import Exemption
from terrafence.files import Files
from terrafence.record import NamedTuple
from terrafence.settings.document import has_settings, parent
from terrafence.tags.policy import TagSettings

SETTINGS_FILES = ("terrafence.toml", "pyproject.toml")
BASELINE_FILE = "terrafence.baseline"


class Override(NamedTuple):
    """Settings for findings in some files. `paths` are patterns as in `.gitignore`; `ignore` names rules;
    `levels` and `severities` are keyed by words that name rules."""

    paths: tuple[str, ...]
    ignore: tuple[str, ...]
    levels: Mapping[str, str]
    severities: Mapping[str, str]


class Config(NamedTuple):
    """What a run is told. `path` is the settings file, absolute. `select` and `ignore` hold words that name
    rules: ids, aliases, prefixes of ids (`aws-s3`), severities; an empty `select` is every rule. `fail_on`
    is the lowest level that blocks. `exclude` and the paths of `overrides` are patterns as in `.gitignore`,
    read from the settings file's directory; of overrides the last that says something holds.
    `locked` are the keys that a file which extends another may not set, with the file that says so.
    `baseline` is an absolute path, empty for the usual place. `notes` is None where all rules are judged;
    else those of level `note` are left out, but for the ones that these names in comments mean."""

    path: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = "block"
    tags: TagSettings = TagSettings()
    inputs: Inputs = Inputs()
    levels: Mapping[str, str] = {}
    severities: Mapping[str, str] = {}
    overrides: tuple[Override, ...] = ()
    locked: Mapping[str, str] = {}
    baseline: str = ""
    suppressions: Policy = Policy()
    exceptions: tuple[Exemption, ...] = ()
    notes: tuple[str, ...] | None = None


def nearest(files: Files, start_path: str) -> str | None:
    """The settings file that holds for a file or directory, which is in its directory or above it. Raises
    UserError for a `pyproject.toml` that names this tool and does not parse."""
    directory = start_path if files.kind(start_path) == "directory" else parent(start_path)
    while True:
        for name in SETTINGS_FILES:
            path = f"{directory.rstrip('/')}/{name}"
            if files.kind(path) != "missing" and has_settings(files, path):
                return path
        if directory == parent(directory):
            return None
        directory = parent(directory)


def baseline_path(files: Files, config: Config, path: str) -> str:
    """Where the baseline of what is linted at a path is: where the settings say, else beside them, else at
    the top of the repository."""
    if config.baseline:
        return config.baseline
    if config.path is not None:
        return f"{parent(config.path)}/{BASELINE_FILE}"
    directory = path if files.kind(path) == "directory" else parent(path)
    return f"{base_of(files, directory).rstrip('/')}/{BASELINE_FILE}"
