"""`terrafence eval`: what expressions are worth in a root module."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, final

from terrafence.evaluate.ask import Answer, answer
from terrafence.evaluate.render import to_json
from terrafence.evaluate.types import type_name
from terrafence.evaluate.values import any_sensitive, wholly_known
from terrafence_hooks.options import Options
from terrafence_hooks.output import emit
from terrafence_hooks.roots import root_at
from terrafence_hooks.terminal import visible

if TYPE_CHECKING:
    from argparse import ArgumentParser


@final
class _Options(Options):
    """What was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.expressions: list[str] = []
        self.chdir: str = "."


def run(arguments: list[str]) -> int:
    """Prints a value for each expression; 1 when there are errors among them. Raises UserError for a
    directory that cannot be read."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    scope = root_at(options.chdir, options).roots[0].instance.scope
    say = _say_json if options.format == "json" else _say
    failed = False
    for text in options.expressions or _lines():
        found = answer(text, scope)
        failed = failed or found.error is not None
        say(text, found)
    return 1 if failed else 0


def options_parser() -> "ArgumentParser":
    """The options of `eval`."""
    from terrafence_hooks.arguments import add_inputs, parser

    to = parser("eval", _SUMMARY)
    to.add_argument("expressions", nargs="*", metavar="EXPR", help="(default: one a line on stdin)")
    to.add_argument("--chdir", default=".", metavar="DIR", help="the root module (default: .)")
    formats = ("text", "json")
    to.add_argument("--format", "--output-format", choices=formats, default="text", help="(default: text)")
    add_inputs(to)
    return to


_SUMMARY = (
    "Says what expressions are worth in a root module: `terrafence eval 'var.tags'`. What is sensitive stays "
    "hidden, as in `terraform console`. The exit code is 1 when Terraform would refuse one of them."
)


def _lines() -> Iterator[str]:
    for line in sys.stdin.buffer:
        if text := line.decode("utf-8", "surrogateescape").strip():
            yield text


def _say(text: str, found: Answer) -> None:
    if found.error is not None:
        print(visible(f"error: {text}: {found.error}"), file=sys.stderr)
        return
    printed = found.text
    if found.reason is not None and found.reason not in printed:
        printed += f"  # {found.reason}"
    emit("".join(f"{visible(line)}\n" for line in printed.split("\n")), None)


def _say_json(_text: str, found: Answer) -> None:
    import json

    emit(json.dumps(_described(found)) + "\n", None)


def _described(found: Answer) -> dict[str, object]:
    value = found.value
    if found.error is not None:
        nothing = dict.fromkeys(("value", "unknown", "reason", "sensitive", "type"))
        return {**nothing, "unknown": False, "sensitive": False, "error": found.error}
    return {
        "value": to_json(value),
        "unknown": not wholly_known(value),
        "reason": found.reason,
        "sensitive": any_sensitive(value),
        "type": type_name(value.type),
        "error": None,
    }
