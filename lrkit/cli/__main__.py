"""The command as a module: ``python -m lrkit.cli``."""

import sys

from lrkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
