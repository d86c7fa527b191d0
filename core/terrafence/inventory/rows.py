"""A resource as the inventory has it, wherever it was found."""

from collections.abc import Iterable, Mapping, Sequence

from terrafence.record import NamedTuple
from terrafence.tags.taggable import holder

MASK = "(sensitive)"


class Row(NamedTuple):
    """One resource instance. `found` is `configuration`, `plan`, `state` or `actual`; `root` the root
    module's directory, `place` is `PATH:LINE`. In `tags` None is a value that is not known, `givers` says who
    gave each (`resource` or `provider`); `open` is why there may be more. `ids` are the names and ids that
    the resource is known by, for comparing; `launched` are the tags of what it makes besides itself, by the
    attribute or block that sets them."""

    address: str
    type: str = ""
    provider: str = ""
    region: str = ""
    module: str = ""
    root: str = ""
    place: str = ""
    tags: Mapping[str, str | None] = {}
    givers: Mapping[str, str] = {}
    open: str = ""
    owner: str = ""
    findings: int | None = None
    found: str = "configuration"
    ids: tuple[str, ...] = ()
    launched: Mapping[str, Mapping[str, str | None]] = {}

    @property
    def taggable(self) -> bool:
        """Whether it can be tagged: what runs and has tags can."""
        return bool(self.tags) or self.found == "actual" or holder(self.type) is not None


def with_owner(row: Row, keys: Sequence[str]) -> Row:
    """The row with its owner, by the first of the keys that it has."""
    found = (row.tags.get(key) for key in keys)
    return row._replace(owner=next((value for value in found if value and value != MASK), ""))


def lacks(row: Row, key: str) -> bool:
    """Whether a row that could have a tag certainly has it not."""
    return row.taggable and key not in row.tags and not row.open


def meets(row: Row, wanted: Iterable[tuple[str, str]]) -> bool:
    """Whether the row has all these tags, or columns (`type`, `region`, ...), with these values; `*` in a
    value stands for anything."""
    from fnmatch import fnmatchcase

    return all(fnmatchcase(_of(row, key), value) for key, value in wanted)


_COLUMNS = ("address", "type", "provider", "region", "module", "root", "owner", "found")


def _of(row: Row, key: str) -> str:
    if key in row.tags:
        return row.tags[key] or ""
    return str(getattr(row, key)) if key in _COLUMNS else ""


class Group(NamedTuple):
    """What resources of one tag value come to. `value` is None for those without the tag."""

    value: str | None
    resources: int
    findings: int


def grouped(rows: Iterable[Row], key: str) -> list[Group]:
    """The rows by the value of a tag, the largest group first; those without it last."""
    counts: dict[str | None, list[int]] = {}
    for row in rows:
        value = (row.tags[key] or "(not known)") if key in row.tags else None
        count = counts.setdefault(value, [0, 0])
        count[0] += 1
        count[1] += row.findings or 0
    groups = [Group(value, resources, findings) for value, (resources, findings) in counts.items()]
    return sorted(groups, key=lambda group: (group.value is None, -group.resources, group.value or ""))
