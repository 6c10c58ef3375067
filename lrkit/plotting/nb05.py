"""Figures of notebook 5: noise floors, distances over a long run, batch sizes, moving averages."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room, plain_log_ticks
from lrkit.plotting.nb04 import mean_and_error
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, require_runs


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
    curves: Mapping[str, ArrayLike], ax: Axes | None = None, *, log_steps: bool = True
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
    """
    ax, ends, told, first = axes_or_new(ax), [], [], int(log_steps)
    for row, (label, curve) in enumerate(require_runs(curves).items()):
        values, style = np.asarray(curve, dtype=float), curve_style(row)
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


def against_batch(
    batches: Sequence[int], losses: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    ylabel: str = "loss",
) -> Axes:
    """Draw the results of runs of several seeds against their batch size; both axes logarithmic.

    Parameters
    ----------
    batches : sequence of int
        The batch sizes, ascending.
    losses : mapping of str to array_like, shape (seeds, batches)
        For each rule, with at least two seeds. A curve joins the means; a bar reaches one standard
        error up and down.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    ylabel : str
        The quantity that is measured.

    Raises
    ------
    ValueError
        If there is no rule, or a shape does not fit.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, given) in enumerate(require_runs(losses).items()):
        values, style = np.asarray(given, dtype=float), curve_style(row)
        if values.ndim != 2 or len(values) < 2 or values.shape[1] != len(batches):
            raise ValueError(f"losses[{label!r}] must have shape (seeds, {len(batches)}) with at "
                             f"least two seeds, got {values.shape}")
        means, errors = mean_and_error(values)
        ax.errorbar(batches, means, errors, capsize=3, **style)
        ends.append(CurveEnd(batches[-1], float(means[-1]), label, style["color"]))
        told.append(f"{label} {_with_errors(batches, means, errors)}")
    ax.set(xscale="log", yscale="log", xlabel="batch size", ylabel=ylabel,
           xlim=(batches[0] * 0.8, batches[-1] * (batches[-1] / batches[0]) ** 0.4))
    ax.set_xticks(batches, [f"{size:,}" for size in batches])
    ax.set_xticks([], minor=True)
    plain_log_ticks(ax)
    label_ends(ax, ends)
    add_alt_text(ax, f"{ylabel.capitalize()} by batch size, mean and standard error: "
                     f"{'; '.join(told)}.")
    return ax


def smoothed(
    values: ArrayLike, beta: float, ax: Axes | None = None, *, ylabel: str = "loss"
) -> Axes:
    """Draw noisy positive numbers as dots on a log axis, and their moving average.

    The average is drawn twice: as it is, and corrected for its start at 0.

    Parameters
    ----------
    values : array_like, shape (T,)
        One number a step, at least one.
    beta : float
        The share that the average keeps at each number, from 0 up to below 1.
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
    steps, curves = np.arange(1, len(values) + 1), _averages(values, beta)
    ax, ends, told = axes_or_new(ax), [], []
    ax.plot(steps, values, ".", color=COLOURS["grey"], alpha=0.5, ms=5, mew=0)
    for row, (label, curve) in enumerate(curves.items()):
        (line,) = ax.plot(steps, curve, color=curve_style(row)["color"], ls=curve_style(row)["ls"])
        ends.append(CurveEnd(int(steps[-1]), float(curve[-1]), label, line.get_color()))
        told.append(f"{label} {_course_text(curve)}")
    ax.set(xlabel="step", ylabel=ylabel, yscale="log")
    ax.margins(x=0.02)
    make_room(ax, ends)
    label_ends(ax, ends)
    plain_log_ticks(ax)
    span = f"log scale: {len(values)} numbers from {values.min():.3g} to {values.max():.3g}"
    add_alt_text(ax, f"{ylabel.capitalize()}, {span}. Their moving average: {'; '.join(told)}.")
    return ax


def _with_errors(batches: Sequence[int], means: NDArray, errors: NDArray) -> str:
    return ", ".join(f"{mean:.3g} ± {error:.2g} at {size}"
                     for size, mean, error in zip(batches, means, errors, strict=True))


def _averages(values: NDArray, beta: float) -> dict[str, NDArray]:
    """Return the moving average that begins with 0, as it is and divided by its weights' sum."""
    raw = np.array(list(accumulate(values, lambda m, x: beta * m + (1 - beta) * x, initial=0)))[1:]
    return {"not corrected": raw, "corrected": raw / (1 - beta ** np.arange(1, len(raw) + 1))}


def _log_steps(ax: Axes, last: float) -> None:
    """Set a log axis of steps from 1 to the last; a third of the picture is for the names."""
    ax.set(xscale="log", xlim=(1, last**1.5))
    ticks = 10 ** np.arange(np.floor(np.log10(last)) + 1)
    ax.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    ax.set_xticks([], minor=True)


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
