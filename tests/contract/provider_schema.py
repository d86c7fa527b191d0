"""The providers' schemas, where they are at hand: what a path leads to."""

import gzip
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from terrafence.record import NamedTuple

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "schema"


class Leaf(NamedTuple):
    """The end of a path: an attribute's type (`s`, `n`, `b`, or `l`, `t`, `m` and the element's) and
    whether it can be set; a block has the type `block`, what is inside JSON text `json`."""

    type: str
    settable: bool


class Schema:
    """One version of a provider's schema."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.version: str = data["version"]
        self._data = data

    def knows(self, kind: str) -> bool:
        return kind in self._data["resources"]

    def find(self, kind: str, path: str) -> Leaf | None:
        """What a path leads to; None when it leads nowhere. The schema is not known below JSON text and
        below what nests itself (`*`)."""
        body: Mapping[str, Any] = self._data["resources"][kind]
        names = path.split(".")
        for at, name in enumerate(names):
            form: str | None = body["a"].get(name)
            if form is not None:
                kind_of, _, flags = form.partition(" ")
                if at < len(names) - 1 and kind_of in ("s", "*"):
                    return Leaf("json", flags != "c")
                if at == len(names) - 1:
                    return Leaf(kind_of, flags != "c")
                return (
                    Leaf(kind_of[1:], flags != "c") if kind_of[0] == "m" or names[at + 1 :] == ["*"] else None
                )
            nested = body.get("b", {}).get(name)
            if nested is None:
                return None
            body = self._data["blocks"][nested[2]]
            body = {"a": {}, **body}
        return Leaf("block", True)


@cache
def newest(provider: str) -> Schema:
    return _read(SCHEMAS / f"{provider}.json.gz")


@cache
def older(provider: str) -> list[Schema]:
    return [_read(path) for path in sorted(SCHEMAS.glob(f"older/{provider}-*.json.gz"))]


def _read(path: Path) -> Schema:
    with gzip.open(path) as handle:
        return Schema(json.load(handle))
