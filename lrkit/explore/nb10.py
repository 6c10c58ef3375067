"""Notebook 10: a recipe, its validation loss, the runs that are left, and the leaderboard."""

import numpy as np

from lrkit.capstone import (
    BUDGET,
    MAX_RUNS,
    RULES,
    SCHEDULES,
    BudgetSpent,
    Leaderboard,
    Recipe,
    Tuning,
    TuningRun,
    label,
    leaderboard,
)
from lrkit.explore.controls import Button, Select, Slider, Stops
from lrkit.explore.explorer import Explorer
from lrkit.explore.learner_functions import LearnerError
from lrkit.explore.marks import Band, Line, Points, Text
from lrkit.explore.scene import Axis, Panel, Scene, SceneTable
from lrkit.explore.ticks import number
from lrkit.uncertainty import standard_error

RATES = [float(f"{digit}e{power}") for power in range(-3, 1) for digit in (1, 2, 3, 5)] + [10.0]
BATCH_SIZES = (8, 16, 32, 64, 128, 256, 512, 1000)
MIN_LOSS, MAX_LOSS = 0.05, 3.0  # ends of the axis; losses beyond them are drawn at its ends
TABLE_ROWS = 5  # recipes in the table


class OnABudget(Explorer):
    """A recipe that the controls set; only the button spends a run on it."""

    def __init__(self, tuning: Tuning | None = None):
        self.tuning = Tuning() if tuning is None else tuning
        super().__init__(
            optimizer=Select("optimizer", "sgd", options=tuple(RULES)),
            lr=Stops("highest rate", 0.1, stops=RATES),
            schedule=Select("schedule", "constant", options=SCHEDULES),
            batch_size=Stops("batch size", 32, stops=BATCH_SIZES),
            start=Slider("start", 0, low=0, high=9),
            train=Button("train: costs a run"),
        )

    def pressed(self, name: str) -> None:
        recipe = {key: self.values[key] for key in ("optimizer", "lr", "schedule", "batch_size")}
        try:
            self.tuning.run(recipe, self.values["start"])
        except BudgetSpent as error:
            words = str(error)
            raise LearnerError(words[:1].upper() + words[1:]) from error

    def update(self, start: int, train: int, **values) -> Scene:
        recipe, runs = Recipe(**values), self.tuning.runs
        mine = [run for run in runs if run.recipe == recipe]
        shown = next((run for run in mine if run.start == start), None)
        board = leaderboard()
        tables = [best_recipes_table(self.tuning)] if runs else []
        return Scene(
            panels=[curves_panel(runs, mine, shown, f"{label(recipe)}, start {start}"),
                    rates_panel(recipe), meter_panel(runs, shown)],
            columns=(7, 4, 5),
            says=self.tell(recipe, start, mine, shown),
            tables=[*tables, *([leaderboard_table(board)] if board.entries else [])],
            off=() if len(runs) < MAX_RUNS else ("train",),
        )

    def tell(self, recipe: Recipe, start: int, mine: list[TuningRun],
             shown: TuningRun | None) -> str:
        """Describe in words the recipe's result so far, and the meter."""
        what = f"{label(recipe)}, from start {start}: "
        if shown is None:
            what += "not trained yet. "
        else:
            what += (f"validation loss {number(shown.loss)}, {shown.accuracy:.1%} read correctly. ")
        losses = np.array([run.loss for run in mine])
        if len(mine) > 1:
            what += f"Its {len(mine)} starts have the mean {number(losses.mean())}"
            what += f", standard error {number(standard_error(losses), 2)}. " \
                if np.isfinite(losses).all() else ". "
        return what + self.tuning.says


def curves_panel(
    runs: list[TuningRun], mine: list[TuningRun], shown: TuningRun | None, title: str
) -> Panel:
    """Draw the validation loss of every run, with this recipe's runs in colour."""
    marks: list = [_curve(run, "faint", 1.0) for run in runs if run not in mine]
    marks += [_curve(run, "sky", 1.4) for run in mine if run != shown]
    if shown is not None:
        marks.append(_curve(shown, "blue", 2.4))
    return Panel(Axis("example-gradients spent", 0, BUDGET,
                      ticks={0: "0", 5000: "5,000", BUDGET: "10,000"}),
                 Axis("validation loss, log scale", MIN_LOSS, MAX_LOSS, log=True),
                 marks, title=title)


def _curve(run: TuningRun, colour: str, width: float) -> Line:
    return Line(run.spent, np.clip(run.losses, MIN_LOSS, MAX_LOSS), colour, width=width)


def rates_panel(recipe: Recipe) -> Panel:
    """Draw the rate of each step of the recipe."""
    values = recipe.rates()
    return Panel(Axis("step", 1, len(values)), Axis("rate", 0, recipe.lr * 1.1),
                 [Line(np.arange(1, len(values) + 1), values, "green")],
                 title="the rate at each step")


def meter_panel(runs: list[TuningRun], shown: TuningRun | None) -> Panel:
    """Draw the loss of each run, in their order, and the room for the runs that are left."""
    losses = np.clip([run.loss for run in runs], MIN_LOSS, MAX_LOSS)
    numbers = np.arange(1, len(runs) + 1)
    marks: list = [Points(numbers, losses, "grey", size=6)]
    if shown in runs:
        at = runs.index(shown)
        marks.append(Points(numbers[at], losses[at], "blue", size=10))
    if left := MAX_RUNS - len(runs):
        marks += [Band(len(runs) + 0.5, MAX_RUNS + 0.5, axis="x", colour="green"),
                  Text(MAX_RUNS, MIN_LOSS, f"{left} left", "green", "right", (0, 12))]
    colour = "black" if left else "vermillion"
    return Panel(Axis("tuning run", 0.5, MAX_RUNS + 0.5, ticks={1: "1", 10: "10", 20: "20",
                                                                30: "30"}),
                 Axis("loss at the end, log scale", MIN_LOSS, MAX_LOSS, log=True),
                 marks, colour=colour, title=f"{len(runs)} of {MAX_RUNS} runs spent")


def best_recipes_table(tuning: Tuning) -> SceneTable:
    """Make the table of the recipes with the best means."""
    return SceneTable(tuning.head, tuning.cells()[:TABLE_ROWS],
                      "The best recipes so far, on the validation images")


def leaderboard_table(board: Leaderboard) -> SceneTable:
    """Make the table of the leaderboard."""
    return SceneTable(board.head, board.cells(), "The leaderboard: mean validation cross-entropy")


def budget(tuning: Tuning | None = None) -> OnABudget:
    """Show a recipe with its controls, a button that trains it, the meter and the leaderboard.

    Parameters
    ----------
    tuning : Tuning, optional
        The meter that counts the runs; by default that of this folder.
    """
    return OnABudget(tuning)
