"""A change judged: both trees linted by one engine, and what is new told apart from what was there."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import TypeAlias, final

from terrafence.config import Config
from terrafence.errors import UserError
from terrafence.evaluate.discover import kind_of
from terrafence.evaluate.ignore import is_ignored
from terrafence.evaluate.workspace import Scope, load_scope, scope_of
from terrafence.files import Files
from terrafence.finding import Finding, Report
from terrafence.gate import Before, Moves, Past, compare, past_of
from terrafence.git import NOT_IN_CLONE, GitTree
from terrafence.git import Change as FileChange
from terrafence.lint import judge
from terrafence.loosening import loosened
from terrafence.novelty import Earlier, Novelty, against
from terrafence.record import NamedTuple
from terrafence.syntax.read import read
from terrafence.syntax.views import File
from terrafence_hooks.accepted import accepted
from terrafence_hooks.batches import Batch, absolute, batches, fed_roots
from terrafence_hooks.beside import beside
from terrafence_hooks.change import Change, asked_about
from terrafence_hooks.locks import Locked
from terrafence_hooks.options import Options
from terrafence_hooks.outcome import Gate, Judged, Outcome, State, combine
from terrafence_hooks.progress import watched

SMALL = 3
"""Modules that one process judges before and after as fast as two."""


def judge_change(change: Change, options: Options, asked: Sequence[str] = ()) -> Outcome:
    """The findings of the tree after the change, in the files and directories that were asked about (all when
    none was), each with its state; those that were there before do not block. Raises UserError for settings
    that cannot be understood, before or after, and as `asked_about` does."""
    change = _lending(change, options)
    paths = asked_about(change, asked)
    try:
        with watched(change.files) as files:
            outcome = _judge(change, files, options)
    finally:
        change.repository.close()
    judged = tuple(item for item in outcome.judged if _is_asked(item.finding.path, paths))
    return outcome._replace(judged=judged)


def _lending(change: Change, options: Options) -> Change:
    return change._replace(lent=tuple(map(absolute, options.var_files)))


class News(NamedTuple):
    """Tells what a change brings: `findings` those of a report that were not there before, `earlier` what
    there was."""

    findings: Callable[[Report], list[Finding]]
    earlier: Earlier


def news(change: Change, options: Options) -> News:
    """What tells the findings of a change from those that were there before. Raises UserError as
    `judge_change` does."""
    change = _lending(change, options)
    try:
        with watched(change.files) as files:
            trees = _trees(change, files, options)
            before = [Before(past, Moves(trees.moved)) for past in _pasts(trees)]
    finally:
        change.repository.close()

    def new(report: Report) -> list[Finding]:
        known = compare(_at(before, report), report, trees.rules.accepted).known
        return [finding for at, finding in enumerate(report.findings) if at not in known]

    return News(new, trees.earlier)


class _Trees(NamedTuple):
    """Everything that a change of the files `touched` may bear on, before and after, and the settings that
    judge it. `moved` are the directories that were renamed, `earlier` what all directories are measured
    against."""

    touched: Set[str]
    after: Scope
    before: list[Scope]
    rules: "_Rules"
    moved: Mapping[str, str]
    earlier: Earlier


def _trees(change: Change, files: Files, options: Options) -> _Trees:
    parents, read_once = change.before, _Reader()
    changes = change.repository.changes(change.parents[0], change.head)
    top = change.repository.top
    touched = {path for it in changes for path in (it.old, it.new) if path}
    fed = {root for tree in (files, *parents) for root in fed_roots(tree, top, touched, options)}
    after, *scopes = (scope_of(tree, top, touched, read_once, fed) for tree in (files, *parents))
    below = {directory for scope in (after, *scopes) for directory in scope.mentioned}
    # Where no Terraform changed, settings may have.
    every = sorted(below | {os.path.dirname(path) for path in touched})
    rules = _settings(change, files, parents, every, options)
    moved = [it.new.removeprefix(f"{top}/") for it in changes if parents[0].is_submodule(it.new)]
    about = f"; before and after, as the disk has it: the submodule {', '.join(moved)}" if moved else ""
    return _Trees(
        touched,
        after,
        scopes,
        rules._replace(excuse=rules.excuse + about),
        moved_directories(changes, lambda old: bool(after.sources.listing(old).configuration), top),
        against(parents),
    )


def _pasts(trees: _Trees) -> list[Past]:
    return [past_of(whole(_linted(scope, trees.rules.work).report)) for scope in trees.before]


def whole(report: Report) -> Report:
    """The report on an older tree. Raises UserError when the clone lacks some of its files, so that old
    faults would count as new."""
    for path, message in report.errors:
        if message == NOT_IN_CLONE:
            raise UserError(f"{path}: an older version {message} (git fetch --refetch --no-filter gets it)")
    return report


def _is_large(trees: _Trees) -> bool:
    """Whether a second process is worth its start."""
    return len(trees.after.roots) > 1 or len(trees.after.directories) > SMALL


def _at(before: Iterable[Before], now: Report) -> list[Before]:
    return [it._replace(moves=it.moves._replace(addresses=now.moved)) for it in before]


def _judge(change: Change, files: Files, options: Options) -> Outcome:
    trees = _trees(change, files, options)
    rules = trees.rules
    differing = None if options.wants_everything else _differing(trees)
    outcome, pasts = differing or _whole(trees, change)
    now = outcome.report
    before = [Before(past, Moves(trees.moved)) for past in pasts]
    difference = compare(_at(before, now), now, rules.accepted)
    judged = tuple(
        _stated(item, at in difference.known, at in difference.unprotected)
        for at, item in enumerate(outcome.judged)
    )
    about = change.about + rules.excuse
    return Outcome(judged, now, Gate(about, difference.fixed, rules.loosened, differing is not None))


_Found: TypeAlias = tuple[Outcome, Sequence[Past]]
"""What there is after the change, and what there was in each parent."""


def _whole(trees: _Trees, change: Change) -> _Found:
    """All that there is in the roots that the change may bear on."""
    pasts = beside(lambda: _pasts(trees), change.repository) if _is_large(trees) else lambda: _pasts(trees)
    outcome = _linted(trees.after, trees.rules.work, _novelty(trees))
    return outcome, pasts()


def _differing(trees: _Trees) -> _Found | None:
    """What there is where the change bears on something; None when that is everything."""
    if len(trees.before) != 1:
        return None
    from terrafence.between import Asked, judge_between

    (before,) = trees.before
    novelty = _novelty(trees)
    present = before.mentioned | trees.after.mentioned
    old: list[tuple[Config, Report]] = []
    new: list[tuple[Config, Report]] = []
    for config, paths in trees.rules.work:
        directories = sorted(present.intersection(paths))
        if not directories:
            continue
        asked = Asked(before, trees.after, directories, config, bool(trees.rules.accepted))
        reports = judge_between(asked, trees.touched, novelty)
        if reports is None:
            return None
        old.append((config, whole(reports.before)))
        new.append((config, reports.after))
    return _together(new), [past_of(_together(old).report)]


def _novelty(trees: _Trees) -> Novelty:
    return Novelty(trees.after.files, trees.earlier)


class _Rules(NamedTuple):
    """Which settings judge which directories, and what the change takes from them."""

    work: list[Batch]
    accepted: Mapping[str, int]
    loosened: tuple[str, ...] = ()
    excuse: str = ""


def _settings(
    change: Change, after: Files, parents: Sequence[GitTree], directories: Sequence[str], options: Options
) -> _Rules:
    """The settings as they were judge, so that a change cannot excuse itself; where there were none that can
    be understood, those of the change do. In a merge those of the first parent judge, and loosening is told
    against the parent that it is least of."""
    new = _rules(after, directories, options)
    if not parents[0].holds_files:
        return new
    try:
        old, *others = (_rules(parent, directories, options) for parent in parents)
    except Locked:
        raise
    except UserError as error:
        reason = str(error).replace(f"{change.repository.top}/", "")
        excuse = f"; with its own settings, since those before cannot be used ({reason})"
        return new._replace(excuse=excuse)
    notes = min((_loosened(it, new) for it in (old, *others)), key=lambda them: len("".join(them)))
    gained = min(_gained(it, new) for it in (old, *others))
    if gained:
        notes.append(f"the baseline gains {gained} {'finding' if gained == 1 else 'findings'}")
    return old._replace(loosened=tuple(notes))


def _rules(tree: Files, directories: Sequence[str], options: Options) -> _Rules:
    work = [
        it._replace(config=_without_ignored(it.config, tree, options))
        for it in batches(tree, directories, options)
    ]
    return _Rules(work, accepted(tree, work))


def _without_ignored(config: Config, tree: Files, options: Options) -> Config:
    """The settings without the variables files that git ignores: no tree has them. Those that an option names
    stay."""
    lent = {absolute(path) for path in options.var_files}

    def known(paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(path for path in paths if path in lent or not is_ignored(tree, path))

    inputs = config.inputs
    if not inputs.var_files and not inputs.environments:
        return config
    environments = tuple(it._replace(var_files=known(it.var_files)) for it in inputs.environments)
    inputs = inputs._replace(var_files=known(inputs.var_files), environments=environments)
    return config._replace(inputs=inputs)


def _loosened(old: _Rules, new: _Rules) -> list[str]:
    was = {path: batch.config for batch in old.work for path in batch.paths}
    pairs = [(was[path], batch.config) for batch in new.work for path in batch.paths]
    return list(dict.fromkeys(it for one, other in pairs if one != other for it in loosened(one, other)))


def _gained(old: _Rules, new: _Rules) -> int:
    """How many more findings the baselines let be."""
    return sum(max(0, number - old.accepted.get(key, 0)) for key, number in new.accepted.items())


def _linted(scope: Scope, work: Iterable[Batch], novelty: Novelty | None = None) -> Outcome:
    present = set(scope.directories)
    parts: list[tuple[Config, Report]] = []
    for config, paths in work:
        inside = [path for path in paths if path in present]
        if inside:
            parts.append((config, judge(load_scope(scope, inside, config.inputs), config, novelty)))
    return _together(parts)


def _together(parts: Sequence[tuple[Config, Report]]) -> Outcome:
    """Every finding once, in order."""
    outcome = combine(parts)
    findings = tuple(item.finding for item in outcome.judged)
    return outcome._replace(report=outcome.report._replace(findings=findings))


def moved_directories(
    changes: Iterable[FileChange], is_left: Callable[[str], bool], top: str
) -> dict[str, str]:
    """The directories, relative to the repository, whose Terraform went to another one as a whole: `is_left`
    says whether one (absolute) still holds any."""
    went: dict[str, dict[str, int]] = {}
    for old, new in changes:
        if old and new and old != new and kind_of(os.path.basename(old)) is not None:
            counts = went.setdefault(os.path.dirname(old), {})
            counts[os.path.dirname(new)] = counts.get(os.path.dirname(new), 0) + 1
    moves: dict[str, str] = {}
    for old, counts in went.items():
        new = max(counts, key=lambda at: (counts[at], at))
        if new != old and not is_left(old):
            moves[_relative(old, top)] = _relative(new, top)
    return moves


def _relative(path: str, top: str) -> str:
    return path.removeprefix(top).strip("/")


def _stated(item: Judged, known: bool, unprotects: bool) -> Judged:
    state = State.UNCHANGED if known else State.NEW
    return item._replace(state=state, blocks=(item.blocks and not known) or unprotects, unprotects=unprotects)


def _is_asked(path: str, asked: Sequence[str]) -> bool:
    return not asked or any(path == at or path.startswith(f"{at.rstrip('/')}/") for at in asked)


@final
class _Reader:
    """Parses a file once, whichever trees it is in."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, list[File]] = {}

    def __call__(self, path: str, source: bytes) -> File:
        from terrafence.syntax.reread import reread

        known = self._known.setdefault(path, [])
        for file in known:
            if file.source is source or file.source == source:
                return file
        known.append(reread(known[-1], source) if known else read(path, source))
        return known[-1]
