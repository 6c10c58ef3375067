"""Notebook 3: a search over rates on the digits, with a budget of runs and a lamp for the edge."""

from collections.abc import Callable
from functools import lru_cache

import ipywidgets as widgets
import numpy as np
from matplotlib.ticker import NullLocator

from lrkit.explore.base import Explorer, StepError, slider
from lrkit.plotting.nb03 import rate_axis
from lrkit.plotting.style import COLOURS
from lrkit.problems import DigitsNetwork, load_digits
from lrkit.training import SearchResult, grid_search, log_grid

BUDGET, STEPS, BATCH, LEARN = 24, 60, 32, 700  # runs; steps, images a step, images to learn from
ROUND = (1, 2, 5)
HIGHEST = 2.8  # upper end of the picture; a network that guesses has a loss of 2.3
LIGHTS = {  # a sign and a colour for each verdict, so that neither is needed alone
    "inside the grid": ("●", COLOURS["green"]),
    "on the edge: extend the grid downwards": ("▲", COLOURS["vermillion"]),
    "on the edge: extend the grid upwards": ("▲", COLOURS["vermillion"]),
    "no finite loss": ("■", COLOURS["vermillion"]),
}


class RateSearch(Explorer):
    """A grid of rates is chosen, its runs are made, and the best mean is marked."""

    size = (9.0, 3.8)

    def __init__(self, grid: Callable | None = None):
        self.grid = grid_of(grid)
        super().__init__(
            low=_rate("lowest rate", 1e-4, -5, -1),
            high=_rate("highest rate", 0.01, -3, 1),
            n=slider("number of rates", 4, 2, 24),
            seeds=slider("seeds for each rate", 1, 1, 6),
            spacing=widgets.Dropdown(options=["logarithmic", "linear"], description="spacing",
                                     style={"description_width": "10em"},
                                     layout={"width": "28em"}),
        )
        for name in ("low", "high", "n", "seeds"):  # runs are made when a slider is let go
            self.controls[name].continuous_update = False

    def draw(self) -> None:
        self.ax = self.figure.subplots()
        self.figure.subplots_adjust(0.07, 0.14, 0.985, 0.9)
        (self.dots,) = self.ax.plot([], [], "o", color=COLOURS["blue"], alpha=0.4, mew=0, ms=6)
        (self.means,) = self.ax.plot([], [], "-", color=COLOURS["blue"], lw=1.6)
        (self.star,) = self.ax.plot([], [], "*", color=COLOURS["orange"], mec="black", ms=16)
        (self.left_out,) = self.ax.plot([], [], "x", color=COLOURS["grey"], ms=7, mew=1.6)
        rate_axis(self.ax)
        self.ax.xaxis.set_minor_locator(NullLocator())
        self.ax.set(xlim=(0.7e-5, 14), ylim=(0, HIGHEST), ylabel="held-out loss")
        self.ax.axhline(np.log(10), color=COLOURS["grey"], lw=0.8, ls=(0, (4, 3)))
        self.ax.text(0.8e-5, np.log(10) + 0.04, "guessing", color=COLOURS["grey"], fontsize=9)

    def update(self, low: float, high: float, n: int, seeds: int, spacing: str) -> str:
        try:
            lrs = self.rates(low, high, n, spacing)
        except StepError as error:
            self._show(None, np.array([]))
            self.ax.set_title("■ no grid", color=COLOURS["vermillion"], loc="left", weight="bold")
            return f"{error}."
        found = grid_search(held_out_loss, {"lr": lrs}, seeds=range(seeds), budget=BUDGET)
        self._show(found, lrs[len(found.trials):])
        word = verdict(found)
        sign, colour = LIGHTS[word]
        self.ax.set_title(f"{sign} {word}", color=colour, loc="left", weight="bold")
        return self.tell(found, n, seeds, word)

    def rates(self, low: float, high: float, n: int, spacing: str) -> list[float]:
        """The grid, as plain numbers."""
        if not low < high:
            raise StepError(f"The lowest rate, {low:g}, must be below the highest, {high:g}")
        lrs = np.linspace(low, high, n) if spacing == "linear" else self.grid(low, high, n)
        return [float(lr) for lr in lrs]

    def tell(self, found: SearchResult, n: int, seeds: int, word: str) -> str:
        """The sentence: the runs made, the best, how sure it is, and the lamp."""
        runs = f"{found.num_runs} of {BUDGET} runs are used"
        if found.left_out:
            runs += f"; that left {found.left_out} of {n} rates out (grey crosses)"
        if found.best is None:
            return f"{runs}. No run has a finite loss."
        best = found.best
        sure = "with a single seed nobody knows how sure" if seeds == 1 else \
            f"standard error {best.spread / np.sqrt(seeds):.2g}"
        return (f"{runs}. The best rate is {best.settings['lr']:.3g}, with a loss of "
                f"{best.mean:.3g} ({sure}). It lies {word}.")

    def _show(self, found: SearchResult | None, left_out: list[float]) -> None:
        self.left_out.set_data(left_out, np.full(len(left_out), 0.06))
        trials = sorted(found.trials, key=lambda trial: trial.settings["lr"]) if found else []
        runs = [(trial.settings["lr"], loss) for trial in trials for loss in trial.losses]
        # A run that is lost, or above the picture, stands at its upper edge.
        self.dots.set_data([lr for lr, _ in runs], [min(loss, HIGHEST) for _, loss in runs])
        self.means.set_data([trial.settings["lr"] for trial in trials],
                            [trial.mean for trial in trials])
        best = found.best if found else None
        self.star.set_data([best.settings["lr"]] if best else [], [best.mean] if best else [])


@lru_cache(maxsize=4096)
def held_out_loss(lr: float, seed: int) -> float:
    """The loss on the held-out digits after a short run, as notebook 3 makes it.

    >>> round(held_out_loss(0.32, 0), 3)
    0.326
    """
    net, held_out = _networks()
    rng = np.random.default_rng(seed)
    w = net.init(rng)
    for batch in rng.integers(LEARN, size=(STEPS, BATCH)):
        w = w - lr * net.sample_grad(w, batch)
        if not np.isfinite(w).all():
            return np.inf
    return float(held_out.value(w))


def verdict(found: SearchResult) -> str:
    """Whether the best rate lies inside its grid, and if not, where to go on."""
    if found.best is None:
        return "no finite loss"
    if not found.on_edge("lr"):
        return "inside the grid"
    smallest = min(trial.settings["lr"] for trial in found.trials)
    where = "downwards" if found.best.settings["lr"] == smallest else "upwards"
    return f"on the edge: extend the grid {where}"


def grid_of(grid: Callable | None) -> Callable:
    """The learner's ``log_grid(lo, hi, n)``, or lrkit's if there is none.

    What the learner's grid raises becomes a `StepError` with a sentence for the figure.
    """
    if grid is None:
        return log_grid

    def guarded(lo, hi, n):
        try:
            lrs = np.asarray(grid(lo, hi, n), dtype=float)
        except Exception as error:
            raise StepError(f"Your grid raised {type(error).__name__}: {error}") from error
        if lrs.shape != (n,) or not (np.isfinite(lrs) & (lrs >= 0)).all():
            raise StepError(f"Your grid must return {n} rates of at least 0, got {lrs}")
        return lrs

    return guarded


@lru_cache(maxsize=1)
def _networks() -> tuple[DigitsNetwork, DigitsNetwork]:
    digits = load_digits()
    return (DigitsNetwork(digits.X_train[:LEARN], digits.y_train[:LEARN]),
            DigitsNetwork(digits.X_train[LEARN:], digits.y_train[LEARN:]))


def _rate(label: str, value: float, low: int, high: int) -> widgets.SelectionSlider:
    """A slider over 1, 2, 5, 10, ..., from one power of ten to another."""
    rates = [float(f"{digit}e{power}") for power in range(low, high) for digit in ROUND]
    rates.append(float(f"1e{high}"))
    return widgets.SelectionSlider(
        options=[(f"{rate:g}", rate) for rate in rates], value=value, description=label,
        style={"description_width": "10em"}, layout={"width": "28em"})


def rate_search(grid: Callable | None = None) -> RateSearch:
    """A search over learning rates on the digits, with sliders and a budget of 24 runs.

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
