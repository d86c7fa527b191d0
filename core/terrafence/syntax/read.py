"""Reading a file, by its name as HCL or as JSON, and reading an expression that stands alone."""

from terrafence.syntax.expressions import Expression
from terrafence.syntax.hcl import read_hcl
from terrafence.syntax.views import File


class NotAnExpression(Exception):
    """The text is not one expression; the message says why."""


def read(path: str, source: bytes) -> File:
    """Reads a file of any content; never raises. What could not be read is in `problems` and `broken` of
    the answer."""
    if path.endswith(".json"):
        from terrafence.syntax.jsonfile import read_json

        return read_json(path, source)
    return read_hcl(path, source)


def expression_of(text: str) -> Expression:
    """The expression that a text is, as `--var` and `eval` take them. Raises NotAnExpression."""
    file = read_hcl("<expression>", f"value = {text}\n".encode("utf-8", "surrogateescape"))
    if file.problems:
        raise NotAnExpression(file.problems[0].message)
    if file.body.blocks or list(file.body.attributes) != ["value"]:
        raise NotAnExpression("expected one expression")
    return file.body.attributes["value"].expression
