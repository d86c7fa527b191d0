#!/usr/bin/env python3
"""usage: inventory_plan.py [--shared DIR] [--python EXECUTABLE] [DIRECTORY...]

Compares `terrafence inventory` with what Terraform plans, for each directory of terraform-aws-eks in the
corpus: how many resources are in the real plan, how many of those the inventory lists under the same
address, how many are covered by an instance key that it cannot know (`x["?"]` stands for any `x[...]`), and
which are missing. The exit code is 1 when one is missing or a directory is not planned.

The data sources and small providers that the repository uses are made up (`small_providers.py`). Modules of
the registry are not there: on the copy that both read they are empty modules with the outputs that are used.
The root and the modules are planned twice, the second time with every flag `create_*` and `enable_*` on. See
`plan_oracle.py` for what else it needs.
"""

# What Terraform prints as JSON has no types.
# pyright: basic

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE)]

from plan_oracle import DataOracle

CALL = re.compile(r'^module "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
REGISTRY = re.compile(r'"terraform-aws-modules/([\w-]+)/aws"')
VERSION = re.compile(r"^  version +=.*\n", re.MULTILINE)
ARGUMENT = re.compile(r"^  (\w+) +(?:=|\{)", re.MULTILINE)
FLAG = re.compile(r'^variable "((?:create|enable)_\w+)" \{\n(?:(?!^\}).)*?type += bool\n', re.M | re.S)
META = {"source", "version", "count", "for_each", "providers", "depends_on"}
SUBNETS = '["subnet-1a", "subnet-1b", "subnet-1c"]'
# What a module that is planned by itself must be given, as its defaults are not enough.
GIVEN: dict[str, Any] = {
    "cluster_service_cidr": "172.20.0.0/16",
    "subnet_ids": ["subnet-1a", "subnet-1b"],
    "name": "some-name",
    "selectors": [{"namespace": "default"}],
}
# What the modules of the registry are asked for, as their documentation names it.
OUTPUTS = {
    "vpc": {
        "vpc_id": '"vpc-1"',
        "vpc_cidr_block": '"10.0.0.0/16"',
        **dict.fromkeys(("private_subnets", "public_subnets", "intra_subnets"), SUBNETS),
        **dict.fromkeys(("private_route_table_ids", "public_route_table_ids"), '["rtb-1"]'),
    },
    "kms": {"key_arn": '"arn:aws:kms:eu-west-1:1:key/k"', "key_id": '"k"', "key_policy": '"{}"'},
    "key-pair": dict.fromkeys(("key_pair_name", "private_key_pem", "public_key_pem"), '"made up"'),
    "eks-pod-identity": {"iam_role_arn": '"arn:aws:iam::1:role/r"'},
}


class Case(NamedTuple):
    """A directory of the copy, and the flags that are on."""

    directory: Path
    flags: tuple[str, ...] = ()


class Count(NamedTuple):
    """What of a plan the inventory has."""

    planned: int
    covered: int
    missing: list[str]


class ClusterOracle(DataOracle):
    """Terraform with the providers that terraform-aws-eks needs."""

    def addresses(self, case: Case, variables: Path) -> list[str] | str:
        """The resources that Terraform plans, or why it plans none."""
        self._start()
        files = ("-var-file", str(variables))
        for verb, *words in (("init",), ("plan", "-refresh=false", *files, "-out", "plan")):
            done = self._terraform(case.directory, verb, *words)
            if done.returncode:
                return done.stderr.decode().strip()
        shown = json.loads(self._terraform(case.directory, "show", "-json", "plan").stdout)
        changes = shown.get("resource_changes", ())
        return [change["address"] for change in changes if change["mode"] == "managed"]


def main() -> int:
    options = arguments()
    counts: list[Count] = []
    failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = copied(options.shared / "corpus" / "terraform-aws-eks", Path(scratch, "terraform-aws-eks"))
        oracle = ClusterOracle(options, Path(scratch))
        try:
            for case in cases(copy, options.directories):
                count = compared(case, oracle, Path(scratch), copy)
                failed += count is None
                counts += [count] if count else []
        finally:
            oracle.stop()
    planned, covered = sum(count.planned for count in counts), sum(count.covered for count in counts)
    missing = sum(len(count.missing) for count in counts)
    print(
        f"\n{len(counts)} plans, {failed} that Terraform does not make; {planned} resources: "
        f"{planned - covered - missing} listed, {covered} listed with an unknown key, {missing} missing"
    )
    return 1 if missing or failed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--python", default=str(ROOT / ".oracle" / "bin" / "python"))
    parser.add_argument("directories", nargs="*", help="such as modules/karpenter; default: all")
    options = parser.parse_args()
    options.shared = options.shared.resolve()
    return options


def compared(case: Case, oracle: ClusterOracle, scratch: Path, copy: Path) -> Count | None:
    """Compares one case, and prints what came of it."""
    variables = scratch / "flags.tfvars.json"
    variables.write_text(json.dumps(given(case)))
    name = str(case.directory.relative_to(copy)) + (" with all flags" if case.flags else "")
    planned = oracle.addresses(case, variables)
    if isinstance(planned, str):
        print(f"{name}: not planned\n{planned}", flush=True)
        return None
    listed = inventory(case, variables, copy)
    exact = {address for address in planned if address in listed}
    missing = [address for address in planned if address not in exact]
    unknown = {steps(address) for address in listed if '["?"]' in address}
    covered = [address for address in missing if any(covers(steps_, steps(address)) for steps_ in unknown)]
    missing = [address for address in missing if address not in covered]
    more = len(listed) - len(exact)
    print(
        f"{name}: {len(planned)} planned, {len(exact)} listed, {len(covered)} with an unknown key, "
        f"{len(missing)} missing; {more} more are listed",
        flush=True,
    )
    for address in missing:
        print(f"    {address}")
    return Count(len(planned), len(covered), missing)


def given(case: Case) -> dict[str, Any]:
    text = "\n".join(path.read_text() for path in sorted(case.directory.glob("*.tf")))
    needed = {name: value for name, value in GIVEN.items() if f'variable "{name}" {{' in text}
    return needed | dict.fromkeys(case.flags, True)


def steps(address: str) -> tuple[str, ...]:
    """The address without its keys, and the keys."""
    return tuple(re.split(r'(\["(?:[^"\\]|\\.)*"\]|\[\d+\])', address))


def covers(unknown: tuple[str, ...], known: tuple[str, ...]) -> bool:
    pairs = zip(unknown, known, strict=False)
    return len(unknown) == len(known) and all(ours in ('["?"]', theirs) for ours, theirs in pairs)


def inventory(case: Case, variables: Path, copy: Path) -> set[str]:
    """The addresses that the inventory lists for the directory as a root."""
    command = [sys.executable, "-m", "terrafence_hooks", "inventory", str(case.directory), "--isolated"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'core'}{os.pathsep}{ROOT / 'hooks'}"}
    done = subprocess.run(
        [*command, "--format", "jsonl", "--var-file", str(variables)],
        capture_output=True,
        cwd=case.directory,
        env=environment,
        check=True,
    )
    rows: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    # Below the root of the repository there are other roots; only those have names.
    return {row["address"] for row in rows if row["root"] is None}


# ---------------------------------------------------------------- the copy


def copied(repository: Path, to: Path) -> Path:
    """A copy that one may write to, without calls to the registry."""
    shutil.copytree(repository, to)
    subprocess.run(["chmod", "-R", "u+w", to], check=True)
    for path in sorted(to.rglob("*.tf")):
        text = path.read_text()
        for call in CALL.finditer(text):
            if found := REGISTRY.search(call[2]):
                local = call[0].replace(found[0], f'"{stub(found[1], call, to, path.parent)}"')
                text = text.replace(call[0], VERSION.sub("", local))
        path.write_text(text)
    return to


def stub(module: str, call: re.Match[str], copy: Path, caller: Path) -> str:
    """Where the called module is: the repository itself, or an empty one that takes these arguments."""
    if module == "eks":
        return os.path.relpath(copy, caller)
    stub = caller / ".stubs" / f"{call[1]}"
    stub.mkdir(parents=True, exist_ok=True)
    taken = sorted(set(ARGUMENT.findall(call[2])) - META)
    lines = [f'variable "{name}" {{\n  type    = any\n  default = null\n}}\n' for name in taken]
    lines += [f'output "{name}" {{\n  value = {value}\n}}\n' for name, value in OUTPUTS[module].items()]
    (stub / "main.tf").write_text("".join(lines))
    return f"./.stubs/{call[1]}"


def cases(copy: Path, only: list[str]) -> Iterator[Case]:
    for directory in sorted({path.parent for path in copy.rglob("*.tf") if ".stubs" not in path.parts}):
        name = str(directory.relative_to(copy))
        if only and name not in only:
            continue
        yield Case(directory)
        if not name.startswith(("examples", "tests")):
            text = "\n".join(path.read_text() for path in sorted(directory.glob("*.tf")))
            yield Case(directory, tuple(FLAG.findall(text)))


if __name__ == "__main__":
    sys.exit(main())
