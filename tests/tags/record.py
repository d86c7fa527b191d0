"""usage: record.py [--shared DIR] [--python EXECUTABLE]

Writes down, in `recorded.json`, the tags that Terraform plans for every case of `configurations.py` (see
`benchmarks/plan_oracle.py` for what it needs).
"""

# What Terraform prints as JSON has no types.
# pyright: basic

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(HERE)]

from configurations import CONFIGURATIONS  # noqa: E402
from plan_oracle import Oracle  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--python", default=str(ROOT / ".oracle" / "bin" / "python"))
    options = parser.parse_args()
    options.cache = None
    recorded: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        options.shared = apart(options.shared.resolve(), Path(scratch, "shared"))
        oracle = Oracle(options, Path(scratch))
        for name, text in CONFIGURATIONS.items():
            directory = Path(scratch, "case")
            write(text, directory)
            plan = oracle.plan(directory)
            if plan is None:
                sys.exit(f"Terraform does not plan {name!r}")
            recorded[name] = {change["address"]: tags(change) for change in plan["resource_changes"]}
            remove(directory)
        oracle.stop()
    (HERE / "recorded.json").write_text(json.dumps(recorded, indent=1, sort_keys=True) + "\n")
    print(f"{len(recorded)} configurations, {sum(map(len, recorded.values()))} resources")
    return 0


def apart(shared: Path, here: Path) -> Path:
    """The reference material with a mock provider that tells configurations apart."""
    (here / "oracle").mkdir(parents=True)
    (here / "schema").symlink_to(shared / "schema")
    (here / "oracle" / "mock_provider.py").symlink_to(HERE / "mock_provider.py")
    os.environ["MOCK_PROVIDER"] = str(shared / "oracle" / "mock_provider.py")
    return here


def write(text: str, directory: Path) -> None:
    name, lines = "main.tf", []
    for line in [*text.splitlines(), "--- "]:
        if line.startswith("--- "):
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_text("\n".join(lines) + "\n")
            name, lines = line.removeprefix("--- "), []
        else:
            lines.append(line)


def remove(directory: Path) -> None:
    for path in sorted(directory.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def tags(change: dict[str, Any]) -> Any:
    """The planned tags: a value of None is not known, None for all of them too; null where the type has
    none."""
    after, unknown = change["change"]["after"], change["change"]["after_unknown"]
    if change["type"] == "aws_autoscaling_group":
        return {tag["key"]: tag["value"] for tag in after["tag"]}
    if "tags_all" not in after and "tags_all" not in unknown:
        return "none"
    if unknown.get("tags_all") is True:
        # Without tags the mock provider does not know either; Terraform has `tags` then.
        return {} if after.get("tags") in (None, {}) and not unknown.get("tags") else "unknown"
    known = {key: value for key, value in (after["tags_all"] or {}).items() if value is not None}
    return known | dict.fromkeys(unknown.get("tags_all") or {})


if __name__ == "__main__":
    sys.exit(main())
