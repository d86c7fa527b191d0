"""How long `terrafence check one.tf` takes against `python -c pass`: whole processes, the same interpreter.

usage: startup.py [--runs N] [--at-most RATIO] [--write]

Prints both medians in milliseconds and their ratio; with `--at-most` exits 1 when the ratio is above it, with
`--write` writes them to docs/benchmarks.md.
The runs alternate, so that a busy machine slows both alike.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import page

ABOUT = "Two resources in one file, against an interpreter that does nothing."
TERRAFORM = """resource "aws_s3_bucket" "receipts" {
  bucket = "receipts"
}

resource "aws_instance" "api" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t3.micro"
}
"""


def main() -> int:
    """Measures, prints, and judges."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--at-most", type=float)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    nothing = [sys.executable, "-c", "pass"]
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "one.tf").write_text(TERRAFORM, encoding="utf-8")
        ours = [_terrafence(), "check", "one.tf"]
        for command in (nothing, ours):
            _seconds(command, directory)
        pairs = [(_seconds(nothing, directory), _seconds(ours, directory)) for _ in range(options.runs)]
    base, check = (median(times) * 1000 for times in zip(*pairs, strict=True))
    text = (
        f"python -c pass           {base:6.1f} ms (median of {options.runs})\n"
        f"terrafence check one.tf  {check:6.1f} ms (median of {options.runs})\n"
        f"ratio                    {check / base:6.2f}\n"
    )
    print(text, end="")
    if options.write:
        page.write("Starting", "benchmarks/startup.py", ABOUT, text)
    return int(options.at_most is not None and check / base > options.at_most)


def _terrafence() -> str:
    path = Path(sys.executable).parent / "terrafence"
    if not path.exists():
        sys.exit(f"{path} is not there: install the project into this environment first")
    return str(path)


def _seconds(command: list[str], directory: str) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    result = subprocess.run(command, cwd=directory, env=environment, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    if result.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} failed: {result.stderr.decode(errors='replace')}")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
