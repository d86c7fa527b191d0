"""Everything in a root's expansion that a rule can be about."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from terrafence.evaluate.discover import Problem
from terrafence.evaluate.expand import Repeats, symbolic
from terrafence.evaluate.instance import META_ARGUMENTS, Into, ModuleInstance
from terrafence.evaluate.modules import Declaration, Module, ResourceDeclaration
from terrafence.evaluate.names import Calls, Impact, Name, key_of_block
from terrafence.evaluate.providers import declared_name
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.scopes import ModuleScope
from terrafence.evaluate.sources import local_source, source_of
from terrafence.record import NamedTuple
from terrafence.syntax.views import Block, File
from terrafence.text import Span

_OF_THE_CALL = META_ARGUMENTS | {"source", "version", "providers"}


def instances_below(instance: ModuleInstance, into: Into | None = None) -> Iterator[ModuleInstance]:
    """The module instance and every one that it calls, directly or not; calls that `into` passes by are not
    followed."""
    yield instance
    for child in instance.children(into):
        yield from instances_below(child, into)


def subjects_of(instances: Iterable[ModuleInstance], wanted: Impact | None = None) -> Iterator[Resource]:
    """The resources and other blocks of an expansion, all or those that an impact holds. What is the same in
    every instance of a module (its `terraform` and `variable` blocks) comes once."""
    return _made(instances, lambda module: _choose(module, wanted))


SETTINGS = frozenset({"module", "provider", "terraform", "variable"})
"""What rules call the blocks that are subjects and make nothing."""


def settings_of(instances: Iterable[ModuleInstance], kind: str) -> Iterator[Resource]:
    """Those of the subjects that are of one of the SETTINGS."""
    return _made(instances, lambda module: _settings_in(module, kind))


def _made(instances: Iterable[ModuleInstance], choose: "Callable[[Module], _Chosen]") -> Iterator[Resource]:
    chosen: dict[Module, _Chosen] = {}
    for instance in instances:
        found = chosen.get(instance.module)
        if found is None:
            found = chosen[instance.module] = choose(instance.module)
            yield from _constant(instance, found)
        yield from _settings(instance, found)
        yield from _resources(instance, found)


def name_of(subject: Resource) -> Name:
    """The declaration that makes a subject."""
    return subject.body.scope.instance.module.directory, key_of_block(subject.body.block)


class _Chosen(NamedTuple):
    """Declarations of a module."""

    settings: list[Declaration]
    variables: list[Declaration]
    providers: list[Declaration]
    calls: list[Declaration]
    resources: list[ResourceDeclaration]


def _choose(module: Module, wanted: Impact | None) -> _Chosen:
    def some(declarations: Iterable[Declaration]) -> list[Declaration]:
        return [it for it in declarations if wanted is None or wanted.holds(*_named(module, it.block))]

    return _Chosen(
        some(module.settings),
        some(module.variables[name] for name in sorted(module.variables)),
        some(module.providers),
        some(module.calls),
        [
            it
            for it in module.resources
            if it.mode != "ephemeral"
            and (wanted is None or wanted.holds(*_named(module, it.declaration.block)))
        ],
    )


def _settings_in(module: Module, kind: str) -> _Chosen:
    return _Chosen(
        module.settings if kind == "terraform" else [],
        [module.variables[name] for name in sorted(module.variables)] if kind == "variable" else [],
        module.providers if kind == "provider" else [],
        module.calls if kind == "module" else [],
        [],
    )


def _named(module: Module, block: Block) -> Name:
    return module.directory, key_of_block(block)


def calls_in(instances: Iterable[ModuleInstance]) -> Calls:
    """Which of the modules call which."""
    below: dict[Name, set[str]] = {}
    for instance in instances:
        if instance.caller is not None:
            at = instance.caller.instance.module.directory
            key = key_of_block(instance.caller.call.block)
            below.setdefault((at, key), set()).add(instance.module.directory)
    return Calls({name: frozenset(found) for name, found in below.items()})


def missing_calls(root: ModuleInstance) -> Iterator[Problem]:
    """The module calls that cannot be followed, or only to a summary."""
    for instance in instances_below(root):
        for call in instance.module.calls:
            for repetition in instance.expansion(call).repetitions:
                child = instance.child(call, repetition)
                reason = child if isinstance(child, str) else _why_not_itself(instance, child)
                if reason is not None:
                    yield Problem(call.block.file.path, f"module.{call.block.labels[0]}: {reason}")


Called: TypeAlias = tuple[ModuleInstance, Declaration]
"""A call, and where it stands."""


def unread_calls(instances: Iterable[ModuleInstance], wanted: Impact | None = None) -> Iterator[Called]:
    """The calls of modules from elsewhere that are neither installed nor summarised: all, or those that an
    impact holds."""
    for instance in instances:
        for call in instance.module.calls:
            if source_of(call) is None or local_source(call) is not None:
                continue
            if wanted is not None and not wanted.holds(*_named(instance.module, call.block)):
                continue
            repetitions = instance.expansion(call).repetitions
            if repetitions and all(isinstance(instance.child(call, it), str) for it in repetitions):
                yield instance, call


def supposed_as(kind: str, instance: ModuleInstance, call: Declaration) -> Resource:
    """A call as a resource of a type, of which only the arguments are known that the call gives."""
    name = call.block.labels[0]
    places = (instance.path, instance.address(f"module.{name}"), instance.config_address(f"module.{name}"))
    scope = _scope(instance, call)
    body = EvaluatedBody(call.block, scope, call.body, hidden=_OF_THE_CALL, partial=True)
    return Resource("managed", kind, name, places, body)


def _why_not_itself(caller: ModuleInstance, child: ModuleInstance) -> str | None:
    if not child.module.is_summary or caller.module.is_summary:
        return None
    return "read from a summary of the published module; terraform init installs the module itself"


def moves_in(instances: Iterable[ModuleInstance]) -> dict[str, str]:
    """What `moved` blocks say: old and new address, both without instance keys."""
    return {old: new for old, new in addresses_in(instances, "moved", ("from", "to")) if old != new}


def addresses_in(
    instances: Iterable[ModuleInstance], kind: str, names: Sequence[str]
) -> Iterator[Sequence[str]]:
    """What the attributes `names` of every block of a kind say, without instance keys."""
    for instance in instances:
        prefix = f"{instance.config_path}." if instance.config_path else ""
        for file in instance.module.files:
            for block in file.body.blocks_of(kind) if kind.encode() in file.source else ():
                written = [block.body.attributes[name] for name in names if name in block.body.attributes]
                if len(written) == len(names):
                    yield [prefix + _without_keys(file.text(it.value_span)) for it in written]


def _without_keys(text: str) -> str:
    kept, depth = "", 0
    for char in text.strip().strip('"'):
        depth += char == "["
        kept += char if not depth else ""
        depth -= char == "]"
    return kept


def variables_files(root: ModuleInstance, files: Sequence[File]) -> Iterator[Resource]:
    """The tfvars files of a root."""
    for file in files:
        name, block = os.path.basename(file.path), _as_block(file)
        yield Resource("tfvars", "tfvars", name, ("", name, name), EvaluatedBody(block, root.constants))


def _as_block(file: File) -> Block:
    body, spans = file.body, (Span(0, 0), Span(0, 0), Span(0, len(file.source)))
    return Block(file.source_file, "tfvars", (), spans, lambda _: body)


def _resources(instance: ModuleInstance, chosen: _Chosen) -> Iterator[Resource]:
    for declared in chosen.resources:
        for repetition in instance.expansion(declared.declaration).repetitions:
            yield instance.resource(declared, repetition)


def _constant(instance: ModuleInstance, chosen: _Chosen) -> Iterator[Resource]:
    for declaration in chosen.settings:
        yield _setting(instance, declaration, "terraform", "terraform")
    for declaration in chosen.variables:
        name = declaration.block.labels[0]
        yield _setting(instance, declaration, f"var.{name}", name)


def _settings(instance: ModuleInstance, chosen: _Chosen) -> Iterator[Resource]:
    for declaration in chosen.providers:
        name, alias = declared_name(declaration)
        yield _setting(instance, declaration, f"provider.{name}" + (f".{alias}" if alias else ""), name)
    for call in chosen.calls:
        name = call.block.labels[0]
        yield _setting(instance, call, f"module.{name}", name)


def _setting(instance: ModuleInstance, declaration: Declaration, key: str, name: str) -> Resource:
    kind = declaration.block.type
    places = (instance.path, instance.address(key), instance.config_address(key))
    body = EvaluatedBody(declaration.block, _scope(instance, declaration), declaration.body)
    return Resource(kind, kind, name, places, body)


def _scope(instance: ModuleInstance, declaration: Declaration) -> ModuleScope:
    """A call is one subject whatever its instances: seen as the only one, or as one of unknown key."""
    expansion = instance.expansion(declaration) if declaration.block.type == "module" else None
    if expansion is None or expansion.repeats is Repeats.NOTHING:
        return instance.scope
    return ModuleScope(instance, symbolic(expansion), declaration.body)
