"""Figures of one weight: the parabola, the factor, the number of steps."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lrkit.plotting.display import describe
from lrkit.plotting.style import COLOURS, CYCLE, MARKERS, axes_or_new
from lrkit.problems import Bowl
from lrkit.training import History

ARROW = {"arrowstyle": "-|>,head_width=.28,head_length=.5", "shrinkA": 0, "shrinkB": 2, "lw": 2}


def one_step(bowl: Bowl, w: float, lrs: Sequence[float], ax: Axes | None = None) -> Axes:
    """One step from the same place for several rates, as arrows over the parabola.

    Parameters
    ----------
    bowl : Bowl
    w : float
        Where the steps begin.
    lrs : sequence of float
        A rate for each arrow.
    ax : Axes, optional
        Where to draw; a new figure by default.
    """
    ax = axes_or_new(ax, height=3.9)
    ends = [w - lr * bowl.grad(w) for lr in lrs]
    _parabola(ax, bowl, [w, *ends])
    top = bowl.value(w)
    for row, (lr, end) in enumerate(zip(lrs, ends, strict=True)):
        colour, level = CYCLE[row], -top * (0.14 + 0.15 * row)
        ax.annotate("", (end, level), (w, level), arrowprops={**ARROW, "color": colour})
        ax.plot([end, end], [level, bowl.value(end)], color=colour, lw=1, ls=":")
        ax.plot(end, bowl.value(end), MARKERS[row], color=colour, ms=8, zorder=4)
        ax.annotate(f"lr = {lr:g}, lands at {_number(end)}", (w, level), xytext=(8, 0),
                    textcoords="offset points", va="center", color=colour)
    ax.plot(w, top, "o", color="black", ms=9, zorder=5)
    ax.annotate("start", (w, top), xytext=(9, -3), textcoords="offset points", va="center")
    ax.plot([w, w], [-top * (0.14 + 0.15 * (len(lrs) - 1)), top], color="black", lw=1, ls=":")
    low, high = min(*ends, w, bowl.center), max(*ends, w)
    ax.set_xlim(low - 0.12 * (high - low), high + 0.34 * (high - low))
    ax.set(xlabel="weight w", ylabel="loss", yticks=np.linspace(0, top, 5).round(2))
    told = "; ".join(f"with rate {lr:g} to {end:g}, loss {bowl.value(end):.3g}"
                     for lr, end in zip(lrs, ends, strict=True))
    describe(ax, f"One step on a parabola from w = {w:g}, loss {top:.3g}: {told}.")
    return ax


def path_on_curve(bowl: Bowl, history: History, ax: Axes | None = None) -> Axes:
    """The places of a run on the parabola, joined by thin lines."""
    ax = axes_or_new(ax)
    places = history.params[:, 0]
    _parabola(ax, bowl, places)
    ax.plot(places, history.losses, "o-", color=CYCLE[0], lw=1, ms=5)
    ax.plot(places[0], history.losses[0], "o", color="black", ms=8)
    ax.set(xlabel="weight w", ylabel="loss")
    describe(ax, f"A run of {history.num_steps} steps on a parabola from w = {places[0]:.3g} to "
                 f"{places[-1]:.3g}; the loss goes from {history.losses[0]:.3g} to "
                 f"{history.losses[-1]:.3g}.")
    return ax


def contraction(bowl: Bowl, ax: Axes | None = None) -> Axes:
    """The size of the factor ``1 - lr*c`` against the rate, with the regimes named."""
    ax = axes_or_new(ax)
    c = bowl.curvature
    lrs = np.linspace(0, 2.5 / c, 251)
    sizes = np.abs(1 - lrs * c)
    for low, high, colour, word in ((0, 1, "blue", "monotone"), (1, 2, "green", "oscillates"),
                                    (2, 2.5, "vermillion", "diverges")):
        inside = (lrs * c >= low - 1e-9) & (lrs * c <= high + 1e-9)
        ax.plot(lrs[inside], sizes[inside], color=COLOURS[colour], lw=2.6)
        ax.axvspan(low / c, high / c, color=COLOURS[colour], alpha=0.07, lw=0)
        ax.text((low + high) / 2 / c, 1.57, word, ha="center", color=COLOURS[colour],
                weight="bold")
    ax.axhline(1, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    ax.annotate("one step:\nlr = 1/c", (1 / c, 0), xytext=(0, 22), textcoords="offset points",
                ha="center", arrowprops={"arrowstyle": "-", "color": COLOURS["grey"]})
    ax.annotate("never settles:\nlr = 2/c", (2 / c, 1), xytext=(-62, 10),
                textcoords="offset points", ha="center",
                arrowprops={"arrowstyle": "-", "color": COLOURS["grey"]})
    ax.set(xlabel="learning rate", ylabel="size of the factor, |1 − lr·c|", ylim=(0, 1.7),
           xlim=(0, 2.5 / c))
    describe(ax, f"The size of the factor 1 - lr*{c:g} against the rate: 1 at 0, falling to 0 at "
                 f"{1 / c:g}, rising to 1 at {2 / c:g}, above that larger than 1.")
    return ax


def steps_to_tolerance(
    lrs: Sequence[float], steps: Sequence[int | None], ax: Axes | None = None
) -> Axes:
    """How many steps a run needs, against its rate; None for a run that does not arrive."""
    ax = axes_or_new(ax)
    arrived = [(lr, k) for lr, k in zip(lrs, steps, strict=True) if k is not None]
    ax.plot(*zip(*arrived, strict=True), "o-", color=CYCLE[0], clip_on=False)
    highest = max(k for _, k in arrived)
    never = [lr for lr, k in zip(lrs, steps, strict=True) if k is None]
    for lr in never:
        ax.plot(lr, highest * 1.12, "x", color=CYCLE[1], ms=8, mew=2)
    if never:
        ax.annotate("never", (never[0], highest * 1.12), xytext=(0, 9), ha="center",
                    textcoords="offset points", color=CYCLE[1])
    for lr, k in arrived:
        ax.annotate(f"{k}", (lr, k), xytext=(0, 8), textcoords="offset points", ha="center",
                    fontsize=9)
    ax.set(xlabel="learning rate", ylabel="steps until near enough", ylim=(0, highest * 1.24))
    told = ", ".join(f"{lr:g}: {'never' if k is None else k}"
                     for lr, k in zip(lrs, steps, strict=True))
    describe(ax, f"Steps until near enough, by rate: {told}.")
    return ax


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")  # a minus sign as wide as the axis labels have it


def _parabola(ax: Axes, bowl: Bowl, places: Sequence[float]) -> None:
    places = np.asarray(places, dtype=float)
    reach = np.abs(places[np.isfinite(places)] - bowl.center).max(initial=1.0) * 1.08
    w = bowl.center + np.linspace(-reach, reach, 201)
    ax.plot(w, [bowl.value(v) for v in w], color="#9a9a9a", lw=1.6, zorder=1)
