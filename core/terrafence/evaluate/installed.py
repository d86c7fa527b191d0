"""Finds the module that a call means: beside the caller, or where `terraform init` put it."""

import os
import re
from collections.abc import Mapping
from typing import NamedTuple, final

from terrafence.evaluate.modules import Declaration, Module
from terrafence.evaluate.sources import Sources, literal, local_source, source_of
from terrafence.files import Files, Unreadable

MAX_CALLS = 5_000
"""Instances of called modules in one root."""

_RUN_INIT = "run terraform init"
_REGISTRY = "registry.terraform.io/"


class Installed(NamedTuple):
    """An entry of `.terraform/modules/modules.json`; the directory is relative to the root module."""

    source: str
    version: str
    directory: str


@final
class RootCalls:
    """The module calls of one root."""

    __slots__ = ("_files", "_followed", "_installed", "_root", "_sources")

    def __init__(self, files: Files, sources: Sources, root: str) -> None:
        self._files = files
        self._sources = sources
        self._root = root
        self._installed: dict[str, Installed] | None = None
        self._followed = 0

    def resolve(self, path: str, module: Module, call: Declaration) -> Module | str:
        """The module that a call in `module` means, or why it cannot be read. `path` is the
        module's address without instance keys."""
        self._followed += 1
        if self._followed > MAX_CALLS:
            return f"the root calls more than {MAX_CALLS} modules"
        source = source_of(call)
        if source is None:
            return "its source is not a literal"
        if local_source(call) is not None:
            directory = self._sources.called_directory(module.directory, source)
        else:
            key = ".".join([*path.split(".")[1::2], call.block.labels[0]])
            installed = self._entry(key)
            if installed is None:
                return _RUN_INIT
            if (stale := _why_stale(installed, source, call)) is not None:
                return stale
            directory = os.path.normpath(os.path.join(self._root, installed.directory))
        listing = self._sources.listing(directory)
        if not listing.configuration and not listing.unreadable:
            return f"there is no module in {source}" if local_source(call) else _RUN_INIT
        return self._sources.module(directory)

    def callers(self, module: Module) -> list[Declaration]:
        """The calls of this module by local sources, in all modules read so far."""
        return [
            call
            for caller in self._sources.modules
            for call in caller.calls
            if (source := local_source(call)) is not None
            and self._sources.called_directory(caller.directory, source) == module.directory
        ]

    def _entry(self, key: str) -> Installed | None:
        if self._installed is None:
            self._installed = _read(self._files, f"{self._root}/.terraform/modules/modules.json")
        return self._installed.get(key)


def satisfies(version: str, constraint: str) -> bool:
    """Whether a version meets a constraint such as `~> 5.0, != 5.1.0`; False when either does not parse."""
    have = _version(version)
    return have is not None and all(_meets(have, part.strip()) for part in constraint.split(","))


def _read(files: Files, path: str) -> dict[str, Installed]:
    if files.kind(path) != "file":
        return {}
    import json

    try:
        entries = json.loads(files.read(path).decode("utf-8", "replace"))["Modules"]
        return {str(entry["Key"]): _entry(entry) for entry in entries}
    except (Unreadable, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _entry(entry: Mapping[str, object]) -> Installed:
    return Installed(str(entry["Source"]), str(entry.get("Version", "")), str(entry["Dir"]))


def _why_stale(installed: Installed, source: str, call: Declaration) -> str | None:
    if _bare_source(installed.source) != _bare_source(source):
        return f"terraform init installed it from {installed.source}: run terraform init"
    constraint = literal(call.body.attributes.get("version"))
    if constraint is not None and not satisfies(installed.version, constraint):
        return f"terraform init installed version {installed.version}: run terraform init"
    if os.path.isabs(installed.directory) or os.path.normpath(installed.directory).startswith(".."):
        return _RUN_INIT
    return None


def _bare_source(source: str) -> str:
    """What is the same however a source is spelled: `git::https://github.com/a/b.git` is
    `github.com/a/b`."""
    source = source.removeprefix(_REGISTRY).removeprefix("git::")
    source = re.sub(r"^\w+://", "", source)
    source = re.sub(r"^git@([^:/]+)[:/]", r"\1/", source)
    return re.sub(r"\.git(?=$|\?|//)", "", source)


class _Version(NamedTuple):
    numbers: tuple[int, ...]
    suffix: str

    @property
    def order(self) -> tuple[tuple[int, ...], bool, str]:
        padded = self.numbers + (0,) * (4 - len(self.numbers))
        return padded, not self.suffix, self.suffix


def _version(text: str) -> _Version | None:
    match = re.fullmatch(r"v?(\d{1,9}(?:\.\d{1,9}){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?", text.strip())
    return match and _Version(tuple(map(int, match[1].split("."))), match[2] or "")


def _meets(have: _Version, constraint: str) -> bool:
    operator = re.match(r"[<>=!~]*", constraint)
    word = operator[0] if operator else ""
    wanted = _version(constraint[len(word) :])
    if wanted is None:
        return False
    match word:
        case "" | "=":
            return have.order == wanted.order
        case "!=":
            return have.order != wanted.order
        case ">":
            return have.order > wanted.order
        case ">=":
            return have.order >= wanted.order
        case "<":
            return have.order < wanted.order
        case "<=":
            return have.order <= wanted.order
        case "~>":
            kept = len(wanted.numbers) - 1
            return have.order >= wanted.order and have.order[0][:kept] == wanted.order[0][:kept]
        case _:
            return False
