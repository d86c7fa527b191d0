"""Which module is linted next. One worker thread; the newest text first; old results are dropped."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar, final

from terrafence_lsp.analysis import NOTHING, Analyse, Outcome, Snapshot
from terrafence_lsp.heap import Heap
from terrafence_lsp.session import Module, Session

T = TypeVar("T")

PAUSE = 0.05
"""Seconds between the first result and the work on the rest, which is not begun while somebody types on."""

QUIET = 1.0
"""Seconds without an edit after which garbage is collected: that takes longer than answering a keystroke."""

FAILED = "terrafence failed on this text; the log has the details"


@final
class Scheduler:
    """Runs `analyse` for the modules that changed, beside the event loop, and hands every result that is
    still of the present text to `deliver`. What goes wrong goes to `bug`, and work goes on."""

    def __init__(
        self,
        session: Session,
        analyse: Analyse,
        deliver: Callable[[Module], None],
        bug: Callable[[Exception], None],
        heap: Heap | None = None,
    ) -> None:
        self._session = session
        self._analyse = analyse
        self._deliver = deliver
        self._bug = bug
        self._heap = heap
        self._executor = ThreadPoolExecutor(1, "terrafence")
        self._queue: list[Module] = []
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    def schedule(self, modules: list[Module]) -> None:
        """Lints these modules before all others."""
        self._queue = modules + [module for module in self._queue if module not in modules]
        self._woken.set()
        if self._queue and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._drain())

    async def settled(self, module: Module) -> Outcome:
        """The first result for the present text, once it is there. For a module that is closed meanwhile it
        is the last one."""
        while not module.settled and self._is_open(module):
            await self._next_of(module)
        return module.outcome

    async def completed(self, module: Module) -> Outcome:
        """As `settled`, the last result for the present text."""
        while not module.complete and self._is_open(module):
            await self._next_of(module)
        return module.outcome

    async def run(self, work: Callable[[], T]) -> T:
        """Runs something else in the worker, after what it is busy with."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def stop(self, wait: bool = False) -> None:
        """Starts nothing more. What is running cannot be interrupted, but waited for."""
        self._queue.clear()
        if self._task is not None and not self._task.get_loop().is_closed():
            self._task.cancel()
        self._executor.shutdown(wait, cancel_futures=True)

    async def _drain(self) -> None:
        while self._queue:
            module = self._queue.pop(0)
            if not module.complete and self._is_open(module):
                await self._judge(module)
            if not self._queue and self._heap is not None:
                await self._rest(self._heap)

    async def _rest(self, heap: Heap) -> None:
        heap.loaded()
        if not await self._wakes(QUIET):
            await self.run(heap.tidy)

    async def _judge(self, module: Module) -> None:
        """Takes one result after the other, until the text is another."""
        snapshot = self._session.snapshot(module)
        results = (outcome for it in [snapshot] for outcome in self._analyse(it))
        while (outcome := await self._outcome(snapshot, results)) is not None:
            touched = self._session.settle(module, outcome)
            self._queue += [other for other in touched if other not in self._queue]
            if module.settled:
                self._hand_over(module)
            if outcome.complete or await self._is_overtaken(snapshot):
                return

    async def _is_overtaken(self, snapshot: Snapshot) -> bool:
        """Whether somebody types on."""
        if not snapshot.is_old():
            await self._wakes(PAUSE)
        return snapshot.is_old()

    async def _wakes(self, seconds: float) -> bool:
        """Whether more is scheduled within some time."""
        self._woken.clear()
        with suppress(TimeoutError):
            return await asyncio.wait_for(self._woken.wait(), seconds)
        return False

    async def _outcome(self, snapshot: Snapshot, results: Iterator[Outcome]) -> Outcome | None:
        try:
            return await self.run(lambda: next(results, None))
        except Exception as error:
            self._bug(error)
            return Outcome(snapshot.generation, snapshot.files, NOTHING, snapshot.config, FAILED)

    async def _next_of(self, module: Module) -> None:
        waiter = asyncio.get_running_loop().create_future()
        module.waiters.append(waiter)
        await waiter

    def _hand_over(self, module: Module) -> None:
        try:
            self._deliver(module)
        except Exception as error:
            self._bug(error)

    def _is_open(self, module: Module) -> bool:
        return self._session.modules.get(module.directory) is module
