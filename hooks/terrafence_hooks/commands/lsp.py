"""`terrafence lsp`: the language server, where it is installed."""

from terrafence.errors import UserError


def run(arguments: list[str]) -> int:
    """Serves until the client says exit. Raises UserError when the server's libraries are not installed."""
    try:
        from terrafence_lsp.__main__ import main
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UserError("the language server needs: pip install 'terrafence[lsp]'") from error
    return main(arguments)
