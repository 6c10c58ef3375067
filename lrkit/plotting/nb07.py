"""Figures of notebook 7: a number over the steps, and the window of usable rates."""

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, plain_log_ticks
from lrkit.plotting.style import (
    COLOURS,
    STYLE,
    axes_or_new,
    curve_style,
    new_figure,
    style_rows,
)
from lrkit.uncertainty import standard_errors


def over_steps(
    values: Mapping[str, ArrayLike], what: str, ax: Axes | None = None, *,
    first: int = 1, log: bool = False,
) -> Axes:
    """Draw a number for each step, with a label at the end of each curve.

    Parameters
    ----------
    values : mapping of str to array_like, shape (T,)
        One number a step; ValueError if there is no list, or one is empty or not flat.
    what : str
        The name of the numbers and of the axis.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    first : int
        The number of the first step, 0 if the start is among the values.
    log : bool
        Draw on a log axis; a value of 0 or less is then left out.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, given) in style_rows(values):
        numbers = _flat(label, given)
        drawn = np.where(numbers > 0, numbers, np.nan) if log else numbers
        steps, style = np.arange(first, first + len(numbers)), curve_style(row)
        ax.plot(steps, drawn, color=style["color"], ls=style["ls"])
        if np.isfinite(drawn[-1]):
            ends.append(CurveEnd(steps[-1], float(drawn[-1]), label, style["color"]))
        told.append(f"{label} {_course_text(numbers, first)}")
    ax.set(xlabel="step", ylabel=what, yscale="log" if log else "linear")
    ax.margins(x=0.02)
    if log:
        plain_log_ticks(ax)
    elif ax.dataLim.y0 >= 0:
        ax.set_ylim(bottom=0)
    label_ends(ax, ends)  # beyond the axis, which ends with the data
    add_alt_text(ax, f"{what[:1].upper()}{what[1:]} over steps: {'; '.join(told)}.")
    return ax


def usable_rates(
    lrs: ArrayLike, shares: Mapping[str, ArrayLike], good: float = 0.9, better: float = 0.95
) -> Figure:
    """Draw each method's results at each rate in a panel of its own, and its usable rates.

    Parameters
    ----------
    lrs : array_like, shape (R,)
        Rising, positive.
    shares : mapping of str to array_like, shape (S, R)
        For each method the results of S runs at each rate, from 0 to 1: a curve for the mean, with
        its standard error as a band. ValueError if there is none or a shape does not fit.
    good, better : float
        Two bars for the mean. The rates that reach the first are shaded, and the number of times by
        which the largest exceeds the smallest is written for both.
    """
    lrs, rows = np.asarray(lrs, dtype=float), list(style_rows(shares))
    fig, axs = _stacked_figure(len(rows))
    add_alt_text(axs[0], "Share read correctly against the rate.")
    for (row, (label, given)), ax in zip(rows, axs, strict=True):
        mean, error = _mean_and_error(label, given, len(lrs))
        _draw_usable(ax, curve_style(row), lrs, mean, error, good)
        ax.set_title(f"{label}: {_windows(lrs, mean, good, better)}", loc="left",
                     color=curve_style(row)["color"], fontsize=10.5, pad=4)
        best = mean.argmax()
        add_alt_text(ax, f"{label} {_span(lrs[mean >= good], good)}, best {mean[best]:.3f} at "
                         f"{lrs[best]:.3g}, {mean[-1]:.2f} at {lrs[-1]:.3g}; "
                         f"{_windows(lrs, mean, good, better)}.")
    axs[-1].set(xlabel="learning rate", xscale="log", xlim=(lrs[0] / 1.1, lrs[-1] * 1.1))
    fig.supylabel("share read correctly", fontsize=10.5, color="#333333")
    return fig


def _stacked_figure(count: int) -> tuple[Figure, NDArray]:
    """Make a column of panels with one axis of rates and one scale of shares."""
    fig, _ = new_figure(width=7.0, height=0.7 + 1.15 * count)
    fig.clear()
    with mpl.rc_context(STYLE):
        return fig, fig.subplots(count, 1, sharex=True, sharey=True, squeeze=False)[:, 0]


def _draw_usable(ax: Axes, style: dict, lrs: NDArray, mean: NDArray, error: NDArray,
                 good: float) -> None:
    """Draw a mean with its band and a star at its best, and shade the rates that are usable."""
    enough = lrs[mean >= good]
    if enough.size:
        ax.axvspan(enough.min(), enough.max(), color=style["color"], alpha=0.12, lw=0)
    ax.axhline(good, color=COLOURS["grey"], lw=0.8, ls=(0, (4, 3)))
    ax.fill_between(lrs, mean - error, mean + error, color=style["color"], alpha=0.3, lw=0)
    ax.plot(lrs, mean, ms=4, lw=1.6, **style)
    ax.plot(lrs[mean.argmax()], mean.max(), "*", color="white", mec="black", ms=11)
    ax.set(ylim=(0, 1.08), yticks=[0, 0.5, 1])


def _flat(label: str, given: ArrayLike) -> NDArray:
    numbers = np.asarray(given, dtype=float)
    if numbers.ndim != 1 or not numbers.size:
        raise ValueError(f"values[{label!r}] must be a list of at least one number, "
                         f"got shape {numbers.shape}")
    return numbers


def _course_text(numbers: NDArray, first: int) -> str:
    """Describe first and last of the numbers, and largest and smallest if these are others."""
    words = f"from {numbers[0]:.3g} to {numbers[-1]:.3g}"
    # A smaller difference is not worth a word.
    near = 0.01 * np.ptp(numbers[np.isfinite(numbers)]) + 1e-6 * abs(numbers[0])
    for word, at in (("at most", numbers.argmax()), ("at least", numbers.argmin())):
        if np.abs(numbers[at] - numbers[[0, -1]]).min() > near:
            words += f", {word} {numbers[at]:.3g} at step {first + at}"
    return words


def _mean_and_error(label: str, given: ArrayLike, count: int) -> tuple[NDArray, NDArray]:
    runs = np.asarray(given, dtype=float)
    if runs.ndim != 2 or runs.shape[1] != count or not len(runs):
        raise ValueError(f"shares[{label!r}] must have shape (runs, {count}), got {runs.shape}")
    return runs.mean(axis=0), standard_errors(runs) if len(runs) > 1 else np.zeros(count)


def _windows(lrs: NDArray, mean: NDArray, *bars: float) -> str:
    """Describe for each bar by how much the largest rate that reaches it exceeds the smallest.

    >>> _windows(np.array([0.1, 0.2, 0.4]), np.array([0.8, 0.96, 0.93]), 0.9, 0.99)
    '90 % over a factor of 2, 99 % nowhere'
    """
    words = []
    for bar in bars:
        enough = lrs[mean >= bar]
        words.append(f"{100 * bar:g} % over a factor of {enough.max() / enough.min():.3g}"
                     if enough.size else f"{100 * bar:g} % nowhere")
    return ", ".join(words)


def _span(enough: NDArray, good: float) -> str:
    if not enough.size:
        return f"never reaches {good:g}"
    return f"reaches {good:g} from {enough.min():.3g} to {enough.max():.3g}"
