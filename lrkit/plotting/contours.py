"""Figures of two weights: paths over the contours of the loss."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import LETTER_WIDTH
from lrkit.plotting.style import axes_or_new, curve_style, new_figure, require_runs, style_rows
from lrkit.problems import Problem
from lrkit.training import History

# To the distance of the farthest start; a run that goes farther leaves the picture.
MAX_DISTANCE_RATIO = 1.2


def path_on_contours(
    problem: Problem,
    runs: Mapping[str, History],
    ax: Axes | None = None,
    *,
    within: ArrayLike | None = None,
    labels: tuple[str, str] = ("$w_1$", "$w_2$"),
) -> Axes:
    """Draw paths of runs with two parameters over the contours of the loss.

    The picture keeps the scale of the starts: a run that diverges leaves it.

    Parameters
    ----------
    problem : Problem
        With two parameters; ValueError otherwise.
    runs : mapping of str to History
        A path for each label; ValueError if there is none.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    within : array_like, shape (n, 2), optional
        Positions that must be in the picture; those of the runs by default.
    labels : tuple of str
        The names of the two parameters.
    """
    if problem.num_params != 2:
        raise ValueError(f"problem must have 2 parameters, got {problem.num_params}")
    runs = require_runs(runs)
    ax = axes_or_new(ax, width=5.0, height=4.4)
    lowest = _lowest(problem)
    u, v = _window(ax, lowest, _positions(problem, runs) if within is None else within)
    _contours(ax, problem, u, v)
    told = [f"{label} {_path(ax, run, label, row, lowest)}"
            for row, (label, run) in style_rows(runs)]
    starts = np.unique([run.params[0] for run in runs.values()], axis=0)
    drawn = np.concatenate([run.params for run in runs.values()])
    _mark(ax, starts, "o", 7, "start", drawn)
    if lowest is not None:
        _mark(ax, lowest[None], "*", 11, "minimum", drawn)
    if len(runs) > 1:
        ax.legend(frameon=True, framealpha=0.9, edgecolor="none", fontsize="small")
    ax.set(xlabel=labels[0], ylabel=labels[1])
    add_alt_text(ax, f"Contours of the loss with a path: {'; '.join(told)}.")
    return ax


def compare_paths(
    problem: Problem, runs: Mapping[str, History], *,
    labels: tuple[str, str] = ("$w_1$", "$w_2$"),
) -> Figure:
    """Draw a panel for each run, all with one view of the loss; `labels` name the parameters."""
    positions = _positions(problem, require_runs(runs))
    fig, axs = new_figure(len(runs), width=3.4 * len(runs), height=3.1)
    for ax, (label, run) in zip(np.atleast_1d(axs), runs.items(), strict=True):
        path_on_contours(problem, {label: run}, ax, within=positions, labels=labels)
        ax.set_title(label, loc="left")
        ax.label_outer()  # the view is the same, so one set of numbers is enough
    return fig


def _lowest(problem: Problem) -> NDArray | None:
    """Return the minimum, or None if there is none, or more than one."""
    try:
        return problem.minimum
    except (AttributeError, ValueError):
        return None


def _positions(problem: Problem, runs: Mapping[str, History]) -> NDArray:
    """Return the positions that the picture should show, shape ``(n, 2)``."""
    lowest = _lowest(problem)
    starts = np.array([run.params[0] for run in runs.values()])
    middle = starts.mean(axis=0) if lowest is None else lowest
    farthest = np.linalg.norm(starts - middle, axis=1).max() or 1.0
    positions = np.concatenate([run.params for run in runs.values()])
    # Largest coordinate, and not the norm, whose squares overflow on a run that diverged.
    return positions[np.abs(positions - middle).max(axis=1) <= MAX_DISTANCE_RATIO * farthest]


def _window(ax: Axes, lowest: NDArray | None, positions: ArrayLike) -> tuple[NDArray, NDArray]:
    """Return grids of both axes around the positions, in the proportions of the box they fill."""
    positions = np.vstack([positions] if lowest is None else [positions, lowest])
    low, high = positions.min(axis=0), positions.max(axis=0)
    size = (high - low) + 0.3 * ((high - low).max() or 1.0)
    box = _box(ax)
    half = (size / box).max() * box / 2
    middle = (low + high) / 2
    return tuple(np.linspace(m - h, m + h, 160) for m, h in zip(middle, half, strict=True))


def _box(ax: Axes) -> NDArray:
    """Estimate width and height in inches that axes will fill once the figure is laid out."""
    size, grid = ax.figure.get_size_inches(), ax.get_subplotspec()
    if grid is None:
        return ax.get_position().size * size
    rows, columns = grid.get_gridspec().get_geometry()
    return np.maximum(size / (columns, rows) - 0.7, 0.5)  # less the space for labels and title


def _contours(ax: Axes, problem: Problem, u: NDArray, v: NDArray) -> None:
    """Draw levels whose roots are evenly spaced: on a bowl, ellipses at equal distances."""
    surface = problem.value(np.stack(np.meshgrid(u, v)))
    low, high = surface.min(), surface.max()
    levels = low + (high - low) * np.linspace(0.1, 1, 13) ** 2
    ax.contour(u, v, surface, levels=levels, colors="#b9b9b9", linewidths=0.8)
    ax.set(xlim=(u[0], u[-1]), ylim=(v[0], v[-1]), aspect="equal")


def _mark(
    ax: Axes, positions: NDArray, marker: str, size: int, word: str, drawn: NDArray
) -> None:
    """Draw black marks, shape ``(n, 2)``, and their name beside the first, off the drawn points."""
    ax.plot(*positions.T, marker, color="black", ms=size, zorder=5)
    ax.annotate(word, positions[0], xytext=_free_offset(ax, positions[0], word, drawn),
                textcoords="offset points", ha="center", va="center", fontsize="small",
                zorder=4,  # above the contours, to be legible
                bbox={"fc": "white", "ec": "none", "alpha": 0.85, "pad": 1})


def _free_offset(ax: Axes, at: NDArray, word: str, drawn: NDArray) -> tuple[float, float]:
    """Return the offset, in points, at which a name covers the fewest drawn points or segments."""
    limits = np.array([ax.get_xlim(), ax.get_ylim()])
    to_points = 72 * _box(ax) / np.ptp(limits, axis=1)
    inside = drawn[np.isfinite(drawn).all(axis=1)]
    # Points between the steps stand for the segments that join them.
    shares = np.linspace(0, 1, 33)[:, None, None]
    path = (inside[:-1] * (1 - shares) + inside[1:] * shares).reshape(-1, 2)
    path = (np.concatenate([inside, path]) - at) * to_points
    half = np.array([LETTER_WIDTH * len(word) / 2 + 3, 8.0])
    room = (limits - at[:, None]) * to_points[:, None]
    up = -1 if word == "minimum" else 1  # where both are free
    offsets = [np.array([x * (half[0] + 8), up * y * 13.0])
               for x, y in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1),
                            (0, 2), (0, -2), (0, 3), (0, -3))]

    def covered(offset: NDArray) -> tuple[bool, int]:
        outside = (offset - half < room[:, 0]).any() or (offset + half > room[:, 1]).any()
        return bool(outside), int((np.abs(path - offset) < half).all(axis=1).sum())

    return tuple(float(value) for value in min(offsets, key=covered))


def _path(ax: Axes, run: History, label: str, row: int, lowest: NDArray | None) -> str:
    """Draw a run until it leaves the picture, and return its end in words."""
    corners = np.array([ax.get_xlim(), ax.get_ylim()])
    outside = ~((run.params >= corners[:, 0]) & (run.params <= corners[:, 1])).all(axis=1)
    # A path may leave the picture and come back; only the part after the last return is cut.
    left = len(outside) - int(np.argmin(outside[::-1])) if outside[-1] else len(outside)
    shown = run.params[: left + 1]
    ax.plot(*shown[np.isfinite(shown).all(axis=1)].T, lw=1.4, ms=4, label=label, **curve_style(row))
    if left < len(outside):
        return f"leaves the picture at step {left}"
    if lowest is None:
        return f"ends at ({run.params[-1][0]:.3g}, {run.params[-1][1]:.3g}) " \
               f"after {run.num_steps} steps"
    return f"ends {np.linalg.norm(run.params[-1] - lowest):.2g} away from the minimum " \
           f"after {run.num_steps} steps"
