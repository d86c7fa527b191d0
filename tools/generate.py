"""Writes what derives from the rules and the provider schemas: the index of rule modules, the rules' pages,
the table of types that take tags, and the
schema of settings files. With `--check`, writes nothing and fails when something is out of
date.

usage: python tools/generate.py [--check] [--schemas DIRECTORY]
"""

import argparse
import gzip
import json
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "core"))

from terrafence import config  # noqa: E402
from terrafence.declare import Rule, Severity  # noqa: E402
from terrafence.derive import fix_kind, page  # noqa: E402

CORE = ROOT / "core" / "terrafence"
RULES = CORE / "rules"
PAGES = ROOT / "docs" / "rules"
TAG_ATTRIBUTES = {"aws": "tags", "azurerm": "tags", "google": "labels"}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="fail when a file is out of date")
    parser.add_argument("--schemas", type=Path, default=ROOT.parent / "shared" / "schema")
    options = parser.parse_args()
    schema = {ROOT / "docs" / "terrafence.schema.json": json.dumps(config.schema(), indent=2) + "\n"}
    wanted = {RULES / "index.py": index(), **pages(), **tags(options.schemas), **schema}
    obsolete = sorted(set(PAGES.glob("*.md")) - set(wanted))
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if options.check:
        for path in (*stale, *obsolete):
            print(f"{path.relative_to(ROOT)} is out of date; run python tools/generate.py", file=sys.stderr)
        return 1 if stale or obsolete else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path])
    for path in obsolete:
        path.unlink()
    print(f"{len(stale)} of {len(wanted)} files written, {len(obsolete)} removed")
    return 0


def modules() -> dict[str, list[Rule]]:
    """The rules of every rule module, in the order they are declared."""
    names = sorted(
        ".".join(path.relative_to(RULES).with_suffix("").parts)
        for path in RULES.rglob("*.py")
        if path.name not in ("__init__.py", "index.py")
    )
    found = {name: vars(import_module(f"terrafence.rules.{name}")).values() for name in names}
    return {name: [value for value in values if isinstance(value, Rule)] for name, values in found.items()}


def index() -> str:
    """`rules/index.py`."""
    by_type: dict[str, list[str]] = {}
    found = modules()
    for name, rules in found.items():
        for kind in dict.fromkeys(kind for rule in rules for kind in rule.resources):
            by_type.setdefault(kind, []).append(name)
    lines = [
        '"""Which rule modules each subject needs. Written by `tools/generate.py`."""',
        "",
        "MODULES = (",
    ]
    lines += [f'    "{name}",' for name in found]
    lines += [")", "", "BY_TYPE: dict[str, tuple[str, ...]] = {"]
    lines += [f'    "{kind}": ({_words(by_type[kind])}),' for kind in sorted(by_type)]
    return "\n".join((*lines, "}", ""))


def _words(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) + ("," if len(names) == 1 else "")


def pages() -> dict[Path, str]:
    """A page for each rule, and the list of them."""
    rules = sorted((rule for found in modules().values() for rule in found), key=lambda rule: rule.id)
    written = {PAGES / f"{rule.id}.md": page(rule).rstrip() + "\n" for rule in rules}
    return {**written, PAGES / "README.md": _contents(rules)}


def _contents(rules: list[Rule]) -> str:
    order = list(Severity)
    lines = ["# Rules", "", "| rule | severity | level | fix | |", "|---|---|---|---|---|"]
    for rule in sorted(
        rules, key=lambda rule: (rule.id.split("-")[:2], -order.index(rule.severity), rule.id)
    ):
        cells = (
            f"[{rule.id}]({rule.id}.md)",
            rule.severity.value,
            rule.level.value,
            fix_kind(rule),
            rule.summary,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join((*lines, ""))


def tags(schemas: Path) -> dict[Path, str]:
    """`tagged_types.py`; nothing when the schemas are not there."""
    if not schemas.is_dir():
        print(f"{schemas} is not there: the table of types that take tags is left as it is", file=sys.stderr)
        return {}
    found = {provider: _schema(schemas / f"{provider}.json.gz") for provider in TAG_ATTRIBUTES}
    versions = ", ".join(f"{provider} {schema['version']}" for provider, schema in found.items())
    lines = [
        '"""The resource types that take tags as a map, by provider, without its prefix. Written by',
        f"`tools/generate.py` from the schemas of {versions}.",
        '"""',
        "",
        f"ATTRIBUTES = {json.dumps(TAG_ATTRIBUTES)}",
        "",
        "TYPES = {",
    ]
    for provider, schema in found.items():
        names = " ".join(_tagged(schema, provider))
        lines += [f'    "{provider}": """', *textwrap.wrap(names, 110, break_on_hyphens=False), '""",']
    return {CORE / "tagged_types.py": "\n".join((*lines, "}", ""))}


def _schema(path: Path) -> dict[str, Any]:
    with gzip.open(path) as handle:
        return json.load(handle)


def _tagged(schema: dict[str, Any], provider: str) -> list[str]:
    """Types whose tag attribute is a map of strings that can be set."""
    attribute = TAG_ATTRIBUTES[provider]
    types = [name for name, body in schema["resources"].items() if _settable(body["a"].get(attribute, ""))]
    return [name.removeprefix(f"{provider}_") for name in sorted(types)]


def _settable(form: str) -> bool:
    kind, _, flags = form.partition(" ")
    return kind == "ms" and flags != "c"


if __name__ == "__main__":
    sys.exit(main())
