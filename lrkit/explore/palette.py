"""The colours of interactive figures: for each name, a colour for marks and words, light and dark.

Marks have Okabe and Ito's colours, as in the static figures, and lighter ones on a dark page. Words
need more contrast than areas, 4.5 to 1 against the page, so that they have colours of their own.
"""

from functools import lru_cache

import matplotlib as mpl
import numpy as np

from lrkit.plotting.style import COLOURS, STYLE_ROWS, curve_style

# name: (marks, words) on a light page, (marks, words) on a dark one
PALETTE = {
    "blue": (COLOURS["blue"], "#00639c", "#58b3ec", "#7cc4f2"),
    "vermillion": (COLOURS["vermillion"], "#a94a00", "#ff8a3d", "#ff9d5c"),
    "green": (COLOURS["green"], "#00704d", "#2ec99a", "#4bd6ab"),
    "purple": (COLOURS["purple"], "#94426f", "#e59ac4", "#eaa8cd"),
    "orange": (COLOURS["orange"], "#855c00", "#f5b83d", "#f5b83d"),
    "sky": (COLOURS["sky"], "#1d6a98", "#8ccff5", "#8ccff5"),
    "black": ("#1a1a1a", "#1a1a1a", "#f0f0f0", "#f0f0f0"),
    "grey": (COLOURS["grey"], "#5c5c5c", "#a3a3a3", "#b3b3b3"),
    "faint": ("#bdbdbd", "#5c5c5c", "#5e5e5e", "#b3b3b3"),
    "grid": ("#e9e9e9", "#5c5c5c", "#2f2f2f", "#b3b3b3"),
    "lost": ("#d3d3d3", "#5c5c5c", "#4a4a4a", "#b3b3b3"),
}

_MARKERS = {"o": "circle", "s": "square", "^": "triangle", "D": "diamond", "v": "down", "P": "plus"}


def method_style(method: str) -> tuple[str, str, tuple[float, ...]]:
    """Return colour, marker and dash (of a line 2 px wide) of a method, the same in every figure.

    Examples
    --------
    >>> method_style("AdaGrad")
    ('green', 'triangle', (2.0, 2.4))
    """
    style = curve_style(STYLE_ROWS[method])
    colour = next(name for name, ink in COLOURS.items() if ink == style["color"])
    dash = () if style["ls"] == "-" else tuple(2.0 * part for part in style["ls"][1])
    return colour, _MARKERS[style["marker"]], dash


def known_colour(name: str) -> str:
    """Return `name` itself; ValueError if the palette does not have it."""
    if name not in PALETTE:
        raise ValueError(f"colour must be one of {list(PALETTE)}, got {name!r}")
    return name


def mark_colour(name: str) -> str:
    """Return the colour of a mark on paper."""
    return PALETTE[known_colour(name)][0]


def word_colour(name: str) -> str:
    """Return the colour of words on paper."""
    return PALETTE[known_colour(name)][1]


@lru_cache(maxsize=8)
def colour_map(name: str) -> np.ndarray:
    """Return 255 colours of a Matplotlib map, as bytes of shape ``(255, 3)``."""
    return (mpl.colormaps[name](np.linspace(0, 1, 255))[:, :3] * 255).round().astype(np.uint8)
