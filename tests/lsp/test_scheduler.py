"""What is linted when, with a judge that the test holds in its hand."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from lsprotocol import types

from terrafence.finding import Report
from terrafence.syntax.read import read
from terrafence_lsp.analysis import NOTHING, Outcome, Snapshot
from terrafence_lsp.documents import opened
from terrafence_lsp.scheduler import FAILED, Scheduler
from terrafence_lsp.session import Module, Session

pytestmark = pytest.mark.asyncio


class Bench:
    """A scheduler over a session, whose judge waits for `go` when `held` is set. `parts` are results before
    the last."""

    def __init__(self, judge: Callable[[Snapshot], Report] = lambda _: NOTHING, parts: int = 0) -> None:
        self.parts = parts
        self.session = Session()
        self.started: list[str] = []
        self.delivered: list[tuple[str, int]] = []
        self.bugs: list[str] = []
        self.go = threading.Event()
        self.go.set()
        self.judge = judge
        self.scheduler = Scheduler(self.session, self._analyse, self._deliver, self._bug)

    def open(self, path: str, text: str = "") -> Module:
        document = opened(types.TextDocumentItem(f"file://{path}", "terraform", 1, text))
        self.scheduler.schedule(self.session.put(document))
        module = self.session.module_of(document)
        assert module is not None
        return module

    def _analyse(self, snapshot: Snapshot) -> Iterator[Outcome]:
        self.started.append(snapshot.directory)
        for _ in range(self.parts):
            yield Outcome(snapshot.generation, snapshot.files, self.judge(snapshot), complete=False)
        assert self.go.wait(10)
        yield Outcome(snapshot.generation, snapshot.files, self.judge(snapshot))

    def _deliver(self, module: Module) -> None:
        self.delivered.append((module.directory, module.generation))

    def _bug(self, error: Exception) -> None:
        self.bugs.append(str(error))


def report_of(*paths: str) -> Report:
    return NOTHING._replace(files={path: read(path, b"") for path in paths})


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def test_an_old_result_is_not_shown_and_the_next_starts_from_it() -> None:
    last = threading.Event()

    def judge(snapshot: Snapshot) -> Report:
        assert snapshot.files.read("/a/main.tf") == b"1" or last.wait(10)
        return NOTHING

    bench = Bench(judge)
    bench.go.clear()
    module = bench.open("/a/main.tf", "1")
    await until(lambda: bench.started == ["/a"])
    bench.open("/a/main.tf", "2")
    bench.open("/a/main.tf", "3")
    bench.go.set()
    await until(lambda: len(bench.started) == 2)
    assert module.outcome.generation == 2
    assert not module.settled
    assert module.edited(module.base) == ("/a/main.tf",)
    last.set()
    await bench.scheduler.settled(module)
    assert bench.delivered == [("/a", module.generation)]
    assert bench.started == ["/a", "/a"]


async def test_a_first_result_is_shown_and_the_last_one_follows() -> None:
    bench = Bench(parts=1)
    bench.go.clear()
    module = bench.open("/a/main.tf")
    assert not (await bench.scheduler.settled(module)).complete
    assert bench.delivered == [("/a", module.generation)]
    assert (module.settled, module.complete, module.base.generation) == (True, False, 0)
    bench.go.set()
    assert (await bench.scheduler.completed(module)).complete
    assert bench.delivered == [("/a", module.generation)] * 2


async def test_who_types_on_does_not_wait_for_the_rest() -> None:
    bench = Bench(parts=1)
    module = bench.open("/a/main.tf", "1")
    await bench.scheduler.settled(module)
    bench.open("/a/main.tf", "2")
    await bench.scheduler.settled(module)
    bench.open("/a/main.tf", "3")
    await bench.scheduler.completed(module)
    assert bench.started == ["/a"] * 3
    assert [generation for _, generation in bench.delivered] == [2, 3, 4, 4]


async def test_a_long_session_keeps_no_list_of_its_edits() -> None:
    bench = Bench(parts=1)
    module = bench.open("/a/main.tf", "1")
    await bench.scheduler.completed(module)
    for text in map(str, range(2, 100)):
        bench.open("/a/main.tf", text)
    assert module.edited(module.base) == ("/a/main.tf",)
    assert len(module.changes) == 1
    await bench.scheduler.completed(module)
    assert not module.changes


async def test_the_last_result_stays_until_the_next_is_there() -> None:
    bench = Bench(lambda _: report_of("/a/main.tf"))
    module = bench.open("/a/main.tf")
    before = await bench.scheduler.settled(module)
    bench.go.clear()
    bench.open("/a/main.tf", "x")
    assert not module.settled
    assert module.outcome is before
    bench.go.set()
    assert await bench.scheduler.settled(module) is not before


async def test_the_edited_module_comes_first() -> None:
    bench = Bench(lambda snapshot: report_of(*snapshot.paths, "/shared/x.tf"))
    for path in ("/a/main.tf", "/b/main.tf", "/shared/x.tf"):
        await bench.scheduler.settled(bench.open(path))
    await until(lambda: all(module.settled for module in bench.session.modules.values()))
    bench.started.clear()
    bench.open("/shared/x.tf", "edited")
    await until(lambda: len(bench.started) == 3)
    assert bench.started[0] == "/shared"


async def test_a_module_that_nothing_reads_leaves_the_others_alone() -> None:
    bench = Bench(lambda snapshot: report_of(*snapshot.paths))
    for path in ("/a/main.tf", "/b/main.tf"):
        await bench.scheduler.settled(bench.open(path))
    await until(lambda: all(module.settled for module in bench.session.modules.values()))
    bench.started.clear()
    await bench.scheduler.settled(bench.open("/b/main.tf", "edited"))
    assert bench.started == ["/b"]


async def test_a_module_that_is_newly_called_is_linted_again() -> None:
    calls: dict[str, tuple[str, ...]] = {"/root": ("/root/main.tf",), "/child": ("/child/main.tf",)}
    bench = Bench(lambda snapshot: report_of(*calls[snapshot.directory]))
    child = bench.open("/child/main.tf")
    root = bench.open("/root/main.tf")
    await bench.scheduler.settled(child)
    await bench.scheduler.settled(root)
    bench.started.clear()
    calls["/root"] = ("/root/main.tf", "/child/main.tf")
    bench.open("/root/main.tf", "edited")
    await until(lambda: bench.started == ["/root", "/child"] and child.settled)


async def test_a_bug_is_reported_and_work_goes_on() -> None:
    def judge(snapshot: Snapshot) -> Report:
        if b"bug" in snapshot.files.read("/a/main.tf"):
            raise RuntimeError("a bug")
        return NOTHING

    bench = Bench(judge)
    module = bench.open("/a/main.tf", "bug")
    assert (await bench.scheduler.settled(module)).problem == FAILED
    bench.open("/a/main.tf", "")
    assert (await bench.scheduler.settled(module)).problem == ""
    assert bench.bugs == ["a bug"]


async def test_who_waits_for_a_closed_document_is_let_go() -> None:
    bench = Bench()
    bench.go.clear()
    module = bench.open("/a/main.tf")
    waiting = asyncio.ensure_future(bench.scheduler.settled(module))
    await until(lambda: bool(module.waiters))
    bench.scheduler.schedule(bench.session.drop("file:///a/main.tf"))
    async with asyncio.timeout(10):
        await waiting
    bench.go.set()
    await until(lambda: bench.started == ["/a"])
    assert bench.delivered == []


async def test_who_stops_waiting_disturbs_nobody() -> None:
    bench = Bench()
    bench.go.clear()
    module = bench.open("/a/main.tf")
    waiting = asyncio.ensure_future(bench.scheduler.settled(module))
    await until(lambda: bool(module.waiters))
    waiting.cancel()
    bench.go.set()
    await bench.scheduler.settled(module)
    assert bench.bugs == []


async def test_settings_that_are_edited_reach_every_module() -> None:
    bench = Bench(lambda snapshot: report_of(*snapshot.paths))
    modules = [bench.open(path) for path in ("/a/main.tf", "/b/main.tf")]
    toml = opened(types.TextDocumentItem("file:///terrafence.toml", "toml", 1, ""))
    bench.scheduler.schedule(bench.session.put(toml))
    await until(lambda: all(module.settled for module in modules))
    bench.started.clear()
    bench.scheduler.schedule(bench.session.put(toml._replace(version=2, text=b"ignore = []")))
    await until(lambda: sorted(bench.started) == ["/a", "/b"])
