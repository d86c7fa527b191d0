#!/usr/bin/env python3
"""usage: hook.py [--runs N] [--at-most MILLISECONDS] [--write] [DIRECTORY]

How much longer a commit takes with the hook than with pre-commit alone: `pre-commit run` with a hook that
does nothing, and with `terrafence hook check`, in repositories made of DIRECTORY (terraform-aws-eks of the
reference material by default) in which one file is changed: its first line, an argument of its first
resource, or a resource more. Whole processes that take turns, so that a busy machine slows all alike.
Prints the medians and the differences in milliseconds.

`--write` writes them to docs/benchmarks.md; with `--at-most` the exit code is 1 when a difference is above
it.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import page

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "terraform-aws-eks"
ABOUT = """One file of {name} changes: its first line, an argument of its first resource, or a resource
more. Both trees are linted, the commit before and what is staged, where the change bears on something."""
CHANGES: dict[str, Callable[[str], str]] = {
    "a comment": lambda text: "# changed\n" + text,
    "an argument": lambda text: re.sub(
        r'^(resource "\w+" "\w+" \{)$', r"\1\n  timeouts {}", text, count=1, flags=re.M
    ),
    "a resource": lambda text: text + '\nresource "aws_s3_bucket" "changed" {\n  bucket = "changed"\n}\n',
}
SCRIPTS = Path(sys.executable).parent
CONFIG = """repos:
  - repo: local
    hooks:
      - id: hook
        name: hook
        language: system
        entry: {entry}
        files: \\.tf$
        require_serial: true
"""


def main() -> int:
    """Measures, prints, and judges."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--at-most", type=float)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("directory", nargs="?", type=Path, default=CORPUS)
    options = parser.parse_args()
    if not options.directory.is_dir():
        sys.exit(f"{options.directory} is not there")
    with tempfile.TemporaryDirectory() as name:
        floor, *ours = _measured(options.directory, Path(name), options.runs).values()
    rows = [f"pre-commit with a hook that does nothing    {floor:6.0f} ms (median of {options.runs})"]
    for name, milliseconds in zip(CHANGES, ours, strict=True):
        rows.append(
            f"pre-commit with terrafence, {name:<14} {milliseconds:6.0f} ms, {milliseconds - floor:+5.0f} ms"
        )
    text = "".join(f"{row}\n" for row in rows)
    print(text, end="")
    if options.write:
        page.write("A commit", "benchmarks/hook.py", ABOUT.format(name=options.directory.name), text)
    return int(options.at_most is not None and max(ours) - floor > options.at_most)


def _measured(source: Path, directory: Path, runs: int) -> dict[str, float]:
    repositories = {"floor": _repository(source, directory / "floor", "true", CHANGES["a comment"])}
    for kind, change in CHANGES.items():
        entry = f"{SCRIPTS / 'terrafence'} hook check"
        repositories[kind] = _repository(source, directory / kind.replace(" ", "-"), entry, change)
    times = {kind: [0.0] * runs for kind in repositories}
    for path in repositories.values():
        _milliseconds(path)
    for at in range(runs):
        for kind, path in repositories.items():
            times[kind][at] = _milliseconds(path)
    return {kind: median(found) for kind, found in times.items()}


def _repository(source: Path, path: Path, entry: str, change: Callable[[str], str]) -> Path:
    shutil.copytree(source, path)
    (path / ".pre-commit-config.yaml").write_text(CONFIG.format(entry=entry), encoding="utf-8")
    _git(path, "init", "-q")
    _git(path, "add", "-A")
    _git(path, "-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "-q", "-m", "base")
    changed = sorted(path.glob("*.tf"))[0]
    changed.write_text(change(changed.read_text(encoding="utf-8")), encoding="utf-8")
    _git(path, "add", "-A")
    return path


def _git(path: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=path, check=True)


def _milliseconds(path: Path) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    command = [sys.executable, "-m", "pre_commit", "run"]
    done = subprocess.run(command, cwd=path, env=environment, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stdout.decode(errors="replace"))
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
