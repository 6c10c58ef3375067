"""Figures of notebook 5: noise floors, distances over a long run, batch sizes, moving averages."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import describe
from lrkit.plotting.labels import End, label_ends, make_room, plain_log_ticks
from lrkit.plotting.nb04 import mean_and_error
from lrkit.plotting.style import COLOURS, axes_or_new, look, some_runs


def noise_floors(
    lrs: Sequence[float], predicted: ArrayLike, measured: ArrayLike, ax: Axes | None = None, *,
    limit: float | None = None,
) -> Axes:
    """A formula's variance against the rate, and the one of simulated runs; both axes logarithmic.

    Parameters
    ----------
    lrs : sequence of float
        The rates, positive.
    predicted : array_like, shape (n,)
        The formula's variance at each rate; where it is infinite or None the curve has a gap.
    measured : array_like, shape (n, runs)
        Where the runs of each rate ended; their variance is drawn with a bar of two standard
        errors up and down.
    ax : Axes, optional
        Where to draw; a new figure by default.
    limit : float, optional
        The rate from which on nothing settles; marked by a line.

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
    bars = 2 * variance * np.sqrt(2 / ends.shape[1])  # of normally distributed runs
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
    describe(ax, f"Variance in the end by the formula and in {ends.shape[1]:,} runs: {told}.")
    return ax


def squared_distances(
    curves: Mapping[str, ArrayLike], ax: Axes | None = None, *, log_steps: bool = True
) -> Axes:
    """The mean squared distance from the minimum after each step, a label at each curve's end.

    Parameters
    ----------
    curves : mapping of str to array_like, shape (T + 1,)
        Means over many runs; entry k is after k steps. ValueError if there is none, or one has no
        step.
    ax : Axes, optional
        Where to draw; a new figure by default.
    log_steps : bool
        A logarithmic axis for the steps too, which then begins at step 1.
    """
    ax, ends, told, first = axes_or_new(ax), [], [], int(log_steps)
    for row, (label, curve) in enumerate(some_runs(curves).items()):
        values, style = np.asarray(curve, dtype=float), look(row)
        if values.ndim != 1 or len(values) < 2:
            raise ValueError(f"curves must have at least one step, got shape {values.shape} in "
                             f"{label!r}")
        steps = np.arange(first, len(values))
        ax.plot(steps, values[first:], color=style["color"], ls=style["ls"])
        ends.append(End(steps[-1], float(values[-1]), label, style["color"]))
        told.append(f"{label} from {values[0]:.3g} to {values[-1]:.3g} in {len(values) - 1} steps")
    ax.set(yscale="log", xlabel="step", ylabel="mean of x², over the runs")
    if log_steps:
        _log_steps(ax, max(end.x for end in ends))
    else:
        ax.margins(x=0.02)
        make_room(ax, ends)
    label_ends(ax, ends)
    plain_log_ticks(ax)
    describe(ax, f"Mean squared distance from the minimum over steps: {'; '.join(told)}.")
    return ax


def against_batch(
    batches: Sequence[int], losses: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    ylabel: str = "loss",
) -> Axes:
    """What runs of several seeds came to, against their batch size; both axes logarithmic.

    Parameters
    ----------
    batches : sequence of int
        The batch sizes, ascending.
    losses : mapping of str to array_like, shape (seeds, batches)
        For each rule, with at least two seeds. A curve joins the means; a bar reaches one standard
        error up and down.
    ax : Axes, optional
        Where to draw; a new figure by default.
    ylabel : str
        What is measured.

    Raises
    ------
    ValueError
        If there is no rule, or a shape does not fit.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, given) in enumerate(some_runs(losses).items()):
        values, style = np.asarray(given, dtype=float), look(row)
        if values.ndim != 2 or len(values) < 2 or values.shape[1] != len(batches):
            raise ValueError(f"losses[{label!r}] must have shape (seeds, {len(batches)}) with at "
                             f"least two seeds, got {values.shape}")
        means, errors = mean_and_error(values)
        ax.errorbar(batches, means, errors, capsize=3, **style)
        ends.append(End(batches[-1], float(means[-1]), label, style["color"]))
        told.append(f"{label} {_with_errors(batches, means, errors)}")
    ax.set(xscale="log", yscale="log", xlabel="batch size", ylabel=ylabel,
           xlim=(batches[0] * 0.8, batches[-1] * (batches[-1] / batches[0]) ** 0.4))
    ax.set_xticks(batches, [f"{size:,}" for size in batches])
    ax.set_xticks([], minor=True)
    plain_log_ticks(ax)
    label_ends(ax, ends)
    describe(ax, f"{ylabel.capitalize()} by batch size, mean and standard error: "
                 f"{'; '.join(told)}.")
    return ax


def smoothed(
    values: ArrayLike, beta: float, ax: Axes | None = None, *, ylabel: str = "loss"
) -> Axes:
    """Noisy positive numbers as dots on a log axis, and their moving average, corrected and not.

    Parameters
    ----------
    values : array_like, shape (T,)
        One number a step, at least one.
    beta : float
        The share that the average keeps at each number, from 0 up to below 1.
    ax : Axes, optional
        Where to draw; a new figure by default.
    ylabel : str
        What the numbers are.
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"values must be a list of at least one number, got {values.shape}")
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be from 0 up to below 1, got {beta}")
    steps, curves = np.arange(1, len(values) + 1), _averages(values, beta)
    ax, ends, told = axes_or_new(ax), [], []
    ax.plot(steps, values, ".", color=COLOURS["grey"], alpha=0.5, ms=5, mew=0)
    for row, (label, curve) in enumerate(curves.items()):
        (line,) = ax.plot(steps, curve, color=look(row)["color"], ls=look(row)["ls"])
        ends.append(End(int(steps[-1]), float(curve[-1]), label, line.get_color()))
        told.append(f"{label} {_course(curve)}")
    ax.set(xlabel="step", ylabel=ylabel, yscale="log")
    ax.margins(x=0.02)
    make_room(ax, ends)
    label_ends(ax, ends)
    plain_log_ticks(ax)
    span = f"log scale: {len(values)} numbers from {values.min():.3g} to {values.max():.3g}"
    describe(ax, f"{ylabel.capitalize()}, {span}. Their moving average: {'; '.join(told)}.")
    return ax


def _with_errors(batches: Sequence[int], means: NDArray, errors: NDArray) -> str:
    return ", ".join(f"{mean:.3g} ± {error:.2g} at {size}"
                     for size, mean, error in zip(batches, means, errors, strict=True))


def _averages(values: NDArray, beta: float) -> dict[str, NDArray]:
    """The moving average that begins with 0, as it is and divided by its weights' sum."""
    raw = np.array(list(accumulate(values, lambda m, x: beta * m + (1 - beta) * x, initial=0)))[1:]
    return {"not corrected": raw, "corrected": raw / (1 - beta ** np.arange(1, len(raw) + 1))}


def _log_steps(ax: Axes, last: float) -> None:
    """A log axis of steps from 1 to the last; a third of the picture is for the names."""
    ax.set(xscale="log", xlim=(1, last**1.5))
    ticks = 10 ** np.arange(np.floor(np.log10(last)) + 1)
    ax.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    ax.set_xticks([], minor=True)


def _plain_log_axes(ax: Axes, **labels: str) -> None:
    """Both axes logarithmic, their numbers written out."""
    ax.set(xscale="log", yscale="log", **labels)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:,g}"))


def _mark_limit(ax: Axes, limit: float) -> None:
    """A dashed line at the rate from which on nothing settles."""
    ax.axvline(limit, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    ax.annotate("limit", (limit, 0.04), xycoords=("data", "axes fraction"), xytext=(-4, 0),
                textcoords="offset points", ha="right", color=COLOURS["grey"])


def _course(curve: NDArray) -> str:
    """First and last number of a curve, and its highest where that is inside."""
    top = int(curve.argmax())
    peak = f", highest {curve[top]:.3g} at step {top + 1}" if 0 < top < len(curve) - 1 else ""
    return f"from {curve[0]:.3g} to {curve[-1]:.3g}{peak}"
