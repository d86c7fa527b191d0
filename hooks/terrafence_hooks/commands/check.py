"""`terrafence check`: what is wrong."""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from terrafence.files import Disk
from terrafence.finding import Applicability
from terrafence_hooks.accepted import accepted, against
from terrafence_hooks.batches import named
from terrafence_hooks.options import Options, options_of
from terrafence_hooks.outcome import Outcome, exit_code, lint, requiring_modules
from terrafence_hooks.progress import watched
from terrafence_hooks.report.counts import fix_kind
from terrafence_hooks.report.render import publish

if TYPE_CHECKING:
    from argparse import ArgumentParser


def run(arguments: list[str]) -> int:
    """Raises UserError for what cannot be done."""
    options = options_of(arguments, options_parser)
    if options.fix or options.diff:
        from terrafence_hooks.commands.fix import fix

        return fix(options, in_full=True)
    return check(options, options.paths)


def check(options: Options, paths: Sequence[str]) -> int:
    """Lints the paths (`.` when there are none), reports, and returns the exit code."""
    outcome = _judged(options, paths)
    if options.add_ignore is None:
        return report(outcome, options)
    from terrafence_hooks.ignoring import add_comments

    return add_comments(outcome, options.add_ignore)


def _judged(options: Options, paths: Sequence[str]) -> Outcome:
    if options.judges_change:
        from terrafence_hooks.change import asked_for
        from terrafence_hooks.gate import judge_change

        return judge_change(asked_for(options.diff_base, options.staged), options, options.paths)
    return everything(options, paths)


def everything(options: Options, paths: Sequence[str]) -> Outcome:
    """All there is in the paths (`.` when there are none)."""
    from terrafence.novelty import Heads

    with watched(Disk()) as files, closing(Heads()) as heads:
        work = named(files, paths, options)
        return against(lint(files, work, heads), accepted(files, work))


def report(outcome: Outcome, options: Options) -> int:
    """Publishes an outcome, and returns the exit code."""
    if options.require_modules:
        outcome = requiring_modules(outcome)
    publish(outcome, options, following=_following(outcome, options.paths))
    return exit_code(outcome, options.exit_zero)


def options_parser() -> "ArgumentParser":
    """The options of `check`."""
    from terrafence_hooks.arguments import add_change, add_fixing, add_linting, add_paths, parser

    to = parser("check", "Reports what is wrong in Terraform files, and in what they call and are called by.")
    add_paths(to)
    to.add_argument("--fix", action="store_true", help="write the safe fixes, then report what remains")
    add_fixing(to)
    add_change(to)
    about = "write a comment with this reason above every finding, instead of a report"
    to.add_argument("--add-ignore", metavar="REASON", help=about)
    add_linting(to)
    return to


def _following(outcome: Outcome, paths: list[str]) -> str:
    """The command that gets furthest from here."""
    kinds = [fix_kind(item.finding) for item in outcome.counted]
    if Applicability.SAFE not in kinds and Applicability.UNSAFE not in kinds:
        return f"terrafence explain {outcome.counted[0].finding.rule.id}" if outcome.counted else ""
    unsafe = "" if Applicability.SAFE in kinds else " --unsafe-fixes"
    return f"terrafence fix --diff{unsafe}{_arguments(paths)}"


def _arguments(paths: list[str]) -> str:
    """The paths as a shell takes them, if they are few."""
    return "".join(f" {_quoted(path)}" for path in paths) if len(paths) <= 3 else ""


def _quoted(path: str) -> str:
    # What `shlex.quote` does, without its import.
    plain = path.replace("/", "").replace(".", "").replace("-", "").replace("_", "")
    if path and plain.isascii() and (plain.isalnum() or not plain):
        return path
    return "'" + path.replace("'", "'\"'\"'") + "'"
