"""What is being computed at the moment, to find names that refer to themselves."""

from typing import final

IN_CYCLE = "it refers to itself"


@final
class Pending:
    """The names whose values are being computed, outermost first. When one is asked for again, it and
    all that were begun after it are a cycle, wherever the asking began."""

    __slots__ = ("_cyclic",)

    def __init__(self) -> None:
        self._cyclic: dict[object, bool] = {}

    def enter(self, name: object) -> bool:
        """Begins a name; False when it is begun already."""
        if name not in self._cyclic:
            self._cyclic[name] = False
            return True
        begun = list(self._cyclic)
        for member in begun[begun.index(name) :]:
            self._cyclic[member] = True
        return False

    def leave(self, name: object) -> bool:
        """Ends a name; whether it is part of a cycle."""
        return self._cyclic.pop(name)
