"""When memory is looked through for what nothing refers to any more.

What is known of a workspace is a large heap that seldom changes, and what a keystroke leaves does not refer
to itself, so that it goes at once. So the heap is set aside, and only looked through while nobody types.
"""

import gc
import time
from typing import final

SELDOM = (200_000, 10, 10)
"""The thresholds of `gc`: nearly everything that is made stays, or goes by itself."""

SHARE = 0.01
"""Of all time, how much may be spent on looking through all of it."""


@final
class Heap:
    """The memory of a process that goes on for days."""

    def __init__(self) -> None:
        self._next = 0.0
        self._loaded = False  # `gc.get_freeze_count` goes through all of it
        gc.set_threshold(*SELDOM)

    def loaded(self) -> None:
        """Sets aside what there is, the first time that everything has been judged; that takes no time."""
        if not self._loaded:
            self._loaded = True
            gc.freeze()

    def tidy(self) -> None:
        """Collects garbage, and unless that was done a moment ago, looks through what was set aside too."""
        started = time.monotonic()
        if started < self._next:
            gc.collect()
            return
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        ended = time.monotonic()
        self._next = ended + (ended - started) / SHARE
