"""The exercises of notebook 8, Claims on trial."""

from lrkit.exercises.nb08.at_matched_loss import at_matched_loss
from lrkit.exercises.nb08.early_stop import early_stop
from lrkit.exercises.nb08.min_norm_vs_sign import min_norm_vs_sign
from lrkit.exercises.nb08.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb08.scalar_net_sharpness import scalar_net_sharpness
from lrkit.exercises.nb08.verdicts import verdicts

EXERCISES = (early_stop, at_matched_loss, scalar_net_sharpness, min_norm_vs_sign, verdicts)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
