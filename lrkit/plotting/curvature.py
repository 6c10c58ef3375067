"""Figures of the largest curvature along a run, against 2 over the rate."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, name_ends, plain_log_ticks
from lrkit.plotting.runs import loss_curves
from lrkit.plotting.style import axes_or_new, curve_style, new_figure, style_rows
from lrkit.problems import CurvedProblem, Problem, largest_curvature
from lrkit.training import History


class Sharpness(NamedTuple):
    """The largest curvature at some steps of a run, and the limit 2/lr at each of them."""

    steps: NDArray
    curvatures: NDArray
    limits: NDArray


def sharpness_along(
    problem: Problem, run: History, *, every: int = 1, ceiling: float = np.inf
) -> Sharpness:
    """Measure the largest curvature along a run.

    Parameters
    ----------
    problem : Problem
    run : History
        With the parameters of every step.
    every : int
        Measure after each so many steps, at least 1; on the digits network that takes 10 ms each.
    ceiling : float
        Stop where the loss is larger or not finite.

    Examples
    --------
    >>> from lrkit.optimizers import GradientDescent
    >>> from lrkit.problems import Bowl
    >>> from lrkit.training import train
    >>> found = sharpness_along(Bowl(3.0), train(Bowl(3.0), GradientDescent(), 1.0, 0.5, 4))
    >>> found.curvatures.round(6), found.limits
    (array([3., 3., 3., 3., 3.]), array([4., 4., 4., 4., 4.]))
    """
    lost = np.flatnonzero(~(run.losses <= min(ceiling, np.finfo(float).max)))
    steps = np.arange(0, lost[0] if lost.size else len(run.losses), every)
    exact = isinstance(problem, CurvedProblem)
    curvatures = [problem.sharpness(w) if exact else largest_curvature(problem, w)
                  for w in run.params[steps]]
    return Sharpness(steps, np.array(curvatures), 2 / np.append(run.lrs, run.lrs[-1:])[steps])


def curvature_over_steps(
    problem: Problem, runs: Mapping[str, History], ax: Axes | None = None, *,
    every: int = 1, ceiling: float = np.inf, first_style: int = 0, log: bool = False,
    title: str = "",
) -> Axes:
    """Draw the largest curvature along runs, each with a thin line at 2 over its rate.

    Gradient descent cannot settle where its curve lies above its line. The two names at the end
    of a run are those of its curve and of its line.

    Parameters
    ----------
    problem : Problem
    runs : mapping of str to History
        A run for each label; ValueError if there is none.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    every, ceiling
        As for `sharpness_along`.
    first_style : int
        The style number of the first run, so that two panels can differ.
    log : bool
        Whether the axis of the curvature is logarithmic.
    title : str
        What the runs have in common, written above the panel.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, run) in style_rows(runs):
        row += first_style
        found = sharpness_along(problem, run, every=every, ceiling=ceiling)
        if len(found.steps):
            lost = bool(found.steps[-1] + every < len(run.losses))
            ends += _draw(ax, found, label, curve_style(row), lost)
            told.append(f"{label} {_course(found)}" + ", then runs away" * lost)
        else:
            told.append(f"{label} is out of the picture from the start")
    ax.set(xlabel="step", ylabel="largest curvature", yscale="log" if log else "linear")
    ax.set_title(title, loc="left")
    if log:
        plain_log_ticks(ax)
    else:
        ax.set_ylim(0, None)
    name_ends(ax, ends)
    what = f"{title}, largest" if title else "Largest"
    add_alt_text(ax, f"{what} curvature over steps: {'; '.join(told)}.")
    return ax


def _draw(ax: Axes, found: Sharpness, label: str, style: dict, lost: bool) -> list[CurveEnd]:
    """Draw the curvature of a run and its limit; return the names to write at their ends."""
    last, colour = found.steps[-1], style["color"]
    ax.plot(found.steps, found.curvatures, color=colour, ls=style["ls"])
    ax.plot(found.steps, found.limits, color=colour, lw=1, alpha=0.8)
    if lost:  # its limit gets no name, which would stand in the middle and cover other curves
        ax.plot(last, found.curvatures[-1], "x", color=colour, ms=9, mew=2.2)
        return [CurveEnd(last, found.curvatures[-1], f"{label} runs away", colour)]
    return [CurveEnd(last, found.curvatures[-1], label, colour),
            CurveEnd(last, found.limits[-1], "2/lr", colour)]


def loss_and_curvature(
    problem: Problem, runs: Mapping[str, History], *, every: int = 1, ceiling: float = np.inf
) -> Figure:
    """Draw the losses of runs on the left and the largest curvature along them on the right.

    The arguments are those of `curvature_over_steps`.
    """
    fig, axs = new_figure(2, width=10, height=3.8)
    loss_curves(runs, axs[0], ceiling=ceiling)
    curvature_over_steps(problem, runs, axs[1], every=every, ceiling=ceiling)
    return fig


def _course(found: Sharpness) -> str:
    """Describe the curvature along a run in words, and its limit."""
    curvatures, first, last = found.curvatures, *(f"{found.limits[k]:.3g}" for k in (0, -1))
    limit = f"at {last}" if first == last else f"from {first} to {last}"
    top = int(np.nanargmax(curvatures))
    return (f"from {curvatures[0]:.3g} to {curvatures[-1]:.3g} in {found.steps[-1]} steps, at most "
            f"{curvatures[top]:.3g} at step {found.steps[top]}, with 2/lr {limit}")
