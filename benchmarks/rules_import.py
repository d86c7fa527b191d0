"""What the rules cost at start-up: the import of the modules that a file needs.

usage: rules_import.py [--runs N] [--at-most MS] [TYPE...]

Prints, in CPU milliseconds (the least of fresh processes, since other work of the machine only adds):
importing the index and the rule modules of the given resource types (by default those of three services),
and of all rules. The declaration vocabulary, which the linter needs anyway, is imported before.
With `--at-most` exits 1 when the first is above.
"""

import argparse
import subprocess
import sys

TYPES = ("aws_s3_bucket", "aws_instance", "aws_db_instance")
PROGRAM = """
import sys, time
import terrafence.declare
started = time.process_time()
from terrafence import registry
types = sys.argv[1:]
rules = registry.rules_for(types) if types else registry.all_rules()
print((time.process_time() - started) * 1000, len(rules))
"""


def main() -> int:
    """Measures, prints, and judges."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--at-most", type=float)
    parser.add_argument("types", nargs="*", default=list(TYPES))
    options = parser.parse_args()
    some, rules = _measure(options.types, options.runs)
    every, total = _measure([], options.runs)
    print(f"{some:6.1f} ms for the {rules} rules about {', '.join(options.types)}")
    print(f"{every:6.1f} ms for all {total} rules")
    return int(options.at_most is not None and some > options.at_most)


def _measure(types: list[str], runs: int) -> tuple[float, int]:
    """The least, and how many rules there are; the first run, which may write byte code, does not count."""
    found = [_once(types) for _ in range(runs + 1)][1:]
    return min(time for time, _ in found), found[0][1]


def _once(types: list[str]) -> tuple[float, int]:
    done = subprocess.run([sys.executable, "-c", PROGRAM, *types], check=True, capture_output=True, text=True)
    time, count = done.stdout.split()
    return float(time), int(count)


if __name__ == "__main__":
    sys.exit(main())
