"""Where a report goes and how it looks there."""

import io
import os
import sys
from collections.abc import Iterable

from terrafence.errors import UserError
from terrafence.finding import Error
from terrafence_hooks.options import Options
from terrafence_hooks.places import Places
from terrafence_hooks.terminal import Paint, colour_wanted, terminal_width, visible


def emit(text: str, path: str | None) -> None:
    """Writes a report to the standard output or, whole or not at all, to a file. Raises UserError when it
    cannot, BrokenPipeError when nobody reads."""
    if path is not None:
        from terrafence_hooks.write import write_all

        write_all({path: text.encode("utf-8", "backslashreplace")})
        return
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        out.reconfigure(errors="backslashreplace")
    try:
        out.write(text)
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UserError(f"cannot write the report: {(error.strerror or 'unknown reason').lower()}") from error


def say(message: str) -> None:
    """A line on the standard error about the report itself."""
    print(visible(f"note: {message}"), file=sys.stderr)


def complain(errors: Iterable[Error], places: Places) -> None:
    """Says on the standard error what could not be done."""
    for path, message in errors:
        print(visible(f"error: {places.shown(path)}: {message}"), file=sys.stderr)


def paint_for(options: Options, path: str | None) -> Paint:
    """Colours for a report that goes to a file, or to the standard output."""
    if options.no_color or path is not None:
        return Paint(False)
    return Paint(colour_wanted(sys.stdout, os.environ))


def width_for(path: str | None) -> int:
    """Columns for a report that goes to a file, or to the standard output."""
    return terminal_width(sys.stdout if path is None else None)
