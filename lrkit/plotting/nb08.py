"""Figures of notebook 8: the exhibits of a trial, and accuracies of runs against their loss."""

import textwrap
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, StrMethodFormatter
from numpy.typing import NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import CurveEnd, label_ends
from lrkit.plotting.style import curve_style, new_figure, require_runs
from lrkit.trials import DigitRuns, Estimate, Exhibit, Finding, estimate


def evidence(finding: Finding) -> Figure:
    """Draw the exhibits of a trial side by side: a row for each condition.

    The small dots are the repetitions. Below them, the large mark is their mean, and the bar is its
    95 % interval, by Student's t. An infinite value is an arrow at the right edge.
    """
    exhibits = finding.exhibits
    rows = max(len(exhibit.values) for exhibit in exhibits)
    fig, axs = new_figure(len(exhibits), width={1: 5.6, 2: 10.0}.get(len(exhibits), 11.0),
                          height=1.1 + 0.42 * rows)
    names = None
    for ax, exhibit in zip(np.atleast_1d(axs), exhibits, strict=True):
        draw_exhibit(exhibit, ax)
        if names == list(exhibit.values):  # the panel to the left has the same rows
            ax.set_yticklabels([])
        names = list(exhibit.values)
    return fig


def draw_exhibit(exhibit: Exhibit, ax: Axes) -> None:
    """Draw one exhibit on given axes; see `evidence`."""
    values, estimates = require_runs(exhibit.values), exhibit.estimates
    ax.set(xscale="log" if exhibit.log else "linear",
           xlabel="\n".join(textwrap.wrap(exhibit.unit, 44)),
           yticks=range(len(estimates)), yticklabels=list(estimates),
           ylim=(len(estimates) - 0.5, -0.5))
    ax.grid(axis="y", color="#ececec", lw=0.8)
    for row, (name, mean) in enumerate(estimates.items()):
        _draw_row(ax, row, np.asarray(values[name], dtype=float), mean)
    ax.margins(x=0.08)
    _set_ticks(ax, exhibit.log)
    told = "; ".join(f"{name} {mean}" for name, mean in estimates.items())
    add_alt_text(ax, f"{exhibit.unit[:1].upper()}{exhibit.unit[1:]}, mean and standard error: "
                     f"{told}.")


def _draw_row(ax: Axes, row: int, values: NDArray, mean: Estimate) -> None:
    colour = curve_style(row)["color"]
    if not np.isfinite(mean.mean):
        ax.text(1, row, "∞ →", transform=ax.get_yaxis_transform(), ha="right", va="center",
                color=colour, size=13)
        return
    apart = np.linspace(-0.12, 0.12, len(values)) if len(values) > 1 else np.zeros(1)
    ax.plot(values, row - 0.18 + apart, ".", color=colour, ms=5, mew=0)
    ax.errorbar(mean.mean, row + 0.2, xerr=mean.bound, fmt=curve_style(row)["marker"],
                color=colour, ms=6, capsize=4, lw=1.6)


def _set_ticks(ax: Axes, log: bool) -> None:
    """Set few ticks, and write plain numbers if the axis spans less than three decades."""
    low, high = ax.get_xlim()
    if not log:
        ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    elif high / low < 1e3:
        ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high / low < 100 else (1.0,)))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())


def accuracy_curves(runs: DigitRuns, *, against_loss: bool = True,
                    stops: Sequence[int] = ()) -> Figure:
    """Draw test accuracies over the epochs and, if wanted, beside it against the training loss.

    The lines are means over the seeds; the band on the left is their 95 % interval. If the curves
    part on the left and coincide on the right, the rate decides how far a run gets, and not where
    it goes. `stops` are epochs, one for each rate, that a point marks on its curve.
    """
    fig, axs = new_figure(1 + against_loss, width=10.0 if against_loss else 6.0, height=3.8)
    left, *others = np.atleast_1d(axs)
    means, losses, ends = runs.test_accs.mean(axis=0), runs.train_losses.mean(axis=0), []
    bounds = np.apply_along_axis(lambda accs: estimate(accs).bound, 0, runs.test_accs)
    for row, lr in enumerate(runs.lrs):
        style = {"color": curve_style(row)["color"], "ls": curve_style(row)["ls"], "lw": 1.6}
        left.plot(runs.epochs, means[row], **style)
        left.fill_between(runs.epochs, means[row] - bounds[row], means[row] + bounds[row],
                          color=style["color"], alpha=0.15, lw=0)
        for right in others:
            right.plot(losses[row], means[row], **style)
        ends.append(CurveEnd(runs.epochs[-1], means[row, -1], f"rate {lr:g}", style["color"]))
    left.set(xlabel="epoch", ylabel="share of test digits read", ylim=(0.6, 1),
             xlim=(0, runs.epochs[-1]))
    label_ends(left, ends)
    _describe_curves(left, others, runs.lrs, means, losses)
    _mark_stops(left, stops, runs, means)
    return fig


def _mark_stops(ax: Axes, stops: Sequence[int], runs: DigitRuns, means: NDArray) -> None:
    for row, stop in enumerate(stops):
        ax.plot(runs.epochs[stop], means[row, stop], curve_style(row)["marker"], ms=7, mec="black",
                color=curve_style(row)["color"], zorder=5, clip_on=False)
    if len(stops):
        told = "; ".join(f"rate {lr:g} in epoch {runs.epochs[stop]}"
                         for lr, stop in zip(runs.lrs, stops, strict=True))
        add_alt_text(ax, f"Marked where training stops: {told}.")


def _describe_curves(left: Axes, others: Sequence[Axes], lrs: Sequence[float], means: NDArray,
                     losses: NDArray) -> None:
    told = "; ".join(f"rate {lr:g} at most {row.max():.3f}, {row[-1]:.3f} in the end"
                     for lr, row in zip(lrs, means, strict=True))
    add_alt_text(left, f"Share of test digits read over the epochs: {told}.")
    told = "; ".join(f"rate {lr:g} down to {row[-1]:.2f}"
                     for lr, row in zip(lrs, losses, strict=True))
    for right in others:
        right.set(xlabel="training loss (training goes to the right)", ylim=(0.6, 1))
        right.invert_xaxis()
        add_alt_text(right, f"The same against the training loss, which goes: {told}.")
