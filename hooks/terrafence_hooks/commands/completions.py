"""`terrafence completions`: what bash, zsh or fish need to complete the command line. It is made from the
parsers that read the command line."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, cast

import shtab

from terrafence_hooks.arguments import parser
from terrafence_hooks.cli import COMMANDS
from terrafence_hooks.output import emit

_RULES = shtab.cmd("terrafence rules --format ids")
_COMPLETED = {
    "PATH": shtab.FILE,
    "FILE": shtab.FILE,
    "DIR": shtab.DIRECTORY,
    "RULE": _RULES,
    "RULE,...": _RULES,
}
"""What completes an argument, by the word that stands for it in the usage."""


class _Options(Namespace):
    shell: Literal["bash", "zsh", "fish"]


def run(arguments: list[str]) -> int:
    """Prints the script."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    emit(shtab.complete(command_line(), options.shell) + "\n", None)
    return 0


def options_parser() -> ArgumentParser:
    """The options of `completions`."""
    to = parser("completions", "Prints a script that completes the command line: eval it, or save it.")
    to.add_argument("shell", choices=("bash", "zsh", "fish"))
    return to


def command_line() -> ArgumentParser:
    """All commands with their options as one parser."""
    whole = ArgumentParser(prog="terrafence", allow_abbrev=False)
    whole.add_argument("-V", "--version", action="version", version=SUPPRESS, help="print the version")
    below = whole.add_subparsers(dest="command")
    for name, command in COMMANDS.items():
        own = _parser_of(command.load())
        for one in (own, *_parsers_below(own)):
            _complete(one)
        below.add_parser(name, help=command.summary, parents=[own], add_help=False)
    return whole


def _parser_of(run: Callable[[list[str]], int]) -> ArgumentParser:
    made = vars(sys.modules[run.__module__])["options_parser"]()
    assert isinstance(made, ArgumentParser)
    return made


def _complete(to: ArgumentParser) -> None:
    for action in to._actions:  # pyright: ignore[reportPrivateUsage]
        if isinstance(action.metavar, str) and action.metavar in _COMPLETED:
            setattr(action, "complete", _COMPLETED[action.metavar])  # noqa: B010


def _parsers_below(to: ArgumentParser) -> Iterator[ArgumentParser]:
    for action in to._actions:  # pyright: ignore[reportPrivateUsage]
        choices: object = vars(action)["choices"]
        if isinstance(choices, Mapping):
            below = cast("Mapping[str, object]", choices).values()
            yield from (one for one in below if isinstance(one, ArgumentParser))
