"""The exercises of notebook 5, Noise: why decay matters."""

from lrkit.exercises.nb05.ema import ema
from lrkit.exercises.nb05.minibatches import minibatches
from lrkit.exercises.nb05.noise_floor import noise_floor
from lrkit.exercises.nb05.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb05.scale_lr import scale_lr
from lrkit.exercises.nb05.total_travel import total_travel

EXERCISES = (minibatches, noise_floor, scale_lr, total_travel, ema)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
