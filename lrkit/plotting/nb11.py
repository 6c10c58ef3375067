"""Figures of notebook 11: rates by width, steps and examples by batch, branches of one long run."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, StrMethodFormatter
from numpy.typing import ArrayLike, NDArray

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.labels import plain_log_ticks
from lrkit.plotting.style import COLOURS, axes_or_new, curve_style, new_figure, require_runs
from lrkit.uncertainty import standard_errors

LABELS = {"textcoords": "offset points", "va": "center"}


def losses_by_rate(
    lrs: Sequence[float], losses: Mapping[str, ArrayLike], ax: Axes | None = None, *,
    ylabel: str = "loss",
) -> Axes:
    """Draw the loss against the rate, a curve for each label, with its lowest mean marked.

    Parameters
    ----------
    lrs : sequence of float
        The rates, ascending.
    losses : mapping of str to array_like, shape (rates, seeds)
        With at least two seeds. The curve joins the means; the band is one standard error wide on
        each side. ValueError if there is none or a shape does not fit.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    ylabel : str
        The name of the loss.
    """
    ax, told = axes_or_new(ax), []
    for row, (label, given) in enumerate(require_runs(losses).items()):
        mean, error = _mean_and_error(given, len(lrs))
        style = curve_style(row)
        ax.plot(lrs, mean, color=style["color"], ls=style["ls"], lw=1.8)
        ax.fill_between(lrs, mean - error, mean + error, color=style["color"], alpha=0.15, lw=0)
        best = int(mean.argmin())
        ax.plot(lrs[best], mean[best], "*", color=style["color"], mec="black", mew=0.8, ms=13)
        ax.annotate(label, (lrs[0], mean[0]), xytext=(-6, 0), ha="right", color=style["color"],
                    **LABELS)
        told.append(f"{label} {mean[best]:.3g} ± {error[best]:.2g} at {lrs[best]:.3g}")
    _end_with_the_rates(ax, lrs)
    ax.set_ylabel(ylabel)
    ax.set_title("☆ best", loc="left")
    add_alt_text(ax, f"{ylabel.capitalize()} against the rate, log axes. Lowest means with "
                     f"standard error: {'; '.join(told)}.")
    return ax


def steps_and_examples(
    batches: Sequence[int], steps: ArrayLike, expected: ArrayLike | None = None, *,
    critical: tuple[float, float] | None = None,
) -> Figure:
    """Draw the steps and the examples that runs of each batch size needed, side by side.

    Parameters
    ----------
    batches : sequence of int
        The batch sizes, ascending.
    steps : array_like, shape (batches, seeds)
        The steps of each run, with at least two seeds.
    expected : array_like, shape (batches,), optional
        A formula's steps, drawn as a dashed curve.
    critical : (float, float), optional
        The range in which a critical batch size is expected; drawn as a band.
    """
    batches, steps = np.asarray(batches), np.asarray(steps, dtype=float)
    fig, axs = new_figure(2, width=9.6, height=3.6)
    for ax, factor, what in zip(axs, (1, batches), ("steps", "examples"), strict=True):
        mean, error = _mean_and_error(steps * np.reshape(factor, (-1, 1)), len(batches))
        if expected is not None:
            ax.plot(batches, np.asarray(expected) * factor, color=COLOURS["grey"], lw=1.4,
                    ls=(0, (4, 3)), label="formula")
        if critical is not None:
            ax.axvspan(*critical, color=COLOURS["orange"], alpha=0.22, lw=0, label="noise scale")
        ax.errorbar(batches, mean, error, capsize=3, color=COLOURS["blue"], marker="o",
                    label="runs")
        _batch_axes(ax, batches, f"{what} until the loss is reached")
        told = [f"{value:,.0f} at {size}" for size, value in zip(batches, mean, strict=True)]
        add_alt_text(ax, f"{what.capitalize()} by batch size, log axes: {', '.join(told)}.")
    axs[0].yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 3.0, 5.0, 7.0)))
    if critical is not None:
        add_alt_text(axs[0], f"A band marks noise scales from {critical[0]:.0f} to "
                             f"{critical[1]:.0f}.")
    axs[0].legend(loc="upper right")
    return fig


def branches(
    stable: ArrayLike, decays: Mapping[int, ArrayLike], ends: Mapping[int, float],
    ax: Axes | None = None, *, window: int = 25,
) -> Axes:
    """Draw one run at a constant rate, decays that branch off it, and the ends of other runs.

    Parameters
    ----------
    stable : array_like, shape (T + 1,)
        The losses of the run at a constant rate.
    decays : mapping of int to array_like
        For each step at which a decay begins, the losses from there on.
    ends : mapping of int to float
        For each length, the final loss of a run that was made for it, drawn as a diamond.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    window : int
        The stable run is drawn as it is, thin, and as a running median over so many steps.
    """
    ax, told = axes_or_new(ax, width=8.0), []
    losses = np.asarray(stable, dtype=float)
    ax.plot(losses, color=COLOURS["grey"], lw=0.7, alpha=0.45)
    ax.plot(_running_median(losses, window), color=COLOURS["grey"], label="stable rate, median")
    for begin, given in require_runs(decays).items():
        values = np.asarray(given, dtype=float)
        end = begin + len(values) - 1
        ax.plot(np.arange(begin, end + 1), values, "o-", markevery=[-1], color=COLOURS["blue"],
                lw=1.8, ms=7, label=None if told else "a decay branches off")
        told.append(f"from step {begin} to {end}: {values[0]:.3g} to {values[-1]:.3g}")
    ax.plot(list(ends), list(ends.values()), "D", color=COLOURS["vermillion"], ms=7,
            label="cosine, a run of its own")
    last = max(*ends, *(begin + len(np.asarray(v)) - 1 for begin, v in decays.items()))
    ax.set(yscale="log", xlabel="step", ylabel="training loss", xlim=(0, last * 1.015))
    plain_log_ticks(ax)
    ax.legend(loc="upper right")
    others = ", ".join(f"{value:.3g} at {length}" for length, value in ends.items())
    add_alt_text(ax, f"Training loss over steps, log scale: a run at a constant rate, and decays "
                     f"{'; '.join(told)}. Cosine runs of their own end at {others}.")
    return ax


def singular_values(spectra: Mapping[str, ArrayLike], ax: Axes | None = None) -> Axes:
    """Draw the singular values of matrices, the largest first, each relative to its largest.

    Parameters
    ----------
    spectra : mapping of str to array_like, shape (n,)
        Singular values of each matrix; ValueError if there is no matrix, or one has only zeros.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    """
    ax, told = axes_or_new(ax), []
    for row, (label, given) in enumerate(require_runs(spectra).items()):
        values = np.sort(np.asarray(given, dtype=float))[::-1]
        if not values.size or not values[0] > 0:
            raise ValueError(f"spectra[{label!r}] must have a positive value, got {given!r}")
        share, style = values / values[0], curve_style(row)
        ax.plot(np.arange(1, len(share) + 1), np.where(share > 1e-12, share, np.nan), ms=3.5,
                lw=1.2, label=label, **style)
        half = int((share >= 0.5).sum())
        told.append(f"{label} has {half} of {len(share)} above half of its largest")
    ax.set(yscale="log", xlabel="singular value, the largest first",
           ylabel="relative to the largest")
    ax.margins(x=0.02)
    ax.legend(loc="lower left")
    add_alt_text(ax, f"Singular values, log scale: {'; '.join(told)}.")
    return ax


def _batch_axes(ax: Axes, batches: NDArray, ylabel: str) -> None:
    """Set log axes with a tick for each batch size."""
    ax.set(xscale="log", yscale="log", xlabel="batch size (examples)", ylabel=ylabel)
    ax.set_xticks(batches, [f"{size:,}" for size in batches])
    ax.set_xticks([], minor=True)
    plain_log_ticks(ax)


def _end_with_the_rates(ax: Axes, lrs: Sequence[float]) -> None:
    """Set log axes whose line of rates ends with them; to its left is room for names."""
    ax.set(xscale="log", yscale="log", xlabel="learning rate",
           xlim=(lrs[0] * (lrs[0] / lrs[-1]) ** 0.22, lrs[-1]))
    ax.spines["bottom"].set_bounds(lrs[0], lrs[-1])
    decades = 10.0 ** np.arange(-9, 3)
    ax.set_xticks([tick for tick in decades if lrs[0] * 0.97 <= tick <= lrs[-1]])
    ax.set_xticks([], minor=True)
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    plain_log_ticks(ax)


def _running_median(values: NDArray, window: int) -> NDArray:
    """Return the median of the entries around each, fewer at both ends."""
    half = window // 2
    return np.array([np.median(values[max(0, k - half): k + half + 1])
                     for k in range(len(values))])


def _mean_and_error(given: ArrayLike, count: int) -> tuple[NDArray, NDArray]:
    """Return the means over the seeds, the last axis, and their standard errors."""
    runs = np.asarray(given, dtype=float)
    if runs.ndim != 2 or len(runs) != count or runs.shape[1] < 2:
        raise ValueError(f"the runs must have shape ({count}, seeds) with at least two seeds, "
                         f"got {runs.shape}")
    return runs.mean(axis=1), standard_errors(runs, axis=1)
