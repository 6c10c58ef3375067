"""The two panels of notebook 3's search: the losses over the rates, and the runs that are left."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.marks import Arrow, Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel
from lrkit.explore.ticks import number

MIN_RATE, MAX_RATE = 0.7e-5, 14.0  # rates in the picture
MIN_LOSS, MAX_LOSS = 0.15, 7.0  # losses in the picture; a network that guesses has a loss of 2.3
DECADES = tuple(10.0**power for power in range(-5, 2))
PURSE_COLUMNS = 6  # runs in a row of the right panel
HEIGHT = 340


def search_loss_panel(title: str, colour: str, marks: list[Mark]) -> Panel:
    """Draw rates and losses; losses outside the picture are drawn at its edge."""
    guess = np.log(10)
    return Panel(
        Axis("learning rate, log scale", MIN_RATE, MAX_RATE, log=True,
             ticks={rate: decimal(rate) for rate in DECADES}),
        Axis("held-out loss, log scale", MIN_LOSS, MAX_LOSS, log=True),
        [Line([MIN_RATE, MAX_RATE], [guess, guess], "grey", width=1, dash=(4, 3)),
         Text(MIN_RATE, guess, "guessing", "grey", shift=(4, -10)), *marks],
        title=title, colour=colour, height=HEIGHT,
    )


def run_marks(lrs: Sequence[float], losses: NDArray) -> list[Mark]:
    """Draw a dot for each run, and a line through the means with their standard errors.

    `losses` has a row for each rate, ascending, and a column for each seed; nan for no run.
    """
    made = ~np.isnan(losses).all(axis=1)
    lrs, losses = on_axis(lrs)[made], losses[made]
    means = np.nanmean(losses, axis=1)
    each, loss = np.repeat(lrs, losses.shape[1]), losses.ravel()
    infinite, above = np.isinf(loss), np.isfinite(loss) & (loss > MAX_LOSS)
    marks: list[Mark] = [
        Points(each[loss <= MAX_LOSS], loss[loss <= MAX_LOSS], "blue", size=6, alpha=0.6),
        Points(each[above], np.full(above.sum(), MAX_LOSS), "blue", "triangle", size=8),
        Points(each[infinite], np.full(infinite.sum(), MAX_LOSS), "blue", "cross", size=10),
        Line(lrs, np.clip(np.where(np.isfinite(means), means, np.nan), 1e-300, 1e300), "blue",
             width=1.8),
        Points(lrs, means, "blue", size=4),
        *error_bars(lrs, losses),
    ]
    if infinite.any():
        marks.append(Text(each[infinite][-1], MAX_LOSS, "diverged", "blue", "right", (-9, -4)))
    return marks


def error_bars(lrs: NDArray, losses: NDArray) -> list[Mark]:
    """Draw one standard error of the mean up and down, for rates tried with two seeds or more."""
    counts = (~np.isnan(losses)).sum(axis=1)
    several = (counts > 1) & ~np.isinf(losses).any(axis=1)
    if not several.any():
        return []
    lrs, losses, counts = lrs[several], losses[several], counts[several]
    means, errors = np.nanmean(losses, axis=1), np.nanstd(losses, axis=1, ddof=1) / np.sqrt(counts)
    bars = [means - errors, means + errors, np.full(len(lrs), np.nan)]  # nan: a gap between bars
    return [Line(np.repeat(lrs, 3), np.transpose(bars).ravel(), "blue", width=2.6)]


def best_mark(lr: float, loss: float) -> list[Mark]:
    """Mark the rate with the best mean."""
    x, y = on_axis([lr])[0], min(loss, MAX_LOSS)
    return [Points(x, y, "black", "star", size=19), Points(x, y, "blue", "star", size=13),
            Text(x, y, f"best: {number(lr)}", "black", "left", (12, -13), bold=True)]


def edge_marks(lrs: Sequence[float], best: float, direction: str) -> list[Mark]:
    """Mark the range to search next: beyond the edge, or between the best rate's neighbours.

    `direction` is "upwards", "downwards" or, for a best rate inside, empty.
    """
    y, at = MAX_LOSS / 1.3, on_axis([best])[0]  # above the dots, below the runs that diverged
    if direction:
        up = direction == "upwards"
        end, reach = (MAX_RATE, 1.6) if up else (MIN_RATE, 1 / 1.6)
        return [Band(min(at, end), max(at, end), "x", "vermillion"),
                Arrow(at, y, at * reach, y, "vermillion"),
                Text(at * reach, y, "not tried", "vermillion", "left" if up else "right",
                     (6 if up else -6, 0))]
    tried = on_axis(lrs)
    low, high = tried[tried < at].max(), tried[tried > at].min()
    return [Band(low, high, "x", "green"),
            Text(np.sqrt(low * high), y, f"look between {number(low)} and {number(high)}",
                 "green", "center")]


def plan_marks(lrs: Sequence[float], colour: str) -> list[Mark]:
    """Mark the rates of the grid that the controls describe, at the bottom."""
    positions = on_axis(lrs)
    # To the left of the first ring; if there is no room, to the right of the last.
    x, align, shift = (positions.min(), "right", (-9, -7)) if positions.min() > 10 * MIN_RATE else \
        (positions.max(), "left", (9, -7))
    return [Points(positions, np.full(len(positions), MIN_LOSS), colour, size=7, hollow=True),
            Text(x, MIN_LOSS, "this grid", colour, align, shift)]


def purse_panel(spent: int, cost: int, budget: int) -> Panel:
    """Draw a square for each run of the budget: spent, asked for by this grid, and left."""
    k = np.arange(budget)
    x, y = k % PURSE_COLUMNS, -(k // PURSE_COLUMNS)
    asked = (k >= spent) & (k < spent + cost)
    rest = k >= spent + cost
    rows = -(-budget // PURSE_COLUMNS)
    left, over = budget - spent, cost > budget - spent
    colour = "vermillion" if over else "black"
    words = f"▲ costs {cost} runs, {left} are left" if over else \
        f"this grid costs {cost} more" if cost else "this grid has been run"
    return Panel(
        Axis(f"{spent} of {budget} runs are spent", -0.7, PURSE_COLUMNS - 0.3, ticks={}),
        Axis("runs", 0.7 - rows, 0.7, ticks={}),
        [Points(x[k < spent], y[k < spent], "blue", "square", size=13),
         Points(x[asked], y[asked], colour, "square", size=13, hollow=True),
         Points(x[rest], y[rest], "grey", "square", size=5)],
        title=words, colour=colour, height=HEIGHT)


def decimal(rate: float) -> str:
    """Format a rate as 0.00001, not as 1e-05."""
    return np.format_float_positional(rate, trim="-")


def on_axis(lrs: Sequence[float]) -> NDArray:
    """Return rates as positions on the axis; those beyond it are placed at its ends."""
    return np.clip(np.asarray(lrs, dtype=float), MIN_RATE, MAX_RATE)
