"""`terrafence lsp`: the language server, where it is installed."""

from typing import TYPE_CHECKING

from terrafence.errors import UserError

if TYPE_CHECKING:
    from argparse import ArgumentParser


def run(arguments: list[str]) -> int:
    """Serves until the client says exit. Raises UserError when the server's libraries are not installed."""
    try:
        from terrafence_lsp.__main__ import main
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UserError("the language server needs: pip install 'terrafence[lsp]'") from error
    return main(arguments)


def options_parser() -> "ArgumentParser":
    """The options of `lsp`, which the server reads itself."""
    from terrafence_hooks.arguments import parser

    to = parser("lsp", "The terrafence language server.")
    to.add_argument("--stdio", action="store_true", help="use standard input and output (the default)")
    return to
