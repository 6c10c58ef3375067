"""Figures of one weight: the parabola, the factor, the number of steps."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lrkit.plotting.display import add_alt_text
from lrkit.plotting.style import COLOURS, CYCLE, axes_or_new, curve_style
from lrkit.problems import Bowl
from lrkit.training import History

ARROW = {"arrowstyle": "-|>,head_width=.28,head_length=.5", "shrinkA": 0, "shrinkB": 2, "lw": 2}
ARROW_SPACING = 0.15  # between two arrows below the parabola, as a share of its height
# The regimes of the factor 1 - lr*c: from and to a product lr*c, the colour, the name.
REGIMES = ((0, 1, "blue", "monotone"), (1, 2, "green", "oscillates"),
           (2, 2.5, "vermillion", "diverges"))
MAX_DISTANCE_RATIO = 10  # to the distance of the start; a run that goes farther leaves the picture


def one_step(bowl: Bowl, w: float, lrs: Sequence[float], ax: Axes | None = None) -> Axes:
    """Draw one step from one position for several rates, as arrows over the parabola.

    Parameters
    ----------
    bowl : Bowl
    w : float
        The weight at which the steps begin.
    lrs : sequence of float
        A rate for each arrow; ValueError if there is none.
    ax : Axes, optional
        Axes to draw on; a new figure by default.
    """
    if not len(lrs):
        raise ValueError("lrs must hold at least one rate, got none")
    ax = axes_or_new(ax, height=3.9)
    top, ends = bowl.value(w), [w - lr * bowl.grad(w) for lr in lrs]
    height = max(top, *map(bowl.value, ends)) or 1.0
    _parabola(ax, bowl, [w, *ends])
    levels = [-height * (ARROW_SPACING * row + ARROW_SPACING) for row in range(len(lrs))]
    for row, (lr, end, level) in enumerate(zip(lrs, ends, levels, strict=True)):
        _step_arrow(ax, bowl, (w, end), level, f"lr = {lr:g}, lands at {_number(end)}", row)
    ax.plot([w, w], [levels[-1], top], color="black", lw=1, ls=":")
    ax.plot(w, top, "o", color="black", ms=9, zorder=5)
    ax.annotate("start", (w, top), xytext=(9, -3), textcoords="offset points", va="center")
    ax.set(xlabel="weight w", ylabel="loss")
    _end_axes(ax, min(*ends, w, bowl.center), max(*ends, w), height)
    told = "; ".join(f"with rate {lr:g} to {end:g}, loss {bowl.value(end):.3g}"
                     for lr, end in zip(lrs, ends, strict=True))
    add_alt_text(ax, f"One step on a parabola from w = {w:g}, loss {top:.3g}: {told}.")
    return ax


def path_on_curve(bowl: Bowl, history: History, ax: Axes | None = None) -> Axes:
    """Draw a run on the parabola, its positions joined by arrows; one that diverges leaves it."""
    ax = axes_or_new(ax)
    far = np.abs(history.params[:, 0] - bowl.center)
    away = np.flatnonzero(~(far <= MAX_DISTANCE_RATIO * (far[0] or 1.0)))
    positions = history.params[: away[0] if away.size else None, 0]
    losses = history.losses[: len(positions)]
    _parabola(ax, bowl, positions)
    _hops(ax, bowl, positions, losses)
    ax.plot(positions, losses, "o", color=CYCLE[0], ms=5)
    ax.plot(positions[0], losses[0], "o", color="black", ms=8)
    ax.annotate("start", (positions[0], losses[0]), xytext=(9, -3), textcoords="offset points",
                va="center")
    ax.set(xlabel="weight w", ylabel="loss")
    end = f", then it leaves the picture: {history.num_steps} steps in all" if away.size else ""
    add_alt_text(ax, f"A run of {len(positions) - 1} steps on a parabola from w = "
                     f"{positions[0]:.3g} to {positions[-1]:.3g}; the loss goes from "
                     f"{losses[0]:.3g} to "
                     f"{losses[-1]:.3g}{end}.")
    return ax


def contraction(bowl: Bowl, ax: Axes | None = None) -> Axes:
    """Draw the size of the factor ``1 - lr*c`` against the rate, with the regimes named."""
    ax = axes_or_new(ax)
    c = bowl.curvature
    for low, high, colour, word in REGIMES:
        products = np.array([low, high])
        ax.plot(products / c, np.abs(1 - products), color=COLOURS[colour], lw=2.6)
        ax.axvspan(low / c, high / c, color=COLOURS[colour], alpha=0.07, lw=0)
        ax.text((low + high) / 2 / c, 1.57, word, ha="center", color=COLOURS[colour],
                weight="bold")
    ax.axhline(1, color=COLOURS["grey"], lw=1, ls=(0, (4, 3)))
    for product, height, offset, word in ((1, 0, (0, 58), "one step:\nlr = 1/c"),
                                          (2, 1, (-62, 10), "never settles:\nlr = 2/c")):
        ax.annotate(word, (product / c, height), xytext=offset, textcoords="offset points",
                    ha="center", arrowprops={"arrowstyle": "-", "color": COLOURS["grey"]})
    ax.set(xlabel="learning rate", ylabel="size of the factor, |1 − lr·c|", ylim=(0, 1.7),
           xlim=(0, 2.5 / c))
    add_alt_text(ax, f"The size of the factor 1 - lr*c, with c = {c:g}, against the rate: 1 at 0, "
                     f"falling to 0 at {1 / c:g}, rising to 1 at {2 / c:g}, above that "
                     "larger than 1.")
    return ax


def steps_to_tolerance(
    lrs: Sequence[float], steps: Sequence[int | None], ax: Axes | None = None, *,
    target: str = "near enough",
) -> Axes:
    """Draw the number of steps of a run against its rate; None for a run that does not arrive.

    `target` says in words where it arrives. ValueError if there is no rate, or not a number of
    steps for each.
    """
    if len(lrs) != len(steps):
        raise ValueError(f"lrs and steps must be equally long, got {len(lrs)} and {len(steps)}")
    if not len(lrs):
        raise ValueError("lrs must hold at least one rate, got none")
    ax = axes_or_new(ax)
    pairs = sorted(zip(lrs, steps, strict=True), key=lambda pair: pair[0])
    arrived = np.array([pair for pair in pairs if pair[1] is not None], dtype=float).reshape(-1, 2)
    never = [lr for lr, k in pairs if k is None]
    highest = max(arrived[:, 1].max(initial=0.0), 1.0)
    ax.plot(*arrived.T, color=CYCLE[0], marker="o", clip_on=False, zorder=3)
    _write_counts(ax, arrived)
    if never:
        _mark_never(ax, never, highest * 1.12)
    ax.set(xlabel="learning rate", ylabel=f"steps until {target}", xlim=(0, 1.03 * max(lrs)),
           ylim=(-0.04 * highest, highest * 1.28),
           yticks=MaxNLocator(6, integer=True).tick_values(0, highest)[:-1])
    ax.spines["left"].set_bounds(0, highest * 1.12)
    told = ", ".join(f"{lr:g}: {'never' if k is None else k}" for lr, k in pairs)
    add_alt_text(ax, f"Steps until {target}, by rate: {told}.")
    return ax


def _step_arrow(
    ax: Axes, bowl: Bowl, ends: tuple[float, float], level: float, text: str, row: int
) -> None:
    """Draw an arrow below the parabola, and the position above its tip."""
    (start, end), style = ends, curve_style(row)
    colour, marker = style["color"], style["marker"]
    ax.annotate("", (end, level), (start, level), arrowprops={**ARROW, "color": colour})
    ax.plot([end, end], [level, bowl.value(end)], color=colour, lw=1, ls=":")
    ax.plot(end, bowl.value(end), marker, color=colour, ms=8, zorder=4)
    ax.annotate(text, (max(start, end), level), xytext=(8, 0), textcoords="offset points",
                va="center", color=colour, bbox={"fc": "white", "ec": "none", "pad": 1})


def _mark_never(ax: Axes, lrs: Sequence[float], height: float) -> None:
    """Draw a cross above each rate whose run does not arrive, and say so once."""
    ax.plot(lrs, [height] * len(lrs), "x", color=CYCLE[1], ms=8, mew=2)
    ax.annotate("never", (np.mean(lrs), height), xytext=(0, 9), ha="center",
                textcoords="offset points", color=CYCLE[1])


def _end_axes(ax: Axes, low: float, high: float, height: float) -> None:
    """End both axes with the steps: the names stand to the right, the arrows below 0."""
    span = (high - low) or 1.0
    left = low - 0.12 * span
    ax.set(xlim=(left, high + 0.34 * span),
           xticks=[tick for tick in ax.get_xticks() if left <= tick <= high],
           yticks=[tick for tick in MaxNLocator(5).tick_values(0, height) if tick <= height])
    ax.spines["bottom"].set_bounds(left, high + 0.08 * span)
    ax.spines["left"].set_bounds(0, 1.08 * height)


def _hops(ax: Axes, bowl: Bowl, positions: np.ndarray, losses: np.ndarray) -> None:
    """Draw an arrow from each position to the next; steps too short to see get none."""
    shortest = 0.03 * np.ptp(ax.get_xlim())
    for k in np.flatnonzero(np.abs(np.diff(positions)) > shortest):
        same_side = (positions[k] - bowl.center) * (positions[k + 1] - bowl.center) > 0
        # A straight arrow would lie on the parabola, so it is bent to the outside.
        inwards = np.sign(bowl.center - positions[k]) == np.sign(positions[k + 1] - positions[k])
        outside = np.sign(bowl.center - positions[k]) * (1 if inwards else -1)
        bend = 0.3 * outside if same_side else 0.0
        ax.annotate("", (positions[k + 1], losses[k + 1]), (positions[k], losses[k]), arrowprops={
            "arrowstyle": "-|>,head_width=.2,head_length=.4", "shrinkA": 0, "shrinkB": 3,
            "lw": 1.1, "color": CYCLE[0], "connectionstyle": f"arc3,rad={bend}"})


def _write_counts(ax: Axes, arrived: np.ndarray) -> None:
    """Write each number beside its point, on the side where the line does not pass."""
    for k, (lr, count) in enumerate(arrived):
        falls = k + 1 < len(arrived) and arrived[k + 1, 1] < count
        rises = k > 0 and arrived[k - 1, 1] < count
        side = "left" if falls and not rises else "right" if rises and not falls else "center"
        offset = {"left": (7, 2), "right": (-7, 2), "center": (0, 8)}[side]
        ax.annotate(f"{count:g}", (lr, count), xytext=offset, textcoords="offset points",
                    ha=side, fontsize=9)


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")  # the same minus sign as on the axes


def _parabola(ax: Axes, bowl: Bowl, positions: Sequence[float]) -> None:
    reach = np.abs(np.asarray(positions, dtype=float) - bowl.center).max(initial=1.0) * 1.08
    w = bowl.center + np.linspace(-reach, reach, 201)
    ax.plot(w, [bowl.value(v) for v in w], color="#9a9a9a", lw=1.6, zorder=1)
