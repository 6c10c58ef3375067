"""Static figures: functions that draw a History or a problem on Matplotlib axes.

With ``ax=None`` they draw on new axes. Every function adds a sentence made from its data, from
which `alt_text` makes the text for readers who do not see the picture; `show` displays both.
"""

from lrkit.plotting.bowls import contraction, one_step, path_on_curve, steps_to_tolerance
from lrkit.plotting.contours import compare_paths, path_on_contours
from lrkit.plotting.display import add_alt_text, alt_text, show, to_png
from lrkit.plotting.nb03 import range_tests, rate_searches, seed_differences
from lrkit.plotting.nb04 import (
    against_first_rate,
    curvatures,
    mean_and_error,
    positions,
    two_starts,
)
from lrkit.plotting.nb05 import against_batch, noise_floors, smoothed, squared_distances
from lrkit.plotting.nb06 import conventions, step_lengths, steps_of_valleys, velocities
from lrkit.plotting.nb07 import over_steps, usable_rates
from lrkit.plotting.nb08 import accuracy_curves, draw_exhibit, evidence
from lrkit.plotting.nb09 import differences
from lrkit.plotting.nb10 import digit_images, recipes_compared, validation_curves
from lrkit.plotting.panel import comparison
from lrkit.plotting.planes import heat_map, spectral_radius, stability_plane
from lrkit.plotting.rates import effective_rates, rates
from lrkit.plotting.runs import loss_curves, points_and_line
from lrkit.plotting.style import COLOURS, CYCLE, DASHES, MARKERS, new_figure, use_style

__all__ = [
    "COLOURS",
    "CYCLE",
    "DASHES",
    "MARKERS",
    "accuracy_curves",
    "add_alt_text",
    "against_batch",
    "against_first_rate",
    "alt_text",
    "compare_paths",
    "comparison",
    "contraction",
    "conventions",
    "curvatures",
    "differences",
    "digit_images",
    "draw_exhibit",
    "effective_rates",
    "evidence",
    "heat_map",
    "loss_curves",
    "mean_and_error",
    "new_figure",
    "noise_floors",
    "one_step",
    "over_steps",
    "path_on_contours",
    "path_on_curve",
    "points_and_line",
    "positions",
    "range_tests",
    "rate_searches",
    "rates",
    "recipes_compared",
    "seed_differences",
    "show",
    "smoothed",
    "spectral_radius",
    "squared_distances",
    "stability_plane",
    "step_lengths",
    "steps_of_valleys",
    "steps_to_tolerance",
    "to_png",
    "two_starts",
    "usable_rates",
    "use_style",
    "validation_curves",
    "velocities",
]
