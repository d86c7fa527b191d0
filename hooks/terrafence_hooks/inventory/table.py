"""An inventory for people at a terminal."""

from collections.abc import Iterator, Sequence

from terrafence.inventory.compare import Difference
from terrafence.inventory.rows import Group, Row
from terrafence_hooks.terminal import visible

_HEAD = ("ADDRESS", "REGION", "OWNER", "FINDINGS", "TAGS", "PLACE")


def as_table(rows: Sequence[Row]) -> str:
    """A line for each resource, then the sums."""
    lines = list(_aligned([_HEAD, *(_cells(row) for row in rows)]))
    taggable = sum(row.taggable for row in rows)
    unowned = sum(row.taggable and not row.owner for row in rows)
    sums = f"{len(rows)} resources, {taggable} can be tagged, {unowned} of those have no owner"
    return "\n".join([*lines, "", sums, ""])


def groups_as_table(key: str, groups: Sequence[Group]) -> str:
    """Counts by the value of a tag."""
    rows = [(_value(group), str(group.resources), str(group.findings)) for group in groups]
    return "\n".join([*_aligned([(key, "RESOURCES", "FINDINGS"), *rows]), ""])


def differences_as_table(differences: Sequence[Difference]) -> str:
    """What stands alone, by what that means."""
    means = {
        "forgotten": "in a state, in no configuration",
        "new": "in a configuration, in no state",
        "unmanaged": "runs, and is in neither",
    }
    lines: list[str] = []
    for kind, meaning in means.items():
        rows = [item.row for item in differences if item.kind == kind]
        if rows:
            lines += [f"{kind}: {meaning} ({len(rows)})"]
            lines += [f"  {line}" for line in _aligned([_cells(row) for row in rows])] + [""]
    return "\n".join(lines or ["nothing stands alone", ""])


def _cells(row: Row) -> tuple[str, ...]:
    findings = "" if row.findings is None else str(row.findings)
    return (row.address, row.region, row.owner, findings, _tags(row), row.place)


def _tags(row: Row) -> str:
    shown = [f"{key}={'?' if value is None else value}" for key, value in row.tags.items()]
    return ", ".join([*shown, "…"] if row.open else shown) or ("-" if row.taggable else "")


def _value(group: Group) -> str:
    return "(without)" if group.value is None else group.value


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    shown = [tuple(visible(cell) for cell in row) for row in rows]
    widths = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))] if shown else []
    for row in shown:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
