"""Static figures: functions that draw a History or a problem on Matplotlib axes.

With ``ax=None`` they draw on new axes. Every function adds a sentence made from its data, from
which `alt_text` makes the text for readers who do not see the picture; `show` displays both.
"""

from lrkit.plotting.bowls import contraction, one_step, path_on_curve, steps_to_tolerance
from lrkit.plotting.contours import compare_paths, path_on_contours
from lrkit.plotting.curvature import curvature_over_steps, loss_and_curvature, sharpness_along
from lrkit.plotting.display import add_alt_text, alt_text, show, to_png
from lrkit.plotting.loss_gallery import loss_gallery
from lrkit.plotting.nb03 import rate_searches, seed_differences
from lrkit.plotting.nb04 import (
    against_first_rate,
    mean_and_error,
    positions,
    two_starts,
)
from lrkit.plotting.nb05 import noise_floors, smoothed, squared_distances, steps_by_batch
from lrkit.plotting.nb06 import (
    conventions,
    step_lengths,
    steps_of_valleys,
    two_borders,
    velocities,
)
from lrkit.plotting.nb07 import over_steps, usable_rates
from lrkit.plotting.nb08 import accuracy_curves, draw_exhibit, evidence
from lrkit.plotting.nb09 import differences
from lrkit.plotting.nb10 import digit_images, recipes_compared, validation_curves
from lrkit.plotting.nb11 import branches, losses_by_rate, singular_values, steps_and_examples
from lrkit.plotting.panel import comparison
from lrkit.plotting.planes import heat_map, spectral_radius, stability_plane
from lrkit.plotting.rates import effective_rates, rates
from lrkit.plotting.runs import loss_curves, points_and_line
from lrkit.plotting.search_figures import range_test_rules, two_settings
from lrkit.plotting.style import COLOURS, CYCLE, DASHES, MARKERS, new_figure, use_style

__all__ = [
    "COLOURS",
    "CYCLE",
    "DASHES",
    "MARKERS",
    "accuracy_curves",
    "add_alt_text",
    "against_first_rate",
    "alt_text",
    "branches",
    "compare_paths",
    "comparison",
    "contraction",
    "conventions",
    "curvature_over_steps",
    "differences",
    "digit_images",
    "draw_exhibit",
    "effective_rates",
    "evidence",
    "heat_map",
    "loss_and_curvature",
    "loss_curves",
    "loss_gallery",
    "losses_by_rate",
    "mean_and_error",
    "new_figure",
    "noise_floors",
    "one_step",
    "over_steps",
    "path_on_contours",
    "path_on_curve",
    "points_and_line",
    "positions",
    "range_test_rules",
    "rate_searches",
    "rates",
    "recipes_compared",
    "seed_differences",
    "sharpness_along",
    "show",
    "singular_values",
    "smoothed",
    "spectral_radius",
    "squared_distances",
    "stability_plane",
    "step_lengths",
    "steps_and_examples",
    "steps_by_batch",
    "steps_of_valleys",
    "steps_to_tolerance",
    "to_png",
    "two_borders",
    "two_settings",
    "two_starts",
    "usable_rates",
    "use_style",
    "validation_curves",
    "velocities",
]

# The figures that only notebooks of earlier editions ask for, and what took over.
GONE = {"against_batch": "steps_by_batch", "places": "positions", "range_tests": "range_test_rules"}


def __getattr__(name: str) -> None:
    """Say what became of a figure that a notebook of an earlier edition asks for."""
    if name in GONE:
        raise AttributeError(
            f"the figure lrkit.plotting.{name} is of an earlier edition of the course; today's "
            f"notebooks have {GONE[name]} instead. Your answers do not need it. For today's "
            "notebook, rename this one and call `lrkit start` in a terminal")
    raise AttributeError(f"module 'lrkit.plotting' has no attribute {name!r}")
