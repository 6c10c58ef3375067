"""The outcomes of many recorded searches: a grid against random points, on the digits."""

import json
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


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
    text = files("lrkit.training").joinpath("data/searches.json").read_text(encoding="utf-8")
    return {name: np.array(losses) for name, losses in json.loads(text).items()}
