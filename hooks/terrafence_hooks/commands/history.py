"""`terrafence history`: whether it gets better, commit by commit."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, final

from terrafence.errors import UserError
from terrafence.evaluate.discover import kind_of
from terrafence.finding import Finding, Report
from terrafence.gate import Before, Moves, compare, past_of
from terrafence.git import EMPTY_TREE, GitTree, Repository, repository_at
from terrafence.rules.terrafence import SYNTAX_ERROR
from terrafence_hooks.batches import absolute, named
from terrafence_hooks.gate import moved_directories, whole
from terrafence_hooks.options import Options
from terrafence_hooks.outcome import combine, lint
from terrafence_hooks.output import emit

if TYPE_CHECKING:
    from argparse import ArgumentParser

COUNTS = ("open", "new", "fixed", "suppressed", "unknown")


@final
class _Options(Options):
    """What was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.since: str = ""


def run(arguments: list[str]) -> int:
    """Prints a line for each commit as soon as it is judged, the oldest first. Raises UserError outside of a
    repository, and for a revision that there is not."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    repository = repository_at(os.getcwd())
    if repository is None:
        raise UserError("not in a git repository: there is no history")
    try:
        for record in _records(repository, options):
            emit(json.dumps(record) + "\n", None)
    finally:
        repository.close()
    return 0


def options_parser() -> "ArgumentParser":
    """The options of `history`."""
    from terrafence_hooks.arguments import add_inputs, add_paths, add_selection, parser

    to = parser("history", "Counts the findings of past commits, the oldest first, one JSON line each.")
    add_paths(to)
    said = "the commits after this one, as in git log REV.. (first parents only)"
    to.add_argument("--since", required=True, metavar="REV", help=said)
    add_selection(to)
    add_inputs(to)
    return to


def _records(repository: Repository, options: _Options) -> Iterator[dict[str, object]]:
    """Each commit against its first parent, and by the settings that it holds itself. What cannot be judged
    has an `error` instead of counts; what follows is held against the last that could be."""
    commits = repository.commits_since(options.since)
    parent = repository.commit(f"{commits[0][0]}^") or EMPTY_TREE if commits else EMPTY_TREE
    before: Report | None = None
    for commit, date in commits:
        about: dict[str, object] = {"commit": commit, "date": date}
        try:
            now = _report(repository.tree(commit), options)
            before = before or _report(repository.tree(parent), options)
        except UserError as error:
            yield about | {"error": str(error).replace(f"{repository.top}/", "")}
            continue
        yield about | _counted(before, now, _moves(repository, parent, commit))
        parent, before = commit, now


def _report(tree: GitTree, options: _Options) -> Report:
    paths = [absolute(path) for path in options.paths or ["."]]
    there = [path for path in paths if tree.kind(path) != "missing"]
    outcome = lint(tree, named(tree, there, options)) if there else combine([])
    return whole(outcome.report._replace(findings=tuple(item.finding for item in outcome.judged)))


def _moves(repository: Repository, parent: str, commit: str) -> Moves:
    tree = repository.tree(commit)

    def is_left(directory: str) -> bool:
        return any(kind_of(entry.name) is not None for entry in tree.entries(directory))

    return Moves(moved_directories(repository.changes(parent, commit), is_left, repository.top))


def _counted(before: Report, now: Report, moves: Moves) -> dict[str, object]:
    rules = {finding.rule.id for report in (before, now) for finding in report.findings}
    rules |= {item.rule_id for item in now.undecided}
    counts = {rule: _counts(rule, before, now, moves) for rule in sorted(rules)}
    whole = {name: sum(one[name] for one in counts.values()) for name in COUNTS}
    kept = {rule: one for rule, one in counts.items() if any(one.values())}
    return {**whole, "not_read": len(now.not_read), "errors": len(now.errors), "rules": kept}


def _counts(rule: str, before: Report, now: Report, moves: Moves) -> dict[str, int]:
    was = before._replace(findings=_of(rule, before.findings))
    # Nothing is called fixed where a file does not parse.
    broken = () if rule == SYNTAX_ERROR.id else _of(SYNTAX_ERROR.id, now.findings)
    found = now._replace(findings=(*_of(rule, now.findings), *broken))
    difference = compare([Before(past_of(was), moves._replace(addresses=now.moved))], found)
    own = range(len(found.findings) - len(broken))
    left = [at for at in own if found.findings[at].suppressed is None]
    return {
        "open": len(left),
        "new": sum(at not in difference.known for at in left),
        "fixed": difference.fixed,
        "suppressed": len(own) - len(left),
        "unknown": sum(item.rule_id == rule for item in now.undecided),
    }


def _of(rule: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.rule.id == rule)
