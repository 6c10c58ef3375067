"""Print every ratio."""

import platform

import numpy as np

from tests.benchmarks import imports, memory, steps, sweeps

if __name__ == "__main__":
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    print(f"{'':66}      ratio   goal")
    for part in (imports, steps, memory, sweeps):
        part.main()
