"""The line on a terminal while work takes long."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from terrafence.files import Disk, Files
from terrafence_hooks import progress
from terrafence_hooks.progress import watched

pty = pytest.importorskip("pty")
WIPED = "\r\x1b[K"


Written = Callable[[], str]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Written]]:
    """Puts a terminal in the place of the standard error, and returns what reads what was written to it."""
    reading, writing = os.openpty()
    monkeypatch.setattr(progress, "FIRST", 0.05)
    monkeypatch.setattr(progress, "NEXT", 0.02)
    monkeypatch.setenv("TERM", "xterm")

    def written() -> str:
        os.write(writing, b".")
        text = b""
        while not text.endswith(b"."):
            text += os.read(reading, 100_000)
        return text.decode().removesuffix(".")

    with os.fdopen(writing, "w") as stream:

        def begin() -> Written:
            monkeypatch.setattr(sys, "stderr", stream)
            return written

        yield begin
    os.close(reading)


def work(files: Files, seconds: float) -> None:
    files.read(__file__)
    time.sleep(seconds)


def test_short_work_writes_nothing(terminal: Callable[[], Written]) -> None:
    written = terminal()
    with watched(Disk()) as files:
        work(files, 0)
    assert written() == ""


def test_long_work_has_a_line_that_is_wiped(terminal: Callable[[], Written]) -> None:
    written = terminal()
    with watched(Disk()) as files:
        work(files, 0.3)
    text = written()
    assert text.startswith(f"{WIPED}terrafence: 0 s, files read: 1{WIPED}")
    assert text.endswith(f" read: 1{WIPED}")
    time.sleep(0.1)
    assert written() == ""


def test_an_error_and_an_interrupt_wipe_it_too(terminal: Callable[[], Written]) -> None:
    written = terminal()
    with suppress(KeyboardInterrupt), watched(Disk()) as files:
        work(files, 0.2)
        raise KeyboardInterrupt
    assert written().endswith(WIPED)
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_an_interrupt_while_the_line_is_drawn_wipes_it_too(
    terminal: Callable[[], Written], monkeypatch: pytest.MonkeyPatch
) -> None:
    written, write = terminal(), os.write

    def interrupted(stream: int, text: bytes) -> int:
        monkeypatch.setattr(os, "write", write)
        os.write(stream, text)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "write", interrupted)
    with suppress(KeyboardInterrupt), watched(Disk()) as files:
        work(files, 0.2)
    assert written() == f"{WIPED}terrafence: 0 s, files read: 1{WIPED}"


@pytest.mark.parametrize("kind", ["dumb", "pipe"])
def test_elsewhere_nothing_is_written(
    terminal: Callable[[], Written], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    written = terminal()
    monkeypatch.setenv("TERM", kind)
    if kind == "pipe":
        monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    with watched(Disk()) as files:
        work(files, 0.2)
    assert written() == ""


@pytest.mark.e2e
def test_interrupted_on_a_terminal(tmp_path: Path) -> None:
    lines = "".join(f"  a{at} = [for x in range(100) : x]\n" for at in range(200_000))
    (tmp_path / "main.tf").write_text(f"locals {{\n{lines}}}\n")
    reading, writing = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "terrafence_hooks", "check"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=writing,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as running:
        os.close(writing)
        assert b" s, files read: 1" in os.read(reading, 1000)
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=60)
    rest = b""
    with suppress(OSError):  # at its end a terminal has no more to read
        while part := os.read(reading, 1000):
            rest += part
    os.close(reading)
    assert (running.returncode, out, rest.endswith(WIPED.encode())) == (130, b"", True)
