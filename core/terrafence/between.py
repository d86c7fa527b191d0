"""Two trees judged where the change between them bears on something. What it leaves as it was, it leaves with
its faults, so nobody has to look at that."""

from collections.abc import Collection, Iterable, Set

from terrafence.acceptance import Acceptance
from terrafence.config import Config
from terrafence.evaluate.difference import Difference, Side, difference
from terrafence.evaluate.names import Name
from terrafence.evaluate.subjects import name_of
from terrafence.evaluate.workspace import Scope, begin_scope
from terrafence.exemptions import Exemption
from terrafence.finding import Report
from terrafence.judgement import Judgement, judge_some, worlds_of
from terrafence.lint import acceptance_of, moved, report_of_part
from terrafence.novelty import Novelty
from terrafence.reach import Worlds, reached
from terrafence.record import NamedTuple
from terrafence.suppress import suppressions
from terrafence.syntax.views import File


class Reports(NamedTuple):
    """What there is to say of both trees where they differ."""

    before: Report
    after: Report


class Asked(NamedTuple):
    """What is judged by which settings: of both scopes, the modules in some directories. `moves` is whether
    what is `moved` by now counts, as it does where findings are accepted by what they were called."""

    before: Scope
    after: Scope
    directories: Collection[str]
    config: Config
    moves: bool


def judge_between(asked: Asked, touched: Iterable[str], novelty: Novelty | None = None) -> Reports | None:
    """The reports on what a change of the files `touched` bears on. None when it may bear on everything, or
    on what is said about the comments that silence findings."""
    before, after = (
        Side(scope, begin_scope(scope, asked.directories, asked.config.inputs))
        for scope in (asked.before, asked.after)
    )
    found = difference(before, after, touched)
    if found is None or _comments(before, found) != _comments(after, found):
        return None
    judged = _judged(before, after, asked.config, found, novelty)
    accepted = [acceptance_of(it) for it in judged]
    reports = [report_of_part(it, by, found.paths) for it, by in zip(judged, accepted, strict=True)]
    if _used(accepted[0], before) != _used(accepted[1], after):
        return None
    return Reports(reports[0], reports[1]._replace(moved=moved(after.workspace) if asked.moves else {}))


def _judged(
    before: Side, after: Side, config: Config, found: Difference, novelty: Novelty | None
) -> list[Judgement]:
    worlds = Worlds(worlds_of(before.workspace, config), worlds_of(after.workspace, config))

    def of_kind(kind: str) -> Set[Name]:
        return {name_of(it) for world in (*worlds.before, *worlds.after) for it in world.of_type(kind)}

    wanted = found.impact.with_names(reached(found.impact, of_kind, worlds, fixes=False))
    while True:
        judged = [
            judge_some(before.workspace, config, worlds.before, wanted, None),
            judge_some(after.workspace, config, worlds.after, wanted, novelty),
        ]
        beside = {name for kind in _elsewhere(*judged) for name in of_kind(kind)}
        if all(wanted.holds(*name) for name in beside):
            return judged
        wanted = wanted.with_names(beside)


def _elsewhere(before: Judgement, after: Judgement) -> set[str]:
    """The kinds of which others may show a new fault too, since it is not at the resource itself."""
    known = {identity for group in before.groups.values() for identity in group.finding.identities}
    findings = (group.finding for group in after.groups.values())
    new = (it for it in findings if it.origin is not None and not known.issuperset(it.identities))
    return {kind for finding in new for kind in finding.rule.resources if kind != "*"}


# ---------------------------------------------------------------- what is accepted


def _comments(side: Side, found: Difference) -> list[tuple[str, str, tuple[tuple[str, ...], ...]]]:
    """The comments of changed files that silence something, and the blocks that they cover."""
    files = (side.sources.files.get(path) for path in sorted(found.paths))
    return [it for file in files if file is not None for it in _silencing(file)]


def _silencing(file: File) -> Iterable[tuple[str, str, tuple[tuple[str, ...], ...]]]:
    for comment in suppressions(file):
        covered = [
            (block.type, *block.labels)
            for block in file.body.blocks
            for span in comment.covers
            if block.span.start < span.end and span.start < block.span.end
        ]
        whole = any(span.end - span.start == len(file.source) for span in comment.covers)
        yield file.path, file.text(comment.span), () if whole else tuple(covered)


def _used(acceptance: Acceptance, side: Side) -> tuple[set[tuple[str, str, str]], set[Exemption]]:
    """The comments, wherever they stand, and the exceptions that silenced something."""
    files = side.sources.files
    comments = {(path, files[path].text(span), name) for path, span, name in acceptance.used}
    return comments, acceptance.used_exemptions
