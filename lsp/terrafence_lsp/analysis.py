"""What runs beside the event loop: the core on an immutable picture of the open documents."""

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, final

from terrafence import baseline
from terrafence.config import Config, baseline_path
from terrafence.declare import Rule, Safety
from terrafence.derive import best_safety
from terrafence.errors import UserError
from terrafence.evaluate.names import Impact, everything_in, key_of_block, nothing
from terrafence.evaluate.reload import Reloaded, reload
from terrafence.evaluate.workspace import Workspace, begin, variables_of
from terrafence.evaluate.workspace import load as load_workspace
from terrafence.files import Disk, Entry, Files, Overlay, Unreadable
from terrafence.finding import Finding, Report
from terrafence.fix import fix
from terrafence.gate import beyond, compare
from terrafence.judgement import (
    Judgement,
    Stopped,
    judge_again,
    judge_all,
    judge_first,
    judge_some,
    worlds_of,
)
from terrafence.lint import moved, report
from terrafence.notes import with_named
from terrafence.novelty import Novelty
from terrafence.record import NamedTuple
from terrafence.registry import all_rules
from terrafence.sections import load, read
from terrafence.syntax.reread import rereading
from terrafence.syntax.views import File

SMALL = 50
"""Declarations, counted in each root, that are judged at once; blocks of a large file that are told first."""

NOTHING = Report((), (), (), (), 0, (), {})


class Result(NamedTuple):
    """What was judged before the open documents at `edited` changed, and nothing else did."""

    judgement: Judgement
    edited: tuple[str, ...]

    def reloaded(self, files: Files, config: Config, at_any_cost: bool = False) -> Reloaded | None:
        """What there is after the edits, as `reload` says it; None when it is better loaded anew."""
        judged = self.judgement.config
        if judged._replace(notes=config.notes) != config:
            return None
        edit = reload(self.judgement.workspace, files, self.edited, config.inputs, at_any_cost)
        same = edit is not None and with_named(config, edit.sources.files.values()) == judged
        return edit if same else None


class Snapshot(NamedTuple):
    """One module as it stands: the `paths` of its open documents, unsaved text laid over the disk, the
    settings that were last understood, the files as they were last read, and what tells which resources
    are new. `last` is what was judged completely, `shown` what was judged after that, at least in one
    root; `before` then told what was new. `is_old` tells whether something has changed since; `notes` whether
    anybody wants to see notes."""

    generation: int
    directory: str
    paths: tuple[str, ...]
    files: Files
    config: Config | None
    known: Mapping[str, File] = {}
    novelty: Novelty | None = None
    last: Result | None = None
    shown: Result | None = None
    before: Novelty | None = None
    is_old: Callable[[], bool] = lambda: False
    notes: bool = False


class Outcome(NamedTuple):
    """What a snapshot gave. `problem` is the one line that people see when the settings could not be
    understood or the job could not be done; the report then comes from the settings that last could,
    and is empty when there were none. `judgement` is what the report is of; the values of its workspace are
    computed when asked for, so only the worker may ask. `let_be` are the positions of the findings that are
    in the baseline. One that is not `complete` is of one root, and has of the others what was known."""

    generation: int
    files: Files
    report: Report
    config: Config | None = None
    problem: str = ""
    judgement: Judgement | None = None
    novelty: Novelty | None = None
    let_be: frozenset[int] = frozenset()
    complete: bool = True

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that the baseline does not let be."""
        if not self.let_be:
            return self.report.findings
        return tuple(finding for at, finding in enumerate(self.report.findings) if at not in self.let_be)

    @property
    def fail_on(self) -> str:
        """The lowest level that blocks."""
        return (self.config or Config()).fail_on

    @property
    def workspace(self) -> Workspace | None:
        """What the report is about, evaluated."""
        return None if self.judgement is None else self.judgement.workspace

    @property
    def directories(self) -> frozenset[str]:
        """Every directory that a file was read from."""
        return frozenset(posixpath.dirname(path) for path in self.report.files)


Analyse: TypeAlias = Callable[[Snapshot], Iterator[Outcome]]


def analyse(snapshot: Snapshot) -> Iterator[Outcome]:
    """Lints the open documents of one module: in one root at first, where there are more, then in all. Ends
    without the last result when the snapshot has become old."""
    config, problem = _settings(snapshot)
    if config is None:
        yield Outcome(snapshot.generation, snapshot.files, NOTHING, None, problem)
        return
    notes = snapshot.notes or config.fail_on == "note"
    judged = config if notes else config._replace(notes=())
    try:
        for judgement, complete in _judgements(snapshot, judged):
            said = report(judgement, whole=False)
            let_be = _let_be(snapshot, judgement, said)
            yield Outcome(
                snapshot.generation,
                snapshot.files,
                said,
                config,
                problem,
                judgement,
                snapshot.novelty,
                let_be,
                complete,
            )
    except Stopped:
        return
    except UserError as error:
        yield Outcome(snapshot.generation, snapshot.files, NOTHING, config, problem or str(error))


def whole(results: Iterator[Outcome]) -> Outcome:
    """The last of the results."""
    *_, last = results
    return last


def _judgements(snapshot: Snapshot, config: Config) -> Iterator[tuple[Judgement, bool]]:
    """What there is, each with whether it is all."""
    last, novelty = snapshot.last, snapshot.novelty
    alike = _measured_alike(snapshot)
    first = _first(snapshot, config) if alike else None
    if first is None and last is None:
        first = _begun(snapshot, config)
    if first is not None:
        yield first, False
    edit = last.reloaded(snapshot.files, config) if alike and last is not None else None
    if edit is not None and last is not None:
        complete = judge_again(last.judgement, edit, novelty, snapshot.is_old)
    else:
        workspace = load_workspace(snapshot.files, snapshot.paths, config.inputs, _reading(snapshot))
        config = with_named(config, workspace.files.values())
        head = _head(snapshot, workspace) if first is None else None
        if head is not None:
            yield judge_some(workspace, config, worlds_of(workspace, config), head, novelty), False
        complete = judge_all(workspace, config, novelty, snapshot.is_old)
    _let_go(first, last, snapshot.shown)
    yield complete, True


def _let_go(*before: Judgement | Result | None) -> None:
    """What was computed for results that are about to go. It refers to itself, and would be there until
    somebody looked for it."""
    for it in before:
        if it is not None:
            judgement = it.judgement if isinstance(it, Result) else it
            judgement.workspace.forget()


def _begun(snapshot: Snapshot, config: Config) -> Judgement | None:
    """What one root says of the module's own blocks; None when there is not much more."""
    workspace = begin(snapshot.files, snapshot.paths, config.inputs, rereading(snapshot.known))
    if workspace is None:
        return None
    wanted, config = _head(snapshot, workspace), with_named(config, workspace.files.values())
    wanted = wanted or everything_in(snapshot.directory)
    return judge_some(workspace, config, worlds_of(workspace, config), wanted, snapshot.novelty)


def _head(snapshot: Snapshot, workspace: Workspace) -> Impact | None:
    """What stands at the top of the open documents; None when there is not much more, or something was told
    before."""
    if snapshot.known:
        return None
    files = [workspace.files[path] for path in snapshot.paths if path in workspace.files]
    names = {(snapshot.directory, key_of_block(it)) for file in files for it in file.body.blocks[:SMALL]}
    if sum(len(file.body.blocks) for file in files) < 2 * SMALL:
        return None
    return nothing().with_names(names)


def _reading(snapshot: Snapshot) -> Callable[[str, bytes], File]:
    """Reads what is not known yet, until the snapshot is old."""
    read_again = rereading(snapshot.known)

    def read(path: str, source: bytes) -> File:
        if snapshot.is_old():
            raise Stopped
        return read_again(path, source)

    return read


def _first(snapshot: Snapshot, config: Config) -> Judgement | None:
    """What one root says, the module itself, if it is one, or another that calls it; None where all is said
    as fast."""
    last, shown = snapshot.last, snapshot.shown
    if shown is None or (last is not None and len(last.judgement.records) < SMALL):
        return None
    edit = shown.reloaded(snapshot.files, config, at_any_cost=True)
    directory, roots = snapshot.directory, shown.judgement.workspace.roots
    calling = (root for root in roots if any(True for _ in root.inside({directory})))
    root = next((root for root in roots if root.directory == directory), next(calling, None))
    if edit is None or root is None:
        return None
    first = judge_first(shown.judgement, edit, root, SMALL, snapshot.novelty)
    if last is None or shown.judgement is not last.judgement:
        _let_go(shown)
    return first


def _measured_alike(snapshot: Snapshot) -> bool:
    """Whether what was new is new now: nobody has committed since."""
    before, now = snapshot.before, snapshot.novelty
    return before is None or (now is not None and now.follows(before))


def _let_be(snapshot: Snapshot, judgement: Judgement, said: Report) -> frozenset[int]:
    accepted = _accepted(snapshot.files, judgement.config, snapshot.directory)
    if not accepted:
        return frozenset()
    return compare((), said._replace(moved=moved(judgement.workspace)), accepted).known


def _accepted(files: Files, config: Config, path: str) -> Mapping[str, int]:
    """What the baseline lets be of what is linted at a path. Raises UserError for one that cannot be read."""
    return baseline.counts(baseline.load(files, baseline_path(files, config, path)))


def mend(outcome: Outcome, paths: Sequence[str], rule: Rule | None = None) -> Mapping[str, bytes]:
    """The new text, by path, of the files that mending `paths` changes: of everything safe, or of all
    findings of one rule, without those that the baseline lets be."""
    files, config = outcome.files, outcome.config or Config()
    unsafe = False
    if rule is not None:
        others = tuple(other.id for other in all_rules() if other.id.startswith(f"{rule.id}-"))
        config = config._replace(select=(rule.id,), ignore=others)
        unsafe = best_safety(rule) is not Safety.SAFE
    novelty = None if outcome.novelty is None else outcome.novelty.anew()
    try:
        shown = beyond(_accepted(files, config, paths[0]))
        return fix(files, paths, config, unsafe, shown, novelty).changed
    except UserError:
        return {}


def settings_problem(path: str, text: bytes) -> str:
    """What is wrong with a settings file as it stands, as `PATH:LINE: MESSAGE`; empty when nothing is."""
    if path.endswith("/pyproject.toml") and b"tool.terrafence" not in text:
        return ""
    try:
        read(over_disk({path: text}), path)
    except UserError as error:
        return str(error)
    return ""


def over_disk(buffers: Mapping[str, bytes]) -> Files:
    """Unsaved text over the files of this machine."""
    return Overlay(Disk(), buffers)


def alone(path: str, text: bytes) -> Files:
    """One document in a world of its own."""
    return Overlay(_Nowhere(path), {path: text})


def _settings(snapshot: Snapshot) -> tuple[Config | None, str]:
    try:
        config = load(snapshot.files, snapshot.directory)
    except UserError as error:
        return snapshot.config, str(error)
    return config._replace(inputs=config.inputs._replace(environment=variables_of(os.environ))), ""


@final
class _Nowhere:
    """No files at all, only the directories above a path."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self, path: str) -> bytes:
        raise Unreadable("no such file")

    def entries(self, directory: str) -> list[Entry]:
        return []

    def kind(self, path: str) -> str:
        return "directory" if self._path.startswith(path.rstrip("/") + "/") else "missing"

    def real(self, path: str) -> str:
        return path
