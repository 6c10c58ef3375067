"""The exercises of notebook 6, Momentum."""

from lrkit.exercises.nb06.heavy_ball_params import heavy_ball_params
from lrkit.exercises.nb06.max_stable_lr_momentum import max_stable_lr_momentum
from lrkit.exercises.nb06.momentum_step import momentum_step
from lrkit.exercises.nb06.nesterov_step import nesterov_step
from lrkit.exercises.nb06.questions import PREDICTIONS, QUESTIONS

EXERCISES = (momentum_step, max_stable_lr_momentum, heavy_ball_params, nesterov_step)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
