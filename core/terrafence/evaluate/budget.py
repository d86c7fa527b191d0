"""What evaluation may spend, so that hostile input costs bounded time and memory."""

import sys
from typing import final

MAX_DEPTH = 400
"""Levels of expressions inside each other, counted through locals, variables and modules."""

MAX_STEPS = 400_000
"""Steps of one outermost evaluation: about a second."""

MIN_STEPS = 10_000
"""What each outermost evaluation keeps after many have run out."""

MAX_STRING = 4 * 1024 * 1024
"""Characters of one string."""

MAX_WEIGHT = 250_000
"""Values inside one value, each counted as often as it is held."""

MAX_NESTING = 100
"""Collections inside each other in one value."""

MAX_BULK = 128 * 1024 * 1024
"""Characters in all the long strings of a workspace, and eight for each element of its long collections."""

TOO_LARGE = "too large"

_LONG_STRING = 16 * 1024
_LONG_COLLECTION = 1024
_FRAMES = 3500


class TooLarge(Exception):
    """The budget is spent. `evaluate` turns it into `Unknown("too large")`."""


@final
class Budget:
    """Counts depth, steps and bulk. An outermost evaluation gets fresh steps; one that runs out halves
    what the next get, so that a thousand bombs cost little more than two.

    `calls` is False where Terraform allows no function calls."""

    __slots__ = ("_allowance", "_bulk", "calls", "depth", "steps")

    def __init__(self) -> None:
        # A level of ours is up to three frames, a step from a local to another up to eight.
        if sys.getrecursionlimit() < _FRAMES:
            sys.setrecursionlimit(_FRAMES)
        self.depth = 0
        self.calls = True
        self.steps = MAX_STEPS
        self._allowance = MAX_STEPS
        self._bulk = MAX_BULK

    def start(self) -> None:
        """Called before each outermost evaluation."""
        if self.steps < 0:
            self._allowance = max(self._allowance // 2, MIN_STEPS)
        self.steps = self._allowance

    def spend(self, steps: int) -> None:
        """Called before work that takes so many steps. Raises TooLarge."""
        self.steps -= steps
        if self.steps < 0:
            raise TooLarge

    def string(self, length: int) -> None:
        """Called before a string of so many characters is made. Raises TooLarge."""
        if length > _LONG_STRING:
            self._hold(length, length > MAX_STRING)

    def elements(self, count: int) -> None:
        """Called before a collection of so many elements is made. Raises TooLarge."""
        self.spend(count)
        if count > _LONG_COLLECTION:
            self._hold(count * 8, count > MAX_WEIGHT)

    def _hold(self, bulk: int, over: bool) -> None:
        self.spend(bulk >> 8)
        self._bulk -= 0 if over else bulk
        if over or self._bulk < 0:
            raise TooLarge
