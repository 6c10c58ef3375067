"""Notebook 3: a search over rates on the digits, with a budget of runs and a warning at an edge."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Select, Slider, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, as_numbers, guard
from lrkit.explore.marks import Arrow, Band, Line, Mark, Points, Text
from lrkit.explore.scene import Axis, Panel, Pointer, Scene
from lrkit.explore.short_runs import ShortRuns
from lrkit.explore.ticks import number
from lrkit.training import SearchResult, grid_search, log_grid

DEFAULT_BUDGET = 24  # runs
MIN_RATE, MAX_RATE = 0.7e-5, 14.0  # rates in the picture
MIN_LOSS, MAX_LOSS = 0.15, 7.0  # losses in the picture; a network that guesses has a loss of 2.3
MAX_NUM_RATES, MAX_NUM_SEEDS = 24, 6
DECADES = tuple(10.0**power for power in range(-5, 2))
EDGE = "on the edge: extend the grid "
VERDICT_STYLES = {  # a character and a colour for each verdict, so that one of them is enough
    "inside the grid": ("●", "green"),
    f"{EDGE}downwards": ("▲", "vermillion"),
    f"{EDGE}upwards": ("▲", "vermillion"),
    "no finite loss": ("■", "vermillion"),
}
SPACING_STYLES = {  # as in the notebook's figure of equal factors and equal distances
    "logarithmic": ("blue", "circle", ()),
    "linear": ("vermillion", "square", (6, 3)),
}


class RateSearch(Explorer):
    """The loss of each run over its rate on the left, the use of the budget on the right.

    Every run is made when it is first needed. That can take too long while a control is dragged:
    then the dots appear as the runs end, and the verdict comes with the last.
    """

    def __init__(self, grid: Callable | None = None):
        self.runs = ShortRuns()
        self.grid = log_grid if grid is None else guard(grid, "grid")
        super().__init__(
            low=Stops("lowest rate", 1e-4, stops=_rates(-5, -1),
                      texts=[_decimal(rate) for rate in _rates(-5, -1)]),
            high=Stops("highest rate", 0.01, stops=_rates(-3, 1)),
            spacing=Select("spacing", "logarithmic", options=tuple(SPACING_STYLES)),
            n=Slider("number of rates", 4, low=2, high=MAX_NUM_RATES),
            seeds=Slider("seeds for each rate", 1, low=1, high=MAX_NUM_SEEDS),
            budget=Slider("budget of runs", DEFAULT_BUDGET, low=6, high=48, step=6),
        )

    def update(self, low: float, high: float, spacing: str, n: int, seeds: int,
               budget: int) -> Scene:
        try:
            lrs = self.rates(low, high, n, spacing)
        except LearnerError as error:
            panels = [search_loss_panel("■ no grid", "vermillion", []),
                      budget_panel(np.empty((0, seeds)), n, budget, "grey")]
            return Scene(panels, columns=(5, 2), says="", trouble=f"{error}.")
        tried, left_out = lrs[: budget // seeds], lrs[budget // seeds:]
        losses = self.losses(tried, range(seeds))
        marks = [*run_marks(tried, losses, *SPACING_STYLES[spacing]), *left_out_marks(left_out)]
        right = budget_panel(losses, n, budget, SPACING_STYLES[spacing][0])
        if waits := np.isnan(losses).sum():
            words = f"{losses.size - waits} of {losses.size} runs are made"
            left = search_loss_panel(f"○ {words}", "black", [*marks, *pending_marks(tried, losses)])
            return Scene([left, right], columns=(5, 2), says=f"{words}.", unfinished=True)
        found = grid_search(self.runs.loss, {"lr": lrs}, seeds=range(seeds), budget=budget)
        word = grid_verdict(found)
        character, colour = VERDICT_STYLES[word]
        marks = [*edge_marks(found, word), *marks, *best_mark(found, SPACING_STYLES[spacing][0])]
        left = search_loss_panel(f"{character} {word}", colour, marks)
        return Scene([left, right], columns=(5, 2), says=self.tell(found, n, seeds, budget, word))

    def rates(self, low: float, high: float, n: int, spacing: str) -> list[float]:
        """Return the grid as plain numbers; a `LearnerError` if it is none."""
        if not low < high:
            raise LearnerError(f"The lowest rate, {number(low)}, must be below the highest, "
                            f"{number(high)}")
        if spacing == "linear":
            return np.linspace(low, high, n).tolist()
        lrs = as_numbers(self.grid(low, high, n), "grid", (n,))
        if not (np.isfinite(lrs) & (lrs >= 0)).all():
            raise LearnerError(f"Your grid must return finite rates of at least 0, got {lrs}")
        return lrs.tolist()

    def losses(self, lrs: list[float], seeds: range) -> NDArray:
        """Return a row for each rate, a column for each seed; nan where time ran out."""
        for piece in self.runs.missing(lrs, seeds):
            self.runs.make(piece)
            if not self.has_time():
                break
        return self.runs.table(lrs, seeds)

    def tell(self, found: SearchResult, n: int, seeds: int, budget: int, word: str) -> str:
        """Describe the search in a sentence: runs made, best rate, its uncertainty, the verdict."""
        used = f"{found.num_runs} of {budget} runs are used"
        if found.left_out:
            used += f"; that left {found.left_out} of {n} rates out (grey crosses)"
        if found.best is None:
            return f"{used}. No run has a finite loss."
        best = found.best
        sure = "with a single seed nobody knows how sure" if seeds == 1 else \
            f"standard error {number(best.spread / np.sqrt(seeds), 2)}"
        return (f"{used}. The best rate is {number(best.settings['lr'])}, with a loss of "
                f"{number(best.mean)} ({sure}). It lies {word}.")


def search_loss_panel(title: str, colour: str, marks: list[Mark]) -> Panel:
    """Draw rates and losses; what lies outside the picture is drawn at its edge."""
    guess = np.log(10)
    return Panel(
        Axis("learning rate, log scale", MIN_RATE, MAX_RATE, log=True,
             ticks={rate: _decimal(rate) for rate in DECADES}),
        Axis("held-out loss, log scale", MIN_LOSS, MAX_LOSS, log=True),
        [Line([MIN_RATE, MAX_RATE], [guess, guess], "grey", width=1, dash=(4, 3)),
         Text(MIN_RATE, guess, "guessing", "grey", shift=(4, -10)), *marks],
        title=title, colour=colour, height=340,
    )


def run_marks(lrs: list[float], losses: NDArray, colour: str, marker: str,
              dash: tuple) -> list[Mark]:
    """Draw a dot for each run, and a line through the means with their standard errors."""
    order = [k for k in np.argsort(lrs, kind="stable") if not np.isnan(losses[k]).all()]
    lrs, losses = _on_axis(lrs)[order], losses[order]
    means = np.nanmean(losses, axis=1)
    each, loss = np.repeat(lrs, losses.shape[1]), losses.ravel()
    lost, above = np.isinf(loss), np.isfinite(loss) & (loss > MAX_LOSS)
    marks: list[Mark] = [
        Points(each[loss <= MAX_LOSS], loss[loss <= MAX_LOSS], colour, marker, size=6, alpha=0.45),
        Points(each[above], np.full(above.sum(), MAX_LOSS), colour, "triangle", size=8),
        Points(each[lost], np.full(lost.sum(), MAX_LOSS), colour, "cross", size=10),
        Line(lrs, np.clip(np.where(np.isfinite(means), means, np.nan), 1e-300, 1e300), colour,
             width=1.8, dash=dash),
        Points(lrs, means, colour, marker, size=4),
        *error_bars(lrs, losses, colour),
    ]
    if lost.any():
        marks.append(Text(each[lost][-1], MAX_LOSS, "lost", colour, "right", (-9, -4)))
    return marks


def error_bars(lrs: NDArray, losses: NDArray, colour: str) -> list[Mark]:
    """Draw one standard error of the mean up and down, for rates tried with two seeds or more."""
    rates, seeds = losses.shape
    if seeds < 2:
        return []
    means, errors = losses.mean(axis=1), losses.std(axis=1, ddof=1) / np.sqrt(seeds)
    bars = [means - errors, means + errors, np.full(rates, np.nan)]  # nan: a gap between two bars
    return [Line(np.repeat(lrs, 3), np.transpose(bars).ravel(), colour, width=2.6)]


def best_mark(found: SearchResult, colour: str) -> list[Mark]:
    """Mark the best mean."""
    if found.best is None:
        return []
    lr, mean = found.best.settings["lr"], found.best.mean
    x, y = _on_axis([lr])[0], min(mean, MAX_LOSS)
    return [Points(x, y, "black", "star", size=19), Points(x, y, colour, "star", size=13),
            Text(x, y, f"best: {number(lr)}", "black", "center", (0, -20), bold=True)]


def edge_marks(found: SearchResult, word: str) -> list[Mark]:
    """Mark the range to search next: beyond the edge, or between the best rate's neighbours."""
    if found.best is None:
        return []
    best = _on_axis([found.best.settings["lr"]])[0]
    y, up = MAX_LOSS / 1.3, word.endswith("upwards")  # above the dots, below the lost runs
    if word.startswith(EDGE):
        end, reach = (MAX_RATE, 1.6) if up else (MIN_RATE, 1 / 1.6)
        return [Band(min(best, end), max(best, end), "x", "vermillion"),
                Arrow(best, y, best * reach, y, "vermillion"),
                Text(best * reach, y, "not tried", "vermillion", "left" if up else "right",
                     (6 if up else -6, 0))]
    tried = _on_axis([trial.settings["lr"] for trial in found.trials])
    low, high = tried[tried < best].max(), tried[tried > best].min()
    return [Band(low, high, "x", "green"),
            Text(np.sqrt(low * high), y, f"look between {number(low)} and {number(high)}",
                 "green", "center")]


def pending_marks(lrs: list[float], losses: NDArray) -> list[Mark]:
    """Mark the rates of runs that are still to be made."""
    places = _on_axis(lrs)[np.isnan(losses).any(axis=1)]
    return [Points(places, np.full(len(places), MIN_LOSS), "grey", size=7, hollow=True)]


def left_out_marks(left_out: list[float]) -> list[Mark]:
    """Mark the rates for which the budget did not suffice."""
    if not left_out:
        return []
    lrs = _on_axis(left_out)
    # To the right of the last cross, free of the label of the best; above it if there is no room.
    beside = ("left", (9, 8)) if lrs[-1] < MAX_RATE / 4 else ("right", (4, 15))
    return [Points(lrs, np.full(len(lrs), MIN_LOSS), "grey", "cross", size=8),
            Text(lrs[-1], MIN_LOSS, "left out", "grey", *beside)]


def budget_panel(losses: NDArray, n: int, budget: int, colour: str) -> Panel:
    """Draw a column for each rate and a row for each seed: which runs the budget pays for."""
    (tried, seeds), over = losses.shape, n * losses.shape[1] > budget
    rate, seed = np.meshgrid(np.arange(1, n + 1), np.arange(1, seeds + 1))
    paid, made = rate <= tried, np.zeros(rate.shape, dtype=bool)
    made[:, :tried] = ~np.isnan(losses.T)
    x = np.linspace(1, MAX_NUM_RATES + 1, 97)
    return Panel(
        Axis("rates", 0, MAX_NUM_RATES + 1.5, ticks={k: str(k) for k in (2, 6, 12, 18, 24)}),
        Axis("seeds", 0.3, MAX_NUM_SEEDS + 0.9,
             ticks={k: str(k) for k in range(1, MAX_NUM_SEEDS + 1)}),
        [Line(x, budget / x + 0.35, "grey", width=1, dash=(4, 3)),
         Text(MAX_NUM_RATES + 1, MAX_NUM_SEEDS + 0.5, f"room for {budget} runs", "grey", "right"),
         Points(rate[made], seed[made], colour, size=5),
         Points(rate[paid & ~made], seed[paid & ~made], "grey", size=5, hollow=True),
         Points(rate[~paid], seed[~paid], "grey", "cross", size=6),
         Points(n, seeds, "black", size=13, hollow=True),
         Points(n, seeds, colour if made[-1, -1] else "grey", size=5)],
        title=f"{'▲ ' if over else ''}{made.sum()} of {budget} runs used",
        colour="vermillion" if over else "black", height=340, pointer=Pointer(x="n", y="seeds"),
    )


def grid_verdict(found: SearchResult) -> str:
    """Return the verdict: the best rate is inside its grid, or the edge beyond which to go on."""
    if found.best is None:
        return "no finite loss"
    if not found.on_edge("lr"):
        return "inside the grid"
    smallest = min(trial.settings["lr"] for trial in found.trials)
    return EDGE + ("downwards" if found.best.settings["lr"] == smallest else "upwards")


def _rates(low: int, high: int) -> list[float]:
    """Return 1, 2, 5, 10, ..., from one power of ten to another."""
    return [*(float(f"{digit}e{power}") for power in range(low, high) for digit in (1, 2, 5)),
            float(f"1e{high}")]


def _decimal(rate: float) -> str:
    """Format a rate as 0.00001, not as 1e-05."""
    return np.format_float_positional(rate, trim="-")


def _on_axis(lrs: list[float]) -> NDArray:
    """Return rates as places on the axis; those beyond it are placed at its ends."""
    return np.clip(np.asarray(lrs, dtype=float), MIN_RATE, MAX_RATE)


def rate_search(grid: Callable | None = None) -> RateSearch:
    """Show a search over learning rates on the digits, with sliders and a budget of runs.

    Parameters
    ----------
    grid : callable, optional
        Your own ``log_grid(lo, hi, n)``; lrkit's by default. What it returns is run.

    Examples
    --------
    >>> rate_search().set(low=0.01, high=10.0, n=4)
    RateSearch: 4 of 24 runs are used. The best rate is 1, with ... It lies inside the grid.
    """
    return RateSearch(grid)
