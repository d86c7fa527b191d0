"""The report in the form that was asked for."""

import os
from typing import TYPE_CHECKING

from terrafence_hooks.batches import absolute
from terrafence_hooks.options import Options
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.output import complain, emit, paint_for, width_for
from terrafence_hooks.places import Places
from terrafence_hooks.report import text
from terrafence_hooks.report.text import Look

if TYPE_CHECKING:
    from terrafence.fix import Fixed


def publish(outcome: Outcome, options: Options, text: str) -> None:
    """Writes a report where it belongs; what could not be done goes to the standard error as well,
    unless a program reads it from the JSON."""
    if options.format != "json":
        complain(outcome.report.errors, look_for(outcome, options).places)
    emit(text, options.output_file)


def look_for(outcome: Outcome, options: Options) -> Look:
    """How a text report looks on the terminal or in the file at hand."""
    return Look(
        places=Places(outcome.report.files, absolute(os.curdir)),
        width=width_for(options),
        paint=paint_for(options),
        notes=options.show_notes,
        undecided=options.show_undecided,
        quiet=options.quiet,
    )


def render(outcome: Outcome, options: Options, following: str = "", fixed: "Fixed | None" = None) -> str:
    """The report on what was found, or after fixing, on what remains. `following` is the command to run
    next."""
    look = look_for(outcome, options)
    if options.format == "json":
        from terrafence_hooks.report import document

        return document.render(
            outcome,
            look.places,
            undecided=options.show_undecided,
            statistics=options.statistics,
            fixed=fixed,
        )
    if options.statistics:
        return text.statistics(outcome, look)
    if options.format == "concise":
        return text.concise(outcome, look)
    return text.render(outcome, look, following)
