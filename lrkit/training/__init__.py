"""Training: the loop of the course and its record, the range test, and searches.

- `train` runs an optimizer on a problem and records every step in a `History`.
- `range_test` raises the rate within one run and suggests a rate; `compare_rules` says
  what the rules that suggest it are worth, and `recorded_range_tests` has its answer for ten.
- `grid_search` and `random_search` compare whole runs, with seeds and a budget;
  `recorded_searches` has what sixty of each found.
- `typical_curves` has recorded curves that come up again and again, with what to do.
"""

from lrkit.training.batches import minibatches
from lrkit.training.blocks import step_in_blocks
from lrkit.training.compare_rules import RuleOutcome, compare_rules
from lrkit.training.history import History
from lrkit.training.loop import train
from lrkit.training.range_test import RangeTest, range_test
from lrkit.training.recorded_batches import recorded_batches
from lrkit.training.recorded_schedules import (
    RecordedSchedules,
    recorded_schedules,
    recorded_warmups,
)
from lrkit.training.recorded_searches import recorded_range_tests, recorded_searches
from lrkit.training.search import (
    SearchResult,
    SearchTrial,
    grid_search,
    log_grid,
    random_search,
    sample_log,
)
from lrkit.training.typical_curves import TypicalCurve, typical_curves

__all__ = [
    "History",
    "RangeTest",
    "RecordedSchedules",
    "RuleOutcome",
    "SearchResult",
    "SearchTrial",
    "TypicalCurve",
    "compare_rules",
    "grid_search",
    "log_grid",
    "minibatches",
    "random_search",
    "range_test",
    "recorded_batches",
    "recorded_range_tests",
    "recorded_schedules",
    "recorded_searches",
    "recorded_warmups",
    "sample_log",
    "step_in_blocks",
    "train",
    "typical_curves",
]
