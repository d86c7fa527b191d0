"""Memory: what nothing refers to goes while nobody types; what is set aside is not looked through."""

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from lsprotocol import types

from terrafence_lsp import scheduler
from terrafence_lsp.analysis import NOTHING, Outcome
from terrafence_lsp.documents import opened
from terrafence_lsp.heap import Heap
from terrafence_lsp.scheduler import Scheduler
from terrafence_lsp.session import Session


class Node:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leaves the collector of this process as it was."""
    thresholds = gc.get_threshold()
    gc.collect()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_loaded_is_set_aside_until_it_is_quiet() -> None:
    heap, node = Heap(), Node()
    kept = weakref.ref(node)
    heap.loaded()
    del node
    gc.collect()
    assert kept() is not None
    heap.tidy()
    assert kept() is None
    assert gc.get_freeze_count() > 0


def test_what_comes_later_is_not_set_aside() -> None:
    heap = Heap()
    heap.loaded()
    node = Node()
    kept = weakref.ref(node)
    heap.loaded()
    del node
    gc.collect()
    assert kept() is None


def test_all_of_it_is_looked_through_seldom() -> None:
    heap, old = Heap(), Node()
    heap.tidy()
    new = Node()
    kept = weakref.ref(old), weakref.ref(new)
    del old, new
    heap.tidy()
    assert [it() is None for it in kept] == [False, True]


@pytest.mark.asyncio
async def test_the_server_tidies_up_when_it_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "QUIET", 0.0)
    session, node = Session(), Node()
    kept = weakref.ref(node)
    bench = Scheduler(
        session, lambda it: iter([Outcome(it.generation, it.files, NOTHING)]), lambda _: None, print, Heap()
    )
    bench.schedule(session.put(opened(types.TextDocumentItem("file:///a/main.tf", "terraform", 1, ""))))
    (module,) = session.modules.values()
    await bench.completed(module)
    assert kept() is not None
    del node
    async with asyncio.timeout(10):
        while kept() is not None:
            await asyncio.sleep(0.001)
