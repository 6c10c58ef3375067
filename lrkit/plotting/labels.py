"""Names at the ends of curves, instead of a legend."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter
from numpy.typing import NDArray

LINE_HEIGHT = 13.0  # points from one line of text to the next
LETTER_WIDTH = 6.3  # points, of an average letter
LABEL_GAP = 6.0  # points between the end of a curve and its name


class CurveEnd(NamedTuple):
    """The end of a curve, and the name to write there."""

    x: float
    y: float
    text: str
    colour: str


def label_ends(ax: Axes, ends: Sequence[CurveEnd]) -> None:
    """Write each curve's name at its end, and move names apart that would overlap.

    Parameters
    ----------
    ax : Axes
        With all curves drawn and its scales and limits set.
    ends : sequence of CurveEnd
        In data coordinates.
    """
    if not ends:
        return
    ax.autoscale_view()
    to_points = 72 / ax.figure.dpi
    at = ax.transData.transform([(end.x, end.y) for end in ends]) * to_points
    bottom = ax.bbox.y0 * to_points + LINE_HEIGHT / 2
    shifts = _label_heights(at, [LETTER_WIDTH * len(end.text) for end in ends], bottom) - at[:, 1]
    for end, shift in zip(ends, shifts, strict=True):
        ax.annotate(end.text, (end.x, end.y), xytext=(LABEL_GAP, shift), textcoords="offset points",
                    va="center", color=end.colour, annotation_clip=False)


def make_room(ax: Axes, ends: Sequence[CurveEnd]) -> None:
    """Move the right limit of a linear x axis until the names fit; its line ends with the data."""
    if not ends:
        return
    left, right = ax.get_xlim()
    width = ax.get_window_extent().width * 72 / ax.figure.dpi
    # The share of the axes that lies to the right of each end must hold its name.
    needed = [(end.x - left) / max(1 - (LETTER_WIDTH * len(end.text) + 2 * LABEL_GAP) / width, 0.3)
              for end in ends]
    ax.set_xlim(right=max(right, left + max(needed)))
    end_axis(ax, max(end.x for end in ends))


def end_axis(ax: Axes, last: float) -> None:
    """End the x axis where the data end: what lies to the right belongs to the names."""
    left, right = ax.get_xlim()
    if not left < last < right:
        return
    ticks = [tick for tick in ax.get_xticks() if left <= tick <= last + 1e-9 * (right - left)]
    ax.set_xticks(ticks, None if ax.get_xscale() == "linear" else
                  [f"{tick:,g}" for tick in ticks])
    ax.spines["bottom"].set_bounds(left, last)


def name_ends(ax: Axes, ends: Sequence[CurveEnd]) -> None:
    """Make room for the names of curves, end the x axis with the data, and write the names."""
    make_room(ax, ends)
    label_ends(ax, ends)


def plain_log_ticks(ax: Axes) -> None:
    """Write 2,000 and 5,000 instead of powers of ten if the axis spans less than three.

    On an axis of less than one power more numbers show that their distances shrink upwards.
    """
    low, high = ax.get_ylim()
    if high / low < 1e3:
        numbers = (1.0, 2.0, 3.0, 5.0, 7.0) if high / low < 10 else (1.0, 2.0, 5.0)
        ax.yaxis.set_major_locator(LogLocator(subs=numbers))
        ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        ax.yaxis.set_minor_formatter(NullFormatter())


def _label_heights(at: NDArray, widths: Sequence[float], bottom: float) -> NDArray:
    """Return heights at which no two names overlap, each near its curve and above the axis.

    Parameters
    ----------
    at : ndarray, shape (n, 2)
        The ends of the curves, in points from the corner of the figure.
    widths : sequence of float, length n
        Of the names, in points.
    bottom : float
        The lowest height allowed, in points.
    """
    # From the lowest end upwards; of two that end together the first keeps the higher place.
    order = sorted(range(len(at)), key=lambda k: (at[k, 1], -k))
    heights = at[:, 1].copy()
    for _ in range(100):  # each round moves overlapping pairs apart by half of what they lack
        heights = np.maximum(heights, bottom)
        for place, upper in enumerate(order):
            for lower in order[:place]:
                left, right = sorted((lower, upper), key=lambda k: at[k, 0])
                lacking = LINE_HEIGHT - (heights[upper] - heights[lower])
                if lacking > 0 and at[right, 0] < at[left, 0] + widths[left] + LABEL_GAP:
                    heights[upper] += lacking / 2
                    heights[lower] -= lacking / 2
    return heights
