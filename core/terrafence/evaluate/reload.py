"""A workspace after an edit: what the edit does not bear on is taken over as it is."""

from collections.abc import Callable, Iterable, Sequence

from terrafence.evaluate.budget import Budget
from terrafence.evaluate.impact import impact
from terrafence.evaluate.modules import Declaration, Module
from terrafence.evaluate.names import Calls, Impact, Name, everything_in, key_of_block
from terrafence.evaluate.sources import Sources, literal, local_source, source_of
from terrafence.evaluate.subjects import calls_in
from terrafence.evaluate.workspace import Inputs, Loader, Root, Workspace
from terrafence.files import Files
from terrafence.record import NamedTuple
from terrafence.syntax.views import File


class Reloaded(NamedTuple):
    """What there is after an edit of `before`: what was read, which modules call which, what the edit bears
    on, and the files that were edited, before and after."""

    before: Workspace
    files: Files
    inputs: Inputs
    sources: Sources
    calls: Calls
    impact: Impact
    edited: tuple[tuple[File, File], ...]

    def workspace(self, roots: Iterable[Root] | None = None) -> Workspace:
        """The workspace, with all of its roots or those that some are now."""
        loader = Loader(self.files, self.sources, self.inputs, Budget(), self.impact)
        before = self.before
        chosen = before.roots if roots is None else roots
        loaded = [loader.root(_module(root, self.sources), root.deployed, root) for root in chosen]
        return Workspace(before.base, before.found, self.sources, loaded, self.calls)


def reload(
    before: Workspace, files: Files, paths: Sequence[str], inputs: Inputs, at_any_cost: bool = False
) -> Reloaded | None:
    """What there is when some of its files have other bytes and nothing else is different. None when it is
    better loaded anew: also when everything may be different, unless it is wanted `at_any_cost`."""
    if any(path not in before.files for path in paths):
        return None
    sources = before.sources.edited(files, paths)
    edited = tuple((before.files[path], file) for path in paths if (file := sources.file(path)) is not None)
    if len(edited) < len(paths):
        return None
    if _may_change_roots(before, sources):
        return None
    calls = _calls(before, sources) or _followed(before, Loader(files, sources, inputs, Budget()))
    modules = {module.directory: module for module in before.sources.modules}
    changed = [(modules[at], sources.module(at)) for at in modules if sources.module(at) is not modules[at]]
    found = impact(changed, given(before, edited), _modules(sources), calls)
    if found is None:
        if not at_any_cost:
            return None
        found = everything_in(*(module.directory for module in (*sources.modules, *sources.summaries)))
    return Reloaded(before, files, inputs, sources, calls, found, edited)


def _module(root: Root, sources: Sources) -> Module:
    """A root without configuration, of which only the values are read, stays so."""
    module = root.instance.module
    return sources.module(module.directory) if module.files else module


def _modules(sources: Sources) -> Callable[[str], Sequence[Module]]:
    """What was read of a directory: one module, or the summaries of several versions."""
    found: dict[str, list[Module]] = {}
    for module in (*sources.modules, *sources.summaries):
        found.setdefault(module.directory, []).append(module)
    return lambda directory: found.get(directory, ())


def given(before: Workspace, edited: Sequence[tuple[File, File]]) -> set[Name]:
    """The variables of roots that an edited file gives another value, and the files themselves."""
    names: set[Name] = set()
    for old, new in edited:
        for root in before.roots:
            if old not in root.variables:
                continue
            names.add((root.directory, ("tfvars",)))
            was, now = (
                {name: file.text(it.value_span) for name, it in file.body.attributes.items()}
                for file in (old, new)
            )
            differing = (name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
            names.update((root.directory, ("var", name)) for name in differing)
    return names


def _may_change_roots(before: Workspace, sources: Sources) -> bool:
    """Whether other modules are called than before, by one that is not alone asked about."""
    return any(
        _called(module) != _called(sources.module(module.directory))
        and before.found.modules != (module.directory,)
        for module in before.sources.modules
    )


def _calls(before: Workspace, sources: Sources) -> Calls | None:
    """Which modules call which, with the calls as they are now; None when it is not known which module a call
    means."""
    below, meant = dict(before.calls.below), dict(before.calls.meant)
    old = {module.directory: module for module in before.sources.modules}
    for directory, was in old.items():
        module = sources.module(directory)
        if module is was:
            continue
        meant |= {(directory, key_of_block(call.block)): _meant(call) for call in was.calls}
        for call in module.calls:
            name, source = (directory, key_of_block(call.block)), local_source(call)
            if meant.get(name) == _meant(call):
                continue
            if source is None:
                if any(root.instance.run.calls.has_installed for root in before.roots):
                    return None
                published = sources.summary(*_meant(call))
                called = None if published is None else published.directory
            else:
                called = sources.called_directory(directory, source)
                if called not in old:
                    return None
            below[name] = below.get(name, frozenset()) | ({called} if called else frozenset())
            meant[name] = _meant(call)
    return Calls(below, meant)


def _followed(before: Workspace, loader: Loader) -> Calls:
    """As `_calls`, by following all calls."""
    roots = (loader.root(_module(root, loader.sources), root.deployed) for root in before.roots)
    now = calls_in(instance for root in roots for instance in root.instances)
    below = dict(before.calls.below)
    for name, directories in now.below.items():
        below[name] = below.get(name, frozenset()) | directories
    return Calls(below)


def _called(module: Module) -> set[str | None]:
    return {local_source(call) for call in module.calls}


def _meant(call: Declaration) -> tuple[str | None, str | None]:
    return source_of(call), literal(call.body.attributes.get("version"))
