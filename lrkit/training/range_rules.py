"""Rules that read a rate off the losses of a range test: those of fastai's ``lr_find``.

Each takes the rates, ascending, and their losses, and returns a rate. Slopes are all taken in one
way: ``np.gradient`` of the loss over the decimal logarithm of the rate. The source of the rules is
the module ``fastai/callback/schedule.py`` of the library fastai, version 2; where a rule here
differs from it, its docstring says so.
"""

import numpy as np
from numpy.typing import NDArray

SLIDE_WIDTH = 15  # rates between the two slopes that `slide` compares
# fastai compares changes of the loss from one step to the next with 0.005. By default its steps lie
# 8 powers of ten / 100 apart, so that this is the same difference of slopes over log10(rate).
SLIDE_DIFFERENCE = 0.005 / 0.08


def slopes(lrs: NDArray, losses: NDArray) -> NDArray:
    """Return the slope of the loss over log10(rate) at each rate.

    >>> slopes(np.array([0.01, 0.1, 1.0]), np.array([3.0, 2.0, 2.0]))
    array([-1. , -0.5,  0. ])
    """
    return np.gradient(losses, np.log10(lrs))


def steep(lrs: NDArray, losses: NDArray) -> float:
    """Return the rate at which the loss falls most steeply, the first of several.

    It fails where the loss falls back after an explosion: that fall is the steepest of all.

    fastai takes the difference to the next rate alone, over the natural logarithm. Its rate can lie
    one step further left.

    >>> steep(10.0 ** np.arange(-4, 2), np.array([9.0, 8.9, 7.0, 3.0, 2.9, 8.0]))
    np.float64(0.01)
    """
    return lrs[np.argmin(slopes(lrs, losses))]


def minimum(lrs: NDArray, losses: NDArray) -> float:
    """Return a tenth of the rate with the lowest loss, because there the loss is about to explode.

    It fails where the run has few steps: a tenth may be too slow for them.

    >>> minimum(10.0 ** np.arange(-4, 2), np.array([9.0, 8.9, 7.0, 3.0, 2.9, 8.0]))
    np.float64(0.1)
    """
    return lrs[np.argmin(losses)] / 10


def valley(lrs: NDArray, losses: NDArray) -> float:
    """Return a rate in the middle of the longest valley.

    The valley is the longest subsequence of falling losses, in which some losses may be skipped; of
    several the one that ends first. As in fastai it is taken to begin as many rates before its end
    as it has members, and the rule returns the rate in the middle of the second of its three parts.

    It fails where the loss creeps downwards over many small rates: it counts rates and does not ask
    how far the loss falls. fastai counts a valley that falls from the first rate on as beginning
    one before it; here it begins at the first.

    >>> valley(10.0 ** np.arange(-4, 2), np.array([9.0, 8.9, 7.0, 3.0, 2.9, 8.0]))
    np.float64(0.001)
    """
    longest = np.ones(len(losses), dtype=int)  # length of the longest falling subsequence up to i
    for i in range(1, len(losses)):
        longer = longest[:i][losses[:i] > losses[i]]
        longest[i] = longer.max(initial=0) + 1
    end = int(np.argmax(longest))
    start = max(end - int(longest[end]), 0)
    section = (end - start) / 3
    return lrs[start + int(section) + int(section / 2)]


def slide(lrs: NDArray, losses: NDArray) -> float:
    """Return the rate at which an interval of rates comes to rest that slides down from the right.

    The interval is 15 rates wide. It slides to the left as long as the slopes at its two ends
    differ by more than 0.0625 for each power of ten, and the rule returns the rate at its left end
    in the last position where they did.

    It fails where no two such slopes agree, and it knows only one size of loss: the threshold is a
    fixed number. fastai takes the slope from step to step, with a threshold of 0.005; the two
    agree if the steps are 0.08 powers of ten, as they are there by default.

    >>> lrs, flat = np.geomspace(1e-6, 1, 40), np.full(30, 2.0)
    >>> bool(slide(lrs, np.r_[flat, 2 + np.arange(10)**2]) == lrs[15])
    True
    """
    slope = slopes(lrs, losses)
    right = len(losses) - 1
    chosen = lrs[max(right - SLIDE_WIDTH, 0)]
    while right >= SLIDE_WIDTH and \
            abs(slope[right] - slope[right - SLIDE_WIDTH]) > SLIDE_DIFFERENCE:
        chosen = lrs[right - SLIDE_WIDTH]
        right -= 1
    return chosen


RULES = {"steep": steep, "minimum": minimum, "valley": valley, "slide": slide}
