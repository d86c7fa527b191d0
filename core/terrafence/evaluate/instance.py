"""A module as one call of it runs: arguments in, resources and outputs out. Everything is computed when
first asked for, and once."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.evaluate.expand import SINGLE, Expansion, Repetition, expand, unknown_expansion
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.installed import RootCalls
from terrafence.evaluate.modules import Declaration, Module, ResourceDeclaration
from terrafence.evaluate.names import Impact, key_of_block
from terrafence.evaluate.pending import IN_CYCLE, Pending
from terrafence.evaluate.providers import provider_of, resource_provider
from terrafence.evaluate.references import instances, opaque, resource_names
from terrafence.evaluate.resource import EvaluatedBody, Resource
from terrafence.evaluate.scope import Namespace, Part, Undeclared
from terrafence.evaluate.scopes import ConstantScope, ModuleScope, Names, only_parts
from terrafence.evaluate.values import Unknown, Value, mapping, sequence, unknown
from terrafence.evaluate.variables import RootVariables, conform
from terrafence.record import NamedTuple
from terrafence.syntax.views import Block, Written

if TYPE_CHECKING:
    from terrafence.evaluate.budget import Budget
    from terrafence.files import Files

MAX_MODULE_DEPTH = 32

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on"})


class Run(NamedTuple):
    """What all module instances of one root share. `impact` is what may be worth something else than in the
    instances that are there from before an edit."""

    files: "Files"
    budget: "Budget"
    pending: Pending
    calls: RootCalls
    variables: RootVariables
    root_directory: str
    workspace_root: str
    workspace: str
    impact: Impact | None = None


class Caller(NamedTuple):
    """The call that made a module instance, as the one of its instances that it is."""

    instance: "ModuleInstance"
    call: Declaration
    repetition: Repetition
    scope: ModuleScope


@final
class ModuleInstance:
    """One instance of a module. `path` is its address (`module.a["k"]`, empty for the root), `config_path`
    the same without instance keys, `weight` the number of instances that the calls above make of it. From
    `former`, the same instance before an edit, it takes over the values that the edit does not bear on."""

    __slots__ = (
        "_children",
        "_expansions",
        "_former",
        "_resources",
        "_scope",
        "_values",
        "caller",
        "config_path",
        "depth",
        "module",
        "path",
        "run",
        "weight",
    )

    def __init__(
        self,
        run: Run,
        module: Module,
        caller: Caller | None = None,
        weight: int = 1,
        former: "ModuleInstance | None" = None,
    ) -> None:
        self.run = run
        self.module = module
        self.caller = caller
        self.weight = weight
        self.depth: int = caller.instance.depth + 1 if caller else 0
        self.path, self.config_path = _paths(caller) if caller else ("", "")
        self._scope: ModuleScope | None = None
        self._values: dict[tuple[str, str], Value] = {}
        self._expansions: dict[Block | Written, Expansion] = {}
        self._former = former
        if former is not None and run.impact is not None:
            self._take_over(former, run.impact)
        self._children: dict[tuple[Block, str | int | None], ModuleInstance | str] = {}
        self._resources: dict[tuple[Block, str | int | None], Resource] = {}

    # names

    @property
    def scope(self) -> ModuleScope:
        """What an expression sees that is in no repeated block."""
        if self._scope is None:
            self._scope = ModuleScope(self, Repetition())
        return self._scope

    @property
    def constants(self) -> ConstantScope:
        """What an expression sees that may not refer to anything."""
        return ConstantScope(self)

    def namespace(self, word: str) -> Namespace:
        """What `var`, `local`, `module`, `data` and `ephemeral` are."""
        match word:
            case "var":
                return only_parts(word, self.variable)
            case "local":
                return only_parts(word, self.local)
            case "module":
                return only_parts(word, self.called)
            case _:
                return only_parts(word, lambda kind: self.resources_of(word, kind))

    def variable(self, name: str) -> Value:
        """The value of an input variable, converted to its type."""
        module = self.module
        if name not in module.variables:
            return unknown(self._lost(f'variable "{name}"'))
        return self._value(("var", name), lambda: conform(module, name, self._given(name), self.constants))

    def local(self, name: str) -> Value:
        """The value of a local."""
        attribute = self.module.locals.get(name)
        if attribute is None:
            return unknown(self._lost(f"local.{name}"))
        return self._value(("local", name), lambda: value_of(attribute.expression, self.scope))

    def output(self, name: str) -> Value:
        """The value of an output."""
        declaration = self.module.outputs.get(name)
        if declaration is None:
            return unknown(self._lost(f'output "{name}"'))
        attribute = declaration.body.attributes.get("value")
        if attribute is None:
            return unknown(f'output "{name}" has no value')
        return self._value(("output", name), lambda: value_of(attribute.expression, self.scope))

    def resources_of(self, mode: str, kind: str) -> Namespace:
        """What the type of a resource means as a name."""
        name_of_type = kind if mode == "managed" else f"{mode}.{kind}"
        if not self.module.declares(mode, kind):
            raise Undeclared(f"{name_of_type} is not declared in this module")
        return only_parts(name_of_type, lambda name: self._resource_names(mode, kind, name))

    def called(self, name: str) -> Part:
        """The outputs of a called module, through its instances."""
        call = next((call for call in self.module.calls if call.block.labels == (name,)), None)
        if call is None:
            return opaque(self.address(f"module.{name}"), self._lost(f"module.{name}"))
        address = self.address(f"module.{name}")
        return instances(address, self.expansion(call), lambda repetition: self._outputs(call, repetition))

    def address(self, key: str) -> str:
        """The address of something in this module instance."""
        return f"{self.path}.{key}" if self.path else key

    def config_address(self, key: str) -> str:
        """The address of something in this module, without instance keys."""
        return f"{self.config_path}.{key}" if self.config_path else key

    # expansion

    def expansion(self, declaration: Declaration) -> Expansion:
        """The instances of a resource or module call."""
        block, body = declaration.block.written or declaration.block, declaration.body
        if (found := self._expansions.get(block)) is not None:
            return found
        if "count" not in body.attributes and "for_each" not in body.attributes:
            return SINGLE
        pending = self.run.pending
        if not pending.enter((self, block)):
            return unknown_expansion(body, Unknown(IN_CYCLE))
        try:
            expansion = expand(body, self.scope, self.weight)
        finally:
            cyclic = pending.leave((self, block))
        self._expansions[block] = unknown_expansion(body, Unknown(IN_CYCLE)) if cyclic else expansion
        return self._expansions[block]

    def child(self, call: Declaration, repetition: Repetition) -> "ModuleInstance | str":
        """The instance of a called module, or why there is none."""
        key = (call.block, repetition.key)
        if key not in self._children:
            self._children[key] = self._child(call, repetition)
        return self._children[key]

    def forget(self) -> None:
        """Lets go of everything computed; it is computed again when somebody asks."""
        for memo in (self._values, self._expansions, self._children, self._resources):
            memo.clear()
        self._scope = None

    @property
    def follows(self) -> bool:
        """Whether it still takes over from the instance before an edit."""
        return self._former is not None

    def settle(self) -> None:
        """Lets go of the instance before: all children are there."""
        self._former = None

    def known_child(self, call: Declaration, repetition: Repetition) -> "ModuleInstance | None":
        """The instance of a called module, if it was asked for."""
        block = call.block
        for (other, key), child in self._children.items():
            same = other is block or other.labels == block.labels
            if key == repetition.key and same and isinstance(child, ModuleInstance):
                return child
        return None

    def resource(self, declared: ResourceDeclaration, repetition: Repetition) -> Resource:
        """One instance of a resource."""
        key = (declared.declaration.block, repetition.key)
        if key not in self._resources:
            self._resources[key] = self._resource(declared, repetition)
        return self._resources[key]

    def children(self, into: "Into | None" = None) -> "Iterator[ModuleInstance]":
        """Every instance of every called module that can be read, without what `into` passes by."""
        for call in self.module.calls:
            if into is not None and not into(self, call):
                continue
            for repetition in self.expansion(call).repetitions:
                child = self.child(call, repetition)
                if isinstance(child, ModuleInstance):
                    yield child

    # how

    def _take_over(self, former: "ModuleInstance", impact: Impact) -> None:
        at = self.module.directory
        self._values = {key: value for key, value in former._values.items() if not impact.holds(at, key)}
        if not impact.touches(at):
            self._expansions = dict(former._expansions)
            return
        declarations = [*self.module.calls, *(it.declaration for it in self.module.resources)]
        for block in (it.block for it in declarations):
            known = former._expansions.get(block.written or block)
            if known is not None and not impact.holds(at, key_of_block(block)):
                self._expansions[block.written or block] = known

    def _given(self, name: str) -> Value | None:
        if self.caller is None:
            return self.run.variables.value(name, self.constants)
        body, scope = self.caller.call.body, self.caller.scope
        attribute = body.attributes.get(name)
        return value_of(attribute.expression, scope) if attribute else _meant(body.blocks_of(name), scope)

    def _outputs(self, call: Declaration, repetition: Repetition) -> Namespace:
        child = self.child(call, repetition)
        if isinstance(child, ModuleInstance):
            outputs = child.module.outputs
            return Names(child.output, lambda: mapping({name: child.output(name) for name in outputs}))
        address = self.address(f"module.{call.block.labels[0]}{repetition.suffix}")
        return opaque(address, child)

    def _resource_names(self, mode: str, kind: str, name: str) -> Part:
        key = f"{kind}.{name}" if mode == "managed" else f"{mode}.{kind}.{name}"
        declared = self.module.by_key.get(key)
        if declared is None:
            return opaque(self.address(key), self._lost(key))
        expansion = self.expansion(declared.declaration)
        return instances(
            self.address(key),
            expansion,
            lambda repetition: resource_names(self.resource(declared, repetition)),
        )

    def _child(self, call: Declaration, repetition: Repetition) -> "ModuleInstance | str":
        found = self.run.calls.resolve(self.config_path, self.module, call)
        if isinstance(found, str):
            return found
        if self._is_within(found):
            return "the module calls itself"
        if self.depth >= MAX_MODULE_DEPTH:
            return f"it is more than {MAX_MODULE_DEPTH} modules deep"
        weight = self.weight * len(self.expansion(call).repetitions)
        scope = ModuleScope(self, repetition, call.body)
        former = self._former.known_child(call, repetition) if self._former is not None else None
        return ModuleInstance(self.run, found, Caller(self, call, repetition, scope), weight, former)

    def _is_within(self, module: Module) -> bool:
        at = self
        while at.module is not module:
            if at.caller is None:
                return False
            at = at.caller.instance
        return True

    def _resource(self, declared: ResourceDeclaration, repetition: Repetition) -> Resource:
        declaration = declared.declaration
        scope = ModuleScope(
            self,
            repetition,
            declaration.body,
            lambda: resource_names(self.resource(declared, repetition)),
        )
        address = self.address(declared.key + repetition.suffix)
        places = (self.path, address, self.config_address(declared.key))
        body = EvaluatedBody(declaration.block, scope, declaration.body, hidden=META_ARGUMENTS)
        name = resource_provider(declared)
        return Resource(
            declared.mode, declared.type, declared.name, places, body, lambda: provider_of(self, name)
        )

    def _lost(self, what: str) -> str:
        """Why a name that is not declared may be one all the same. Raises Undeclared when it cannot."""
        if self.module.broken:
            return f"{what} may be in a part of the module that does not parse"
        if self.module.is_summary:
            return f"{what} is not in the module's summary"
        raise Undeclared(f"{what} is not declared")

    def _value(self, key: tuple[str, str], compute: Callable[[], Value]) -> Value:
        if (found := self._values.get(key)) is not None:
            return found
        pending = self.run.pending
        if not pending.enter((self, key)):
            return unknown(IN_CYCLE)
        try:
            value = compute()
        finally:
            cyclic = pending.leave((self, key))
        self._values[key] = unknown(IN_CYCLE) if cyclic else value
        return self._values[key]


Into: TypeAlias = Callable[[ModuleInstance, Declaration], bool]
"""Whether what a call in an instance makes is worth a look."""


def _meant(blocks: Sequence[Block], scope: ModuleScope) -> Value | None:
    """What an argument means that is written as a block: Terraform refuses it, and asks for the object."""
    if len(blocks) != 1:
        return sequence(value for block in blocks if (value := _meant([block], scope))) if blocks else None
    body = blocks[0].body
    nested = {kind: _meant(body.blocks_of(kind), scope) for kind in {inner.type for inner in body.blocks}}
    values = {name: value_of(attribute.expression, scope) for name, attribute in body.attributes.items()}
    return mapping(values | {kind: value for kind, value in nested.items() if value is not None})


def _paths(caller: Caller) -> tuple[str, str]:
    key = f"module.{caller.call.block.labels[0]}"
    return caller.instance.address(key + caller.repetition.suffix), caller.instance.config_address(key)
