"""Which directories are root modules, for a choice of directories."""

from collections.abc import Iterable, Set

from terrafence.evaluate.discover import Tree
from terrafence.evaluate.sources import Sources, closure, local_source

_TRIALS = frozenset({"example", "examples", "test", "tests"})


def roots_of(sources: Sources, directories: Iterable[str]) -> list[str]:
    """The directories that nobody calls, among the given ones and those that call them, directly or not.
    One that only examples and tests call is a root as well. In a cycle it is the first by name."""
    return roots_above(Callers(sources), directories)


def roots_above(callers: "Callers", directories: Iterable[str]) -> list[str]:
    """As `roots_of`, with the callers known already."""
    known = callers.above(directories)
    roots = {directory for directory in known if callers.is_root(directory)}
    covered: set[str] = set()
    for directory in sorted(roots) + sorted(known - roots):
        if directory not in covered:
            roots.add(directory)
        covered |= callers.below(directory, known)
    return sorted(roots)


class Callers:
    """Who calls whom by a local source, in the repositories at hand."""

    __slots__ = ("_called", "_mentions", "_sources")

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._called: dict[str, set[str]] = {}
        self._mentions: dict[str, dict[str, set[str]]] = {}

    def of(self, directory: str) -> frozenset[str]:
        """The other directories that call this one."""
        return frozenset(at for at in self._mentioning(directory) if directory in self.called(at))

    def called(self, directory: str) -> set[str]:
        """The directories that this one calls."""
        if directory not in self._called:
            found = (local_source(call) for call in self._sources.module(directory).calls)
            self._called[directory] = {
                self._sources.called_directory(directory, source) for source in found if source is not None
            }
        return self._called[directory]

    def above(self, directories: Iterable[str]) -> set[str]:
        """The directories and all that call them, directly or not."""
        return closure(directories, self.of)

    def below(self, directory: str, among: Set[str] | None = None) -> set[str]:
        """The directory and all that it calls, directly or not; with `among`, by way of those alone."""
        return closure([directory], lambda at: self.called(at) if among is None else self.called(at) & among)

    def is_root(self, directory: str) -> bool:
        """Whether nobody calls it, or only examples and tests do."""
        callers = self.of(directory)
        if self._is_trial(directory):
            return not callers
        return all(self._is_trial(caller) for caller in callers)

    def one_above(self, directory: str) -> str:
        """A root that calls a module, directly or not, or the module itself if it is one; in a cycle, one of
        it."""
        seen: set[str] = set()
        while directory not in seen:
            seen.add(directory)
            found = self._mentioning(directory)
            real = found if self._is_trial(directory) else {at for at in found if not self._is_trial(at)}
            directory = next((at for at in sorted(real) if directory in self.called(at)), directory)
        return directory

    def is_alone(self, directory: str) -> bool:
        """Whether a module surely calls no other by a local source, and none calls it."""
        return len(self._sources.below(directory)) == 1 and not self._mentioning(directory)

    def _mentioning(self, directory: str) -> set[str]:
        tree = self._sources.tree(directory)
        if tree.base not in self._mentions:
            self._mentions[tree.base] = self._search(tree)
        return self._mentions[tree.base].get(directory, set[str]()) - {directory}

    def _is_trial(self, directory: str) -> bool:
        below_base = directory.removeprefix(self._sources.tree(directory).base)
        return not _TRIALS.isdisjoint(below_base.split("/"))

    def _search(self, tree: Tree) -> dict[str, set[str]]:
        callers: dict[str, set[str]] = {}
        for directory in tree.walk(tree.base):
            for called in self._sources.mentioned(directory):
                callers.setdefault(called, set()).add(directory)
        return callers
