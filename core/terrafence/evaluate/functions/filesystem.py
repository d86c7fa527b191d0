"""Functions on paths and files. Files are read inside the workspace only."""

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence

from terrafence.evaluate.equality import make_set
from terrafence.evaluate.functions.arguments import on_text, text
from terrafence.evaluate.functions.encoding import as_text, encode_base64
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import BOOL, STRING
from terrafence.evaluate.values import Collection, Value, boolean, string, unknown
from terrafence.files import Unreadable

_MAX_GLOB_ENTRIES = 50_000


def with_file(path: Value, scope: Scope, body: Callable[[bytes], Value]) -> Value:
    """What `body` makes of a file's bytes; unknown for a file outside the workspace. Raises
    EvaluationError for one that cannot be read."""
    found = _located(text(path), scope)
    if isinstance(found, Value):
        return found
    if scope.files.kind(found) == "missing":
        raise EvaluationError(f'no file exists at "{text(path)}"')
    try:
        return body(scope.files.read(found))
    except Unreadable as error:
        raise EvaluationError(f'failed to read "{text(path)}": {error}') from error


def _located(path: str, scope: Scope) -> str | Value:
    """The real path; an unknown for one outside of the workspace."""
    if path.startswith("~"):
        return unknown("a home directory is not looked into")
    if "\0" in path:
        raise EvaluationError("a path must not hold a NUL")
    joined = posixpath.normpath(posixpath.join(scope.root_directory, path))
    if not scope.workspace_root:
        return unknown("no files are read here")
    root = scope.files.real(scope.workspace_root)
    real = scope.files.real(joined)
    if real != root and not real.startswith(root.rstrip("/") + "/"):
        return unknown(f'"{path}" is outside of the workspace')
    return real


def _file(args: Sequence[Value], scope: Scope) -> Value:
    def body(data: bytes) -> Value:
        scope.budget.string(len(data))
        return string(as_text(data))

    return with_file(args[0], scope, body)


def _filebase64(args: Sequence[Value], scope: Scope) -> Value:
    def body(data: bytes) -> Value:
        scope.budget.string(len(data) * 4 // 3)
        return string(encode_base64(data))

    return with_file(args[0], scope, body)


def _fileexists(args: Sequence[Value], scope: Scope) -> Value:
    found = _located(text(args[0]), scope)
    if isinstance(found, Value):
        return found
    kind = scope.files.kind(found)
    if kind in ("directory", "other"):
        raise EvaluationError(f'"{text(args[0])}" is not a regular file')
    return boolean(kind == "file")


def _fileset(args: Sequence[Value], scope: Scope) -> Value:
    from terrafence.evaluate.functions.globs import compiled

    found = _located(text(args[0]), scope)
    if isinstance(found, Value):
        return found
    cleaned = posixpath.normpath(text(args[1]))
    if cleaned.startswith(".."):
        return unknown(f'"{cleaned}" leaves the directory')
    pattern = compiled(cleaned)
    held = [string(name) for name in _walk(found, scope) if pattern.fullmatch(name)]
    return make_set(STRING, held)


def _walk(directory: str, scope: Scope) -> Iterator[str]:
    """The files below a directory, by their paths from it. Links to directories are not followed."""
    pending = [""]
    seen = 0
    while pending:
        below = pending.pop()
        try:
            entries = scope.files.entries(posixpath.join(directory, below))
        except Unreadable:
            continue
        seen += len(entries)
        scope.budget.elements(len(entries))
        for entry in entries:
            path = posixpath.join(below, entry.name)
            if not entry.directory:
                yield path
            elif not entry.link:
                pending.append(path)


def _basename(path: str) -> str:
    return posixpath.basename(path.rstrip("/")) or ("/" if path else ".")


def _dirname(path: str) -> str:
    return _clean(path.rpartition("/")[0] or ("/" if path.startswith("/") else "."))


def _clean(path: str) -> str:
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _abspath(args: Sequence[Value], scope: Scope) -> Value:
    return string(_clean(posixpath.join(scope.root_directory, text(args[0]))))


def _pathexpand(args: Sequence[Value], scope: Scope) -> Value:
    return (
        unknown("a home directory is not looked into", type=STRING) if text(args[0])[:1] == "~" else args[0]
    )


_STRING = Param(STRING)

FUNCTIONS: Mapping[str, Function] = {
    "abspath": Function(_abspath, (_STRING,), STRING),
    "basename": on_text(_basename),
    "dirname": on_text(_dirname),
    "file": Function(_file, (_STRING,), STRING),
    "filebase64": Function(_filebase64, (_STRING,), STRING),
    "fileexists": Function(_fileexists, (_STRING,), BOOL),
    "fileset": Function(_fileset, (_STRING, _STRING), Collection("set", STRING)),
    "pathexpand": Function(_pathexpand, (_STRING,), STRING),
}
