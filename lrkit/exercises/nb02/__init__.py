"""The exercises of notebook 2, Too small, too large."""

from lrkit.exercises.nb02.best_lr import best_lr
from lrkit.exercises.nb02.is_diverging import is_diverging
from lrkit.exercises.nb02.linreg_max_lr import linreg_max_lr
from lrkit.exercises.nb02.max_stable_lr import max_stable_lr
from lrkit.exercises.nb02.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb02.regime import regime

EXERCISES = (regime, max_stable_lr, best_lr, linreg_max_lr, is_diverging)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
