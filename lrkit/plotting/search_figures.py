"""Figures of notebook 3: the rules of range tests, and searches over two settings."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.markers import TICKUP
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.nb03 import rate_axis, written_out
from lrkit.plotting.style import COLOURS, curve_style, new_figure, require_runs
from lrkit.training import RangeTest, RuleOutcome, SearchResult
from lrkit.uncertainty import standard_error, t_factor

HIGHEST_SHARE = 1.4  # of the first loss: the explosion of a range test leaves the picture there
BOTTOM, TOP = 0.14, 0.91  # of the panels of `two_settings`, as shares of the figure
JITTER = 0.16  # how far dots are moved apart across their row, so that equal ones are seen


def range_test_rules(
    test: RangeTest, found: Mapping[str, RuleOutcome], *, shown: int = 0,
    reference: float | None = None,
) -> Figure:
    """Draw a range test, raw and smoothed, and what whole runs at the suggested rates reach.

    Parameters
    ----------
    test : RangeTest
        One of the tests, smoothed.
    found : mapping of str to RuleOutcome
        As `compare_rules` returns it. A rule whose name ends in "raw" is marked on the raw curve.
    shown : int
        The number of that test among those of `found`.
    reference : float, optional
        A loss to compare with, such as that of the best rate of a grid.
    """
    fig, (left, right) = new_figure(2, width=11.0, height=4.2, margins={
        "left": 0.06, "right": 0.985, "bottom": 0.14, "top": 0.97, "wspace": 0.45})
    _draw_test(left, test, {name: outcome.lrs[shown] for name, outcome in
                            require_runs(found).items()})
    for row, outcome in enumerate(found.values()):
        _draw_row(right, row, outcome.losses, curve_style(row))
    _name_rows(right, list(found), "held-out loss of a whole run there")
    if reference is not None:
        right.axvline(reference, color=COLOURS["black"], lw=1, ls=(0, (4, 3)), zorder=0)
    told = "; ".join(f"{name}: {outcome}" for name, outcome in found.items())
    add_alt_text(right, f"Losses of whole runs at the rates that each rule suggests. {told}.")
    return fig


def two_settings(
    searches: Mapping[str, SearchResult], lowest: Mapping[str, ArrayLike], names: tuple[str, str],
    labels: tuple[str, str],
) -> Figure:
    """Draw the points of searches over two settings, and the lowest losses of many such searches.

    Parameters
    ----------
    searches : mapping of str to SearchResult
        A panel for each; below its points a stroke for each value of the first setting.
    lowest : mapping of str to array_like, shape (n,)
        A row for each kind of search, a dot for each repetition.
    names, labels : tuple of two str
        The names of the settings, across and upwards, and what the axes say.
    """
    fig, axs = new_figure(len(require_runs(searches)) + 1, width=12.0, height=3.8,
                          margins={"bottom": BOTTOM, "top": TOP})
    colours = _place(fig, axs)
    everything = np.array([trial.mean for found in searches.values() for trial in found.trials])
    limits = everything.min(), np.quantile(everything, 0.9)
    for ax, (label, found) in zip(axs, searches.items(), strict=False):
        dots = _draw_points(ax, label, found, names, limits)
        ax.set(xlabel=labels[0], ylabel=labels[1] if ax is axs[0] else "")
    fig.colorbar(dots, cax=colours, label="held-out loss")
    for row, values in enumerate(lowest.values()):
        _draw_row(axs[-1], row, values, curve_style(row), mean=True)
    _name_rows(axs[-1], list(lowest), "lowest held-out loss of a search")
    told = "; ".join(f"{name}: {np.size(values)} searches, mean {np.mean(values):.3f}, bound "
                     f"{_bound(values):.3f}" for name, values in lowest.items())
    add_alt_text(axs[-1], f"Lowest losses of many searches. {told}.")
    return fig


def _place(fig: Figure, axs: NDArray) -> Axes:
    """Place the panels of the searches, and the last one; return axes for the colours between."""
    height, left, right, gap = TOP - BOTTOM, 0.085, 0.61, 0.075
    step = (right - left + gap) / (len(axs) - 1)
    for k, ax in enumerate(axs[:-1]):
        ax.set_position([left + k * step, BOTTOM, step - gap, height])
    axs[-1].set_position([0.77, BOTTOM, 0.215, height])
    return fig.add_axes([right + 0.01, BOTTOM, 0.012, height], label="<colorbar>")


def _draw_test(ax: Axes, test: RangeTest, rates: Mapping[str, float]) -> None:
    """Draw both curves, with the rate that each rule takes from them."""
    raw = test.unsmoothed()
    ax.plot(raw.lrs, raw.losses, color=COLOURS["grey"], lw=1.2, label="raw")
    ax.plot(test.lrs, test.losses, color=COLOURS["black"], lw=2.2, label="smoothed")
    for row, (name, rate) in enumerate(rates.items()):
        curve, style = raw if name.endswith("raw") else test, curve_style(row)
        height = np.interp(np.log(rate), np.log(curve.lrs), curve.losses)
        ax.plot(rate, height, style["marker"], color=style["color"], mec="black", mew=0.7,
                ms=9, zorder=4, clip_on=False)
    rate_axis(ax)
    ax.set(xlabel="learning rate, growing from step to step", ylabel="loss",
           xlim=(test.lrs[0], max(raw.lrs[-1], test.lrs[-1])),
           ylim=(raw.losses.min() - 0.1, HIGHEST_SHARE * raw.losses[0]))
    ax.legend(loc="upper left")
    add_alt_text(ax, f"The loss of a range test over the rate: {raw.losses[0]:.2f} at first, at "
                     f"its lowest {raw.losses.min():.2f} at {raw.lowest:.2g}, at the end "
                     f"{raw.losses[-1]:.2f}; smoothed at its lowest {test.losses.min():.2f} at "
                     f"{test.lowest:.2g}.")


def _name_rows(ax: Axes, names: list[str], xlabel: str) -> None:
    """Name the rows of dots, and set their common log axis."""
    ax.set_yticks(-np.arange(len(names)), names)
    ax.tick_params(axis="y", length=0, labelsize=10.5)
    ax.set(xscale="log", xlabel=xlabel, ylim=(0.5 - len(names), 0.5))
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ax.xaxis.set_minor_locator(NullLocator())


def _draw_row(ax: Axes, row: int, values: ArrayLike, style: dict, mean: bool = False) -> None:
    """Draw a row of dots, and below them the mean with the bound of chance, if asked for."""
    values = np.asarray(values, dtype=float)
    across = np.tile([-1.0, 0.0, 1.0], values.size)[:values.size] * JITTER
    ax.plot(values, -row + across, style["marker"], color=style["color"], alpha=0.55, mew=0, ms=6)
    if mean:
        ax.errorbar(values.mean(), -row - 0.34, xerr=_bound(values), fmt="D", color="black",
                    capsize=3, ms=4.5)


def _bound(values: ArrayLike) -> float:
    """Return how far chance may carry the mean of these values."""
    return t_factor(np.size(values)) * standard_error(values)


def _draw_points(ax: Axes, label: str, found: SearchResult, names: tuple[str, str], limits: tuple):
    """Draw the points of a search, coloured by their loss, and strokes for the first setting."""
    x, y = ([trial.settings[name] for trial in found.trials] for name in names)
    values = [trial.mean for trial in found.trials]
    dots = ax.scatter(x, y, c=values, s=52, cmap="viridis", edgecolor="black", linewidth=0.6,
                      vmin=limits[0], vmax=limits[1], zorder=3)
    best = found.best
    ax.plot(*(best.settings[name] for name in names), "*", color="white", mec="black", ms=17,
            zorder=4)
    rate_axis(ax)
    ax.set(yscale="log", title=f"{label}: best {best.mean:.2f}")
    ax.xaxis.set_minor_locator(NullLocator())  # the strokes are marks enough
    ax.yaxis.set_major_formatter(written_out)
    ax.yaxis.set_minor_locator(NullLocator())
    ax.margins(y=0.12)  # room for the strokes below the points
    ax.plot(x, np.zeros(len(x)), ls="", marker=TICKUP, color=COLOURS["vermillion"], ms=9, mew=1.8,
            transform=ax.get_xaxis_transform())
    add_alt_text(ax, f"{label.capitalize()}: {len(x)} runs at {len(set(x))} different rates, the "
                     f"lowest loss {best.mean:.3f} at the rate {best.settings[names[0]]:.2g}.")
    return dots
