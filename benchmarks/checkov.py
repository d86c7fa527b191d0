#!/usr/bin/env python3
"""usage: checkov.py --checkov EXECUTABLE [--runs N] [--ratio RATIO] [--megabytes MB] [--write] [DIRECTORY]

Wall times and peak memory of `terrafence check` and of Checkov over one repository, from cold and without a
cache, as whole processes that take turns, so that a busy machine slows both alike. Prints the median wall
time of both, the processor time, the ratio of the wall times, and the most memory that a run of ours took.

    python -m venv .checkov && .checkov/bin/pip install 'checkov==3.3.*'
    python benchmarks/checkov.py --checkov .checkov/bin/checkov PATH/TO/terraform-aws-eks

Exits 1 when ours is slower than 1/RATIO of Checkov's, or takes more than `--megabytes`; `--write` writes the
figures to docs/benchmarks.md.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import page

HERE = Path(__file__).resolve().parent
COMMAND = "benchmarks/checkov.py --checkov EXECUTABLE"
ABOUT = "All of {name} from cold, without a cache, by terrafence and by Checkov."
CORPUS = HERE.parent.parent / "shared" / "corpus" / "terraform-aws-eks"


class Run(NamedTuple):
    """One process: seconds on the clock and on the processor, and its peak in megabytes."""

    wall: float
    processor: float
    megabytes: float


def main() -> int:
    """Measures, prints, and judges."""
    options = _arguments()
    ours = [_terrafence(), "check", "--isolated", "--format", "json"]
    theirs = [
        options.checkov,
        "-d",
        ".",
        "--framework",
        "terraform",
        "--quiet",
        "--compact",
        "--skip-download",
    ]
    theirs += ["-o", "json"]
    with tempfile.TemporaryDirectory() as scratch:
        copy = str(Path(scratch) / "repository")
        shutil.copytree(options.directory, copy)
        _measured(ours, copy)  # compiles our modules, as an installation does
        pairs = [(_measured(ours, copy), _measured(theirs, copy)) for _ in range(options.runs)]
    mine, checkov = ([pair[side] for pair in pairs] for side in (0, 1))
    ratio = median(run.wall for run in checkov) / median(run.wall for run in mine)
    peak = max(run.megabytes for run in mine)
    text = "".join(
        f"{name:<16}{_shown(runs)}\n"
        for name, runs in (("terrafence", mine), (_version(options.checkov), checkov))
    )
    text += f"checkov takes {ratio:.0f} times as long; terrafence's peak is {peak:.0f} MB\n"
    print(text, end="")
    if options.write:
        page.write("A whole repository", COMMAND, ABOUT.format(name=options.directory.name), text)
    return int(ratio < options.ratio or peak > options.megabytes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkov", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ratio", type=float, default=60)
    parser.add_argument("--megabytes", type=float, default=250)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("directory", nargs="?", type=Path, default=CORPUS)
    return parser.parse_args()


def _version(executable: str) -> str:
    done = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True)
    return f"checkov {done.stdout.strip()}"


def _terrafence() -> str:
    path = Path(sys.executable).parent / "terrafence"
    if not path.exists():
        sys.exit(f"{path} is not there: install the project into this environment first")
    return str(path)


def _measured(command: list[str], directory: str) -> Run:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=directory, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"{command[0]} failed with exit code {process.returncode}")
    wall = time.perf_counter() - started
    return Run(wall, usage.ru_utime + usage.ru_stime, _megabytes(usage))


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _shown(runs: list[Run]) -> str:
    walls = ", ".join(f"{run.wall:.2f}" for run in runs)
    return (
        f"{median(run.wall for run in runs):8.2f} s wall (median of {walls}), "
        f"{median(run.processor for run in runs):.2f} s processor, "
        f"{max(run.megabytes for run in runs):.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main())
