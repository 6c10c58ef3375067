"""Figures of runs: losses over steps, and a fitted line."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, name_ends, plain_log_ticks
from lrkit.plotting.style import COLOURS, CYCLE, axes_or_new, curve_style, style_rows
from lrkit.training import History

MAX_DRAWN_LOSS = 1e100  # the axis of a curve with a larger loss would overflow
RELATIVE_ROUNDING = 1e-12  # of the first loss; a smaller difference of two losses is noise


def loss_curves(
    runs: Mapping[str, History | NDArray], ax: Axes | None = None, *,
    floor: float = 0.0, ceiling: float = np.inf,
) -> Axes:
    """Draw losses over steps on a log axis, with a label at the end of each curve.

    Parameters
    ----------
    runs : mapping of str to History or ndarray, shape (T + 1,)
        A run, or its losses, for each label; ValueError if there is none.
    floor : float
        Subtracted from every loss, usually the smallest loss possible: what remains then falls
        along a straight line where each step shrinks it by the same factor. A loss that has
        arrived, but for rounding, is drawn at 1e-12 of the first; so is a loss of 0.
    ceiling : float
        Larger losses are not drawn: a run that diverges leaves the picture there.
    """
    ax, ends, told = axes_or_new(ax), [], []
    for row, (label, run) in style_rows(runs):
        losses = run.losses if isinstance(run, History) else np.asarray(run, dtype=float)
        drawn, arrival = _drawable(losses, floor, ceiling)
        style = curve_style(row)
        ax.semilogy(drawn, color=style["color"], ls=style["ls"], label=label)
        told.append(f"{label} {_course_text(losses, drawn, arrival)}")
        seen = np.flatnonzero(np.isfinite(drawn))
        for k in seen[-1:]:
            away = _diverges(losses, k)
            if away:
                ax.plot(k, drawn[k], "x", color=style["color"], ms=9, mew=2.2)
            ends.append(CurveEnd(k, drawn[k], label + " runs away" * away, style["color"]))
    ax.set(xlabel="step", ylabel="loss above the smallest possible" if floor else "loss")
    ax.margins(x=0.02)
    name_ends(ax, ends)
    plain_log_ticks(ax)
    add_alt_text(ax, f"Loss over steps, log scale: {'; '.join(told)}.")
    return ax


def points_and_line(
    x: ArrayLike, y: ArrayLike, line: tuple[float, float] | None = None, ax: Axes | None = None,
    *, labels: tuple[str, str] = ("x", "y"),
) -> Axes:
    """Draw data points and, if given, the line ``(slope, intercept)`` through them.

    ValueError if x and y differ in length or are empty.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1:
        raise ValueError(f"x and y must be equally long lists, got shapes {x.shape} and {y.shape}")
    if not x.size:
        raise ValueError("x and y must hold at least one point, got none")
    ax = axes_or_new(ax)
    ax.plot(x, y, ".", color=COLOURS["grey"], ms=5, alpha=0.55, mew=0)
    text = f"{len(x)} points: x from {x.min():.3g} to {x.max():.3g}, y from {y.min():.3g} to " \
           f"{y.max():.3g}"
    if line is not None:
        slope, intercept = line
        ends = np.array([x.min(), x.max()])
        ax.plot(ends, slope * ends + intercept, color=CYCLE[0], lw=2.4)
        text += f", and a line with slope {slope:.3g} and intercept {intercept:.4g}"
    ax.set(xlabel=labels[0], ylabel=labels[1])
    add_alt_text(ax, f"{text}.")
    return ax


def _drawable(losses: NDArray, floor: float, ceiling: float) -> tuple[NDArray, int | None]:
    """Return the losses that a log axis can show, nan elsewhere, and the step of arrival."""
    with np.errstate(over="ignore", invalid="ignore"):
        excess = losses - floor
    positive = excess[np.isfinite(excess) & (excess > 0)]
    rounding = RELATIVE_ROUNDING * positive[0] if positive.size else np.nan
    arrived = excess <= rounding if floor else excess == 0
    shown = np.where(arrived, rounding, excess)
    steps = np.flatnonzero(arrived)
    below = losses <= min(ceiling, MAX_DRAWN_LOSS)
    drawn = np.where(np.isfinite(shown) & (shown > 0) & below, shown, np.nan)
    return drawn, int(steps[0]) if steps.size else None


def _course_text(losses: NDArray, drawn: NDArray, arrival: int | None) -> str:
    """Describe the course of a run in words."""
    seen = np.flatnonzero(np.isfinite(drawn))
    if not seen.size:
        return "is out of the picture from the start"
    first, last = drawn[seen[0]], drawn[seen[-1]]
    word = "falls" if last < first else "rises" if last > first else "goes"
    told = f"{word} from {first:.3g} to {last:.3g} in {_steps_text(seen[-1] - seen[0])}"
    if arrival is not None and drawn[seen[-1]] == drawn[arrival]:
        told = f"falls from {first:.3g} to the smallest possible, but for rounding, " \
               f"in {_steps_text(arrival)}"
    peak = seen[np.argmax(drawn[seen])]
    if drawn[peak] > 1.05 * max(first, last):
        told += f", after a peak of {drawn[peak]:.3g} at step {peak}"
    return told + (", then runs away" if _diverges(losses, seen[-1]) else "")


def _diverges(losses: NDArray, last_drawn: int) -> bool:
    """Return True if a curve ends because the run left the picture, not because it was over."""
    return bool(not np.isfinite(losses[-1]) or last_drawn < len(losses) - 1)


def _steps_text(count: int) -> str:
    return f"{count} step" + ("" if count == 1 else "s")
