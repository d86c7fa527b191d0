"""Writes what derives from the rules, the provider schemas and the conformance cases: the index of rule
modules, which kinds rules look at, the rules' pages, the table of types that take tags, the list of
differences from other linters, and the schema of settings files. With `--check`, writes nothing and fails
when something is out of date.

usage: python tools/generate.py [--check] [--schemas DIRECTORY]
"""

import argparse
import gzip
import json
import os
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from textwrap import wrap
from typing import Any

from known_differences import differences

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "core"))

from rule_pages import pages  # noqa: E402

from terrafence import sections  # noqa: E402
from terrafence.declare import Rule  # noqa: E402

CORE = ROOT / "core" / "terrafence"
RULES = CORE / "rules"
PAGES = ROOT / "docs" / "rules"
NOTHING: dict[str, str] = {}
TAGGING_PROVIDERS = ("aws", "azurerm", "google", "kubernetes")
CONFORMANCE = """
# Where we differ from other linters

Rules carry the names that Checkov, Trivy and Datadog's scanner have for the same check. Each of the
three comes with test cases, and on these a rule is to say exactly what the case expects: every fault
found, nothing else flagged. The cases below are the exceptions.

`python benchmarks/conformance.py` compares this list, which is written from `benchmarks/differences/`,
with the cases where they are at hand. It fails on a case that is neither exact nor listed, on an entry
that is not needed any more, and when more than 5 % of the cases are listed.
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="fail when a file is out of date")
    parser.add_argument("--schemas", type=Path, default=ROOT.parent / "shared" / "schema")
    options = parser.parse_args()
    if not options.check:
        _index_first()
    schema = {ROOT / "docs" / "terrafence.schema.json": json.dumps(sections.schema(), indent=2) + "\n"}
    table = index()
    if table != (RULES / "index.py").read_text() and not options.check:
        # The pages come from fixing with the rules as the index has them: start again with the new one.
        (RULES / "index.py").write_text(table)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    wanted = {
        RULES / "index.py": table,
        CORE / "ties.py": ties(),
        **_pages(),
        **tags(options.schemas),
        **schema,
        **conformance(),
    }
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


def _index_first() -> None:
    """The pages show what the fixer does, and it finds the rules through the index: with a stale one, writes
    it and starts again."""
    path = RULES / "index.py"
    if path.read_text() != index():
        path.write_text(index())
        os.execv(sys.executable, [sys.executable, *sys.argv])


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
    lines += [f'    "{name}",' for name, rules in found.items() if rules]
    lines += [")", "", "BY_TYPE: dict[str, tuple[str, ...]] = {"]
    for kind in sorted(by_type):
        line = f'    "{kind}": ({_words(by_type[kind])}),'
        split = [f'    "{kind}": (', *(f'        "{name}",' for name in by_type[kind]), "    ),"]
        lines += [line] if len(line) <= 110 else split
    return "\n".join((*lines, "}", ""))


def ties() -> str:
    """`ties.py`."""
    from terrafence.relations import relations_of
    from terrafence.rules.index import BY_TYPE

    read_by: dict[str, set[str]] = {}
    for kind in BY_TYPE:
        for link in (link for relation in relations_of(kind) for link in relation.links):
            read_by.setdefault(link.kind, set()).add(kind)
    lines = [
        '"""About which kinds of subject there are rules that look at others of a kind. Written by',
        '`tools/generate.py`."""',
        "",
        "READ_BY = {",
    ]
    for kind in sorted(read_by):
        line = f'    "{kind}": "{" ".join(sorted(read_by[kind]))}",'
        lines += [line] if len(line) <= 110 else _long(kind, sorted(read_by[kind]))
    return "\n".join((*lines, "}", '"""Several kinds are parted by spaces."""', ""))


def _long(kind: str, names: list[str]) -> list[str]:
    rows = wrap(" ".join(names), 98, break_on_hyphens=False)
    parts = [f'        "{row} "' for row in rows[:-1]] + [f'        "{rows[-1]}"']
    return [f'    "{kind}": (', *parts, "    ),"]


def _words(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names) + ("," if len(names) == 1 else "")


def _pages() -> dict[Path, str]:
    """Everything in `docs/rules`."""
    rules = [rule for found in modules().values() for rule in found]
    return {PAGES / name: text for name, text in pages(rules).items()}


def conformance() -> dict[Path, str]:
    """`docs/conformance.md`."""
    lines = [CONFORMANCE.strip(), "", "| case | because | reason | source |", "|---|---|---|---|"]
    for name, entry in sorted(differences().items()):
        because = "the expectation is wrong" if entry["because"] == "peer" else "we differ on purpose"
        lines.append(f"| `{name}` | {because} | {entry['reason']} | <{entry['source']}> |")
    return {ROOT / "docs" / "conformance.md": "\n".join((*lines, ""))}


def tags(schemas: Path) -> dict[Path, str]:
    """`tags/types.py`; nothing when the schemas are not there."""
    if not schemas.is_dir():
        print(f"{schemas} is not there: the table of types that take tags is left as it is", file=sys.stderr)
        return {}
    found = {provider: _schemas(schemas, provider) for provider in TAGGING_PROVIDERS}
    versions = ", ".join(
        f"{provider} {' and '.join(schema['version'] for schema in every)}"
        for provider, every in found.items()
    )
    lines = [
        '"""The resource types that take tags, by provider and place, without the prefix of the provider.',
        "Written by `tools/generate.py` from the schemas of",
        *textwrap.wrap(f"{versions}.", 106),
        '"""',
        "",
    ]
    tagged = {provider: _tagged(every, provider) for provider, every in found.items()}
    lines += ["INHERITING = {"]
    for provider, places in tagged.items():
        inheriting = [path for path, (inherits, _) in places.items() if inherits]
        lines += [f'    "{provider}": ({_words(inheriting)}),'] if inheriting else []
    lines += ["}", '"""Places that the provider\'s defaults are merged into."""', ""]
    lines += ["TYPES = {"]
    for provider, places in tagged.items():
        lines += [f'    "{provider}": {{']
        for path, (_, names) in places.items():
            wrapped = textwrap.wrap(" ".join(names), 106, break_on_hyphens=False)
            lines += [f'        "{path}": """', *wrapped, '""",']
        lines += ["    },"]
    return {CORE / "tags" / "types.py": "\n".join((*lines, "}", ""))}


def _schemas(directory: Path, provider: str) -> list[dict[str, Any]]:
    """The provider's schemas, the newest first."""
    older = sorted(directory.glob(f"older/{provider}-*.json.gz"), reverse=True)
    schemas: list[dict[str, Any]] = []
    for path in (directory / f"{provider}.json.gz", *older):
        with gzip.open(path) as handle:
            schemas.append(json.load(handle))
    return schemas


def _tagged(schemas: list[dict[str, Any]], provider: str) -> dict[str, tuple[bool, list[str]]]:
    """The types of each place, and whether the provider's defaults are merged into it. What the newest
    schema says of a type holds."""
    places: dict[str, tuple[bool, list[str]]] = {}
    kinds = {kind: schema for schema in reversed(schemas) for kind in schema["resources"]}
    for kind, schema in sorted(kinds.items()):
        found = tag_place(kind, schema["resources"][kind], schema["blocks"])
        if found is not None:
            path, inherits = found
            known, names = places.setdefault(path, (inherits, []))
            assert known == inherits, f"{kind}: {path} is merged with defaults in some types only"
            names.append(kind.removeprefix(f"{provider}_"))
    return places


def tag_place(kind: str, body: Any, blocks: Any) -> tuple[str, bool] | None:
    """Where the schema lets a type be tagged, and whether defaults are merged into that: an optional map of
    strings, or for autoscaling groups a block for each tag.

    AWS computes `tags_all` for what it tags (other `tags` are search criteria); Google computes
    `effective_labels` where it merges `default_labels` in, and calls its own labels of a monitoring channel
    `labels`, those of the user `user_labels`.
    """
    attributes, nested = body["a"], body.get("b", {})

    def inside(name: str) -> dict[str, str]:
        return blocks[nested[name][2]].get("a", NOTHING) if name in nested else NOTHING

    match kind.partition("_")[0]:
        case "aws":
            if {"key", "value", "propagate_at_launch"} <= inside("tag").keys() and nested["tag"][0] == "t":
                return "tag", False
            return ("tags", True) if _settable(attributes, "tags") and "tags_all" in attributes else None
        case "azurerm":
            return ("tags", False) if _settable(attributes, "tags") else None
        case "google":
            for name in ("user_labels", "resource_labels", "labels"):
                if _settable(attributes, name):
                    return name, "effective_labels" in attributes
            for block, name in (("metadata", "labels"), ("settings", "user_labels")):
                if _settable(inside(block), name):
                    return f"{block}.{name}", "effective_labels" in inside(block)
        case "kubernetes":
            return ("metadata.labels", False) if _settable(inside("metadata"), "labels") else None
        case _:
            pass
    return None


def _settable(attributes: dict[str, str], name: str) -> bool:
    kind, _, flags = attributes.get(name, "").partition(" ")
    return kind == "ms" and flags.startswith("o")


if __name__ == "__main__":
    sys.exit(main())
