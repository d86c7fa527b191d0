"""`NamedTuple` as `typing` has it, defined in a fraction of the time.

A run on one small file defines a hundred and fifty of them. Those of `typing` compile a constructor each,
and look into annotations that the type checker has looked into; these give the parts of a tuple of the same
length other names.
"""

import sys
import typing
from collections.abc import Iterable
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, Self


class _Record(tuple[Any, ...]):
    _fields: ClassVar[tuple[str, ...]] = ()
    _field_defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        if _Record not in cls.__bases__:
            return
        own = dict(vars(cls))
        cls._fields = cls.__match_args__ = tuple(own.get("__annotations__", ()))
        cls._field_defaults = {name: own[name] for name in cls._fields if name in own}
        plain = _of_length(len(cls._fields))
        for name, other in zip(cls._fields, plain._fields, strict=True):
            setattr(cls, name, vars(plain)[other])
        cls.__new__ = cls._constructor(plain.__new__)

    @classmethod
    def _constructor(cls, plain: FunctionType) -> FunctionType:
        names, qualified = ("_cls", *cls._fields), f"{cls.__qualname__}.__new__"
        code = plain.__code__.replace(co_varnames=names, co_qualname=qualified)
        return FunctionType(code, plain.__globals__, "__new__", tuple(cls._field_defaults.values()))

    @classmethod
    def _make(cls, iterable: Iterable[Any]) -> Self:
        made = super().__new__(cls, iterable)
        if len(made) != len(cls._fields):
            raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
        return made

    def _replace(self, /, **changes: Any) -> Self:
        made = self._make(map(changes.pop, self._fields, self))
        if changes:
            raise ValueError(f"Got unexpected field names: {list(changes)!r}")
        return made

    def _asdict(self) -> dict[str, Any]:
        return dict(zip(self._fields, self, strict=True))

    def __repr__(self) -> str:
        parts = (f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({', '.join(parts)})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)


@cache
def _of_length(length: int) -> type[Any]:
    fields = [(f"field{at}", object) for at in range(length)]
    return typing.NamedTuple("Plain", fields)


# From 3.14 on, annotations are no longer in the class when it is made.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple as NamedTuple
else:
    NamedTuple = _Record
