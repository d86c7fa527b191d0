"""`terrafence hook`: what pre-commit runs. File names come in; the modules that they belong to are judged."""

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from terrafence.errors import UserError, did_you_mean
from terrafence.evaluate.discover import Tree, base_of
from terrafence.files import Disk, Files
from terrafence_hooks.accepted import accepted
from terrafence_hooks.batches import absolute, batches
from terrafence_hooks.options import Options, options_of
from terrafence_hooks.outcome import Gate

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from terrafence.fix import Choice
    from terrafence.novelty import Earlier
    from terrafence_hooks.change import Change


def run(arguments: list[str]) -> int:
    """Raises UserError for what cannot be done."""
    kind, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    match kind:
        case "check":
            return _check(rest)
        case "all":
            return _all(rest)
        case "fix":
            return _fix(rest)
        case "install":
            from terrafence_hooks.install import install

            return install(rest)
        case "-h" | "--help":
            options_parser().print_help()
            return 0
        case _:
            raise UserError(f'a hook is "check", "all" or "fix"{did_you_mean(kind, KINDS)}')


KINDS = {
    "check": "judge the change",
    "all": "judge everything in the modules of the files",
    "fix": "write the safe fixes",
    "install": "write a plain git hook that runs `hook check`",
}


def _check(arguments: list[str]) -> int:
    """Judges the change; everything in the modules of the files named when there is none, or when they are
    not part of it."""
    from terrafence_hooks.commands.check import report

    options = options_of(arguments, _check_parser)
    change = _change(options.paths)
    if isinstance(change, str):
        return _everything(options, change)
    if change is None:
        print("Nothing is staged: there is no change to judge.")
        return 0
    from terrafence_hooks.gate import judge_change

    return report(judge_change(change, options), options)


def _all(arguments: list[str]) -> int:
    return _everything(options_of(arguments, _check_parser), "")


def _everything(options: Options, why: str) -> int:
    from terrafence_hooks.commands.check import everything, report

    outcome = everything(options, modules(Disk(), options.paths))
    about = f"everything in the modules of the files named: {why}"
    return report(outcome._replace(gate=Gate(about)) if why else outcome, options)


def _change(names: Iterable[str]) -> "Change | str | None":
    """The change to judge; why there is none, so that everything is judged; None when a commit changes
    nothing."""
    from terrafence.git import repository_at
    from terrafence_hooks.change import changed_paths, committing, pushed, staged

    repository = repository_at(os.getcwd())
    if repository is None:
        return "this is not a git repository"
    change = pushed(repository, os.environ)
    if change is not None:
        return change
    change = staged(repository)
    changed = changed_paths(change)
    if not changed:
        return None if committing(os.environ) else "nothing is staged"
    named = {absolute(name) for name in names}
    return change if named <= changed else "not all of them are staged"


def _fix(arguments: list[str]) -> int:
    """Mends what the change brings, or what the baseline does not let be. Exit code 1 when files were
    changed, so that the commit stops and the result can be looked at, and when a file no longer parses. What
    else remains is for the other hooks."""
    from terrafence.rules.terrafence import SYNTAX_ERROR
    from terrafence_hooks.commands.fix import mend
    from terrafence_hooks.report import fixes, text
    from terrafence_hooks.report.material import Material
    from terrafence_hooks.report.render import publish

    options = options_of(arguments, _fix_parser)
    change = _change(options.paths)
    if change is None:
        return 0
    paths = modules(Disk(), options.paths)
    choice, earlier = _new(change, paths, options)
    outcome, fixed = mend(options, paths, choice, earlier)
    if not isinstance(change, str):
        change.repository.close()
    broken = [finding for finding in choice(outcome.report) if finding.rule is SYNTAX_ERROR]

    def told(material: Material) -> str:
        look = material.look
        lines = [*fixes.done(fixed, look), *(text.line(finding, look) for finding in broken)]
        return "".join(f"{line}\n" for line in lines)

    publish(outcome, options, fixed=fixed, told=told if options.format in ("text", "concise") else None)
    return 2 if outcome.report.errors else int(bool(fixed.changed or broken))


def _new(change: "Change | str", paths: Sequence[str], options: Options) -> "tuple[Choice, Earlier | None]":
    if isinstance(change, str):
        from terrafence.gate import beyond

        return beyond(accepted(Disk(), batches(Disk(), paths, options))), None
    from terrafence_hooks.gate import news

    return news(change, options)


def options_parser() -> "ArgumentParser":
    """The hooks, each with its options."""
    from terrafence_hooks.arguments import parser

    to = parser("hook", "Judges the modules that the files named belong to, as pre-commit asks.")
    below = to.add_subparsers(dest="kind")
    for kind, summary in KINDS.items():
        own = [_fix_parser() if kind == "fix" else _check_parser()] if kind != "install" else []
        below.add_parser(kind, help=summary, parents=own, add_help=not own)
    return to


def _check_parser() -> "ArgumentParser":
    from terrafence_hooks.arguments import add_linting, add_paths, parser

    to = parser("hook check", "Judges the modules that the files belong to.")
    add_paths(to)
    add_linting(to)
    return to


def _fix_parser() -> "ArgumentParser":
    from terrafence_hooks.arguments import add_linting, add_paths, add_unsafe, parser

    to = parser("hook fix", "Writes the safe fixes in the modules that the files belong to.")
    add_paths(to)
    add_unsafe(to)
    add_linting(to)
    return to


def modules(files: Files, names: Iterable[str]) -> list[str]:
    """The files (absolute) that were named, and the others of their directories: a change in one file of
    a module can be a fault in another. The working directory when nothing was named."""
    named: dict[str, list[str]] = {}
    for path in map(absolute, names):
        named.setdefault(os.path.dirname(path), []).append(path)
    found = {path for directory, paths in named.items() for path in _inside(files, directory, paths)}
    return sorted(found) or [absolute(".")]


def _inside(files: Files, directory: str, named: list[str]) -> set[str]:
    """What Terraform reads there. What git ignores nobody else has, unless it was named; what `.tofu` files
    stand in for is not read although it was."""
    tree = Tree(files, base_of(files, directory))
    for path in named:
        tree.want(path)
    listing = tree.listing(directory)
    return {*listing.files, *named} - {problem.path for problem in listing.not_read}
