"""The exercises of notebook 3, Trial, error and grids."""

from lrkit.exercises.nb03.best_on_edge import best_on_edge
from lrkit.exercises.nb03.double_until_worse import double_until_worse
from lrkit.exercises.nb03.grid_search import grid_search
from lrkit.exercises.nb03.log_grid import log_grid
from lrkit.exercises.nb03.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb03.suggest_lr import suggest_lr

EXERCISES = (double_until_worse, log_grid, grid_search, best_on_edge, suggest_lr)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
