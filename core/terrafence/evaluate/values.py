"""What an expression is worth: a typed value as Terraform has it, or `Unknown` with the reason."""

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, final

if TYPE_CHECKING:
    from fractions import Fraction


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
        return isinstance(other, Collection) and self.kind == other.kind and self.element == other.element

    def __hash__(self) -> int:
        return hash((self.kind, self.element))


@final
class TupleType:
    """`tuple([...])`."""

    __slots__ = ("items",)

    def __init__(self, items: "tuple[Type, ...]") -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TupleType) and self.items == other.items

    def __hash__(self) -> int:
        return hash(self.items)


@final
class ObjectType:
    """`object({...})`; `optional` names the attributes that a type constraint marks so."""

    __slots__ = ("attributes", "optional")

    def __init__(self, attributes: "dict[str, Type]", optional: frozenset[str] = frozenset()) -> None:
        self.attributes = attributes
        self.optional = optional

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectType) and self.attributes == other.attributes

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
    has no value`). `refs` are the places it depends on, all of them."""

    __slots__ = ("reason", "refs")

    def __init__(self, reason: str, refs: tuple[Ref, ...] = ()) -> None:
        self.reason = reason
        self.refs = refs


Data: TypeAlias = "bool | int | Fraction | str | tuple[Value, ...] | dict[str, Value] | Unknown | None"


@final
class Value:
    """A value and its type. `data` is None for null, int or Fraction for a number (a Fraction is exact
    in Terraform's 512-bit floats), a tuple for list, set and tuple (a set is sorted as Terraform sorts
    it), a dict for map and object. A collection may hold unknown elements; `sensitive` marks this value,
    its parts carry their own mark."""

    __slots__ = ("data", "sensitive", "type")

    def __init__(self, type: Type, data: Data, sensitive: bool = False) -> None:
        self.type = type
        self.data = data
        self.sensitive = sensitive

    @property
    def unknown(self) -> Unknown | None:
        """The Unknown this value is; None when the value itself is known (its parts may not be)."""
        return self.data if isinstance(self.data, Unknown) else None

    @property
    def null(self) -> bool:
        """Whether this is null."""
        return self.data is None


def unknown(reason: str, refs: tuple[Ref, ...] = (), type: Type = Primitive.DYNAMIC) -> Value:
    """A value that is not known."""
    return Value(type, Unknown(reason, refs))


def string(text: str) -> Value:
    """A known string."""
    return Value(Primitive.STRING, text)


def number(amount: "int | Fraction") -> Value:
    """A known number."""
    return Value(Primitive.NUMBER, amount)


def boolean(flag: bool) -> Value:
    """A known bool."""
    return Value(Primitive.BOOL, flag)


NULL = Value(Primitive.DYNAMIC, None)
