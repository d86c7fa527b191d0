"""The comments by which other tools are told to be silent, for checks that we have too.

A comment of KICS or Datadog's scanner names no check, or one of theirs: it silences the rules that stand for
one (`datadog:*`). One of Trivy that holds for a workspace only (`:ws:`) is heeded when its pattern fits the
default workspace.
"""

import re
from collections.abc import Iterator
from enum import Enum
from fnmatch import fnmatchcase

from terrafence.record import NamedTuple
from terrafence.syntax.views import Body, SourceFile

_CHECKOV = r"(?:checkov|bridgecrew|cortex):skip= *([\w-]+(?:,[\w-]+)*)(?::([^\n]*))?"
_TRIVY = r"(?:trivy|tfsec):ignore:([\w*-]+)(?:\[([^\]]*)\])?((?::\w+:[^\s:]+)*)"
_KICS = r"\s*(?:kics-scan|dd-iac-scan)\s+(ignore-line|ignore-block|ignore|disable=([\w,/. -]+))\s*$"


class Reach(Enum):
    """What a comment covers."""

    BELOW = "its line, or the next line of code and the block or attribute that starts there"
    AROUND = "the top-level block that it stands in"
    NEXT_LINE = "the next line"
    FILE = "the whole file, when it stands before all code"


class Said(NamedTuple):
    """What a comment says: the names of checks, lower case, in which `*` stands for anything. `only` are
    attributes that the block has to have, as (path, text)."""

    names: tuple[str, ...]
    reach: Reach
    reason: str = ""
    until: str = ""
    only: tuple[tuple[str, str], ...] = ()


def read_peers(text: str) -> Iterator[Said]:
    """Everything that a comment says to another tool."""
    checkov = re.search(_CHECKOV, text)
    if checkov is not None:
        yield Said(tuple(checkov[1].lower().split(",")), Reach.AROUND, (checkov[2] or "").strip())
    for found in re.finditer(_TRIVY, text, re.IGNORECASE):
        yield from _trivy(found[1].lower(), found[2] or "", found[3])
    for line in text.splitlines():
        kics = re.match(_KICS, line)
        if kics is not None:
            yield _kics(kics[1], kics[2])


def holds_only(only: tuple[tuple[str, str], ...], file: SourceFile, body: Body) -> bool:
    """Whether a block has the attributes that a comment asks for, as they are written."""
    return all(_written(file, body, path.split(".")) == text for path, text in only)


def _trivy(name: str, brackets: str, options: str) -> Iterator[Said]:
    names = (name, f"avd-{name}") if re.fullmatch(r"[a-z]+-\d+", name) else (name,)
    until = re.search(r":exp:(\d{4}-\d{2}-\d{2})", options)
    workspace = re.search(r":ws:([^\s:]+)", options)
    if workspace is not None and not fnmatchcase("default", workspace[1]):
        return
    pairs = [part.partition("=") for part in brackets.split(",") if part]
    only = tuple((key.strip(), value.strip().strip("\"'")) for key, _, value in pairs)
    yield Said(names, Reach.BELOW, until=until[1] if until else "", only=only)


def _kics(command: str, ids: str | None) -> Said:
    if ids is not None:
        words = [word.strip().lower() for word in ids.split(",")]
        return Said(
            tuple(name for word in words for name in (f"datadog:{word}", f"datadog:*/{word}")), Reach.FILE
        )
    reach = {"ignore-line": Reach.NEXT_LINE, "ignore-block": Reach.BELOW, "ignore": Reach.FILE}
    return Said(("datadog:*",), reach[command])


def _written(file: SourceFile, body: Body, path: list[str]) -> str | None:
    for name in path[:-1]:
        nested = body.blocks_of(name)
        if not nested:
            return None
        body = nested[0].body
    attribute = body.attributes.get(path[-1])
    return None if attribute is None else file.text(attribute.value_span).strip('"')
