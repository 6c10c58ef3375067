"""Figures of notebook 4: the path of a run, and the results of each first rate."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room, plain_log_ticks
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, require_runs
from lrkit.training import History


def places(
    runs: Mapping[str, History], ax: Axes | None = None, *, minimum: float = 0.0
) -> Axes:
    """Draw the places of runs of one weight after each step, with a label at each curve's end.

    Parameters
    ----------
    runs : mapping of str to History
        ValueError if there is none, or a run has more than one weight.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    minimum : float
        The place of the minimum; marked by a line.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, run) in enumerate(require_runs(runs).items()):
        if run.params.shape[1] != 1:
            raise ValueError(f"runs must have one weight, got {run.params.shape[1]} in {label!r}")
        w, style = run.params.ravel(), curve_style(row)
        ax.plot(w, color=style["color"], ls=style["ls"], marker=style["marker"], ms=3.5)
        ends.append(CurveEnd(len(w) - 1, float(w[-1]), label, style["color"]))
        distance = np.abs(np.diff(w)).sum()
        told.append(f"{label} from {w[0]:.3g} to {w[-1]:.3g} in {len(w) - 1} steps, a way of "
                    f"{distance:.3g}")
    ax.axhline(minimum, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    ax.annotate("minimum", (0, minimum), xytext=(2, -12), textcoords="offset points",
                color=COLOURS["grey"])
    ax.set(xlabel="step", ylabel="weight w")
    ax.margins(x=0.02)
    make_room(ax, ends)
    label_ends(ax, ends)
    add_alt_text(ax, f"Weight over steps, with the minimum at {minimum:g}: {'; '.join(told)}.")
    return ax


def against_first_rate(
    lrs: Sequence[float], losses: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    ylabel: str = "loss",
) -> Axes:
    """Draw the results of runs of several seeds against their first rate; both axes logarithmic.

    A curve joins the means over the seeds. A bar reaches one standard error of the mean up and
    down.

    Parameters
    ----------
    lrs : sequence of float
        The rates, positive and ascending.
    losses : mapping of str to array_like, shape (seeds, rates)
        For each schedule; ValueError if there is none, the shape does not fit, or there are fewer
        than two seeds.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    ylabel : str
        The quantity that was measured.
    """
    ax, told = axes_or_new(ax, height=4.2), []
    for row, (label, values) in enumerate(require_runs(losses).items()):
        mean, error = mean_and_error(values)
        if len(mean) != len(lrs):
            raise ValueError(f"losses[{label!r}] must have {len(lrs)} columns, got {len(mean)}")
        style = curve_style(row)
        # Side by side, so that bars at the same rate can be told apart.
        beside = np.asarray(lrs) * 1.025 ** (row - (len(losses) - 1) / 2)
        ax.errorbar(beside, mean, error, color=style["color"], ls=style["ls"], capsize=3,
                    marker=style["marker"], label=label)
        best = int(np.argmin(mean))
        told.append(f"{label} is best at {lrs[best]:g}: " + ", ".join(
            f"{lr:g} {m:.3f} ± {e:.3f}" for lr, m, e in zip(lrs, mean, error, strict=True)))
    ax.set(xscale="log", yscale="log", xlabel="highest rate of the schedule", ylabel=ylabel)
    ax.set_xticks(lrs, [f"{lr:g}" for lr in lrs])
    ax.set_xticks([], minor=True)
    plain_log_ticks(ax)
    ax.legend(fontsize="small")
    add_alt_text(ax, f"{ylabel[:1].upper()}{ylabel[1:]} against the highest rate, mean and "
                     f"standard error: {'; '.join(told)}.")
    return ax


def mean_and_error(values: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return mean and standard error over seeds: shape ``(seeds, rates)`` -> two of ``(rates,)``.

    Examples
    --------
    >>> mean_and_error([[1.0], [3.0]])  # a standard deviation of root 2, over root 2
    (array([2.]), array([1.]))
    """
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or len(values) < 2:
        raise ValueError(f"losses must have shape (seeds, rates) with at least two seeds, "
                         f"got {values.shape}")
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))
