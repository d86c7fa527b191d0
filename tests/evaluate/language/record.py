"""Asks the real terraform for the value and type of every expression in oracle/*.txt and writes
oracle/recorded.json.

    python tests/evaluate/language/record.py [TOPIC ...]

Needs terraform 1.11.4 on PATH and two to four minutes; no network.
"""

# What Terraform prints as JSON has no types.
# pyright: basic

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

ORACLE = Path(__file__).parent / "oracle"
WORKERS = 2
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith(("TF_", "NO_COLOR"))},
    "CHECKPOINT_DISABLE": "1",
}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def expressions(topic: Path) -> list[str]:
    """The expressions of one topic: one a line, comments start with `# `."""
    lines = topic.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]


def console(line: str, directory: Path) -> tuple[bool, str]:
    """Whether terraform accepts the line, and what it prints."""
    run = subprocess.run(
        ["terraform", "console"],
        input=(line + "\n").encode(),
        capture_output=True,
        cwd=directory,
        env=ENVIRONMENT,
        check=False,
    )
    accepted = run.returncode == 0
    return accepted, COLOURS.sub("", (run.stdout if accepted else run.stderr).decode()).removesuffix("\n")


def summary(errors: str) -> str:
    """The first error's headline and detail, on one line."""
    lines = [line.strip("│╷╵ ") for line in COLOURS.sub("", errors).split("\n")]
    kept = [line for line in lines if line and "source code" not in line and not line.startswith("on <")]
    return " ".join(kept)[:200]


def answer(expression: str, directories: "Queue[Path]") -> dict[str, str]:
    """What terraform says of one expression."""
    directory = directories.get()
    try:
        accepted, value = console(expression, directory)
        if not accepted:
            return {"error": summary(value)}
        return {"value": value, "type": console(f"type({expression})", directory)[1]}
    finally:
        directories.put(directory)


def prepare(parent: Path) -> "Queue[Path]":
    """One initialised copy of the fixture for each worker: consoles lock their directory."""
    directories: Queue[Path] = Queue()
    for number in range(WORKERS):
        directory = parent / str(number)
        shutil.copytree(ORACLE / "fixture", directory)
        subprocess.run(["terraform", "init"], cwd=directory, env=ENVIRONMENT, check=True, capture_output=True)
        directories.put(directory)
    return directories


def main(chosen: list[str]) -> None:
    target = ORACLE / "recorded.json"
    recorded = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    topics = [topic for topic in sorted(ORACLE.glob("*.txt")) if not chosen or topic.stem in chosen]
    with tempfile.TemporaryDirectory() as parent, ThreadPoolExecutor(WORKERS) as pool:
        directories = prepare(Path(parent))
        for topic in topics:
            asked = expressions(topic)
            answers = pool.map(lambda expression: answer(expression, directories), asked)
            recorded[topic.stem] = dict(zip(asked, answers, strict=True))
            print(f"{topic.stem}: {len(asked)}", flush=True)
    present = {topic.stem for topic in ORACLE.glob("*.txt")}
    kept = {topic: recorded[topic] for topic in sorted(recorded) if topic in present}
    target.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
