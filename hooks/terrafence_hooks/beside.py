"""The trees before a change judged beside the one after, on another processor."""

import marshal
import os
import sys
from collections.abc import Callable, Sequence

from terrafence.finding import Identity
from terrafence.gate import Past
from terrafence.git import Repository

Pasts = Callable[[], Sequence[Past]]


def beside(work: Pasts, repository: Repository) -> Pasts:
    """Starts the work in a forked process and returns what waits for its result. Where there is no fork, or
    the process ends without a result, the work is done when its result is asked for, so that what is wrong
    shows as it always does."""
    if not hasattr(os, "fork"):
        return work
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if not child:
        _child(work, repository, writing)
    os.close(writing)

    def result() -> Sequence[Past]:
        with open(reading, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        return _read(told) if status == 0 else work()

    return result


def _child(work: Pasts, repository: Repository, writing: int) -> None:
    code = 1
    try:
        repository.part()
        told = [
            ([tuple(it) for it in past.open], [tuple(it) for it in past.silenced], *past[2:])
            for past in work()
        ]
        with open(writing, "wb") as pipe:
            pipe.write(marshal.dumps(told))
        code = 0
    finally:
        os._exit(code)


def _read(told: bytes) -> list[Past]:
    return [
        Past(
            tuple(Identity(*it) for it in faults),
            tuple(Identity(*it) for it in silenced),
            frozenset(subjects),
            frozenset(undecidable),
        )
        for faults, silenced, subjects, undecidable in marshal.loads(told)
    ]
