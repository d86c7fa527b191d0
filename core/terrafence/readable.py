"""What a rule that is a plain function may read."""

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


class ResourceView(Protocol):
    """A resource as a plain function may read it."""

    @property
    def type(self) -> str: ...

    @property
    def name(self) -> str: ...

    def values(self, path: str) -> list[ValueView]:
        """Everything at the path; empty when nothing is written there."""
        ...

    def span_text(self, path: str) -> str:
        """What is written at the path; empty when nothing is."""
        ...
