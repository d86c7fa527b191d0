#!/usr/bin/env python3
"""usage: inventory.py [--resources N] [--format FORMAT]

Makes a state of N resources (100,000 by default), lists it, and prints the size of the state, and the time
and memory that the listing took. The exit code is 1 when that was 30 s of processor time or 300 MB, or more.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
SECONDS, MEGABYTES = 30, 300


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--format", default="jsonl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        state, listing = Path(directory, "big.tfstate"), Path(directory, "listing")
        with state.open("w") as out:
            write(out, options.resources)
        size = state.stat().st_size / 1e6
        command = [sys.executable, "-m", "terrafence_hooks", "inventory", str(state), "--isolated"]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'core'}{os.pathsep}{ROOT / 'hooks'}"}
        start = time.perf_counter()
        with listing.open("w") as out:
            subprocess.run([*command, "--format", options.format], stdout=out, env=environment, check=True)
        wall = time.perf_counter() - start
        lines = sum(1 for _ in listing.open())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"{options.resources} resources, {size:.0f} MB, {lines} lines of {options.format}")
    print(f"{wall:.1f} s, of which {cpu:.1f} s of processor time; {memory:.0f} MB")
    return 1 if cpu >= SECONDS or memory >= MEGABYTES else 0


def write(out: TextIO, count: int) -> None:
    """A state as Terraform writes it, a resource at a time."""
    out.write(
        '{\n  "version": 4,\n  "serial": 1,\n  "lineage": "made up",\n  "outputs": {},\n  "resources": [\n'
    )
    for number in range(count):
        out.write((",\n" if number else "") + json.dumps(made_up(number), indent=2))
    out.write('\n  ],\n  "check_results": null\n}\n')


def made_up(number: int) -> dict[str, Any]:
    tags = {"Team": f"team-{number % 40}", "Service": f"service-{number % 300}"}
    statements = [{"Sid": f"s{at}", "Effect": "Allow", "Action": "sqs:SendMessage"} for at in range(8)]
    attributes: dict[str, Any] = {
        "arn": f"arn:aws:sqs:eu-west-1:123456789012:queue-{number}",
        "id": f"https://sqs.eu-west-1.amazonaws.com/123456789012/queue-{number}",
        "name": f"queue-{number}",
        "policy": json.dumps({"Version": "2012-10-17", "Statement": statements}),
        "tags": tags,
        "tags_all": {**tags, "Owner": "us"},
        **{f"number_{at}": at for at in range(20)},
        **{f"text_{at}": "x" * 24 for at in range(20)},
    }
    return {
        "module": f"module.m{number % 100}",
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": f"q{number}",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}],
    }


if __name__ == "__main__":
    sys.exit(main())
