"""Figures of notebook 10: digits, the losses of runs on a budget, and recipes compared."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends, make_room, plain_log_ticks
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, new_figure, require_runs
from lrkit.uncertainty import standard_error, t_factor

MAX_RECIPES = 24  # in one figure
MIN_STARTS = 3  # for a bar: with two, the t factor is 12.7
APART = 0.2  # of a line: runs are drawn above it, their mean below


class BudgetRun(Protocol):
    """A run with its losses at some points of the budget, which is all that these figures read."""

    spent: Sequence[int]
    losses: Sequence[float]


def digit_images(images: ArrayLike, labels: ArrayLike) -> Figure:
    """Draw handwritten digits in a row, each under its label.

    Parameters
    ----------
    images : array_like, shape (n, 64)
        Pixels row by row from 0 (paper) to 1 (ink); n is at least 1.
    labels : array_like, shape (n,)
        The digit in each image.
    """
    images, labels = np.asarray(images, dtype=float), np.asarray(labels)
    if images.ndim != 2 or images.shape[1] != 64 or labels.shape != (len(images),):
        raise ValueError(f"images and labels must have shapes (n, 64) and (n,), got {images.shape} "
                         f"and {labels.shape}")
    fig, axs = new_figure(len(images), width=0.9 * len(images), height=1.25)
    for ax, image, label in zip(np.atleast_1d(axs), images, labels, strict=True):
        ax.imshow(image.reshape(8, 8), cmap="Greys", vmin=0, vmax=1)
        ax.set_title(f"{label}", loc="center")
        ax.set_axis_off()
        add_alt_text(ax, f"A handwritten {label}.")
    return fig


def validation_curves(
    runs: Mapping[str, Sequence[BudgetRun]], ax: Axes | None = None, *, highest: float = 3.0
) -> Axes:
    """Draw the validation loss over the example-gradients spent, with a label at each curve's end.

    Parameters
    ----------
    runs : mapping of str to sequence of runs
        For each recipe its runs. Of several runs the mean is drawn, as far as all of them go, with
        a thin curve for each. ValueError if there is none.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    highest : float
        A larger loss is drawn at the upper edge.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, group) in enumerate(require_runs(runs).items()):
        spent, losses = _together(group)
        mean = losses.mean(axis=0)
        ends.append(_draw_curves(ax, row, label, spent, np.minimum(losses, highest),
                                 np.minimum(mean, highest)))
        told.append(f"{label} from {mean[0]:.3g} to {mean[-1]:.3g}"
                    + (f" in the mean of {len(losses)} runs" if len(losses) > 1 else ""))
    ax.set(xlabel="example-gradients spent", ylabel="validation loss", yscale="log")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    last = max(end.x for end in ends)
    ax.set_xlim(0, last)
    make_room(ax, ends)
    ax.spines["bottom"].set_bounds(0, last)  # the names lie beyond the data
    plain_log_ticks(ax)
    label_ends(ax, ends)
    add_alt_text(ax, f"Validation loss over the budget: {'; '.join(told)}.")
    return ax


def _draw_curves(ax: Axes, row: int, label: str, spent: NDArray, losses: NDArray, mean: NDArray,
                 ) -> CurveEnd:
    """Draw the mean of a recipe's runs, and each of them if there are several."""
    style = curve_style(row)
    for one in losses if len(losses) > 1 else ():
        ax.plot(spent, one, color=style["color"], lw=0.7, alpha=0.5)
    ax.plot(spent, mean, color=style["color"], ls=style["ls"])
    return CurveEnd(spent[-1], float(mean[-1]), label, style["color"])


def recipes_compared(
    losses: Mapping[str, ArrayLike], ax: Axes | None = None, *, highest: float = 0.6
) -> Axes:
    """Draw a line for each recipe, the best mean on top: its runs, their mean and its bar.

    Parameters
    ----------
    losses : mapping of str to array_like, shape (starts,)
        The losses of the runs of each recipe. ValueError if there is no recipe, or one has no run.
    ax : Axes, optional
        Axes to draw on; a new figure by default, as high as the recipes need.
    highest : float
        Larger losses are drawn at the right edge, as arrowheads.

    Notes
    -----
    The bar reaches to each side by the standard error times Student's t factor, which is a range of
    95 %. It needs at least three starts. Of more than 24 recipes the best 24 are drawn.
    """
    means = {label: np.atleast_1d(np.asarray(runs, dtype=float))
             for label, runs in require_runs(losses).items()}
    if empty := [label for label, runs in means.items() if not runs.size]:
        raise ValueError(f"losses[{empty[0]!r}] must hold at least one run, got none")
    ranked = sorted(means.items(), key=lambda pair: pair[1].mean())[:MAX_RECIPES]
    ax = axes_or_new(ax, width=8.4, height=1.1 + 0.3 * len(ranked))
    told = [_draw_recipe(ax, row, label, runs, highest)
            for row, (label, runs) in enumerate(ranked)]
    ax.set(xscale="log", xlabel="validation loss at the end", ylim=(len(ranked) - 0.4, -0.6),
           yticks=range(len(ranked)), yticklabels=[label for label, _ in ranked])
    ax.set_xlim(right=highest * 1.06)
    ticks = [tick for tick in (0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5)
             if ax.get_xlim()[0] <= tick <= highest]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.set_xticks([], minor=True)
    ax.grid(axis="x", color="#e6e6e6", lw=0.8)
    add_alt_text(ax, f"Validation loss at the end, best mean first: {'; '.join(told)}.")
    return ax


def _draw_recipe(ax: Axes, row: int, label: str, runs: NDArray, highest: float) -> str:
    """Draw one line of the figure, and return it in words."""
    inside, mean = runs[runs <= highest], float(runs.mean())
    has_bar = len(runs) >= MIN_STARTS and np.isfinite(mean)
    above, below = (row - APART, row + APART) if has_bar else (row, row)
    ax.plot(inside, np.full(inside.size, above), "o", color=COLOURS["blue"], alpha=0.6, mew=0)
    if inside.size < runs.size:
        ax.plot(highest, above, ">", color=COLOURS["vermillion"], clip_on=False)
    if not has_bar:
        return f"{label} {mean:.4f} in {'one run' if len(runs) == 1 else f'{len(runs)} runs'}"
    reach = t_factor(len(runs)) * standard_error(runs)
    if mean <= highest:
        low = min(reach, 0.9 * mean)  # a logarithmic axis has no 0
        ax.errorbar(mean, below, xerr=[[low], [reach]], fmt="D", color=COLOURS["black"],
                    capsize=4, ms=5)
    return f"{label} {mean:.4f} ± {reach:.4f} in {len(runs)} runs"


def _together(group: Sequence[BudgetRun]) -> tuple[NDArray, NDArray]:
    """Return the points that all runs of a recipe share, and the losses there, (runs, points)."""
    if not len(group):
        raise ValueError("runs must hold at least one run for each recipe, got none")
    shared = min((run.spent for run in group), key=len)
    losses = np.array([run.losses[:len(shared)] for run in group], dtype=float)
    return np.array(shared), losses
