#!/usr/bin/env python3
"""usage: conformance.py [--shared DIR] [--provider P]... [--show]

Scores terrafence against the test cases of three other linters (`../shared/conformance`), and compares the
cases that are not exact with those that are listed in `benchmarks/differences/`. Exit code 1 when

- a case that a rule has as an alias is not exact and not listed,
- a listed case is exact, or no rule has it,
- more than 5 % of the cases that rules have are listed.

A new entry goes into any file of that directory (`docs/conformance.md` is generated from them):

    ["datadog/aws/some_check"]
    because = "peer"  # the expectation is wrong; or "choice": we differ on purpose
    reason = "One or two sentences."
    source = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/..."
"""

# What the scorer prints as JSON has no types.
# pyright: basic

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))

from known_differences import differences

LIMIT = 0.05


def main() -> int:
    options = _arguments()
    scorer = options.shared / "conformance" / "score.py"
    if not scorer.exists():
        print(f"skipped: {scorer} is not there")
        return 0
    cases = [case for case in score(scorer, options.provider) if case["implemented"]]
    listed = differences()
    inexact = {case["id"]: case for case in cases if not case["exact"]}
    unlisted, stale = sorted(inexact.keys() - listed.keys()), sorted(listed.keys() - inexact.keys())
    for name in sorted(inexact) if options.show else unlisted:
        print(f"not exact: {name}")
        print(f"  missed {inexact[name]['false_negatives']}")
        print(f"  wrong {inexact[name]['false_positives']}")
    for name in stale:
        print(f"stale entry: {name} is exact, or no rule has it as an alias")
    share = len(listed) / max(len(cases), 1)
    print(
        f"{len(cases)} cases that rules have: {len(cases) - len(inexact)} exact, "
        f"{len(listed)} listed as different ({share:.1%}, at most {LIMIT:.0%}), "
        f"{len(unlisted)} not listed, {len(stale)} stale entries"
    )
    return 1 if unlisted or stale or share > LIMIT else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--provider", action="append", help="the provider whose cases count (aws)")
    parser.add_argument("--show", action="store_true", help="also print the listed cases")
    options = parser.parse_args()
    options.provider = options.provider or ["aws"]
    return options


def score(scorer: Path, providers: list[str]) -> list[dict[str, Any]]:
    """Every case with its verdict."""
    command = [sys.executable, "-m", "terrafence_hooks"]
    chosen = [word for provider in providers for word in ("--provider", provider)]
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "score.json"
        cases = scorer.parent / "dev"
        subprocess.run(
            [sys.executable, scorer, cases, *chosen, "--json", out, "--", *command],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return json.loads(out.read_text())["cases"]


if __name__ == "__main__":
    sys.exit(main())
