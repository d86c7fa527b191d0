"""What well-known registry modules do, for calls of modules that are not installed.

A summary is a small Terraform module of our own, shipped with the package: the published module's variables
with their defaults, and the resources that it ends in. Where it says nothing, nothing is known. It lies at
`<namespace>/<name>/<provider>[/modules/<submodule>]/<version>.tf`, where `version` is the first that it
describes; the next file of the directory takes over at its own version.
"""

import os
import re

from terrafence.evaluate.versions import satisfies
from terrafence.files import SUMMARIES

_REGISTRY_SOURCE = re.compile(
    r"(?:registry\.(?:terraform\.io|opentofu\.org)/)?"
    r"(?P<module>[a-z0-9][\w-]*/[a-z0-9][\w-]*/[a-z0-9]+)(?://(?P<inside>[\w/-]+))?",
    re.IGNORECASE,
)
_GITHUB_SOURCE = re.compile(
    r"(?:git::)?(?:https://|ssh://git@|git@)?github\.com[/:](?P<namespace>[\w-]+)/terraform-(?P<provider>[a-z0-9]+)-"
    r"(?P<name>[\w-]+?)(?:\.git)?(?://(?P<inside>[\w/-]+))?(?:\?(?:.*&)?ref=v?(?P<version>\d+(?:\.\d+)*))?",
    re.IGNORECASE,
)


def summary_of(source: str, constraint: str | None) -> str | None:
    """The file that describes the newest version of the module that a call allows; None when there is none
    for it. Raises nothing."""
    registry, github = _REGISTRY_SOURCE.fullmatch(source), _GITHUB_SOURCE.fullmatch(source)
    if registry is not None:
        return _newest(registry["module"], registry["inside"], constraint)
    if github is None or ("ref=" in source and github["version"] is None):
        return None
    return _newest(_module_of(github), github["inside"], github["version"])


def summaries_of(source: str) -> tuple[str, ...]:
    """The files that describe a module, whatever its version. Raises nothing."""
    registry, github = _REGISTRY_SOURCE.fullmatch(source), _GITHUB_SOURCE.fullmatch(source)
    if registry is not None:
        directory = _directory(registry["module"], registry["inside"])
    elif github is not None:
        directory = _directory(_module_of(github), github["inside"])
    else:
        return ()
    return tuple(os.path.join(directory, name) for name in _versions(directory))


def _newest(module: str, inside: str | None, constraint: str | None) -> str | None:
    directory = _directory(module, inside)
    since = [name.removesuffix(".tf") for name in _versions(directory)]
    until = "9999"
    for first in sorted(since, key=_numbers, reverse=True):
        if constraint is None or _allows(constraint, first, until):
            return os.path.join(directory, f"{first}.tf")
        until = first
    return None


def _module_of(github: re.Match[str]) -> str:
    return f"{github['namespace']}/{github['name']}/{github['provider']}"


def _directory(module: str, inside: str | None) -> str:
    return os.path.join(SUMMARIES, *module.lower().split("/"), *(inside or "").split("/"))


def _versions(directory: str) -> list[str]:
    try:
        return [name for name in os.listdir(directory) if name.endswith(".tf")]
    except OSError:
        return []


def _allows(constraint: str, first: str, until: str) -> bool:
    """Whether some version from `first` up to, and without, `until` meets the constraint. Those that decide
    are the first, those that the constraint names, and the versions that follow these."""
    named: list[str] = re.findall(r"\d+(?:\.\d+)*", constraint)
    after = [".".join((*version.split("."), "9999")) for version in named]
    inside = [at for at in (*named, *after) if _numbers(first) <= _numbers(at) < _numbers(until)]
    return any(satisfies(version, constraint) for version in (first, *inside))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
