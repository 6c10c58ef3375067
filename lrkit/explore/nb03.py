"""Notebook 3: a search over rates on the digits, with a budget of runs and a warning at an edge."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lrkit.explore.controls import Button, Select, Slider, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError, as_numbers, guard
from lrkit.explore.scene import Scene
from lrkit.explore.search_panels import (
    best_mark,
    decimal,
    edge_marks,
    plan_marks,
    purse_panel,
    run_marks,
    search_loss_panel,
)
from lrkit.explore.short_runs import RateAndSeed, ShortRuns
from lrkit.explore.ticks import number
from lrkit.training import log_grid
from lrkit.uncertainty import paired_difference, standard_error

BUDGET = 24  # runs
MAX_NUM_RATES, MAX_NUM_SEEDS = 12, 6
KEPT_DIGITS = 14  # of a rate, so that the same rate on two grids is one rate
EDGE = "on the edge: extend the grid "


class RateSearch(Explorer):
    """The loss of each run over its rate on the left, the budget on the right.

    The controls describe a grid. Only the button makes its runs, and each run that was not made
    before costs one of the budget. They are made in pieces, so that the dots appear one by one.
    """

    def __init__(self, grid: Callable | None = None, search: Callable | None = None,
                 on_edge: Callable | None = None):
        self.runs = ShortRuns()
        self.grid = log_grid if grid is None else guard(grid, "grid")
        self.search = _lowest if search is None else guard(search, "grid_search")
        self.on_edge = None if on_edge is None else guard(on_edge, "best_on_edge")
        self.bought: dict[RateAndSeed, None] | None = None  # in the order in which they were bought
        super().__init__(
            low=Stops("lowest rate", 1e-4, stops=_rates(-5, -1),
                      texts=[decimal(rate) for rate in _rates(-5, -1)]),
            high=Stops("highest rate", 0.01, stops=_rates(-3, 1)),
            spacing=Select("spacing", "logarithmic", options=("logarithmic", "linear")),
            n=Slider("number of rates", 4, low=2, high=MAX_NUM_RATES),
            seeds=Slider("seeds for each rate", 1, low=1, high=MAX_NUM_SEEDS),
            run=Button("run this grid"),
            reset=Button("start anew"),
        )

    def pressed(self, name: str) -> None:
        if name == "reset":
            self.bought = {}
            return
        new = self.new_runs(**self._plan())
        if len(new) > (left := BUDGET - len(self.bought)):
            raise LearnerError(f"This grid costs {len(new)} runs, but only {left} are left")
        self.bought |= dict.fromkeys(new)

    def update(self, run: int, reset: int, **plan) -> Scene:
        if self.bought is None:  # the first picture: its grid is run at once
            self.bought = {}
            self.bought = dict.fromkeys(self.new_runs(**plan))
        try:
            new = self.new_runs(**plan)
        except LearnerError as error:
            panels = [search_loss_panel("■ no grid", "vermillion", []),
                      purse_panel(len(self.bought), 0, BUDGET)]
            return Scene(panels, columns=(5, 2), says="", trouble=f"{error}.", off=("run",))
        affordable = 0 < len(new) <= BUDGET - len(self.bought)
        marks = plan_marks(self.rates(**plan), "black" if affordable or not new else "vermillion")
        right = purse_panel(len(self.bought), len(new), BUDGET)
        off = () if affordable else ("run",)
        if waits := self.make_bought():
            words = f"{len(self.bought) - waits} of {len(self.bought)} runs have been made"
            left = search_loss_panel(f"○ {words}", "black", [*run_marks(*self.table()), *marks])
            return Scene([left, right], columns=(5, 2), says=f"{words}.", unfinished=True, off=off)
        left, words = self.judged(marks)
        return Scene([left, right], columns=(5, 2), off=off,
                     says=f"{words} {self.budget_words(len(new))}")

    def _plan(self) -> dict:
        """Return the values of the controls that describe the grid."""
        return {name: self.values[name] for name in ("low", "high", "spacing", "n", "seeds")}

    def new_runs(self, low: float, high: float, spacing: str, n: int,
                 seeds: int) -> list[RateAndSeed]:
        """Return the runs of a grid that were not bought yet; a `LearnerError` if it is none."""
        lrs = self.rates(low, high, spacing, n)
        runs = dict.fromkeys((lr, seed) for seed in range(seeds) for lr in lrs)
        return [run for run in runs if run not in (self.bought or {})]

    def rates(self, low: float, high: float, spacing: str, n: int, **_) -> list[float]:
        """Return the grid as plain numbers; a `LearnerError` if it is none."""
        if not low < high:
            raise LearnerError(f"The lowest rate, {number(low)}, must be below the highest, "
                               f"{number(high)}")
        if spacing == "linear":
            lrs = np.linspace(low, high, n)
        else:
            lrs = as_numbers(self.grid(low, high, n), "grid", (n,))
        if not (np.isfinite(lrs) & (lrs >= 0)).all():
            raise LearnerError(f"Your grid must return finite rates of at least 0, got {lrs}")
        return [float(f"{lr:.{KEPT_DIGITS}g}") for lr in lrs]

    def make_bought(self) -> int:
        """Make runs that were bought, as long as there is time; return how many still wait."""
        made = self.made()
        waiting = [run for run in self.bought if run not in made]
        for seed in sorted({seed for _, seed in waiting}):
            for piece in self.runs.missing([lr for lr, at in waiting if at == seed], [seed]):
                self.runs.make(piece)
                if not self.has_time():
                    return len(self.bought) - len(self.made())
        return 0

    def made(self) -> set[RateAndSeed]:
        """Return the bought runs that are made."""
        return {(lr, seed) for lr, seed in self.bought
                if not np.isnan(self.runs.table([lr], [seed]))[0, 0]}

    def table(self) -> tuple[list[float], NDArray]:
        """Return the rates that were tried, ascending, and their losses; nan for no run."""
        lrs = sorted({lr for lr, _ in self.bought})
        losses = self.runs.table(lrs, range(MAX_NUM_SEEDS)) if lrs else np.empty((0, MAX_NUM_SEEDS))
        bought = np.array([[(lr, seed) in self.bought for seed in range(MAX_NUM_SEEDS)]
                           for lr in lrs], dtype=bool).reshape(losses.shape)
        return lrs, np.where(bought, losses, np.nan)

    def judged(self, marks: list) -> tuple:
        """Return the left panel and a sentence: the best rate, how sure, and whether at an edge."""
        lrs, losses = self.table()
        if not lrs:
            return (search_loss_panel("○ nothing tried yet", "black", marks),
                    "No run has been made yet.")
        means = dict(zip(lrs, np.nanmean(losses, axis=1).tolist(), strict=True))
        best = self.best_rate(lrs, means)
        marks = [*run_marks(lrs, losses), *marks]
        if best is None:
            return (search_loss_panel("■ no finite loss", "vermillion", marks),
                    "No run has a finite loss.")
        word, direction = self.verdict(lrs, means, best)
        character, colour = ("▲", "vermillion") if direction else ("●", "green")
        marks = [*edge_marks(lrs, best, direction), *marks, *best_mark(best, means[best])]
        return (search_loss_panel(f"{character} {word}", colour, marks),
                f"{tell_best(lrs, losses, best)} It lies {word}.")

    def best_rate(self, lrs: list[float], means: dict[float, float]) -> float | None:
        """Return the best rate by the search's function; a `LearnerError` if it is none of them."""
        answer = self.search(means.__getitem__, lrs)
        try:
            best, _ = answer
        except (TypeError, ValueError):
            raise LearnerError("Your grid_search must return a rate and its loss") from None
        if best is not None and best not in means:
            raise LearnerError(f"Your grid_search returned {best!r}, a rate that was not tried")
        return None if best is None or not np.isfinite(means[best]) else float(best)

    def verdict(self, lrs: list[float], means: dict[float, float],
                best: float) -> tuple[str, str]:
        """Return the words for the title, and the direction in which the grid must grow."""
        direction = "downwards" if best == lrs[0] else "upwards" if best == lrs[-1] else ""
        word = EDGE + direction if direction else "inside the grid"
        if self.on_edge is not None:
            answer = self.on_edge(np.array(lrs), np.array([means[lr] for lr in lrs]))
            if bool(answer) != bool(direction):
                raise LearnerError(f"Your best_on_edge returned {answer!r}, but the best rate lies "
                                   f"{word}")
        return word, direction

    def budget_words(self, cost: int) -> str:
        """Say what is spent, and what this grid would cost."""
        left = BUDGET - len(self.bought)
        words = f"{len(self.bought)} of {BUDGET} runs are spent"
        if not cost:
            return f"{words}; all runs of this grid have been made."
        enough = "" if cost <= left else f", and only {left} are left"
        return f"{words}; this grid costs {cost} more{enough}."


def tell_best(lrs: Sequence[float], losses: NDArray, best: float) -> str:
    """Describe the best rate, its uncertainty, and whether the next best can be told from it."""
    mine = losses[lrs.index(best)]
    seeds = np.flatnonzero(~np.isnan(mine))
    words = f"The best rate is {number(best)}, with a loss of {number(mine[seeds].mean())}"
    if len(seeds) < 2:
        return f"{words} (one seed does not tell how sure that is)."
    error = number(standard_error(mine[seeds]), 2)
    words += f" (mean of {len(seeds)} seeds, standard error {error})."
    others = [k for k, row in enumerate(losses)
              if lrs[k] != best and np.isfinite(row[seeds]).all()]
    if not others:
        return words
    rival = min(others, key=lambda k: losses[k][seeds].mean())
    found = paired_difference(mine[seeds], losses[rival][seeds])
    told = "a difference" if found.detected else "no difference was detected"
    return (f"{words} It gains {number(found.mean, 2)} against {number(lrs[rival])} with the same "
            f"seeds (bound {number(found.bound, 2)}): {told}.")


def _lowest(loss_at: Callable, lrs: Sequence[float]) -> tuple[float | None, float]:
    """Return the rate with the smallest finite loss, and that loss; (None, inf) if none is."""
    finite = [(loss_at(lr), lr) for lr in lrs if np.isfinite(loss_at(lr))]
    loss, lr = min(finite, default=(float("inf"), None))
    return lr, loss


def _rates(low: int, high: int) -> list[float]:
    """Return 1, 2, 5, 10, ..., from one power of ten to another."""
    return [*(float(f"{digit}e{power}") for power in range(low, high) for digit in (1, 2, 5)),
            float(f"1e{high}")]


def rate_search(grid: Callable | None = None, search: Callable | None = None,
                on_edge: Callable | None = None) -> RateSearch:
    """Show a search over learning rates on the digits, with a budget of 24 runs.

    Parameters
    ----------
    grid, search, on_edge : callable, optional
        Your own ``log_grid(lo, hi, n)``, ``grid_search(train_fn, lrs)`` and ``best_on_edge(lrs,
        losses)``; lrkit's by default. The first makes the grid, the second finds the best of all
        rates that were run, the third lights the warning.

    Examples
    --------
    >>> rate_search().set(low=0.01, high=10.0, n=4, run=1)
    RateSearch: The best rate is 1, with ... It lies inside the grid. 7 of 24 runs are spent; ...
    """
    return RateSearch(grid, search, on_edge)
