"""Schedules, in the order in which they are taught: a file is a chapter.

Read `base` for what they have in common, then the chapters:

1. `decay`: constant rates, and rates that fall in stairs or smoothly.
2. `polynomial`: a straight line or a power down to a final rate, or a power without end.
3. `cosine`: half a cosine, once or with restarts, and a hyperbolic tangent.
4. `warmup`: rates that rise before they fall.
5. `stable`: a warm-up, a plateau, and a decay at the end.
6. `cycles`: rates that rise and fall, repeatedly or once, or from corner to corner.
7. `combine`: schedules made of schedules.
8. `plateau`: schedules that depend on the loss.

>>> from lrkit.schedules import CosineDecay, Warmup
>>> schedule = Warmup(CosineDecay(0.1, total_steps=90), warmup_steps=10)
>>> schedule([0, 9, 10, 55, 100]).round(12)
array([0.01, 0.1 , 0.1 , 0.05, 0.  ])
"""

from lrkit.schedules.base import Schedule
from lrkit.schedules.combine import Join, Product, Repeat, Scale
from lrkit.schedules.cosine import CosineDecay, CosineRestarts, TanhDecay
from lrkit.schedules.cycles import Interpolate, OneCycle, Triangular
from lrkit.schedules.decay import (
    Constant,
    ExponentialDecay,
    InverseTimeDecay,
    MultiStepDecay,
    Piecewise,
    StepDecay,
)
from lrkit.schedules.plateau import GreedyRate, GreedyState, PlateauState, ReduceOnPlateau
from lrkit.schedules.polynomial import LinearDecay, PolynomialDecay, PowerLawDecay
from lrkit.schedules.stable import WarmupStableDecay
from lrkit.schedules.warmup import InverseSquareRoot, Noam, Warmup

__all__ = [  # noqa: RUF022 (in the order of teaching)
    "Schedule",
    "Constant",
    "StepDecay",
    "MultiStepDecay",
    "Piecewise",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LinearDecay",
    "PolynomialDecay",
    "PowerLawDecay",
    "CosineDecay",
    "CosineRestarts",
    "TanhDecay",
    "Warmup",
    "InverseSquareRoot",
    "Noam",
    "WarmupStableDecay",
    "Triangular",
    "OneCycle",
    "Interpolate",
    "Join",
    "Scale",
    "Product",
    "Repeat",
    "ReduceOnPlateau",
    "PlateauState",
    "GreedyRate",
    "GreedyState",
]
