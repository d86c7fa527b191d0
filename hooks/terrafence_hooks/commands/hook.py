"""`terrafence hook`: what pre-commit runs. File names come in; the modules that they belong to are judged."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from terrafence.errors import UserError, did_you_mean
from terrafence.evaluate.discover import kind_of
from terrafence.files import Disk, Files, Unreadable
from terrafence_hooks.batches import absolute
from terrafence_hooks.options import options_of

if TYPE_CHECKING:
    from argparse import ArgumentParser


def run(arguments: list[str]) -> int:
    """Raises UserError for what cannot be done."""
    kind, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if kind == "check":
        return _check(rest)
    if kind == "fix":
        return _fix(rest)
    raise UserError(f'a hook is "check" or "fix"{did_you_mean(kind, ("check", "fix"))}')


def _check(arguments: list[str]) -> int:
    from terrafence_hooks.commands.check import check

    options = options_of(arguments, _check_parser)
    return check(options, modules(Disk(), options.paths))


def _fix(arguments: list[str]) -> int:
    """Exit code 1 when files were changed, so that the commit stops and the change can be looked at, and
    when a file does not parse. What else remains is for the other hooks to say."""
    from terrafence.rules.terrafence import SYNTAX_ERROR
    from terrafence_hooks.commands.fix import mend
    from terrafence_hooks.report import fixes, text
    from terrafence_hooks.report.render import look_for, publish, render

    options = options_of(arguments, _fix_parser)
    outcome, fixed = mend(options, modules(Disk(), options.paths))
    broken = [item.finding for item in outcome.judged if item.finding.rule is SYNTAX_ERROR]
    look = look_for(outcome, options)
    lines = [*fixes.done(fixed, look), *(text.line(finding, look) for finding in broken)]
    told = "".join(f"{line}\n" for line in lines)
    publish(outcome, options, render(outcome, options, fixed=fixed) if options.format == "json" else told)
    return 2 if outcome.report.errors else int(bool(fixed.changed or broken))


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
    named = [absolute(name) for name in names]
    directories = {os.path.dirname(path): None for path in named}
    siblings = [path for directory in directories for path in _inside(files, directory)]
    return sorted({*named, *siblings}) or [absolute(".")]


def _inside(files: Files, directory: str) -> list[str]:
    try:
        entries = files.entries(directory)
    except Unreadable:
        return []
    paths = [f"{directory.rstrip('/')}/{entry.name}" for entry in entries if kind_of(entry.name) is not None]
    return [path for path in paths if files.kind(path) == "file"]
