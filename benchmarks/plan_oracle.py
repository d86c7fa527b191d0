#!/usr/bin/env python3
"""usage: plan_oracle.py [--shared DIR] [--python EXECUTABLE] [--cache DIR] [--all] [--record] [DIRECTORY...]

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
sys.path[:0] = [str(HERE.parent / "core"), str(HERE.parent / "tests" / "evaluate" / "plans")]

from comparison import compare, ours

PROVIDERS = ("aws", "google", "azurerm", "azuread", "kubernetes")


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
            if options.record:
                record(Path(directory), real)
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
    parser.add_argument(
        "--record", action="store_true", help="write what Terraform plans to DIRECTORY/plan.json"
    )
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
            plan = ("plan", "-refresh=false", "-out", "plan")
            planned = self._terraform(where, *plan)
            if planned.returncode and b"terraform init" in planned.stderr:
                self._terraform(where, "init")
                planned = self._terraform(where, *plan)
            if planned.returncode:
                return "null"
            return self._terraform(where, "show", "-json", "plan").stdout.decode()
        finally:
            shutil.rmtree(copy)

    def _terraform(self, where: Path, verb: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        quietly = ("-no-color",) if verb == "show" else ("-input=false", "-no-color")
        command = ["terraform", verb, *quietly, *words]
        return subprocess.run(command, cwd=where, env=self._environment, capture_output=True, check=False)

    def _start(self) -> None:
        if self._mock is not None:
            return
        script = str(self._options.shared / "oracle" / "mock_provider.py")
        self._mock = subprocess.Popen(
            self._command(),
            cwd=self._scratch,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"MOCK_PROVIDER": script},
        )
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

    def _command(self) -> list[str]:
        """What serves the providers."""
        shared = self._options.shared
        schemas = [f"{name}:{shared}/schema/{name}.json.gz" for name in PROVIDERS]
        return [self._options.python, str(shared / "oracle" / "mock_provider.py"), *schemas]

    def stop(self) -> None:
        """Ends the mock provider."""
        if self._mock is not None:
            self._mock.terminate()
            self._mock.wait()


class DataOracle(Oracle):
    """The real Terraform with a mock provider that has data sources too, whose answers are made up."""

    def _command(self) -> list[str]:
        aws = self._options.shared / "schema" / "aws.json.gz"
        return [self._options.python, str(HERE / "data_provider.py"), str(aws)]


def record(directory: Path, real: dict[str, Any]) -> None:
    """Writes down what `compare` needs of a real plan, without the attributes that hold nothing."""
    changes = [
        {"address": change["address"], "mode": change["mode"], "change": essence(change["change"])}
        for change in real["resource_changes"]
    ]
    text = json.dumps({"resource_changes": changes}, indent=1, sort_keys=True, default=float)
    (directory / "plan.json").write_text(text + "\n")


def essence(change: dict[str, Any]) -> dict[str, Any]:
    """The attributes that are planned."""
    after = {name: value for name, value in change["after"].items() if value not in (None, [], {})}
    unknown = {name: value for name, value in change["after_unknown"].items() if value not in (False, [], {})}
    return {"after": after, "after_unknown": unknown}


if __name__ == "__main__":
    sys.exit(main())
