"""Files and directories that the client is about to rename or move: module calls, tests and settings go on
meaning what they mean."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from terrafence.config import SETTINGS_FILES
from terrafence.evaluate.discover import Kind, Tree, base_of, join, kind_of
from terrafence.evaluate.modules import Declaration
from terrafence.evaluate.sources import local_source
from terrafence.files import Files, Unreadable
from terrafence.finding import FileEdit
from terrafence.syntax.read import read
from terrafence.syntax.views import Block, File
from terrafence.syntax.write import set_value
from terrafence_lsp.paths import settings_after

TESTS = (".tftest.hcl", ".tftest.json", ".tofutest.hcl", ".tofutest.json")
NAMED_BY_SETTINGS = (".toml", ".baseline")


def rewritten(files: Files, folders: Sequence[str], renames: Mapping[str, str]) -> list[FileEdit]:
    """The edits of local module sources, of calls and of the runs of tests, and of paths in settings, that
    keep all that is written in the folders meaning the same when each path becomes another. Without folders,
    the repositories of the paths are looked through."""
    moving = {old: new for old, new in renames.items() if _matters(files, old, new)}
    if not moving:
        return []
    places = folders or _repositories(files, moving)
    found = dict.fromkeys(file for place in places for file in _naming(files, place))
    return [edit for path in found for edit in _of_file(files, path, moving)]


def _matters(files: Files, old: str, new: str) -> bool:
    """Most files mean the same under every name in their directory, and a name that is no text cannot be
    written."""
    if not _is_text(new):
        return False
    is_variables = kind_of(posixpath.basename(old)) is Kind.VARIABLES
    named = is_variables or old.endswith(NAMED_BY_SETTINGS) or files.kind(old) == "directory"
    return named or posixpath.dirname(old) != posixpath.dirname(new)


def _is_text(path: str) -> bool:
    return path == path.encode(errors="replace").decode()


def _repositories(files: Files, paths: Iterable[str]) -> set[str]:
    around = {base_of(files, posixpath.dirname(path)) for path in paths}
    return {base for base in around if files.kind(join(base, ".git")) != "missing"}


def _naming(files: Files, folder: str) -> Iterator[str]:
    """Every file below a folder that may name others by their paths; of the configuration also what a file
    for OpenTofu stands in for."""
    for directory in Tree(files, base_of(files, folder)).walk(folder):
        try:
            entries = files.entries(directory)
        except Unreadable:
            continue
        for entry in entries:
            name = entry.name
            names_others = _is_configuration(name) or name.endswith(TESTS) or name in SETTINGS_FILES
            if names_others and not (entry.directory or entry.link):
                yield join(directory, name)


def _is_configuration(name: str) -> bool:
    return kind_of(name) is Kind.CONFIGURATION


def _of_file(files: Files, path: str, moving: Mapping[str, str]) -> Iterator[FileEdit]:
    if posixpath.basename(path) in SETTINGS_FILES:
        for edit in settings_after(files, path, lambda at: _after(at, moving)):
            yield FileEdit(path, edit)
        return
    file = _calling(files, path)
    directory, moved = _starts(files, path, moving)
    for block in () if file is None else _calls(file):
        source = local_source(Declaration(block))
        target = posixpath.normpath(join(directory, source or ""))
        if source is None or files.kind(target) != "directory":
            continue
        new = _source(_after(target, moving), moved)
        if new != _source(target, directory):
            span = block.body.attributes["source"].value_span
            yield from (FileEdit(path, edit) for edit in set_value(block.file, span, new) or ())


def _calling(files: Files, path: str) -> File | None:
    """The file, if it may call a module by its path."""
    try:
        text = files.read(path)
    except Unreadable:
        return None
    return read(path, text) if b'"./' in text or b'"../' in text else None


def _calls(file: File) -> Iterator[Block]:
    """The blocks that call a module, or run one in a test."""
    if not file.path.endswith(TESTS):
        yield from file.body.blocks_of("module")
    for run in file.body.blocks_of("run"):
        yield from run.body.blocks_of("module")


def _starts(files: Files, path: str, moving: Mapping[str, str]) -> tuple[str, str]:
    """The directories from which the paths in a file count, before and after."""
    before, after = posixpath.dirname(path), posixpath.dirname(_after(path, moving))
    if not path.endswith(TESTS):
        return before, after
    tested = _tested(files, before)
    with_it = _after(tested, moving)
    return tested, _tested(files, after) if with_it == tested else with_it


def _tested(files: Files, directory: str) -> str:
    """The module that a test in a directory is of, from which its paths count: the nearest at or above it in
    the repository (https://developer.hashicorp.com/terraform/cli/commands/test)."""
    at, base = directory, base_of(files, directory)
    while not _has_configuration(files, at):
        if at == base:
            return directory
        at = posixpath.dirname(at)
    return at


def _has_configuration(files: Files, directory: str) -> bool:
    try:
        return any(_is_configuration(entry.name) for entry in files.entries(directory))
    except Unreadable:
        return False


def _after(path: str, moving: Mapping[str, str]) -> str:
    """Where a path will be."""
    above = (old for old in moving if path == old or path.startswith(f"{old}/"))
    innermost = max(above, key=len, default=None)
    return path if innermost is None else moving[innermost] + path.removeprefix(innermost)


def _source(target: str, directory: str) -> str:
    """How a module in a directory calls another; Terraform knows a path by the `./` or `../` before it."""
    path = posixpath.relpath(target, directory)
    if path in (".", ".."):
        return f"{path}/"
    return path if path.startswith("../") else f"./{path}"
