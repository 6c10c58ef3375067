"""The exercises of notebook 9, Real frameworks."""

from lrkit.exercises.nb09.keras_exp_decay_args import keras_exp_decay_args
from lrkit.exercises.nb09.keras_optimizer import keras_optimizer
from lrkit.exercises.nb09.keras_schedule import keras_schedule
from lrkit.exercises.nb09.keras_velocity import keras_velocity
from lrkit.exercises.nb09.lr_per_epoch import lr_per_epoch
from lrkit.exercises.nb09.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb09.torch_optimizer import torch_optimizer
from lrkit.exercises.nb09.torch_schedule import torch_schedule

EXERCISES = (keras_optimizer, torch_optimizer, keras_velocity, keras_exp_decay_args, lr_per_epoch,
             keras_schedule, torch_schedule)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
