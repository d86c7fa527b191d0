"""The test cases of other linters on which we differ, from `benchmarks/differences/`."""

import tomllib
from pathlib import Path

DIFFERENCES = Path(__file__).resolve().parent.parent / "benchmarks" / "differences"


def differences() -> dict[str, dict[str, str]]:
    """The listed cases by name. Raises ValueError for an entry that does not say enough."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(DIFFERENCES.glob("*.toml")):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if set(entry) != {"because", "reason", "source"} or entry["because"] not in ("peer", "choice"):
                raise ValueError(f"{path}: {name} needs because (peer or choice), reason and source")
            if name in found:
                raise ValueError(f"{path}: {name} is listed twice")
            found[name] = entry
    return found
