"""Figures of notebook 3: losses over the rates of a search, differences of two runs by seed."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import plain_log_ticks
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, require_runs
from lrkit.training import SearchResult
from lrkit.uncertainty import standard_error, t_factor

MARGINS = {"left": 0.09, "right": 0.985, "bottom": 0.15, "top": 0.98}


def rate_searches(
    searches: Mapping[str, SearchResult], ax: Axes | None = None, *, loss: str = "loss"
) -> Axes:
    """Draw the loss of each rate that was tried: a dot for each run, a line through the means.

    A star is the best mean; a run without a finite loss is a cross at the upper edge.

    Parameters
    ----------
    searches : mapping of str to SearchResult
        With the setting ``"lr"``; ValueError if there is none, or a search has another setting.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    loss : str
        The name of the vertical axis.
    """
    ax, told = axes_or_new(ax, margins=MARGINS), []
    for row, (label, found) in enumerate(require_runs(searches).items()):
        lrs, losses = _table(label, found)
        _draw_runs(ax, lrs, losses, label, curve_style(row))
        if found.best is not None:
            ax.plot(found.best.settings["lr"], found.best.mean, "*",
                    mfc="none", mec="black", mew=1.5, ms=19, zorder=5)
        told.append(f"{label}: {_told(found, lrs, losses)}")
    rate_axis(ax)
    ax.set(ylabel=loss, yscale="log")
    plain_log_ticks(ax)
    ax.legend(loc="lower left")
    add_alt_text(ax, f"{loss.capitalize()} over the rate, both on log scales. {'; '.join(told)}.")
    return ax


def seed_differences(
    differences: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    xlabel: str = "difference of the losses",
) -> Axes:
    """Draw differences of two runs, a dot for each seed; below them the mean and its uncertainty.

    The bar reaches as far as chance may carry the mean: the t factor times its standard error, as
    in `lrkit.uncertainty`. A difference was detected if the bar does not reach 0.

    Parameters
    ----------
    differences : mapping of str to array_like, shape (n,)
        At least two numbers for each label; ValueError otherwise.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    xlabel : str
        The name of the horizontal axis.
    """
    ax, told = axes_or_new(ax, **_size_of_rows(len(require_runs(differences)))), []
    for row, (label, values) in enumerate(differences.items()):
        values = np.asarray(values, dtype=float)
        if values.size < 2:
            raise ValueError(f"differences[{label!r}] must hold at least two, got {values.size}")
        mean, style = values.mean(), curve_style(row)
        bound = t_factor(values.size) * standard_error(values)
        ax.plot(values, np.full(values.size, -row + 0.12), style["marker"], color=style["color"],
                alpha=0.55, mew=0, ms=7)
        ax.errorbar(mean, -row - 0.2, xerr=bound, fmt="D", color="black", capsize=4, ms=5)
        verdict = "a difference" if abs(mean) > bound else "no difference was detected"
        told.append(f"{label}: {int((values > 0).sum())} of {values.size} above 0, mean "
                    f"{mean:.3g}, bound {bound:.2g}: {verdict}")
    ax.axvline(0, color=COLOURS["grey"], lw=1)
    ax.set(xlabel=xlabel, ylim=(-len(differences) + 0.45, 0.5))
    ax.set_yticks(-np.arange(len(differences)), list(differences))
    ax.tick_params(axis="y", length=0, labelsize=10.5)
    add_alt_text(ax, f"{xlabel.capitalize()}: a dot for each seed, and below the mean with "
                     f"the bound of chance. {'; '.join(told)}.")
    return ax


def _size_of_rows(count: int) -> dict:
    """Return the height and the margins of a figure with so many rows, named at the left."""
    height = 0.9 + 0.9 * count
    return {"height": height,
            "margins": {"left": 0.18, "right": 0.97, "bottom": 0.54 / height, "top": 0.98}}


def rate_axis(ax: Axes) -> None:
    """Set a log axis of rates, each power of ten written out."""
    ax.set(xscale="log", xlabel="learning rate")
    ax.xaxis.set_major_locator(LogLocator(numticks=12))
    ax.xaxis.set_major_formatter(written_out)
    ax.xaxis.set_minor_formatter(NullFormatter())


def written_out(number: float, _=None) -> str:
    """Format a number without an exponent, as a formatter of ticks does."""
    return np.format_float_positional(float(f"{number:g}"), trim="-")


def _table(label: str, found: SearchResult) -> tuple[NDArray, NDArray]:
    """Return rates in ascending order, and their losses, shape (rates, seeds)."""
    if set(found.trials[0].settings) != {"lr"}:
        raise ValueError(f"searches[{label!r}] must be over 'lr' alone, "
                         f"got {list(found.trials[0].settings)}")
    trials = sorted(found.trials, key=lambda trial: trial.settings["lr"])
    return (np.array([trial.settings["lr"] for trial in trials], dtype=float),
            np.array([trial.losses for trial in trials], dtype=float))


def _draw_runs(ax: Axes, lrs: NDArray, losses: NDArray, label: str, style: dict) -> None:
    """Draw a dot for each run, a line through the means, a cross for each run that diverged."""
    colour, marker = style["color"], style["marker"]
    ax.plot(np.repeat(lrs, losses.shape[1]), losses.ravel(), marker, mew=0, ms=5, color=colour,
            alpha=0.45)
    ax.plot(lrs, losses.mean(axis=1), color=colour, ls=style["ls"], lw=1.6, marker=marker, ms=3,
            label=label)
    diverged = lrs[~np.isfinite(losses).all(axis=1)]
    ax.plot(diverged, np.full(diverged.size, 0.97), "x", color=colour, ms=8, mew=2,
            transform=ax.get_xaxis_transform())


def _told(found: SearchResult, lrs: NDArray, losses: NDArray) -> str:
    count, runs = len(lrs), losses.shape[1]
    start = f"{count} rates from {lrs[0]:.3g} to {lrs[-1]:.3g}"
    start += f", {runs} seeds each" if runs > 1 else ""
    if found.best is None:
        return f"{start}, no finite loss"
    spread = f" with a spread of {found.best.spread:.2g}" if runs > 1 else ""
    edge = ", on the edge" if found.on_edge("lr") else ""
    diverged = int((~np.isfinite(losses)).sum())
    return (f"{start}, the best {found.best.mean:.3g}{spread} at {found.best.settings['lr']:.3g}"
            f"{edge}" + (f", {diverged} runs diverged" if diverged else ""))
