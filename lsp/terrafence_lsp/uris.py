"""File URIs and paths. Paths are absolute, normalised and use `/`, as everywhere in the core."""

import posixpath
import re
from urllib.parse import quote, unquote

_DRIVE = re.compile(r"/[A-Za-z]:(?=/|$)")
_FILE_URI = re.compile(r"file://(?P<host>[^/?#]*)(?P<path>/[^?#]*)", re.IGNORECASE)


def scheme(uri: str) -> str:
    """What stands before the first colon, in lower case."""
    return uri.partition(":")[0].lower()


def to_path(uri: str) -> str | None:
    """The path that a `file:` URI names, percent-decoded; None for every other URI.

    `file:///c%3A/x` is `C:/x`, `file://host/share` is `//host/share`. Bytes that are not UTF-8 become the
    surrogates under which the operating system's interface knows them.
    """
    match = _FILE_URI.match(uri)
    if match is None:
        return None
    path = unquote(match["path"], errors="surrogateescape")
    if "\0" in path:
        return None
    if _DRIVE.match(path):
        path = path[1].upper() + path[2:]
    host = unquote(match["host"])
    if host and host.lower() != "localhost":
        return "//" + posixpath.normpath(host + path)
    return posixpath.normpath("/" + path.lstrip("/")) if path.startswith("/") else posixpath.normpath(path)


def from_path(path: str) -> str:
    """The `file:` URI of a path."""
    encoded = quote(path, safe="/", errors="surrogateescape")
    if path.startswith("//"):
        return "file:" + encoded
    return "file://" + (encoded if path.startswith("/") else "/" + encoded)
