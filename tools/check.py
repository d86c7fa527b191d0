"""Everything that a change must pass, in one command. CI runs the same.

usage: tools/check.py [STEP...]     without a step, all of them; see STEPS for their names
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent

STEPS = {
    "format": [sys.executable, "-m", "ruff", "format", "--check", "."],
    "lint": [sys.executable, "-m", "ruff", "check", "."],
    "types": [sys.executable, "-m", "pyright"],
    "imports": [str(SCRIPTS / "lint-imports"), "--no-cache"],
    "style": [sys.executable, "tools/style.py"],
    "generated": [sys.executable, "tools/generate.py", "--check"],
    "tests": [sys.executable, "-m", "pytest", "-n", "2"],
}


def main(names: list[str]) -> int:
    """Runs the steps, all of them even when one fails; returns 1 when any did, 2 for a step there is not."""
    unknown = [name for name in names if name not in STEPS]
    if unknown:
        print(f"no step {unknown[0]}; there are {', '.join(STEPS)}", file=sys.stderr)
        return 2
    failed = [name for name in names or STEPS if not _passes(name)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _passes(name: str) -> bool:
    print(f"--- {name}", flush=True)
    started = time.monotonic()
    result = subprocess.run(STEPS[name], cwd=ROOT, env=_environment(), check=False)
    verdict = "passed" if result.returncode == 0 else "FAILED"
    print(f"--- {name}: {verdict} in {time.monotonic() - started:.0f} s", flush=True)
    return result.returncode == 0


def _environment() -> dict[str, str]:
    """The caller's, with this environment's tools first, and without what changes the output of tools."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "TF_CLI_CONFIG_FILE", "NO_COLOR", "FORCE_COLOR")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith("TF_VAR_")
    }
    return kept | {
        "PATH": f"{SCRIPTS}{os.pathsep}{kept.get('PATH', '')}",
        "PYTHONPATH": os.pathsep.join(str(ROOT / name) for name in ("core", "lsp", "hooks")),
        "CHECKPOINT_DISABLE": "1",
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
