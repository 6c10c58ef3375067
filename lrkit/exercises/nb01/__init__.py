"""The exercises of notebook 1, One step downhill."""

from lrkit.exercises.nb01.fit_line import fit_line
from lrkit.exercises.nb01.gd_path import gd_path
from lrkit.exercises.nb01.gd_step import gd_step
from lrkit.exercises.nb01.mse_grad import mse_grad
from lrkit.exercises.nb01.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb01.steps_to_tol import steps_to_tol

EXERCISES = (gd_step, gd_path, mse_grad, fit_line, steps_to_tol)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
