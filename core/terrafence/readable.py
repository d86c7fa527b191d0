"""What a rule that is a plain function may read."""

from collections.abc import Sequence
from typing import Protocol


class ValueView(Protocol):
    """A value as a plain function may read it."""

    @property
    def known(self) -> bool:
        """Whether it and all its parts are known and not sensitive."""
        ...

    def plain(self) -> object:
        """None, bool, int, float, str, list or dict; call it only when known."""
        ...


class BlockView(Protocol):
    """A nested block, or an element of a list of objects, as a plain function may read it."""

    @property
    def certain(self) -> bool:
        """Whether it is there; False in a dynamic block over a collection that is not known."""
        ...

    def value(self, name: str) -> ValueView | None:
        """What the attribute is set to; None when it is not written or null."""
        ...


class ResourceView(Protocol):
    """A resource as a plain function may read it."""

    @property
    def type(self) -> str: ...

    @property
    def name(self) -> str: ...

    def values(self, path: str) -> list[ValueView]:
        """Everything at the path; empty when nothing is written there."""
        ...

    def blocks(self, path: str) -> Sequence[BlockView]:
        """The nested blocks (or elements) at the path, in the order they are written."""
        ...

    def span_text(self, path: str) -> str:
        """What is written at the path; empty when nothing is."""
        ...
