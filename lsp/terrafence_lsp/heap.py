"""When memory is looked through for what nothing refers to any more.

What is known of a workspace is a large heap that seldom changes, and each keystroke makes a little on top of
it that refers to itself. So the heap is set aside, and is only looked through while nobody types. Collections
between keystrokes see what came since, and find the garbage before there is much of it.
"""

import gc
import time
from typing import final

LOADING = (200_000, 10, 10)
"""The thresholds of `gc` while nearly everything that is made stays."""

YOUNG = (10_000, 10, 1)
"""Those for what comes later: a keystroke in three meets a collection of a few milliseconds, one in thirty a
longer one, and there is never so much garbage that it shows in the size of the process."""

SHARE = 0.01
"""Of all time, how much may be spent on looking through all of it."""


@final
class Heap:
    """The memory of a process that goes on for days."""

    def __init__(self) -> None:
        self._next = 0.0
        gc.set_threshold(*LOADING)

    def loaded(self) -> None:
        """Sets aside what there is, the first time that everything has been judged; that takes no time."""
        if not gc.get_freeze_count():
            gc.freeze()
            gc.set_threshold(*YOUNG)

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
