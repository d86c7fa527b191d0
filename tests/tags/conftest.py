"""What the tests of tags share lives beside them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
