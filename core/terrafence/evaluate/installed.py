"""Finds the module that a call means: beside the caller, or where `terraform init` put it."""

from typing import final

from terrafence.evaluate.modules import Declaration, Module
from terrafence.evaluate.sources import Sources, local_source, source_of


@final
class RootCalls:
    """The module calls of one root."""

    __slots__ = ("_root", "_sources")

    def __init__(self, sources: Sources, root: str) -> None:
        self._sources = sources
        self._root = root

    def resolve(self, path: str, module: Module, call: Declaration) -> Module | str:
        """The module that a call in `module` means, or why it cannot be read. `path` names the call from
        the root without instance keys: `network.subnets`."""
        source = local_source(call)
        if source is None:
            return "run terraform init" if source_of(call) else "its source is not a literal"
        directory = self._sources.called_directory(module.directory, source)
        listing = self._sources.listing(directory)
        if not listing.configuration and not listing.unreadable:
            return f"there is no module in {source}"
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
