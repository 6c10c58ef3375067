"""Interactive figures, at least one for each notebook.

Each figure is a module of its own: a class that computes a scene from the values of its controls,
and a function that makes it.
"""

from lrkit.explore.explorer import Explorer
from lrkit.explore.limit_in_steps import LimitInSteps, limit_in_steps
from lrkit.explore.nb03 import RateSearch, rate_search
from lrkit.explore.nb04 import ScheduleDesigner, schedule_designer
from lrkit.explore.nb05 import NoiseBall, noise_ball
from lrkit.explore.nb06 import MomentumPlane, momentum_plane
from lrkit.explore.nb07 import OwnRates, own_rates
from lrkit.explore.nb08 import Courtroom, courtroom
from lrkit.explore.nb09 import ScheduleInspector, schedule_inspector
from lrkit.explore.nb10 import OnABudget, budget
from lrkit.explore.nb11 import Widths, widths
from lrkit.explore.two_curvatures import TwoCurvatures, two_curvatures
from lrkit.explore.walk import Walk, walk

__all__ = [
    "Courtroom",
    "Explorer",
    "LimitInSteps",
    "MomentumPlane",
    "NoiseBall",
    "OnABudget",
    "OwnRates",
    "RateSearch",
    "ScheduleDesigner",
    "ScheduleInspector",
    "TwoCurvatures",
    "Walk",
    "Widths",
    "budget",
    "courtroom",
    "limit_in_steps",
    "momentum_plane",
    "noise_ball",
    "own_rates",
    "rate_search",
    "schedule_designer",
    "schedule_inspector",
    "two_curvatures",
    "walk",
    "widths",
]
