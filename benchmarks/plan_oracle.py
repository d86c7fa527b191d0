#!/usr/bin/env python3
"""usage: plan_oracle.py [--shared DIR] [--python EXECUTABLE] [--cache DIR] [--all] [DIRECTORY...]

For every directory that Terraform itself can plan with the mock provider of `../shared/oracle`, prints how
many of the attributes that are known in the real plan are equal, unknown and different in ours; then the
sums. Attributes that the configuration does not write and that are null, and `tags_all`, are left out: a
schema would be needed to know them. The exit code is 1 when anything differs.

The mock provider needs an interpreter with the package `tf` (`python -m venv .oracle && .oracle/bin/pip
install tf`), and `terraform` must be on PATH. `--cache` keeps the real plans for the next time.
"""

# What Terraform prints as JSON has no types.
# pyright: basic

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "core"))

from terrafence.evaluate.plan import static_plan
from terrafence.evaluate.workspace import Inputs, load
from terrafence.files import Disk

PROVIDERS = ("aws", "google", "azurerm", "azuread", "kubernetes")
UNKNOWN = object()


def main() -> int:
    options = arguments()
    directories = options.directories or list(configurations(options.shared))
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        oracle = Oracle(options, Path(scratch))
        for directory in directories:
            real = oracle.plan(Path(directory))
            if real is None:
                totals["not plannable"] += 1
                continue
            counts, differences = compare(real, ours(Path(directory)))
            totals += counts
            totals["directories"] += 1
            if options.all or differences or counts["unknown"]:
                shown = ", ".join(f"{counts[kind]} {kind}" for kind in ("equal", "unknown", "different"))
                print(f"{directory}: {shown}", flush=True)
            for difference in differences:
                print(f"    {difference}")
        oracle.stop()
    known = totals["equal"] + totals["unknown"] + totals["different"]
    print(
        f"\n{totals['directories']} directories planned, "
        f"{totals['not plannable']} that Terraform does not plan\n"
        f"{known} known attributes: {totals['equal']} equal ({totals['equal'] / max(known, 1):.2%}), "
        f"{totals['unknown']} unknown, {totals['different']} different"
    )
    return 1 if totals["different"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--python", default=str(HERE.parent / ".oracle" / "bin" / "python"))
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--all", action="store_true", help="also name the directories without a difference")
    parser.add_argument("directories", nargs="*")
    return parser.parse_args()


def configurations(shared: Path) -> Iterator[str]:
    """Every directory with Terraform files in the conformance cases and the corpus."""
    for part in ("conformance/dev", "corpus"):
        for directory, children, files in os.walk(shared / part):
            children.sort()
            if any(name.endswith((".tf", ".tf.json")) for name in files):
                yield directory


class Oracle:
    """The real Terraform with the mock provider."""

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self._options = options
        self._scratch = scratch
        self._mock: subprocess.Popen[bytes] | None = None
        self._environment: dict[str, str] = {}

    def plan(self, directory: Path) -> dict[str, Any] | None:
        """The plan as JSON; None when Terraform refuses to make one."""
        digest = hashlib.sha256()
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(directory)).encode() + path.read_bytes())
        cache = self._options.cache and self._options.cache / f"{digest.hexdigest()}.json"
        if cache and cache.exists():
            return json.loads(cache.read_text(), parse_float=Fraction)
        text = self._run(directory)
        if cache:
            cache.parent.mkdir(parents=True, exist_ok=True)
            cache.write_text(text)
        return json.loads(text, parse_float=Fraction)

    def _run(self, directory: Path) -> str:
        """Terraform plans a copy; of a module with neighbours (`../..`) the whole tree is copied."""
        self._start()
        top = next((at for at in directory.parents if (at / "LICENSE").exists()), directory)
        copy = self._scratch / "copy"
        shutil.copytree(top, copy)
        try:
            where = copy / directory.relative_to(top)
            subprocess.run(["chmod", "-R", "u+w", copy], check=True)
            for words in (["init"], ["plan", "-refresh=false", "-out", "plan"]):
                command = ["terraform", *words, "-input=false", "-no-color"]
                if subprocess.run(command, cwd=where, env=self._environment, capture_output=True).returncode:
                    return "null"
            command = ["terraform", "show", "-json", "plan"]
            shown = subprocess.run(command, cwd=where, env=self._environment, capture_output=True, check=True)
            return shown.stdout.decode()
        finally:
            shutil.rmtree(copy)

    def _start(self) -> None:
        if self._mock is not None:
            return
        shared = self._options.shared
        schemas = [f"{name}:{shared}/schema/{name}.json.gz" for name in PROVIDERS]
        command = [self._options.python, str(shared / "oracle" / "mock_provider.py"), *schemas]
        self._mock = subprocess.Popen(command, cwd=self._scratch, stderr=subprocess.DEVNULL)
        reattach = self._scratch / "reattach.json"
        while not (reattach.exists() and reattach.read_text()):
            if self._mock.poll() is not None:
                sys.exit("the mock provider does not start: see --python")
            time.sleep(0.1)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
        self._environment = environment | {
            "CHECKPOINT_DISABLE": "1",
            "TF_REATTACH_PROVIDERS": reattach.read_text(),
        }

    def stop(self) -> None:
        """Ends the mock provider."""
        if self._mock is not None:
            self._mock.terminate()
            self._mock.wait()


def ours(directory: Path) -> dict[str, Any]:
    """The static plan, of the directory as a root."""
    workspace = load(Disk(), [str(directory)], Inputs())
    root = next(root for root in workspace.roots if root.directory == str(directory))
    return json.loads(json.dumps(static_plan(root)), parse_float=Fraction)


def compare(real: dict[str, Any], static: dict[str, Any]) -> tuple[Counter[str], list[str]]:
    """Counts of the attributes known in the real plan, and what differs."""
    counts: Counter[str] = Counter()
    differences: list[str] = []
    planned = {change["address"]: change for change in static["resource_changes"]}
    created = [change for change in real.get("resource_changes", []) if change["mode"] == "managed"]
    for change in created:
        mine = planned.get(change["address"]) or planned.get(symbolic(change["address"]))
        theirs = merged(change["change"]["after"], change["change"]["after_unknown"])
        if mine is None:
            differences.append(f"{change['address']}: missing")
            counts["different"] += 1
            continue
        held = merged(mine["change"]["after"], mine["change"]["after_unknown"])
        for path, kind, detail in leaves(theirs, held, ""):
            if path != "tags_all" and not path.startswith("tags_all."):
                counts[kind] += 1
                if kind == "different":
                    differences.append(f"{change['address']}.{path}: {detail}")
    extra = {address for address, change in planned.items() if change["mode"] == "managed"}
    for address in sorted(extra - {change["address"] for change in created}):
        if '["?"]' not in address:
            differences.append(f"{address}: is not in the real plan")
            counts["different"] += 1
    return counts, differences


def symbolic(address: str) -> str:
    return address.rpartition("[")[0] + '["?"]' if address.endswith("]") else address


def merged(after: Any, unknown: Any) -> Any:
    """One value with UNKNOWN where it is."""
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict) and isinstance(after, dict | None):
        known = after or {}
        return {key: merged(known.get(key), unknown.get(key)) for key in known.keys() | unknown.keys()}
    if isinstance(unknown, list) and isinstance(after, list):
        return [merged(item, unknown[at] if at < len(unknown) else None) for at, item in enumerate(after)]
    return after


def leaves(real: Any, mine: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Every known leaf of the real value with what ours has there."""
    if real is UNKNOWN or (real is None and mine is UNKNOWN):
        return
    if isinstance(real, dict):
        if isinstance(mine, list) and len(mine) == 1:
            mine = mine[0]
        for key, value in real.items():
            if value is None and isinstance(mine, dict) and key not in mine:
                continue
            inner = (
                mine.get(key, absent(value))
                if isinstance(mine, dict)
                else UNKNOWN
                if mine is UNKNOWN
                else None
            )
            yield from leaves(value, inner, f"{path}.{key}" if path else key)
    elif isinstance(real, list):
        yield from elements(real, mine, path)
    elif real is not None or mine is not None:
        kind = "unknown" if mine is UNKNOWN else "equal" if same(real, mine) else "different"
        yield path, kind, f"{shown(real)} is {shown(mine)} in ours"


def absent(value: Any) -> Any:
    """What an attribute is that is not written: unknown to us unless it holds nothing."""
    return value if value in (None, [], {}) else UNKNOWN


def elements(real: list[Any], mine: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """A set has no order, and equal elements once; a list that a set was written as is compared so, too."""
    if isinstance(mine, dict):
        mine = [mine]
    if not isinstance(mine, list):
        if real or mine is not UNKNOWN:
            kind = "unknown" if mine is UNKNOWN else "equal" if mine is None and not real else "different"
            yield path, kind, f"{shown(real)} is {shown(mine)} in ours"
        return
    waiting = list(mine)
    for at, item in enumerate(real):
        scored = [(score(item, other), -place) for place, other in enumerate(waiting)]
        if not scored:
            yield path, "different", f"{shown(item)} is missing"
            continue
        place = -max(scored)[1]
        yield from leaves(item, waiting.pop(place), f"{path}[{at}]")
    for item in waiting:
        if item is not UNKNOWN and not any(score(other, item)[0] == 0 for other in real):
            yield path, "different", f"{shown(item)} is too much"


def score(real: Any, mine: Any) -> tuple[int, int, int]:
    kinds = Counter(kind for _, kind, _ in leaves(real, mine, ""))
    return -kinds["different"], kinds["equal"], -kinds["unknown"]


def same(real: Any, mine: Any) -> bool:
    """Whether the value is the same after the conversion that a schema asks for."""
    if isinstance(real, bool) or isinstance(mine, bool):
        return text(real) == text(mine)
    if isinstance(real, str) != isinstance(mine, str):
        try:
            return Fraction(real) == Fraction(mine)
        except (TypeError, ValueError, ZeroDivisionError):
            return False
    return real == mine


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(value: Any) -> str:
    words = (
        "unknown"
        if value is UNKNOWN
        else json.dumps(value, default=lambda item: "unknown" if item is UNKNOWN else str(item))
    )
    return words if len(words) < 160 else words[:157] + "..."


if __name__ == "__main__":
    sys.exit(main())
