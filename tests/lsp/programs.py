"""The server of this tree as a program on the path, under the name that people type."""

import sys
from pathlib import Path

from editor import environment


def with_server(directory: Path) -> dict[str, str]:
    """An environment in which `terrafence-lsp` is the server under test."""
    programs = directory / "bin"
    programs.mkdir()
    server = programs / "terrafence-lsp"
    server.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m terrafence_lsp "$@"\n')
    server.chmod(0o755)
    env = environment()
    return env | {"PATH": f"{programs}:{env['PATH']}"}
