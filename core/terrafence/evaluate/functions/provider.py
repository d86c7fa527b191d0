"""The functions of Terraform's own provider: values as expressions and tfvars, and back."""

import re
from collections.abc import Mapping, Sequence

from terrafence.evaluate.bare import BareScope
from terrafence.evaluate.functions.arguments import text
from terrafence.evaluate.functions.spec import Function, Param
from terrafence.evaluate.jsontext import encode
from terrafence.evaluate.scope import EvaluationError, Scope
from terrafence.evaluate.types import STRING
from terrafence.evaluate.values import Value, blended, mapping, parts, string, wholly_known
from terrafence.record import NamedTuple
from terrafence.syntax.read import read

_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


class _Line(NamedTuple):
    """A line before it is aligned and indented: what is left of its `=`, the rest, and how many more
    brackets it opens than it closes."""

    key: str
    rest: str
    opens: int


def _encode_expr(args: Sequence[Value], scope: Scope) -> Value:
    if not wholly_known(args[0]):
        return blended(args, STRING)
    return string(_laid_out(_expression(args[0])))


def _encode_tfvars(args: Sequence[Value], scope: Scope) -> Value:
    held = args[0].data
    if not wholly_known(args[0]):
        return blended(args, STRING)
    if not isinstance(held, dict):
        raise EvaluationError("invalid value to encode: must be an object")
    for name in held:
        if not _IDENTIFIER.fullmatch(name):
            raise EvaluationError(f'invalid variable name "{name}"')
    lines = _attributes(held)
    return string(_laid_out(lines) + "\n" if lines else "")


def _decode_tfvars(args: Sequence[Value], scope: Scope) -> Value:
    from terrafence.evaluate.expressions import evaluate

    file = read("<decode_tfvars argument>", text(args[0]).encode())
    if file.problems or file.broken:
        raise EvaluationError("invalid tfvars syntax")
    if file.body.blocks:
        raise EvaluationError("invalid tfvars content: blocks are not allowed here")
    nothing = BareScope()
    nothing.budget.calls = False
    return mapping({name: evaluate(held.expression, nothing) for name, held in file.body.attributes.items()})


def _expression(value: Value) -> list[_Line]:
    data = value.data
    if isinstance(data, dict):
        return [_Line("", "{", 1), *_attributes(data), _Line("", "}", -1)] if data else [_Line("", "{}", 0)]
    if isinstance(data, tuple):
        return _list(value)
    return [_Line("", _quoted(data) if isinstance(data, str) else encode(value), 0)]


def _list(value: Value) -> list[_Line]:
    lines = [_Line("", "[", 1)]
    separator = ""
    for item in parts(value):
        _extend(lines, separator, _expression(item))
        separator = ", "
    _extend(lines, "", [_Line("", "]", -1)])
    return lines


def _extend(lines: list[_Line], separator: str, more: list[_Line]) -> None:
    """Goes on in the last line."""
    last, first = lines[-1], more[0]
    lines[-1] = _Line(last.key, last.rest + separator + first.rest, last.opens + first.opens)
    lines += more[1:]


def _attributes(held: Mapping[str, Value]) -> list[_Line]:
    lines: list[_Line] = []
    for name in sorted(held):
        first, *following = _expression(held[name])
        key = name if _IDENTIFIER.fullmatch(name) else _quoted(name)
        lines += [_Line(key, first.rest, first.opens), *following]
    return lines


def _laid_out(lines: Sequence[_Line]) -> str:
    """The text as `terraform fmt` leaves it."""
    open_brackets: list[int] = []
    shown: list[str] = []
    for line, width in zip(lines, _widths(lines), strict=True):
        _close(open_brackets, -line.opens)
        lead = "  " * len(open_brackets)
        shown.append(f"{lead}{line.key.ljust(width)} = {line.rest}" if line.key else lead + line.rest)
        if line.opens > 0:
            open_brackets.append(line.opens)
    return "\n".join(shown)


def _close(open_brackets: list[int], closed: int) -> None:
    while closed > 0 and open_brackets:
        left = open_brackets[-1] - closed
        if left > 0:
            open_brackets[-1] = left
            return
        closed -= open_brackets.pop()


def _widths(lines: Sequence[_Line]) -> list[int]:
    """For each line the width of the keys it is aligned with: those of consecutive lines that open
    nothing."""
    widths: list[int] = []
    group: list[int] = []
    for line in [*lines, _Line("", "", 0)]:
        if line.key and not line.opens:
            group.append(len(line.key))
            continue
        widths += [max(group, default=0)] * len(group) + [len(line.key)]
        group = []
    return widths[:-1]


def _quoted(given: str) -> str:
    escaped = "".join(_SHORT.get(char) or (char if char.isprintable() else _escape(char)) for char in given)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


FUNCTIONS: Mapping[str, Function] = {
    "provider::terraform::decode_tfvars": Function(_decode_tfvars, (Param(STRING),)),
    "provider::terraform::encode_expr": Function(_encode_expr, (Param(),), STRING),
    "provider::terraform::encode_tfvars": Function(_encode_tfvars, (Param(),), STRING),
}
