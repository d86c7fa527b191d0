"""`terrafence hook install`: a plain git hook, for repositories without pre-commit."""

import os
import sys

from terrafence.errors import UserError
from terrafence.git import repository_at
from terrafence_hooks.write import replace

_MARK = "# written by `terrafence hook install`"


def install(arguments: list[str]) -> int:
    """Writes the hook, in the place where git looks for it. Raises UserError when there is another hook, or
    no repository."""
    if arguments:
        raise UserError(f"hook install takes no arguments: {arguments[0]}")
    repository = repository_at(os.getcwd())
    if repository is None:
        raise UserError("not in a git repository: there is no place for a hook")
    path = f"{repository.hooks()}/pre-commit"
    if os.path.exists(path) and not _is_ours(path):
        raise UserError(f"{path} is there already: add the line `terrafence hook check` to it")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    replace(path, _script().encode())
    os.chmod(path, 0o755)
    print(f"Wrote {path}: commits that bring new findings stop there.")
    return 0


def _is_ours(path: str) -> bool:
    with open(path, encoding="utf-8", errors="replace") as lines:
        return _MARK in lines.read()


def _script() -> str:
    """By its path when it is known, since editors and desktops commit without the shell's PATH."""
    beside = os.path.join(os.path.dirname(sys.executable), "terrafence")
    command = beside.replace("'", "'\"'\"'") if os.path.exists(beside) else "terrafence"
    return f"#!/bin/sh\n{_MARK}\nexec '{command}' hook check\n"
