"""From paths to evaluated configurations: discovery, modules, variables, expansion."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from terrafence.evaluate.resource import Resource
from terrafence.files import Files
from terrafence.syntax.views import Block, File


class Inputs(NamedTuple):
    """Where root variables get their values besides defaults and tfvars files: `--var NAME=VALUE` pairs as given,
    `--var-file` paths (absolute), and the `TF_VAR_*` part of the environment without the prefix."""

    variables: tuple[tuple[str, str], ...] = ()
    var_files: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    workspace: str = "default"


class Declared(NamedTuple):
    """A name that a broken chunk declares, with unknown contents."""

    type: str
    labels: tuple[str, ...]
    module_path: str


class Root(Protocol):
    """One root module, evaluated with everything it calls."""

    @property
    def directory(self) -> str: ...

    @property
    def subjects(self) -> Sequence[Resource]:
        """Every instance of the whole expansion that a rule can be about. `mode` is `managed` and `data` for resources, and
        `module`, `provider`, `terraform`, `variable`, `tfvars` for those blocks and files (their `type` is the same word)."""
        ...

    @property
    def declared(self) -> Sequence[Declared]: ...


class Problem(NamedTuple):
    """A path and what is the matter with it."""

    path: str
    reason: str


class Workspace(Protocol):
    """What the given paths need: their modules, and the roots that call those."""

    @property
    def base(self) -> str:
        """The repository's directory, or what the given paths have in common: fingerprints are relative to it."""
        ...

    @property
    def roots(self) -> Sequence[Root]: ...

    @property
    def files(self) -> Mapping[str, File]:
        """Everything read, by path."""
        ...

    @property
    def selected(self) -> frozenset[str]:
        """The paths that were asked about; the rest of `files` is context."""
        ...

    @property
    def unreadable(self) -> Sequence[Problem]: ...

    @property
    def not_read(self) -> Sequence[Problem]: ...

    def uncalled(self) -> Sequence[Block]:
        """Resource blocks of selected files that no root instantiates (`count = 0`, a module called with an empty for_each)."""
        ...


def load(files: Files, paths: Sequence[str], inputs: Inputs) -> Workspace:
    """Reads what `paths` (files or directories) name, and what that needs. Raises UserError for a path that does not exist."""
    raise NotImplementedError
