"""Conversion between types, and marks."""

from collections.abc import Mapping, Sequence

from terrafence.evaluate.convert import convert
from terrafence.evaluate.functions.spec import Body, Function, Param
from terrafence.evaluate.scope import Scope
from terrafence.evaluate.types import BOOL, DYNAMIC, NUMBER, STRING
from terrafence.evaluate.values import Collection, Type, Unknown, Value, blended, boolean, marked, unmarked


def _to(type: Type) -> Function:
    def body(args: Sequence[Value], scope: Scope) -> Value:
        return convert(args[0], type)

    return Function(body, (Param(null=True, unknown=True, marked=True),), type)


def _sensitive(args: Sequence[Value], scope: Scope) -> Value:
    return marked(args[0], True)


def _nonsensitive(args: Sequence[Value], scope: Scope) -> Value:
    return unmarked(args[0])


def _issensitive(args: Sequence[Value], scope: Scope) -> Value:
    if isinstance(args[0].data, Unknown) and not args[0].sensitive:
        return blended(args, BOOL)
    return boolean(args[0].sensitive)


def _ephemeralasnull(args: Sequence[Value], scope: Scope) -> Value:
    """Nothing that is known here is ephemeral: those values come from outside."""
    return args[0]


def _any(body: Body, returns: Type = DYNAMIC) -> Function:
    return Function(body, (Param(null=True, unknown=True, marked=True),), returns)


FUNCTIONS: Mapping[str, Function] = {
    "tostring": _to(STRING),
    "tonumber": _to(NUMBER),
    "tobool": _to(BOOL),
    "tolist": _to(Collection("list", DYNAMIC)),
    "toset": _to(Collection("set", DYNAMIC)),
    "tomap": _to(Collection("map", DYNAMIC)),
    "ephemeralasnull": _any(_ephemeralasnull),
    "sensitive": _any(_sensitive),
    "nonsensitive": _any(_nonsensitive),
    "issensitive": _any(_issensitive, BOOL),
}
