"""Figures of runs: losses over steps, paths on contours, a fitted line."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import describe
from lrkit.plotting.style import COLOURS, CYCLE, DASHES, MARKERS, axes_or_new, new_figure
from lrkit.problems import QuadraticProblem
from lrkit.training import History


def loss_curves(
    runs: Mapping[str, History | NDArray], ax: Axes | None = None, *,
    floor: float = 0.0, ceiling: float = np.inf,
) -> Axes:
    """Losses over steps on a log axis, a label at the end of each curve.

    Parameters
    ----------
    runs : mapping of str to History or ndarray, shape (T + 1,)
        A run, or its losses, for each label.
    floor : float
        Subtracted from every loss, usually the smallest loss possible: what remains then falls
        along a straight line where each step shrinks it by the same factor.
    ceiling : float
        Larger losses are not drawn: a run that diverges leaves the picture there.
    """
    ax = axes_or_new(ax)
    told = []
    for row, (label, run) in enumerate(runs.items()):
        losses = run.losses if isinstance(run, History) else np.asarray(run, dtype=float)
        excess = losses - floor
        # Below this, the difference of two losses is rounding error.
        shown = np.isfinite(excess) & (excess > (1e-12 * excess[0] if floor else 0))
        drawn = np.where(shown & (losses <= ceiling), excess, np.nan)
        ax.semilogy(drawn, color=CYCLE[row], ls=DASHES[row], label=label)
        last = np.flatnonzero(np.isfinite(drawn))[-1]
        ax.annotate(label, (last, drawn[last]), xytext=(6, 0), textcoords="offset points",
                    va="center", color=CYCLE[row], annotation_clip=False)
        word = "rises" if drawn[last] > drawn[0] else "falls"
        told.append(f"{label} {word} from {drawn[0]:.3g} to {drawn[last]:.3g} in {last} steps"
                    + ("" if losses[-1] <= ceiling and np.isfinite(losses[-1]) else ", then runs away"))
    ax.set(xlabel="step", ylabel="loss above the smallest possible" if floor else "loss")
    ax.margins(x=0.02)
    ax.set_xlim(right=ax.get_xlim()[1] * 1.17)
    describe(ax, f"Loss over steps, log scale: {'; '.join(told)}.")
    return ax


def points_and_line(
    x: ArrayLike, y: ArrayLike, line: tuple[float, float] | None = None, ax: Axes | None = None,
    *, labels: tuple[str, str] = ("x", "y"),
) -> Axes:
    """Data points and, if given, the line ``(slope, intercept)`` through them."""
    ax = axes_or_new(ax)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    ax.plot(x, y, ".", color=COLOURS["grey"], ms=5, alpha=0.55, mew=0)
    text = f"{len(x)} points: x from {x.min():.3g} to {x.max():.3g}, y from {y.min():.3g} to " \
           f"{y.max():.3g}"
    if line is not None:
        slope, intercept = line
        ends = np.array([x.min(), x.max()])
        ax.plot(ends, slope * ends + intercept, color=CYCLE[1], lw=2.4)
        text += f", and a line with slope {slope:.3g} and intercept {intercept:.4g}"
    ax.set(xlabel=labels[0], ylabel=labels[1])
    describe(ax, f"{text}.")
    return ax


def path_on_contours(
    problem: QuadraticProblem,
    runs: Mapping[str, History],
    ax: Axes | None = None,
    *,
    within: ArrayLike | None = None,
) -> Axes:
    """Paths of runs with two parameters over the contours of the loss.

    `within`, shape ``(n, 2)``: places that must be in the picture; those of the runs by default.
    """
    ax = axes_or_new(ax, width=5.0, height=4.4)
    u, v = _window(problem, _places(runs) if within is None else within)
    surface = problem.value(np.stack(np.meshgrid(u, v)))
    levels = surface.max() * np.linspace(0.04, 1, 12) ** 2
    ax.contour(u, v, surface, levels=levels, colors="#b9b9b9", linewidths=0.8)
    told = []
    for row, (label, run) in enumerate(runs.items()):
        ax.plot(*run.params.T, marker=MARKERS[row], ls=DASHES[row], color=CYCLE[row], lw=1.4,
                ms=4, label=label)
        told.append(f"{label} ends {np.linalg.norm(run.params[-1] - problem.minimum):.2g} away "
                    f"from the minimum after {run.num_steps} steps")
    ax.plot(*problem.minimum, "*", color="black", ms=11, zorder=5)
    ax.plot(*next(iter(runs.values())).params[0], "o", color="black", ms=7, zorder=5)
    ax.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
    describe(ax, f"Contours of the loss with a path: {'; '.join(told)}.")
    return ax


def compare_paths(problem: QuadraticProblem, runs: Mapping[str, History]) -> Figure:
    """A panel for each run, all with the same view of the loss."""
    fig, axs = new_figure(len(runs), width=3.4 * len(runs), height=3.3)
    for ax, (label, run) in zip(np.atleast_1d(axs), runs.items(), strict=True):
        path_on_contours(problem, {label: run}, ax, within=_places(runs))
        ax.set_title(label, loc="left")
    return fig


def _places(runs: Mapping[str, History]) -> NDArray:
    places = np.concatenate([run.params for run in runs.values()])
    return places[np.isfinite(places).all(axis=1)]


def _window(problem: QuadraticProblem, places: ArrayLike) -> tuple[NDArray, NDArray]:
    """Grids of both axes around the places and the minimum."""
    places = np.vstack([places, problem.minimum])
    low, high = places.min(axis=0), places.max(axis=0)
    pad = 0.15 * (high - low).max()
    return tuple(np.linspace(a - pad, b + pad, 160) for a, b in zip(low, high, strict=True))
