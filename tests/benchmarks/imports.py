"""Seconds that `import lrkit` takes, and `lrkit --help`."""

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.timing import median, row


def main() -> None:
    """Print them beside `import numpy` and a Python that does nothing."""
    def fresh(code):
        return timed([sys.executable, "-c", code])

    def timed(command):
        return median(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), 15)

    print("\nimport, in a fresh process")
    row("  import lrkit, as a multiple of import numpy", fresh("import lrkit"),
        fresh("import numpy"), 1.3, at_least=False)
    row("  lrkit --help, as a multiple of python -c pass",
        timed([Path(sys.executable).parent / "lrkit", "--help"]), fresh("pass"), 3, at_least=False)
