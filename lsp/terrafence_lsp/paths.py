"""Paths that settings name, as they have to be written when what they name is somewhere else."""

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator

from terrafence.errors import UserError
from terrafence.files import Files
from terrafence.sections import is_path
from terrafence.settings.document import Data, Document, Keys, is_data, is_list, line_of, open_document
from terrafence.text import Edit, Span

BOM = b"\xef\xbb\xbf"

_ITEMS = r"""(?:#.*\n|"(?:\\.|[^"\\])*"|'[^']*'|[^\]#"'])*?"""
"""Items of a list of strings, and comments."""


def settings_after(files: Files, path: str, after: Callable[[str], str]) -> Iterable[Edit]:
    """The edits of a settings file that keep what it names the same, where `after` says what becomes of a
    path; none of one that does not parse."""
    try:
        document, data = open_document(files, path)
    except UserError:
        return ()
    moved = posixpath.dirname(after(path))
    edits: dict[Edit, None] = {}
    for keys, value in (*_paths(data), *_other_settings(data)):
        start, end = ("/", "/") if value.startswith("/") else (document.directory, moved)
        target = posixpath.normpath(posixpath.join(document.directory, value))
        new = _from(end, after(target))
        if new != _from(start, target):
            edits |= dict.fromkeys(_rewritten(document, keys, value, new))
    return edits


def _from(directory: str, path: str) -> str:
    return path if directory == "/" else posixpath.relpath(path, directory)


def _paths(data: Data) -> Iterator[tuple[Keys, str]]:
    """The paths in settings, and the keys that lead to them."""
    for at, root in _items(data.get("root")):
        if is_data(root):
            yield from ((("root", at, *keys), value) for keys, value in _paths(root))
            if isinstance(path := root.get("path"), str):
                yield ("root", at, "path"), path
    for at, path in _items(data.get("var-files")):
        if isinstance(path, str):
            yield ("var-files", at), path


def _other_settings(data: Data) -> Iterator[tuple[Keys, str]]:
    """The same, of the files that settings are made of besides."""
    extended = data.get("extends")
    for at, path in _items([extended] if isinstance(extended, str) else extended):
        if isinstance(path, str) and is_path(path):
            yield ("extends", at), path
    for key in ("baseline", "exceptions"):
        if isinstance(path := data.get(key), str):
            yield (key,), path


def _items(value: object) -> Iterator[tuple[int, object]]:
    yield from enumerate(value if is_list(value) else ())


def _rewritten(document: Document, keys: Keys, value: str, new: str) -> Iterator[Edit]:
    """The edit of a path where it is written; none where it is written in another way than as it is."""
    lines = document.text.split("\n")
    first = line_of(document.text, (*document.prefix, *keys))
    start = sum(len(line) + 1 for line in lines[: first - 1])
    key = next(name for name in reversed(keys) if isinstance(name, str))
    written = rf"""{key}["']?\s*=\s*(?:\[{_ITEMS})?(["']){re.escape(value)}\1"""
    match = re.compile(written).search(document.text, start)
    if match is None:
        return
    before = len(document.text[: match.start(1)].encode()) + _shift(document)
    length = len(document.text[match.start(1) : match.end()].encode())
    yield Edit(Span(before, before + length), json.dumps(new, ensure_ascii=False).encode())


def _shift(document: Document) -> int:
    """The bytes that come before the text."""
    return len(BOM) if document.files.read(document.path).startswith(BOM) else 0
