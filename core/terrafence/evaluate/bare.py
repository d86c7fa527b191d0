"""A scope that has functions and no names."""

from typing import final

from terrafence.evaluate.budget import Budget
from terrafence.evaluate.scope import Part, Undeclared
from terrafence.files import Disk, Files


@final
class BareScope:
    """For expressions that belong to no module: those of `terrafence eval` outside of one, and the
    defaults in type constraints. `directory` is what `file` and its friends may read, nothing when it is
    empty."""

    __slots__ = ("budget", "files", "module_directory", "root_directory", "workspace_root")

    def __init__(self, files: Files | None = None, directory: str = "") -> None:
        self.files: Files = files or Disk()
        self.budget = Budget()
        self.workspace_root = self.module_directory = self.root_directory = directory

    def root(self, name: str) -> Part:
        """No name means anything here."""
        raise Undeclared(f'reference to undeclared name "{name}"')
