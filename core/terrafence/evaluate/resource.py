"""A resource instance as evaluated: what checks read. Everything here is lazy; a value is computed when
first asked for."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from terrafence.evaluate.values import Value
from terrafence.syntax.expressions import Expression
from terrafence.syntax.views import Attribute, Block, File
from terrafence.text import Span


class Step(NamedTuple):
    """One link on the way from a flagged expression to its origin: the place and what it is, for people
    (`variable "acl"`, `argument "acl" of module.bucket`)."""

    file: File
    span: Span
    label: str


class Origin(NamedTuple):
    """Where a person would edit to change a value. `steps` lead there from the expression that was
    traced (first) to the origin (last); `readers` counts the references that read it over all callers,
    at least 1. `writable` is False for a place inside `.terraform` or outside the workspace."""

    file: File
    span: Span
    expression: Expression
    steps: tuple[Step, ...]
    readers: int
    writable: bool
    evaluate: Callable[[Expression], Value]
    """Evaluates another expression where the origin's stands; never raises."""


class Slot(Protocol):
    """One attribute of an evaluated body."""

    @property
    def name(self) -> str: ...

    @property
    def attribute(self) -> Attribute:
        """The attribute as written (through override files, the one that wins)."""
        ...

    @property
    def value(self) -> Value:
        """Its value; never raises: an expression that Terraform refuses is unknown, with the error as
        the reason."""
        ...

    def evaluate(self, expression: Expression) -> Value:
        """Another expression evaluated where this one stands; never raises."""
        ...

    def origin(self) -> Origin | None:
        """The place to edit, through pure references only; None when the value is computed or written
        right here."""
        ...

    def select(self, steps: Sequence[str | int]) -> "tuple[Expression, Origin | None] | None":
        """The expression of one element inside a literal value (`tags` -> `["Name"]`), with its origin;
        None when the value is not a literal collection on the way there."""
        ...


class EvaluatedBody(Protocol):
    """A block's inside, evaluated: dynamic blocks are expanded, override files merged."""

    @property
    def block(self) -> Block:
        """The block to edit: for a dynamic block's body, its `content` block."""
        ...

    @property
    def certain(self) -> bool:
        """False when the body stands for an unknown number of bodies (a dynamic block over an unknown
        collection), maybe none."""
        ...

    def attribute(self, name: str) -> Slot | None:
        """The attribute of this name, if written. A value of null is still a slot; checks treat it as
        absent."""
        ...

    def attributes(self) -> Sequence[Slot]:
        """All attributes written, in order."""
        ...

    def blocks(self, kind: str) -> "Sequence[EvaluatedBody]":
        """The nested blocks of a type, after expansion."""
        ...

    def block_types(self) -> Sequence[str]:
        """The types of all nested blocks written (dynamic ones under their label), without repeats."""
        ...


class Provider(NamedTuple):
    """The provider configuration a resource uses: `block` is None when none is written."""

    name: str
    alias: str | None
    body: EvaluatedBody | None


class Resource(Protocol):
    """One instance of a resource or data source (or the symbolic instance `["?"]` of an unknown count or
    for_each)."""

    @property
    def address(self) -> str:
        """`module.a["k"].aws_s3_bucket.b[0]`; data sources start with `data.` after the module path."""
        ...

    @property
    def config_address(self) -> str:
        """The address without instance keys."""
        ...

    @property
    def mode(self) -> str:
        """`managed` or `data`."""
        ...

    @property
    def type(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def module_path(self) -> str:
        """`module.a["k"]`, or empty for the root."""
        ...

    @property
    def body(self) -> EvaluatedBody: ...

    @property
    def provider(self) -> Provider: ...

    @property
    def ignored_changes(self) -> frozenset[str]:
        """The names in `lifecycle.ignore_changes`; `{"all"}` for the word."""
        ...
