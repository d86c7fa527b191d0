"""Builds what is published and checks it as those who install it would: sdist and wheel into `dist/`, what
twine says of them, an installation into an empty environment, a run over the example, and that environment's
software bill of materials.

usage: tools/release.py [DIRECTORY]     the directory is emptied first (default: dist)
"""

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Raises CalledProcessError for the first step that fails."""
    target = Path(arguments[0] if arguments else ROOT / "dist").resolve()
    shutil.rmtree(target, ignore_errors=True)
    _run(sys.executable, "-m", "build", "--outdir", target, ROOT)
    (wheel,) = target.glob("*.whl")
    _run(sys.executable, "-m", "twine", "check", "--strict", *sorted(target.iterdir()))
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = Path(scratch) / "bin" / "python"
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
        _run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools")
        _run(
            Path(scratch) / "bin" / "terrafence",
            "check",
            "--exit-zero",
            "--quiet",
            ROOT / "examples" / "payments",
        )
        version = wheel.name.split("-")[1]
        bill = target / f"terrafence-{version}.cdx.json"
        _run(
            sys.executable,
            "-m",
            "cyclonedx_py",
            "environment",
            "--output-reproducible",
            "--output-file",
            bill,
            python,
        )
    print(*sorted(path.name for path in target.iterdir()), sep="\n")
    return 0


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
