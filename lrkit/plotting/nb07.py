"""Figures of notebook 7: any number over the steps, and the window of usable rates."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room, plain_log_ticks
from lrkit.plotting.style import (
    COLOURS,
    axes_or_new,
    curve_style,
    new_figure,
    require_runs,
    style_rows,
)


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
    make_room(ax, ends)
    if log:
        plain_log_ticks(ax)
    elif ax.dataLim.y0 >= 0:
        ax.set_ylim(bottom=0)
    label_ends(ax, ends)
    add_alt_text(ax, f"{what[:1].upper()}{what[1:]} over steps: {'; '.join(told)}.")
    return ax


def usable_rates(
    lrs: ArrayLike, shares: Mapping[str, ArrayLike], good: float = 0.9
) -> Figure:
    """Draw the results of methods at each rate, and the rates whose results are good enough.

    Parameters
    ----------
    lrs : array_like, shape (R,)
        Rising, positive.
    shares : mapping of str to array_like, shape (S, R)
        For each method the results of S runs at each rate, from 0 to 1: a curve for the mean, with
        its standard error as a band. ValueError if there is none or a shape does not fit.
    good : float
        The least mean that is good enough; drawn as a line.
    """
    lrs = np.asarray(lrs, dtype=float)
    fig, (left, right) = new_figure(2, width=10.0, height=3.9)
    told = []
    for row, (label, given) in enumerate(require_runs(shares).items()):
        mean, error = _mean_and_error(label, given, len(lrs))
        style = curve_style(row)
        left.plot(lrs, mean, ms=4, lw=1.6, **style)
        left.fill_between(lrs, mean - error, mean + error, color=style["color"], alpha=0.15, lw=0)
        _draw_span(right, row, lrs, mean, good)
        best = mean.argmax()
        told.append(f"{label} {_span(lrs[mean >= good], good)}, best {mean[best]:.3f} at "
                    f"{lrs[best]:.3g}, {mean[-1]:.2f} at {lrs[-1]:.3g}")
    left.axhline(good, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    left.set(xscale="log", ylim=(0, 1.02), xlabel="learning rate", ylabel="share read right")
    _name_rows(right, list(shares), good)
    add_alt_text(left, f"Share read right against the rate: {'; '.join(told)}.")
    add_alt_text(right, f"Beside it the rates with a mean of at least {good:g}, as bars.")
    return fig


def _draw_span(ax: Axes, row: int, lrs: NDArray, mean: NDArray, good: float) -> None:
    """Draw the rates that are good enough on a line of their own, and a star for the best."""
    ax.plot(lrs[[0, -1]], [row, row], color="#e2e2e2", lw=1)
    enough = lrs[mean >= good]
    style = curve_style(row)
    ax.plot(enough, np.full(enough.size, row), color=style["color"], lw=6, alpha=0.45)
    ax.plot(enough, np.full(enough.size, row), style["marker"], color=style["color"], ms=6)
    ax.plot(lrs[mean.argmax()], row, "*", color="white", mec="black", ms=13)


def _name_rows(ax: Axes, names: list[str], good: float) -> None:
    ax.set(xscale="log", xlabel="learning rate", yticks=range(len(names)), yticklabels=names,
           ylim=(len(names) - 0.5, -0.5))
    for row, name in enumerate(ax.get_yticklabels()):
        name.set(color=curve_style(row)["color"], weight="bold", size=10.5)
    ax.set_title(f"mean at least {good:g};  ☆ best", loc="left")


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
    for word, place in (("at most", numbers.argmax()), ("at least", numbers.argmin())):
        if np.abs(numbers[place] - numbers[[0, -1]]).min() > near:
            words += f", {word} {numbers[place]:.3g} at step {first + place}"
    return words


def _mean_and_error(label: str, given: ArrayLike, count: int) -> tuple[NDArray, NDArray]:
    runs = np.asarray(given, dtype=float)
    if runs.ndim != 2 or runs.shape[1] != count or not len(runs):
        raise ValueError(f"shares[{label!r}] must have shape (runs, {count}), got {runs.shape}")
    spread = runs.std(axis=0, ddof=1) if len(runs) > 1 else np.zeros(count)
    return runs.mean(axis=0), spread / np.sqrt(len(runs))


def _span(enough: NDArray, good: float) -> str:
    if not enough.size:
        return f"never reaches {good:g}"
    return f"reaches {good:g} from {enough.min():.3g} to {enough.max():.3g}"
