"""What a fix writes, in the words of a rule."""

from collections.abc import Mapping
from typing import TypeAlias

from terrafence.record import NamedTuple

Scalar: TypeAlias = str | int | bool


class Pick(NamedTuple):
    """A reference to `attribute` of another resource of the given type in the same module whose name
    matches `hint` (a case-insensitive regular expression). That is a guess, unless it is the only one of its
    type there and `evident`: whoever declares one beside such a resource can mean it for nothing else. When
    there is none the fix can only be displayed."""

    type: str
    attribute: str
    hint: str
    evident: bool = False


class Expr(NamedTuple):
    """An expression in HCL native syntax, written as it is. `{self}` stands for the address of the
    resource at hand, `{name}` for its name, `{account}` for the `aws_caller_identity` of its module, which
    is added where there is none, `{0}` for the first of `picks`."""

    text: str
    picks: tuple[Pick, ...] = ()


class Through(NamedTuple):
    """A reference to `attribute` of what this resource's own references lead to, in the same module. A step
    is an attribute and the types that it may refer to."""

    steps: tuple[tuple[str, tuple[str, ...]], ...]
    attribute: str


Content: TypeAlias = str | int | bool | Expr | Pick | tuple["Content", ...] | Mapping[str, "Content"]
"""A tuple is written as a list, a mapping as the inside of a block (or as an object, where it is a value)."""
