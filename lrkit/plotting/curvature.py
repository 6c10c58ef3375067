"""Figures of a loss that is no bowl: its largest curvature along a run, against 2 over the rate."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room
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
    every: int = 1, ceiling: float = np.inf,
) -> Axes:
    """Draw the largest curvature along runs, each with a thin line at 2 over its rate.

    Gradient descent cannot settle where its curve lies above its line.

    Parameters
    ----------
    problem : Problem
    runs : mapping of str to History
        A run for each label; ValueError if there is none.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    every, ceiling
        As for `sharpness_along`.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, run) in style_rows(runs):
        found, style = sharpness_along(problem, run, every=every, ceiling=ceiling), curve_style(row)
        if not len(found.steps):
            told.append(f"{label} is out of the picture from the start")
            continue
        ax.plot(found.steps, found.curvatures, color=style["color"], ls=style["ls"])
        ax.plot(found.steps, found.limits, color=style["color"], lw=1, alpha=0.8)
        lost = bool(found.steps[-1] + every < len(run.losses))
        if lost:
            ax.plot(found.steps[-1], found.curvatures[-1], "x", color=style["color"], ms=9, mew=2.2)
        ends.append(CurveEnd(found.steps[-1], found.curvatures[-1], label + " runs away" * lost,
                             style["color"]))
        if not lost:  # a name in the middle of the picture would cover other curves
            ends.append(CurveEnd(found.steps[-1], found.limits[-1], "2/lr", style["color"]))
        told.append(f"{label} {_course(found)}")
    ax.set(xlabel="step", ylabel="largest curvature", ylim=(0, None))
    make_room(ax, ends)
    label_ends(ax, ends)
    add_alt_text(ax, f"Largest curvature over steps: {'; '.join(told)}.")
    return ax


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
    """Describe the curvature along a run in words."""
    curvatures, limit = found.curvatures, found.limits[-1]
    top = int(np.nanargmax(curvatures))
    return (f"from {curvatures[0]:.3g} to {curvatures[-1]:.3g} in {found.steps[-1]} steps, at most "
            f"{curvatures[top]:.3g} at step {found.steps[top]}, with 2/lr at {limit:.3g}")
