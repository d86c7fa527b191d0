"""When memory is looked through for what nothing refers to any more.

What is known of a workspace is a large heap that seldom changes, and each keystroke makes a little on top of
it that refers to itself. So the heap is set aside, and is only looked through while nobody types. What came
since is looked through between an answer and the next keystroke, when most of it has just become garbage.
"""

import gc
import time
from typing import final

BUSY = (200_000, 10, 10)
"""The thresholds of `gc` for when there is no time between answers."""

ENOUGH = 50_000
"""Objects more than there were, for which it is worth to look: a few megabytes, after a dozen keystrokes."""

SHARE = 0.01
"""Of all time, how much may be spent on looking through all of it."""


@final
class Heap:
    """The memory of a process that goes on for days."""

    def __init__(self) -> None:
        self._next = 0.0
        self._loaded = False  # `gc.get_freeze_count` goes through all of it
        gc.set_threshold(*BUSY)

    def loaded(self) -> None:
        """Sets aside what there is, the first time that everything has been judged; that takes no time."""
        if not self._loaded:
            self._loaded = True
            gc.freeze()

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
