"""`terrafence fix`: writes what can be fixed, and says what cannot and why."""

import sys

from terrafence.files import Disk
from terrafence_hooks import outcome as outcomes
from terrafence_hooks.batches import absolute, batches
from terrafence_hooks.options import Options, add_fixing, add_linting, add_paths, parser
from terrafence_hooks.report import fixes
from terrafence_hooks.report.render import look_for, publish, render
from terrafence_hooks.write import write_all


def run(arguments: list[str]) -> int:
    """Raises UserError for what cannot be done."""
    options = _options(arguments)
    return fix(options, options.paths, in_full=False)


def fix(options: Options, paths: list[str], *, in_full: bool) -> int:
    """Fixes the paths (`.` when there are none) on disk, or with `--diff` shows how, reports, and
    returns the exit code. `in_full` reports what remains as `check` does."""
    files = Disk()
    work = batches(files, [absolute(path) for path in paths or ["."]], options)
    outcome, fixed = outcomes.fix(files, work, options.unsafe_fixes)
    look = look_for(outcome, options)
    if options.diff:
        escape = options.output_file is None and sys.stdout.isatty()
        publish(outcome, options, fixes.diff(files, fixed.changed, look, escape))
        return 2 if outcome.report.errors else int(bool(fixed.changed) and not options.exit_zero)
    write_all(fixed.changed)
    if options.format == "text" and not options.statistics and not in_full:
        text = fixes.render(outcome, fixed, look)
    else:
        text = render(outcome, options, fixed=fixed)
    publish(outcome, options, text)
    return outcomes.exit_code(outcome, options.exit_zero)


def _options(arguments: list[str]) -> Options:
    to = parser("fix", "Writes the fixes that are safe; says what is left and why.")
    add_paths(to)
    add_fixing(to)
    add_linting(to)
    return to.parse_args(arguments, namespace=Options())
