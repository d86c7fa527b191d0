"""`terrafence rules`: every rule."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Literal

from terrafence import __version__
from terrafence.declare import Rule
from terrafence.derive import fix_kind, shares
from terrafence.errors import UserError
from terrafence.registry import all_rules
from terrafence_hooks.arguments import parser
from terrafence_hooks.output import emit
from terrafence_hooks.terminal import clip, terminal_width


class _Options(Namespace):
    format: Literal["text", "json", "ids"]
    since: str | None


def run(arguments: list[str]) -> int:
    """Prints the rules, sorted by id."""
    options = options_parser().parse_args(arguments, namespace=_Options())
    rules = sorted(_since(all_rules(), options.since), key=lambda rule: rule.id)
    emit(_written(rules, options.format), None)
    return 0


def options_parser() -> ArgumentParser:
    """The options of `rules`."""
    to = parser("rules", "Lists the rules.")
    formats = ("text", "json", "ids")
    to.add_argument("--format", "--output-format", choices=formats, default="text", help="(default: text)")
    to.add_argument("--since", metavar="VERSION", help="only those that are newer than this version")
    return to


def _since(rules: Sequence[Rule], version: str | None) -> Sequence[Rule]:
    """The rules that a version (`0.1.0`) did not have yet. Raises UserError for what is no version."""
    if version is None:
        return rules
    known = _numbers(version)
    if known is None:
        raise UserError(f'"{version}" is not a version such as {__version__}')
    return [rule for rule in rules if (_numbers(rule.since) or ()) > known]


def _numbers(version: str) -> tuple[int, ...] | None:
    parts = version.removeprefix("v").split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else None


def _written(rules: Sequence[Rule], form: str) -> str:
    match form:
        case "json":
            return _json(rules)
        case "ids":
            return "".join(f"{rule.id}\n" for rule in rules)
        case _:
            return _table(rules)


def _table(rules: Sequence[Rule]) -> str:
    rows = [("rule", "severity", "level", "fix", "also known as")]
    rows += [
        (rule.id, rule.severity.value, rule.level.value, fix_kind(rule), " ".join(rule.aliases))
        for rule in rules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [_row(row, widths) for row in rows]
    if sys.stdout.isatty():
        lines = [clip(line, terminal_width(sys.stdout)) for line in lines]
    return "".join(f"{line}\n" for line in (*lines, "", *shares(rules)))


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, row[-1]]).rstrip()


def _json(rules: Sequence[Rule]) -> str:
    import json

    return json.dumps([_described(rule) for rule in rules]) + "\n"


def _described(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "aliases": list(rule.aliases),
        "severity": rule.severity.value,
        "level": rule.level.value,
        "stage": rule.stage.value,
        "since": rule.since,
        "summary": rule.summary,
        "why": rule.why,
        "resources": list(rule.resources),
        "fix": fix_kind(rule),
        "no_fix": rule.no_fix or None,
        "disruption": rule.disruption.value,
        "controls": list(rule.controls),
        "references": list(rule.references),
        "formerly": list(rule.formerly),
    }
