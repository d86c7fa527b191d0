"""`terrafence fix`: writes what can be fixed, and says what cannot and why."""

import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from terrafence.files import Disk
from terrafence.fix import Fixed
from terrafence.gate import beyond
from terrafence.novelty import Heads
from terrafence_hooks import outcome as outcomes
from terrafence_hooks.accepted import accepted, against
from terrafence_hooks.batches import named
from terrafence_hooks.options import Options, options_of
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.progress import watched
from terrafence_hooks.report import fixes
from terrafence_hooks.report.material import Writer
from terrafence_hooks.report.render import publish
from terrafence_hooks.write import write_all

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from terrafence.fix import Choice
    from terrafence.novelty import Earlier


def run(arguments: list[str]) -> int:
    """Raises UserError for what cannot be done."""
    return fix(options_of(arguments, options_parser), in_full=False)


def options_parser() -> "ArgumentParser":
    """The options of `fix`."""
    from terrafence_hooks.arguments import add_fixing, add_linting, add_paths, parser

    to = parser("fix", "Writes the fixes that are safe; says what is left and why.")
    add_paths(to)
    add_fixing(to)
    add_linting(to)
    return to


def fix(options: Options, *, in_full: bool) -> int:
    """Fixes what was named, or with `--diff` shows how, reports, and returns the exit code. `in_full`
    reports what remains as `check` does."""
    outcome, fixed = _of_change(options) if options.judges_change else mend(options, options.paths)
    if options.diff:
        return _show(outcome, fixed, options)
    brief = options.format == "text" and not options.statistics and not in_full
    told: Writer | None = (lambda material: fixes.render(outcome, fixed, material.look)) if brief else None
    publish(outcome, options, fixed=fixed, told=told)
    return outcomes.exit_code(outcome, options.exit_zero)


def _of_change(options: Options) -> tuple[Outcome, Fixed]:
    """Fixes what a change brings, and judges it again unless nothing was written."""
    from terrafence_hooks.change import asked_for
    from terrafence_hooks.gate import judge_change, news

    change = asked_for(options.diff_base, options.staged)
    outcome, fixed = mend(options, options.paths, *news(change, options))
    change.repository.close()
    return outcome if options.diff else judge_change(change, options, options.paths), fixed


def mend(
    options: Options,
    paths: Sequence[str],
    choice: "Choice | None" = None,
    earlier: "Earlier | None" = None,
) -> tuple[Outcome, Fixed]:
    """Fixes the paths (`.` when there are none), on disk unless `--diff` is given; of their findings those
    that are chosen, by default those that `check` counts: the baseline lets the others be. What there was
    `earlier` is, unless told, what the last commit has. Raises UserError for what cannot be read or
    written."""
    with watched(Disk()) as files, closing(Heads()) as heads:
        work = named(files, paths, options)
        let_be = accepted(files, work)
        chosen = choice or beyond(let_be)
        outcome, fixed = outcomes.fix(files, work, options.unsafe_fixes, chosen, earlier or heads)
    if not options.diff:
        write_all(fixed.changed)
    return against(outcome, let_be), fixed


def _show(outcome: Outcome, fixed: Fixed, options: Options) -> int:
    escape = options.output_file is None and sys.stdout.isatty()
    publish(
        outcome,
        options,
        fixed=fixed,
        told=lambda material: fixes.diff(Disk(), fixed.changed, material.look, escape),
    )
    if not options.quiet:
        print(fixes.would_do(fixed), file=sys.stderr)
    if outcome.report.errors:
        return 2
    return 1 if fixed.changed and not options.exit_zero else 0
