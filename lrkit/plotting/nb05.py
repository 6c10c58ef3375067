"""Figures of notebook 5: noise floors, distances over a long run, batch sizes, averages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, count

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import (
    CurveEnd,
    end_axis,
    label_ends,
    make_room,
    name_ends,
    plain_log_ticks,
)
from lrkit.plotting.nb04 import mean_and_error
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, require_runs

Average = Callable[[NDArray, float, bool], ArrayLike]


def noise_floors(
    lrs: Sequence[float], predicted: ArrayLike, measured: ArrayLike, ax: Axes | None = None, *,
    limit: float | None = None,
) -> Axes:
    """Draw a formula's variance and that of simulated runs against the rate; both axes logarithmic.

    Parameters
    ----------
    lrs : sequence of float
        The rates, positive.
    predicted : array_like, shape (n,)
        The formula's variance at each rate; where it is infinite or None the curve has a gap.
    measured : array_like, shape (n, runs)
        The ends of the runs of each rate; their variance is drawn with a bar of two standard
        errors up and down.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    limit : float, optional
        The rate above which nothing settles; marked by a line.

    Raises
    ------
    ValueError
        If there is not one prediction and one row of runs for each rate.
    """
    lrs, predicted = np.asarray(lrs, dtype=float), np.asarray(predicted, dtype=float)
    ends = np.asarray(measured, dtype=float)
    if predicted.shape != lrs.shape or ends.ndim != 2 or len(ends) != len(lrs):
        raise ValueError(f"predicted and measured must have {len(lrs)} rows, one a rate, got "
                         f"shapes {predicted.shape} and {ends.shape}")
    variance = ends.var(axis=1)
    bars = 2 * variance * np.sqrt(2 / ends.shape[1])  # for normally distributed runs
    ax = axes_or_new(ax)
    ax.plot(lrs, np.where(np.isfinite(predicted), predicted, np.nan), color=COLOURS["vermillion"],
            label="formula")
    ax.errorbar(lrs, variance, bars, fmt="o", color=COLOURS["blue"], capsize=3,
                label=f"{ends.shape[1]:,} runs")
    _plain_log_axes(ax, xlabel="learning rate", ylabel="variance of x in the end")
    if limit is not None:
        _mark_limit(ax, limit)
    ax.legend(loc="upper left")
    told = "; ".join(f"rate {lr:g}: {formula:.3g} and {value:.3g}" for lr, formula, value
                     in zip(lrs, predicted, variance, strict=True))
    add_alt_text(ax, f"Variance in the end by the formula and in {ends.shape[1]:,} runs: {told}.")
    return ax


def squared_distances(
    curves: Mapping[str, ArrayLike], ax: Axes | None = None, *, log_steps: bool = True,
    like: Iterable[str] = (),
) -> Axes:
    """Draw the mean squared distance from the minimum after each step, labelled at its end.

    Parameters
    ----------
    curves : mapping of str to array_like, shape (T + 1,)
        Means over many runs; entry k is after k steps. ValueError if there is none, or one has no
        step.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    log_steps : bool
        A logarithmic axis for the steps too, which then begins at step 1.
    like : iterable of str
        The names of an earlier figure, in its order: a curve that was in it keeps its style.
    """
    ax, ends, told, first = axes_or_new(ax), [], [], int(log_steps)
    for label, row in _rows_like(require_runs(curves), list(like)).items():
        values, style = np.asarray(curves[label], dtype=float), curve_style(row)
        if values.ndim != 1 or len(values) < 2:
            raise ValueError(f"curves must have at least one step, got shape {values.shape} in "
                             f"{label!r}")
        steps = np.arange(first, len(values))
        ax.plot(steps, values[first:], color=style["color"], ls=style["ls"])
        ends.append(CurveEnd(steps[-1], float(values[-1]), label, style["color"]))
        told.append(f"{label} from {values[0]:.3g} to {values[-1]:.3g} in {len(values) - 1} steps")
    ax.set(yscale="log", xlabel="step", ylabel="mean of x², over the runs")
    if log_steps:
        _log_steps(ax, max(end.x for end in ends))
    else:
        ax.margins(x=0.02)
        make_room(ax, ends)
    label_ends(ax, ends)
    plain_log_ticks(ax)
    add_alt_text(ax, f"Mean squared distance from the minimum over steps: {'; '.join(told)}.")
    return ax


def _rows_like(labels: Iterable[str], earlier: list[str]) -> dict[str, int]:
    """Return the number of each label's style: that of the earlier figure, or the next free one."""
    kept = {label: earlier.index(label) for label in labels if label in earlier}
    free = (row for row in count() if row not in kept.values())
    return {label: kept[label] if label in kept else next(free) for label in labels}


def steps_by_batch(
    sizes: Sequence[int], steps: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    target: str = "target",
) -> Axes:
    """Draw the steps to a target against the batch size; both axes logarithmic.

    A dashed line begins with the first curve and halves the steps where the batch doubles, down to
    the lowest mean of that curve. Its corner is named the critical batch size.

    Parameters
    ----------
    sizes : sequence of int
        The batch sizes, ascending.
    steps : mapping of str to array_like, shape (sizes, seeds)
        For each way to choose the rate, with at least two seeds; inf for a run that never got
        there. A curve joins the means, and a bar reaches one standard error up and down. It ends
        before the first size at which a seed never got there.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    target : str
        What the runs were to reach.

    Raises
    ------
    ValueError
        If there is no curve, a shape does not fit, or a curve has no point.
    """
    ax, ends, told = axes_or_new(ax, height=4.2), [], []
    for row, (label, given) in enumerate(require_runs(steps).items()):
        means, errors = _reached(label, given, sizes)
        shown, style = sizes[: len(means)], curve_style(row)
        ax.errorbar(shown, means, errors, capsize=3, **style)
        stops = "" if len(means) == len(sizes) else f", never at {sizes[len(means)]}"
        ends.append(CurveEnd(shown[-1], float(means[-1]), label + stops, style["color"]))
        told.append(f"{label} {_with_errors(shown, means, errors)}{stops}")
        if row == 0:
            told.append("the dashed line of half the steps for twice the batch reaches the lowest "
                        f"mean at a batch of {_draw_halving(ax, sizes, means):.0f}")
    ax.set_ylabel(f"steps to {target}")
    _batch_axis(ax, sizes)
    ax.set_ylim(bottom=0.6 * min(end.y for end in ends))
    label_ends(ax, ends)
    add_alt_text(ax, f"Steps to {target} by batch size, mean and standard error: "
                     f"{'; '.join(told)}.")
    return ax


def _batch_axis(ax: Axes, sizes: Sequence[int]) -> None:
    """Set both axes logarithmic; a third of the picture, beyond the last size, is for the names."""
    ax.set(xscale="log", yscale="log", xlabel="batch size",
           xlim=(sizes[0] * 0.8, sizes[-1] * (sizes[-1] / sizes[0]) ** 0.42))
    ax.set_xticks(sizes, [f"{size:,}" for size in sizes])
    ax.set_xticks([], minor=True)
    end_axis(ax, sizes[-1])
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))


def _reached(label: str, given: ArrayLike, sizes: Sequence[int]) -> tuple[NDArray, NDArray]:
    """Return means and standard errors up to the first size that a seed never got through."""
    values = np.asarray(given, dtype=float)
    if values.ndim != 2 or len(values) != len(sizes) or values.shape[1] < 2:
        raise ValueError(f"steps[{label!r}] must have shape ({len(sizes)}, seeds) with at least "
                         f"two seeds, got {values.shape}")
    there = np.isfinite(values).all(axis=1)
    count = len(there) if there.all() else int(there.argmin())
    if not count:
        raise ValueError(f"steps[{label!r}] must be finite for the first size")
    return mean_and_error(values[:count].T)


def _draw_halving(ax: Axes, sizes: Sequence[int], means: NDArray) -> float:
    """Draw half the steps for twice the batch, down to the lowest mean; return where that ends."""
    corner = float(sizes[0] * means[0] / means.min())
    ax.plot([sizes[0], corner, sizes[-1]], [means[0], means.min(), means.min()],
            color=COLOURS["grey"], lw=1.2, ls=(0, (4, 3)), zorder=1)
    ax.annotate("half the steps for\ntwice the batch", (np.sqrt(sizes[0] * corner),
                np.sqrt(means[0] * means.min())), xytext=(-8, -4), textcoords="offset points",
                ha="right", va="top", color=COLOURS["grey"], fontsize="small")
    ax.annotate("critical batch size", (corner, means.min()), xytext=(0, -7),
                textcoords="offset points", ha="center", va="top", color=COLOURS["grey"],
                fontsize="small")
    return corner


def smoothed(
    values: ArrayLike, beta: float, average: Average | None = None, ax: Axes | None = None, *,
    ylabel: str = "loss",
) -> Axes:
    """Draw noisy positive numbers as dots on a log axis, and their moving average.

    The average is drawn twice: as it is, and corrected for its start at 0.

    Parameters
    ----------
    values : array_like, shape (T,)
        One number a step, at least one.
    beta : float
        The share that the average keeps at each number, from 0 up to below 1.
    average : callable, optional
        An ``ema(values, beta, correct)`` that returns one average for each number; lrkit's own by
        default.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    ylabel : str
        The name of the numbers.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"values must be a list of at least one number, got {values.shape}")
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be from 0 up to below 1, got {beta}")
    steps, curves = np.arange(1, len(values) + 1), _averages(values, beta, average)
    ax, ends, told = axes_or_new(ax), [], []
    ax.plot(steps, values, ".", color=COLOURS["grey"], alpha=0.5, ms=5, mew=0)
    for row, (label, curve) in enumerate(curves.items()):
        (line,) = ax.plot(steps, curve, color=curve_style(row)["color"], ls=curve_style(row)["ls"])
        ends.append(CurveEnd(int(steps[-1]), float(curve[-1]), label, line.get_color()))
        told.append(f"{label} {_course_text(curve)}")
    ax.set(xlabel="step", ylabel=ylabel, yscale="log")
    ax.margins(x=0.02)
    name_ends(ax, ends)
    plain_log_ticks(ax)
    span = f"log scale: {len(values)} numbers from {values.min():.3g} to {values.max():.3g}"
    add_alt_text(ax, f"{ylabel.capitalize()}, {span}. Their moving average: {'; '.join(told)}.")
    return ax


def _with_errors(batches: Sequence[int], means: NDArray, errors: NDArray) -> str:
    return ", ".join(f"{mean:.3g} ± {error:.2g} at {size}"
                     for size, mean, error in zip(batches, means, errors, strict=True))


def _averages(values: NDArray, beta: float, average: Average | None) -> dict[str, NDArray]:
    """Return both averages, each of a copy of the values."""
    return {label: np.asarray((average or _average)(values.copy(), beta, correct), dtype=float)
            for label, correct in (("not corrected", False), ("corrected", True))}


def _average(values: NDArray, beta: float, correct: bool) -> NDArray:
    """Return the moving average that begins with 0, divided by the sum of its weights if asked."""
    raw = np.array(list(accumulate(values, lambda m, x: beta * m + (1 - beta) * x, initial=0)))[1:]
    return raw / (1 - beta ** np.arange(1, len(raw) + 1)) if correct else raw


def _log_steps(ax: Axes, last: float) -> None:
    """Set a log axis of steps from 1 to the last; a third of the picture is for the names."""
    ax.set(xscale="log", xlim=(1, last**1.5))
    ticks = 10 ** np.arange(np.floor(np.log10(last)) + 1)
    ax.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.spines["bottom"].set_bounds(1, last)


def _plain_log_axes(ax: Axes, **labels: str) -> None:
    """Set both axes logarithmic, their numbers written out."""
    ax.set(xscale="log", yscale="log", **labels)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,g}"))


def _mark_limit(ax: Axes, limit: float) -> None:
    """Draw a dashed line at the rate above which nothing settles."""
    ax.axvline(limit, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    ax.annotate("limit", (limit, 0.04), xycoords=("data", "axes fraction"), xytext=(-4, 0),
                textcoords="offset points", ha="right", color=COLOURS["grey"])


def _course_text(curve: NDArray) -> str:
    """Describe first and last number of a curve, and its highest where that lies between them."""
    top = int(curve.argmax())
    peak = f", highest {curve[top]:.3g} at step {top + 1}" if 0 < top < len(curve) - 1 else ""
    return f"from {curve[0]:.3g} to {curve[-1]:.3g}{peak}"
