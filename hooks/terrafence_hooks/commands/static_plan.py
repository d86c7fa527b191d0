"""`terrafence static-plan`: the evaluated configuration as the JSON of a plan."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, final

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.workspace import Workspace
from terrafence_hooks.batches import absolute
from terrafence_hooks.options import Options
from terrafence_hooks.output import emit
from terrafence_hooks.places import Places
from terrafence_hooks.roots import root_at
from terrafence_hooks.terminal import visible

if TYPE_CHECKING:
    from argparse import ArgumentParser


@final
class _Options(Options):
    """What was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.directory: str = "."


def run(arguments: list[str]) -> int:
    """Prints the plan, and on the standard error which modules are not in it. Prints no plan and returns 2
    when files cannot be read or do not parse. Raises UserError for a directory that cannot be read."""
    import json

    options = options_parser().parse_args(arguments, namespace=_Options())
    workspace = root_at(options.directory, options)
    plan = json.dumps(static_plan(workspace.roots[0]), ensure_ascii=False) + "\n"
    places = Places(workspace.files, absolute(os.curdir))
    errors = list(_errors(workspace, places))
    for line in errors or _left_out(workspace, places):
        print(visible(line), file=sys.stderr)
    if errors:
        return 2
    emit(plan, None)
    return 0


def options_parser() -> "ArgumentParser":
    """The options of `static-plan`."""
    from terrafence_hooks.arguments import add_inputs, parser

    to = parser("static-plan", _SUMMARY)
    to.add_argument("directory", nargs="?", default=".", metavar="DIR", help="the root module (default: .)")
    add_inputs(to)
    return to


_SUMMARY = (
    "Prints a root module, evaluated without provider or state, as `terraform show -json` prints a plan. "
    "Policies that are written for plans run on it. Sensitive values are in it, as in a plan."
)


def _errors(workspace: Workspace, places: Places) -> Iterator[str]:
    for problem in workspace.unreadable:
        yield f"error: {places.shown(problem.path)}: {problem.reason}"
    for path, file in sorted(workspace.files.items()):
        for problem in file.problems:
            yield f"error: {places.at(path, problem.span)}: {problem.message}"


def _left_out(workspace: Workspace, places: Places) -> Iterator[str]:
    for problem in workspace.not_read:
        yield f"not in the plan: {places.shown(problem.path)}: {problem.reason}"
