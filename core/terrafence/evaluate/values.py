"""What an expression is worth: a typed value as Terraform has it, or `Unknown` with the reason."""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias, final

from terrafence.record import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

    from terrafence.evaluate.scope import Namespace


class Primitive(Enum):
    """Types without parts. DYNAMIC is the type of a value whose type is not known (and of a bare null)."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    DYNAMIC = "dynamic"


@final
class Collection:
    """`list(element)`, `set(element)` or `map(element)`: `kind` is the word."""

    __slots__ = ("element", "kind")

    def __init__(self, kind: str, element: "Type") -> None:
        self.kind = kind
        self.element = element

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Collection) and self.kind == other.kind and self.element == other.element
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.element))


@final
class TupleType:
    """`tuple([...])`."""

    __slots__ = ("items",)

    def __init__(self, items: "tuple[Type, ...]") -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, TupleType) and self.items == other.items)

    def __hash__(self) -> int:
        return hash(self.items)


@final
class ObjectType:
    """`object({...})`; `optional` has the attributes that a type constraint marks so, with their
    defaults (null when it states none); the types of values have none."""

    __slots__ = ("attributes", "optional", "settled")

    def __init__(self, attributes: "dict[str, Type]", optional: "Mapping[str, Value] | None" = None) -> None:
        self.attributes = attributes
        self.optional: Mapping[str, Value] = optional or {}
        self.settled: ObjectType | None = None
        """The type of values that meet the constraint, once somebody asked."""

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, ObjectType) and self.attributes == other.attributes)

    def __hash__(self) -> int:
        return hash(frozenset(self.attributes))


Type: TypeAlias = Primitive | Collection | TupleType | ObjectType


class Ref(NamedTuple):
    """A place in the configuration that a value comes from: `address` is the full address of a resource,
    data source or module output with instance keys (`module.a.aws_s3_bucket.b["k"]`), `path` what was
    asked of it (`id`, `tags.Name`)."""

    address: str
    path: str


@final
class Unknown:
    """Not known before apply, or not to us; `reason` is for people (`known after apply`, `variable "x"
    has no value`). `refs` are the places it depends on, all of them. `parts` is set where an attribute or
    element may be known although the whole is not (a resource): reading one asks `parts` for it."""

    __slots__ = ("parts", "reason", "refs")

    def __init__(self, reason: str, refs: tuple[Ref, ...] = (), parts: "Namespace | None" = None) -> None:
        self.reason = reason
        self.refs = refs
        self.parts = parts


Data: TypeAlias = "bool | int | Fraction | str | tuple[Value, ...] | dict[str, Value] | Unknown | None"


@final
class Value:
    """A value and its type. `data` is None for null, int or Fraction for a number (a Fraction is exact
    in Terraform's 512-bit floats), a tuple for list, set and tuple (a set is sorted as Terraform sorts
    it), a dict for map and object (Terraform's order is that of the sorted keys). A collection may hold
    unknown elements; `sensitive` marks this value, its parts carry their own mark. `weight` counts the
    value and everything inside it, what it holds twice twice: the steps that a walk takes. `depth` is
    how far it nests, 0 for no collection. `evaluate` keeps both small enough to walk and to recurse
    into."""

    __slots__ = ("data", "depth", "sensitive", "type", "weight")

    def __init__(self, type: Type, data: Data, sensitive: bool = False) -> None:
        self.type = type
        self.data = data
        self.sensitive = sensitive
        kind = data.__class__
        if kind is tuple or kind is dict:
            self.weight, self.depth = _measured(data)
        else:
            self.weight, self.depth = 1, 0

    @property
    def unknown(self) -> Unknown | None:
        """The Unknown this value is; None when the value itself is known (its parts may not be)."""
        return self.data if isinstance(self.data, Unknown) else None

    @property
    def null(self) -> bool:
        """Whether this is null."""
        return self.data is None


def _measured(data: Data) -> tuple[int, int]:
    held = data.values() if isinstance(data, dict) else data if isinstance(data, tuple) else ()
    return 1 + sum([item.weight for item in held]), 1 + max([item.depth for item in held], default=0)


def unknown(reason: str, refs: tuple[Ref, ...] = (), type: Type = Primitive.DYNAMIC) -> Value:
    """A value that is not known."""
    return Value(type, Unknown(reason, refs))


def string(text: str) -> Value:
    """A known string, in Unicode's normal form C and without lone surrogates, as all of Terraform's are."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
        if any("\ud800" <= char <= "\udfff" for char in text):
            text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return Value(Primitive.STRING, text)


def number(amount: "int | Fraction") -> Value:
    """A known number."""
    return Value(Primitive.NUMBER, amount)


def boolean(flag: bool) -> Value:
    """A known bool."""
    return Value(Primitive.BOOL, flag)


NULL = Value(Primitive.DYNAMIC, None)
TRUE = boolean(True)
FALSE = boolean(False)


def null_of(type: Type) -> Value:
    """A null of that type."""
    return Value(type, None)


def sequence(items: Iterable[Value]) -> Value:
    """A tuple."""
    held = tuple(items)
    return Value(TupleType(tuple(item.type for item in held)), held)


def mapping(attributes: dict[str, Value]) -> Value:
    """An object."""
    return Value(ObjectType({name: value.type for name, value in attributes.items()}), attributes)


def collection(kind: str, element: Type, data: "tuple[Value, ...] | dict[str, Value]") -> Value:
    """A list or map of elements that have the type already (sets: see convert.make_set)."""
    return Value(Collection(kind, element), data)


def marked(value: Value, sensitive: bool) -> Value:
    """The value, sensitive if it was or is to be."""
    return Value(value.type, value.data, True) if sensitive and not value.sensitive else value


def unmarked(value: Value) -> Value:
    """The value without its own mark; its parts keep theirs."""
    return Value(value.type, value.data) if value.sensitive else value


def parts(value: Value) -> Iterable[Value]:
    """The direct elements of a known collection, in Terraform's order; nothing for anything else."""
    data = value.data
    if isinstance(data, tuple):
        return data
    if isinstance(data, dict):
        return [data[name] for name in sorted(data)]
    return ()


def walk(value: Value) -> Iterator[Value]:
    """The value and everything inside it."""
    pending = [value]
    while pending:
        at = pending.pop()
        yield at
        pending.extend(parts(at))


def wholly_known(value: Value) -> bool:
    """Whether nothing in it is unknown."""
    return not isinstance(value.data, Unknown) and (
        not isinstance(value.data, tuple | dict)
        or all(not isinstance(at.data, Unknown) for at in walk(value))
    )


def any_sensitive(value: Value) -> bool:
    """Whether it or anything inside it is sensitive."""
    return value.sensitive or (
        isinstance(value.data, tuple | dict) and any(at.sensitive for at in walk(value))
    )


def blended(operands: Iterable[Value], type: Type = Primitive.DYNAMIC) -> Value:
    """The unknown that comes of operands of which some are, or hold, unknowns: the first reason, all
    their refs, their marks."""
    reason = ""
    refs: dict[Ref, None] = {}
    sensitive = False
    for operand in operands:
        for at in walk(operand):
            sensitive = sensitive or at.sensitive
            if isinstance(at.data, Unknown):
                reason = reason or at.data.reason
                refs.update(dict.fromkeys(at.data.refs))
    return Value(type, Unknown(reason, tuple(refs)), sensitive)
