"""Interactive figures, one a notebook; each is a page of code that says what it shows."""

from lrkit.explore.base import Explorer
from lrkit.explore.nb06 import MomentumPlane, momentum_plane
from lrkit.explore.nb09 import ScheduleInspector, schedule_inspector
from lrkit.explore.two_curvatures import TwoCurvatures, two_curvatures
from lrkit.explore.walk import Walk, walk

__all__ = [
    "Explorer",
    "MomentumPlane",
    "ScheduleInspector",
    "TwoCurvatures",
    "Walk",
    "momentum_plane",
    "schedule_inspector",
    "two_curvatures",
    "walk",
]
