"""Notebook 11: the best rate against the width, under the usual rates and under muP's."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lrkit import scale
from lrkit.explore.controls import Select, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, guard
from lrkit.explore.marks import Area, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene, SceneTable
from lrkit.explore.ticks import number
from lrkit.uncertainty import standard_errors

RUNS = scale.table("width")
LRS, WIDTHS = RUNS.axes["lr"], RUNS.axes["width"]
KINDS = ("input", "hidden", "output", "bias")
LOSSES = {"training loss": "train", "test loss": "test"}
CARRIED = 0.04419  # the best rate at the smallest width
STYLES = {  # colour, marker and dash of each parametrisation
    "usual": ("blue", "circle", ()),
    "muP": ("vermillion", "square", (6, 3)),
    "muP's rates, usual start": ("green", "triangle", (2, 2)),
}
BEST_LRS = (0.0035, 0.2)  # rates in the left panel


class Widths(Explorer):
    """The best rate of each width on the left, the losses at every rate of one width beside it."""

    def __init__(self, mup_rates: Callable | None = None):
        self.mup_rates = None if mup_rates is None else guard(mup_rates, "mup_rates")
        super().__init__(
            width=Stops("width", 512, stops=WIDTHS),
            lr=Stops("carried rate", CARRIED, stops=LRS,
                     texts=[number(lr, 2) for lr in LRS]),
            measure=Select("measure", "training loss", options=tuple(LOSSES)),
        )

    def update(self, width: int, lr: float, measure: str) -> Scene:
        losses = getattr(RUNS, LOSSES[measure])  # parametrisation, width, rate, seed
        panels = [best_rates_panel(losses, width), losses_panel(losses, width, lr, measure)]
        says = describe_width(losses, width, lr, measure)
        if self.mup_rates is None:
            return Scene(panels, columns=(1, 1), says=says)
        try:
            tables = [self.rates_table(lr, width)]
        except LearnerError as error:
            return Scene(panels, columns=(1, 1), says=says, trouble=f"{error}.")
        return Scene(panels, columns=(1, 1), says=says, tables=tables)

    def rates_table(self, lr: float, width: int) -> SceneTable:
        """Make the table of the four rates that the learner's function gives for this width."""
        rates = self.mup_rates(lr, scale.BASE_WIDTH, width)
        try:
            cells = [number(float(rates[kind]), 2) for kind in KINDS]
        except (TypeError, KeyError, ValueError, IndexError):
            raise LearnerError("Your mup_rates must return a dict with a rate for each of "
                               f"{', '.join(KINDS)}") from None
        return SceneTable(("width", *KINDS), [(f"{width}", *cells)],
                          f"Your mup_rates, for the rate {number(lr, 2)} at width "
                          f"{scale.BASE_WIDTH}")


def best_rates_panel(losses: NDArray, width: int) -> Panel:
    """Draw the best rate against the width, with a band from the lowest seed's to the highest's."""
    marks: list[Mark] = [Line([width, width], BEST_LRS, "grey", width=1, dash=(4, 3))]
    names: list[Mark] = []
    for row, (name, (colour, marker, dash)) in enumerate(STYLES.items()):
        each = np.array(LRS)[losses[row].argmin(axis=1)]  # width, seed
        best = np.array(LRS)[losses[row].mean(axis=-1).argmin(axis=1)]
        marks += [Area(WIDTHS, each.min(axis=1), each.max(axis=1), colour, alpha=0.12),
                  Line(WIDTHS, best, colour, dash=dash), Points(WIDTHS, best, colour, marker)]
        at = WIDTHS.index(width)
        marks.append(Points(width, best[at], colour, "star", size=15))
        names.append(Text(WIDTHS[0], BEST_LRS[0], name, colour, "left", (4, 46 - 16 * row)))
    return Panel(
        Axis("width of the hidden layers, log scale", WIDTHS[0] * 0.9, WIDTHS[-1] * 1.15, log=True,
             ticks={size: str(size) for size in WIDTHS}),
        Axis("best rate, log scale", *BEST_LRS, log=True), [*marks, *names],
        title="best rates; bands: of single seeds", height=330, pointer=Pointer(x="width"))


def losses_panel(losses: NDArray, width: int, lr: float, measure: str) -> Panel:
    """Draw the loss at each rate of one width; the stars are the lowest means."""
    low, high = 0.02, 3.0
    marks: list[Mark] = [Line([lr, lr], [low, high], "grey", width=1, dash=(4, 3)),
                         Text(lr, high, f"carried: {number(lr, 2)}", "grey", "right", (-5, -10))]
    for row, (colour, _, dash) in enumerate(STYLES.values()):
        runs = losses[row, WIDTHS.index(width)]
        mean, error = runs.mean(axis=-1), standard_errors(runs, axis=-1)
        marks += [Area(LRS, np.maximum(mean - error, low), mean + error, colour, alpha=0.15),
                  Line(LRS, mean, colour, dash=dash),
                  Points(LRS[mean.argmin()], mean.min(), colour, "star", size=15)]
    return Panel(Axis("learning rate, log scale", LRS[0], LRS[-1], log=True),
                 Axis(f"{measure}, log scale", low, high, log=True), marks,
                 title=f"width {width}; bands: standard errors", height=330,
                 pointer=Pointer(x="lr"))


def describe_width(losses: NDArray, width: int, lr: float, measure: str) -> str:
    """Describe the best rate of each parametrisation, and what the carried rate costs."""
    words, at = [], WIDTHS.index(width)
    for row, name in enumerate(STYLES):
        mean = losses[row, at].mean(axis=-1)
        best, carried = int(mean.argmin()), float(mean[LRS.index(lr)])
        text = f"{name}: {number(mean[best], 2)} at the best rate, {number(LRS[best], 2)}"
        times = carried / mean[best]
        words.append(f"{text}, which is the carried one" if LRS[best] == lr else
                     f"{text}; {number(carried, 2)} at the carried rate, {number(lr, 2)}, "
                     f"{times:.{2 if times < 10 else 0}f} times as much")
    return f"Width {width}, {measure}. {'. '.join(words)}."


def widths(mup_rates: Callable | None = None) -> Widths:
    """Show the best rates of Adam by width, from recorded runs of three parametrisations.

    Parameters
    ----------
    mup_rates : callable, optional
        Your own ``mup_rates(base_lr, base_width, width)``; its four rates then stand in a table.

    Examples
    --------
    >>> widths().set(width=512)
    Widths: Width 512, training loss. usual: 0.029 at the best rate, 0.011; 0.074 ...
    """
    return Widths(mup_rates)
