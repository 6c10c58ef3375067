"""Figures of two weights: paths over the contours of the loss."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import describe
from lrkit.plotting.style import axes_or_new, look, new_figure, rows, some_runs
from lrkit.problems import Problem
from lrkit.training import History

REACH = 1.2  # a run that goes this many times as far out as the farthest start leaves the picture


def path_on_contours(
    problem: Problem,
    runs: Mapping[str, History],
    ax: Axes | None = None,
    *,
    within: ArrayLike | None = None,
    labels: tuple[str, str] = ("$w_1$", "$w_2$"),
) -> Axes:
    """Paths of runs with two parameters over the contours of the loss.

    The picture keeps the scale of the starts: a run that diverges leaves it.

    Parameters
    ----------
    problem : Problem
        With two parameters; ValueError otherwise.
    runs : mapping of str to History
        A path for each label; ValueError if there is none.
    ax : Axes, optional
        Where to draw; a new figure by default.
    within : array_like, shape (n, 2), optional
        Places that must be in the picture; those of the runs by default.
    labels : tuple of str
        What the two parameters are called.
    """
    if problem.num_params != 2:
        raise ValueError(f"problem must have 2 parameters, got {problem.num_params}")
    runs = some_runs(runs)
    ax = axes_or_new(ax, width=5.0, height=4.4)
    lowest = _lowest(problem)
    u, v = _window(ax, lowest, _places(problem, runs) if within is None else within)
    _contours(ax, problem, u, v)
    told = [f"{label} {_path(ax, run, label, row, lowest)}"
            for row, (label, run) in rows(runs)]
    starts = np.unique([run.params[0] for run in runs.values()], axis=0)
    _mark(ax, starts, "o", 7, "start", (0, 9))
    if lowest is not None:
        _mark(ax, lowest[None], "*", 11, "minimum", (0, -13))
    if len(runs) > 1:
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize="small")
    ax.set(xlabel=labels[0], ylabel=labels[1])
    describe(ax, f"Contours of the loss with a path: {'; '.join(told)}.")
    return ax


def compare_paths(
    problem: Problem, runs: Mapping[str, History], *,
    labels: tuple[str, str] = ("$w_1$", "$w_2$"),
) -> Figure:
    """A panel for each run, all with the same view of the loss; `labels` name the parameters."""
    places = _places(problem, some_runs(runs))
    fig, axs = new_figure(len(runs), width=3.4 * len(runs), height=3.1)
    for ax, (label, run) in zip(np.atleast_1d(axs), runs.items(), strict=True):
        path_on_contours(problem, {label: run}, ax, within=places, labels=labels)
        ax.set_title(label, loc="left")
        ax.label_outer()  # the view is the same: its numbers need to be read once
    return fig


def _lowest(problem: Problem) -> NDArray | None:
    """The minimum, or None where there is none, or more than one."""
    try:
        return problem.minimum
    except (AttributeError, ValueError):
        return None


def _places(problem: Problem, runs: Mapping[str, History]) -> NDArray:
    """The places that the picture should show, shape ``(n, 2)``."""
    lowest = _lowest(problem)
    starts = np.array([run.params[0] for run in runs.values()])
    middle = starts.mean(axis=0) if lowest is None else lowest
    farthest = np.linalg.norm(starts - middle, axis=1).max() or 1.0
    places = np.concatenate([run.params for run in runs.values()])
    # Largest coordinate, and not the norm, whose squares overflow on a run that diverged.
    return places[np.abs(places - middle).max(axis=1) <= REACH * farthest]


def _window(ax: Axes, lowest: NDArray | None, places: ArrayLike) -> tuple[NDArray, NDArray]:
    """Grids of both axes around the places, in the proportions of the box that they fill."""
    places = np.vstack([places] if lowest is None else [places, lowest])
    low, high = places.min(axis=0), places.max(axis=0)
    size = (high - low) + 0.3 * ((high - low).max() or 1.0)
    box = _box(ax)
    half = (size / box).max() * box / 2
    middle = (low + high) / 2
    return tuple(np.linspace(m - h, m + h, 160) for m, h in zip(middle, half, strict=True))


def _box(ax: Axes) -> NDArray:
    """About the width and height in inches that axes will fill once the figure is laid out."""
    size, grid = ax.figure.get_size_inches(), ax.get_subplotspec()
    if grid is None:
        return ax.get_position().size * size
    rows, columns = grid.get_gridspec().get_geometry()
    return np.maximum(size / (columns, rows) - 0.7, 0.5)  # the rest is for labels and title


def _contours(ax: Axes, problem: Problem, u: NDArray, v: NDArray) -> None:
    """Levels whose roots are evenly spaced: on a bowl, ellipses at equal distances."""
    surface = problem.value(np.stack(np.meshgrid(u, v)))
    low, high = surface.min(), surface.max()
    levels = low + (high - low) * np.linspace(0.1, 1, 13) ** 2
    ax.contour(u, v, surface, levels=levels, colors="#b9b9b9", linewidths=0.8)
    ax.set(xlim=(u[0], u[-1]), ylim=(v[0], v[-1]), aspect="equal")


def _mark(
    ax: Axes, places: NDArray, marker: str, size: int, word: str, offset: tuple[int, int]
) -> None:
    """Black marks at places of shape ``(n, 2)``, and what they are beside the first."""
    ax.plot(*places.T, marker, color="black", ms=size, zorder=5)
    ax.annotate(word, places[0], xytext=offset, textcoords="offset points", ha="center",
                va="center", fontsize="small", zorder=4,  # above the paths, so that it can be read
                bbox={"fc": "white", "ec": "none", "alpha": 0.85, "pad": 1})


def _path(ax: Axes, run: History, label: str, row: int, lowest: NDArray | None) -> str:
    """Draw a run until it leaves the picture, and say how it ends."""
    corners = np.array([ax.get_xlim(), ax.get_ylim()])
    outside = ~((run.params >= corners[:, 0]) & (run.params <= corners[:, 1])).all(axis=1)
    # A path may swing out and come back; only what it does not come back from is cut.
    left = len(outside) - int(np.argmin(outside[::-1])) if outside[-1] else len(outside)
    shown = run.params[: left + 1]
    ax.plot(*shown[np.isfinite(shown).all(axis=1)].T, lw=1.4, ms=4, label=label, **look(row))
    if left < len(outside):
        return f"leaves the picture at step {left}"
    if lowest is None:
        return f"ends at ({run.params[-1][0]:.3g}, {run.params[-1][1]:.3g}) " \
               f"after {run.num_steps} steps"
    return f"ends {np.linalg.norm(run.params[-1] - lowest):.2g} away from the minimum " \
           f"after {run.num_steps} steps"
