"""How a built-in function is declared."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from terrafence.evaluate.scope import Scope
from terrafence.evaluate.types import DYNAMIC
from terrafence.evaluate.values import Type, Value
from terrafence.record import NamedTuple

Body: TypeAlias = Callable[[Sequence[Value], Scope], Value]


class Param(NamedTuple):
    """One parameter. An argument is converted to `type`; a null is refused and an unknown makes the
    result unknown, unless the body wants to see them; `marked` leaves it to the body what becomes of a
    sensitive one."""

    type: Type = DYNAMIC
    null: bool = False
    unknown: bool = False
    marked: bool = False


class Function(NamedTuple):
    """A built-in. `returns` is the type of an unknown result, `rest` the parameter that may be repeated."""

    body: Body
    params: tuple[Param, ...]
    returns: Type = DYNAMIC
    rest: Param | None = None
