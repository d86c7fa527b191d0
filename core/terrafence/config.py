"""The settings of a run: `terrafence.toml`, or `[tool.terrafence]` in `pyproject.toml`."""

from collections.abc import Mapping
from typing import NamedTuple

from terrafence.evaluate.workspace import Inputs


class Config(NamedTuple):
    """What a run is told. `select` and `ignore` hold rule ids, aliases, or prefixes of ids (`aws-s3`); an empty `select`
    is every rule. `required_tags` are the keys that every resource that can be tagged must have."""

    path: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str = "block"
    required_tags: tuple[str, ...] = ()
    inputs: Inputs = Inputs()
    levels: Mapping[str, str] = {}
