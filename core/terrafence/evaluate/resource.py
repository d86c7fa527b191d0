"""A resource instance as evaluated: what checks read. Everything here is lazy; a value is computed when
first asked for."""

from collections.abc import Callable, Sequence
from typing import final

from terrafence.evaluate.expand import MAX_INSTANCES, elements
from terrafence.evaluate.expressions import value_of
from terrafence.evaluate.modules import nested_type
from terrafence.evaluate.pending import IN_CYCLE
from terrafence.evaluate.scopes import IteratorScope, LocalScope
from terrafence.evaluate.values import Unknown, Value, unknown
from terrafence.record import NamedTuple
from terrafence.syntax.expressions import Expression, GetAttr, Index, Literal, TupleCons, Variable
from terrafence.syntax.views import Attribute, Block, Body, SourceFile
from terrafence.text import Span


class Step(NamedTuple):
    """One link on the way from a flagged expression to its origin: the place and what it is, for people
    (`variable "acl"`, `argument "acl" of module.bucket`)."""

    file: SourceFile
    span: Span
    label: str


class Origin(NamedTuple):
    """Where a person would edit to change a value. `steps` lead there from the expression that was
    traced (first) to the origin (last); `readers` counts the references that read it over all callers,
    at least 1. `writable` is False for a place inside `.terraform` or outside the workspace. `argument` is
    set for the default of a module's variable: the call that could give it instead, and its name."""

    file: SourceFile
    span: Span
    expression: Expression
    steps: tuple[Step, ...]
    readers: int
    writable: bool
    evaluate: Callable[[Expression], Value]
    """Evaluates another expression where the origin's stands; never raises."""
    argument: tuple[Block, str] | None = None


@final
class Slot:
    """One attribute of an evaluated body. `attribute` is the one written (through override files, the
    one that wins); `scope` is what its expression sees."""

    __slots__ = ("_value", "attribute", "scope")

    def __init__(self, attribute: Attribute, scope: LocalScope) -> None:
        self.attribute = attribute
        self.scope = scope
        self._value: Value | None = None

    @property
    def name(self) -> str:
        """The attribute's name."""
        return self.attribute.name

    @property
    def value(self) -> Value:
        """Its value; never raises: an expression that Terraform refuses is unknown, with the error as the
        reason."""
        if self._value is None:
            self._value = unknown(IN_CYCLE)
            self._value = value_of(self.attribute.expression, self.scope)
        return self._value

    def evaluate(self, expression: Expression) -> Value:
        """Another expression evaluated where this one stands; never raises."""
        return value_of(expression, self.scope)

    def origin(self) -> Origin | None:
        """The place to edit, through pure references only; None when the value is computed or written right
        here."""
        from terrafence.evaluate.origin import trace

        return trace(self.attribute, self.scope)

    def select(self, steps: Sequence[str | int]) -> "tuple[Expression, Origin | None] | None":
        """The expression of one element inside a literal value (`tags` -> `["Name"]`), with its origin;
        None when the value is not a literal collection on the way there."""
        from terrafence.evaluate.origin import select

        return select(self.attribute, self.scope, steps)


@final
class EvaluatedBody:
    """A block's inside, evaluated: dynamic blocks are expanded, override files merged.

    `block` is the block to edit: for a dynamic block's body, its `content` block. `certain` is False when
    the body stands for an unknown number of bodies (a dynamic block over an unknown collection), maybe
    none. It is `partial` where something that cannot be read may write more into it, so that nobody knows
    what is absent.
    """

    __slots__ = ("_blocks", "_body", "_hidden", "_slots", "block", "certain", "partial", "scope")

    def __init__(
        self,
        block: Block,
        scope: LocalScope,
        body: Body | None = None,
        certain: bool = True,
        hidden: frozenset[str] = frozenset(),
        partial: bool = False,
    ) -> None:
        self.block = block
        self.scope = scope
        self.certain = certain
        self.partial = partial
        self._body = body or block.body
        self._hidden = hidden
        self._slots: dict[str, Slot] = {}
        self._blocks: dict[str, tuple[EvaluatedBody, ...]] = {}

    def attribute(self, name: str) -> Slot | None:
        """The attribute of this name, if written. A value of null is still a slot; checks treat it as
        absent."""
        if name not in self._slots:
            attribute = self._body.attributes.get(name)
            if attribute is None or name in self._hidden:
                return None
            self._slots[name] = Slot(attribute, self.scope)
        return self._slots[name]

    def attributes(self) -> Sequence[Slot]:
        """All attributes written, in order."""
        return [slot for name in self._body.attributes if (slot := self.attribute(name)) is not None]

    def blocks(self, kind: str) -> "Sequence[EvaluatedBody]":
        """The nested blocks of a type, after expansion."""
        if kind not in self._blocks:
            written = (block for block in self._body.blocks if nested_type(block) == kind)
            self._blocks[kind] = tuple(body for block in written for body in self._bodies(block))
        return self._blocks[kind]

    def block_types(self) -> Sequence[str]:
        """The types of all nested blocks written (dynamic ones under their label), without repeats."""
        return list(dict.fromkeys(nested_type(block) for block in self._body.blocks))

    def _bodies(self, block: Block) -> "list[EvaluatedBody]":
        if block.type != "dynamic":
            return [EvaluatedBody(block, self.scope, certain=self.certain)]
        content = next(iter(block.body.blocks_of("content")), None)
        for_each = block.body.attributes.get("for_each")
        if content is None or for_each is None:
            return []
        name = _iterator(block)
        found = elements(value_of(for_each.expression, self.scope))
        weight = self.scope.weight if isinstance(self.scope, IteratorScope) else 1
        if not isinstance(found, Unknown) and len(found) * weight > MAX_INSTANCES:
            found = Unknown("too large")
        if isinstance(found, Unknown):
            element = unknown(found.reason, found.refs)
            scope = IteratorScope(self.scope, block, name, (element, element), weight)
            return [EvaluatedBody(content, scope, certain=False)]
        weight *= len(found)
        scopes = (IteratorScope(self.scope, block, name, pair, weight) for pair in found)
        return [EvaluatedBody(content, scope, certain=self.certain) for scope in scopes]


def _iterator(block: Block) -> str:
    iterator = block.body.attributes.get("iterator")
    match iterator.expression if iterator else None:
        case Variable(name=name) | Literal(value=str(name)):
            return name
        case _:
            return block.labels[0]


class Provider(NamedTuple):
    """The provider configuration a resource uses: `body` is None when none is written."""

    name: str
    alias: str | None
    body: EvaluatedBody | None


NO_PROVIDER = Provider("", None, None)


@final
class Resource:
    """One instance of a resource or data source (or the symbolic instance `["?"]` of an unknown count or
    for_each), or another block that rules can be about.

    `address` is `module.a["k"].aws_s3_bucket.b[0]`, `config_address` the same without instance keys; data
    sources start with `data.` after the module path. `mode` is `managed`, `data`, `module`, `provider`,
    `terraform`, `variable` or `tfvars`. `module_path` is `module.a["k"]`, or empty for the root.
    """

    __slots__ = ("_provider", "address", "body", "config_address", "mode", "module_path", "name", "type")

    def __init__(
        self,
        mode: str,
        type: str,
        name: str,
        places: tuple[str, str, str],
        body: EvaluatedBody,
        provider: Callable[[], Provider] = lambda: NO_PROVIDER,
    ) -> None:
        self.mode = mode
        self.type = type
        self.name = name
        self.module_path, self.address, self.config_address = places
        self.body = body
        self._provider = provider

    @property
    def provider(self) -> Provider:
        """The provider configuration it uses."""
        return self._provider()

    @property
    def ignored_changes(self) -> frozenset[str]:
        """The names in `lifecycle.ignore_changes`; `{"all"}` for the word."""
        names: set[str] = set()
        for lifecycle in self.body.blocks("lifecycle"):
            slot = lifecycle.attribute("ignore_changes")
            if slot is not None:
                names |= _words(slot.attribute.expression)
        return frozenset(names)


def _words(expression: Expression) -> set[str]:
    """First words of what `ignore_changes` lists, bare or quoted."""
    match expression:
        case TupleCons():
            return {word for item in expression.items for word in _words(item)}
        case Variable():
            return {expression.name}
        case Literal() if isinstance(expression.value, str):
            return {expression.value.partition(".")[0].partition("[")[0]}
        case GetAttr() | Index():
            return _words(expression.target)
        case _:
            return set()
