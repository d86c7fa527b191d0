"""`terrafence exceptions`: what is accepted, by whom and until when."""

import json
import time
from argparse import ArgumentTypeError
from collections.abc import Iterable
from typing import TYPE_CHECKING

from terrafence.acceptance import days_after
from terrafence.config import Config
from terrafence.evaluate.workspace import load
from terrafence.exemptions import Exemption
from terrafence.files import Disk
from terrafence.record import NamedTuple
from terrafence.suppress import Suppression, suppressions
from terrafence_hooks.batches import absolute, named
from terrafence_hooks.options import Options
from terrafence_hooks.output import emit
from terrafence_hooks.places import Places
from terrafence_hooks.terminal import visible

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Row(NamedTuple):
    """One acceptance, as people and programs see it."""

    until: str
    rules: str
    place: str
    address: str
    owner: str
    ticket: str
    reason: str


class ExceptionsOptions(Options):
    """With `--expiring`, in days."""

    def __init__(self) -> None:
        super().__init__()
        self.expiring: int | None = None


def run(arguments: list[str]) -> int:
    """Lists comments and central exceptions, those that expire first at the top. Raises UserError for what
    cannot be read."""
    options = options_parser().parse_args(arguments, namespace=ExceptionsOptions())
    files = Disk()
    rows: set[Row] = set()
    for config, paths in named(files, options.paths, options):
        rows |= set(_rows(files, config, paths))
    if options.expiring is not None:
        last = days_after(time.strftime("%Y-%m-%d"), options.expiring)
        rows = {row for row in rows if row.until and row.until <= last}
    ordered = sorted(rows, key=lambda row: (row.until or "9999", row))
    emit(_json(ordered) if options.format == "json" else _table(ordered), None)
    return 0


def _rows(files: Disk, config: Config, paths: Iterable[str]) -> Iterable[Row]:
    workspace = load(files, tuple(paths), config.inputs)
    places = Places(workspace.files, absolute("."))
    for path in sorted(workspace.selected):
        for comment in suppressions(workspace.files[path]) if path in workspace.files else ():
            yield _of_comment(comment, places)
    for item in config.exceptions:
        yield _of_exemption(item, places)


def _of_comment(comment: Suppression, places: Places) -> Row:
    place = places.at(comment.file.path, comment.span)
    rules = ",".join(comment.names)
    return Row(comment.until, rules, place, "", comment.owner, comment.ticket, comment.why)


def _of_exemption(item: Exemption, places: Places) -> Row:
    where = item.address if item.root == "*" else f"{item.address} in {item.root}"
    return Row(item.until, item.rule, places.shown(item.path), where, item.owner, item.ticket, item.reason)


def _json(rows: list[Row]) -> str:
    return json.dumps({"version": 1, "exceptions": [row._asdict() for row in rows]}) + "\n"


def _table(rows: list[Row]) -> str:
    lines = [
        f"{row.until or 'no date':<10}  {row.place}: {row.rules}"
        + "".join(f" {word} {text}" for word, text in _words(row) if text)
        for row in rows
    ]
    return "".join(f"{visible(line)}\n" for line in [*lines, f"{len(rows)} accepted"])


def _words(row: Row) -> list[tuple[str, str]]:
    return [("for", row.address), ("owner", row.owner), ("ticket", row.ticket), ("because:", row.reason)]


def _days(text: str) -> int:
    number = text.removesuffix("d")
    if not number.isdecimal():
        raise ArgumentTypeError(f"expected days such as 30d, not {text}")
    return int(number)


def options_parser() -> "ArgumentParser":
    from terrafence_hooks.arguments import add_inputs, add_paths, parser

    to = parser("exceptions", "Lists what comments and the central file accept, and until when.")
    add_paths(to)
    to.add_argument("--expiring", type=_days, metavar="DAYS", help="only what ends within so many days: 30d")
    to.add_argument("--format", choices=("text", "json"), default="text", help="(default: text)")
    add_inputs(to)
    return to
