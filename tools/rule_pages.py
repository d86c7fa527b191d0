"""The rules' documentation: a page for each, with the example as the fixer leaves it, and their index."""

from collections.abc import Callable, Iterable, Sequence

from terrafence.config import Config
from terrafence.declare import Rule, Severity
from terrafence.derive import fix_kind, page, shares
from terrafence.files import Disk, Overlay
from terrafence.fix import fix
from terrafence.tags.policy import EXAMPLE

_EXAMPLE = "/example/main.tf"


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """Every page by its file name."""
    written = {f"{rule.id}.md": page(rule, mended(rule)).rstrip() + "\n" for rule in rules}
    return {**written, "README.md": contents(sorted(rules, key=lambda rule: rule.id))}


def mended(rule: Rule) -> str:
    """The rule's example after its fix; empty when that cannot be written out."""
    files = Overlay(Disk(), {_EXAMPLE: rule.example.encode()})
    config = Config(select=(rule.id,), tags=EXAMPLE)
    return fix(files, [_EXAMPLE], config, unsafe=True).changed.get(_EXAMPLE, b"").decode()


def contents(rules: Sequence[Rule]) -> str:
    """The index: by service, by severity, by control."""
    lines = ["# Rules", "", *(f"- {line}" for line in shares(rules)), ""]
    lines += ["By [service](#by-service), by [severity](#by-severity), by [control](#by-control).", ""]
    lines += ["## By service", ""]
    for service, found in _grouped(rules, _service).items():
        lines += [f"### {service}", "", "| rule | severity | level | fix | |", "|---|---|---|---|---|"]
        lines += [_row(rule) for rule in sorted(found, key=lambda rule: (_rank(rule), rule.id))]
        lines.append("")
    lines += ["## By severity", ""]
    for severity, found in _grouped(sorted(rules, key=_rank), lambda rule: [rule.severity.value]).items():
        lines += [f"### {severity.capitalize()}", ""]
        lines += [*(f"- {_link(rule)}: {rule.summary}" for rule in found), ""]
    lines += ["## By control", ""]
    controls = _grouped(rules, lambda rule: rule.controls)
    for framework in sorted({control.partition(":")[0] for control in controls}):
        lines += [f"### {framework}", "", "| control | rules |", "|---|---|"]
        for control in sorted((key for key in controls if key.startswith(f"{framework}:")), key=_natural):
            links = ", ".join(_link(rule) for rule in controls[control])
            lines.append(f"| {control.partition(':')[2]} | {links} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _grouped(rules: Sequence[Rule], keys: Callable[[Rule], Iterable[str]]) -> dict[str, list[Rule]]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        for key in keys(rule):
            groups.setdefault(key, []).append(rule)
    return groups


def _service(rule: Rule) -> list[str]:
    return [" ".join(rule.id.split("-")[:2])]


def _rank(rule: Rule) -> int:
    return -list(Severity).index(rule.severity)


def _natural(control: str) -> list[tuple[int, str]]:
    """Numbers in a control's name in their order: 2.10 behind 2.9."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in control.replace("-", ".").split(".")]


def _link(rule: Rule) -> str:
    return f"[{rule.id}]({rule.id}.md)"


def _row(rule: Rule) -> str:
    cells = (_link(rule), rule.severity.value, rule.level.value, fix_kind(rule), rule.summary)
    return f"| {' | '.join(cells)} |"
