"""`terrafence baseline`: lets be what there is."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from terrafence import baseline
from terrafence.evaluate.discover import base_of
from terrafence.files import Disk
from terrafence.rules.terrafence import SYNTAX_ERROR
from terrafence_hooks.accepted import baseline_path
from terrafence_hooks.batches import Batch, absolute, named
from terrafence_hooks.options import Options
from terrafence_hooks.outcome import lint
from terrafence_hooks.output import complain
from terrafence_hooks.places import Places
from terrafence_hooks.report.text import count
from terrafence_hooks.write import write_all

if TYPE_CHECKING:
    from argparse import ArgumentParser


class BaselineOptions(Options):
    """With `--prune`."""

    def __init__(self) -> None:
        super().__init__()
        self.prune: bool = False


def run(arguments: list[str]) -> int:
    """Writes the baseline of each settings file that the paths have. Raises UserError for what cannot be
    done."""
    options = options_parser().parse_args(arguments, namespace=BaselineOptions())
    files, places = Disk(), Places({}, absolute("."))
    work = named(files, options.paths, options)
    code = 0
    texts: dict[str, bytes] = {}
    for batch in work:
        report = lint(files, [batch]).report
        path = baseline_path(files, batch)
        old = baseline.load(files, path)
        if options.prune:
            new = baseline.pruned(old, report, _covering(files, batch))
        else:
            new = baseline.extended(old, baseline.of(report))
        texts[path] = baseline.text_of(new).encode()
        print(f"{places.shown(path)}: {_said(old, new)}")
        broken = sum(finding.rule is SYNTAX_ERROR for finding in report.findings)
        if broken:
            print(f"{count(broken, 'syntax error')}: they block all the same, and hide what else is wrong")
        complain(report.errors, places)
        code = 2 if report.errors else code
    write_all(texts)
    return code


def _covering(files: Disk, batch: Batch) -> Callable[[str], bool]:
    """Tells whether the paths name a root, as the baseline does, or a directory above it."""
    first = batch.paths[0]
    base = base_of(files, first if files.kind(first) == "directory" else os.path.dirname(first)).rstrip("/")

    def covered(root: str) -> bool:
        path = f"{base}/{root.partition('@')[0]}/"
        return any(path.startswith(f"{at.rstrip('/')}/") for at in batch.paths)

    return covered


def _said(old: baseline.Baseline, new: baseline.Baseline) -> str:
    before, after = baseline.counts(old), baseline.counts(new)
    added = sum(max(0, number - before.get(key, 0)) for key, number in after.items())
    gone = sum(max(0, number - after.get(key, 0)) for key, number in before.items())
    return f"lets {count(sum(after.values()), 'finding')} be ({added} added, {gone} taken out)"


def options_parser() -> "ArgumentParser":
    """The options of `baseline`."""
    from terrafence_hooks.arguments import add_inputs, add_paths, parser

    to = parser("baseline", "Lets the findings that there are be: new ones alone count from then on.")
    add_paths(to)
    to.add_argument("--prune", action="store_true", help="only take out what is gone")
    add_inputs(to)
    return to
