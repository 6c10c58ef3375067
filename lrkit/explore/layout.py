"""The layout of a panel in CSS pixels, the same in the browser and in the printed figure."""

import math

from lrkit.explore.marks import Image
from lrkit.explore.scene import Panel

PAGE_WIDTH = 940.0  # of a figure on paper; the largest width of one in the browser
# Space around the axes of a panel: for tick labels, the name of x, the title and the name of y.
MARGINS = {"left": 54.0, "right": 20.0, "bottom": 46.0, "top": 10.0, "title": 25.0, "label": 21.0,
           "bar": 62.0, "gap": 18.0,  # between panels
           # In a narrow window a row of panels is broken before one of them gets narrower than
           # this, or than this share of its width in a wide window.
           "least": 190.0, "share": 0.6, "wide": PAGE_WIDTH}


def frame(panel: Panel, width: float) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the axes in a panel that is `width` wide."""
    top = MARGINS["top"] + MARGINS["label"] + (MARGINS["title"] if panel.title else 0)
    right = MARGINS["right"] + (MARGINS["bar"] if image_with_bar(panel) else 0)
    return (MARGINS["left"], top, width - MARGINS["left"] - right,
            panel.height - top - MARGINS["bottom"])


def image_with_bar(panel: Panel) -> Image | None:
    """Return the heat map whose colour bar the panel shows, or None."""
    return next((mark for mark in panel.marks if isinstance(mark, Image) and mark.bar), None)


def ranges(panel: Panel, width: float, height: float) -> tuple[tuple, tuple]:
    """Return the ranges of both axes in a frame of this size; with `equal`, one of them is widened.

    Examples
    --------
    >>> from lrkit.explore.scene import Axis
    >>> ranges(Panel(Axis("a", -1, 1), Axis("b", -1, 1), equal=True), 400, 200)
    ((-2.0, 2.0), (-1, 1))
    """
    x, y = (panel.x.low, panel.x.high), (panel.y.low, panel.y.high)
    if not panel.equal:
        return x, y
    scale = max((x[1] - x[0]) / width, (y[1] - y[0]) / height)  # units for each pixel
    return _widened(x, scale * width), _widened(y, scale * height)


def _widened(pair: tuple, size: float) -> tuple:
    if math.isclose(pair[1] - pair[0], size):
        return pair
    middle = (pair[0] + pair[1]) / 2
    return (middle - size / 2, middle + size / 2)
