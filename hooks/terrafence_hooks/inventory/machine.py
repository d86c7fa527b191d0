"""Inventories for machines: JSON, JSON lines, CSV, Parquet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from terrafence.errors import UserError
from terrafence.inventory.compare import Difference
from terrafence.inventory.rows import Group, Row

COLUMNS = ("address", "type", "provider", "region", "module", "root", "place", "owner", "findings", "found")


def described(row: Row) -> dict[str, object]:
    """A row as JSON has it; a tag's value of null is not known."""
    path, _, line = row.place.rpartition(":")
    return {
        "address": row.address,
        "type": row.type,
        "provider": row.provider,
        "region": row.region or None,
        "module": row.module or None,
        "root": row.root or None,
        "path": path or None,
        "line": int(line) if path else None,
        "taggable": row.taggable,
        "tags": {key: {"value": value, "source": row.givers.get(key)} for key, value in row.tags.items()},
        "more_tags": row.open or None,
        "launched": {path: dict(tags) for path, tags in row.launched.items()},
        "owner": row.owner or None,
        "findings": row.findings,
        "found": row.found,
    }


def as_json(rows: Iterable[Row]) -> Iterator[str]:
    """One document, a resource on each line."""
    yield '{"version": 1, "resources": [\n'
    between, count = "", 0
    for row in rows:
        yield between + json.dumps(described(row), ensure_ascii=False)
        between, count = ",\n", count + 1
    yield f'\n], "summary": {{"resources": {count}}}}}\n'


def as_lines(rows: Iterable[Row]) -> Iterator[str]:
    """A document for each resource."""
    for row in rows:
        yield json.dumps(described(row), ensure_ascii=False) + "\n"


def groups_as_json(key: str, groups: Sequence[Group]) -> str:
    """Counts by the value of a tag."""
    return json.dumps({"version": 1, "group_by": key, "groups": [group._asdict() for group in groups]}) + "\n"


def differences_as_json(differences: Iterable[Difference]) -> Iterator[str]:
    """What stands alone, each with what that means."""
    yield '{"version": 1, "differences": [\n'
    between = ""
    for kind, row in differences:
        yield between + json.dumps({"difference": kind, **described(row)}, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def differences_as_lines(differences: Iterable[Difference]) -> Iterator[str]:
    """A document for each."""
    for kind, row in differences:
        yield json.dumps({"difference": kind, **described(row)}, ensure_ascii=False) + "\n"


def as_csv(rows: Sequence[Row], first: Sequence[tuple[str, Sequence[str]]] = ()) -> str:
    """A line for each resource, a column for each tag; `first` are further columns in front."""
    keys = sorted({key for row in rows for key in row.tags})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(name for name, _ in first), *COLUMNS, *(_inert(f"tag:{key}") for key in keys)])
    for at, row in enumerate(rows):
        cells = [*(values[at] for _, values in first), *cells_of(row)]
        cells += [_tag(row, key) for key in keys]
        writer.writerow([_inert(cell) for cell in cells])
    return out.getvalue()


def cells_of(row: Row) -> list[str]:
    """The columns of a row as text."""
    return ["" if getattr(row, name) is None else str(getattr(row, name)) for name in COLUMNS]


def as_parquet(rows: Sequence[Row], path: str) -> None:
    """Writes a file; tags are a map. Raises UserError when the library is not installed."""
    from importlib import import_module

    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise UserError('the format parquet needs pyarrow: pip install "terrafence[parquet]"') from None
    columns = {name: [getattr(row, name) for row in rows] for name in COLUMNS}
    table = {
        name: arrow.array(values, arrow.int64() if name == "findings" else arrow.string())
        for name, values in columns.items()
    }
    table |= {
        "tags": arrow.array(
            [list(row.tags.items()) for row in rows], arrow.map_(arrow.string(), arrow.string())
        ),
    }
    parquet.write_table(arrow.table(table), path)


def _tag(row: Row, key: str) -> str:
    if key not in row.tags:
        return ""
    value = row.tags[key]
    return "(not known)" if value is None else value


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
