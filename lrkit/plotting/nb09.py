"""A figure of notebook 9: the differences between two runs that ought to be the same."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends
from lrkit.plotting.style import axes_or_new, curve_style, style_rows

FLOOR = 1e-12  # smaller differences are rounding, which differs between machines


def differences(
    pairs: Mapping[str, tuple[ArrayLike, ArrayLike]], ax: Axes | None = None, *,
    floor: float = FLOOR,
) -> Axes:
    """Draw the difference between the losses of two runs after each step, on a log axis.

    Parameters
    ----------
    pairs : mapping of str to (losses, losses)
        Two equally long lists for each label; ValueError if there is no pair, or one is unequal.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    floor : float
        Smaller differences are drawn here, so that rounding looks the same everywhere.
    """
    ax, ends, told = axes_or_new(ax, width=7.6), [], []
    for row, (label, pair) in style_rows(pairs):
        one, other = (np.asarray(losses, dtype=float) for losses in pair)
        if one.shape != other.shape or one.ndim != 1:
            raise ValueError(f"pairs[{label!r}] must be two equally long lists, got shapes "
                             f"{one.shape} and {other.shape}")
        apart, style = np.abs(one - other), curve_style(row)
        drawn = np.maximum(apart, floor)
        ax.semilogy(drawn, color=style["color"], ls=style["ls"])
        ends.append(CurveEnd(len(drawn) - 1, float(drawn[-1]), label, style["color"]))
        told.append(f"{label} {_course_text(apart, floor)}")
    ax.set(xlabel="step", ylabel="difference of the losses", ylim=(floor / 5, None))
    ax.set_yticks(10.0 ** np.arange(-12, 1, 3)) if floor == FLOOR else None
    ax.margins(x=0.02)
    label_ends(ax, ends)  # beyond the axis, which ends with the data
    add_alt_text(ax, f"Difference of two losses over steps, log scale: {'; '.join(told)}.")
    return ax


def _course_text(apart: np.ndarray, floor: float) -> str:
    if apart.max() <= floor:
        return f"never more than {floor:g}"
    return f"at most {apart.max():.2g}, at the end {apart[-1]:.2g}"
