"""What the tests of the reports share lives beside them, and beside those of the command line and hooks."""

import sys
from pathlib import Path

for name in ("reports", "cli", "hooks"):
    sys.path.append(str(Path(__file__).parents[1] / name))
