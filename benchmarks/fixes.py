#!/usr/bin/env python3
"""usage: fixes.py [--shared DIR] [--provider P]... [--case ID]... [--terraform [--python EXECUTABLE]]

Proves the fixes on the failing test cases of other linters (`../shared/conformance`): in every directory of
a case that a rule has as an alias, all fixes of that rule are applied, the unsafe ones too, after `terraform
fmt`. For each directory it is told whether

- the findings are gone, and no rule has a new one,
- the files are still as `terraform fmt` leaves them,
- a second run changes nothing,
- with `--terraform`: Terraform with the mock provider of `../shared/oracle` still accepts what it
  accepted before (see plan_oracle.py for `--python`; only AWS is mocked).

Exit code 1 when any of it fails.
"""

# The scorer has no types.
# pyright: basic

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "core")]

from plan_oracle import DataOracle

from terrafence.config import Config
from terrafence.files import Disk
from terrafence.finding import Applicability, Report
from terrafence.fix import fix
from terrafence.lint import lint


class Work(NamedTuple):
    """A directory of a case, and the ids under which the case's check is known."""

    case: str
    directory: Path
    ids: frozenset[str]


def main() -> int:
    options = _arguments()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        oracle = DataOracle(options, Path(scratch)) if options.terraform else None
        for work in works(options):
            for wrong in prove(work, Path(scratch) / "case", oracle, counts):
                counts["wrong"] += 1
                print(f"{work.case} {work.directory.name}: {wrong}", flush=True)
        if oracle is not None:
            oracle.stop()
    good = counts["directories"] - counts["bad directories"]
    print(
        f"{counts['directories']} directories with fixes, {counts['fixes']} fixes applied, "
        f"{counts['shown']} only shown; {counts['accepted']} directories that Terraform accepts before; "
        f"{good} directories right in every respect ({good / max(counts['directories'], 1):.1%})"
    )
    return 1 if counts["wrong"] else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--provider", action="append", help="the provider whose cases count (aws)")
    parser.add_argument("--case", action="append", help="only this case, as in datadog/aws/imdsv1_is_enabled")
    parser.add_argument("--terraform", action="store_true", help="ask Terraform, too")
    parser.add_argument("--python", default=str(HERE.parent / ".oracle" / "bin" / "python"))
    parser.set_defaults(cache=None)
    options = parser.parse_args()
    options.provider = options.provider or ["aws"]
    return options


def works(options: argparse.Namespace) -> Iterator[Work]:
    """Every directory with Terraform files of the cases that have something to find."""
    sys.path.insert(0, str(options.shared / "conformance"))
    import score  # pyright: ignore[reportMissingImports]

    for case in score.load_cases(str(options.shared / "conformance" / "dev")):
        expect: dict[str, Any] = case["expect"]
        failing = expect.get("fail") or expect.get("fail_lines") or expect.get("bad")
        chosen = case["id"] in options.case if options.case else case["provider"] in options.provider
        if failing and chosen:
            top = Path(case["dir"])
            for directory in sorted({path.parent for path in top.rglob("*.tf")}):
                yield Work(case["id"], directory, frozenset(case["ids"]))


def prove(work: Work, copy: Path, oracle: DataOracle | None, counts: Counter[str]) -> Iterable[str]:
    """What is wrong with the fixes in a directory."""
    shutil.copytree(work.directory, copy)
    subprocess.run(["chmod", "-R", "u+w", copy], check=True)
    subprocess.run(["terraform", "fmt", copy], capture_output=True, check=False)
    try:
        wrong = _prove(work, copy, oracle, counts)
    finally:
        shutil.rmtree(copy)
    counts["bad directories"] += bool(wrong)
    return wrong


def _prove(work: Work, copy: Path, oracle: DataOracle | None, counts: Counter[str]) -> list[str]:
    before = _lint(copy)
    mine = [finding for finding in before.findings if _is(finding.rule, work.ids)]
    fixable = [finding for finding in mine if finding.fix is not None and finding.fix.edits]
    counts["shown"] += sum(
        finding.fix is not None and finding.fix.applicability is Applicability.DISPLAY for finding in mine
    )
    if not fixable:
        return []
    counts["directories"] += 1
    ids = tuple(sorted({finding.rule.id for finding in fixable}))
    accepted = oracle is not None and _accepts(oracle, copy)
    counts["accepted"] += accepted
    fixed = fix(Disk(), [str(copy)], Config(select=ids), unsafe=True)
    counts["fixes"] += len(fixed.applied)
    wrong = [f"{finding.rule.id} refused: {why}" for finding, why in fixed.refused]
    for path, text in fixed.changed.items():
        Path(path).write_bytes(text)
    wrong += _compared(before, _lint(copy), {finding.fingerprint for finding in fixable})
    wrong += [f"terraform fmt would change {line}" for line in _unformatted(copy)]
    if fix(Disk(), [str(copy)], Config(select=ids), unsafe=True).changed:
        wrong.append("a second run changes more")
    if oracle is not None and accepted and not _accepts(oracle, copy):
        wrong.append("Terraform does not accept it any more")
    return wrong


def _lint(directory: Path) -> Report:
    return lint(Disk(), [str(directory)], Config())


def _is(rule: Any, ids: frozenset[str]) -> bool:
    return not ids.isdisjoint(alias.casefold() for alias in (rule.id, *rule.aliases))


def _compared(before: Report, after: Report, expected: set[str]) -> list[str]:
    was = Counter(finding.fingerprint for finding in before.findings)
    now = Counter(finding.fingerprint for finding in after.findings)
    stayed = [f"{item.rule.id} stays" for item in after.findings if item.fingerprint in expected]
    added = [f"{item.rule.id} is new" for item in after.findings if (now - was)[item.fingerprint] > 0]
    return stayed + added


def _unformatted(directory: Path) -> list[str]:
    """The files that `terraform fmt` would change."""
    command = ["terraform", "fmt", "-check", directory]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.split() if done.returncode == 3 else []


def _accepts(oracle: DataOracle, directory: Path) -> bool:
    return oracle.plan(directory) is not None


if __name__ == "__main__":
    sys.exit(main())
