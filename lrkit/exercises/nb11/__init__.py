"""The exercises of notebook 11, Rates at scale."""

from lrkit.exercises.nb11.clip_by_norm import clip_by_norm
from lrkit.exercises.nb11.mup_rates import mup_rates
from lrkit.exercises.nb11.newton_schulz import newton_schulz
from lrkit.exercises.nb11.noise_scale import noise_scale
from lrkit.exercises.nb11.questions import PREDICTIONS, QUESTIONS
from lrkit.exercises.nb11.update_ratio import update_ratio

EXERCISES = (mup_rates, update_ratio, noise_scale, clip_by_norm, newton_schulz)

__all__ = ["EXERCISES", "PREDICTIONS", "QUESTIONS"]
