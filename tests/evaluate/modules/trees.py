"""Workspaces from text: files in memory, and values as plain Python."""

import posixpath
from collections.abc import Mapping
from fractions import Fraction
from typing import final

from terrafence.evaluate.resource import Resource
from terrafence.evaluate.values import Unknown, Value
from terrafence.evaluate.workspace import Inputs, Workspace, load
from terrafence.files import Entry, Unreadable

BASE = "/w"

Plain = object


@final
class Absent:
    """What stands for an unknown value: equal to itself."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Absent()


@final
class Memory:
    """A tree of files in memory. `links` are symbolic links to absolute paths, `closed` what may not be
    read."""

    def __init__(
        self,
        files: Mapping[str, str],
        links: Mapping[str, str] | None = None,
        closed: frozenset[str] = frozenset(),
    ) -> None:
        self._files = {
            posixpath.normpath(posixpath.join(BASE, path)): text.encode() for path, text in files.items()
        }
        self._links = {
            posixpath.normpath(posixpath.join(BASE, path)): target for path, target in (links or {}).items()
        }
        self._closed = {posixpath.join(BASE, path) for path in closed}
        self._directories = {"/"}
        for path in [*self._files, *self._links]:
            while (path := posixpath.dirname(path)) not in self._directories:
                self._directories.add(path)

    def read(self, path: str) -> bytes:
        path = self.real(path)
        if path in self._closed:
            raise Unreadable("permission denied")
        if path not in self._files:
            raise Unreadable("no such file or directory")
        return self._files[path]

    def entries(self, directory: str) -> list[Entry]:
        directory = self.real(directory)
        if directory in self._closed:
            raise Unreadable("permission denied")
        paths = {*self._files, *self._links, *self._directories} - {"/"}
        inside = [path for path in paths if posixpath.dirname(path) == directory]
        return sorted(
            Entry(posixpath.basename(path), self.kind(path) == "directory", path in self._links)
            for path in inside
        )

    def kind(self, path: str) -> str:
        path = self.real(path)
        return "file" if path in self._files else "directory" if path in self._directories else "missing"

    def real(self, path: str) -> str:
        done = "/"
        waiting = [part for part in posixpath.normpath(path).split("/") if part]
        for _ in range(1000):
            if not waiting:
                return done
            done = posixpath.join(done, waiting.pop(0))
            if done in self._links:
                target = self._links[done]
                waiting = [part for part in target.split("/") if part] + waiting
                done = "/"
        return posixpath.normpath(path)


def workspace(
    files: Mapping[str, str],
    *paths: str,
    links: Mapping[str, str] | None = None,
    closed: frozenset[str] = frozenset(),
    inputs: Inputs | None = None,
) -> Workspace:
    """The workspace of these files, with all of them asked about unless paths are given."""
    named = [posixpath.normpath(posixpath.join(BASE, path)) for path in paths] or [BASE]
    return load(Memory({".git/HEAD": "", **files}, links, closed), named, inputs or Inputs())


def resources(found: Workspace) -> dict[str, Resource]:
    """The resources and data sources of all roots, by address (behind the directory of their root, but
    for the top)."""
    by_address: dict[str, Resource] = {}
    for root in found.roots:
        prefix = root.directory.removeprefix(BASE).lstrip("/")
        for subject in root.subjects:
            if subject.mode in ("managed", "data"):
                by_address[f"{prefix}:{subject.address}" if prefix else subject.address] = subject
    return by_address


def values(found: Workspace) -> dict[str, Plain]:
    """The attributes of all resources: `aws_s3_bucket.b.bucket`."""
    return {
        f"{address}.{slot.name}": plain(slot.value)
        for address, resource in resources(found).items()
        for slot in resource.body.attributes()
    }


def local_values(text: str, **files: str) -> dict[str, Plain]:
    """The locals of one root module."""
    found = workspace({"main.tf": text, **files})
    instance = found.roots[0].instance
    return {name: plain(instance.local(name)) for name in instance.module.locals}


def plain(value: Value) -> Plain:
    """A value as Python has it."""
    data = value.data
    if isinstance(data, Unknown):
        return UNKNOWN
    if isinstance(data, tuple):
        return [plain(item) for item in data]
    if isinstance(data, dict):
        return {key: plain(item) for key, item in data.items()}
    return float(data) if isinstance(data, Fraction) else data
