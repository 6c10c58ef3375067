"""How long `import lrkit` takes."""

import subprocess
import sys

from tests.benchmarks.timing import median, row


def main() -> None:
    """Print it beside `import numpy`."""
    def fresh(code):
        return median(lambda: subprocess.run([sys.executable, "-c", code], check=True), 9)

    print("\nimport, in a fresh process")
    row("  import lrkit, as a multiple of import numpy", fresh("import lrkit"),
        fresh("import numpy"), 1.3, at_least=False)
