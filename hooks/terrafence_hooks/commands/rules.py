"""`terrafence rules`: every rule."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Literal

from terrafence.declare import Rule
from terrafence.derive import fix_kind, shares
from terrafence.registry import all_rules
from terrafence_hooks.arguments import parser
from terrafence_hooks.output import emit


class _Options(Namespace):
    format: Literal["text", "json"]


def run(arguments: list[str]) -> int:
    """Prints the rules, sorted by id."""
    to = parser("rules", "Lists the rules.")
    formats = ("text", "json")
    to.add_argument("--format", "--output-format", choices=formats, default="text", help="(default: text)")
    options = to.parse_args(arguments, namespace=_Options())
    rules = sorted(all_rules(), key=lambda rule: rule.id)
    emit(_json(rules) if options.format == "json" else _table(rules), None)
    return 0


def _table(rules: Sequence[Rule]) -> str:
    rows = [("rule", "severity", "level", "fix", "also known as")]
    rows += [
        (rule.id, rule.severity.value, rule.level.value, fix_kind(rule), " ".join(rule.aliases))
        for rule in rules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "".join(_row(row, widths) for row in rows) + "\n" + "".join(f"{line}\n" for line in shares(rules))


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
    return "  ".join([*cells, row[-1]]).rstrip() + "\n"


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
