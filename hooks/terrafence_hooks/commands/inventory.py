"""`terrafence inventory`: what there is, and whose it is."""

import os
import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, final

from terrafence.config import Config
from terrafence.errors import UserError
from terrafence.files import Disk
from terrafence.inventory.compare import Difference, compared, unmanaged
from terrafence.inventory.rows import Row, grouped, lacks, meets, with_owner
from terrafence.inventory.stream import Reader
from terrafence_hooks.batches import absolute, batches
from terrafence_hooks.inventory import machine, table
from terrafence_hooks.options import Options
from terrafence_hooks.output import emit
from terrafence_hooks.progress import watched

if TYPE_CHECKING:
    from argparse import ArgumentParser

_FORMATS = ("table", "json", "jsonl", "csv", "parquet", "html")
_CONFIGURATION = (".tf", ".tofu", ".tf.json", ".tofu.json")


@final
class _Options(Options):
    """What was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.format_: str = "table"
        self.group_by: str | None = None
        self.missing: list[str] = []
        self.where: list[tuple[str, str]] = []
        self.compare: bool = False
        self.actual: list[str] = []
        self.show_sensitive: bool = False


def run(arguments: list[str]) -> int:
    """Prints the inventory; exit code 0 whatever is in it. Raises UserError for what cannot be read."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    paths = options.paths or ["."]
    _check(options, paths)
    if options.compare or options.actual:
        _emit(_differences(options, _alone(options, paths)), options)
        return 0
    rows = _chosen(_everything(options, paths), options)
    if options.format_ == "parquet":
        machine.as_parquet(list(rows), options.output_file or "")
        return 0
    _emit(_rendered(rows, options), options)
    return 0


def options_parser() -> "ArgumentParser":
    """The options of `inventory`."""
    from terrafence_hooks.arguments import add_inputs, pair, parser

    to = parser("inventory", _SUMMARY)
    to.add_argument("paths", nargs="*", metavar="PATH", help=_PATHS)
    add = to.add_argument
    add("--where", type=pair, action="append", default=[], metavar="TAG=VALUE", help=_WHERE)
    add(
        "--missing",
        action="append",
        default=[],
        metavar="TAG",
        help=_MISSING,
    )
    add("--group-by", metavar="TAG", help="count by the value of a tag")
    add("--compare", action="store_true", help="list what only the configurations or only the states have")
    add("--actual", action="append", default=[], metavar="FILE", help=_ACTUAL)
    add("--format", dest="format_", choices=_FORMATS, default="table", help="(default: table)")
    add("-o", "--output-file", metavar="FILE", help="write there instead of to the standard output")
    add("--show-sensitive", action="store_true", help="print tags that are marked as sensitive")
    add_inputs(to)
    return to


_SUMMARY = "Lists every resource with its effective tags: of configurations, plans and states alike."
_PATHS = (
    "directories and files of a configuration, a state file, or the output of `terraform show -json` "
    "(`-` reads it from the standard input); default: ."
)
_WHERE = "only what has this tag, or column, with this value (* for anything)"
_MISSING = "only what could have the tag, and has not"
_ACTUAL = "an export of what runs: list what of it is in no PATH"


def _check(options: _Options, paths: list[str]) -> None:
    for path in (*paths, *options.actual):
        if path != "-" and not os.path.exists(path):
            raise UserError(f"{absolute(path)}: no such file or directory")
    if options.format_ == "parquet" and not options.output_file:
        raise UserError("the format parquet is written to a file: name one with --output-file")
    alone = options.compare or options.actual
    if options.compare and not (any(map(_written, paths)) and not all(map(_written, paths))):
        raise UserError("--compare needs a configuration and a state (or plan)")
    if alone and options.format_ in ("parquet", "html"):
        raise UserError(f"differences have no format {options.format_}: table, json, jsonl or csv")
    if options.group_by and options.format_ not in ("table", "json"):
        raise UserError("groups are shown as table or json")


# ---------------------------------------------------------------- where rows come from


def _everything(options: _Options, paths: Iterable[str]) -> Iterator[Row]:
    written = [path for path in paths if _written(path)]
    if written:
        yield from _configured(options, written)
    for path in paths:
        if not _written(path):
            yield from _recorded(path, options)


def _written(path: str) -> bool:
    """Whether a path is one of a configuration."""
    return os.path.isdir(path) or path.endswith(_CONFIGURATION)


def _configured(options: _Options, paths: list[str]) -> Iterator[Row]:
    from terrafence.evaluate.workspace import load
    from terrafence.inventory.configured import configured, relative
    from terrafence.lint import judge

    files = Disk()
    for config, group in batches(files, [absolute(path) for path in paths], options):
        with watched(files) as counted:
            workspace = load(counted, group, config.inputs)
            report = judge(workspace, config)
        for error in (*report.errors, *report.not_read):
            print(f"not read: {error.path}: {error[1]}", file=sys.stderr)
        for row in configured(workspace, report, group, config, options.show_sensitive):
            yield relative(row, os.getcwd())


def _recorded(path: str, options: _Options) -> Iterator[Row]:
    from terrafence.inventory.recorded import recorded

    owner = _settings(path, options).tags.owner
    with _reader(path) as reader:
        for row in recorded(reader, options.show_sensitive):
            yield with_owner(row, owner)


def _settings(path: str, options: _Options) -> Config:
    (batch,) = batches(Disk(), [absolute("." if path == "-" else path)], options)
    return batch.config


def _actual(options: _Options) -> Iterator[Row]:
    from terrafence.inventory.actual import actual

    for path in options.actual:
        owner = _settings(path, options).tags.owner
        with _reader(path) as reader:
            for row in actual(reader):
                yield with_owner(row, owner)


@contextmanager
def _reader(path: str) -> Generator[Reader]:
    if path == "-":
        yield Reader("the standard input", sys.stdin.buffer)
        return
    try:
        stream: BinaryIO = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise UserError(f"{absolute(path)}: {(error.strerror or 'cannot be read').lower()}") from error
    with stream:
        yield Reader(absolute(path), stream)


def _chosen(rows: Iterable[Row], options: _Options) -> Iterator[Row]:
    for row in rows:
        if meets(row, options.where) and all(lacks(row, key) for key in options.missing):
            yield row


def _alone(options: _Options, paths: list[str]) -> Iterator[Difference]:
    written = list(_everything(options, [path for path in paths if _written(path)]))
    known = list(_everything(options, [path for path in paths if not _written(path)]))
    found: list[Difference] = []
    if options.compare:
        found += compared(written, known)
    if options.actual:
        found += unmanaged(_actual(options), (*written, *known))
    for difference in found:
        if next(_chosen((difference.row,), options), None) is not None:
            yield difference


# ---------------------------------------------------------------- how they come out


def _rendered(rows: Iterator[Row], options: _Options) -> Iterator[str]:
    if options.group_by is not None:
        key, groups = options.group_by, grouped(rows, options.group_by)
        as_json = options.format_ == "json"
        yield machine.groups_as_json(key, groups) if as_json else table.groups_as_table(key, groups)
    elif options.format_ == "json":
        yield from machine.as_json(rows)
    elif options.format_ == "jsonl":
        yield from machine.as_lines(rows)
    elif options.format_ == "csv":
        yield machine.as_csv(list(rows))
    elif options.format_ == "html":
        from terrafence_hooks.inventory.page import as_html

        yield from as_html(list(rows))
    else:
        yield table.as_table(list(rows))


def _differences(options: _Options, differences: Iterator[Difference]) -> Iterator[str]:
    if options.format_ == "json":
        yield from machine.differences_as_json(differences)
    elif options.format_ == "jsonl":
        yield from machine.differences_as_lines(differences)
    elif options.format_ == "csv":
        found = list(differences)
        kinds = [kind for kind, _ in found]
        yield machine.as_csv([row for _, row in found], [("difference", kinds)])
    else:
        yield table.differences_as_table(list(differences))


def _emit(parts: Iterator[str], options: _Options) -> None:
    """A file is written whole or not at all; the standard output as the parts come."""
    if options.output_file is not None:
        emit("".join(parts), options.output_file)
        return
    for part in _batched(parts):
        emit(part, None)


def _batched(parts: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    for part in parts:
        held.append(part)
        if len(held) == 500:
            yield "".join(held)
            held.clear()
    yield "".join(held)
