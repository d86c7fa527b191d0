"""Finds the module that a call means: beside the caller, where `terraform init` put it, or summarised."""

import os
import re
from collections.abc import Collection, Mapping
from typing import final

from terrafence.evaluate.modules import Declaration, Module
from terrafence.evaluate.sources import Sources, literal, local_source, source_of
from terrafence.files import Files, Unreadable, is_installed
from terrafence.record import NamedTuple

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
    """The module calls of one root. `before` is as they were before an edit of a configuration file."""

    __slots__ = ("_files", "_followed", "_installed", "_root", "_sources")

    def __init__(self, files: Files, sources: Sources, root: str, before: "RootCalls | None" = None) -> None:
        self._files = files
        self._sources = sources
        self._root = root
        self._installed = before._installed if before is not None else None
        self._followed = 0

    def resolve(self, path: str, module: Module, call: Declaration) -> Module | str:
        """The module that a call in `module` means, or why it cannot be read. `path` is the
        module's address without instance keys."""
        self._followed += 1
        if self._followed > MAX_CALLS:
            return f"the root calls more than {MAX_CALLS} modules"
        source = source_of(call)
        if source is None:
            return "its source is not a literal" if "source" in call.body.attributes else "it has no source"
        if local_source(call) is not None:
            found = self._module(self._sources.called_directory(module.directory, source))
            return found or f"there is no module in {source}"
        installed = self._install(_key(path, call), source, call)
        if isinstance(installed, Module):
            return installed
        return self._sources.summary(source, literal(call.body.attributes.get("version"))) or installed

    def may_hold(self, directory: str, word: str) -> bool:
        """Whether a word may stand in a module of the repository, or in one that it calls; none is parsed for
        it."""
        if self._sources.holds(directory, word):
            return True
        return self.has_installed and self._sources.calls_others(directory)

    def may_call(self, module: Module, call: Declaration, word: str) -> bool:
        """Whether a word may stand in the module that a call means, or in one that this calls."""
        source = source_of(call)
        if source is None:
            return False
        if local_source(call) is not None:
            return self.may_hold(self._sources.called_directory(module.directory, source), word)
        text = word.encode()
        return self.has_installed or any(text in it for it in self._sources.summarised(source))

    def may_lead(self, module: Module, call: Declaration, directories: Collection[str]) -> bool:
        """Whether a call may make, directly or not, an instance of a module in one of the directories."""
        if any(map(is_installed, directories)):
            return True
        source = local_source(call)
        if source is None:
            return False
        called = self._sources.called_directory(module.directory, source)
        return not self._sources.below(called).isdisjoint(directories)

    def _install(self, key: str, source: str, call: Declaration) -> Module | str:
        """The module as `terraform init` installed it, or why there is none."""
        installed = self._entries.get(key)
        if installed is None:
            return _RUN_INIT
        if (stale := _why_stale(installed, source, call)) is not None:
            return stale
        return self._module(os.path.normpath(os.path.join(self._root, installed.directory))) or _RUN_INIT

    def _module(self, directory: str) -> Module | None:
        listing = self._sources.listing(directory)
        empty = not listing.configuration and not listing.unreadable
        return None if empty else self._sources.module(directory)

    @property
    def has_installed(self) -> bool:
        """Whether `terraform init` put modules there."""
        return bool(self._entries)

    def callers(self, module: Module) -> list[Declaration]:
        """The calls of this module by local sources, in all modules read so far."""
        return self._sources.callers(module)

    @property
    def _entries(self) -> Mapping[str, Installed]:
        if self._installed is None:
            self._installed = _read(self._files, f"{self._root}/.terraform/modules/modules.json")
        return self._installed


def _key(path: str, call: Declaration) -> str:
    return ".".join([*path.split(".")[1::2], call.block.labels[0]])


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


def _meets(version: str, constraint: str) -> bool:
    from terrafence.evaluate.versions import satisfies

    return satisfies(version, constraint)


def _why_stale(installed: Installed, source: str, call: Declaration) -> str | None:
    if _bare_source(installed.source) != _bare_source(source):
        return f"terraform init installed it from {installed.source}: run terraform init"
    constraint = literal(call.body.attributes.get("version"))
    if constraint is not None and not _meets(installed.version, constraint):
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
