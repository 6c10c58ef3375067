"""Figures of notebook 4: positions, curvatures, and the results of each highest rate."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.curvature import curvature_over_steps
from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, name_ends, plain_log_ticks
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, new_figure, require_runs
from lrkit.problems import Problem
from lrkit.training import History
from lrkit.uncertainty import standard_errors


def positions(
    runs: Mapping[str, History], ax: Axes | None = None, *, minimum: float = 0.0
) -> Axes:
    """Draw the weight of runs of one weight after each step, with a label at each curve's end.

    Parameters
    ----------
    runs : mapping of str to History
        ValueError if there is none, or a run has more than one weight.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    minimum : float
        The position of the minimum; marked by a line.
    """
    ax, ends, told = axes_or_new(ax, height=4.0), [], []
    for row, (label, run) in enumerate(require_runs(runs).items()):
        if run.params.shape[1] != 1:
            raise ValueError(f"runs must have one weight, got {run.params.shape[1]} in {label!r}")
        w, style = run.params.ravel(), curve_style(row)
        ax.plot(w, color=style["color"], ls=style["ls"], marker=style["marker"], ms=3.5)
        ends.append(CurveEnd(len(w) - 1, float(w[-1]), label, style["color"]))
        distance = np.abs(np.diff(w)).sum()
        told.append(f"{label} from {w[0]:.3g} to {w[-1]:.3g} in {len(w) - 1} steps, a distance of "
                    f"{distance:.3g}")
    last = max(end.x for end in ends)
    ax.plot([0, last], [minimum, minimum], color=COLOURS["grey"], lw=1, ls=(0, (4, 3)), zorder=0)
    ax.annotate("minimum", (0, minimum), xytext=(2, -12), textcoords="offset points",
                color=COLOURS["grey"])
    ax.set(xlabel="step", ylabel="weight w")
    ax.margins(x=0.02)
    name_ends(ax, ends)
    add_alt_text(ax, f"Weight over steps, with the minimum at {minimum:g}: {'; '.join(told)}.")
    return ax


def two_starts(
    problem: Problem, ordinary: Mapping[str, History], steep: Mapping[str, History]
) -> Figure:
    """Draw the curvature along runs from an ordinary and from a steep start, side by side.

    Parameters
    ----------
    problem : Problem
        The loss whose curvature is measured.
    ordinary, steep : mapping of str to History
        As for `curvature_over_steps`, which draws both, on a logarithmic axis.
    """
    fig, axs = new_figure(2, width=10.0, height=4.2)
    for ax, title, runs in zip(axs, ("Ordinary start", "Steep start"), (ordinary, steep),
                               strict=True):
        curvature_over_steps(problem, runs, ax, every=4, log=True, title=title,
                             first_style=0 if runs is ordinary else len(ordinary))
    return fig


def against_first_rate(
    lrs: Sequence[float], losses: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    ylabel: str = "loss",
) -> Axes:
    """Draw the results of runs of several seeds against their highest rate; both axes logarithmic.

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
    return values.mean(axis=0), standard_errors(values)
