"""`terrafence-lsp`: the language server on standard input and output."""

import argparse
import logging
import sys

from terrafence import __version__
from terrafence_lsp.heap import Heap

INSTALL = "terrafence: the language server needs an extra: pip install 'terrafence[lsp]'"


def main(arguments: list[str] | None = None) -> int:
    """Serves until the client says `exit` or goes away. Returns 0 after an orderly end, else 1; 2 when
    the protocol library is not installed."""
    parser = argparse.ArgumentParser(prog="terrafence-lsp", description="The terrafence language server.")
    parser.add_argument("--stdio", action="store_true", help="use standard input and output (the default)")
    parser.add_argument("--version", action="version", version=f"terrafence {__version__}")
    parser.parse_args(arguments)
    try:
        from terrafence_lsp.server import create_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        print(INSTALL, file=sys.stderr)
        return 2
    logging.basicConfig(format="%(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # the server reports what pygls would
    output, sys.stdout = sys.stdout.buffer, sys.stderr
    server = create_server(heap=Heap())
    server.start_io(stdout=output)
    server.close()
    return 0 if server.shut_down else 1


if __name__ == "__main__":
    sys.exit(main())
