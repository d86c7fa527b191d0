"""When memory is looked through for what nothing refers to any more.

What is known of a workspace is a large heap that seldom changes, and each keystroke makes a little on top of
it that refers to itself. So the heap is set aside, and is only looked through while nobody types. What came
since is looked through between an answer and the next keystroke, where there is time between them.
"""

import gc
import time
from typing import final

LOADING = (200_000, 10, 10)
"""The thresholds of `gc` while nearly everything that is made stays."""

BUSY = (150_000, 1, 1)
"""Those for later, when there is no time between answers: a keystroke in thirty waits for a collection, and
there are never so many objects to look for that it shows in the size of the process."""

ENOUGH = 20_000
"""Objects more than there were, for which it is worth to look between answers."""

SHARE = 0.01
"""Of all time, how much may be spent on looking through all of it."""


@final
class Heap:
    """The memory of a process that goes on for days."""

    def __init__(self) -> None:
        self._next = 0.0
        self._loaded = False  # `gc.get_freeze_count` goes through all of it
        gc.set_threshold(*LOADING)

    def loaded(self) -> None:
        """Sets aside what there is, the first time that everything has been judged; that takes no time."""
        if not self._loaded:
            self._loaded = True
            gc.freeze()
            gc.set_threshold(*BUSY)

    def answered(self) -> None:
        """Collects the garbage that answers have left, once there is enough of it."""
        if self._loaded and gc.get_count()[0] > ENOUGH:
            gc.collect()

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
