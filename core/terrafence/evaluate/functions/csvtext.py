"""CSV as `csvdecode` reads it: the first row names the attributes."""

import csv
import re

from terrafence.evaluate.scope import EvaluationError
from terrafence.evaluate.types import STRING
from terrafence.evaluate.values import ObjectType, Value, collection, mapping, string

_QUOTED = re.compile(r'(^|,)"(?:[^"]|"")*"(?=,|\r?$)', re.MULTILINE)


def decode(text: str) -> Value:
    """A list of objects. Raises EvaluationError."""
    if '"' in _QUOTED.sub(r"\1", text):
        raise EvaluationError("CSV parse error: a quote in the wrong place")
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), strict=True) if row]
    except csv.Error as error:
        raise EvaluationError(f"CSV parse error: {error}") from error
    if not rows:
        raise EvaluationError("missing header line")
    names = rows[0]
    if len(set(names)) < len(names):
        raise EvaluationError("duplicate column name")
    if any(len(row) != len(names) for row in rows):
        raise EvaluationError("wrong number of fields")
    made = tuple(mapping(dict(zip(names, map(string, row), strict=True))) for row in rows[1:])
    return collection("list", ObjectType(dict.fromkeys(names, STRING)), made)
