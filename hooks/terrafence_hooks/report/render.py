"""The reports that were asked for, where they belong."""

import os
from typing import TYPE_CHECKING, assert_never

from terrafence.errors import UserError
from terrafence_hooks.batches import absolute
from terrafence_hooks.options import Format, Options
from terrafence_hooks.outcome import Outcome
from terrafence_hooks.output import complain, emit, paint_for, width_for
from terrafence_hooks.places import Places
from terrafence_hooks.report import text
from terrafence_hooks.report.material import Material, Writer, repository
from terrafence_hooks.report.text import Look

if TYPE_CHECKING:
    from terrafence.fix import Fixed


def publish(
    outcome: Outcome,
    options: Options,
    following: str = "",
    fixed: "Fixed | None" = None,
    told: Writer | None = None,
) -> None:
    """Writes every report on what was found or, after fixing, on what remains. `following` is the command
    to run next; `told` replaces the report on the standard output. What could not be done goes to the
    standard error as well, unless a program reads it from the JSON. Raises UserError for what cannot be
    written, once all the others have been."""
    _check_paths(options)
    if options.format not in ("json", "jsonl"):
        complain(outcome.report.errors, look_for(outcome, options, None).places)
    main = (told or writer(options.format), options.output_file)
    wanted = [*((writer(name), path) for name, path in options.outputs), main]
    trouble: UserError | None = None
    for write, path in wanted:
        try:
            emit(write(_material(outcome, options, path, following, fixed)), path)
        except UserError as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble


def look_for(outcome: Outcome, options: Options, path: str | None) -> Look:
    """How a text report looks in a file or, without one, on the standard output."""
    return Look(
        places=Places(outcome.report.files, absolute(os.curdir)),
        width=width_for(path),
        paint=paint_for(options, path),
        notes=options.show_notes,
        undecided=options.show_undecided,
        quiet=options.quiet,
    )


def writer(name: Format) -> Writer:
    """What writes a format; imported only when it is asked for."""
    match name:
        case "text":
            return _text
        case "concise":
            return _concise
        case "json":
            from terrafence_hooks.report import document as module
        case "jsonl":
            from terrafence_hooks.report import jsonl as module
        case "sarif":
            from terrafence_hooks.report import sarif as module
        case "junit":
            from terrafence_hooks.report import junit as module
        case "github":
            from terrafence_hooks.report import github as module
        case "gitlab":
            from terrafence_hooks.report import gitlab as module
        case "rdjson":
            from terrafence_hooks.report import rdjson as module
        case "markdown":
            from terrafence_hooks.report import markdown as module
        case "html":
            from terrafence_hooks.report import html as module
        case _:
            assert_never(name)
    return module.render


def _material(
    outcome: Outcome, options: Options, path: str | None, following: str, fixed: "Fixed | None"
) -> Material:
    return Material(
        outcome=outcome,
        look=look_for(outcome, options, path),
        repository=repository(absolute(os.curdir)),
        statistics=options.statistics,
        unsafe=options.unsafe_fixes,
        hide_suppressed=options.hide_suppressed,
        following=following,
        fixed=fixed,
    )


def _check_paths(options: Options) -> None:
    seen: set[str] = set()
    for path in (options.output_file, *(output.path for output in options.outputs)):
        if path is not None and os.path.realpath(path) in seen:
            raise UserError(f"two reports would go to {path}")
        seen |= {os.path.realpath(path)} if path is not None else set()


def _text(material: Material) -> str:
    if material.statistics:
        return text.statistics(material.outcome, material.look)
    return text.render(material.outcome, material.look, material.following)


def _concise(material: Material) -> str:
    if material.statistics:
        return text.statistics(material.outcome, material.look)
    return text.concise(material.outcome, material.look)
