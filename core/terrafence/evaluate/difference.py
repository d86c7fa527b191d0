"""What the change from one tree to another bears on, with as little of both read as that takes."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import final

from terrafence.evaluate.discover import kind_of
from terrafence.evaluate.impact import impact
from terrafence.evaluate.instance import ModuleInstance
from terrafence.evaluate.modules import Declaration, Module
from terrafence.evaluate.names import Impact, Key, Name, key_of_block
from terrafence.evaluate.reload import given
from terrafence.evaluate.sources import Sources, local_source
from terrafence.evaluate.workspace import Scope, Workspace, module_of, reads_files
from terrafence.files import is_installed, is_summary
from terrafence.record import NamedTuple
from terrafence.syntax.views import Block, File


class Side(NamedTuple):
    """One of the trees: what the change may bear on in it, and the roots of that."""

    scope: Scope
    workspace: Workspace

    @property
    def sources(self) -> Sources:
        """What was read of it."""
        return self.scope.sources


class Difference(NamedTuple):
    """What the change bears on, and the files that it changes."""

    impact: Impact
    paths: frozenset[str]


def difference(before: Side, after: Side, touched: Iterable[str]) -> Difference | None:
    """What bears on what, when the files `touched` (and others) differ. None when that may be everything."""
    if _roots(before) != _roots(after):
        return None
    variables = _variables(before, after)
    if variables is None:
        return None
    directories = sorted(before.scope.mentioned | after.scope.mentioned)
    changed = [at for at in directories if _texts(before, at) != _texts(after, at)]
    values = given(before.workspace, variables)
    values |= {name for path in touched for name in _reading(after, path)}
    found = impact(
        [(before.sources.module(at), after.sources.module(at)) for at in changed],
        values,
        lambda directory: _modules(after.sources, directory),
        _Calling((before, after)),
    )
    if found is None:
        return None
    paths = {path for at in changed for path, _ in _texts(before, at) ^ _texts(after, at)}
    return Difference(found, frozenset(paths | {file.path for _, file in variables}))


def _roots(side: Side) -> list[tuple[str, str]]:
    return [(root.directory, root.environment) for root in side.workspace.roots]


def _variables(before: Side, after: Side) -> list[tuple[File, File]] | None:
    """The files of variable values that differ; None when there are others than before."""
    pairs: list[tuple[File, File]] = []
    for one, other in zip(before.workspace.roots, after.workspace.roots, strict=True):
        old, new = ({file.path: file for file in root.variables} for root in (one, other))
        if old.keys() != new.keys():
            return None
        pairs += [(file, new[path]) for path, file in old.items() if file.source != new[path].source]
    return pairs


def _texts(side: Side, directory: str) -> set[tuple[str, bytes | None]]:
    listing = side.sources.listing(directory)
    return {(path, side.sources.bytes(path)) for path in listing.configuration + listing.overrides}


def _modules(sources: Sources, directory: str) -> Sequence[Module]:
    if is_summary(directory):
        return [module for module in sources.summaries if module.directory == directory]
    return [sources.module(directory)]


def _reading(side: Side, path: str) -> Iterator[Name]:
    """The declarations that may read a file that is not Terraform."""
    if kind_of(os.path.basename(path)) is not None:
        return
    directory = module_of(side.sources, path)
    for file in side.sources.module(directory).files if directory is not None else ():
        for block in file.body.blocks:
            for key in _keys(block):
                yield file.path.rpartition("/")[0], key


def _keys(block: Block) -> Iterable[Key]:
    """What a block declares by a file's contents."""
    if not reads_files(block.source):
        return ()
    if block.type != "locals":
        return (key_of_block(block),)
    return [
        ("local", name)
        for name, attribute in block.body.attributes.items()
        if reads_files(block.file.source[attribute.span.start : attribute.span.end])
    ]


@final
class _Calling:
    """Which modules call which, in one tree or the other; looked up when asked for."""

    __slots__ = ("_met", "_sides")

    def __init__(self, sides: Sequence[Side]) -> None:
        self._sides = sides
        self._met: dict[str, set[Name]] = {}

    def above(self, directory: str) -> Collection[Name]:
        """The calls that mean a directory; of what was installed or summarised, those that were asked
        about."""
        found = set(self._met.get(directory, ()))
        for side in self._sides if not is_installed(directory) else ():
            for caller in side.scope.callers(directory):
                calls = side.sources.module(caller).calls
                found.update(
                    (caller, key_of_block(it.block)) for it in calls if _local(side, caller, it) == directory
                )
        return found

    def meant_by(self, name: Name) -> Collection[str]:
        """The directories that a call means."""
        directory, key = name
        found: set[str] = set()
        for side in self._sides:
            for module in _modules(side.sources, directory):
                for call in module.calls:
                    if key_of_block(call.block) == key:
                        found.update(_meant(side, directory, call))
        for below in found:
            self._met.setdefault(below, set()).add(name)
        return found


def _local(side: Side, directory: str, call: Declaration) -> str | None:
    source = local_source(call)
    return None if source is None else side.sources.called_directory(directory, source)


def _meant(side: Side, directory: str, call: Declaration) -> Iterator[str]:
    local = _local(side, directory, call)
    if local is not None:
        yield local
        return
    for root in side.workspace.roots:
        for instance in root.inside({directory}):
            children = (instance.child(call, it) for it in instance.expansion(call).repetitions)
            yield from (child.module.directory for child in children if isinstance(child, ModuleInstance))
