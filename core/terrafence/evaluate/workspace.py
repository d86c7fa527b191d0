"""From paths to evaluated configurations: discovery, modules, variables, expansion."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import final

from terrafence.evaluate.budget import Budget
from terrafence.evaluate.discover import Found, Problem, Tree, find, find_module, kind_of
from terrafence.evaluate.installed import RootCalls
from terrafence.evaluate.instance import ModuleInstance, Run
from terrafence.evaluate.modules import Module
from terrafence.evaluate.names import Calls, Impact
from terrafence.evaluate.names import kind_of as kind_of_block
from terrafence.evaluate.pending import Pending
from terrafence.evaluate.resource import Resource
from terrafence.evaluate.roots import Callers, roots_above, roots_of
from terrafence.evaluate.sources import Sources
from terrafence.evaluate.subjects import (
    SETTINGS,
    addresses_in,
    calls_in,
    instances_below,
    missing_calls,
    moves_in,
    name_of,
    settings_of,
    subjects_of,
    variables_files,
)
from terrafence.evaluate.variables import RootVariables, automatic
from terrafence.files import Files
from terrafence.record import NamedTuple
from terrafence.syntax.read import read
from terrafence.syntax.views import Block, File


class Environment(NamedTuple):
    """A root module as it is deployed once: `directory` (absolute) evaluated with these values and no
    others. `name` is what findings call it."""

    directory: str
    name: str
    workspace: str = "default"
    var_files: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


class Inputs(NamedTuple):
    """Where root variables get their values besides defaults and tfvars files: `--var NAME=VALUE` pairs
    as given, `--var-file` paths (absolute), and the `TF_VAR_*` part of the environment without the
    prefix. A root that `environments` name is evaluated once for each of them. `assumed` are resources
    that exist in every account without being declared: type, and attributes in JSON."""

    variables: tuple[tuple[str, str], ...] = ()
    var_files: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    workspace: str = "default"
    environments: tuple[Environment, ...] = ()
    assumed: tuple[tuple[str, str], ...] = ()

    def of(self, directory: str) -> list[Environment]:
        """What a root module is evaluated with, each once."""
        named = [environment for environment in self.environments if environment.directory == directory]
        return named or [Environment(directory, "", self.workspace, self.var_files, self.variables)]

    def plus(self, variables: Sequence[tuple[str, str]], var_files: Sequence[str]) -> "Inputs":
        """With more values, which win over those that are there."""
        return self._replace(
            variables=(*self.variables, *variables),
            var_files=(*self.var_files, *var_files),
            environments=tuple(
                at._replace(variables=(*at.variables, *variables), var_files=(*at.var_files, *var_files))
                for at in self.environments
            ),
        )


def variables_of(environment: Mapping[str, str]) -> dict[str, str]:
    """The root variables that a process's environment sets, by name: its `TF_VAR_*` part."""
    prefix = "TF_VAR_"
    return {
        name.removeprefix(prefix): value for name, value in environment.items() if name.startswith(prefix)
    }


@final
class Root:
    """One root module, evaluated with everything it calls. `environment` is its name where the settings
    name several; `variables` are the files of variable values that it may read; `assumed` are resources that
    nobody declares."""

    __slots__ = (
        "_holding",
        "_instances",
        "_subjects",
        "assumed",
        "deployed",
        "directory",
        "environment",
        "instance",
        "variables",
    )

    def __init__(
        self,
        environment: Environment,
        instance: ModuleInstance,
        variables: Sequence[File],
        assumed: Sequence[Resource],
    ) -> None:
        self.directory = environment.directory
        self.deployed = environment
        self.environment = environment.name
        self.instance = instance
        self.assumed = assumed
        self.variables = variables
        self._holding: dict[str, Sequence[ModuleInstance]] = {}
        self._instances: tuple[ModuleInstance, ...] | None = None
        self._subjects: tuple[Resource, ...] | None = None

    @property
    def instances(self) -> Sequence[ModuleInstance]:
        """The root's own and every one below it."""
        if self._instances is None:
            self._instances = tuple(instances_below(self.instance))
            for instance in self._instances:
                instance.settle()
        return self._instances

    def holding(self, word: str) -> Sequence[ModuleInstance]:
        """Its instances, without some of those in whose files a word does not stand."""
        if self._instances is not None or self.instance.follows:
            return self.instances
        if word not in self._holding:
            calls, root = self.instance.run.calls, self.instance
            found = calls.may_hold(self.directory, word)
            below = instances_below(root, lambda at, call: calls.may_call(at.module, call, word))
            self._holding[word] = tuple(below) if found else ()
        return self._holding[word]

    def inside(self, directories: Collection[str]) -> Iterator[ModuleInstance]:
        """Its instances of the modules in some directories."""
        if self._instances is not None or self.instance.follows:
            every: Iterable[ModuleInstance] = self.instances
        else:
            calls = self.instance.run.calls
            every = instances_below(
                self.instance, lambda at, call: calls.may_lead(at.module, call, directories)
            )
        return (instance for instance in every if instance.module.directory in directories)

    @property
    def subjects(self) -> Sequence[Resource]:
        """Every instance of the whole expansion that a rule can be about. `mode` is `managed` and `data`
        for resources, and `module`, `provider`, `terraform`, `variable`, `tfvars` for those blocks and
        files (their `type` is the same word)."""
        if self._subjects is None:
            self._subjects = (*subjects_of(self.instances), *variables_files(self.instance, self.variables))
        return self._subjects

    def forget(self) -> None:
        """Lets go of everything computed; it is computed again when somebody asks."""
        for instance in self.instances:
            instance.forget()

    def select(self, wanted: Impact) -> Iterator[Resource]:
        """The subjects of the declarations that an impact holds."""
        yield from subjects_of(self.inside(wanted.directories), wanted)
        for subject in variables_files(self.instance, self.variables):
            if wanted.holds(*name_of(subject)):
                yield subject

    def of_kind(self, kind: str) -> Iterator[Resource]:
        """The subjects that rules call so: a resource type, `data.TYPE`, or another `mode`."""
        if kind in SETTINGS:
            yield from settings_of(self.holding(kind), kind)
            return
        if kind == "tfvars":
            yield from variables_files(self.instance, self.variables)
            return
        for instance in self.holding(kind.removeprefix("data.")):
            for declared in instance.module.by_kind.get(kind, ()):
                for repetition in instance.expansion(declared.declaration).repetitions:
                    yield instance.resource(declared, repetition)

    @property
    def moves(self) -> Mapping[str, str]:
        """What its `moved` blocks say: old and new address, without instance keys."""
        return moves_in(self.holding("moved"))

    @property
    def arrivals(self) -> frozenset[str]:
        """What its `moved` and `import` blocks lead to, without instance keys."""
        return frozenset(
            to for kind in ("moved", "import") for (to,) in addresses_in(self.holding(kind), kind, ("to",))
        )

    def broken(self, kind: str) -> Sequence[str]:
        """The paths of those of its instances in which something that does not parse is of a kind."""
        return [
            instance.path
            for instance in self.holding(kind.removeprefix("data."))
            for part in instance.module.broken
            for word, labels in part.names
            if kind_of_block(word, labels) == kind
        ]


@final
class Workspace:
    """What the given paths need: their modules, and the roots that call those. `base` is the
    repository's directory, or what the given paths have in common; `selected` are the paths that were
    asked about, the rest of `files` is context; `empty` are given paths in which there is no Terraform."""

    __slots__ = ("_calls", "base", "empty", "found", "roots", "selected", "sources")

    def __init__(
        self, base: str, found: Found, sources: Sources, roots: Sequence[Root], calls: Calls | None = None
    ) -> None:
        self.base = base
        self.selected = found.files
        self.empty = found.empty
        self.roots = roots
        self.found = found
        self.sources = sources
        self._calls = calls

    @property
    def calls(self) -> Calls:
        """Which modules call which; for a workspace after an edit, also which did before it."""
        if self._calls is None:
            self._calls = calls_in(instance for root in self.roots for instance in root.instances)
        return self._calls

    def shown(self, path: str) -> str:
        """A path relative to the repository."""
        return path.removeprefix(self.base).strip("/")

    def name_of(self, root: Root) -> str:
        """What a root is called in every checkout: its directory, with `@` and the environment where there
        are several."""
        return self.shown(root.directory) + (f"@{root.environment}" if root.environment else "")

    @property
    def files(self) -> Mapping[str, File]:
        """Everything read, by path."""
        return self.sources.files

    @property
    def unreadable(self) -> Sequence[Problem]:
        """Files and directories that could not be read."""
        searched = (self.sources.listing(directory) for directory in self.found.searched)
        problems = {problem for listing in searched for problem in listing.unreadable}
        return sorted(problems | self.sources.unreadable.keys())

    @property
    def not_read(self) -> Sequence[Problem]:
        """Files and modules that are there, or should be, and were not looked into."""
        directories = {*self.found.searched, *(module.directory for module in self.sources.modules)}
        problems = {problem for at in directories for problem in self.sources.listing(at).not_read}
        for tree in self.sources.trees.values():
            problems |= tree.cut.keys()
        problems |= set(self.sources.failed.values()) - set(self.unreadable)
        for root in self.roots:
            problems |= set(missing_calls(root.instance))
        return sorted(problems)

    def forget(self) -> None:
        """Lets go of everything computed; it is computed again when somebody asks."""
        for root in self.roots:
            root.forget()

    def uncalled(self) -> Sequence[Block]:
        """Resource blocks of selected files that no root instantiates (`count = 0`, a module called with
        an empty for_each)."""
        called = {subject.body.block for root in self.roots for subject in root.subjects}
        declared = [resource for module in self.sources.modules for resource in module.resources]
        blocks = [resource.declaration.block for resource in declared if resource.mode != "ephemeral"]
        missed = [block for block in blocks if block not in called and block.file.path in self.selected]
        return sorted(missed, key=lambda block: (block.file.path, block.span))


def load(
    files: Files, paths: Sequence[str], inputs: Inputs, read: Callable[[str, bytes], File] = read
) -> Workspace:
    """Reads what `paths` (files or directories) name, and what that needs. `read` may know files that were
    read before.

    Raises UserError for a path that does not exist.
    """
    trees: dict[str, Tree] = {}
    found = find(files, trees, paths)
    sources = Sources(files, trees, read)
    for path in sorted(found.files):
        sources.file(path)
    return _loaded(files, sources, found, roots_of(sources, found.modules), inputs)


def begin(
    files: Files, paths: Sequence[str], inputs: Inputs, read: Callable[[str, bytes], File] = read
) -> Workspace | None:
    """As `load`, with one of the roots alone, and only the files at `paths` read: others are when somebody
    asks. None when there is not much more than these.

    Raises UserError for a path that does not exist.
    """
    trees: dict[str, Tree] = {}
    found = find(files, trees, paths)
    sources = Sources(files, trees, read)
    callers = Callers(sources)
    if len(found.modules) != 1 or callers.is_alone(found.modules[0]):
        return None
    for path in sorted(found.files):
        sources.file(path)
    root = callers.one_above(found.modules[0])
    loader = Loader(files, sources, inputs, Budget())
    loaded = loader.root(sources.module(root), inputs.of(root)[0])
    return Workspace(next(iter(trees)), found, sources, [loaded])


@final
class Scope:
    """The `roots` that some files bear on."""

    __slots__ = ("_callers", "_directories", "files", "roots", "sources")

    def __init__(self, files: Files, sources: Sources, callers: Callers, roots: tuple[str, ...]) -> None:
        self.files = files
        self.sources = sources
        self.roots = roots
        self._callers = callers
        self._directories: tuple[str, ...] | None = None

    @property
    def directories(self) -> tuple[str, ...]:
        """Of all modules that the roots call, and their own."""
        if self._directories is None:
            below = {directory for root in self.roots for directory in self._callers.below(root)}
            self._directories = tuple(sorted(below))
        return self._directories

    @property
    def mentioned(self) -> set[str]:
        """As `directories`, and what else the roots might call, without reading any."""
        return {directory for root in self.roots for directory in self.sources.below(root)}

    def callers(self, directory: str) -> frozenset[str]:
        """The directories of the modules that call the one in a directory."""
        return self._callers.of(directory)


def scope_of(
    files: Files,
    base: str,
    touched: Iterable[str],
    read: Callable[[str, bytes], File] = read,
    fed: Iterable[str] = (),
) -> Scope:
    """What changes of the files `touched` bear on, in the repository at `base`. A file that is not Terraform
    bears on the nearest module above it, if that reads files. `fed` are directories of modules that the files
    bear on besides, since the settings say so."""
    tree = Tree(files, base)
    sources = Sources(files, {base: tree}, read)
    callers = Callers(sources)
    directories = {at for path in touched if (at := module_of(sources, path)) is not None}
    directories |= {tree.canonical(directory) for directory in fed}
    roots = [root for root in roots_above(callers, directories) if tree.listing(root).files]
    return Scope(files, sources, callers, tuple(roots))


def load_scope(scope: Scope, directories: Iterable[str], inputs: Inputs) -> Workspace:
    """The workspace of the scope's roots, with the files of some of its directories selected and read."""
    workspace = begin_scope(scope, directories, inputs)
    for path in sorted(workspace.selected):
        scope.sources.file(path)
    return workspace


def begin_scope(scope: Scope, directories: Iterable[str], inputs: Inputs) -> Workspace:
    """As `load_scope`; what is selected is parsed when somebody asks for it."""
    sources, modules = scope.sources, tuple(sorted(directories))
    paths = {path for directory in modules for path in sources.listing(directory).files}
    sources.unreadable |= {
        sources.failed[path]: None for path in sorted(paths) if sources.bytes(path) is None
    }
    sources.around = scope.mentioned
    found = Found(frozenset(paths), modules, modules, ())
    return _loaded(scope.files, sources, found, scope.roots, inputs)


def module_of(sources: Sources, path: str) -> str | None:
    """The directory of the module that a file is part of, or may be read by; None when there is none."""
    directory, name = os.path.split(path)
    tree = sources.tree(directory)
    at = tree.canonical(directory)
    if kind_of(name) is not None:
        return at
    while not tree.listing(at).files and at != tree.base and tree.holds(at):
        at = os.path.dirname(at)
    # `file(`, `templatefile(`, `fileset(` and their like; the name itself may be computed.
    texts = [sources.bytes(file) or b"" for file in tree.listing(at).configuration]
    return at if any(map(reads_files, texts)) else None


def reads_files(text: bytes) -> bool:
    """Whether the value of some Terraform may depend on other files."""
    return b"file" in text and _READS_FILES.search(text) is not None


_READS_FILES = re.compile(rb"file\w*\s*\(")


def _loaded(
    files: Files, sources: Sources, found: Found, callers: Sequence[str], inputs: Inputs
) -> Workspace:
    named = {environment.directory for environment in inputs.environments} & set(found.modules)
    roots = sorted({*callers, *named})
    beside = [at for at in sorted(set(found.modules) - set(roots)) if sources.listing(at).variables]
    loader = Loader(files, sources, inputs, Budget())
    modules = [sources.module(directory) for directory in roots]
    modules += [Module(directory, (), ()) for directory in beside]
    loaded = [loader.root(module, at) for module in modules for at in inputs.of(module.directory)]
    base = os.path.commonpath(sources.trees) if sources.trees else ""
    return Workspace(base, found, sources, loaded)


def load_root(files: Files, directory: str, inputs: Inputs) -> Workspace:
    """The one root that a directory is when `terraform` runs in it, whoever else calls it; of several
    environments the first.

    Raises UserError when there is no such directory.
    """
    trees: dict[str, Tree] = {}
    found = find_module(files, trees, directory)
    sources = Sources(files, trees, read)
    module = sources.module(found.modules[0])
    root = Loader(files, sources, inputs, Budget()).root(module, inputs.of(module.directory)[0])
    return Workspace(next(iter(trees)), found, sources, [root])


class Loader(NamedTuple):
    """Makes roots. `impact` is what an edit bears on, of roots that were there before."""

    files: Files
    sources: Sources
    inputs: Inputs
    budget: Budget
    impact: Impact | None = None

    def root(self, module: Module, environment: Environment, before: Root | None = None) -> Root:
        """A module as it is deployed once."""
        directory = module.directory
        paths = self.sources.listing(directory).variables
        named = [path for path in environment.var_files if not self._lacks(path)]
        given = self._read([*automatic(paths), *named])
        run = Run(
            files=self.files,
            budget=self.budget,
            pending=Pending(),
            calls=RootCalls(
                self.files, self.sources, directory, None if before is None else before.instance.run.calls
            ),
            variables=RootVariables(module, given, self.inputs.environment, environment.variables),
            root_directory=directory,
            workspace_root=self.sources.tree(directory).base,
            workspace=environment.workspace,
            impact=self.impact,
        )
        every = self._read(dict.fromkeys([*paths, *named]))
        former = None if before is None else before.instance
        instance = ModuleInstance(run, module, former=former)
        return Root(environment, instance, every, self._assumed(run))

    def _assumed(self, run: Run) -> tuple[Resource, ...]:
        texts = [f'{{"resource": {{"{kind}": {{"assumed": {body}}}}}}}' for kind, body in self.inputs.assumed]
        files = [self.sources.parse("<assumed>.tf.json", text.encode()) for text in texts]
        return tuple(subjects_of([ModuleInstance(run, Module("", files, ()))])) if files else ()

    def _lacks(self, path: str) -> bool:
        """Whether a file that the settings name is not here, as one that git ignores may be."""
        missing = self.files.kind(path) == "missing"
        if missing:
            self.sources.failed[path] = Problem(
                path, "is named for variables, ignored by .gitignore, and not here"
            )
        return missing

    def _read(self, paths: Iterable[str]) -> list[File]:
        return [file for path in paths if (file := self.sources.file(path)) is not None]
