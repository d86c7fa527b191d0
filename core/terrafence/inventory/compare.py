"""What is in one inventory and not in another."""

from collections.abc import Iterable, Iterator

from terrafence.check.links import same_address
from terrafence.inventory.rows import Row
from terrafence.record import NamedTuple


class Difference(NamedTuple):
    """A row, and what it says by standing alone: `forgotten` (in a state, in no configuration), `new` (in a
    configuration, in no state) or `unmanaged` (it runs, and is in neither)."""

    kind: str
    row: Row


def compared(written: Iterable[Row], recorded: Iterable[Row]) -> Iterator[Difference]:
    """What only the configurations or only the states (and plans) have, by address. An instance key that is
    not known stands for any."""
    configured, states = list(written), list(recorded)
    addresses = {row.address for row in configured}
    open_ = _by_config_address(row.address for row in configured if '["?"]' in row.address)
    recorded_addresses = {row.address for row in states}
    recorded_open = _by_config_address(row.address for row in states) if open_ else {}
    for row in states:
        if row.address not in addresses and not _matches(row.address, open_):
            yield Difference("forgotten", row)
    for row in configured:
        known = row.address in recorded_addresses
        if not known and not ('["?"]' in row.address and _matches(row.address, recorded_open)):
            yield Difference("new", row)


def unmanaged(there: Iterable[Row], known: Iterable[Row]) -> Iterator[Difference]:
    """What runs and is known to nobody: its ids, or the ends of its ids, are none of the known ones."""
    ids = {_normal(name) for row in known for name in row.ids}
    for row in there:
        names = {_normal(name) for name in row.ids}
        if names.isdisjoint(ids) and {_end(name) for name in names}.isdisjoint(ids):
            yield Difference("unmanaged", row)


def _normal(name: str) -> str:
    """Azure's ids differ in case, Google's in the service before them."""
    name = name.lower()
    for prefix in ("https://www.googleapis.com/compute/v1/", "//compute.googleapis.com/"):
        name = name.removeprefix(prefix)
    return name


def _end(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2].rpartition(":")[2]


def _by_config_address(addresses: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for address in addresses:
        found.setdefault(_bare(address), []).append(address)
    return found


def _matches(address: str, among: dict[str, list[str]]) -> bool:
    return any(same_address(address, other) for other in among.get(_bare(address), ()))


def _bare(address: str) -> str:
    """The address without instance keys."""
    bare, depth, quoted = "", 0, False
    for at, char in enumerate(address):
        if char == '"' and address[at - 1] != "\\" and depth:
            quoted = not quoted
        elif char == "[" and not quoted:
            depth = 1
        elif char == "]" and not quoted:
            depth = 0
        elif not depth:
            bare += char
    return bare
