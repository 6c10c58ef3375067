"""The exercises of notebook 7, Adaptive learning rates."""

from lrkit.exercises.nb07.adagrad_lrs import adagrad_lrs
from lrkit.exercises.nb07.adagrad_step import adagrad_step
from lrkit.exercises.nb07.adam_step import adam_step
from lrkit.exercises.nb07.adamw_step import adamw_step
from lrkit.exercises.nb07.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb07.rmsprop_step import rmsprop_step

EXERCISES = (adagrad_step, adagrad_lrs, rmsprop_step, adam_step, adamw_step)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
