"""Reading a file: by its name as HCL or as JSON."""

from terrafence.syntax.hcl import read_hcl
from terrafence.syntax.views import File


def read(path: str, source: bytes) -> File:
    """Reads a file of any content; never raises. What could not be read is in `problems` and `broken` of
    the answer."""
    if path.endswith(".json"):
        from terrafence.syntax.jsonfile import read_json

        return read_json(path, source)
    return read_hcl(path, source)
