"""A line on the terminal while work takes long: how long so far, and how much was read. Nothing is written to
pipes and files."""

import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import final

from terrafence.files import Entry, Files

FIRST, NEXT = 1.0, 0.2
"""Seconds until the line appears, and between two of its states."""

_WIPE = "\r\x1b[K"


@contextmanager
def watched(files: Files) -> Generator[Files]:
    """The files for the work inside; the line is there for as long as that takes, and then wiped. It is drawn
    between two steps of the work, by the alarm of the system: there is none on Windows."""
    if not _can_draw():
        yield files
        return
    counted = _Counted(files)
    with _alarm(_drawing(counted)):
        yield counted


def _can_draw() -> bool:
    terminal = bool(sys.stderr) and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return terminal and os.name == "posix"


def _drawing(counted: "_Counted") -> Callable[[bool], None]:
    started, terminal, drawn = time.monotonic(), sys.stderr.fileno(), False

    def draw(on: bool) -> None:
        nonlocal drawn
        if on:
            drawn = True  # before the line is there, since an interrupt may come just after it
            text = f"terrafence: {time.monotonic() - started:.0f} s, files read: {counted.count}"
            os.write(terminal, f"{_WIPE}{text}".encode())
        elif drawn:
            os.write(terminal, _WIPE.encode())
            drawn = False

    return draw


@contextmanager
def _alarm(draw: Callable[[bool], None]) -> Generator[None]:
    import signal

    before = signal.signal(signal.SIGALRM, lambda _number, _frame: draw(True))
    signal.setitimer(signal.ITIMER_REAL, FIRST, NEXT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        draw(False)


@final
class _Counted:
    """Files, and how many of them were read."""

    __slots__ = ("_files", "count")

    def __init__(self, files: Files) -> None:
        self._files = files
        self.count = 0

    def read(self, path: str) -> bytes:
        self.count += 1
        return self._files.read(path)

    def entries(self, directory: str) -> list[Entry]:
        return self._files.entries(directory)

    def kind(self, path: str) -> str:
        return self._files.kind(path)

    def real(self, path: str) -> str:
        return self._files.real(path)
