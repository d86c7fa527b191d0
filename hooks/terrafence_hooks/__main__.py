"""`python -m terrafence_hooks` is `terrafence`."""

import sys

from terrafence_hooks.cli import main

if __name__ == "__main__":
    sys.exit(main())
