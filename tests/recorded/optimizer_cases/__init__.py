"""Tables of the libraries' optimizers with our rules beside them: a module for each theme.

A module has a function `cases`; what its libraries do is recorded in ``optimizers_NAME.json``.
"""

from tests.recorded.optimizer_cases import (
    adam_family,
    averages,
    core,
    distances,
    layerwise,
    memories,
)

MODULES = (core, averages, layerwise, adam_family, distances, memories)
CASES_OF = {module.__name__.rpartition(".")[2]: {case.name: case for case in module.cases()}
            for module in MODULES}
CASES = {name: case for cases in CASES_OF.values() for name, case in cases.items()}
