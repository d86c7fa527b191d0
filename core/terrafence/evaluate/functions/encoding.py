"""Encodings: JSON."""

from collections.abc import Mapping, Sequence

from terrafence.evaluate.functions.call import Function, Param
from terrafence.evaluate.jsontext import decode, encode
from terrafence.evaluate.scope import Scope
from terrafence.evaluate.types import STRING
from terrafence.evaluate.values import Value, blended, string, wholly_known


def _jsonencode(args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return blended(args, STRING)
    return string(encode(args[0]))


def _jsondecode(args: Sequence[Value], scope: Scope) -> Value:
    text = args[0].data
    assert isinstance(text, str)
    return decode(text)


FUNCTIONS: Mapping[str, Function] = {
    "jsonencode": Function(_jsonencode, (Param(null=True, unknown=True),), STRING),
    "jsondecode": Function(_jsondecode, (Param(STRING),)),
}
