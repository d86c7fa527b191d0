"""Reads files and modules, each once."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Set
from typing import TypeAlias, final

from terrafence.evaluate.discover import Listing, Problem, Tree
from terrafence.evaluate.modules import Declaration, Module
from terrafence.files import Disk, Files, Unreadable
from terrafence.syntax.expressions import Expression, Literal
from terrafence.syntax.views import Attribute, File

Text: TypeAlias = bytes
Read: TypeAlias = Callable[[str, bytes], File]

_LOCAL_SOURCE = re.compile(rb"""source"?\s*[=:]\s*"(\.\.?/[^"]*)\"""")
_OTHER_SOURCE = re.compile(rb"""source"?\s*[=:]\s*"(?!\.\.?/)([^"]*)""")


@final
class Sources:
    """The files of a run. `around` are directories of modules that belong to it, read or not."""

    __slots__ = (
        "_below",
        "_bytes",
        "_callers",
        "_calling",
        "_canonical",
        "_files",
        "_holding",
        "_mentioned",
        "_modules",
        "_outside",
        "_summaries",
        "_texts",
        "around",
        "failed",
        "files",
        "parse",
        "trees",
        "unreadable",
    )

    def __init__(self, files: Files, trees: dict[str, Tree], read: Read) -> None:
        self.trees = trees
        self.files: dict[str, File] = {}
        self.unreadable: dict[Problem, None] = {}
        self.failed: dict[str, Problem] = {}
        self.around: Set[str] = frozenset()
        self._files = files
        self.parse = read
        self._below: dict[str, Set[str]] = {}
        self._bytes: dict[str, bytes | None] = {}
        self._modules: dict[str, Module] = {}
        self._canonical: dict[str, str] = {}
        self._calling: dict[str, bool] = {}
        self._texts: dict[str, list[Text]] = {}
        self._holding: dict[tuple[str, str], bool] = {}
        self._mentioned: dict[str, frozenset[str]] = {}
        self._outside: dict[str, Tree] = {}
        self._summaries: dict[str, Module] = {}
        self._callers: tuple[int, dict[str, list[Declaration]]] = (0, {})

    def edited(self, files: Files, paths: Iterable[str]) -> "Sources":
        """What was read, after some of its files have other bytes."""
        from terrafence.syntax.reread import rereading

        again = Sources(files, self.trees, rereading(self.files))
        again.unreadable, again.failed = dict(self.unreadable), dict(self.failed)
        again._canonical, again._outside = self._canonical, self._outside
        again._summaries = self._summaries
        again.files, again._bytes, again._modules = dict(self.files), dict(self._bytes), dict(self._modules)
        for path in paths:
            del again.files[path], again._bytes[path]
            again._modules.pop(os.path.dirname(path), None)
        return again

    def tree(self, directory: str) -> Tree:
        """The repository of a directory; outside those that were named, the directory stands alone."""
        for base in sorted(self.trees, key=len, reverse=True):
            if self.trees[base].holds(directory):
                return self.trees[base]
        return self._outside.setdefault(directory, Tree(self._files, directory))

    def listing(self, directory: str) -> Listing:
        """What Terraform sees in a directory."""
        return self.tree(directory).listing(directory)

    def file(self, path: str) -> File | None:
        """A file as parsed; None, with the reason in `unreadable`, when it cannot be read."""
        if path not in self.files:
            source = self.bytes(path)
            if source is None:
                self.unreadable[self.failed[path]] = None
                return None
            self.files[path] = self.parse(path, source)
        return self.files[path]

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file; None, with the reason in `failed`, when it cannot be read: an error only
        for a file that is needed, not for one that is looked through for calls."""
        if path not in self._bytes:
            try:
                self._bytes[path] = self._files.read(path)
            except Unreadable as error:
                self._bytes[path] = None
                self.failed[path] = Problem(path, str(error))
        return self._bytes[path]

    def module(self, directory: str) -> Module:
        """The module in a directory; one without blocks when there is no configuration."""
        if directory not in self._modules:
            listing = self.listing(directory)
            self.unreadable |= dict.fromkeys(listing.unreadable)
            files, overrides = (
                [file for path in paths if (file := self.file(path)) is not None]
                for paths in (listing.configuration, listing.overrides)
            )
            self._modules[directory] = Module(directory, files, overrides)
        return self._modules[directory]

    def summary(self, source: str | None, constraint: str | None) -> Module | None:
        """The summary of a registry module in the newest version that a call allows, when there is one."""
        from terrafence.evaluate.summaries import summary_of

        path = None if source is None else summary_of(source, constraint)
        if path is None:
            return None
        if path not in self._summaries:
            file = self.parse(path, Disk().read(path))
            self._summaries[path] = Module(os.path.dirname(path), (file,), ())
        return self._summaries[path]

    @property
    def modules(self) -> tuple[Module, ...]:
        """All modules read so far, without summaries."""
        return tuple(self._modules.values())

    @property
    def summaries(self) -> tuple[Module, ...]:
        """All summaries read so far."""
        return tuple(self._summaries.values())

    def callers(self, module: Module) -> list[Declaration]:
        """The calls of a module by local sources, in all modules read so far and those `around`."""
        for at in self.around:
            if at not in self._modules and module.directory in self.mentioned(at):
                self.module(at)
        known, callers = self._callers
        if known != len(self._modules):
            callers = dict[str, list[Declaration]]()
            for caller in self._modules.values():
                for call in caller.calls:
                    if (source := local_source(call)) is not None:
                        called = self.called_directory(caller.directory, source)
                        callers.setdefault(called, []).append(call)
            self._callers = len(self._modules), callers
        return callers.get(module.directory, [])

    def called_directory(self, directory: str, source: str) -> str:
        """The directory that a local source means in a module."""
        path = os.path.normpath(os.path.join(directory, source))
        if path not in self._canonical:
            self._canonical[path] = self.tree(path).canonical(path)
        return self._canonical[path]

    def mentioned(self, directory: str) -> frozenset[str]:
        """The directories that the module might call, from a search of its bytes."""
        if directory not in self._mentioned:
            self._mentioned[directory] = self._mentions(directory)
        return self._mentioned[directory]

    def _mentions(self, directory: str) -> frozenset[str]:
        found: set[str] = set()
        for source in self._own(directory):
            if b'"./' in source or b'"../' in source:
                found.update(match.decode("utf-8", "replace") for match in _LOCAL_SOURCE.findall(source))
        return frozenset(self.called_directory(directory, source) for source in found)

    def below(self, directory: str) -> Set[str]:
        """The directory and all that it might call by local sources, directly or not, from a search of their
        bytes."""
        if directory not in self._below:
            self._below[directory] = closure([directory], self.mentioned)
        return self._below[directory]

    def holds(self, directory: str, word: str) -> bool:
        """Whether a word may stand in a module, in one that it calls by a local source, directly or not, or
        in the summary of another, from a search of their bytes."""
        key = (directory, word)
        if key not in self._holding:
            text = word.encode()
            self._holding[key] = any(text in it for at in self.below(directory) for it in self._texts_of(at))
        return self._holding[key]

    def calls_others(self, directory: str) -> bool:
        """Whether a module, or one that it calls by a local source, may call one by another source."""
        if directory not in self._calling:
            self._calling[directory] = any(self._others(at) for at in self.below(directory))
        return self._calling[directory]

    def _texts_of(self, directory: str) -> list[Text]:
        if directory not in self._texts:
            others = (text for source in self._others(directory) for text in self.summarised(source))
            self._texts[directory] = [*self._own(directory), *others]
        return self._texts[directory]

    def summarised(self, source: str) -> list[Text]:
        """The summaries of a published module, whatever its version."""
        if source not in self._texts:
            from terrafence.evaluate.summaries import summaries_of

            self._texts[source] = [Disk().read(path) for path in summaries_of(source)]
        return self._texts[source]

    def _others(self, directory: str) -> set[str]:
        texts = (text for text in self._own(directory) if b"module" in text)
        found = {source for text in texts for source in _OTHER_SOURCE.findall(text)}
        return {source.decode("utf-8", "replace") for source in found}

    def _own(self, directory: str) -> Iterator[Text]:
        listing = self.listing(directory)
        return (self.bytes(path) or b"" for path in listing.configuration + listing.overrides)


def closure(start: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    """The directories from which one starts, and all that steps from them lead to."""
    waiting, seen = list(start), set[str]()
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += step(at)
    return seen


def local_source(call: Declaration) -> str | None:
    """The source of a call when it is a local path."""
    source = source_of(call)
    return source if source is not None and source.startswith(("./", "../")) else None


def source_of(call: Declaration) -> str | None:
    """The source of a call; None when it is not a literal."""
    return literal(call.body.attributes.get("source"))


def literal(attribute: Attribute | None) -> str | None:
    """The string that is written as an attribute; None when it is something else."""
    return text_of(attribute.expression) if attribute else None


def text_of(expression: Expression) -> str | None:
    """The string that an expression is; None when it is something else."""
    return expression.value if isinstance(expression, Literal) and isinstance(expression.value, str) else None
