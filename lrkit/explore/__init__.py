"""Interactive figures, one a notebook; each is a page of code that says what it shows."""

from lrkit.explore.base import Explorer
from lrkit.explore.nb05 import NoiseBall, noise_ball
from lrkit.explore.nb06 import MomentumPlane, momentum_plane
from lrkit.explore.two_curvatures import TwoCurvatures, two_curvatures
from lrkit.explore.walk import Walk, walk

__all__ = [
    "Explorer",
    "MomentumPlane",
    "NoiseBall",
    "TwoCurvatures",
    "Walk",
    "momentum_plane",
    "noise_ball",
    "two_curvatures",
    "walk",
]
