"""Rates at scale: the runs of notebook 11, most of which were made once and written down.

`runs` says how each run is made; ``tests/recorded/record_scale.py`` made them, in about half an
hour on one core, and wrote ``data/*.json``; `recorded` reads them, and `found` picks the best.
"""

from lrkit.scale.found import (
    BestBatches,
    best_batches,
    best_decays,
    best_in_common,
    best_lengths,
    best_of_rule,
    gradient_pairs,
)
from lrkit.scale.recorded import NAMES, Table, table
from lrkit.scale.runs import BASE_WIDTH, BATCHES, LENGTHS, PARAMETRISATIONS, TARGET, WIDTHS

__all__ = [
    "BASE_WIDTH",
    "BATCHES",
    "LENGTHS",
    "NAMES",
    "PARAMETRISATIONS",
    "TARGET",
    "WIDTHS",
    "BestBatches",
    "Table",
    "best_batches",
    "best_decays",
    "best_in_common",
    "best_lengths",
    "best_of_rule",
    "gradient_pairs",
    "table",
]
