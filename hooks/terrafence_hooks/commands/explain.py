"""`terrafence explain`: the page of a rule."""

from argparse import ArgumentParser, Namespace

from terrafence.derive import page
from terrafence.errors import UserError, did_you_mean
from terrafence.registry import all_rules, find
from terrafence_hooks.arguments import parser
from terrafence_hooks.output import emit


class _Options(Namespace):
    rules: list[str]


def run(arguments: list[str]) -> int:
    """Prints the pages; a name that several rules share gives them all. Raises UserError for a name that
    no rule has."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    emit("\n".join(_page(name) for name in options.rules), None)
    return 0


def options_parser() -> ArgumentParser:
    """The options of `explain`."""
    to = parser("explain", "Shows what a rule looks for, why, and how it is mended.")
    to.add_argument("rules", nargs="+", metavar="RULE", help="a rule's id, or another tool's id for it")
    return to


def _page(name: str) -> str:
    rules = find(name)
    if not rules:
        raise UserError(
            f'there is no rule "{name}"{did_you_mean(name, _names())} (terrafence rules lists them)'
        )
    return "\n".join(page(rule).rstrip("\n") + "\n" for rule in rules)


def _names() -> list[str]:
    return [name for rule in all_rules() for name in (rule.id, *rule.aliases)]
