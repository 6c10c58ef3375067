"""Recorded outcomes of many searches and range tests on the digits."""

import numpy as np
from numpy.typing import NDArray

from lrkit.training.compare_rules import RuleOutcome
from lrkit.training.recorded import read_recorded


def recorded_searches() -> dict[str, NDArray]:
    """Return the lowest held-out loss of each recorded search, an array for each kind of search.

    Every search has 16 runs of notebook 3's network. Two of them look for a rate and a weight
    decay, "grid" with four values of each and "random" with points drawn at random; "rates alone"
    spends the 16 runs on 16 rates without any decay. Entry k of each array is repetition k: its
    searches share the range of the rates, which is shifted by chance from one repetition to the
    next, and the seed of their runs. ``tests/recorded/record_searches.py`` makes them.

    Examples
    --------
    >>> {name: losses.shape for name, losses in recorded_searches().items()}
    {'grid': (60,), 'random': (60,), 'rates alone': (60,)}
    """
    return {name: np.array(losses) for name, losses in read_recorded("searches").items()}


def recorded_range_tests() -> dict[str, RuleOutcome]:
    """Return what `compare_rules` found for ten recorded range tests of notebook 3's network.

    Test k has seed k, and so has each whole run at a rate that a rule suggests from it. The script
    ``tests/recorded/record_searches.py`` makes them.

    Examples
    --------
    >>> recorded_range_tests()["steepest, raw"].behind
    6
    """
    return {name: RuleOutcome(np.array(found["lrs"]), np.array(found["losses"]), found["behind"])
            for name, found in read_recorded("range_tests").items()}
