"""The exercises of notebook 4, Schedules."""

from lrkit.exercises.nb04.cosine_lr import cosine_lr
from lrkit.exercises.nb04.exp_decay import exp_decay
from lrkit.exercises.nb04.plateau_lrs import plateau_lrs
from lrkit.exercises.nb04.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb04.step_decay import step_decay
from lrkit.exercises.nb04.warmup_cosine import warmup_cosine
from lrkit.exercises.nb04.wsd_lr import wsd_lr

EXERCISES = (step_decay, exp_decay, cosine_lr, warmup_cosine, wsd_lr, plateau_lrs)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
